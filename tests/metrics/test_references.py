"""Published values and the tests of other packages, where they follow the same definitions."""

import math
from typing import Any

import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Image

from segeval.metrics import Pair, resolve, score
from segeval.metrics._registry import NoValue
from tests.metrics.helpers import decode, make_pair, needs_real_data, real_data, reference_cases
from tests.metrics.test_surfels import deepmind_mask

pytestmark = [pytest.mark.real, needs_real_data]


def values(pair: Pair, names: str = "standard") -> dict[str, float | None]:
    return {metric.id: score(metric, pair).value for metric in resolve(names)}


# Ours by the names in the table of all pairs.
ALL_PAIRS = {
    **{name: name for name in ("dice", "iou", "voe", "rvd", "volumetric_similarity", "masd", "hd", "hd95_pooled")},
    "assd": "asd",
    "asd_gt_to_pred": "asd_reference",
    "asd_pred_to_gt": "asd_prediction",
    "hd95_max_directed": "hd95",
    "nsd_1mm_voxel": "nsd_voxel@1",
}


@pytest.mark.parametrize("case", reference_cases("own_bruteforce.json"))
def test_all_pairs_reference(case: dict[str, Any]) -> None:
    pair = make_pair(decode(case["gt"]), decode(case["pred"]), tuple(case["spacing"]))
    expected = {name: case["expected"][theirs] for theirs, name in ALL_PAIRS.items()}
    assert values(pair, ",".join(expected)) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert pair.distances.from_reference.size == case["expected"]["n_border_gt"]
    assert pair.distances.from_prediction.size == case["expected"]["n_border_pred"]


# Measures of MetricsReloaded under the name that they have here, with what its tests leave at its default.
RELOADED = {
    "accuracy": "pa",
    "dsc": "dice",
    "intersection_over_union": "iou",
    "fbeta": "f_beta@{beta}",
    "sensitivity": "recall",
    "recall": "recall",
    "specificity": "specificity",
    "positive_predictive_value": "precision",
    "balanced_accuracy": "balanced_accuracy",
    "cohens_kappa": "kappa",
    "matthews_correlation_coefficient": "mcc",
    "measured_average_distance": "asd",
    "measured_masd": "masd",
    "measured_hausdorff_distance": "hd",
    "measured_hausdorff_distance_perc": "hd_percentile@{hd_perc}",
    "normalised_surface_distance": "nsd_voxel@{nsd}",
    "boundary_iou": "boundary_iou@{boundary_dist}",
    "centreline_dsc": "cldice",
}
DEFAULTS = {"beta": 1, "hd_perc": 95, "nsd": 1, "boundary_dist": 1}
# Costs and decisions, and where centres of mass lie.
NOT_OFFERED = {"normalised_expected_cost", "net_benefit_treated", "pred_in_ref", "com_dist", "com_pred", "com_ref"}


def reloaded(pair: Pair, name: str, options: dict[str, float]) -> float:
    """Return what our formulas give for a measure of MetricsReloaded, nan where they have no value."""
    tp, fp, fn, tn = pair.counts
    counts = {"n_pos_ref": tp + fn, "n_neg_ref": fp + tn, "n_pos_pred": tp + fp, "n_neg_pred": fn + tn}
    counts |= {"n_intersection": tp, "n_union": tp + fp + fn, **pair.counts._asdict()}
    if name in counts:
        return counts[name]
    if name == "negative_predictive_value":
        return tn / (tn + fn)
    if name == "youden_index":
        return reloaded(pair, "sensitivity", {}) + reloaded(pair, "specificity", {}) - 1
    if name == "positive_likelihood_ratio":
        return reloaded(pair, "sensitivity", {}) / (1 - reloaded(pair, "specificity", {}))
    (metric,) = resolve(RELOADED[name].format(**{**DEFAULTS, **options}))
    try:
        return metric.fn(pair)
    except NoValue:
        return math.nan


RELOADED_CASES = [
    case
    for case in reference_cases("metrics_reloaded_tests.json")
    if not (case.values[0] and set(case.values[0]["values"]) <= NOT_OFFERED)
]


@pytest.mark.parametrize("case", RELOADED_CASES)
def test_metrics_reloaded(case: dict[str, Any]) -> None:
    pair = make_pair(decode(case["ref"]), decode(case["pred"]))
    expected = {name: float(value) for name, value in case["values"].items() if name not in NOT_OFFERED}
    if pair.status == "both_empty":
        # Theirs are 1 where nothing was to be found and nothing was.
        assert [score(resolve(name)[0], pair).value for name in ("nsd_voxel@1", "boundary_iou")] == [None, None]
        return
    found = {name: reloaded(pair, name, case["dict_args"]) for name in expected}
    # Some of theirs are float32.
    assert found == pytest.approx(expected, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("case", reference_cases("medpy_tests.json"))
def test_medpy_example(case: dict[str, Any]) -> None:
    reference, prediction = (np.atleast_2d(np.array(case[name], np.bool_)) for name in ("reference", "result"))
    spacing = (1.0, float((case.get("voxelspacing") or [1])[0]))
    there, back = (
        values(make_pair(*masks, spacing))["asd"] for masks in ((reference, prediction), (prediction, reference))
    )
    assert there == back
    if "assd" in case:
        assert there == case["assd"]


@pytest.mark.parametrize("case", reference_cases("deepmind_surface_distance.json"))
def test_deepmind_where_weights_do_not_matter(case: dict[str, Any]) -> None:
    reference, prediction = (deepmind_mask(case["shape"], case[name]) for name in ("gt", "pred"))
    found = values(make_pair(reference, prediction, tuple(float(s) for s in case["spacing"])))
    if "dice" not in case:
        assert found["hd"] == max(case["distances_gt_to_pred_sorted"] + case["distances_pred_to_gt_sorted"])
        return
    published = {"dice": float(case["dice"]), "hd": float(case["hd100"]), "hd95": float(case["hd95"])}
    for name, value in published.items():
        # What is nan or inf for them where a mask is empty is None for us; they publish three places.
        assert found[name] == (pytest.approx(value, abs=5e-4) if math.isfinite(value) else None)


def test_lits_scorer_on_the_tumour_of_case_2() -> None:
    # PatrickChrist/lits-challenge-scoring, output/scores.txt.
    reference, prediction = (
        Nifti1Image.from_filename(real_data(f"pairs/lits/{kind}/segmentation-2.nii.gz"))
        for kind in ("reference", "prediction")
    )
    spacing = tuple(float(size) for size in reference.header["pixdim"][3:0:-1])
    pair = make_pair(np.asarray(reference.dataobj).T == 2, np.asarray(prediction.dataobj).T == 2, spacing)
    found = values(pair)
    expected = {"dice": 0.927560, "voe": 0.135093, "rvd": -0.135093, "hd": 5.589770}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=5e-7)
    # Its average distance is between borders of 18 neighbours, its maximum between those of 6.
    assert values(pair.measured(border="edges"))["asd"] == pytest.approx(0.310655, abs=5e-7)
