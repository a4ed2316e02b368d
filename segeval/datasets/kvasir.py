"""Kvasir-SEG: polyps in colonoscopy (Jha et al. 2020, doi:10.1007/978-3-030-37734-2_37).

The download has ``images/ID.jpg`` and ``masks/ID.jpg``, RGB with three equal channels; JPEG left greys at the edges of
the masks. Accepted as well: Kaggle's nesting, Hyper-Kvasir's ``segmented-images``, and PraNet's re-release as PNG in
``TrainDataset`` and ``TestDataset/Kvasir``; where its folders differ from PraNet's list they are a split of their own.
Counts and the sha256 of the zip are those that public loaders state.
"""

from collections.abc import Iterator
from pathlib import Path

from segeval.datasets import _fake, _layouts, _pranet
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, Grid, RemoteFile, Structure

INFO = DatasetInfo(
    id="kvasir-seg",
    title="Kvasir-SEG",
    modality="endoscopy",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "polyp"},
    structures=(Structure("polyp", (1,)),),
    counts={"train": 880, "test": 120},
    license="research and educational use only",
    access="open",
    terms="Research and education only; other uses need the permission of Simula.",
    homepage="https://datasets.simula.no/kvasir-seg",
    citation="""
@inproceedings{jha2020kvasir,
  title = {Kvasir-SEG: A Segmented Polyp Dataset},
  author = {Jha, Debesh and Smedsrud, Pia H. and Riegler, Michael A. and Halvorsen, Pål and others},
  booktitle = {MultiMedia Modeling}, pages = {451--462}, year = {2020}, doi = {10.1007/978-3-030-37734-2_37}
}
""",
    default_split="880-120",
    files=(
        RemoteFile(
            name="kvasir-seg.zip",
            urls=("https://datasets.simula.no/downloads/kvasir-seg.zip",),
            sha256="03b30e21d584e04facf49397a2576738fd626815771afbbf788f74a7153478f7",
        ),
    ),
    known_issues=(
        "No patient is named, so no split can keep patients apart.",
        "The literature chooses its models on the images that it reports (val = test).",
        "PraNet's split has no validation part; its members are known from the folders of its re-release.",
    ),
    aliases=("kvasir",),
)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the official image and mask of one stem, PraNet's copy where that alone is there."""
    images, masks = (
        _layouts.by_key(tree.find(*(f"{name}/c*.{end}" for name in names for end in _layouts.PICTURES)), _stem)
        for names in (("images", "image"), ("masks", "mask"))
    )
    first, second = ([min(files, key=_is_pranet) for files in side.values()] for side in (images, masks))
    parts = _pranet.other_parts(INFO.id, (file for files in images.values() for file in files))
    for name, image, mask in _layouts.pairs(tree, first, second, _stem):
        yield RawCase(
            id=name,
            image=(image,),
            mask=Converted(_layouts.black_and_white, (mask,)),
            found_in=parts.get(name, {}),
            folder="Ts" if name in TEST else "Tr",
        )


def _is_pranet(file: RawFile) -> bool:
    return _pranet.part_of(file) is not None


def _stem(file: RawFile) -> str:
    return file.stem


TEST = frozenset(read_splits(INFO.id)[0].test)


def fake(root: Path) -> None:
    """Write six pairs as the zip has them, and the same images once more as PraNet's folders."""
    split, pranet = read_splits(INFO.id)
    both = [next(name for name in part if name in pranet.test) for part in (split.train, split.test)]
    for seed, name in enumerate([*split.train[:3], both[0], split.test[0], both[1]]):
        image, mask = _fake.pair(Grid.pixels((30, 40 + seed)), (1,), channels=3, seed=seed)
        grey = 255 * mask.array[None].repeat(3, axis=0)
        _fake.picture(root / "Kvasir-SEG" / "images" / f"{name}.jpg", image.array, quality=95)
        _fake.picture(root / "Kvasir-SEG" / "masks" / f"{name}.jpg", grey, quality=95)
        place = root / ("TestDataset/Kvasir" if name in both else "TrainDataset")
        _fake.picture(place / "images" / f"{name}.png", image.array)
        _fake.picture(place / "masks" / f"{name}.png", grey)
    _fake.picture(root / "TrainDataset" / "images" / "1.png", image.array)  # of CVC-ClinicDB
    (root / "Kvasir-SEG" / "kavsir_bboxes.json").write_text("{}")


dataset(INFO, cases=cases, fake=fake)
