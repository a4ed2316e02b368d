"""Published values and the tests of other packages, where they follow the same definitions.

Left to the metrics that will be compared with them: area-weighted distances and surface Dice of DeepMind; masd, nsd,
kappa, boundary IoU, clDice and the cost-based measures of MetricsReloaded; the 18-neighbour ASSD of LiTS.
"""

import math
from typing import Any

import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Image

from segeval.metrics import Pair, resolve, score
from tests.metrics.helpers import box, decode, make_pair, needs_real_data, real_data, reference_cases

pytestmark = [pytest.mark.real, needs_real_data]


def values(pair: Pair) -> dict[str, float | None]:
    return {metric.id: score(metric, pair).value for metric in resolve("standard")}


@pytest.mark.parametrize("case", reference_cases("own_bruteforce.json"))
def test_all_pairs_reference(case: dict[str, Any]) -> None:
    pair = make_pair(decode(case["gt"]), decode(case["pred"]), tuple(case["spacing"]))
    names = {"dice": "dice", "iou": "iou", "voe": "voe", "rvd": "rvd", "assd": "asd", "hd": "hd"}
    names["hd95_max_directed"] = "hd95"
    found = values(pair)
    expected = {ours: case["expected"][theirs] for theirs, ours in names.items()}
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert pair.distances.from_reference.size == case["expected"]["n_border_gt"]
    assert pair.distances.from_prediction.size == case["expected"]["n_border_pred"]


def metrics_reloaded(pair: Pair) -> dict[str, float | None]:
    """Return what we know about a pair under the names of MetricsReloaded."""
    found = values(pair)
    tp, fp, fn, tn = pair.counts
    return {
        **{name: float(count) for name, count in pair.counts._asdict().items()},
        "n_pos_ref": tp + fn,
        "n_neg_ref": fp + tn,
        "n_pos_pred": tp + fp,
        "n_neg_pred": fn + tn,
        "n_intersection": tp,
        "n_union": tp + fp + fn,
        "sensitivity": tp / (tp + fn) if tp + fn else math.nan,
        "recall": tp / (tp + fn) if tp + fn else math.nan,
        "specificity": tn / (tn + fp) if tn + fp else math.nan,
        "positive_predictive_value": tp / (tp + fp) if tp + fp else math.nan,
        "negative_predictive_value": tn / (tn + fn) if tn + fn else math.nan,
        "accuracy": found["pa"],
        "dsc": found["dice"],
        "intersection_over_union": found["iou"],
        "measured_average_distance": found["asd"],
        "measured_hausdorff_distance": found["hd"],
        "measured_hausdorff_distance_perc": found["hd95"],
    }


@pytest.mark.parametrize("case", reference_cases("metrics_reloaded_tests.json"))
def test_metrics_reloaded(case: dict[str, Any]) -> None:
    pair = make_pair(decode(case["ref"]), decode(case["pred"]))
    found = metrics_reloaded(pair)
    expected = {name: float(value) for name, value in case["values"].items() if name in found}
    if not expected:
        pytest.skip(f"only measures that segeval does not have yet: {', '.join(case['values'])}")
    # Some of theirs are float32.
    assert {name: found[name] for name in expected} == pytest.approx(expected, rel=1e-6, nan_ok=True)


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


def deepmind_mask(shape: list[int], content: dict[str, Any]) -> Any:
    if "box" in content:
        return box(tuple(shape), *(slice(*ends) for ends in content["box"]))
    mask = box(tuple(shape))
    mask[tuple(np.array(content["ones"], int).reshape(-1, len(shape)).T)] = True
    return mask


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
    found = values(make_pair(np.asarray(reference.dataobj).T == 2, np.asarray(prediction.dataobj).T == 2, spacing))
    expected = {"dice": 0.927560, "voe": 0.135093, "rvd": -0.135093, "hd": 5.589770}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=5e-7)
