"""The committed boards: every file is what its runs give, and what the README of the boards promises is there."""

import re
from pathlib import Path

import pytest

from segeval import datasets, metrics, report, store, zoo

BOARDS = Path(__file__).parents[1] / "leaderboards"
RUNS = sorted(path.parent for path in BOARDS.glob("*/runs/*/*/manifest.json"))


def test_no_file_of_a_board_was_edited_by_hand() -> None:
    assert report.check(BOARDS) == []


@pytest.mark.parametrize("dataset", ["decathlon/hippocampus", "dsb2018"])
def test_a_board_ranks_at_least_three_trained_models(dataset: str) -> None:
    runs = [store.read_run(path) for path in RUNS]
    trained = {run.record.model for run in runs if run.record.dataset == dataset and run.provenance["training"]}
    assert len(trained) >= 3
    assert all(run.record.marks == () for run in runs)


@pytest.mark.parametrize("path", RUNS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_committed_run_is_of_this_versions_split_metrics_and_networks(path: Path) -> None:
    record = store.read_run(path).record
    splits = datasets.REGISTRY.get(record.dataset).splits([])
    assert record.split_digest in {split.digest for split in splits if split.name == record.split}
    assert record.metrics == {name: metrics.REGISTRY.get(name).version for name in record.metrics}
    assert record.policy == metrics.protocol("segeval").policy
    assert record.model in zoo.declared()


def test_the_page_beside_the_boards_names_every_model_and_its_commands() -> None:
    text = (BOARDS / "README.md").read_text(encoding="utf-8")
    for path in RUNS:
        record = store.read_run(path).record
        assert re.search(rf"segeval train .*--model {re.escape(record.model)}\b", text), record.model
