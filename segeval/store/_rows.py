"""The scores of a case as they are read: words that cases share, and numbers; a run may have millions."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import isnan, nan
from typing import NamedTuple, cast, overload

import numpy as np

from segeval._disk import armed
from segeval.records import CaseScore, Status
from segeval.stats import Floats


class Head(NamedTuple):
    """What a score is of."""

    structure: str
    metric: str
    unit: str


class Parts(NamedTuple):
    """The scores of a case taken apart: of each what it is, its value or NaN, its status; and the group of all."""

    heads: tuple[Head, ...]
    values: Sequence[float]
    statuses: tuple[Status, ...]
    group: str


class Rows(Sequence[CaseScore]):
    """The scores of one case; each is made when it is asked for."""

    __slots__ = ("case_id", "parts")

    def __init__(self, case_id: str, parts: Parts) -> None:
        """Keep the parts as they are, so that cases may share them."""
        self.case_id, self.parts = case_id, parts

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.parts.heads)

    def __iter__(self) -> Iterator[CaseScore]:
        """Yield them in order."""
        heads, values, statuses, group = self.parts
        return map(_score, repeat(self.case_id), heads, values, statuses, repeat(group))

    @overload
    def __getitem__(self, place: int) -> CaseScore: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[CaseScore, ...]: ...

    def __getitem__(self, place: int | slice) -> CaseScore | tuple[CaseScore, ...]:
        """Return one, or a tuple of several."""
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        """Tell whether other scores are the same, in this form or as a tuple."""
        return isinstance(other, Rows | tuple) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as of every record that holds a mapping


class Reader:
    """Reads the rows of a file case by case; equal words and equal tuples become one object."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._heads: dict[tuple[tuple[str, ...], ...], tuple[Head, ...]] = {}
        self._statuses: dict[tuple[str, ...], tuple[str, ...]] = {}

    def read(self, case_id: str, rows: Iterable[Sequence[str]]) -> Rows:
        """Return the rows of a case: its id, then group, structure, metric, value, status and unit.

        Raises:
            ValueError: If a row has another number of cells, a value is no number, or rows have different groups.
        """
        _, groups, structures, metrics, texts, statuses, units = zip(*rows, strict=True)
        words = (structures, metrics, units)
        if words not in self._heads:
            self._heads[words] = tuple(map(Head, map(armed, structures), map(armed, metrics), units))
        heads = self._heads[words]
        values = array("d", [float(text) if text else nan for text in texts])
        if texts.count("") != sum(map(isnan, values)):
            odd = next(k for k, value in enumerate(values) if texts[k] and isnan(value))
            msg = f"case {case_id!r}: {heads[odd].metric} of {heads[odd].structure!r} is nan"
            raise ValueError(msg)
        if groups.count(groups[0]) < len(groups):
            usual = max(groups, key=groups.count)
            odd = next(k for k, group in enumerate(groups) if group != usual)
            what = f"{heads[odd].metric} of {heads[odd].structure!r}"
            msg = f"case {case_id!r}: {what} is of group {groups[odd]!r}, others of {usual!r}"
            raise ValueError(msg)
        shared = self._statuses.setdefault(statuses, statuses)
        return Rows(case_id, Parts(heads, values, cast("tuple[Status, ...]", shared), armed(groups[0])))


def joined(one: Rows, other: Rows) -> Rows:
    """Return the scores of a case that stand at two places of a file."""
    heads, values, statuses, group = one.parts
    more = other.parts
    return Rows(one.case_id, Parts(heads + more.heads, [*values, *more.values], statuses + more.statuses, group))


def parts_of(scores: Sequence[CaseScore]) -> Parts:
    """Return scores taken apart."""
    if isinstance(scores, Rows):
        return scores.parts
    return Parts(
        heads=tuple(Head(score.structure, score.metric, score.unit) for score in scores),
        values=[nan if score.value is None else score.value for score in scores],
        statuses=tuple(score.status for score in scores),
        group=scores[0].group if scores else "",
    )


def table_of(cases: Sequence[Sequence[CaseScore]]) -> tuple[list[Head], Floats]:
    """Return what the scores of cases are of, in the order of their first appearance, and all values.

    The values are ``(cases, heads)``, NaN where there is none.
    """
    taken = [parts_of(scores) for scores in cases]
    kinds = dict.fromkeys(parts.heads for parts in taken)  # nearly always one
    columns = {head: k for k, head in enumerate(dict.fromkeys(head for kind in kinds for head in kind))}
    places = {kind: [columns[head] for head in kind] for kind in kinds}
    values = np.full((len(cases), len(columns)), np.nan)
    for row, parts in zip(values, taken, strict=True):
        row[places[parts.heads]] = parts.values
    return list(columns), values


def _score(case_id: str, head: Head, value: float, status: Status, group: str) -> CaseScore:
    structure, metric, unit = head
    return CaseScore(
        case_id=case_id,
        group=group,
        structure=structure,
        metric=metric,
        value=None if isnan(value) else value,
        status=status,
        unit=unit,
    )
