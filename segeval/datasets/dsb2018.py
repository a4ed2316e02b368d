"""2018 Data Science Bowl, stage 1: nuclei in light microscopy (Caicedo et al. 2019, doi:10.1038/s41592-019-0612-7).

The download is three files: ``stage1_train.zip`` and ``stage1_test.zip`` with ``<id>/images/<id>.png`` (RGBA with an
opaque alpha in training, RGB or RGBA in test), one PNG per nucleus in ``<id>/masks/`` for training, and
``stage1_solution.csv`` with the test nuclei as run lengths: 1-based starts in column-major order. Zips are read as
they are; unpacked folders of the same names are accepted too.

Three versions of the training labels circulate: the original, lopuhin's corrections (six images removed, 109 changed)
and ibmua's (``train-hand``). Each has a split of its own, so that no board mixes them.

Images are tiles of larger fields, which nobody published: ``fields/dsb2018.json`` has them by the first eight digits of
the ids. In training they are what ``scripts/dsb2018_fields`` finds where edges match; in test a published list.
"""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure, Volume

INFO = DatasetInfo(
    id="dsb2018",
    title="2018 Data Science Bowl, stage 1",
    modality="microscopy",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "nucleus"},
    # Our choice, since we know of no paper that names a tolerance for these nuclei: two outlines, each drawn a pixel
    # off, are 2 px apart. monuseg and glas have the same, so that the three boards can be read side by side.
    structures=(Structure("nucleus", (1,), tolerance=2.0),),
    counts={"train": 670, "test": 65},
    license="CC0-1.0",
    access="open",
    group="field",
    terms="Public domain.",
    files=tuple(
        RemoteFile(name=name, urls=(f"https://data.broadinstitute.org/bbbc/BBBC038/{name}",), note="url as remembered")
        for name in ("stage1_train.zip", "stage1_test.zip", "stage1_solution.csv")
    ),
    homepage="https://bbbc.broadinstitute.org/BBBC038",
    citation="""
@article{caicedo2019dsb,
  title = {Nucleus segmentation across imaging experiments: the 2018 Data Science Bowl},
  author = {Caicedo, Juan C. and Goodman, Allen and Karhohs, Kyle W. and others},
  journal = {Nature Methods}, volume = {16}, pages = {1247--1253}, year = {2019}, doi = {10.1038/s41592-019-0612-7}
}
""",
    default_split="stage1",
    known_issues=(
        "The original labels have known errors; corrected versions circulate under the same name (lopuhin, ibmua).",
        "Most images are tiles of a field: 37 of the 65 test images share theirs, and most of training, also with val.",
        "Four test images are training images at another exposure, five adjoin training tiles; stage1-clean has none.",
        "The 40 fields of the test part are a published list; edges join some to 34, as segeval data audit says.",
    ),
    aliases=("dsb", "bbbc038"),
    metrics=("pq", "aji", "lesion_f1@0.5", "nsd"),
    headline=("dice", "pq", "nsd"),
)

