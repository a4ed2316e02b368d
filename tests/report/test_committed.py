"""The committed boards tell what is known today about their datasets and splits, whenever their runs were made."""

import html
from pathlib import Path

import pytest

from segeval import datasets
from segeval.report.rules import read_rules

BOARDS = sorted(path.parent for path in (Path(__file__).parents[2] / "leaderboards").glob("*/board.json"))


@pytest.mark.parametrize("place", BOARDS, ids=lambda path: path.name)
def test_a_board_warns_of_everything_that_is_declared_today(place: Path) -> None:
    rules = read_rules(place)
    assert rules is not None
    entry = datasets.REGISTRY.get(rules.data.dataset)
    notes = [split.note for split in entry.splits([]) if split.name == rules.data.split and split.note]
    shown = html.unescape((place / "index.html").read_text(encoding="utf-8"))
    missing = [text for text in (*entry.info.known_issues, *notes) if text not in shown]
    assert missing == []
