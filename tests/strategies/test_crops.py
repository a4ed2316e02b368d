"""Boxes around what was found: as large as asked, disjoint, pasted back exactly."""

from pathlib import Path

import numpy as np
import pytest
import torch

from segeval.errors import BadData
from segeval.infer import decided
from segeval.records import Volume
from segeval.strategies import STRATEGIES
from tests.strategies.toys import noting, of_each_voxel, saying, volume

region, boxes = STRATEGIES.get("region").fn, STRATEGIES.get("boxes").fn
IMAGE = volume((6, 20, 20))


def two_spots() -> np.ndarray:
    found = np.zeros((6, 20, 20), np.uint8)
    found[2, 3:5, 4] = 1
    found[3, 14:16, 15:17] = 3
    return found


def test_the_answer_inside_the_box_is_that_about_the_box_and_background_elsewhere() -> None:
    asked: list[Volume] = []
    found = region(saying(two_spots()), noting(asked, of_each_voxel()), margin=0)(IMAGE)
    inside = (slice(None), slice(2, 4), slice(3, 16), slice(4, 17))
    assert torch.equal(found.array[inside], of_each_voxel()(IMAGE).array[inside])
    outside = decided(found, IMAGE.grid.shape)
    outside[inside[1:]] = 0
    assert not outside.any()
    (cut,) = asked
    assert np.array_equal(cut.array, IMAGE.array[inside])
    assert cut.grid.shape == (2, 13, 13)
    corner = np.array(IMAGE.grid.origin) + np.array([2, 3, 4]) @ IMAGE.grid.steps
    np.testing.assert_allclose(cut.grid.origin, corner)


def test_a_margin_is_in_millimetres_along_every_axis_and_ends_at_the_border() -> None:
    asked: list[Volume] = []
    region(saying(two_spots()), noting(asked, of_each_voxel()), margin=4.0)(IMAGE)
    assert asked[0].grid.shape == (1 + 2 + 1, 13 + 4 + 3, 13 + 2 + 2)  # spacing 3, 1 and 2; y ends at 3 and 20


def test_each_component_has_its_box_until_boxes_meet() -> None:
    for margin, shapes in ((0.0, [(1, 2, 1), (1, 2, 2)]), (12.0, [(6, 20, 20)])):
        asked: list[Volume] = []
        region(saying(two_spots()), noting(asked, of_each_voxel()), margin=margin, each=True)(IMAGE)
        assert [image.grid.shape for image in asked] == shapes


def test_where_nothing_is_found_all_is_background_or_the_whole_image_is_segmented() -> None:
    nothing = saying(np.zeros((6, 20, 20), np.uint8))
    assert not decided(region(nothing, of_each_voxel())(IMAGE), IMAGE.grid.shape).any()
    whole = region(nothing, of_each_voxel(), otherwise="whole")(IMAGE)
    assert torch.equal(whole.array, of_each_voxel()(IMAGE).array)


def test_boxes_come_from_a_table_in_world_coordinates(tmp_path: Path) -> None:
    table = tmp_path / "boxes.csv"
    grid = IMAGE.grid
    first, last = (np.array(grid.origin) + np.array(place) @ grid.steps for place in ([1, 2, 3], [2, 8, 9]))
    low, high = np.minimum(first, last), np.maximum(first, last)
    columns = "case,x_low,x_high,y_low,y_high,z_low,z_high"
    ends = ",".join(f"{a},{b}" for a, b in zip(low, high, strict=True))
    table.write_text(f"{columns}\nk1,{ends}\n")
    asked: list[Volume] = []
    boxes(noting(asked, of_each_voxel()), file=table)(IMAGE)
    assert np.array_equal(asked[0].array, IMAGE.array[:, 1:3, 2:9, 3:10])
    other = Volume(IMAGE.array, grid, "k2")
    assert not decided(boxes(of_each_voxel(), file=table)(other), grid.shape).any()


def test_a_table_of_pixels_counts_from_the_left_and_the_top(tmp_path: Path) -> None:
    table = tmp_path / "boxes.csv"
    table.write_text("case,x_low,x_high,y_low,y_high\nk1,2,4,5,5\n")
    picture, asked = volume((8, 9)), list[Volume]()
    boxes(noting(asked, of_each_voxel()), file=table)(picture)
    assert np.array_equal(asked[0].array, picture.array[:, 5:6, 2:5])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("case,x_low\nk1,3\n", "is no table of boxes"),
        ("case,x_low,x_high,y_low,y_high\nk1,3,1,0,4\n", "line 2: a box ends before it begins"),
        ("case,x_low,x_high,y_low,y_high\nk1,a,1,0,4\n", "could not convert string to float"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "boxes.csv").write_text(text)
    with pytest.raises(BadData, match=reason):
        boxes(of_each_voxel(), file=tmp_path / "boxes.csv")


def test_a_part_of_an_image_has_no_boxes(tmp_path: Path) -> None:
    (tmp_path / "boxes.csv").write_text("case,x_low,x_high,y_low,y_high\n")
    with pytest.raises(BadData, match="names whole cases"):
        boxes(of_each_voxel(), file=tmp_path / "boxes.csv")(Volume(IMAGE.array, IMAGE.grid))
