"""score_case, missing_scores, resolve and evaluate."""

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from segeval.errors import ContractError, GridMismatch, UnknownLabel, UnknownName, UsageError
from segeval.metrics import WHOLE_MAP, CaseResult, Counts, evaluate, missing_scores, resolve, score, score_case
from segeval.records import Mask, Structure
from tests.metrics.helpers import box, make_mask, make_pair

LIVER = Structure("liver", (1, 2))
TUMOUR = Structure("tumour", (2,))
REFERENCE = make_mask([[0, 1, 1, 2], [0, 1, 1, 2]], (2.0, 1.0))
PREDICTION = make_mask([[1, 1, 1, 1], [0, 1, 2, 2]], (2.0, 1.0))


def run(reference: Mask, prediction: Mask, metrics: str = "standard") -> CaseResult:
    wanted = resolve(metrics)
    return score_case(
        reference, prediction, structures=(LIVER, TUMOUR), metrics=wanted, case_id="volume-2", group="patient-2"
    )


def value(result: CaseResult, structure: str, metric: str) -> float | None:
    (row,) = [row for row in result.scores if (row.structure, row.metric) == (structure, metric)]
    return row.value


def test_a_structure_joins_its_labels() -> None:
    result = run(REFERENCE, PREDICTION)
    assert result.counts["liver"] == Counts(tp=6, fp=1, fn=0, tn=1)
    assert result.counts["tumour"] == Counts(tp=1, fp=1, fn=1, tn=5)
    assert value(result, "liver", "dice") == pytest.approx(12 / 13)


def test_rows_come_in_the_order_asked_for_and_the_whole_map_last() -> None:
    rows = [(row.structure, row.metric) for row in run(REFERENCE, PREDICTION, "dice,pa").scores]
    assert rows == [("liver", "dice"), ("liver", "pa"), ("tumour", "dice"), ("tumour", "pa"), (WHOLE_MAP, "pa")]


def test_rows_carry_case_group_and_unit() -> None:
    rows = run(REFERENCE, PREDICTION, "dice,hd").scores
    assert {(row.case_id, row.group) for row in rows} == {("volume-2", "patient-2")}
    assert {row.metric: row.unit for row in rows} == {"dice": "1", "hd": "mm"}


def test_pixel_accuracy_of_the_whole_map_asks_for_equal_labels() -> None:
    result = run(REFERENCE, PREDICTION)
    assert value(result, WHOLE_MAP, "pa") == 5 / 8
    assert result.counts[WHOLE_MAP] == Counts(tp=4, fp=1, fn=2, tn=1)


def test_the_whole_map_is_left_out_where_no_metric_asks_for_it() -> None:
    result = run(REFERENCE, PREDICTION, "dice,hd")
    assert WHOLE_MAP not in result.counts
    assert {row.structure for row in result.scores} == {"liver", "tumour"}


def test_a_map_with_every_label_confused_is_not_empty() -> None:
    confused = Mask(np.where(REFERENCE.array > 0, 3 - REFERENCE.array, 0).astype(np.uint8), REFERENCE.grid)
    assert run(REFERENCE, confused, "pa").scores[-1].status == "ok"


def test_a_miss_has_no_distance_and_a_reason() -> None:
    nothing = Mask(np.zeros_like(REFERENCE.array), REFERENCE.grid)
    rows = {row.metric: row for row in run(REFERENCE, nothing).scores if row.structure == "tumour"}
    assert {row.status for row in rows.values()} == {"prediction_empty"}
    assert [rows[name].value for name in ("dice", "voe", "rvd")] == [0, 1, -1]
    assert [rows[name].value for name in ("asd", "hd", "hd95")] == [None, None, None]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("spacing", (2.0, 1.1)),
        ("origin", (0.0, 0.5)),
        ("direction", ((0.0, 1.0), (-1.0, 0.0))),
        ("unit", "px"),
    ],
)
def test_maps_on_different_grids_are_refused_with_both_grids(field: str, changed: Any) -> None:
    moved = Mask(PREDICTION.array, replace(PREDICTION.grid, **{field: changed}))
    with pytest.raises(GridMismatch, match=r"reference is 2×4 .* but prediction is 2×4"):
        run(REFERENCE, moved)


def test_maps_of_different_shapes_are_refused() -> None:
    with pytest.raises(GridMismatch, match=r"reference is 2×4 .* but prediction is 1×4"):
        run(REFERENCE, make_mask([[0, 1, 1, 2]], (2.0, 1.0)))


def test_rounding_in_a_header_is_not_another_grid() -> None:
    rounded = replace(PREDICTION.grid, spacing=(2.0000005, 0.9999997), origin=(1e-4, 0.0))
    assert run(REFERENCE, Mask(PREDICTION.array, rounded)).counts == run(REFERENCE, PREDICTION).counts


def test_probabilities_are_refused() -> None:
    probabilities: Any = PREDICTION.array.astype(np.float32)
    with pytest.raises(
        UsageError, match="prediction is float32, expected a numpy array of integer or boolean labels; threshold"
    ):
        run(REFERENCE, Mask(probabilities, PREDICTION.grid))


