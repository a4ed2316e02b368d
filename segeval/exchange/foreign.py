"""Scores that somebody else computed, read from their files: nnU-Net's ``summary.json``, or a CSV of cases."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from segeval._disk import MALFORMED, armed, file_sha256, parse_csv, parse_json, read_text
from segeval.errors import BadData, UsageError

Counts = tuple[int, int, int, int]
SUFFIX = re.compile(r"(\.nii|\.nrrd|\.mha|\.mhd|\.png|\.tiff?|\.bmp|\.npy|\.npz|\.b2nd)?(\.gz)?$", re.IGNORECASE)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "case": ("case", "case_id"),
    "structure": ("structure", "label"),
    "metric": ("metric",),
    "value": ("value",),
}
NOTHING = ("", "nan", "na", "none", "null")
RATIOS: Mapping[str, Callable[[int, int], float]] = {
    "Dice": lambda tp, wrong: 2 * tp / (2 * tp + wrong),
    "IoU": lambda tp, wrong: tp / (tp + wrong),
}
CLOSE = 1e-6
ADVICE = "Give the summary.json that nnUNetv2_evaluate_folder writes, or a CSV with case, structure, metric, value."


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignScore:
    """A number as somebody wrote it, None for none, and where it stands; ``status`` empty: nobody says."""

    value: float | None
    where: str
    status: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignCase:
    """What a file tells of one case.

    ``counts`` are (tp, fp, fn, tn) by structure, ``scores`` by structure and metric, both in the words of the file.
    """

    id: str
    counts: Mapping[str, Counts] = field(default_factory=dict)
    scores: Mapping[tuple[str, str], ForeignScore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """What a file holds: who computed it, its sha256 and its cases."""

    tool: str
    sha256: str
    cases: tuple[ForeignCase, ...]

    @property
    def structures(self) -> tuple[str, ...]:
        """The structures in the words of the file, in its order."""
        names = (name for case in self.cases for name in (*case.counts, *(pair[0] for pair in case.scores)))
        return tuple(dict.fromkeys(names))

    @property
    def from_counts(self) -> bool:
        """Whether it holds counts, from which every score follows."""
        return any(case.counts for case in self.cases)


def read_foreign(path: Path) -> Foreign:
    """Return the scores in a file of somebody else, by its ending.

    Raises:
        UsageError: If it is neither JSON nor CSV.
        BadData: If it is not what its ending says, or contradicts itself; with the case or the row.
    """
    readers = {".json": ("nnU-Net", _summary), ".csv": ("unknown", _table)}
    if path.suffix.lower() not in readers or not path.is_file():
        msg = f"{path} is no .json and no .csv file. {ADVICE}"
        raise UsageError(msg)
    tool, read = readers[path.suffix.lower()]
    cases = tuple(read(path))
    if not cases:
        msg = f"{path} holds no case. {ADVICE}"
        raise BadData(msg)
    return Foreign(tool=tool, sha256=file_sha256(path), cases=cases)


def values_of(name: str) -> tuple[int, ...] | None:
    """Return the label values that a structure of nnU-Net is, ``3`` or ``(1, 2)``; None for a name."""
    return tuple(int(word) for word in re.findall(r"\d+", name)) if re.fullmatch(r"\(?[\d,\s]+\)?", name) else None


def case_of(file: str) -> str:
    """Return the case that a file is called after, whatever system wrote its path."""
    return SUFFIX.sub("", re.split(r"[/\\]", file)[-1])


def _summary(path: Path) -> Iterator[ForeignCase]:
    content = _json(path)
    items = content.get("metric_per_case")
    if not isinstance(items, list):
        first = " it is of the first nnU-Net, which keeps no counts;" if "results" in content else ""
        msg = f"{path} has no metric_per_case:{first} {ADVICE}"
        raise BadData(msg)
    seen: set[str] = set()
    for number, item in enumerate(items):
        where = f"{path}: metric_per_case[{number}]"
        try:
            case = case_of(item.get("reference_file") or item["prediction_file"])
            counts = {str(key): _counts(found, f"{where}, {case}, {key}") for key, found in item["metrics"].items()}
        except MALFORMED as error:
            msg = f"{where} is no case of nnU-Net ({type(error).__name__}: {error}). {ADVICE}"
            raise BadData(msg) from error
        if case in seen:
            msg = f"{where}: case {case!r} is there twice; leave one"
            raise BadData(msg)
        seen.add(case)
        yield ForeignCase(id=case, counts=counts)


def _json(path: Path) -> dict[str, Any]:
    """Return the object in a file, in which NaN may stand, as nnU-Net writes it where there is no value."""
    try:
        content = parse_json(read_text(path), gaps=True)
    except (OSError, *MALFORMED) as error:
        msg = f"{path} is no readable JSON ({error}). {ADVICE}"
        raise BadData(msg) from error
    if not isinstance(content, dict):
        msg = f"{path} holds {type(content).__name__}, expected an object. {ADVICE}"
        raise BadData(msg)
    return content


def _counts(found: Mapping[str, Any], where: str) -> Counts:
    """Return the counts of a structure; BadData where its other numbers are not what they give."""
    tp, fp, fn, tn = counts = [found[name] for name in ("TP", "FP", "FN", "TN")]
    if any(isinstance(n, bool) or not isinstance(n, int | float) or n < 0 or n != int(n) for n in counts):
        msg = f"{where}: TP, FP, FN, TN are {counts}, expected counts"
        raise BadData(msg)
    for name, count in (("n_pred", tp + fp), ("n_ref", tp + fn)):
        if name in found and found[name] != count:
            msg = f"{where}: {name} is {found[name]}, its counts give {count}; the file was edited or damaged"
            raise BadData(msg)
    for name, ratio in RATIOS.items():
        value = ratio(tp, fp + fn) if tp + fp + fn else math.nan
        said = math.nan if found.get(name) is None else float(found[name])
        alike = math.isclose(said, value, abs_tol=CLOSE) or (math.isnan(said) and math.isnan(value))
        if name in found and not alike:
            msg = f"{where}: {name} is {said}, its counts give {value}; the file was edited or damaged"
            raise BadData(msg)
    return int(tp), int(fp), int(fn), int(tn)


def _table(path: Path) -> Iterator[ForeignCase]:
    try:
        header, *lines = parse_csv(read_text(path).removeprefix("\ufeff")) or [[]]
    except (OSError, ValueError) as error:
        msg = f"{path} is no readable CSV ({error}). {ADVICE}"
        raise BadData(msg) from error
    names = [name.strip().lower() for name in header]
    if lacking := [name for name, words in COLUMNS.items() if not set(words) & set(names)]:
        msg = f"{path}: no column {', '.join(lacking)} among {', '.join(header)}. {ADVICE}"
        raise BadData(msg)
    found: dict[str, dict[tuple[str, str], ForeignScore]] = {}
    for number, line in enumerate(lines, start=2):
        if not any(line):
            continue
        where = f"{path} row {number}"
        if len(line) != len(names):
            msg = f"{where} has {len(line)} cells, the header {len(names)}"
            raise BadData(msg)
        cells = {name: armed(cell).strip() for name, cell in zip(names, line, strict=True)}
        case, structure, metric, value = (
            next(cells[word] for word in words if word in cells) for words in COLUMNS.values()
        )
        score = ForeignScore(
            value=_value(value, f"{where}: {metric} of {structure}"),
            where=where,
            status=cells.get("status", ""),
            unit=cells.get("unit", ""),
        )
        other = found.setdefault(case, {}).setdefault((structure, metric), score)
        if other is not score:
            msg = f"{where}: {metric} of {structure!r} of case {case!r} stands in {other.where} too; leave one"
            raise BadData(msg)
    yield from (ForeignCase(id=case, scores=scores) for case, scores in found.items())


def _value(text: str, where: str) -> float | None:
    if text.lower() in NOTHING:
        return None
    try:
        value = float(text)
    except ValueError as error:
        msg = f"{where} is {text!r}, no number; leave the cell empty where there is none, and say why in column status"
        raise BadData(msg) from error
    if not math.isfinite(value):
        msg = f"{where} is {text}; leave the cell empty where there is no value, and say why in column status"
        raise BadData(msg)
    return value
