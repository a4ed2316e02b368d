"""Objects that come with a mask are scored as they are numbered; components stand in where none come."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from segeval.errors import GridMismatch, UsageError
from segeval.metrics import Pair, evaluate, resolve, score_case
from segeval.metrics._measure.pair import Instances
from segeval.records import Mask, Structure
from tests.metrics.helpers import make_grid

# Two nuclei of six pixels that touch, and a mask of them that knows no border between the two.
NUCLEI: npt.NDArray[Any] = np.array([[0, 4, 4, 4, 7, 7, 7, 0], [0, 4, 4, 4, 7, 7, 7, 0]], np.int32)
FOREGROUND = (NUCLEI > 0).astype(np.uint8)
GRID = make_grid(NUCLEI.shape)
OBJECTS = "pq,rq,aji,object_dice,lesion_f1@0.5,lesion_recall"


def scores(instances: Instances, metrics: str = OBJECTS) -> dict[str, float | None]:
    """Return the values of the nuclei, predicted exactly but for their border."""
    mask = Mask(FOREGROUND, GRID)
    structures = [Structure("nucleus", (1,))]
    result = score_case(
        mask, mask, structures=structures, metrics=resolve(metrics), case_id="a", group="a", instances=instances
    )
    return {row.metric: row.value for row in result.scores}


def test_two_nuclei_predicted_as_one_are_not_found() -> None:
    found = scores((NUCLEI, None))
    assert found == {
        "pq": 0,  # an IoU of exactly one half is no match
        "rq": 0,
        "aji": 0.5,  # 6 shared pixels for each nucleus, of 12 joined ones
        "object_dice": pytest.approx(2 / 3),
        "lesion_f1@0.5": 0,
        "lesion_recall": 0.5,
    }


def test_without_instances_both_sides_are_components() -> None:
    assert set(scores((None, None)).values()) == {1}


def test_the_instances_of_the_prediction_are_used() -> None:
    assert set(scores((NUCLEI, NUCLEI * 100)).values()) == {1}
    split = scores((None, NUCLEI))
    assert (split["pq"], split["lesion_recall"]) == (0, 1)
    assert split["aji"] == 0.5  # 6 shared pixels of 12; of two equal partners neither counts as alone


def test_numbers_outside_of_a_structure_do_not_count() -> None:
    numbered = np.where(NUCLEI > 0, NUCLEI, 9)
    assert scores((numbered, numbered)) == scores((NUCLEI, NUCLEI))


def test_instances_are_shared_by_all_structures() -> None:
    labels = np.where(NUCLEI == 7, 2, FOREGROUND).astype(np.uint8)
    instances = (np.array([[0, 1, 2, 2, 3, 3, 3, 0]] * 2), None)
    table = evaluate(labels, labels, labels=[1, 2], metrics="lesion_precision,lesion_recall", instances=instances)
    assert table.value.tolist() == [1, 0.5, 1, 1]


def test_a_pair_keeps_its_instances_when_it_is_turned_or_measured_otherwise() -> None:
    pair = Pair(FOREGROUND, FOREGROUND, GRID, instances=(NUCLEI, None))
    assert [sizes.size for sizes in pair.objects.sizes] == [2, 1]
    assert [sizes.size for sizes in pair.swapped().objects.sizes] == [1, 2]
    assert [sizes.size for sizes in pair.measured(border="edges", voxels=True).objects.sizes] == [2, 1]


def test_evaluate_takes_the_instances_of_both_sides() -> None:
    merged = evaluate(FOREGROUND, FOREGROUND, metrics="pq,aji", instances=(NUCLEI, None))
    assert merged.value.tolist() == [0, 0.5]
    assert evaluate(FOREGROUND, FOREGROUND, metrics="pq,aji", instances=None).value.tolist() == [1, 1]


@pytest.mark.parametrize("side", [0, 1])
def test_instances_of_another_shape_are_refused_by_side(side: int) -> None:
    instances: list[Any] = [None, None]
    instances[side] = NUCLEI[:, 1:]
    name = ("reference", "prediction")[side]
    with pytest.raises(GridMismatch, match=f"map of instances of the {name} is 2×7 but the grid is 2×8"):
        scores((instances[0], instances[1]))
    with pytest.raises(GridMismatch, match=f"map of instances of the {name} is 2×7 but the grid is 2×8"):
        Pair(FOREGROUND, FOREGROUND, GRID, instances=(instances[0], instances[1]))


def test_instances_that_are_no_integers_are_refused() -> None:
    with pytest.raises(UsageError, match="map of instances of the prediction is float64, expected a numpy array of"):
        scores((None, NUCLEI / 2))


def test_a_pixel_of_the_structure_in_no_instance_is_refused_only_where_objects_are_scored() -> None:
    holed = np.where(np.arange(8) == 2, 0, NUCLEI)
    assert scores((holed, None), "dice")["dice"] == 1
    with pytest.raises(UsageError, match="2 voxels of the structure are 0 in the instances of the reference; give"):
        scores((holed, None))