@pytest.mark.parametrize("names", [("liver", "liver"), ("liver", WHOLE_MAP)])
def test_two_structures_cannot_share_a_name(names: tuple[str, str]) -> None:
    structures = [Structure(name, (1,)) for name in names]
    with pytest.raises(UsageError, match="names must differ"):
        score_case(REFERENCE, PREDICTION, structures=structures, metrics=resolve("dice"), case_id="", group="")


@pytest.mark.parametrize("status", ["missing", "failed"])
def test_a_case_without_a_prediction_has_the_same_rows_without_values(status: Any) -> None:
    rows = missing_scores(
        structures=(LIVER, TUMOUR),
        metrics=resolve("standard"),
        case_id="volume-2",
        group="patient-2",
        unit="mm",
        status=status,
    )
    scored = run(REFERENCE, PREDICTION).scores
    assert rows == tuple(replace(row, value=None, status=status) for row in scored)


def test_a_formula_that_returns_nan_is_a_broken_metric() -> None:
    broken = replace(*resolve("dice"), fn=lambda _: float("nan"))
    with pytest.raises(ContractError, match="metric dice returned nan"):
        score(broken, make_pair(box((2, 2), slice(0, 1)), box((2, 2), slice(0, 1))))


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ("standard", ["pa", "dice", "iou", "voe", "rvd", "asd", "hd", "hd95"]),
        ("fast", ["pa", "dice", "iou", "voe", "rvd"]),
        ("hd95, dice", ["hd95", "dice"]),
        (["msd", "assd", "jaccard", "hausdorff", "dsc"], ["hd", "asd", "iou", "dice"]),
        (["fast", "hd", "DICE"], ["pa", "dice", "iou", "voe", "rvd", "hd"]),
    ],
)
def test_names_resolve(names: Any, ids: list[str]) -> None:
    assert [metric.id for metric in resolve(names)] == ids


@pytest.mark.parametrize(
    ("name", "metric_id", "value"),
    [
        ("hd_percentile@100", "hd_percentile@100", 5.0),
        ("hd_percentile@95.0", "hd_percentile", 5.0),
        ("ppv", "precision", 0.0),
        ("F_BETA@0.5", "f_beta@0.5", 0.0),
    ],
)
def test_a_number_after_the_name_is_handed_to_the_formula(name: str, metric_id: str, value: float) -> None:
    (metric,) = resolve(name)
    assert metric.id == metric_id
    apart = box((5, 4), slice(0, 1), slice(0, 1)), box((5, 4), slice(3, 4), slice(2, 3))
    assert score(metric, make_pair(*apart, (1.0, 2.0))).value == value


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hd_percentile@101", "percent is a number from 0 to 100"),
        ("hd_percentile@nan", "percent is a number from 0 to 100"),
        ("f_beta@two", "beta is a number from 0 to 1000"),
        ("dice@2", "dice takes no number; use dice"),
    ],
)
def test_a_number_that_a_metric_does_not_take_is_refused(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=f"metric '{name}': {said}"):
        resolve(name)


def test_the_fast_preset_reads_only_counts() -> None:
    assert {metric.needs for metric in resolve("fast")} == {"counts"}


def test_an_unknown_metric_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="unknown metric 'dise'; did you mean dice"):
        resolve("pa,dise")


@pytest.mark.parametrize("names", ["", [], " , "])
def test_no_metric_at_all_is_refused(names: Any) -> None:
    with pytest.raises(UsageError, match="no metric in"):
        resolve(names)


def test_evaluate_has_one_row_per_structure_and_metric() -> None:
    frame = evaluate(REFERENCE.array, PREDICTION.array, spacing=(2, 1), metrics=["dice", "msd"])
    assert list(frame.columns) == ["structure", "metric", "value", "status", "unit"]
    assert frame[["structure", "metric", "unit"]].to_numpy().tolist() == [
        ["1", "dice", "1"],
        ["1", "hd", "mm"],
        ["2", "dice", "1"],
        ["2", "hd", "mm"],
    ]


def test_evaluate_names_labels_and_skips_background() -> None:
    frame = evaluate(REFERENCE.array, PREDICTION.array, labels={0: "background", 2: "tumour"}, metrics="dice")
    assert frame.to_numpy().tolist() == [["tumour", "dice", 0.5, "ok", "1"]]


def test_evaluate_refuses_two_labels_of_one_name() -> None:
    with pytest.raises(UsageError, match="names must differ"):
        evaluate(REFERENCE.array, PREDICTION.array, labels={1: "organ", 2: "organ"}, metrics="dice")


def test_evaluate_takes_label_values() -> None:
    frame = evaluate(REFERENCE.array, PREDICTION.array, labels=[2, 7], metrics="dice")
    assert frame["status"].tolist() == ["ok", "both_empty"]
    assert frame["value"].isna().tolist() == [False, True]


