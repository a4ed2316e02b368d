"""Protocols: the conventions of other benchmarks and tools, against what those give."""

import warnings
from typing import Any

import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Image

from segeval.errors import UnknownName, UsageError
from segeval.metrics import PROTOCOLS, evaluate, protocol, resolve
from tests.metrics.helpers import box, needs_real_data, real_data

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from medpy.metric import binary as medpy

SHAPE = (10, 16, 14)
SPACING = (3.0, 0.8, 1.1)
NOTHING = box(SHAPE)
CUBE = box(SHAPE, slice(2, 7), slice(3, 11), slice(3, 11))
OTHER = box(SHAPE, slice(3, 9), slice(4, 11), slice(2, 10)) | box(SHAPE, slice(0, 1), slice(0, 1), slice(0, 1))


def scores(reference: Any, prediction: Any, name: str, spacing: Any = SPACING, **options: Any) -> dict[str, Any]:
    """Return the values of one structure by metric, None where there is none."""
    table = evaluate(reference, prediction, spacing=spacing, protocol=name, **options)
    values = table.set_index("metric").value
    return {str(name): None if np.isnan(value) else float(value) for name, value in values.items()}


@pytest.mark.parametrize("declared", PROTOCOLS.values(), ids=lambda declared: declared.id)
def test_a_declaration_is_complete(declared: Any) -> None:
    assert declared.title
    assert declared.source
    assert {rule.metric for rule in declared.rules.values()} <= {
        metric.id for rule in declared.rules.values() for metric in resolve(rule.metric)
    }
    assert [metric.id for metric in declared.metrics()] == list(declared.rules) or declared.id == "segeval"


# (both empty, reference empty, prediction empty) as facts/metrics.md measured them on the packages.
EMPTIES: dict[str, dict[str, tuple[float | None, ...]]] = {
    "segeval": {"dice": (None, 0, 0), "hd95": (None, None, None)},
    "lits": {"dice": (1, 0, 0), "voe": (None, 1, 1), "hd": (None, 9001, 9001)},
    "nnunet": {"dice": (None, 0, 0), "iou": (None, 0, 0)},
    "transunet": {"dice": (0, 1, 0), "hd95": (0, 0, 0)},
    "monai": {"dice": (None, None, 0), "hd95": (None, None, None), "asd": (None, None, None)},
    "medpy": {"dice": (1, 0, 0), "rvd": (None, None, -1), "hd95": (None, None, None), "precision": (0, 0, 0)},
    "metrics-reloaded": {"dice": (1, 0, 0), "iou": (None, 0, 0), "hd": (0, None, None)},
    "brats": {"dice": (1, 0, 0), "hd95": (0, 373.128664, 373.128664)},
}


@pytest.mark.parametrize(("name", "metric"), [(name, metric) for name in EMPTIES for metric in EMPTIES[name]])
def test_empty_masks_are_worth_what_the_benchmark_says(name: str, metric: str) -> None:
    pairs = [(NOTHING, NOTHING), (NOTHING, CUBE), (CUBE, NOTHING)]
    found = [scores(*pair, name, metrics=[metric])[metric] for pair in pairs]
    assert found == list(EMPTIES[name][metric])


def test_medpy_gives_the_same_numbers() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            "dice": medpy.dc(OTHER, CUBE),
            "iou": medpy.jc(OTHER, CUBE),
            "rvd": medpy.ravd(OTHER, CUBE),
            "asd": medpy.assd(OTHER, CUBE, SPACING),
            "hd": medpy.hd(OTHER, CUBE, SPACING),
            "hd95": medpy.hd95(OTHER, CUBE, SPACING),
            "precision": medpy.precision(OTHER, CUBE),
            "recall": medpy.recall(OTHER, CUBE),
        }
    assert scores(CUBE, OTHER, "medpy") == pytest.approx(expected, rel=1e-9)


