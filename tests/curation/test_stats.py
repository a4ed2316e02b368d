"""The numbers and the page of a dataset."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets
from segeval.curation._pictures import picture
from segeval.curation.page import page, write_stats
from segeval.curation.stats import Quantity, plain_table, stats, table
from segeval.datasets import acdc, glas
from segeval.records import Grid, Mask, Volume


@pytest.mark.usefixtures("phantom")
def test_the_table_has_what_the_cases_have() -> None:
    found = stats("phantom")
    rows = {row.name: row for row in found.rows}
    cases = datasets.load("phantom").cases.values()
    assert rows["size z"].high == max(case.meta["shape"][0] for case in cases)
    assert rows["spacing z"].low == min(case.meta["spacing"][0] for case in cases)
    samples = [datasets.Sample(case).reference for case in cases]
    volumes = [(m.array == 2).sum() * np.prod(m.grid.spacing) / 1000 for m in samples if (m.array == 2).any()]
    assert rows["lesion"].cases == len(volumes)
    assert rows["lesion"].unit == "ml"
    assert rows["lesion"].median == pytest.approx(np.median(volumes))
    assert found.parts == {"train": (12, 12), "val": (4, 4), "test": (8, 8)}


def test_groups_and_objects_are_counted(tmp_path: Path) -> None:
    for name, fake in (("glas", glas.fake), ("acdc", acdc.fake)):
        (tmp_path / name).mkdir()
        fake(tmp_path / name)
        datasets.prepare(name, tmp_path / name, root=tmp_path / "data", allow_partial=True)
    assert {row.name: row.high for row in stats("glas", root=tmp_path / "data").rows}["objects"] == 2
    assert stats("acdc", root=tmp_path / "data").parts["test"] == (2, 1)


@pytest.mark.usefixtures("phantom_2d")
def test_the_page_is_whole_closed_and_small(tmp_path: Path) -> None:
    write_stats("phantom-2d", tmp_path)
    text = (tmp_path / "stats.html").read_text(encoding="utf-8")
    assert len(text) < 1_000_000
    assert "<script" not in text
    assert not re.search(r"(src|href)=\"(?!data:)", text)
    assert "default-src &#39;none&#39;" in text
    assert text.count("data:image/png;base64,") >= 3
    with (tmp_path / "stats.csv").open(encoding="utf-8") as file:
        assert [row["quantity"] for row in csv.DictReader(file)] == [
            row["quantity"] for row in table(stats("phantom-2d").rows)
        ]


def test_numbers_for_programs_have_no_separators() -> None:
    row = Quantity(name="size, all", unit="px", cases=3, low=1234.0, median=0.5, high=1234567.0)
    (shown,), (plain,) = table([row]), plain_table([row])
    assert (shown["min"], shown["max"]) == ("1,234", "1,234,567")
    assert (plain["quantity"], plain["min"], plain["median"], plain["max"]) == ("size, all", "1234", "0.5", "1234567")


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    found = stats("glas", root=tmp_path / "data")
    info = replace(found.prepared.info, title="<script>alert(1)</script>")
    assert "<script>" not in page(replace(found, prepared=replace(found.prepared, info=info)))


def test_thick_slices_are_shown_in_proportion_and_the_front_is_up() -> None:
    grid = Grid(
        shape=(3, 10, 40),
        spacing=(5.0, 2.0, 0.5),
        origin=(0.0, 0.0, 0.0),
        direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
        unit="mm",
    )
    array = np.zeros((1, *grid.shape), np.float32)
    array[0, 1, -1] = 100  # the row at the front
    mask = np.zeros(grid.shape, np.uint8)
    mask[1, 4:7, 10:30] = 1
    url, caption = picture(Volume(array, grid), Mask(mask, grid), (1,))
    assert caption == "axial slice 2 of 3"
    import base64

    from segeval import volume

    shown = volume.decode_image(volume.Member("x", base64.b64decode(url.partition(",")[2]))).array
    assert shown.shape == (3, 320, 320)
    assert shown[:, 0].mean() > 200
    assert shown[:, -1].mean() < 50
    assert ((shown[0] == 230) & (shown[1] == 60)).any()
