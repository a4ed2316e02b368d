"""The course of a training: what a kill leaves of its table, and what its page shows."""

import base64
import csv
import hashlib
import html
import re
from pathlib import Path

import numpy as np
import pytest

from segeval.errors import UsageError
from segeval.training._plot import BUCKETS, UNITS, dice_plot, loss_plot, running_mean
from segeval.training.curves import CURVE, PAGE, append_dice, append_step, draw, read
from tests.report._browser import browser_only, watched
from tests.report.test_page import HOSTILE


def write(folder: Path, steps: range, start: float = 1.0) -> None:
    for step in steps:
        append_step(folder, step, start / step, 1e-3 * step)


def test_what_is_written_is_read_and_any_csv_reader_agrees(tmp_path: Path) -> None:
    append_step(tmp_path, 1, 1.25, 3e-4)
    append_dice(tmp_path, 1, {"organ, left": 0.5, "=2+2": 0.25})
    append_step(tmp_path, 2, -0.5, 1e-10)
    curve = read(tmp_path)
    assert (curve.steps, curve.losses, curve.rates) == ((1, 2), (1.25, -0.5), (3e-4, 1e-10))
    assert curve.dice == {"organ, left": {1: 0.5}, "=2+2": {1: 0.25}}
    with (tmp_path / CURVE).open(newline="") as file:
        rows = [*csv.DictReader(file)]
    assert [row["step"] for row in rows] == ["1", "1", "1", "2"]
    assert rows[1] == {"step": "1", "loss": "", "learning_rate": "", "structure": "organ, left", "dice": "0.500000"}


def test_killed_within_any_line_the_rest_is_read_and_goes_on(tmp_path: Path) -> None:
    write(tmp_path, range(1, 3))
    append_dice(tmp_path, 2, {"organ": 0.71})
    whole = (tmp_path / CURVE).read_bytes()
    for size in range(len(whole) + 1):
        (tmp_path / CURVE).write_bytes(whole[:size])
        lines = whole[:size].count(b"\n")
        assert read(tmp_path).steps == (1, 2)[: max(0, lines - 1)]
        append_step(tmp_path, 3, 0.125, 1e-3)
        curve = read(tmp_path)
        assert curve.steps == (*(1, 2)[: max(0, lines - 1)], 3)
        assert curve.losses[-1] == 0.125
        assert curve.dice == ({"organ": {2: 0.71}} if size == len(whole) else {})


def test_steps_that_come_again_replace_what_was_written_of_them_and_of_later_ones(tmp_path: Path) -> None:
    write(tmp_path, range(1, 8))
    append_dice(tmp_path, 3, {"organ": 0.3})
    append_dice(tmp_path, 6, {"organ": 0.6})
    write(tmp_path, range(4, 6), start=100)
    curve = read(tmp_path)
    assert curve.steps == (1, 2, 3, 4, 5)
    assert curve.losses == pytest.approx((1, 1 / 2, 1 / 3, 100 / 4, 100 / 5), rel=1e-5)
    assert curve.dice == {"organ": {3: 0.3}}
    append_dice(tmp_path, 5, {"organ": 0.5})
    append_dice(tmp_path, 5, {"organ": 0.55})
    assert read(tmp_path).dice == {"organ": {3: 0.3, 5: 0.55}}


def test_lines_that_are_no_rows_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path).steps == ()
    write(tmp_path, range(1, 3))
    with (tmp_path / CURVE).open("ab") as file:
        file.write(
            b'\n3,nan,0.1,,\n4,inf,0.1,,\nfive,1,1,,\n6,1\n7,,,"organ,0.5\n8,,,organ,\n-9,1,1,,\n\0\0\0\n\xff\xfe,1,1,,\n'
        )
    append_step(tmp_path, 10, 1.0, 1.0)
    curve = read(tmp_path)
    assert (curve.steps, curve.dice) == ((1, 2, 10), {})


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        append_step(tmp_path / "nowhere", 1, 1.0, 1.0)
    with pytest.raises(UsageError, match="cannot be written"):
        draw(tmp_path / "nowhere", "unet")


def test_a_running_mean_is_that_of_the_last_steps() -> None:
    values = np.random.default_rng(0).normal(size=50)
    expected = [values[max(0, k - 6) : k + 1].mean() for k in range(50)]
    assert running_mean(values, 7) == pytest.approx(expected)