def test_transunet_measures_in_voxels_and_pools() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {"dice": medpy.dc(OTHER, CUBE), "hd95": medpy.hd95(OTHER, CUBE)}
    assert scores(CUBE, OTHER, "transunet") == pytest.approx(expected, rel=1e-9)
    assert scores(CUBE, OTHER, "segeval", metrics="hd95") != pytest.approx({"hd95": expected["hd95"]})


def test_monai_measures_from_the_prediction_only() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        there = medpy.asd(OTHER, CUBE, SPACING)
    assert scores(CUBE, OTHER, "monai", metrics="asd") == pytest.approx({"asd": there}, rel=1e-9)


def test_lits_counts_edge_neighbours_for_the_average_only() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {"asd": medpy.assd(OTHER, CUBE, SPACING, 2), "hd": medpy.hd(OTHER, CUBE, SPACING)}
    assert scores(CUBE, OTHER, "lits", metrics="asd,hd") == pytest.approx(expected, rel=1e-9)


@pytest.mark.real
@needs_real_data
def test_lits_reproduces_the_official_scores_of_case_2() -> None:
    # PatrickChrist/lits-challenge-scoring, output/scores.txt, third case, tumour.
    reference, prediction = (
        Nifti1Image.from_filename(real_data(f"pairs/lits/{kind}/segmentation-2.nii.gz"))
        for kind in ("reference", "prediction")
    )
    spacing = tuple(float(size) for size in reference.header["pixdim"][3:0:-1])
    maps = (np.asarray(image.dataobj).T for image in (reference, prediction))
    table = evaluate(*maps, spacing=spacing, labels={(1, 2): "liver", (2,): "tumour"}, protocol="lits")
    tumour = table[table.structure == "tumour"].set_index("metric").value
    expected = {"dice": 0.927560, "voe": 0.135093, "rvd": -0.135093, "asd": 0.310655, "hd": 5.589770}
    assert {name: tumour[name] for name in expected} == pytest.approx(expected, abs=5e-7)


def test_lesions_that_were_detected_are_scored_each() -> None:
    reference, prediction = np.zeros((1, 20, 40), np.uint8), np.zeros((1, 20, 40), np.uint8)
    reference[0, 2:8, 2:8] = prediction[0, 2:8, 3:8] = 1  # 30 of 36 voxels
    reference[0, 12:16, 20:24] = prediction[0, 12:16, 20:24] = 1  # all
    reference[0, 2:4, 30:32] = 1  # missed
    prediction[0, 18:20, 0:2] = 1  # invented
    found = scores(reference, prediction, "lits-lesion", spacing=(1.0, 1.0, 1.0))
    assert found["dice"] == pytest.approx((60 / 66 + 1) / 2)
    assert found["voe"] == pytest.approx((6 / 36 + 0) / 2)
    assert found["rvd"] == pytest.approx((6 / 30 + 0) / 2)  # relative to the prediction
    assert found["hd"] == 0.5


def test_a_case_without_a_detected_lesion_gets_the_stand_in_for_infinity() -> None:
    far = box(SHAPE, slice(8, 9), slice(13, 15), slice(12, 13))
    found = scores(CUBE, far, "lits-lesion")
    assert found == {"dice": 0, "voe": 1, "rvd": 9001, "asd": 9001, "rmsd": 9001, "hd": 9001}
    assert scores(CUBE, NOTHING, "lits-lesion") == found
    assert set(scores(NOTHING, CUBE, "lits-lesion").values()) == {None}


def test_a_protocol_knows_metrics_by_their_aliases() -> None:
    assert [metric.id for metric in protocol("lits").metrics("assd,msd")] == ["asd", "hd"]


def test_a_protocol_refuses_what_it_does_not_define() -> None:
    with pytest.raises(UsageError, match="protocol lits has no rule for kappa; it defines dice, dice_global"):
        evaluate(CUBE, OTHER, protocol="lits", metrics="kappa")


def test_capitals_do_not_matter() -> None:
    assert protocol("LiTS") is protocol("lits")


def test_an_unknown_protocol_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="unknown protocol 'litz'; did you mean lits"):
        evaluate(CUBE, OTHER, protocol="litz")
