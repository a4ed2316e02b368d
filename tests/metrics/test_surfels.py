"""Surface elements: where they lie, how large they are, how far apart, and the surface Dice of them."""

import itertools
import math
import warnings
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from segeval.errors import UsageError
from segeval.metrics import Pair, resolve, score
from segeval.metrics._measure.surfels import areas
from tests.metrics.helpers import (
    BoolArray,
    Point,
    as_images,
    box,
    make_pair,
    mask_pairs,
    needs_real_data,
    reference_cases,
    slow_distances,
)

CORNERS = list(itertools.product((0, 1), repeat=3))
SPACING = (5.0, 0.8, 0.7)
POSITIONS = list(itertools.product(itertools.permutations(range(3)), itertools.product((1, -1), repeat=3)))

TRIANGLE = math.sqrt(3) / 8
ROOF = math.sqrt(2) / 2
SHAPES = [
    pytest.param("000", TRIANGLE, id="voxel"),
    pytest.param("000 001", ROOF, id="edge"),
    pytest.param("000 011", 2 * TRIANGLE, id="two voxels across a face"),
    pytest.param("000 111", 2 * TRIANGLE, id="two voxels across the cube"),
    pytest.param("000 001 010", 0.5 + 3 * TRIANGLE, id="three of a face"),
    pytest.param("000 001 110", ROOF + TRIANGLE, id="edge and voxel"),
    pytest.param("000 011 101", 3 * TRIANGLE, id="three apart"),
    pytest.param("000 001 010 011", 1, id="face"),
    pytest.param("000 001 010 100", 6 * TRIANGLE, id="voxel with its three neighbours: a flat hexagon"),
    pytest.param("010 000 001 101", 4 * TRIANGLE + ROOF, id="path along three axes"),
    pytest.param("000 001 010 111", 0.5 + 4 * TRIANGLE, id="three of a face and a voxel"),
    pytest.param("000 001 110 111", 2 * ROOF, id="two edges"),
    pytest.param("000 011 101 110", 4 * TRIANGLE, id="four apart"),
    pytest.param("", 0, id="nothing"),
]


def cube_of(corners: str) -> BoolArray:
    return np.array(["".join(map(str, corner)) in corners.split() for corner in CORNERS]).reshape(2, 2, 2)


def code_of(cube: BoolArray) -> int:
    return sum(1 << bit for bit, corner in enumerate(CORNERS) if cube[corner])


def turned(cube: BoolArray, axes: Point, signs: Point) -> BoolArray:
    return cube.transpose(axes)[:: signs[0], :: signs[1], :: signs[2]]


def slow_elements(mask: BoolArray, spacing: tuple[float, ...]) -> tuple[list[Point], list[float]]:
    """Return the lattice corners whose voxels are not all alike, in array order, and their areas or lengths."""
    padded = np.pad(mask, 1)
    sizes = areas(*spacing) if mask.ndim == 3 else areas(1.0, *spacing)
    points, weights = [], []
    for point in itertools.product(*(range(n + 1) for n in mask.shape)):
        around = padded[tuple(slice(i, i + 2) for i in point)]
        if around.any() and not around.all():
            points.append(point)
            weights.append(float(sizes[code_of(around if mask.ndim == 3 else np.stack([around, around]))]))
    return points, weights


@pytest.mark.parametrize(("corners", "area"), SHAPES)
def test_area_of_every_shape_in_every_position_and_inside_out(corners: str, area: float) -> None:
    cubes = [turned(cube_of(corners), *position) for position in POSITIONS]
    codes = [code_of(cube) for cube in (*cubes, *(~cube for cube in cubes))]
    assert areas(1, 1, 1)[codes] == pytest.approx(area, rel=1e-12)


def test_the_shapes_are_all_there_are() -> None:
    cubes = [turned(cube_of(str(shape.values[0])), *position) for shape in SHAPES for position in POSITIONS]
    assert {code_of(cube) for cube in (*cubes, *(~cube for cube in cubes))} == set(range(256))


def test_areas_turn_with_the_spacing() -> None:
    every = [np.array(bits, np.bool_).reshape(2, 2, 2) for bits in itertools.product((0, 1), repeat=8)]
    for axes, signs in POSITIONS:
        z, y, x = (SPACING[axis] for axis in axes)
        found = areas(z, y, x)[[code_of(turned(cube, axes, signs)) for cube in every]]
        assert found == pytest.approx(areas(*SPACING)[[code_of(cube) for cube in every]], rel=1e-12)


