"""2018 Data Science Bowl, stage 1: nuclei in light microscopy (Caicedo et al. 2019, doi:10.1038/s41592-019-0612-7).

The download is three files: ``stage1_train.zip`` and ``stage1_test.zip`` with ``<id>/images/<id>.png`` (RGBA with an
opaque alpha in training, RGB or RGBA in test), one PNG per nucleus in ``<id>/masks/`` for training, and
``stage1_solution.csv`` with the test nuclei as run lengths: 1-based starts in column-major order. Zips are read as
they are; unpacked folders of the same names are accepted too.
"""

import csv
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.datasets import _fake
from segeval.datasets._declare import RawCase, dataset, read_splits
from segeval.errors import BadData, IncompleteDownload
from segeval.records import DatasetInfo, Grid, Mask, Structure, Volume

INFO = DatasetInfo(
    id="dsb2018",
    title="2018 Data Science Bowl, stage 1",
    modality="microscopy",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "nucleus"},
    structures=(Structure("nucleus", (1,), tolerance=2.0),),
    counts={"train": 670, "test": 65},
    license="CC0-1.0",
    access="open",
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
        "Original labels of the challenge, with their known errors; corrected versions circulate under the same name.",
        "Many 256×256 training images are crops of one field, so val is easier than test.",
    ),
    aliases=("dsb", "bbbc038"),
)


def cases(raw: Path) -> Iterator[RawCase]:
    """Yield the images of both parts that have all their files."""
    for part, folder in (("stage1_train", "Tr"), ("stage1_test", "Ts")):
        read, names = _archive(raw, part)
        runs = _solution(raw) if folder == "Ts" else {}
        images: dict[str, str] = {}
        nuclei: dict[str, list[str]] = defaultdict(list)
        for name in names:
            case, _, rest = name.removeprefix(f"{part}/").partition("/")
            if rest == f"images/{case}.png":
                images[case] = name
            elif rest.startswith("masks/") and rest.endswith(".png") and not rest.startswith("masks/."):
                nuclei[case].append(name)
        for case in sorted(images.keys() & (nuclei.keys() | runs.keys())):
            if folder == "Tr":
                draw: Callable[[], Mask] = partial(_draw_files, read, sorted(nuclei[case]))
            else:
                draw = partial(_draw_runs, *runs[case])
            yield RawCase(
                id=case,
                group=case,
                image=partial(_read_image, read, images[case]),
                instances=draw,
                folder="Tr" if folder == "Tr" else "Ts",
            )


def _archive(raw: Path, part: str) -> tuple[Callable[[str], bytes], Sequence[str]]:
    """Return a reader of members and their names, from ``part.zip`` or from an unpacked folder ``part``."""
    archive = raw / f"{part}.zip"
    if archive.is_file():
        try:
            opened = zipfile.ZipFile(archive)  # stays open with the reader: listing its 30,000 members takes a while
            return partial(_member, opened), opened.namelist()
        except zipfile.BadZipFile as error:
            msg = f"{archive} is not a complete zip ({error}). Download it again."
            raise IncompleteDownload(msg) from error
    if (raw / part).is_dir():
        names = [path.relative_to(raw).as_posix() for path in sorted((raw / part).rglob("*.png"))]
        return lambda name: (raw / name).read_bytes(), names
    msg = f"{raw} lacks {part}.zip (or an unpacked folder {part}). Get it from {INFO.homepage}."
    raise IncompleteDownload(msg)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read one member; the zip's CRC is checked on the way."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        msg = f"{archive.filename}: member {name} is damaged ({error}). Download the archive again."
        raise BadData(msg) from error


def _solution(raw: Path) -> dict[str, tuple[tuple[int, int], list[str]]]:
    """Read the test nuclei: per image its ``(height, width)`` and one run-length string per nucleus."""
    path = raw / "stage1_solution.csv"
    if not path.is_file():
        msg = f"{raw} lacks stage1_solution.csv, the labels of the test part. Get it from {INFO.homepage}."
        raise IncompleteDownload(msg)
    images: dict[str, tuple[tuple[int, int], list[str]]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            shape = (int(row["Height"]), int(row["Width"]))
            images.setdefault(row["ImageId"], (shape, []))[1].append(row["EncodedPixels"])
    return images


def _read_image(read: Callable[[str], bytes], name: str) -> Volume:
    return volume.decode_image(volume.Member(name, read(name)))


def _draw_files(read: Callable[[str], bytes], names: Sequence[str]) -> Mask:
    """Number the nuclei of one image, in the order of their file names; later ones win the rare overlaps."""
    array: npt.NDArray[np.uint16] | None = None
    for number, name in enumerate(names, start=1):
        nucleus = _read_image(read, name).array[0] > 127
        array = np.zeros(nucleus.shape, np.uint16) if array is None else array
        if nucleus.shape != array.shape:
            msg = f"{name} is {nucleus.shape} but the nuclei before it are {array.shape}. Download the archive again."
            raise BadData(msg)
        array[nucleus] = number
    assert array is not None
    return Mask(array, Grid.pixels(array.shape))


def _draw_runs(shape: tuple[int, int], nuclei: Sequence[str]) -> Mask:
    """Number the nuclei of one image from their run lengths: pairs of 1-based start and length, down the columns."""
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
            archive.writestr(f"stage1_train/{case}/images/{case}.png", _png(image, alpha=True))
            for number in (1, 2):
                name = f"stage1_train/{case}/masks/{case[:60]}{number:04d}.png"
                archive.writestr(name, _png(255 * (mask == number)[None], alpha=False))
    with zipfile.ZipFile(root / "stage1_test.zip", "w") as archive, (root / "stage1_solution.csv").open("w") as file:
        file.write("ImageId,EncodedPixels,Height,Width,Usage\n")
        for seed, case in enumerate(split.test[:3], start=10):
            image, mask = _fake_case(seed)
            archive.writestr(f"stage1_test/{case}/images/{case}.png", _png(image, alpha=seed % 2 == 0))
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


def _png(array: npt.NDArray[np.generic], *, alpha: bool) -> bytes:
    from PIL import Image

    planes = [*array.astype(np.uint8)] + ([np.full(array.shape[1:], 255, np.uint8)] if alpha else [])
    stacked = np.stack(planes, axis=-1) if len(planes) > 1 else planes[0]
    buffer = io.BytesIO()
    Image.fromarray(stacked).save(buffer, "PNG")
    return buffer.getvalue()


dataset(INFO, cases=cases, fake=fake)
