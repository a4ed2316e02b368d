"""The committed boards: every file is what its runs give, and what the README of the boards promises is there."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from segeval import _disk, catalogue, datasets, metrics, report, store, sweep, zoo
from segeval.bench import scatter
from segeval.bench._count import shaped
from segeval.records import Answerer
from segeval.report._case_pictures import read_pictures
from segeval.report._commands import commands
from segeval.report._looks import picked
from segeval.report.board import derive
from segeval.report.figure import read_board
from segeval.report.page import headline_contrasts
from segeval.training.options import Options
from tests.boards import PICTURE, SWEEPS, WHOLE, costs, modules, named, page
from tests.commands import typed

BOARDS = Path(__file__).parents[1] / "leaderboards"
TYPED = ("README.md", "board.json")  # by hand, or once; so are sweeps and pipelines
MEASURED = ("costs.csv", "costs.svg")
GIVEN = ("reported", "pictures")  # folders: what others printed, pictures of datasets and cases
RUNS = sorted(path.parent for path in BOARDS.glob("*/runs/*/*/manifest.json"))
PLACES = sorted(path.parent for path in BOARDS.glob("*/board.json"))
LOOP = re.compile(r"^for (?:fold|seed) in [^;]*; do (.*); done$")
read = cache(store.read_run)


def test_the_boards_are_what_their_runs_give_and_nothing_else_is_there() -> None:
    files, faults = derive(BOARDS, catalogue.declared_datasets())
    assert faults == []
    assert [path for path, text in files.items() if path.read_bytes() != text.encode()] == []
    found = {path for path in BOARDS.rglob("*") if path.is_file()}
    given = {path for path in found if path.parent.name in GIVEN or path.name in (*TYPED, *MEASURED)}
    given |= {path for path in found if path.suffix == ".toml"}
    assert found - given - {run / name for run in RUNS for name in store.RUN_FILES} == files.keys()


@pytest.mark.parametrize("dataset", ["decathlon/hippocampus", "dsb2018"])
def test_a_board_shows_at_least_three_trained_models(dataset: str) -> None:
    runs = [run for run in map(read, RUNS) if run.record.data.dataset == dataset]
    assert len({run.record.model.id for run in runs if run.provenance.get("training")}) >= 3
    assert all(run.record.model.trained_on for run in runs)


def test_no_settings_were_chosen_on_scored_cases_and_every_row_has_a_rank_but_folds_beside_one() -> None:
    for table in BOARDS.glob("*/leaderboard.csv"):
        for row in _disk.from_csv(table):
            assert not row["marks"]
            folds = re.search(r"[ (](\d+) folds\)$", row["model"])  # where one has the rank, all of them have none
            beside = folds is not None and "other split" in row["not_ranked_because"]
            assert not folds or int(folds[1]) * int(row["seeds"]) == len(row["run_id"].split())
            assert (row["rank"] == "") == beside


def leaves(model: Answerer) -> Iterator[Answerer]:
    """Yield the models that a composed one asks, or itself."""
    for part in model.parts:
        yield from leaves(part)
    if not model.parts:
        yield model


@pytest.mark.parametrize("path", RUNS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_committed_run_is_of_this_versions_split_metrics_and_networks(path: Path) -> None:
    record = read(path).record
    splits = datasets.REGISTRY.get(record.data.dataset).splits([])
    assert record.data.split_digest in {split.digest for split in splits if split.name == record.data.split}
    assert record.rules.metrics == {name: metrics.resolve(name)[0].version for name in record.rules.metrics}
    assert record.rules.policy == metrics.protocol("segeval").policy
    for model in leaves(record.model):
        assert model.kind == "classical" or re.split(r"[\[ ]", model.id)[0] in zoo.declared()


@cache
def swept(board: str) -> list[sweep.Entry | sweep.Untrained]:
    return [entry for name in SWEEPS if (file := BOARDS / board / name).is_file() for entry in sweep.read(file)]


def test_sweeps_name_a_network_of_every_module_of_the_zoo_those_of_full_size_without_options() -> None:
    for board, ndim in WHOLE.items():
        every = modules(net.id for net in zoo.chosen(ndim=ndim))
        assert named(board) == every
        full = sweep.read(BOARDS / board / "full.toml")
        assert modules(entry.model for entry in full) == every
        assert not any(isinstance(entry, sweep.Entry) and entry.model_args for entry in full)


def test_every_run_has_a_place_in_a_sweep_and_a_line_in_its_table() -> None:
    text = (BOARDS / "README.md").read_text(encoding="utf-8")
    assert page(text) == text, 'run "python -m tests.boards"'
    for path in RUNS:
        run = read(path)
        record, board = run.record, path.parents[2]
        names = {board.name, board.name.partition(".")[0]}
        entries = [entry for name in names for entry in swept(name)]
        named = [
            entry
            for entry in entries
            if record.model.id == entry.name and record.data.split in (entry.split, *entry.also)
        ]
        training = run.provenance.get("training")
        assert any(
            isinstance(entry, sweep.Untrained) or (training and sweep.answers(entry, training)) for entry in named
        ), f"{path}: no sweep trains it so"


def test_a_board_tells_what_its_runs_know_about_split_and_dataset_and_their_marks() -> None:
    for place in BOARDS.glob("*/runs"):
        shown = html.unescape((place.parent / "index.html").read_text(encoding="utf-8"))
        table = _disk.from_csv(place.parent / "leaderboard.csv")
        rows = {run: row for row in table for run in row["run_id"].split()}
        for run in [read(path) for path in RUNS if path.is_relative_to(place)]:
            about = run.provenance["dataset"]
            told = [*filter(None, [about.get("split_note")]), *about.get("known_issues", ())]
            assert all(text in shown and text in rows[run.run_id]["warnings"] for text in told)
            assert all(mark in shown and mark in rows[run.run_id]["marks"] for mark in run.record.marks)


def first_time(line: str) -> str:
    """Return what loops of a shell do the first time, with its word for a seed."""
    while loop := LOOP.fullmatch(line):
        line = loop[1]
    return line.replace("${fold}", "0")


@pytest.mark.parametrize("place", PLACES, ids=lambda path: path.name)
def test_the_commands_of_a_row_train_with_the_options_of_its_run_and_score_by_its_split(place: Path) -> None:
    weighty = {each.name for each in fields(Options) if not each.metadata} - {"previous", "encoder"}
    rows = read_board(place.name, BOARDS)[0].rows
    told = [(row, asked) for row in rows if (asked := commands(row).splitlines())]
    assert len(told) >= 3
    for row, lines in told:
        known = row.run.provenance["training"]["options"]
        seed = str(known.get("seed"))
        train, run = (typed(first_time(line).replace("${seed}", seed)).params for line in lines)
        asked = json.loads(json.dumps({name: train[name] for name in weighty & known.keys()}))
        assert asked == {name: known[name] for name in asked}
        model, data = row.runs[0].record.model, row.runs[0].record.data
        full = zoo.full_name(train["model"], zoo.parse_options(train["model"], train["model_args"]))
        assert (run["name"] or full) == model.id
        assert (run["models"], run["model_args"]) == ((train["model"],), train["model_args"])
        assert run["weights"] == (str(train["output"]) if train["output"] else None)
        assert (run["datasets"], run["split"]) == ((data.dataset,), f"{data.split}:{data.part}")
        assert not run["not_blind"]


def test_every_split_that_a_page_names_in_a_command_exists() -> None:
    for place in BOARDS.glob("*/index.html"):
        text = html.unescape(place.read_text(encoding="utf-8"))
        rules = report.read_rules(place.parent)
        assert rules is not None
        known = {split.name for split, _ in datasets.known_splits(rules.data.dataset)}
        named = set(re.findall(r"--split ([^\s:;]+)", text))
        assert named
        assert {name.replace("${fold}", str(fold)) for name in named for fold in range(5)} <= known


def test_the_costs_are_of_every_network_as_it_is_today_and_the_picture_is_theirs() -> None:
    found = costs()
    assert found.keys() == zoo.declared().keys()
    for name, cost in found.items():
        assert cost.fault == ""
        assert min(cost.gmacs, cost.ms, cost.images_per_s, cost.peak_mb) > 0
        net, _ = shaped(zoo.get(name), tuple(map(int, cost.size.split("x"))), (3, 2), {})
        assert sum(each.numel() for each in net.parameters()) == cost.params, name
    assert scatter(found.values()) == PICTURE.read_text(encoding="utf-8"), 'run "python -m tests.boards"'


def test_the_page_on_statistics_has_the_figures_of_the_simulations() -> None:
    text = (BOARDS.parent / "docs" / "statistics.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]
    shown: dict[tuple[str, str, str], str] = {}
    sizes: list[str] = []
    for scenario, kind, *figures in rows:
        sizes = figures if scenario == "scenario" else sizes
        shown |= {(scenario, kind, size): figure for size, figure in zip(sizes, figures, strict=True)}
    benchmarks = BOARDS.parent / "tests" / "benchmarks"
    for table, kind, column in (("coverage", "method", "coverage"), ("comparisons", "models", "error")):
        for row in _disk.from_csv(benchmarks / f"{table}.csv"):
            if (key := (row["scenario"], row[kind], row["cases"])) in shown:
                assert shown.pop(key) == (row[column] or "–"), key
    assert {scenario for scenario, _, _ in shown} == {"scenario"}


@pytest.mark.parametrize("name", [path.parents[1].name for path in BOARDS.glob("*/pictures/pictures.json")])
def test_committed_pictures_are_of_runs_of_the_board_and_of_most_cases_worth_a_look(name: str) -> None:
    board, place = read_board(name, BOARDS)
    found = read_pictures(place)
    assert found is not None
    assert {run for case in found.cases for run in case.runs} <= {run.run_id for row in board.rows for run in row.runs}
    looks = picked(board, headline_contrasts(board), found)
    drawn = [each.full for each in looks if each.shot]
    assert 2 * len(drawn) > len(looks), f"run segeval board pictures {name} again, new runs have other cases"
