"""Which cases a folder of images holds: one file each, channels in files CASE_0000, CASE_0001 ..., or DICOM series."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from segeval.errors import UsageError, counted
from segeval.models.predictions import SUFFIXES, name_of, warn_unused
from segeval.volume.dicom import is_dicom

IMAGES = (*SUFFIXES, ".jpg", ".jpeg")
CHANNEL = re.compile(r"(.+)_(\d{4})")  # how nnU-Net names the files of a case
LOOKED_AT = 8  # files of a folder, to see whether it is a DICOM series


class Found(NamedTuple):
    """The files of each case, one a channel or one for all, and why those that are no whole case are none."""

    cases: Mapping[str, tuple[Path, ...]]
    faults: Mapping[str, str]


def find(place: Path, channels: int | None) -> Found:
    """Return the cases of a file or folder for a model of so many channels; None where nobody knows how many.

    Files ``CASE_0000.nii.gz``, ``CASE_0001.nii.gz`` ... are the channels of a case where all files of a folder are
    named so and there are as many for a case as the model wants, or one.

    Raises:
        UsageError: If there is no such place, it holds no image, two files are one case, or it is not clear what the
            numbers in the names of files are.
    """
    if place.is_file():
        return Found(*_one(place, channels))
    if not place.is_dir():
        msg = f"{place} does not exist. Give an image, a folder of images, or the folder of a DICOM series."
        raise UsageError(msg)
    if is_series(place):
        return Found({stem(place): (place,)}, {})
    entries = [path for path in sorted(place.iterdir()) if not path.name.startswith(".")]
    series = [path for path in entries if path.is_dir() and is_series(path)]
    files = [path for path in entries if path.is_file() and path.name.lower().endswith(IMAGES)]
    if not files and not series:
        there = f"only {', '.join(path.name for path in entries[:3])}" if entries else "it is empty"
        msg = f"{place} holds no image ({there}). Give images, of any of {', '.join(IMAGES)}, or DICOM series."
        raise UsageError(msg)
    warn_unused(place, [*files, *series])
    _require_different([(stem(path), path) for path in (*files, *series)], place)
    cases, faults = _cases(files, channels, place)
    firsts = [(case, paths[0]) for case, paths in cases.items()]
    _require_different([*firsts, *((stem(path), path) for path in series)], place)
    return Found({**cases, **{stem(path): (path,) for path in series}}, faults)


def is_series(folder: Path) -> bool:
    """Whether one of the first files of a folder is DICOM."""
    files = (path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith("."))
    return any(is_dicom(_start(path)) for path in islice(files, LOOKED_AT))


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(132)


def stem(path: Path) -> str:
    """Return what a case is called by its file, without the suffix of an image, or by its folder; Unicode composed."""
    name = name_of(path)
    suffix = next((suffix for suffix in IMAGES if path.is_file() and name.lower().endswith(suffix)), "")
    return normalize("NFC", name[: len(name) - len(suffix)])


def _one(file: Path, channels: int | None) -> tuple[dict[str, tuple[Path, ...]], dict[str, str]]:
    """Return the case of one file: with the other channels beside it where it is the first of several."""
    numbered = CHANNEL.fullmatch(stem(file))
    if not numbered or int(numbered[2]):
        return {stem(file): (file,)}, {}
    if channels is None or channels == 1:
        return {numbered[1]: (file,)}, {}
    own = [path for path in sorted(file.parent.iterdir()) if path.is_file() and path.name.lower().endswith(IMAGES)]
    matches = [(path, CHANNEL.fullmatch(stem(path))) for path in own]
    together = [path for path, match in matches if match and match[1] == numbered[1]]
    return _joined({numbered[1]: together}, channels) if len(together) > 1 else ({numbered[1]: (file,)}, {})


def _cases(
    files: Sequence[Path], channels: int | None, place: Path
) -> tuple[dict[str, tuple[Path, ...]], dict[str, str]]:
    """Return the cases of files, and what is wrong with those that lack a channel."""
    single: dict[str, tuple[Path, ...]] = {stem(path): (path,) for path in files}
    matches = [CHANNEL.fullmatch(name) for name in single]
    if not files or not all(matches):
        return single, {}
    groups: dict[str, list[Path]] = {}
    for path in files:
        groups.setdefault(stem(path)[:-5], []).append(path)
    most = max(len(group) for group in groups.values())
    if most == 1 and all(stem(path).endswith("_0000") for path in files):
        return {case: tuple(group) for case, group in groups.items()}, {}
    if most > 1 and most == (channels or most) and (channels or len(groups) > 1):
        return _joined(groups, most)
    if len(groups) > 1 and most > 1 and len({len(group) for group in groups.values()}) == 1:
        case = next(iter(groups))
        msg = (
            f"{place}: each case has {counted(most, 'channel')} ({case}_0000 ...), the model takes {channels}; "
            "give one file for each channel, or name pictures that are cases of their own without such numbers"
        )
        raise UsageError(msg)
    return single, {}


def _joined(groups: Mapping[str, Sequence[Path]], channels: int) -> tuple[dict[str, tuple[Path, ...]], dict[str, str]]:
    """Return the cases that have a file for each channel, and what the others have instead."""
    cases: dict[str, tuple[Path, ...]] = {}
    faults: dict[str, str] = {}
    for case, group in groups.items():
        numbers = [int(stem(path)[-4:]) for path in group]
        if numbers == list(range(channels)):
            cases[case] = tuple(group)
        else:
            listed = ", ".join(f"{number:04d}" for number in numbers)
            faults[case] = f"has the files {listed} of the channels 0000 to {channels - 1:04d}"
    return cases, faults


def _require_different(named: Iterable[tuple[str, Path]], place: Path) -> None:
    """Refuse a folder in which two images are one case."""
    seen: dict[str, Path] = {}
    for case, path in named:
        other = seen.setdefault(case, path)
        if other != path:
            msg = f"{place}: {other.name} and {path.name} are both case {case!r}. Leave only one of them there."
            raise UsageError(msg)
