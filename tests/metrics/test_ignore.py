"""Voxels that the reference does not know: they enter no count, hold neither mask, and their edge is no surface."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from segeval.errors import UsageError
from segeval.metrics import Pair, StoredPair, evaluate, lesions, protocol, resolve, score, score_case
from segeval.metrics._measure.kernels import SWITCH
from segeval.metrics._measure.summary import SURFACES
from segeval.metrics._measure.surfels import areas
from segeval.records import Mask, Structure
from tests.metrics.helpers import Point, Spacing, as_images, make_grid, slow_distances, slow_percentile, thin_axis

Labels = npt.NDArray[np.uint8]
VOID = 255
SHAPES = ((7, 9), (5, 6, 70), (1, 8, 9), (8, 1, 9))


def maps(seed: int) -> tuple[Labels, Labels, Spacing]:
    """Return a reference with structure 1, structure 2 and regions that are not known, a prediction and a spacing."""
    random = np.random.default_rng(seed)
    shape = SHAPES[seed % len(SHAPES)]
    reference, prediction = (random.choice([0, 1, 2], shape, p=(0.4, 0.5, 0.1)).astype(np.uint8) for _ in range(2))
    # A slab that reaches beyond both structures, and single voxels.
    reference[..., : random.integers(1, 4)] = VOID
    reference[random.random(shape) < 0.1] = VOID
    return reference, prediction, tuple(random.uniform(0.3, 4, len(shape)).tolist())


def inside(mask: npt.NDArray[np.bool_]) -> set[Point]:
    return {tuple(int(i) for i in point) for point in np.argwhere(mask)}


def around(point: Point, reach: int, thin: int | None) -> Iterator[Point]:
    """Yield the neighbours of a voxel that differ along up to ``reach`` axes, none along an axis of one slice."""
    for step in itertools.product((-1, 0, 1), repeat=len(point)):
        if 0 < sum(map(abs, step)) <= reach and not (thin is not None and step[thin]):
            yield tuple(map(sum, zip(point, step, strict=True)))


def slow_surface(mask: npt.NDArray[np.bool_], ignored: npt.NDArray[np.bool_], reach: int) -> list[Point]:
    """Return the voxels of a mask with a neighbour that is neither in it nor ignored, asking each of them."""
    here, unknown = inside(mask), inside(ignored)
    thin = thin_axis(mask.shape)
    return sorted(p for p in here if any(n not in here and n not in unknown for n in around(p, reach, thin)))


def slow_elements(mask: npt.NDArray[np.bool_], ignored: npt.NDArray[np.bool_], spacing: Spacing) -> dict[Point, float]:
    """Return the corners (one more than voxels) between inside and known outside with their areas by code."""
    mask, ignored = (np.pad(map_, 1) for map_ in (mask, ignored))
    if mask.ndim == 2:  # an image lies on both sides of its corners
        mask, ignored = np.stack([mask, mask]), np.stack([ignored, ignored])
    known = areas(*(1.0, *spacing)[-3:])
    found = {}
    for corner in itertools.product(*(range(n - 1) for n in mask.shape)):
        part = tuple(slice(at, at + 2) for at in corner)
        voxels, unknown = mask[part].ravel(), ignored[part].ravel()
        if voxels.any() and not (voxels | unknown).all():
            found[corner] = float(known[sum(int(one) << bit for bit, one in enumerate(voxels))])
    return found


def value(name: str, pair: Any) -> float | None:
    return score(resolve(name)[0], pair).value


def close(expected: float) -> Any:
    return pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kernels", ["compiled", "scipy"])
@pytest.mark.parametrize("seed", range(16))
def test_every_distance_is_that_of_the_definition(seed: int, kernels: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, kernels)
    reference, prediction, spacing = maps(seed)
    void = reference == VOID
    ours, theirs = (reference == 1), (prediction == 1) & ~void
    pair = Pair(reference, prediction, make_grid(reference.shape, spacing), (1,), ignore=VOID)
    for reach, border in enumerate(("faces", "edges", "corners"), 1):
        sides = slow_surface(ours, void, reach), slow_surface(theirs, void, reach)
        there, back = slow_distances(*sides, spacing), slow_distances(*sides[::-1], spacing)
        seen = pair.measured(border=border)  # type: ignore[arg-type]  # one of the three
        assert value("asd", seen) == close(math.fsum([*there, *back]) / len([*there, *back]))
        assert value("hd95", seen) == close(max(slow_percentile(side, 95) for side in (there, back)))
        assert value("nsd_voxel@1.3", seen) == close(sum(d <= 1.3 for d in [*there, *back]) / len([*there, *back]))
    (hole, *masks), flat = as_images((void, ours, theirs), spacing)
    elements = [slow_elements(mask, hole, flat) for mask in masks]
    steps = (1.0, *flat)[-3:]
    there, back = (slow_distances(list(a), list(b), steps) for a, b in itertools.permutations(elements))
    near = [
        w
        for side, far in zip(elements, (there, back), strict=True)
        for w, d in zip(side.values(), far, strict=True)
        if d <= 1.3
    ]
    every = [w for side in elements for w in side.values()]
    assert value("nsd@1.3", pair) == close(math.fsum(near) / math.fsum(every))


@pytest.mark.parametrize("seed", range(8))
def test_ignored_voxels_enter_no_count(seed: int) -> None:
    reference, prediction, spacing = maps(seed)
    known = reference != VOID
    pair = Pair(reference, prediction, make_grid(reference.shape, spacing), (1,), ignore=VOID)
    whole = Pair(reference, prediction, make_grid(reference.shape, spacing), (), ignore=VOID)
    ours, theirs = reference[known], prediction[known]
    expected = [
        np.count_nonzero(((ours == 1) == a) & ((theirs == 1) == b)) for a, b in ((1, 1), (0, 1), (1, 0), (0, 0))
    ]
    assert list(pair.counts) == expected
    table = [[np.count_nonzero((ours == r) & (theirs == p)) for p in range(3)] for r in range(3)]
    assert whole.confusion.tolist() == table
    assert sum(whole.counts) == known.sum()
    assert value("pa", whole) == close(float((ours == theirs).mean()))
    # What is predicted where nothing is known changes nothing.
    other = np.where(known, prediction, np.random.default_rng(seed).choice([0, 1, 2, VOID], reference.shape))
    again = evaluate(reference, other, spacing=spacing, metrics="full,lesions,nsd@1,aji", ignore=VOID)
    first = evaluate(reference, prediction, spacing=spacing, metrics="full,lesions,nsd@1,aji", ignore=VOID)
    assert again.equals(first)
    assert set(first.structure) == {"1", "2", "all"}


def test_a_ring_of_void_around_an_object_leaves_no_surface_and_no_distance() -> None:
    reference = np.zeros((9, 9), np.uint8)
    reference[2:7, 2:7], reference[3:6, 3:6] = VOID, 1
    frame = evaluate(
        reference, (reference > 0).astype(np.uint8), metrics="dice,asd,hd95,nsd@1,boundary_iou", ignore=VOID
    )
    rows = frame.set_index("metric")
    assert rows.value["dice"] == 1
    assert rows.value[["asd", "hd95", "nsd@1", "boundary_iou"]].isna().all()
    assert set(rows.status) == {"ok"}


def test_stored_surfaces_know_that_there_was_none() -> None:
    reference = np.zeros((9, 9), np.uint8)
    reference[2:7, 2:7], reference[3:6, 3:6] = VOID, 1
    grid = make_grid((9, 9), (1.0, 2.0))
    result = score_case(
        Mask(reference, grid),
        Mask((reference > 0).astype(np.uint8), grid),
        structures=(Structure("organ", (1,), 1.0),),
        metrics=resolve("dice,hd,nsd"),
        case_id="",
        group="",
        keep=SURFACES,
        ignore=VOID,
    )
    stored = StoredPair(counts=result.counts["organ"], grid=grid, tolerance=1.0, sketches=result.sketches["organ"])
    assert [score(metric, stored).value for metric in resolve("dice,hd,nsd")] == [1, None, None]


def test_objects_end_where_nothing_is_known() -> None:
    reference = np.array([[1, 1, VOID, 1, 0, 1]], np.uint8)
    prediction = np.array([[1, 1, 1, 1, 0, 0]], np.uint8)
    rows = lesions(reference, prediction, ignore=VOID)
    assert rows[rows.side == "reference"].voxels.tolist() == [2, 1, 1]
    assert rows.detected.tolist() == [True, True, False]
    found = evaluate(reference, prediction, metrics="lesion_recall,aji,object_hausdorff", ignore=VOID)
    # The missed voxel is 2 from the nearest object, and a quarter of the reference.
    assert found.value.tolist() == pytest.approx([2 / 3, 3 / 4, 2 / 4 / 2])
    given = np.array([[1, 1, 7, 1, 0, 2]], np.uint8), np.array([[5, 5, 5, 5, 0, 0]], np.uint8)
    joined = evaluate(reference, prediction, metrics="lesion_recall", ignore=VOID, instances=given)
    assert joined.value.tolist() == [1 / 2]


def test_probabilities_of_ignored_voxels_do_not_count() -> None:
    reference = Mask(np.array([[1, VOID, 0, 0]], np.uint8), make_grid((1, 4)))
    prediction = Mask(np.array([[1, 1, 0, 0]], np.uint8), make_grid((1, 4)))
    scored = score_case(
        reference,
        prediction,
        structures=(Structure("organ", (1,)),),
        metrics=resolve("auroc,brier"),
        case_id="",
        group="",
        probabilities={1: np.array([[0.75, 1, 0.5, 0]], np.float32)},
        ignore=VOID,
    )
    assert [row.value for row in scored.scores] == [1.0, pytest.approx((0.25**2 + 0.5**2) / 3)]


def test_the_boundary_of_cheng_is_not_that_of_what_is_ignored() -> None:
    reference = np.zeros((20, 20), np.uint8)
    reference[5:15, 5:20], reference[:, 12:] = 1, VOID
    prediction = np.zeros((20, 20), np.uint8)
    prediction[6:15, 5:20] = 1
    known = reference != VOID
    ours, theirs = reference == 1, (prediction == 1) & known

    def boundary(mask: npt.NDArray[np.bool_]) -> set[Point]:
        outside = inside(np.pad(~mask & known, 2, constant_values=True))
        near = itertools.product(range(-2, 3), repeat=2)
        steps = list(near)
        return {p for p in inside(mask) if any((p[0] + 2 + y, p[1] + 2 + x) in outside for y, x in steps)}

    first, second = boundary(ours), boundary(theirs)
    found = evaluate(reference, prediction, metrics="boundary_iou@2", ignore=VOID)
    assert found.value[0] == len(first & second) / len(first | second)


def test_lesions_of_the_challenge_have_no_surface_at_what_is_ignored() -> None:
    reference = np.zeros((1, 6, 12), np.uint8)
    reference[0, 2:4, 2:9], reference[..., 6:] = 1, VOID
    prediction = np.zeros((1, 6, 12), np.uint8)
    prediction[0, 2:4, 3:9] = 1
    asd = protocol("lits-lesion").metrics("asd")
    found = score_case(
        Mask(reference, make_grid((1, 6, 12))),
        Mask(prediction, make_grid((1, 6, 12))),
        structures=(Structure("tumour", (1,)),),
        metrics=asd,
        case_id="",
        group="",
        ignore=VOID,
    )
    # All pixels are border, which lies on both long sides; the two at the start are 1 from the nearest of 3 × 2 others.
    assert found.scores[0].value == pytest.approx(2 / (8 + 6))


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32])
@pytest.mark.parametrize("ignore", [VOID, 7, -1, 4000])
def test_any_number_can_be_ignored(dtype: type, ignore: int) -> None:
    if not np.iinfo(dtype).min <= ignore <= np.iinfo(dtype).max:
        pytest.skip("the type cannot hold it")
    reference: npt.NDArray[Any] = np.array([[0, 1, ignore, ignore]], dtype)
    prediction = np.array([[0, 1, 1, 0]], np.uint8)
    assert evaluate(reference, prediction, metrics="pa,dice", ignore=ignore).value.tolist() == [1, 1, 1]


def test_a_reference_that_knows_everything_is_scored_as_ever() -> None:
    reference, prediction, spacing = maps(1)
    reference[reference == VOID] = 0
    plain = evaluate(reference, prediction, spacing=spacing, metrics="full,nsd@1")
    assert evaluate(reference, prediction, spacing=spacing, metrics="full,nsd@1", ignore=VOID).equals(plain)


def test_an_ignored_label_has_one_meaning() -> None:
    void = np.array([[0, 1, VOID]], np.uint8)
    with pytest.raises(
        UsageError, match="prediction holds the ignored label 255 in 1 voxels where the reference does not"
    ):
        evaluate(np.array([[0, 1, 1]], np.uint8), void, ignore=VOID)
    with pytest.raises(UsageError, match="label 255 is ignored but makes a structure too"):
        evaluate(void, void, labels=[1, VOID], ignore=VOID)
    with pytest.raises(UsageError, match="0 cannot be ignored, since it is background"):
        evaluate(void, void, ignore=0)
    assert evaluate(void, void, metrics="dice", ignore=VOID).value.tolist() == [1]


def test_a_tensor_is_scored_like_an_array() -> None:
    torch = pytest.importorskip("torch")
    for seed in range(4):
        reference, prediction, spacing = maps(seed)
        names = "standard,masd,nsd@1"
        found = evaluate(torch.tensor(reference), torch.tensor(prediction), spacing=spacing, metrics=names, ignore=VOID)
        expected = evaluate(reference, prediction, spacing=spacing, metrics=names, ignore=VOID)
        assert found.value.tolist() == pytest.approx(expected.value.tolist(), rel=1e-9)
