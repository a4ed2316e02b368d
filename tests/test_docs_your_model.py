"""docs/your-model.md does what it says: every block is run, and every output compared."""

from pathlib import Path

import pytest

from tests.docs_your_model import YOUR_MODEL, elsewhere, executed, said_by


def test_the_page_of_ways_in_prints_what_it_says_and_ends_with_boards(tmp_path: Path) -> None:
    page = YOUR_MODEL.read_text(encoding="utf-8")
    with elsewhere(tmp_path):
        found = said_by(executed(page, tmp_path))
    says = said_by(page)
    assert found.words == says.words, 'run "python -m tests.docs_your_model"'
    assert found.numbers == pytest.approx(says.numbers, abs=2e-3)
    board = (tmp_path / "leaderboards/phantom-2d/index.html").read_text(encoding="utf-8")
    assert [name for name in ("predictions", "rule", "low", "liver.pt") if name not in board] == []


def test_a_page_that_says_something_else_is_noticed() -> None:
    said = said_by("8 of 8 cases: runs/a/0123456789ab, dice 0.9251")
    assert said == said_by("8 of 8 cases: runs/a/ba9876543210, dice 0.9251")
    assert said.words != said_by("7 of 8 cases: runs/a/0123456789ab, dice 0.9251").words
    assert said.numbers == [0.9251]
