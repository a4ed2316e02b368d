"""SLIVER07: livers in contrast-enhanced CT (Heimann et al. 2009, doi:10.1109/TMI.2009.2013851).

``liver-origNNN.mhd`` and ``liver-segNNN.mhd``, each with its ``.raw``, twenty for training, in several zips; the ten
test scans have no public labels. Layout and names are as remembered.

The pixel size stands in ElementSpacing and once more as the length of the rows of TransformMatrix, which are
directions: it counts once. x points left, y back, and slices ascend.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, Mask, RemoteFile, Structure, Volume

INFO = DatasetInfo(
    id="sliver07",
    title="SLIVER07: Segmentation of the Liver Competition 2007",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "liver"},
    structures=(Structure("liver", (1,)),),
    counts={"train": 20},
    license="research use only",
    access="form",
    terms="Research only, after registration.",
    homepage="https://sliver07.grand-challenge.org",
    citation="""
@article{heimann2009sliver,
  title = {Comparison and Evaluation of Methods for Liver Segmentation From CT Datasets},
  author = {Heimann, Tobias and van Ginneken, Bram and Styner, Martin A. and others},
  journal = {IEEE Transactions on Medical Imaging}, volume = {28}, pages = {1251--1265}, year = {2009},
  doi = {10.1109/TMI.2009.2013851}
}
""",
    default_split="nnunet-0",
    group="patient",
    files=(RemoteFile(name="SLIVER07-training.zip", note="liver-orig and liver-seg, 001 to 020"),),
    known_issues=(
        "The labels of the ten test scans are not public; the folds are segeval's.",
        "Headers hold the spacing in ElementSpacing and in TransformMatrix; readers that multiply both square it.",
    ),
)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the training scans; each MetaImage header is read with its voxels beside it."""
    scans, masks = tree.find("liver-orig*.mhd"), tree.find("liver-seg*.mhd")
    voxels = {file.path.lower(): file for file in tree.find("liver-*.raw", "liver-*.zraw")}
    for name, image, mask in _layouts.pairs(tree, scans, masks, key=_number):
        files = [_voxels(header, voxels) for header in (image, mask)]
        for header, raw in zip((image, mask), files, strict=True):
            if raw is None:
                tree.lack(f"{header}: its .raw is not beside it")
        if files[0] and files[1]:
            yield RawCase(id=name, image=Converted(_image, (image, files[0])), mask=Converted(_mask, (mask, files[1])))


def _number(file: RawFile) -> str:
    match = re.fullmatch(r"liver-(?:orig|seg)(\d{3})", file.stem.lower())
    return match[1] if match else ""


def _voxels(header: RawFile, voxels: dict[str, RawFile]) -> RawFile | None:
    place = header.path.lower().removesuffix(".mhd")
    return voxels.get(f"{place}.raw") or voxels.get(f"{place}.zraw")


def _image(header: RawFile, voxels: RawFile) -> Volume:
    with on_disk(header, voxels) as (path, _):
        return volume.read_image(path)


def _mask(header: RawFile, voxels: RawFile) -> Mask:
    """Read a mask in which anything above 0 is liver."""
    with on_disk(header, voxels) as (path, _):
        mask = volume.read_mask(path)
    return Mask((mask.array > 0).astype(np.uint8), mask.grid)


def fake(root: Path) -> None:
    """Write scans of both parts of a fold as MetaImage, some zipped, with official headers; one mask is 0 and 255."""
    split = read_splits(INFO.id)[0]
    for part, names in (("train", split.train[:3]), ("val", split.val[:2])):
        (root / part).mkdir()
        for seed, name in enumerate(names):
            image, mask = _fake.pair(_fake.world((5, 12, 14 + seed), (2.0, 0.7, 0.7)), (1,), seed=seed)
            _fake.metaimage(root / part / f"liver-orig{name}.mhd", image.array[0].astype("<i2"), image.grid)
            _fake.metaimage(root / part / f"liver-seg{name}.mhd", mask.array * np.uint8(255 if seed else 1), mask.grid)
    for header in sorted(root.rglob("*.mhd")):
        text = header.read_text().replace("-1 0 0 0 -1 0 0 0 1", "0.7 0 0 0 0.7 0 0 0 2.0")
        header.write_text(text)
    _fake.pack(root / "train", top=False)


dataset(INFO, cases=cases, fake=fake)
