"""Maps of distances and skeletons whose values are known by hand, and what the losses make of them."""

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import Tensor
from torch.nn import functional

from segeval.training.losses import LOSSES, NOT_TRAINED, deeply_supervised, parse_loss
from segeval.training.losses.borders import ridges, signed_distances, soft_skeleton

UNKNOWN = NOT_TRAINED


def certain(answer: Tensor, classes: int = 2) -> Tensor:
    return 40 * functional.one_hot(answer, classes).movedim(-1, 1).float()


def value(name: str, answer: Tensor, labels: Tensor) -> float:
    return float(LOSSES.get(name).fn(certain(answer), labels))


# Signed distances


def test_distances_are_negative_inside_and_zero_in_the_outermost_voxels() -> None:
    labels = np.array([[0, 0, 1, 1, 1, 1, 1, 0]])
    assert signed_distances(labels, 2)[0].tolist() == [[2, 1, 0, -1, -2, -1, 0, 1]]


def test_distances_run_in_all_three_dimensions() -> None:
    labels = np.zeros((5, 5, 5), np.int64)
    labels[2, 2, 2] = 1
    (distances,) = signed_distances(labels, 2)
    assert distances[0, 0, 0] == pytest.approx(12**0.5)
    assert distances[2, 0, 2] == 2
    assert distances[2, 2, 2] == 0


def test_each_foreground_class_has_its_map_and_an_absent_one_or_the_only_one_has_none() -> None:
    labels = np.array([[1, 1, 2]])
    assert signed_distances(labels, 4).tolist() == [[[-1, 0, 1]], [[2, 1, 0]], [[0, 0, 0]]]
    assert signed_distances(np.ones_like(labels), 2).tolist() == [[[0, 0, 0]]]


def test_what_is_not_trained_on_is_no_border() -> None:
    labels = np.array([[0, 1, 1, UNKNOWN, UNKNOWN]])
    assert signed_distances(labels, 2)[0].tolist() == [[1, 0, -1, 1, 2]]
    assert not signed_distances(np.array([[1, 1, UNKNOWN]]), 2).any()


def test_no_answer_costs_less_at_the_boundary_than_the_right_one() -> None:
    generator = torch.Generator().manual_seed(0)
    labels = torch.zeros((1, 9, 9), dtype=torch.int64)
    labels[:, 2:7, 3:8] = 1
    right = value("boundary", labels, labels)
    assert right < 0
    others = [torch.randint(0, 2, labels.shape, generator=generator) for _ in range(20)]
    assert all(value("boundary", other, labels) > right for other in others)
    near, far = (torch.roll(labels, shift, 2) for shift in (1, 2))
    assert right < value("boundary", near, labels) < value("boundary", far, labels)


# Ridges between objects


def test_the_ridge_between_two_objects_is_as_high_as_they_are_near() -> None:
    apart = [10 * np.exp(-(distance**2) / 50) for distance in (2, 3)]
    assert ridges(np.array([[1, 0, 1]]), 5)[0] == pytest.approx([apart[0]] * 3)
    assert ridges(np.array([[1, 0, 0, 1]]), 5)[0] == pytest.approx([apart[1]] * 4)
    assert ridges(np.array([[1, 0, 1]]), 1)[0, 1] == pytest.approx(10 * np.exp(-2))


def test_touching_objects_of_two_classes_have_a_ridge_and_one_object_has_none() -> None:
    assert ridges(np.array([[1, 2, 0]]), 5)[0, :2] == pytest.approx([10 * np.exp(-1 / 50)] * 2)
    assert not ridges(np.array([[0, 1, 1, 0]]), 5).any()
    assert not ridges(np.array([[0, 0], [UNKNOWN, 0]]), 5).any()
    assert not ridges(np.array([[1, 1], [1, 1]]), 5).any()