FIELDS = Path(__file__).parent / "fields" / "dsb2018.json"  # the tiles of each field of more than one
TRAIN, NUCLEI = 670, 29461
MOST_PIXELS = 1 << 24  # of an image; the largest has 1040×1388
REMOVED = ("12aeefb1", "19f0653c", "74a77855", "7b38c917", "adc315bd", "c304a1fd")  # by lopuhin's corrections
RELEASES = {"lopuhin": ("lopuhin", "dataset-fixes"), "ibmua": ("ibmua", "train-hand", "train_hand")}


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the images of both parts; those without nuclei are unlabelled."""
    runs = _solution(tree)
    nuclei = _layouts.by_key(tree.find("*/masks/*.png"), lambda file: file.parts[-2])
    images = [file for file in tree.find("*/images/*.png") if file.stem == file.parts[-2]]
    release = _release(images, nuclei)
    for image in images:
        case, test = image.stem, "stage1_test" in image.path
        instances = None
        if not test and case in nuclei:
            instances = Converted(_draw_files, tuple(nuclei[case]))
        elif test and case in runs:
            table, shape, codes = runs[case]
            instances = Converted(partial(_draw_runs, shape, codes), (table,))
        else:
            tree.lack(f"{image}: has no nuclei")
        picture = Converted(_read_image, (image,))
        yield RawCase(id=case, image=picture, instances=instances, folder="Ts" if test else "Tr", release=release)


def _release(images: Sequence[RawFile], nuclei: Mapping[str, Sequence[RawFile]]) -> str:
    """Say which labels these are: by the names of folders and archives, else by which images were removed.

    The original has 29461 nuclei in its 670 images; as many images with other nuclei are corrected under its name.
    """
    train = [image for image in images if "stage1_test" not in image.path]
    words = " ".join({str(image).lower() for image in train[:1]})
    for name, marks in RELEASES.items():
        if any(mark in words for mark in marks):
            return name
    ids = {image.stem[:8] for image in train}
    if len(train) == TRAIN - len(REMOVED) and not ids & set(REMOVED):
        return "lopuhin"
    count = sum(len(nuclei[image.stem]) for image in train if image.stem in nuclei)
    return "unknown" if len(train) == TRAIN and count != NUCLEI else "original"


def _solution(tree: Tree) -> dict[str, tuple[RawFile, tuple[int, int], list[str]]]:
    """Read the test nuclei: per image its table, its ``(height, width)`` and one run-length string per nucleus."""
    images: dict[str, tuple[RawFile, tuple[int, int], list[str]]] = {}
    for table in tree.find("stage1_solution.csv")[:1]:
        header, *lines = table.rows() or [[]]
        for row in (dict(zip(header, line, strict=False)) for line in lines):
            shape = (int(row["Height"]), int(row["Width"]))
            images.setdefault(row["ImageId"], (table, shape, []))[2].append(row["EncodedPixels"])
    if not images:
        tree.lack(f"{tree.raw}: has no stage1_solution.csv, the labels of the test part")
    return images


def _read_image(file: RawFile) -> Volume:
    return volume.decode_image(file.member())


def _draw_files(*files: RawFile) -> Mask:
    """Number the nuclei of one image, in the order of their file names; later ones win the rare overlaps."""
    nuclei = [_read_image(file).array[0] > 127 for file in files]
    array = np.zeros(nuclei[0].shape, np.uint16)
    for number, (file, nucleus) in enumerate(zip(files, nuclei, strict=True), start=1):
        if nucleus.shape != array.shape:
            msg = f"{file} is {nucleus.shape} but the nuclei before it are {array.shape}. Download the archive again."
            raise BadData(msg)
        array[nucleus] = number
    return Mask(array, Grid.pixels(array.shape))


def _draw_runs(shape: tuple[int, int], nuclei: Sequence[str], *_: RawFile) -> Mask:
    """Number the nuclei of one image from their run lengths: pairs of 1-based start and length, down the columns."""
    if min(shape) < 1 or shape[0] * shape[1] > MOST_PIXELS:
        msg = f"stage1_solution.csv: says that an image is {shape[0]}×{shape[1]}. Download it again."
        raise BadData(msg)
    columns = np.zeros(shape[0] * shape[1], np.uint16)
    for number, runs in enumerate(nuclei, start=1):
        numbers = np.array(runs.split(), dtype=np.int64)
        starts, lengths = numbers[::2] - 1, numbers[1::2]
        if len(starts) != len(lengths) or starts.min() < 0 or (starts + lengths).max() > columns.size:
            msg = f"stage1_solution.csv: runs of nucleus {number} leave an image of {shape}. Download it again."
            raise BadData(msg)
        for start, length in zip(starts, lengths, strict=True):
            columns[start : start + length] = number
    array = np.ascontiguousarray(columns.reshape(shape[::-1]).T)
    return Mask(array, Grid.pixels(array.shape))


def fake(root: Path) -> None:
    """Write six training images in a zip, RGBA, and three test images, RGB and RGBA, with their run lengths."""
    split = read_splits(INFO.id)[0]
    with zipfile.ZipFile(root / "stage1_train.zip", "w") as archive:
        for seed, case in enumerate([*split.train[:4], *split.val[:2]]):
            image, mask = _fake_case(seed)
            archive.writestr(f"stage1_train/{case}/images/{case}.png", _fake.encode(_opaque(image)))
            for number in (1, 2):
                name = f"stage1_train/{case}/masks/{case[:60]}{number:04d}.png"
                archive.writestr(name, _fake.encode(255 * (mask == number)))
    with zipfile.ZipFile(root / "stage1_test.zip", "w") as archive, (root / "stage1_solution.csv").open("w") as file:
        file.write("ImageId,EncodedPixels,Height,Width,Usage\n")
        for seed, case in enumerate(split.test[:3], start=10):
            image, mask = _fake_case(seed)
            stored = _opaque(image) if seed % 2 == 0 else image
            archive.writestr(f"stage1_test/{case}/images/{case}.png", _fake.encode(stored))
            for number in (1, 2):
                file.write(f"{case},{_runs(mask == number)},{mask.shape[0]},{mask.shape[1]},Public\n")


def _fake_case(seed: int) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.generic]]:
    image, mask = _fake.pair(Grid.pixels((32 + seed, 40)), (1, 2), channels=3, seed=seed)
    return image.array, mask.array


def _runs(nucleus: npt.NDArray[np.bool_]) -> str:
    """Encode a mask the way the solution file does."""
    padded = np.concatenate([[0], nucleus.T.ravel().astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(padded))
    return " ".join(f"{start + 1} {stop - start}" for start, stop in zip(edges[::2], edges[1::2], strict=True))


def _opaque(image: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    return np.concatenate([image, np.full((1, *image.shape[1:]), 255, image.dtype)])


def field(case: str) -> str:
    """Return the field that an image is a tile of, by the first eight digits of an id."""
    return _fields().get(case[:8], case[:8])


@cache
def _fields() -> dict[str, str]:
    table = json.loads(FIELDS.read_text(encoding="utf-8"))
    return {tile: name for name, tiles in table.items() for tile in tiles.split()}


dataset(INFO, cases=cases, fake=fake, group=field)
