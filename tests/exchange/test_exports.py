"""Exports of a board with a hostile name, a marked run and a missing case, each read by a reader that is not ours."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from segeval import exchange
from segeval.cli import _exchange
from segeval.errors import DamagedFile, UsageError
from segeval.exchange.tables import md, tex
from segeval.report import Board
from tests.report._factory import Fake, write

BAD = "=HYPERLINK(1)|{&_%}$#~^\\<b>\u202e\nx--[x]`*'\""  # formula, row and column ends, markup, a turn of direction
PLAIN = BAD.replace("\u202e", " ").replace("\n", " ")
yaml: Any = import_module("yaml")  # its types are of another package
UNTEX = {
    **{f"\\{sign}": sign for sign in "&%$#_{}"},
    "\\textbackslash{}": "\\",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "\\textless{}": "<",
    "\\textgreater{}": ">",
    "\\textbar{}": "|",
    "\\textquotedbl{}": '"',
    "\\textasciigrave{}": "`",
    "\\textquotesingle{}": "'",
    "{}": "",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("boards") / "toy-liver"
    fakes = (
        Fake(model="unet", skill=0.9),
        Fake(model=BAD, skill=0.8, seed=1),
        Fake(model="marked", marks=("not re-scored",), seed=2),
        Fake(model="torn", bad={2: "missing"}, seed=3),
    )
    for fake in fakes:
        write(root / "runs" / "x", fake)
    for run in (root / "runs" / "x").glob("*/*/*"):
        run.parent.rename(root / "runs" / run.parent.name)
    return root


@pytest.fixture(scope="module")
def board(place: Path) -> Board:
    return exchange.find_board(str(place))


def test_the_command_line_knows_the_formats_without_loading_them() -> None:
    assert tuple(exchange.FORMATS) == _exchange.FORMATS


def test_the_long_table_has_every_cell_with_its_rank_and_no_formula(board: Board) -> None:
    rows = list(csv.DictReader(io.StringIO(exchange.export(board, "csv"))))
    assert len(rows) == 4 * len(board.columns)
    assert {row["model"].removeprefix("'") for row in rows} == {"unet", BAD, "marked", "torn"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+@\t\r" and cell]
    first = next(r for r in rows if (r["model"], r["structure"], r["metric"]) == ("unet", "liver", "hd95"))
    assert (first["rank"], first["unit"], first["n"], first["expected"], first["better"]) == (
        "1",
        "mm",
        "6",
        "6",
        "lower",
    )
    assert float(first["ci_low"]) < float(first["mean"]) < float(first["ci_high"])
    reasons = {row["model"]: (row["rank"], row["not_ranked_because"]) for row in rows}
    assert reasons["marked"] == ("", "not re-scored")
    assert reasons["torn"] == ("", "1 of 6 cases missing")


def test_the_wide_table_and_that_of_cases_are_what_board_and_runs_have(board: Board) -> None:
    wide = list(csv.DictReader(io.StringIO(exchange.export(board, "csv-wide"))))
    assert len(wide) == 4
    assert "dice liver ci_low" in wide[0]
    cases = list(csv.DictReader(io.StringIO(exchange.export(board, "csv-cases", ["dice"]))))
    assert len(cases) == 4 * 6 * 2
    values = [float(r["value"]) for r in cases if (r["model"], r["structure"]) == ("unet", "liver")]
    cell = next(row for row in board.rows if row.run.record.model.id == "unet").cell("liver", board.headline)
    assert cell is not None
    assert sum(values) / 6 == pytest.approx(cell.mean)


def test_json_has_the_same_numbers_and_how_to_read_them(board: Board) -> None:
    found = json.loads(exchange.export(board, "json"), parse_constant=pytest.fail)
    assert [row["rank"] for row in found["rows"]] == [1, 2, None, None]
    assert found["rows"][1]["model"] == BAD
    assert {metric["id"]: metric["better"] for metric in found["metrics"]} == {
        "dice": "higher",
        "rvd": "zero",
        "hd95": "lower",
    }
    cells = {(c["structure"], c["metric"]): c for c in found["rows"][0]["cells"]}
    assert cells["tumour", "dice"]["n"] == 5
    assert found["cases"] == 6
    assert found["policy"] == "segeval-1"


def untex(text: str) -> str:
    return re.sub("|".join(map(re.escape, UNTEX)), lambda found: UNTEX[found[0]], text)


def test_latex_prints_names_as_they_are_and_has_as_many_cells_in_every_row(board: Board) -> None:
    text = exchange.export(board, "latex", ["dice", "hd95"])
    body = text.partition("\\midrule\n")[2].partition("\\bottomrule")[0].replace("\\midrule\n", "")
    rows = [re.split(r"(?<!\\) & ", line.removesuffix(" \\\\")) for line in body.splitlines()]
    columns = re.search(r"\\begin\{tabular\}\{(l+)\}", text)
    assert columns
    assert {len(row) for row in rows} == {len(columns[1])} == {2 + 6}
    assert [untex(row[1]) for row in rows] == ["unet", PLAIN, "torn", "marked"]
    assert re.fullmatch(r"1 \(1--\d\)", rows[0][0])
    assert rows[2][0] == "--"
    assert re.fullmatch(r"0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]", rows[0][2])
    bare = re.sub("|".join(map(re.escape, UNTEX)), "", text)
    assert bare.count("{") == bare.count("}")
    assert not set('<>|"`') & set(bare)
    assert "--" not in tex("a--b---c")


def test_markdown_is_a_table_of_names_that_are_only_text(board: Board) -> None:
    lines = [line for line in exchange.export(board, "markdown").splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    assert len({len(row) for row in rows}) == 1
    name = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", rows[3][1])
    assert name == re.sub(r"\s+$", "", PLAIN)
    assert not re.search(r"(?<!\\)[<*`\[]", md(BAD).replace("\\\\", ""))


def test_a_model_card_has_each_mean_with_its_interval(board: Board) -> None:
    text = exchange.export(board, "hf", ["dice"])
    index: list[dict[str, Any]] = yaml.safe_load(text)["model-index"]
    assert [model["name"] for model in index] == ["unet", PLAIN, "torn", "marked"]
    result = index[0]["results"][0]
    assert (result["task"]["type"], result["dataset"]["type"]) == ("image-segmentation", "toy/liver")
    assert result["dataset"]["args"]["rank"] == 1
    assert index[3]["results"][0]["dataset"]["args"]["not_ranked_because"] == "not re-scored"
    metric = result["metrics"][1]
    assert (metric["type"], metric["args"]["structure"]) == ("dice", "liver")
    assert metric["args"]["ci_low"] < metric["value"] < metric["args"]["ci_high"]


def test_a_model_card_is_read_by_the_hub_s_own_library(board: Board) -> None:
    cards = pytest.importorskip("huggingface_hub.repocard_data")
    index = yaml.safe_load(exchange.export(board, "hf", ["dice"]))["model-index"]
    name, results = cards.model_index_to_eval_results(index[:1])
    assert name == "unet"
    assert {result.metric_type for result in results} == {"dice"}


def test_small_and_large_numbers_stay_numbers_in_yaml() -> None:
    from segeval.exchange.formats import _scalar

    for value in (1e-7, 2.5e-9, 1e22, 0.5, 3, None):
        assert yaml.safe_load(_scalar(value)) == value


def test_summary_json_is_of_one_run_with_the_counts_of_its_cases(board: Board, place: Path) -> None:
    with pytest.raises(UsageError, match="is of one run, toy/liver has 4; name the folder of a run"):
        exchange.export(board, "nnunet")
    run = next(row.run for row in board.rows if row.run.record.model.id == "unet")
    found = json.loads(exchange.export(exchange.find_board(str(run.path)), "nnunet"), parse_constant=pytest.fail)
    assert set(found["mean"]) == {"(1, 2)", "2"}
    first, second = (case["metrics"] for case in found["metric_per_case"][:2])
    tp, fp, fn, tn = run.cases[0].counts["liver"]
    assert (first["(1, 2)"]["TP"], first["(1, 2)"]["TN"]) == (tp, tn)
    assert first["(1, 2)"]["n_pred"] == tp + fp
    assert first["(1, 2)"]["Dice"] == pytest.approx(2 * tp / (2 * tp + fp + fn))
    assert second["2"]["Dice"] is None  # both masks are empty
    dices = [case["metrics"]["2"]["Dice"] for case in found["metric_per_case"]]
    known = [dice for dice in dices if dice is not None]
    assert found["mean"]["2"]["Dice"] == pytest.approx(sum(known) / 5)
    both = [found["mean"][key]["Dice"] for key in found["mean"]]
    assert found["foreground_mean"]["Dice"] == pytest.approx(sum(both) / 2)


def test_challenger_gets_ranked_models_only_and_na_for_no_value(board: Board) -> None:
    rows = list(csv.DictReader(io.StringIO(exchange.export(board, "challenger"))))
    assert list(rows[0]) == ["algorithm", "case", "task", "value"]
    assert {row["algorithm"].removeprefix("'") for row in rows} == {"unet", BAD}
    assert {row["task"] for row in rows} == {"liver", "tumour"}
    assert len(rows) == 2 * 2 * 6  # no row is an absence
    assert [r["case"] for r in rows if r["value"] == "NA"] == ["case-001"] * 2
    with pytest.raises(UsageError, match="ranks by one metric, not by dice, hd95"):
        exchange.export(board, "challenger", ["dice", "hd95"])


def hostile(board: Board) -> Iterator[str]:
    yield from (exchange.export(board, to) for to in exchange.FORMATS if to != "nnunet")


def test_no_format_holds_a_sign_that_turns_the_text_around_it(board: Board) -> None:
    texts = [text for text in hostile(board) if "\u202e" in text]
    assert len(texts) == 5  # CSV and JSON hold names as they are
    assert all(text.startswith(("dataset,", "rank,", "model,", "{", "algorithm,")) for text in texts)


def test_what_is_not_there_is_said_in_one_line(board: Board, place: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no dise; it has dice, rvd, hd95"):
        exchange.export(board, "latex", ["dise"])
    with pytest.raises(UsageError, match=r"lits: no such board in .*; boards there: toy-liver"):
        exchange.find_board("lits", place.parent)
    with pytest.raises(UsageError, match="boards there: none"):
        exchange.find_board("lits", tmp_path)
    with pytest.raises(UsageError, match="csv-wide has every metric"):
        exchange.export(board, "csv-wide", ["dice"])
    with pytest.raises(UsageError, match="no format 'xls'"):
        exchange.export(board, "xls")


def test_a_damaged_run_is_no_export(place: Path, tmp_path: Path) -> None:
    copy = tmp_path / "board"
    shutil.copytree(place, copy)
    scores = next(copy.glob("runs/unet/*/scores.csv"))
    scores.write_text(scores.read_text(encoding="utf-8").replace(",ok,1\n", ",ok,2\n", 1))
    with pytest.raises(DamagedFile):
        exchange.find_board(str(copy))