@pytest.mark.parametrize("shape", [(90, 110), (18, 30, 40)])
def test_leaving_out_what_is_far_changes_nothing_that_counts(shape: tuple[int, ...]) -> None:
    noise = ndimage.gaussian_filter(np.random.default_rng(0).normal(size=shape), 2)
    labels = (noise > 1.5 * noise.std()).astype(np.int64)
    objects, count = ndimage.label(labels)
    assert count > 5
    away = []
    for number in range(1, count + 1):
        inside = objects == number
        away.append(ndimage.distance_transform_edt(~(inside & ~ndimage.binary_erosion(inside, border_value=1))))
    first, second = np.sort(away, axis=0)[:2]
    assert np.abs(ridges(labels, 1.5) - 10 * np.exp(-((first + second) ** 2) / 4.5)).max() < 2e-6


def test_closing_a_gap_between_cells_costs_more_than_the_same_error_elsewhere() -> None:
    labels = torch.zeros((1, 20, 20), dtype=torch.int64)
    labels[:, 8:12, 3:9] = labels[:, 8:12, 10:16] = 1
    joined, grown = labels.clone(), labels.clone()
    joined[:, 8:12, 9] = 1
    grown[:, 8:12, 19] = 1
    assert value("ce", joined, labels) == pytest.approx(value("ce", grown, labels))
    assert value("border-ce", joined, labels) > 3 * value("border-ce", grown, labels)


# Centre lines


def test_the_skeleton_of_a_thin_line_is_the_line_and_that_of_a_thick_one_its_middle() -> None:
    thin, thick = torch.zeros(1, 1, 9, 15), torch.zeros(1, 1, 9, 15)
    thin[..., 4, :] = 1
    thick[..., 3:6, :] = 1
    assert torch.equal(soft_skeleton(thin, 3), thin)
    assert torch.equal(soft_skeleton(thick, 3), thin)
    assert torch.equal(soft_skeleton(thick, 40), thin)
    assert not soft_skeleton(thick, 0).any()


def test_a_tube_has_the_skeleton_of_its_axis() -> None:
    tube, axis = torch.zeros(1, 1, 8, 9, 9), torch.zeros(1, 1, 8, 9, 9)
    tube[..., 3:6, 3:6] = 1
    axis[..., 4, 4] = 1
    assert torch.equal(soft_skeleton(tube, 5), axis)


def test_a_gap_in_a_vessel_costs_what_its_centre_line_lacks() -> None:
    labels = torch.zeros((1, 7, 9), dtype=torch.int64)
    labels[:, 3] = 1
    broken = labels.clone()
    broken[:, :, 3:6] = 0
    sensitivity = (6 + 1) / (9 + 1)
    assert value("cldice", broken, labels) == pytest.approx(1 - 2 * sensitivity / (1 + sensitivity))


def test_width_is_no_matter_of_centre_lines() -> None:
    labels = torch.zeros((1, 9, 15), dtype=torch.int64)
    labels[:, 4] = 1
    wide = labels.clone()
    wide[:, 3:6] = 1
    assert value("cldice", wide, labels) == pytest.approx(0, abs=1e-6)
    assert value("dice", wide, labels) > 0.4


@pytest.mark.parametrize("name", ["boundary", "border-ce", "cldice"])
def test_maps_are_those_of_the_labels_of_each_depth(name: str) -> None:
    labels = torch.zeros((1, 16, 16), dtype=torch.int64)
    labels[:, 4:8, 4:12] = labels[:, 10:12, 4:12] = 1
    fine, coarse = torch.randn(1, 2, 16, 16), torch.randn(1, 2, 8, 8)
    alone = [float(LOSSES.get(name).fn(x, y)) for x, y in ((fine, labels), (coarse, labels[:, ::2, ::2]))]
    deep = deeply_supervised([fine, coarse], labels, parse_loss(name))
    assert float(deep) == pytest.approx(2 / 3 * alone[0] + 1 / 3 * alone[1], rel=1e-5)
