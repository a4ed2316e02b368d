"""Independent implementations agree, and nothing but the masks shows in a result."""

import random
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from segeval.metrics import Counts, Pair, resolve, score, score_case
from segeval.metrics._measure.maps import BORDERS
from segeval.metrics._measure.surfaces import Border
from segeval.records import CaseScore, Mask, Structure
from tests.metrics.helpers import Maps, as_images, label_maps, make_grid, make_pair, mask_pairs, slow_surface_values

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from medpy.metric import binary as medpy

EVERYTHING = resolve(
    "standard,kappa,mcc,volume_difference,boundary_iou,masd,rmsd,asd_reference,asd_prediction,hd95_pooled,nsd_voxel@1"
)
NAMES: tuple[Border, ...] = get_args(Border)


def scores(pair: Pair, names: list[str]) -> dict[str, float]:
    """Return scores by metric, nan where there is no value."""
    found = {metric.id: score(metric, pair).value for metric in resolve(names)}
    return {name: np.nan if value is None else value for name, value in found.items()}


@given(label_maps(empty=False), st.sampled_from(NAMES), st.data())
@settings(max_examples=600)
def test_distances_equal_brute_force(maps: Maps, border: Border, data: st.DataObject) -> None:
    held = [np.unique(map_[map_ > 0]).tolist() for map_ in maps[:2]]
    values = tuple(int(data.draw(st.sampled_from(labels))) for labels in held)
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape, maps.spacing), values, border=border)
    masks, spacing = as_images([np.isin(map_, values) for map_ in maps[:2]], maps.spacing)
    expected = slow_surface_values(masks[0], masks[1], spacing, BORDERS[border])
    assert scores(pair, list(expected)) == pytest.approx(expected, rel=1e-9)


@given(label_maps(), st.sets(st.integers(1, 12), min_size=1, max_size=12))
@settings(max_examples=500)
def test_counts_equal_brute_force(maps: Maps, values: set[int]) -> None:
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape, maps.spacing), tuple(values))
    reference, prediction = (np.isin(map_, list(values)) for map_ in maps[:2])
    assert pair.counts == Counts(
        int(np.sum(reference & prediction)),
        int(np.sum(prediction & ~reference)),
        int(np.sum(reference & ~prediction)),
        int(np.sum(~reference & ~prediction)),
    )


@given(label_maps())
@settings(max_examples=100)
def test_the_confusion_of_all_labels_equals_brute_force(maps: Maps) -> None:
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape, maps.spacing), ())
    labels = sorted({0, *maps.reference.ravel().tolist(), *maps.prediction.ravel().tolist()})
    expected = [[int(np.sum((maps.reference == r) & (maps.prediction == p))) for p in labels] for r in labels]
    assert pair.confusion.tolist() == expected


@given(mask_pairs())
@settings(max_examples=100)
def test_overlap_of_sets_of_voxels(pair: Pair) -> None:
    every = set(np.ndindex(pair.reference.shape))
    reference, prediction = ({place for place in every if mask[place]} for mask in (pair.reference, pair.prediction))
    both, found, missed = len(reference & prediction), len(prediction), len(reference)
    right, least = both / found, both / missed
    expected = {
        "precision": right,
        "recall": least,
        "specificity": len(every - reference - prediction) / len(every - reference) if every - reference else np.nan,
        "f_beta@2": 5 * right * least / (4 * right + least) if both else 0,
        "rvd_abs": abs(found / missed - 1),
        "volumetric_similarity": 2 * min(found, missed) / (found + missed),
        "volume_difference": abs(found - missed) * np.prod(pair.grid.spacing) / 10 ** (3 * (len(pair.grid.shape) == 3)),
    }
    assert scores(pair, list(expected)) == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


@given(label_maps(empty=False))
@settings(max_examples=100)
def test_agreement_of_label_maps_voxel_by_voxel(maps: Maps) -> None:
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape), ())
    reference, prediction = (np.array(map_, np.int64).ravel() for map_ in maps[:2])
    labels = np.union1d(reference, prediction)
    observed, expected = np.mean(reference == prediction), np.mean(reference[:, None] == prediction)
    shares = [np.mean(prediction[reference == label] == label) for label in np.unique(reference)]
    axes = [(map_[:, None] == labels) - np.mean(map_[:, None] == labels, axis=0) for map_ in (reference, prediction)]
    spread = np.sqrt(np.sum(axes[0] ** 2) * np.sum(axes[1] ** 2))
    alike = expected == 1
    by_voxel = {
        "balanced_accuracy": np.mean(shares),
        "kappa": np.nan if alike else (observed - expected) / (1 - expected),
        "mcc": np.nan if alike else np.sum(axes[0] * axes[1]) / spread if spread > 1e-9 else 0,
    }
    assert scores(pair, list(by_voxel)) == pytest.approx(by_voxel, rel=1e-9, abs=1e-9, nan_ok=True)


