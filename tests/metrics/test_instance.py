"""Objects, their metrics and the table of lesions, against naive implementations over sets of voxels."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nibabel.nifti1 import Nifti1Image

from segeval.errors import UsageError
from segeval.metrics import Pair, evaluate, resolve, score
from segeval.metrics._lesions import lesions
from segeval.metrics._lits import detected_lesions
from segeval.metrics._measure.objects import matched
from tests.metrics.helpers import BoolArray, Point, box, make_grid, make_pair, needs_real_data, real_data

Object = frozenset[Point]


class Scene(NamedTuple):
    """A pair, and the objects of both sides as sets of voxels."""

    pair: Pair
    sides: tuple[list[Object], list[Object]]


def flood(mask: BoolArray, steps: int) -> list[Object]:
    """Return the components of a mask whose voxels differ by at most 1 along at most ``steps`` axes."""
    left = {tuple(int(i) for i in point) for point in np.argwhere(mask)}
    near = [step for step in itertools.product((-1, 0, 1), repeat=mask.ndim) if 0 < sum(map(abs, step)) <= steps]
    found = []
    while left:
        todo = [left.pop()]
        grown = set(todo)
        while todo:
            here = todo.pop()
            new = {tuple(a + b for a, b in zip(here, step, strict=True)) for step in near} & left
            left -= new
            grown |= new
            todo += new
        found.append(frozenset(grown))
    return found


def groups(instances: npt.NDArray[Any]) -> list[Object]:
    points = [(tuple(int(i) for i in point), int(instances[tuple(point)])) for point in np.argwhere(instances)]
    return [frozenset(p for p, n in points if n == number) for number in sorted({n for _, n in points})]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Draw two similar or unrelated masks; half of them with given objects that touch, with any numbers."""
    shape = tuple(draw(st.lists(st.integers(1, 6), min_size=2, max_size=3)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    share, change = draw(st.sampled_from([0.1, 0.3, 0.6])), draw(st.sampled_from([0.05, 0.2, 1.0]))
    reference = random.random(shape) < share
    prediction = np.where(random.random(shape) < change, random.random(shape) < share, reference)
    for mask in (reference, prediction):
        mask.flat[random.integers(mask.size)] = True
    spacing = tuple(float(s) for s in random.uniform(0.5, 4, len(shape)))
    pair = make_pair(reference, prediction, spacing)
    if draw(st.booleans()):
        return Scene(pair, (flood(reference, 3), flood(prediction, 3)))
    first, second = (random.choice([3, 4, 9, 700], shape) * mask for mask in (reference, prediction))
    return Scene(replace(pair, instances=(first, second)), (groups(first), groups(second)))


def overlap(one: Object, other: Object) -> float:
    return len(one & other) / len(one | other)


def best_matching(sides: Sequence[Sequence[Object]], iou: float) -> tuple[int, float]:
    """Return the number of pairs and the sum of their IoUs, of all matchings the largest."""
    if not sides[0]:
        return 0, 0.0
    (first, *rest), others = sides
    found = [best_matching((rest, others), iou)]
    for other in others:
        if (worth := overlap(first, other)) > iou:
            count, total = best_matching((rest, [o for o in others if o is not other]), iou)
            found.append((count + 1, total + worth))
    return max(found)


def furthest(one: Object, other: Object, spacing: tuple[float, ...]) -> float:
    place = [[tuple(i * s for i, s in zip(point, spacing, strict=True)) for point in side] for side in (one, other)]
    ways = (place, place[::-1])
    return max(max(min(math.dist(a, b) for b in there) for a in here) for here, there in ways)


def slow_values(sides: tuple[list[Object], list[Object]], spacing: tuple[float, ...]) -> dict[str, float]:
    reference, prediction = sides
    every = len(reference) + len(prediction)
    values: dict[str, float] = {}
    for iou in (0.0, 0.2, 0.5):
        count, total = best_matching(sides, iou)
        values[f"lesion_precision@{iou}"] = count / len(prediction)
        values[f"lesion_recall@{iou}"] = count / len(reference)
        values[f"lesion_f1@{iou}"] = 2 * count / every
        values[f"lesion_fp@{iou}"] = len(prediction) - count
    values |= {"pq": 2 * total / every, "sq": total / count if count else 0, "rq": 2 * count / every}
    shared = joined = 0
    used: set[Object] = set()
    for one in reference:
        best = max(overlap(one, other) for other in prediction)
        tied = [other for other in prediction if overlap(one, other) == best > 0]
        used.update(tied)
        partner = max(tied, key=len, default=frozenset())
        shared, joined = shared + len(one & partner), joined + len(one | partner)
    values["aji"] = shared / (joined + sum(len(other) for other in prediction if other not in used))
    dices, distances = [], []
    for here, there in (sides, sides[::-1]):
        weights = [len(one) / sum(map(len, here)) for one in here]
        for one, weight in zip(here, weights, strict=True):
            most = max(len(one & other) for other in there)
            tied = [other for other in there if len(one & other) == most]
            dices.append(weight * max(2 * most / (len(one) + len(other)) for other in tied) / 2)
            distances.append(weight * min(furthest(one, other, spacing) for other in tied) / 2)
    return values | {"object_dice": sum(dices), "object_hausdorff": sum(distances)}


@given(scenes())
@settings(max_examples=150)
def test_every_metric_equals_the_naive_one(scene: Scene) -> None:
    expected = slow_values(scene.sides, scene.pair.grid.spacing)
    found = {name: score(resolve(name)[0], scene.pair).value for name in expected}
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(scenes())
@settings(max_examples=50)
def test_objects_know_their_voxels_and_whom_they_meet(scene: Scene) -> None:
    objects, shape = scene.pair.objects, scene.pair.grid.shape
    # A volume of one slice is an image to its objects: that axis has no place in their box.
    axes = scene.pair.scan.axes
    start = [scene.pair.box[axes.index(axis)].start if axis in axes else 0 for axis in range(len(shape))]
    thin = [axis for axis in range(len(shape)) if axis not in axes]
    sides = [
        [
            frozenset(
                tuple(int(i) for i in point + start) for point in np.argwhere(np.expand_dims(numbers == n + 1, thin))
            )
            for n in range(sizes.size)
        ]
        for numbers, sizes in zip(objects.maps, objects.sizes, strict=True)
    ]
    assert [sorted(map(sorted, side)) for side in sides] == [sorted(map(sorted, side)) for side in scene.sides]
    assert [[len(one) for one in side] for side in sides] == [sizes.tolist() for sizes in objects.sizes]
    meet = {(r, p): len(a & b) for r, a in enumerate(sides[0]) for p, b in enumerate(sides[1]) if a & b}
    assert dict(zip(zip(*objects.meeting.tolist(), strict=True), objects.shared.tolist(), strict=True)) == meet


@given(scenes())
@settings(max_examples=50)
def test_of_the_largest_matchings_that_of_the_largest_overlap_is_taken(scene: Scene) -> None:
    columns = matched(scene.pair.objects, 0)
    assert [len(set(side)) for side in scene.pair.objects.meeting[:, columns].tolist()] == [columns.size] * 2
    count, total = best_matching(scene.sides, 0)
    assert columns.size == count
    assert scene.pair.objects.ious[columns].sum() == pytest.approx(total)


def row(*lengths: int) -> BoolArray:
    """Return an image of one row of bars (positive) and gaps (negative)."""
    return np.concatenate([np.full(abs(n), n > 0) for n in lengths])[None]


def test_a_chain_of_overlaps_is_matched_completely() -> None:
    # The first prediction overlaps both bars alike: matched with the second bar it would leave two objects alone.
    pair = make_pair(row(4, -1, 4, -5), row(-2, 5, -1, 4, -2))
    assert pair.objects.shared.tolist() == [2, 2, 1]
    assert score(resolve("lesion_f1")[0], pair).value == 1


def test_an_overlap_of_exactly_half_is_no_match() -> None:
    pair = make_pair(row(2, -1), row(1, -2))
    assert score(resolve("pq")[0], pair).value == 0
    assert score(resolve("lesion_f1@0.49")[0], pair).value == 1


@pytest.mark.parametrize("ndim", [2, 3])
def test_voxels_that_touch_in_a_corner_are_one_object(ndim: int) -> None:
    diagonal = np.zeros((3,) * ndim, np.bool_)
    diagonal[(range(3),) * ndim] = True
    assert make_pair(diagonal, diagonal).objects.sizes[0].tolist() == [3]


def test_given_instances_that_leave_out_a_voxel_are_refused() -> None:
    mask = box((3, 3), slice(0, 2), slice(0, 2))
    pair = replace(make_pair(mask, mask), instances=(mask.astype(np.int32), np.eye(3, dtype=np.int32)))
    with pytest.raises(UsageError, match="2 voxels of the structure are 0 in the instances of the prediction"):
        _ = pair.objects


def test_ten_thousand_specks_are_matched() -> None:
    specks = np.zeros((400, 100), np.bool_)
    specks[::2, ::2] = True
    pair = make_pair(specks, specks & (np.arange(100) != 2))
    assert score(resolve("lesion_recall")[0], pair).value == 0.98


def slow_lits(pair: Pair) -> set[tuple[Object, Object]]:
    """Return the detected lesions by the rules of the challenge: merge, match, compare."""
    reference, prediction = (
        # Numbers follow the first voxel in the order of the axes x, y, z; of equal overlaps the lowest number wins.
        sorted(flood(map_, 1), key=lambda one: min(point[::-1] for point in one))
        for map_ in (pair.reference, pair.prediction)
    )
    spanned: dict[int, list[Object]] = {}
    for n, one in enumerate(reference):
        shares = [len(one & other) for other in prediction]
        spanned.setdefault(shares.index(max(shares)) if max(shares) else -1 - n, []).append(one)
    merged = sorted(spanned.values(), key=lambda parts: reference.index(parts[0]))
    wholes: list[Object] = [frozenset().union(*parts) for parts in merged]
    claims: list[set[Point]] = [set() for _ in wholes]
    for other in prediction:
        shares = [len(whole & other) for whole in wholes]
        if max(shares):
            claims[shares.index(max(shares))] |= other
    pairs = [(whole, frozenset(claim)) for whole, claim in zip(wholes, claims, strict=True)]
    return {(whole, claim) for whole, claim in pairs if 2 * len(whole & claim) > len(whole | claim)}


@given(scenes())
@settings(max_examples=150)
def test_lesions_are_detected_by_the_rules_of_lits(scene: Scene) -> None:
    pair = replace(scene.pair, grid=make_grid(scene.pair.grid.shape), instances=(None, None))
    found = set()
    for lesion in detected_lesions(pair):
        start = np.array(lesion.grid.origin[::-1], int)  # the grid of the lesion says where it lies
        first, second = (np.argwhere(map_) + start for map_ in (lesion.reference, lesion.prediction))
        found.add(tuple(frozenset(tuple(int(i) for i in point) for point in side) for side in (first, second)))
    assert found == slow_lits(pair)


def test_a_detected_lesion_may_be_two_in_the_reference() -> None:
    pair = make_pair(row(4, -1, 4, -3, 2), row(9, -5), (2.0, 3.0))
    (lesion,) = detected_lesions(pair)
    assert lesion.counts[:3] == (8, 1, 0)
    assert lesion.grid.spacing == (2.0, 3.0)
    assert detected_lesions(make_pair(row(4, -5), row(-5, 4))) == []
    assert detected_lesions(make_pair(row(-9), row(9))) == []


def test_more_lesions_than_a_byte_can_count_are_detected() -> None:
    specks = row(*(1, -1) * 300)
    assert len(detected_lesions(make_pair(specks, specks))) == 300


@pytest.mark.real
@needs_real_data
def test_the_scorer_of_lits_gives_the_same_scores_for_the_detected_tumour_of_case_2() -> None:
    # Printed by the scorer itself (PatrickChrist/lits-challenge-scoring at 090307d, run under Python 3 and numpy 2).
    images = [
        Nifti1Image.from_filename(real_data(f"pairs/lits/{kind}/segmentation-2.nii.gz"))
        for kind in ("reference", "prediction")
    ]
    spacing = tuple(float(size) for size in images[0].header["pixdim"][3:0:-1])
    reference, prediction = (np.asarray(image.dataobj).T == 2 for image in images)
    table = evaluate(reference, prediction, spacing=spacing, protocol="lits-lesion").set_index("metric").value
    expected = {"dice": 0.92756, "voe": 0.135093, "rvd": 0.156194, "asd": 0.310655, "rmsd": 0.90876, "hd": 5.141565}
    assert {name: table[name] for name in expected} == pytest.approx(expected, abs=1e-6)


TWO_LEFT = np.array([[0, 2, 2, 0, 0, 0, 0, 0], [0, 2, 2, 0, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0, 0, 0]])
TWO_RIGHT = np.array([[0, 0, 2, 2, 0, 0, 0, 0], [0, 0, 2, 2, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 1, 1]])


def test_the_table_lists_each_lesion_and_each_invention() -> None:
    table = lesions(TWO_LEFT, TWO_RIGHT, spacing=(2.0, 5.0), values=(2,))
    assert table.side.tolist() == ["reference", "reference", "prediction"]
    assert table.number.tolist() == [1, 2, 2]
    assert table.voxels.tolist() == [4, 1, 1]
    assert table.volume.tolist() == [40, 10, 10]
    assert set(table.unit) == {"mm²"}
    assert table[["y", "x"]].to_numpy().tolist() == [[0.5, 1.5], [1, 7], [2, 0]]
    assert table.detected.tolist() == [True, False, False]
    assert table.partner.dropna().tolist() == [1]
    assert table.iou.dropna().tolist() == [2 / 6]
    assert table.dice.dropna().tolist() == [4 / 8]
    assert not lesions(TWO_LEFT, TWO_RIGHT, values=(2,), iou=0.5).detected.any()


def test_the_table_of_empty_masks_is_empty_on_that_side() -> None:
    mask, nothing = np.ones((2, 2, 2), np.uint8), np.zeros((2, 2, 2), np.uint8)
    assert lesions(nothing, nothing).empty
    assert lesions(mask, nothing).side.tolist() == ["reference"]
    invented = lesions(nothing, mask, spacing=(10.0, 10.0, 10.0))
    assert (invented.side.item(), invented.volume.item(), invented.unit.item()) == ("prediction", 8.0, "ml")


@given(scenes())
@settings(max_examples=50)
def test_the_table_and_the_scores_count_the_same(scene: Scene) -> None:
    pair = replace(scene.pair, instances=(None, None))
    table = lesions(pair.reference, pair.prediction, iou=0.3)
    found, total = int(table.detected.sum()), int((table.side == "reference").sum())
    assert score(resolve("lesion_recall@0.3")[0], pair).value == found / total
    assert score(resolve("lesion_fp@0.3")[0], pair).value == len(table) - total


def test_the_distance_of_many_scattered_objects_is_that_of_all_pairs() -> None:
    # Far more objects than a tree is asked for at once, with many ties, and some larger ones among them.
    random = np.random.default_rng(3)
    reference, prediction = (random.random((2, 40, 60)) < 0.06).astype(np.bool_)
    prediction[:, 20:] = False
    reference[3:12, 3:30] = True
    pair = make_pair(reference, prediction, (1.0, 0.5))
    sides = [
        [np.argwhere(pair.objects.maps[k] == n + 1) * (1.0, 0.5) for n in range(pair.objects.sizes[k].size)]
        for k in (0, 1)
    ]
    far = np.array([[hausdorff(a, b) for b in sides[1]] for a in sides[0]])
    means = []
    for side, distances in ((0, far), (1, far.T)):
        shared = np.zeros(distances.shape, np.int64)
        shared[tuple(pair.objects.meeting[:: 1 - 2 * side])] = pair.objects.shared
        partners = shared == shared.max(axis=1, keepdims=True)
        nearest = np.where(partners, distances, np.inf).min(axis=1)
        means.append(np.average(nearest, weights=[len(points) for points in sides[side]]))
    assert min(map(len, sides)) > 50
    assert score(resolve("object_hausdorff")[0], pair).value == pytest.approx(np.mean(means), rel=1e-12)


def hausdorff(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> float:
    between = np.linalg.norm(first[:, None] - second[None], axis=2)
    return float(max(between.min(axis=0).max(), between.min(axis=1).max()))