@pytest.mark.parametrize(
    ("corners", "polygons"),
    [
        ("000 001 010", [[(1, 0, 0), (1, 0, 2), (1, 2, 0)], [(1, 0, 2), (0, 1, 2), (0, 2, 1), (1, 2, 0)]]),
        (
            "010 000 001 101",
            [
                [(0, 2, 1), (1, 2, 0), (2, 0, 1), (0, 1, 2)],
                [(1, 2, 0), (1, 0, 0), (2, 0, 1)],
                [(2, 0, 1), (2, 1, 2), (0, 1, 2)],
            ],
        ),
    ],
)
def test_a_ring_that_is_not_flat_is_filled_with_flat_polygons(corners: str, polygons: list[list[Point]]) -> None:
    area = 0.0
    for polygon in polygons:
        points = list(np.array(polygon) / 2 * SPACING)
        crosses = [np.cross(a, b) for a, b in itertools.pairwise([*points, points[0]])]
        area += float(np.linalg.norm(np.sum(crosses, axis=0))) / 2
    assert areas(*SPACING)[code_of(cube_of(corners))] == pytest.approx(area, rel=1e-12)


def test_a_box_has_flat_faces_with_cut_edges_and_corners() -> None:
    cuboid = box((6, 7, 70), slice(1, 4), slice(0, 5), slice(2, 70))
    z, y, x = SPACING
    # From the first to the last voxel centre along each axis; half a step on, the surface turns to the next face.
    depth, height, width = 2 * z, 4 * y, 67 * x
    faces = 2 * (depth * height + depth * width + height * width)
    edges = 2 * (depth * math.hypot(y, x) + height * math.hypot(z, x) + width * math.hypot(z, y))
    corners = math.hypot(z * y, z * x, y * x)
    area = make_pair(cuboid, cuboid, SPACING).surfels.from_reference.size
    assert area == pytest.approx(faces + edges + corners, rel=1e-12)


def test_the_steps_of_a_sphere_add_8_percent_to_its_area() -> None:
    z, y, x = np.ogrid[-23:23, -23:23, -23:23]
    ball = np.asarray(z**2 + y**2 + x**2 < 20**2)
    area = make_pair(ball, ball).surfels.from_reference.size
    assert area == pytest.approx(1.08 * 4 * math.pi * 20**2, rel=0.005)


@given(mask_pairs())
@settings(max_examples=60)
def test_distances_and_areas_equal_brute_force(pair: Pair) -> None:
    masks, spacing = as_images((pair.reference, pair.prediction), tuple(float(s) for s in pair.grid.spacing))
    reference, prediction = (slow_elements(mask, spacing) for mask in masks)
    for found, (source, weights), (target, _) in zip(
        pair.surfels, (reference, prediction), (prediction, reference), strict=True
    ):
        assert found.values == pytest.approx(slow_distances(source, target, spacing), rel=1e-9)
        assert found.weights == pytest.approx(weights, rel=1e-12)


@pytest.mark.parametrize("width", [63, 64, 65, 128])
def test_rows_may_end_anywhere_in_a_word(width: int) -> None:
    random = np.random.default_rng(width)
    pair = make_pair(random.random((3, 3, width)) < 0.5, random.random((3, 3, width)) < 0.5, SPACING)
    (source, weights), (target, _) = (slow_elements(mask, SPACING) for mask in (pair.reference, pair.prediction))
    assert pair.surfels.from_reference.values == pytest.approx(slow_distances(source, target, SPACING), rel=1e-9)
    assert pair.surfels.from_reference.weights == pytest.approx(weights, rel=1e-12)


def as_deepmind(pair: Pair) -> dict[str, float]:
    """Return what the reference implementation computes from a pair, by its names, where both masks hold something."""
    there, back = pair.surfels
    return {
        "asd_gt_to_pred": there.total / there.size,
        "asd_pred_to_gt": back.total / back.size,
        "hd100": max(there.largest, back.largest),
        "hd95": max(there.percentile(95), back.percentile(95)),
        "overlap_gt": there.within(1) / there.size,
        "overlap_pred": back.within(1) / back.size,
        "surface_dice": resolve("nsd@1")[0].fn(pair),
    }


