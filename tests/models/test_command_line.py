"""Models of others from the command line: folders of predictions and code of one's own."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import Result

from tests.models.toys import TEST_IDS, table
from tests.test_cli import call, refused


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def mine(phantom_2d: Path) -> Path:
    """Return predictions of the 2D phantoms without a fault, in the current folder."""
    return shutil.copytree(phantom_2d / "labelsTs", Path("mine"))


def predicted(*more: object) -> Result:
    return call("run", "--model", "preds:mine", "--dataset", "phantom-2d", "--metrics", "dice", *more)


def test_a_folder_of_predictions_stands_on_the_board_once_its_training_is_declared(mine: Path) -> None:
    assert predicted("--name", "unknown").exit_code == 0
    assert predicted("--name", "declared", "--trained-on", "other: 500 photographs").exit_code == 0
    assert predicted("--name", "looked", "--trained-on", "phantom-2d", "--not-blind").exit_code == 0
    assert call("board", "build").exit_code == 0
    rows = {row["model"]: row for row in table(Path("leaderboards/phantom-2d/leaderboard.csv"))}
    assert {name: (row["rank"], row["marks"], row["trained_on"]) for name, row in rows.items()} == {
        "unknown": ("", "training unknown", "unknown"),
        "declared": ("1", "", "500 photographs (declared)"),
        "looked": ("", "settings were chosen on the scored cases", "phantom-2d:drawn:train (declared)"),
    }


def test_missing_predictions_are_counted_and_exit_with_5(mine: Path) -> None:
    (mine / f"{TEST_IDS[1]}.png").unlink()
    result = predicted()
    assert result.exit_code == 5
    assert "7 of 8 cases scored" in result.output
    assert "Error: incomplete: 0 failed and 1 missing of 8 cases; reasons are in runs/" in result.output
    (path,) = Path("runs").rglob("cases.csv")
    (absent,) = [row for row in table(path) if row["status"] == "missing"]
    assert (absent["case_id"], absent["reason"]) == (TEST_IDS[1], f"no prediction is called {TEST_IDS[1]}")


@pytest.mark.filterwarnings("default")
def test_a_warning_is_one_line(mine: Path) -> None:
    (mine / f"{TEST_IDS[0]}.png").rename(mine / "extra.png")
    shutil.copy(mine / "extra.png", mine / f"{TEST_IDS[0]}.png")
    result = predicted()
    assert result.exit_code == 0
    warned = [line for line in result.stderr.splitlines() if "arning" in line]
    assert warned == ["Warning: 1 prediction belongs to no case and is not scored: extra"]


@pytest.mark.filterwarnings("default")
def test_code_of_ones_own_runs_from_the_current_folder_and_its_warnings_say_where(
    phantom_2d: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    Path("warning_model.py").write_text(
        "import warnings\n\n\ndef factory(label):\n"
        "    warnings.warn('it is slow', RuntimeWarning)\n"
        "    return lambda image: (image.array[0] > 90) * int(label)\n",
        encoding="utf-8",
    )
    base = ("run", "--model", "py:warning_model:factory", "--dataset", "phantom-2d", "--metrics", "dice")
    result = call(*base, "--model-args", "label=1", "--trained-on", "other: nothing")
    assert "8 of 8 cases scored: runs/phantom-2d/" in result.output
    (warned,) = [line for line in result.stderr.splitlines() if line.startswith("Warning: it is slow")]
    assert re.fullmatch(r"Warning: it is slow \(RuntimeWarning, .*warning_model\.py:5\)", warned)
    assert "factory(label) cannot be called with ''" in refused(*base, code=2)


def test_a_wrong_option_of_a_network_gets_the_nearest(phantom_2d: Path) -> None:
    base = ("--model", "unet", "--dataset", "phantom-2d", "--model-args", "widht=4")
    for command in ("run", "train"):
        assert "unknown option of unet 'widht'; did you mean width" in refused(command, *base, code=2)


def test_two_folders_are_scored_with_what_is_missing_and_what_is_declared(mine: Path, phantom_2d: Path) -> None:
    (mine / f"{TEST_IDS[0]}.png").unlink()
    base = ("eval", "--reference", phantom_2d / "labelsTs", "--prediction", "mine", "--labels", "1+2=organ,2=lesion")
    result = call(*base, "--metrics", "dice", "--trained-on", "dsb2018", "--name", "declared")
    assert result.exit_code == 5
    assert "Error: incomplete: 0 failed and 1 missing of 8 cases" in result.output
    assert call(*base, "--metrics", "dice", "--name", "unknown").exit_code == 5
    assert call("board", "build").exit_code == 0
    (board,) = Path("leaderboards").glob("folder-labelsTs-*/leaderboard.csv")
    rows = {row["model"]: row for row in table(board)}
    reason = "1 of 8 cases missing"
    assert {name: (row["trained_on"], row["not_ranked_because"]) for name, row in rows.items()} == {
        "declared": ("dsb2018:stage1:train (declared)", reason),
        "unknown": ("unknown", f"training unknown; {reason}"),
    }
