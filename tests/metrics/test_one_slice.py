"""A volume of one slice is measured as the image that it is, wherever its axis lies and whichever file it came from."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from segeval.metrics import PRESETS, evaluate, lesions, resolve, score, score_case
from segeval.metrics._measure.kernels import SWITCH
from segeval.records import Mask, Structure
from tests.metrics.helpers import make_grid, make_pair

NAMES = ",".join(
    (*PRESETS["full"], *PRESETS["lesions"], "nsd@2", "nsd_voxel@2", "aji", "object_hausdorff", "cldice", "betti_error")
)
SPACING = (1.5, 0.7)


def images(seed: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return two images of blobs, some of which touch the edge."""
    random = np.random.default_rng(seed)
    first, second = (np.kron(random.random((6, 8)) < 0.4, np.ones((3, 2))).astype(np.uint8) for _ in range(2))
    return first, second


def table(axis: int | None, seed: int, protocol: str = "segeval", names: str = NAMES) -> pd.DataFrame:
    maps, spacing = images(seed), SPACING
    if axis is not None:
        maps = tuple(np.expand_dims(map_, axis) for map_ in maps)  # type: ignore[assignment]
        spacing = (*SPACING[:axis], 5.0, *SPACING[axis:])  # type: ignore[assignment]
    return evaluate(*maps, spacing=spacing, metrics=names, protocol=protocol)


@pytest.mark.parametrize("kernels", ["compiled", "scipy"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_every_value_is_that_of_the_image(axis: int, kernels: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, kernels)
    for seed in range(2):
        pd.testing.assert_frame_equal(table(axis, seed), table(None, seed))
    for protocol in ("lits-lesion", "transunet", "monai"):
        pd.testing.assert_frame_equal(table(axis, 0, protocol, "standard"), table(None, 0, protocol, "standard"))


def test_a_square_of_one_slice_has_a_border_around_it_alone() -> None:
    square, moved = np.zeros((2, 1, 12, 12), np.uint8)
    square[0, 2:8, 2:8] = moved[0, 2:8, 4:10] = 1
    found = evaluate(square, moved, spacing=(5, 1, 1), metrics="hd,hd95,asd")
    # Of 20 border pixels 6 are 2 away, 6 on the side within the other 0, 1, 2, 2, 1, 0, two on the long sides 1.
    assert found.value.tolist() == pytest.approx([2, 2, (6 * 2 + 6 + 2) / 20])
    assert set(found.unit) == {"mm"}


def test_a_volume_of_one_slice_keeps_its_volume_and_its_units() -> None:
    mask = np.ones((1, 2, 2), np.uint8)
    frame = evaluate(mask, np.triu(mask[0])[None], spacing=(5, 2, 1), metrics="volume_difference")
    assert frame.to_numpy().tolist() == [["1", "volume_difference", 0.01, "ok", "ml"]]
    rows = lesions(mask.reshape(2, 1, 2), mask.reshape(2, 1, 2), spacing=(1, 5, 1))
    assert rows[["volume", "unit", "z", "y", "x"]].to_numpy().tolist() == [[0.02, "ml", 0.5, 0, 0.5]]


def test_probabilities_and_instances_of_one_slice_have_the_shape_of_the_volume() -> None:
    grid = make_grid((3, 1, 2), (1.0, 5.0, 1.0))
    mask = Mask(np.array([[[1, 1]], [[0, 0]], [[1, 0]]], np.uint8), grid)
    numbers = np.array([[[4, 9]], [[0, 0]], [[7, 0]]])
    chances: Any = (mask.array * 0.5).astype(np.float32)
    scored = score_case(
        mask,
        mask,
        structures=(Structure("organ", (1,)),),
        metrics=resolve("auroc,pq"),
        case_id="",
        group="",
        probabilities={1: chances},
        instances=(numbers, numbers),
    )
    assert [row.value for row in scored.scores] == [1, 1]


def test_a_lesion_of_one_slice_in_a_volume_stays_a_volume() -> None:
    reference, prediction = np.zeros((2, 3, 5, 5), np.bool_)
    reference[1, 1:4, 1:4] = prediction[1, 1:4, 1:3] = True
    found = evaluate(reference, prediction, spacing=(1, 1, 1), protocol="lits-lesion", metrics="asd")
    # All of its voxels are border, also the one in the middle: 3 of 9 are 1 away.
    assert found.value.tolist() == [pytest.approx(3 / 15)]


@pytest.mark.parametrize("shape", [(1, 1, 7), (1, 7), (7, 1), (1, 1, 1)])
def test_lines_and_points_are_measured(shape: tuple[int, ...]) -> None:
    mask = np.ones(shape, np.bool_)
    assert score(resolve("hd")[0], make_pair(mask, mask)).value == 0
    assert score(resolve("nsd@1")[0], make_pair(mask, mask)).value == 1