@pytest.fixture(scope="module")
def peer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("surface_distance", reason="surface-distance is a peer, not a dependency")


@given(pair=mask_pairs())
@settings(max_examples=60)
def test_surface_distance_agrees(peer: Any, pair: Pair) -> None:
    maps, spacing = as_images((np.array(pair.reference), np.array(pair.prediction)), pair.grid.spacing)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = peer.compute_surface_distances(*maps, spacing)
    there, back = peer.compute_average_surface_distance(found)
    overlaps = peer.compute_surface_overlap_at_tolerance(found, 1)
    ours = as_deepmind(pair)
    # Where exactly 95 % of the area is covered, rounding decides between two elements.
    low, high = (peer.compute_robust_hausdorff(found, percent) for percent in (95 - 1e-9, 95 + 1e-9))
    assert low * (1 - 1e-9) <= ours.pop("hd95") <= high * (1 + 1e-9)
    assert ours == pytest.approx(
        {
            "asd_gt_to_pred": there,
            "asd_pred_to_gt": back,
            "hd100": peer.compute_robust_hausdorff(found, 100),
            "overlap_gt": overlaps[0],
            "overlap_pred": overlaps[1],
            "surface_dice": peer.compute_surface_dice_at_tolerance(found, 1),
        },
        rel=1e-9,
        abs=1e-12,
    )


def deepmind_mask(shape: list[int], content: dict[str, Any]) -> BoolArray:
    if "box" in content:
        return box(tuple(shape), *(slice(*ends) for ends in content["box"]))
    mask = box(tuple(shape))
    mask[tuple(np.array(content["ones"], int).reshape(-1, len(shape)).T)] = True
    return mask


@pytest.mark.real
@needs_real_data
@pytest.mark.parametrize("case", reference_cases("deepmind_surface_distance.json"))
def test_published_case(case: dict[str, Any]) -> None:
    masks = [deepmind_mask(case["shape"], case[name]) for name in ("gt", "pred")]
    pair = make_pair(masks[0], masks[1], tuple(float(size) for size in case["spacing"]))
    if "surfel_areas_gt_multiset" in case:
        kinds = case["surfel_areas_gt_multiset"]
        lengths = [kinds[f"{kind}_value"] for kind in ("diag", "horizontal", "vertical") for _ in range(kinds[kind])]
        there, back = pair.surfels
        assert there.weights is not None
        assert sorted(there.weights) == pytest.approx(sorted(lengths))
        assert sorted(there.values) == case["distances_gt_to_pred_sorted"]
        assert sorted(back.values) == case["distances_pred_to_gt_sorted"]
        return
    dice = float(case["surface_dice_1mm"])
    # Where a mask is empty their distances are inf or nan, and ours have no value.
    assert score(resolve("nsd@1")[0], pair).value == (None if math.isnan(dice) else pytest.approx(dice, abs=5e-4))
    if pair.status == "ok":
        published = {name: case[name] for name in ("asd_gt_to_pred", "asd_pred_to_gt", "hd100", "hd95")}
        published |= dict(zip(("overlap_gt", "overlap_pred"), case["surface_overlap_1mm"], strict=True))
        assert as_deepmind(pair) == pytest.approx({**published, "surface_dice": dice}, abs=5e-4)


SQUARES = make_pair(box((4, 6), slice(0, 4), slice(0, 2)), box((4, 6), slice(0, 4), slice(0, 3)), (2.0, 2.0))


@pytest.mark.parametrize("name", ["nsd", "nsd_voxel"])
def test_the_tolerance_is_that_of_the_structure_unless_one_is_given(name: str) -> None:
    tight = replace(SQUARES, tolerance=1.0)
    (default,), (wide,) = resolve(name), resolve(f"{name}@2")
    assert default.fn(tight) < 1
    assert default.fn(replace(SQUARES, tolerance=2.0)) == wide.fn(tight) == wide.fn(SQUARES) == 1


@pytest.mark.parametrize("name", ["nsd", "nsd_voxel"])
def test_without_any_tolerance_there_is_no_surface_dice(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name}: the structure has no tolerance; pass one, such as {name}@2"):
        score(resolve(name)[0], SQUARES)


def test_an_empty_mask_has_no_surface_elements() -> None:
    with pytest.raises(UsageError, match="no distances: prediction empty"):
        _ = make_pair(box((2, 2), slice(0, 1)), box((2, 2))).surfels