def test_points_lie_where_their_numbers_say() -> None:
    plot = loss_plot([1, 2, 4], [4.0, 2.0, 3.0], height=100)
    each, mean = ([tuple(map(float, p.split(","))) for p in line.points.split()] for line in plot.lines)
    values = {float(tick.text): tick.y for tick in plot.up}
    assert [x for x, _ in each] == [UNITS / 4, UNITS / 2, UNITS]
    assert [y for _, y in each] == [values[4], values[2], values[3]]
    assert [y for _, y in mean] == [values[4], values[3], values[3]]
    dice = dice_plot({"organ": {2: 0.5, 4: 1.0}, "lesion": {4: 0.0}}, 4, height=100)
    assert [(dot.x, dot.y) for dot in dice.lines[0].dots] == [(50, 50), (100, 0)]
    assert [(line.name, line.latest) for line in dice.lines] == [
        ("organ", "1.0000"),
        ("lesion", "0.0000"),
        ("mean of structures", "0.5000"),
    ]


@pytest.mark.parametrize("losses", [[-0.3, -0.9, -0.95], [2.0, 2.0], [0.0], [50.0, 1.0, 0.01] * 9, [1e9, 1, 1e-9]])
def test_losses_of_any_size_stay_within_the_picture(losses: list[float]) -> None:
    plot = loss_plot(range(1, len(losses) + 1), losses)
    places = [float(point.split(",")[1]) for line in plot.lines for point in line.points.split()]
    assert min(places) >= 0
    assert max(places) <= plot.height
    assert len(plot.up) >= 2


def test_a_long_training_keeps_its_extremes_and_a_small_page(tmp_path: Path) -> None:
    losses = 1 + 0.1 * np.random.default_rng(1).random(50_000)
    losses[[777, 33_333]] = 0.5, 1.6  # each alone in its bucket
    plot = loss_plot(range(1, 50_001), losses.tolist())
    points = [tuple(map(float, point.split(","))) for point in plot.lines[0].points.split()]
    assert len(points) <= 2 * BUCKETS + 1
    for step in (778, 33_334):
        (y,) = {y for x, y in points if x == round(UNITS * step / 50_000, 1) and y in (0, plot.height)}
        assert y == (plot.height if step == 778 else 0)
    write(tmp_path, range(1, 2001))
    assert draw(tmp_path, "unet").stat().st_size < 80_000


def test_the_page_is_a_function_of_its_table_and_says_what_was_trained(tmp_path: Path) -> None:
    write(tmp_path, range(1, 101))
    append_dice(tmp_path, 100, {"organ": 0.8, "lesion": 0.4})
    about = {"dataset": "phantom", "fold": None, "options": {"patch": (64, 48), "input": {"mean": [0.5, None]}}}
    page = draw(tmp_path, "unet-8 on phantom", about)
    text = page.read_text(encoding="utf-8")
    assert page == tmp_path / PAGE
    assert draw(tmp_path, "unet-8 on phantom", about).read_text(encoding="utf-8") == text
    for said in ("unet-8 on phantom", ">64, 48<", ">input.mean<", ">0.6000<", "Learning rate", "step 99: loss 0.0101"):
        assert said in text
    assert ">fold<" not in text
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    assert f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}" in html.unescape(text)
    assert "<script" not in text
    assert not re.search(r'(src|href|style)="', text)


@pytest.mark.browser
@browser_only
def test_hostile_names_are_text_and_no_width_scrolls_sideways(browser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # a fixture of Playwright
    write(tmp_path, range(1, 60))
    for step in (20, 40):
        append_dice(tmp_path, step, dict.fromkeys(HOSTILE, step / 50))
    page = draw(tmp_path, HOSTILE[0], {name: name for name in HOSTILE} | {"x" * 3000: {"options": [*HOSTILE]}})
    for width in (1500, 390):
        seen, told = watched(browser, page.as_uri(), viewport={"width": width, "height": 900})
        assert told == []
        assert seen.evaluate("document.documentElement.scrollWidth") == width
        assert seen.locator("polyline").count() == 2 + len(HOSTILE) + 1 + 1  # loss, Dice and their mean, learning rate
        assert seen.locator("h1").inner_text() == HOSTILE[0]
        seen.close()
