"""A folder that holds one DICOM series, through SimpleITK (GDCM); rescale slope and intercept are applied.

Slice positions are read and judged here, because ITK fills a gap where a slice is missing with a wrong spacing, and
files before they are read, because GDCM passes over those that are cut short and believes every length.
Source: DICOM PS3.3, C.7.6.2 (Image Plane Module).
"""

import locale
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from segeval.errors import BadData, UsageError
from segeval.records import Grid
from segeval.volume import elements
from segeval.volume.geometry import Matrix, grid_from_lps
from segeval.volume.stream import Room, count_bytes
from segeval.volume.values import Stored

POSITION, ORIENTATION, PIXEL_SPACING = "0020|0032", "0020|0037", "0028|0030"
MEANINGS = {"0028|0004": "photometric interpretation", "0054|1001": "units"}  # what equal numbers stand for
# Largest difference between two slice distances, relative to their mean; a missing slice makes it 1.
STEP_RTOL = 0.05


@dataclass(frozen=True, slots=True)
class Slice:
    """One file of a series: where its first pixel lies, which way rows and columns run, in LPS mm.

    ``dtype`` is that of the rescaled values, which differs between slices as their slopes do. ``size`` is of the file
    in bytes; ``between`` the distance to the next slice and ``number`` that of this one, as the file states them.
    """

    path: Path
    shape: tuple[int, int]
    channels: int
    dtype: np.dtype[Any]
    meaning: tuple[str, ...]
    origin: Matrix
    steps: Matrix
    size: int
    between: float | None
    number: float | None


def is_dicom(start: bytes) -> bool:
    """Whether a file that begins like this is DICOM."""
    return start[128:132] == b"DICM"


