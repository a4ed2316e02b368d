"""Values that follow by hand from the definitions."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval.metrics import Pair, resolve, score
from segeval.records import Grid
from tests.metrics.helpers import box, make_pair

with (Path(__file__).parents[1] / "golden/metrics.csv").open(newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def whole_map(reference: list[int], prediction: list[int]) -> Pair:
    """Return the pair of all labels of two images of one row."""
    return Pair(np.array([reference]), np.array([prediction]), Grid.pixels((1, len(reference))), ())


def golden_pairs() -> dict[str, Pair]:
    """Return the pair behind each name in the golden table."""
    square = box((4, 4), slice(1, 3), slice(1, 3))
    nothing = box((4, 4))
    solid = box((7, 7), slice(1, 6), slice(1, 6))
    hollow = solid & ~box((7, 7), slice(3, 4), slice(3, 4))
    apart = (
        box((4, 4, 4), slice(1, 2), slice(1, 2), slice(1, 2)),
        box((4, 4, 4), slice(2, 3), slice(3, 4), slice(1, 2)),
    )
    found = box((7, 8), slice(1, 3), slice(6, 7))
    objects = (
        box((7, 8), slice(1, 3), slice(1, 3)) | found | box((7, 8), slice(5, 6), slice(1, 2)),
        box((7, 8), slice(1, 3), slice(2, 4)) | found | box((7, 8), slice(5, 6), slice(6, 7)),
    )
    return {
        "shifted_square": make_pair(box((8, 8), slice(2, 6), slice(2, 6)), box((8, 8), slice(3, 7), slice(2, 6))),
        "one_voxel_more": replace(
            make_pair(box((2, 5), slice(0, 1), slice(1, 2)), box((2, 5), slice(0, 1), slice(1, 3)), (1.0, 2.0)),
            tolerance=1.0,
        ),
        "steps_of_3_and_4_mm": make_pair(*apart, (3.0, 2.0, 1.0)),
        "full_image_and_centre": make_pair(np.ones((3, 3), np.bool_), box((3, 3), slice(1, 2), slice(1, 2))),
        "hollow_and_solid": make_pair(hollow, solid),
        "three_objects": make_pair(*objects),
        "three_labels": whole_map([0, 0, 0, 0, 1, 1, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]),
        "invented_label": whole_map([0, 0, 1, 1], [0, 2, 1, 1]),
        "missed_6_mm3": make_pair(apart[0], box((4, 4, 4)), (3.0, 2.0, 1.0)),
        "four_probabilities": replace(
            make_pair(np.array([[True, True, False, False]]), np.array([[True, False, False, False]])),
            probabilities=np.array([[0.75, 0.25, 0.5, 0.0]], np.float32),
        ),
        "missed": make_pair(square, nothing),
        "invented": make_pair(nothing, square),
        "nothing": make_pair(nothing, nothing),
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}-{row['metric']}")
def test_hand_derived_value(row: dict[str, str]) -> None:
    value, _ = score(resolve(row["metric"])[0], golden_pairs()[row["case"]])
    assert value == (pytest.approx(float(row["value"]), rel=1e-12) if row["value"] else None)
