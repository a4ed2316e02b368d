"""The committed boards: every file is what its runs give, and what the README of the boards promises is there."""

import re
from pathlib import Path

import pytest

from segeval import _disk, datasets, metrics, report, store, zoo
from segeval.runner import NOT_BLIND

BOARDS = Path(__file__).parents[1] / "leaderboards"
RUNS = sorted(path.parent for path in BOARDS.glob("*/runs/*/*/manifest.json"))


def test_no_file_of_a_board_was_edited_by_hand() -> None:
    assert report.check(BOARDS) == []


@pytest.mark.parametrize("dataset", ["decathlon/hippocampus", "dsb2018"])
def test_a_board_shows_at_least_three_trained_models(dataset: str) -> None:
    runs = [run for run in map(store.read_run, RUNS) if run.record.data.dataset == dataset]
    assert len({run.record.model.id for run in runs if run.provenance["training"]}) >= 3
    assert all(run.record.model.trained_on for run in runs)


def test_runs_whose_settings_were_not_blind_carry_the_mark_and_no_rank() -> None:
    """What the page beside the boards says in words: settings were changed after looking at scored cases."""
    text = (BOARDS / "README.md").read_text(encoding="utf-8")
    assert "Settings were not blind to the scored cases" in text
    assert {run.record.marks for run in map(store.read_run, RUNS)} == {(NOT_BLIND,)}
    for table in BOARDS.glob("*/leaderboard.csv"):
        assert {row["rank"] for row in _disk.from_csv(table)} == {""}


@pytest.mark.parametrize("path", RUNS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_committed_run_is_of_this_versions_split_metrics_and_networks(path: Path) -> None:
    record = store.read_run(path).record
    splits = datasets.REGISTRY.get(record.data.dataset).splits([])
    assert record.data.split_digest in {split.digest for split in splits if split.name == record.data.split}
    assert record.rules.metrics == {name: metrics.REGISTRY.get(name).version for name in record.rules.metrics}
    assert record.rules.policy == metrics.protocol("segeval").policy
    assert record.model.id in zoo.declared()


def test_the_page_beside_the_boards_names_every_model_and_its_commands() -> None:
    text = (BOARDS / "README.md").read_text(encoding="utf-8")
    for path in RUNS:
        record = store.read_run(path).record
        assert re.search(rf"segeval train .*--model {re.escape(record.model.id)}\b", text), record.model.id
