"""The commands about results that leave and enter, in a folder with one board and one guest."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segeval.cli import main
from tests.report._factory import Fake, write


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "guest", Fake(model="unet"))
    write(tmp_path / "guest", Fake(model="vnet", skill=0.6, seed=1))
    shutil.copytree("guest/toy-liver", "leaderboards/toy-liver/runs")


def call(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


def test_a_board_is_exported_to_the_screen_or_to_a_file() -> None:
    shown = call("board", "export", "toy/liver", "--to", "csv", "--metrics", "dice")
    assert shown.exit_code == 0
    assert {row["metric"] for row in csv.DictReader(shown.stdout.splitlines())} == {"dice"}
    written = call("board", "export", "toy/liver", "--to", "csv", "--metrics", "dice", "--output", "t.csv")
    assert written.stdout == "t.csv\n"
    assert Path("t.csv").read_text(encoding="utf-8") == shown.stdout
    assert call("board", "export", "toy/liver", "--to", "nnunet").exit_code == 2
    run = next(Path("guest").glob("*/unet/*"))
    assert call("board", "export", str(run), "--to", "nnunet").stdout.startswith('{\n "foreground_mean"')


def test_two_models_of_a_board_are_compared_as_two_runs_are() -> None:
    shown = call("board", "compare", "toy/liver", "unet", "vnet", "--json", "changes.json")
    assert shown.exit_code == 0
    assert shown.stdout == call("compare", "leaderboards/toy-liver:unet", "leaderboards/toy-liver:vnet").stdout
    assert json.loads(Path("changes.json").read_text(encoding="utf-8"))["candidate"]["model"] == "vnet"
    assert "no run of 'nnunet' is there" in call("board", "compare", "toy/liver", "unet", "nnunet").output


def test_boards_and_their_ranks_are_one_json_document_each() -> None:
    built = json.loads(call("board", "build", "--runs", "guest", "--json").stdout)
    assert built["pages"][0] == "leaderboards/toy-liver/index.html"
    ranks = json.loads(call("board", "ranks", "--protocol", "lits", "--json").stdout)
    assert [(each["model"], each["rank"]) for each in ranks["changes"] if each["metric"] == "dice"] == [
        ("unet", 1),
        ("vnet", 2),
    ]
    assert ranks["protocol"] == "lits"


def test_cite_prints_entries_and_a_paragraph() -> None:
    shown = call("cite", "toy/liver", "--style", "markdown")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("@software{segeval,")
    assert "Segmentations were scored with segeval" in shown.stdout


def test_merge_and_validate_say_what_is_wrong_and_exit_with_7() -> None:
    assert (
        call("validate", *map(str, Path("guest").glob("*/*/*"))).stdout.count("sound, 6 cases, not scored again") == 2
    )
    scores = next(Path("guest").glob("*/vnet/*/scores.csv"))
    scores.write_text(scores.read_text(encoding="utf-8").replace(",dice,0.", ",dice,0.0", 1))
    refused = call("validate", *map(str, sorted(Path("guest").glob("*/*/*"))))
    assert refused.exit_code == 7
    assert "dice of 'liver' is 0.0" in refused.stderr
    merged = call("merge", "guest", "--into", "runs")
    assert merged.exit_code == 7
    assert "1 left out, 1 joined runs: guest" in merged.stderr
    assert [path.parent.name for path in Path("runs").glob("*/*/*")] == ["unet"]
    assert merged.stdout.splitlines() == [str(path) for path in Path("runs").glob("*/*/*")]
    assert call("validate", "a", "b", "--predictions", "p").exit_code == 2


@pytest.mark.usefixtures("phantom_2d")
def test_import_takes_a_table_and_refuses_labels_that_are_no_pairs() -> None:
    from segeval import datasets

    cases = datasets.load("phantom-2d").expected
    rows = [f"{case},1,Dice,0.5\n{case},2,Dice,0.25\n" for case in cases]
    Path("s.csv").write_text("case,structure,metric,value\n" + "".join(rows), encoding="utf-8")
    options = ("s.csv", "--dataset", "phantom-2d", "--model", "theirs")
    done = call("import", *options, "--labels", "1=organ")
    assert done.exit_code == 0
    assert "8 of 8 cases scored" in done.stdout
    assert done.stdout.splitlines()[1:3] == ["organ      0.5000", "lesion     0.2500"]
    assert call("import", *options, "--labels", "1").exit_code == 2
