"""The conformance kit: what segeval and other packages make of phantoms whose scores follow by hand.

A row is one definition on one phantom, so that a package that differs shows which definition it does not share.
"""

import sys
import warnings
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from math import isclose, isfinite
from typing import Literal, NamedTuple

from segeval.errors import ContractError, UsageError
from segeval.registry import suggest
from segeval.selftest._libraries import LIBRARIES, Library, Measure
from segeval.selftest._phantoms import Answer, Phantom, phantoms

__all__ = [
    "LIBRARIES",
    "Answer",
    "Library",
    "Measure",
    "Phantom",
    "Verdict",
    "conformance",
    "enforce",
    "phantoms",
    "run",
    "table",
]

PRECISION = 1e-6  # relative; some packages compute in float32


class Verdict(NamedTuple):
    """What a library made of one answer; ``found`` is its value, or the text of the error it raised."""

    phantom: str
    answer: Answer
    outcome: Literal["holds", "differs", "error", "not offered"]
    found: float | str | None


def run(names: Sequence[str] = ()) -> dict[str, list[Verdict]]:
    """Return the verdicts on segeval, and on the libraries of the given names.

    Raises:
        UnknownName: If there is no adapter for a name.
        UsageError: If a library is not installed.
    """
    for name in names:
        if name.lower() not in LIBRARIES:
            raise suggest(noun="library", name=name, known=LIBRARIES, hint=f"There are {', '.join(LIBRARIES)}.")
    return {name: conformance(LIBRARIES[name]) for name in dict.fromkeys(["segeval", *map(str.lower, names)])}


def conformance(library: Library) -> list[Verdict]:
    """Return how a library answers every phantom; what it prints meanwhile goes to standard error.

    Raises:
        UsageError: If it is not installed.
    """
    with warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")  # of others: a division by an empty mask, a deprecated import
        try:
            measures = library.load()
        except ImportError as error:
            msg = f"{library.name} cannot be imported: {error}. Run: pip install {library.name}"
            raise UsageError(msg) from error
        return [_verdict(measures, phantom, answer) for phantom in phantoms() for answer in phantom.answers]


def _verdict(measures: Mapping[str, Measure], phantom: Phantom, answer: Answer) -> Verdict:
    if answer.metric not in measures:
        return Verdict(phantom.name, answer, "not offered", None)
    try:
        found = measures[answer.metric](phantom.reference, phantom.prediction, phantom.spacing)
    except Exception as error:  # whatever another package raises is its answer
        return Verdict(phantom.name, answer, "error", f"{type(error).__name__}: {error}")
    return Verdict(phantom.name, answer, "holds" if _is_right(found, answer) else "differs", found)


def _is_right(found: float, answer: Answer) -> bool:
    if answer.value is None:
        return not isfinite(found)
    return isclose(found, answer.value, rel_tol=PRECISION, abs_tol=answer.within or PRECISION)


def enforce(verdicts: Sequence[Verdict]) -> None:
    """Raise ContractError if a definition does not hold: what segeval owes, and what others need not."""
    for phantom, answer, outcome, found in verdicts:
        if outcome != "holds":
            due = "no value" if answer.value is None else f"{answer.value:.9g}"
            msg = f'{answer.metric} of "{phantom}" is {found}, expected {due}: {answer.definition}; {answer.why}'
            raise ContractError(msg)


def table(verdicts: Mapping[str, Sequence[Verdict]]) -> list[dict[str, str]]:
    """Return one row a definition on a phantom, with a column for each library of ``verdicts``."""
    rows = []
    for row in zip(*verdicts.values(), strict=True):
        answer = row[0].answer
        due = (
            "none" if answer.value is None else f"{answer.value:.4g}" + (f" ± {answer.within:g}" * bool(answer.within))
        )
        known = {"definition": answer.definition, "phantom": row[0].phantom, "metric": answer.metric, "exact": due}
        rows.append(known | {name: _cell(verdict) for name, verdict in zip(verdicts, row, strict=True)})
    return rows


def _cell(verdict: Verdict) -> str:
    """Return what a table has room for: a value where it differs, and the kind of an error."""
    if verdict.outcome == "error":
        return str(verdict.found).partition(":")[0]
    if verdict.outcome == "differs":
        return f"{verdict.found:.4g}"
    return {"holds": "holds", "not offered": "–"}[verdict.outcome]