@contextmanager
def kept_locale() -> Iterator[None]:
    """Undo what SimpleITK does to the locale: from then on text files would be read and written as ASCII."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


def read_grid(folder: Path, series: str | None) -> Grid:
    """Return the grid from the headers of all slices."""
    with kept_locale():
        return _grid(folder, _slices(folder, series))


def read(folder: Path, series: str | None) -> Stored:
    """Read the voxels ``(C, z, y, x)`` of one series, slices ordered by position.

    Every slice is rescaled by its own slope and intercept; the type holds the values of all.

    Raises:
        DamagedFile: A file is cut short.
        BadData: No series, several and none chosen, slices that do not stack, or unequal distances between them.
    """
    with kept_locale():
        slices = _slices(folder, series)
        grid = _grid(folder, slices)
        dtype = np.result_type(*{part.dtype for part in slices})
        shape = (*grid.shape, slices[0].channels)
        count_bytes(folder, shape, dtype, Room(sum(part.size for part in slices), layers=1))
        array = np.empty(shape, dtype)
        for part, voxels in zip(slices, array, strict=True):
            # ITK's reader of a series takes the number type of the first file for all, and cuts the others to it.
            own = _sitk().GetArrayFromImage(_sitk().ReadImage(str(part.path)))
            np.copyto(voxels, own.reshape(voxels.shape), casting="safe")
    return Stored(np.moveaxis(array, -1, 0), grid)


def _sitk() -> Any:
    """Import SimpleITK late: it is heavy, and only DICOM needs it. It has no annotations."""
    return import_module("SimpleITK")


def _slices(folder: Path, series: str | None) -> list[Slice]:
    """Return the slices of the one series that is meant, ordered along their normal."""
    found: dict[str, list[elements.Elements]] = {}
    for each in elements.series_of(folder):
        found.setdefault(each.text(elements.SERIES), []).append(each)
    if series is None and len(found) == 1:
        (series,) = found
    if series not in found:
        if not found:
            msg = f"{folder}: no DICOM series in this folder; pass the folder that holds the slices themselves"
            raise BadData(msg)
        msg = f"{folder}: series {series} of {', '.join(found)}; choose one of them with series=..."
        raise UsageError(msg)
    slices = [_slice(each) for each in found[series]]
    first = slices[0]
    other = next((part for part in slices if _differs(first, part)), None)
    if other:
        one, two = (f"{part.path.name} with {_described(part)}" for part in (first, other))
        msg = f"{folder}: slices of series {series} differ: {one}, {two}; separate them"
        raise BadData(msg)
    normal = np.cross(first.steps[1], first.steps[0])
    return sorted(slices, key=lambda part: float(part.origin @ normal))


def _differs(one: Slice, other: Slice) -> bool:
    forms = [(part.shape, part.channels, part.meaning) for part in (one, other)]
    return forms[0] != forms[1] or not np.allclose(one.steps, other.steps, atol=1e-3)


def _described(part: Slice) -> str:
    size = "×".join(map(str, (*part.shape, part.channels)[: 3 if part.channels > 1 else 2]))
    told = [f"{name} {text}" for name, text in zip(MEANINGS.values(), part.meaning, strict=True) if text]
    return ", ".join([f"{size} pixels", f"rows and columns along {part.steps.round(4).tolist()}", *told])


def _slice(found: elements.Elements) -> Slice:
    reader, path = _sitk().ImageFileReader(), found.path
    reader.SetFileName(str(path))
    reader.ReadImageInformation()
    columns, rows, *frames = reader.GetSize()
    if any(n > 1 for n in frames):
        msg = f"{path}: holds {frames[0]} frames in one file; convert it to NIfTI or to one file per slice"
        raise BadData(msg)
    origin = _numbers(reader, path, POSITION, 3)
    along_row, along_column = np.split(_numbers(reader, path, ORIENTATION, 6), 2)
    between_rows, between_columns = _numbers(reader, path, PIXEL_SPACING, 2)
    steps = np.array([along_column * between_rows, along_row * between_columns])
    dtype = _sitk().GetArrayViewFromImage(_sitk().Image([1, 1], reader.GetPixelID())).dtype
    meaning = tuple(reader.GetMetaData(tag).strip() if reader.HasMetaDataKey(tag) else "" for tag in MEANINGS)
    told = path.stat().st_size, found.length(elements.BETWEEN), found.length(elements.INSTANCE)
    return Slice(path, (rows, columns), reader.GetNumberOfComponents(), dtype, meaning, origin, steps, *told)


def _numbers(reader: Any, path: Path, tag: str, count: int) -> Matrix:
    text = reader.GetMetaData(tag) if reader.HasMetaDataKey(tag) else ""
    words = text.strip().split("\\")
    if len(words) != count or not all(words):
        msg = (
            f"{path}: DICOM tag ({tag.replace('|', ',')}) is {text!r} instead of {count} numbers; ask for the original"
        )
        raise BadData(msg)
    return np.array([float(word) for word in words])


def _grid(folder: Path, slices: list[Slice]) -> Grid:
    """Return the grid of ordered slices after checking that they lie at equal distances."""
    first = slices[0]
    if len(slices) == 1:
        msg = f"{folder}: one slice has no distance to a next; convert it to NIfTI with the spacing that is meant"
        raise BadData(msg)
    gaps = np.diff([part.origin for part in slices], axis=0)
    mean = (slices[-1].origin - first.origin) / (len(slices) - 1)
    if not np.abs(gaps - mean).max() <= STEP_RTOL * np.linalg.norm(mean):
        odd = int(np.abs(gaps - mean).max(axis=1).argmax())
        here, there = slices[odd].origin.tolist(), slices[odd + 1].origin.tolist()
        msg = f"{folder}: slices are not evenly spaced: {here} is followed by {there}; a file is missing or doubled"
        raise BadData(msg)
    _require_all(folder, slices, float(np.linalg.norm(mean)))
    return grid_from_lps(folder, (len(slices), *first.shape), np.array([mean, *first.steps]), first.origin)


def _require_all(folder: Path, slices: list[Slice], step: float) -> None:
    """Refuse slices of which every second, or every third ... is missing, by the distance and the numbers they state.

    Neither alone says so: some systems state 1 mm, or the gap between slices, and some number several series in one.
    """
    between = abs(slices[0].between or 0)
    times = round(step / between) if between else 1
    numbers = [part.number for part in slices if part.number is not None]
    jumps = {abs(other - one) for one, other in pairwise(numbers)}
    if times > 1 and abs(step - times * between) <= STEP_RTOL * step and jumps == {times}:
        msg = (
            f"{folder}: slices lie {step:g} apart and state {between:g} (0018,0088), and their numbers are {times} "
            f"apart, so {times - 1} of {times} are missing; complete the series"
        )
        raise BadData(msg)
