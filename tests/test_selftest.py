"""The conformance kit: its answers hold for segeval and for naive counting, and its verdicts tell libraries apart."""

from collections.abc import Mapping
from math import inf, nan

import numpy as np
import pytest

from segeval import selftest
from segeval.errors import ContractError, UnknownName, UsageError
from segeval.metrics import evaluate
from segeval.selftest import LIBRARIES, Answer, Library, Phantom, Verdict, phantoms
from tests.metrics.helpers import slow_border, slow_distances, slow_percentile

PHANTOMS = phantoms()
CASES = [pytest.param(p, answer, id=f"{p.name}-{answer.metric}") for p in PHANTOMS for answer in p.answers]
OURS = LIBRARIES["segeval"]


def naive(phantom: Phantom) -> Mapping[str, float]:
    """Return the scores of two masks that hold something, by counting one by one."""
    reference, prediction = ({*map(tuple, np.argwhere(mask).tolist())} for mask in phantom[1:3])
    borders = [slow_border(mask) for mask in phantom[1:3]]
    there, back = (slow_distances(a, b, phantom.spacing) for a, b in (borders, borders[::-1]))
    both, either = len(reference & prediction), len(reference | prediction)
    return {
        "pa": 1 - (either - both) / phantom.reference.size,
        "dice": 2 * both / (len(reference) + len(prediction)),
        "iou": both / either,
        "voe": 1 - both / either,
        "rvd": (len(prediction) - len(reference)) / len(reference),
        "asd": sum(there + back) / len(there + back),
        "hd": max(there + back),
        "hd95": max(slow_percentile(there, 95), slow_percentile(back, 95)),
    }


@pytest.mark.parametrize(("phantom", "answer"), CASES)
def test_segeval_gives_the_answer(phantom: Phantom, answer: Answer) -> None:
    table = evaluate(phantom.reference, phantom.prediction, spacing=phantom.spacing, labels=[1], metrics=answer.metric)
    value = table["value"].iloc[0]
    due = nan if answer.value is None else answer.value
    assert value == pytest.approx(due, rel=1e-12, abs=answer.within, nan_ok=True)


@pytest.mark.parametrize(
    "phantom", [p for p in PHANTOMS if p.reference.any() and p.prediction.any()], ids=lambda p: p.name
)
def test_counting_one_by_one_gives_the_answers(phantom: Phantom) -> None:
    found = naive(phantom)
    for answer in phantom.answers:
        assert found[answer.metric] == pytest.approx(answer.value, rel=1e-12, abs=answer.within)


def test_every_standard_metric_has_an_answer() -> None:
    assert {answer.metric for p in PHANTOMS for answer in p.answers} == set(OURS.load())


def test_names_are_told_apart() -> None:
    names = [p.name for p in PHANTOMS]
    assert len(names) == len(set(names))
    assert all(answer.why for p in PHANTOMS for answer in p.answers)


def test_segeval_holds_every_definition() -> None:
    verdicts = selftest.run()
    assert {verdict.outcome for verdict in verdicts["segeval"]} == {"holds"}
    selftest.enforce(verdicts["segeval"])


def test_medpy_shows_where_it_is_known_to_differ() -> None:
    verdicts = selftest.run(["MedPy"])["medpy"]
    outcomes = {(v.phantom, v.answer.metric): v.outcome for v in verdicts}
    assert outcomes["shifted slab", "asd"] == "holds"
    assert outcomes["one voxel more", "hd95"] == "differs"  # one percentile of both directions
    assert outcomes["prediction empty", "hd"] == "error"
    assert outcomes["shifted cube", "pa"] == "not offered"


def verdicts_on(found: float) -> list[Verdict]:
    """Return the verdicts on a library that gives one number for every metric."""
    return selftest.conformance(Library("constant", lambda: {name: lambda *_: found for name in OURS.load()}))


@pytest.mark.parametrize("found", [nan, inf])
def test_no_number_is_right_only_where_none_is_due(found: float) -> None:
    assert {v.outcome for v in verdicts_on(found) if v.answer.value is None} == {"holds"}
    assert {v.outcome for v in verdicts_on(found) if v.answer.value is not None} == {"differs"}


def test_a_number_is_wrong_where_none_is_due() -> None:
    assert {v.outcome for v in verdicts_on(0.0) if v.answer.value is None} == {"differs"}


def test_an_error_of_a_library_is_its_answer() -> None:
    def refuse(*_: object) -> float:
        msg = "no surface"
        raise ZeroDivisionError(msg)

    verdicts = selftest.conformance(Library("refusing", lambda: {"hd": refuse}))
    assert {v.found for v in verdicts if v.answer.metric == "hd"} == {"ZeroDivisionError: no surface"}
    assert {v.outcome for v in verdicts if v.answer.metric != "hd"} == {"not offered"}


def test_segeval_owes_every_definition() -> None:
    with pytest.raises(ContractError, match=r'dice of "balls" is 0.25, expected 0.219897523: dice is 2'):
        selftest.enforce(verdicts_on(0.25))


def test_a_library_that_is_not_installed_is_named_with_its_command() -> None:
    def load() -> Mapping[str, selftest.Measure]:
        msg = "No module named 'peer'"
        raise ModuleNotFoundError(msg)

    with pytest.raises(UsageError, match=r"peer-metrics cannot be imported: No module named 'peer'. Run: pip install"):
        selftest.conformance(Library("peer-metrics", load))


def test_an_unknown_library_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"unknown library 'medpi'; did you mean medpy"):
        selftest.run(["medpi"])


def test_what_a_library_prints_stays_out_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    def load() -> Mapping[str, selftest.Measure]:
        print("Please cite us")  # noqa: T201
        return {}

    selftest.conformance(Library("chatty", load))
    assert capsys.readouterr() == ("", "Please cite us\n")


def test_the_table_has_a_row_a_definition_and_a_column_a_library() -> None:
    rows = selftest.table({"segeval": selftest.conformance(OURS), "zero": verdicts_on(0.0)})
    assert len(rows) == len(CASES)
    row = next(row for row in rows if row["phantom"] == "balls" and row["metric"] == "hd")
    assert row == {
        "definition": "hd is the largest distance of both directions",
        "phantom": "balls",
        "metric": "hd",
        "exact": "5 ± 1",
        "segeval": "holds",
        "zero": "0",
    }