def test_evaluate_measures_in_pixels_without_spacing() -> None:
    frame = evaluate(REFERENCE.array, PREDICTION.array, labels=[2], metrics="hd")
    assert frame["unit"].tolist() == ["px"]


def test_evaluate_takes_boolean_masks() -> None:
    frame = evaluate(REFERENCE.array == 2, PREDICTION.array == 2, metrics="pa,dice")
    assert frame["structure"].tolist() == ["1", "1", WHOLE_MAP]
    assert frame["value"].tolist() == [0.75, 0.5, 0.75]


def test_evaluate_gives_rows_where_both_are_empty() -> None:
    nothing = np.zeros((3, 3), np.uint8)
    frame = evaluate(nothing, nothing, metrics="dice,pa")
    assert frame["status"].tolist() == ["both_empty"] * 3
    pd.testing.assert_series_equal(frame["value"], pd.Series([None, 1.0, 1.0], name="value", dtype="float64"))


@pytest.mark.parametrize("bad", [[[0, 1]], np.array([[0.0, 0.7]])], ids=["list", "probabilities"])
def test_evaluate_refuses_what_is_no_label_map(bad: Any) -> None:
    with pytest.raises(UsageError, match=r"prediction is .*, expected a numpy array of integer or boolean labels"):
        evaluate(np.array([[0, 1]]), bad)


@pytest.mark.parametrize("bad", [(1, 1, 1), (1, 0), (1, float("nan"))])
def test_evaluate_refuses_a_spacing_that_is_not_a_length_per_axis(bad: Any) -> None:
    with pytest.raises(UsageError, match=r"spacing of the reference is \(1\.0, .*expected 2 positive numbers in mm"):
        evaluate(REFERENCE.array, PREDICTION.array, spacing=bad)


def test_evaluate_refuses_a_channel_axis() -> None:
    channels = np.zeros((3, 1, 2, 4), np.uint8)
    with pytest.raises(UsageError, match=r"reference has 4 axes \(3×1×2×4\), expected \(z, y, x\) or \(y, x\)"):
        evaluate(channels, channels)


def test_evaluate_refuses_arrays_of_different_shapes() -> None:
    with pytest.raises(GridMismatch, match="prediction is 1×4 but the grid is 2×4"):
        evaluate(REFERENCE.array, PREDICTION.array[:1])


def test_a_prediction_with_an_unknown_label_is_refused() -> None:
    with pytest.raises(UnknownLabel, match="prediction holds label 5, expected 0, 1, 2; rename its labels"):
        run(REFERENCE, Mask(PREDICTION.array + 4 * (PREDICTION.array == 1), PREDICTION.grid))


def test_evaluate_knows_its_protocols() -> None:
    with pytest.raises(UnknownName, match="unknown protocol 'litz'; did you mean lits"):
        evaluate(REFERENCE.array, PREDICTION.array, protocol="litz")


def test_importing_metrics_is_light() -> None:
    heavy = "{'torch', 'pandas', 'scipy', 'numba', 'skimage', 'SimpleITK', 'nibabel'}"
    program = f"import sys, segeval.metrics as m; m.resolve('standard'); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("labels", [{"organ": [2]}, {"organ": 2}, {"organ": (2,)}, {2: "organ"}, {(2,): "organ"}])
def test_evaluate_takes_names_of_values_and_values_of_names(labels: Any) -> None:
    frame = evaluate(REFERENCE.array, PREDICTION.array, labels=labels, metrics="dice")
    assert frame.to_numpy().tolist() == [["organ", "dice", 0.5, "ok", "1"]]


@pytest.mark.parametrize("labels", [{"organ": "two"}, {"organ": []}, {"2": "organ"}, {2: 3}, ["organ"], {"organ": 2.5}])
def test_evaluate_refuses_labels_that_are_no_values(labels: Any) -> None:
    with pytest.raises(UsageError, match=r"are no name and values; write \{1: 'liver'\} or \{'liver': \[1, 2\]\}"):
        evaluate(REFERENCE.array, PREDICTION.array, labels=labels, metrics="dice")


def test_evaluate_finds_none_of_the_labels_on_either_side() -> None:
    mask = (REFERENCE.array > 0).astype(np.uint8)
    for maps, side in (((mask * 255, mask), "reference"), ((mask, mask * 255), "prediction")):
        with pytest.raises(UnknownLabel, match=f"{side} holds label 255, expected 1; rename its labels, or name those"):
            evaluate(*maps, labels=[1], metrics="dice")


def test_labels_that_nobody_asked_for_are_background() -> None:
    reference, prediction = np.array([[1, 1, 0, 0]]), np.array([[1, 1, 0, 7]])
    frame = evaluate(reference, prediction, labels={1: "liver"}, metrics="dice,pa")
    assert frame["value"].tolist() == [1, 1, 0.75]
    assert frame["structure"].tolist() == ["liver", "liver", WHOLE_MAP]
    # An organ that the reference lacks is invented, where both hold the others.
    assert evaluate(np.array([[1, 1, 0]]), np.array([[1, 2, 0]]), labels=[2], metrics="dice")["value"][0] == 0