@given(label_maps(empty=False))
@settings(max_examples=60)
def test_generalised_dice_label_by_label(maps: Maps) -> None:
    pair = Pair(maps.reference, maps.prediction, make_grid(maps.reference.shape), ())
    sizes = {label: np.sum(maps.reference == label) for label in np.union1d(*maps[:2]) if label}
    largest = max(1 / n**2 for n in sizes.values() if n)
    above = below = 0.0
    for label, n in sizes.items():
        reference, prediction = (map_ == label for map_ in maps[:2])
        weight = 1 / n**2 if n else largest
        above += 2 * weight * np.sum(reference & prediction)
        below += weight * (np.sum(reference) + np.sum(prediction))
    assert scores(pair, ["generalised_dice"]) == pytest.approx({"generalised_dice": above / below}, rel=1e-9)


@given(mask_pairs(), st.integers(1, 4))
@settings(max_examples=60)
def test_boundaries_are_what_lies_within_steps_of_the_outside(pair: Pair, width: int) -> None:
    boundaries = []
    for mask in as_images((pair.reference, pair.prediction), pair.grid.spacing)[0]:
        around = np.lib.stride_tricks.sliding_window_view(np.pad(mask, width), (2 * width + 1,) * mask.ndim)
        boundaries.append(mask & ~around.all(axis=tuple(range(mask.ndim, 2 * mask.ndim))))
    expected = np.sum(boundaries[0] & boundaries[1]) / np.sum(boundaries[0] | boundaries[1])
    assert scores(pair, [f"boundary_iou@{width}"]) == {f"boundary_iou@{width}": expected}


@given(mask_pairs())
@settings(max_examples=60)
def test_medpy_agrees(pair: Pair) -> None:
    masks, spacing = as_images([np.array(pair.prediction), np.array(pair.reference)], pair.grid.spacing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {
            "dice": medpy.dc(*masks),
            "iou": medpy.jc(*masks),
            "precision": medpy.precision(*masks),
            "recall": medpy.recall(*masks),
            "rvd": medpy.ravd(*masks),
            "asd": medpy.assd(*masks, spacing),
            "asd_prediction": medpy.asd(*masks, spacing),
            "asd_reference": medpy.asd(*masks[::-1], spacing),
            "hd": medpy.hd(*masks, spacing),
            "hd95_pooled": medpy.hd95(*masks, spacing),
        }
    assert scores(pair, list(expected)) == pytest.approx(expected, rel=1e-9)


def organs(seed: int, shape: tuple[int, ...] = (24, 70, 66)) -> npt.NDArray[np.uint8]:
    """Return a map with three labels of a few hundred to some thousand voxels, off the edges."""
    noise = np.random.default_rng(seed).standard_normal(tuple(n - 4 for n in shape))
    smooth = ndimage.gaussian_filter(noise, 3)
    inner = np.digitize(smooth, np.quantile(smooth, [0.6, 0.8, 0.9]))
    return np.pad(inner, 2).astype(np.uint8)


def rows(reference: Any, prediction: Any, labels: tuple[int, ...] = (1, 2, 3)) -> list[CaseScore]:
    grid = make_grid(reference.shape, (3.0, 0.7, 0.9))
    structures = [Structure(f"organ {label}", (label,)) for label in labels]
    scored = score_case(
        Mask(reference, grid), Mask(prediction, grid), structures=structures, metrics=EVERYTHING, case_id="", group=""
    )
    return list(scored.scores)


def test_threads_do_not_show_in_a_result() -> None:
    cases = [(organs(seed), organs(seed + 1)) for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda maps: rows(*maps), cases)) == [rows(*maps) for maps in cases]


def test_a_crop_that_keeps_both_masks_does_not_show_in_a_result() -> None:
    reference, prediction = organs(1), organs(2)
    ends = [(held.min(), held.max() + 1) for held in np.nonzero(reference | prediction)]
    draw = random.Random(0)
    without_background = [metric for metric in EVERYTHING if not metric.background and metric.scope == ("structure",)]
    for label in (1, 2, 3):
        whole = make_pair(reference == label, prediction == label, (3.0, 0.7, 0.9))
        for _ in range(10):
            crop = tuple(
                slice(draw.randint(0, int(low)), draw.randint(int(high), n))
                for (low, high), n in zip(ends, reference.shape, strict=True)
            )
            part = make_pair(whole.reference[crop], whole.prediction[crop], (3.0, 0.7, 0.9))
            for metric in without_background:
                assert score(metric, part) == score(metric, whole), metric.id


def test_the_order_of_structures_does_not_show_in_a_result() -> None:
    reference, prediction = organs(3), organs(4)
    straight = rows(reference, prediction)
    for labels in ((2, 3, 1), (3, 2, 1)):
        assert set(rows(reference, prediction, labels)) == set(straight)
