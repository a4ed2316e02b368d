"""Values that follow by hand from the definitions."""

import csv
from pathlib import Path

import numpy as np
import pytest

from segeval.metrics import REGISTRY, Pair, score
from tests.metrics.helpers import box, make_pair

with (Path(__file__).parents[1] / "golden/metrics.csv").open(newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


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
    return {
        "shifted_square": make_pair(box((8, 8), slice(2, 6), slice(2, 6)), box((8, 8), slice(3, 7), slice(2, 6))),
        "one_voxel_more": make_pair(
            box((2, 5), slice(0, 1), slice(1, 2)), box((2, 5), slice(0, 1), slice(1, 3)), (1.0, 2.0)
        ),
        "steps_of_3_and_4_mm": make_pair(*apart, (3.0, 2.0, 1.0)),
        "full_image_and_centre": make_pair(np.ones((3, 3), np.bool_), box((3, 3), slice(1, 2), slice(1, 2))),
        "hollow_and_solid": make_pair(hollow, solid),
        "missed": make_pair(square, nothing),
        "invented": make_pair(nothing, square),
        "nothing": make_pair(nothing, nothing),
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['case']}-{row['metric']}")
def test_hand_derived_value(row: dict[str, str]) -> None:
    value, _ = score(REGISTRY.get(row["metric"]), golden_pairs()[row["case"]])
    assert value == (pytest.approx(float(row["value"]), rel=1e-12) if row["value"] else None)
