"""A dataset has a board for each family of its splits, and counts once where boards are averaged."""

import html
from dataclasses import replace
from pathlib import Path

import pytest

from segeval.report import build, check
from segeval.report.figure import read_board
from tests.report._declared import OTHER, TOY, models
from tests.report._factory import write


def about(split: str) -> dict[str, object]:
    return {"dataset": {"title": "Toy livers", "split_family": split, "default_family": "official"}}


@pytest.fixture
def boards(tmp_path: Path) -> Path:
    """Return the boards of a dataset that two models were run on by two splits, and one model by a third."""
    pairs = (("official", models(a=0.9, b=0.6)), ("clean", models(a=0.5, b=0.8)), ("of/others", models(a=0.7)))
    for split, fakes in pairs:
        for fake in fakes:
            write(tmp_path / "runs" / split.replace("/", "-"), replace(fake, split=split, provenance=about(split)))
    for split, _ in pairs:
        build(tmp_path / "runs" / split.replace("/", "-"), tmp_path / "boards", datasets=(TOY, OTHER))
    return tmp_path / "boards"


def test_each_split_ranks_its_own_runs(boards: Path) -> None:
    assert sorted(path.parent.name for path in boards.glob("*/board.json")) == [
        "toy-liver",
        "toy-liver.clean",
        "toy-liver.of-others",
    ]
    first = {name: read_board(name, boards)[0].rows[0].run.record for name in ("toy/liver", "toy/liver.clean")}
    assert {name: (record.model.id, record.data.split) for name, record in first.items()} == {
        "toy/liver": ("a", "official"),
        "toy/liver.clean": ("b", "clean"),
    }
    assert check(boards, (TOY, OTHER)) == []


def test_pages_say_which_split_a_board_is_of(boards: Path) -> None:
    assert "<h1>Toy livers</h1>" in (boards / "toy-liver/index.html").read_text(encoding="utf-8")
    assert "<h1>Toy livers · clean</h1>" in (boards / "toy-liver.clean/index.html").read_text(encoding="utf-8")
    text = html.unescape((boards / "datasets/toy-liver.html").read_text(encoding="utf-8"))
    assert "a leads 2 models: Dice" in text
    assert "On split clean: b leads 2 models: Dice" in text
    assert text.count("See the board") == 3
    assert '<a href="../toy-liver.clean/index.html">See the board</a>' in text


def test_the_index_has_a_card_for_each_and_no_mean_over_splits_of_one_dataset(boards: Path) -> None:
    text = (boards / "index.html").read_text(encoding="utf-8")
    for name, title in (("toy-liver", "Toy livers"), ("toy-liver.clean", "Toy livers · clean")):
        assert text.count(f'<h3><a href="{name}/index.html">{title}</a></h3>') == 1
    assert "Mean rank" not in text
    assert "2 datasets" in text
    assert text.count("datasets/toy-liver.html") == 3
