"""The command line: what it prints, what it refuses and how, and that it answers at once."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result

from segeval import cli, volume
from segeval.datasets import decathlon
from segeval.records import Grid, Mask
from tests.models.toys import table, unwatched

HOSTILE = "<script>alert(1)</script>"


def call(*arguments: object) -> Result:
    """Run a command; an exception that is not meant for the user fails the test that called."""
    result = CliRunner().invoke(cli.main, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(*arguments: object, code: int) -> str:
    """Run a command that must fail with ``code``, and return its message, one line."""
    result = call(*arguments)
    assert result.exit_code == code
    message = result.stderr.strip().splitlines()[-1]
    assert message.startswith("Error: ")
    assert "Traceback" not in result.output
    return message


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder: the commands write ``runs`` and ``leaderboards`` into the current one."""
    monkeypatch.chdir(tmp_path)


def random_run(dataset: str, *more: object) -> Result:
    return call("run", "--model", "unet-8", "--dataset", dataset, "--weights", "random", "--metrics", "dice", *more)


# Names


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "--model", "unett", "--dataset", "phantom"), "unknown model 'unett'; did you mean unet"),
        (("run", "--model", "pred:x", "--dataset", "phantom"), "unknown model scheme 'pred'; did you mean preds"),
        (("run", "--model", "unet-8", "--dataset", "phantm"), "unknown dataset 'phantm'; did you mean phantom"),
        (("train", "--model", "unet-8", "--dataset", "dbs2018"), "unknown dataset 'dbs2018'; did you mean dsb2018"),
        (("data", "prepare", "decathlon/hart", "."), "unknown dataset 'decathlon/hart'; did you mean decathlon/heart"),
        (("info", "dise"), "unknown name 'dise'; did you mean dice"),
    ],
)
def test_an_unknown_name_gets_the_nearest(arguments: tuple[str, ...], message: str, phantom: Path) -> None:
    assert message in refused(*arguments, code=2)


def test_an_unknown_metric_gets_the_nearest(phantom_2d: Path) -> None:
    message = refused(
        *("run", "--model", "unet-8", "--dataset", "phantom-2d", "--weights", "random", "--metrics", "dise"), code=2
    )
    assert "unknown metric 'dise'; did you mean dice" in message
    assert 'Run "segeval ls metrics"' in message


def test_an_unknown_split_gets_those_there_are(phantom_2d: Path) -> None:
    message = refused("run", "--model", "unet-8", "--dataset", "phantom-2d", "--split", "drawm", code=2)
    assert "did you mean drawn" in message
    for split in ("drawn:other", "test:"):
        refused("run", "--model", "unet-8", "--dataset", "phantom-2d", "--split", split, code=2)


@pytest.mark.parametrize(("typed", "meant"), [("trian", "train"), ("boards", "board"), ("data prepar", "prepare")])
def test_a_mistyped_command_gets_the_nearest(typed: str, meant: str) -> None:
    assert f"did you mean {meant}" in refused(*typed.split(), code=2)


def test_a_command_like_no_other_points_to_the_help() -> None:
    assert "see --help" in refused("xyzzy", code=2)


# Bad input


def test_an_incomplete_raw_folder_lists_what_is_missing_and_may_be_allowed(tmp_path: Path, phantom: Path) -> None:
    task = next(task for task in decathlon.TASKS if task.name == "prostate")
    (tmp_path / "raw").mkdir()
    decathlon.fake(task, tmp_path / "raw")
    message = refused("data", "prepare", "decathlon/prostate", "raw", code=7)
    assert "has 6 labelled cases and lacks prostate_" in message
    assert "--allow-partial" in message
    allowed = call("data", "prepare", "decathlon/prostate", "raw", "--allow-partial")
    assert allowed.exit_code == 0
    assert "decathlon/prostate: 7 cases" in allowed.output


def test_a_raw_folder_that_does_not_exist_is_named() -> None:
    assert "absent is not a folder" in refused("data", "prepare", "dsb2018", "absent", code=2)


def test_a_dataset_that_was_not_prepared_says_how() -> None:
    message = refused("run", "--model", "unet-8", "--dataset", "decathlon/colon", code=2)
    assert "Run: segeval data prepare decathlon/colon RAW_FOLDER" in message


def test_a_bad_case_is_counted_and_exits_with_5(own_phantom_2d: Path, tmp_path: Path) -> None:
    image = unwatched(own_phantom_2d) / "imagesTs" / "phantom_016_0000.png"
    image.write_bytes(image.read_bytes()[:300])
    result = random_run("phantom-2d")
    assert result.exit_code == 5
    assert f"phantom_016: DamagedFile: {image}" in result.stderr
    assert "7 of 8 cases scored" in result.output
    assert "Error: incomplete: 1 failed and 0 missing of 8 cases; reasons are in runs/" in result.output
    (path,) = tmp_path.glob("runs/*/*/*/cases.csv")
    (bad,) = [row for row in table(path) if row["status"] == "failed"]
    assert bad["case_id"] == "phantom_016"
    assert bad["reason"].startswith(f"DamagedFile: {image}")


def test_a_model_without_weights_says_how_to_get_them(phantom_2d: Path) -> None:
    message = refused("run", "--model", "unetpp-8", "--dataset", "phantom-2d", code=2)
    assert "no weights for unetpp-8 on phantom-2d" in message
    assert '"segeval train --model unetpp-8 --dataset phantom-2d --split drawn"' in message
    assert "--weights FOLDER" in message
    assert "--weights random" in message
    refused("run", "--model", "unet-8", "--dataset", "phantom-2d", "--weights", "absent", code=2)


def test_random_weights_are_marked_in_manifest_table_and_page(phantom_2d: Path, tmp_path: Path) -> None:
    assert random_run("phantom-2d").exit_code == 0
    (manifest,) = tmp_path.glob("runs/*/*/*/manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["run"]["marks"] == ["random weights"]
    assert call("board", "build").exit_code == 0
    for name in ("leaderboard.csv", "index.html"):
        assert "random weights" in (tmp_path / "leaderboards" / "phantom-2d" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["run", "board", "train", "eval"])
def test_a_folder_that_cannot_be_written_is_named(command: str, phantom_2d: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file is no folder, even for root")
    if command == "board":
        random_run("phantom-2d")
    volume.write_mask(tmp_path / "mask.png", Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4))))
    arguments = {
        "run": ("run", "--model", "unet-8", "--dataset", "phantom-2d", "--weights", "random"),
        "board": ("board", "build"),
        "train": ("train", "--model", "unet-8", "--dataset", "phantom-2d", "--steps", "1", "--patch", "16,16"),
        "eval": ("eval", "--reference", "mask.png", "--prediction", "mask.png"),
    }[command]
    where = "--boards" if command == "board" else "--output"
    assert "file/below" in refused(*arguments, where, "file/below", code=2)


def test_a_name_with_html_is_harmless_in_the_board(tmp_path: Path) -> None:
    for folder in ("labels", "mine"):
        (tmp_path / folder).mkdir()
        mask = Mask(np.ones((4, 4), np.uint8), Grid.pixels((4, 4)))
        volume.write_mask(tmp_path / folder / "a.png", mask)
    result = call("eval", "--reference", "labels", "--prediction", "mine", "--name", HOSTILE)
    assert result.exit_code == 0
    assert call("board", "build").exit_code == 0
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "leaderboards").rglob("*.html")]
    assert len(pages) >= 3
    assert not [page for page in pages if HOSTILE in page]
    assert [page for page in pages if "&lt;script&gt;alert(1)" in page]
    assert not list(tmp_path.rglob("*<*"))


def test_wrong_numbers_are_refused_before_anything_runs(phantom_2d: Path) -> None:
    base = ("--model", "unet-8", "--dataset", "phantom-2d")
    refused("run", *base, "--overlap", "1.5", code=2)
    refused("train", *base, "--steps", "0", code=2)
    assert "multiples of 16×16, got 30×30" in refused("train", *base, "--patch", "30,30", code=2)
    assert "'32,x'" in refused("train", *base, "--patch", "32,x", code=2)
    assert "without folds" in refused("run", *base, "--fold", "1", code=2)
    assert "is not VALUE=NAME" in refused(
        *("eval", "--reference", ".", "--prediction", ".", "--labels", "liver"), code=2
    )
    for device in ("warp", "cuda:99"):
        assert f"--device {device}: " in refused("run", *base, "--weights", "random", "--device", device, code=2)


def test_a_board_of_nothing_says_what_to_run_first() -> None:
    assert "holds no finished run" in refused("board", "build", code=2)


@pytest.mark.parametrize(
    ("labels", "words"),
    [("1=organ,1=lesion", "names one value twice"), ("1=", "gives no name"), ("organ=1", "is not VALUE=NAME")],
)
def test_labels_that_would_be_lost_are_refused(labels: str, words: str) -> None:
    assert words in refused("eval", "--reference", ".", "--prediction", ".", "--labels", labels, code=2)


# What works


def test_the_whole_path_from_training_to_the_board(phantom_2d: Path, tmp_path: Path) -> None:
    base = ("--model", "unet-8", "--dataset", "phantom-2d")
    trained = call("train", *base, "--steps", "2", "--batch", "2", "--patch", "32,32", "--output", "w")
    assert trained.exit_code == 0
    assert re.search(r"validation Dice of 4 cases: organ \d\.\d{4}, lesion \d\.\d{4}\ntime: ", trained.output)
    scored = call("run", *base, "--weights", "w", "--metrics", "fast")
    assert scored.exit_code == 0
    assert "8 of 8 cases scored: runs/phantom-2d/unet-8/" in scored.output
    built = call("board", "build")
    assert built.output.splitlines() == ["leaderboards/phantom-2d/index.html", "leaderboards/index.html"]
    assert "random weights" not in Path("leaderboards/phantom-2d/leaderboard.csv").read_text(encoding="utf-8")


def test_preparing_says_what_there_is(phantom_2d: Path) -> None:
    result = call("data", "prepare", "phantom-2d")
    assert f"phantom-2d: 24 cases in {phantom_2d}" in result.output
    assert "12 train, 4 val, 8 test" in result.output


def test_a_fold_is_one_of_the_default_family(own_phantom_2d: Path) -> None:
    description = own_phantom_2d / "segeval.json"
    description.write_text(description.read_text(encoding="utf-8").replace('"drawn"', '"drawn-0"'))
    base = ("run", "--model", f"preds:{own_phantom_2d / 'labelsTs'}", "--dataset", "phantom-2d", "--metrics", "dice")
    assert call(*base, "--fold", "0").exit_code == 0
    (manifest,) = Path("runs").rglob("manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["run"]["data"]["split"] == "drawn-0"
    assert "unknown split 'drawn-1'" in refused(*base, "--fold", "1", code=2)
    assert "give one of them" in refused(*base, "--fold", "0", "--split", "val", code=2)


# What there is


@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("datasets", 8),
        ("models", 8),
        ("metrics", 8),
        ("presets", 4),
        ("protocols", 2),
        ("schemes", 3),
        ("losses", 2),
        ("augmentations", 2),
        ("critics", 2),
    ],
)
def test_lists_are_complete_as_tables_and_as_json(what: str, least: int) -> None:
    entries = json.loads(call("ls", what, "--json").output)
    ids = [entry["id"] for entry in entries]
    assert len(set(ids)) == len(ids) >= least
    shown = call("ls", what).output.splitlines()
    assert [line.split()[0] for line in shown] == ["id", *ids]
    assert all(entry["title"] for entry in entries)


@pytest.mark.parametrize(
    "name", ["unet", "dsb2018", "msd/task04", "hd95", "assd", "nsd@2", "standard", "ce", "preds", "lits"]
)
def test_everything_known_can_be_looked_up(name: str) -> None:
    shown = call("info", name).output
    entry = json.loads(call("info", name, "--json").output)
    assert {"kind", "id", "title"} <= set(entry)
    assert entry["title"] in shown


def test_the_help_of_the_command_shows_the_way() -> None:
    shown = call("--help").output
    assert [line.split()[1] for line in shown.partition("Examples:")[2].splitlines() if line.strip()] == [
        "data",
        "train",
        "run",
        "board",
    ]


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize("path", [path for path, _ in commands(cli.main)], ids=" ".join)
def test_every_command_has_help_with_an_example_of_itself(path: tuple[str, ...]) -> None:
    for option in ("--help", "-h"):
        shown = call(*path, option)
        assert shown.exit_code == 0
        assert f"segeval {' '.join(path)}" in shown.output.partition("Examples:")[2]


@pytest.mark.parametrize("path", [path for path, _ in commands(cli.main)], ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    (command,) = [command for found, command in commands(cli.main) if found == path]
    assert not [option.name for option in command.params if isinstance(option, click.Option) and not option.help]


@pytest.mark.parametrize(
    "arguments", ["--help", "--version", "ls models", "ls datasets", "ls metrics --json", "info dice", "info dsb2018"]
)
def test_what_only_informs_imports_nothing_heavy(arguments: str) -> None:
    code = (
        "import sys\nfrom segeval.cli import main\n"
        f"main({arguments.split()!r}, standalone_mode=False)\nprint(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False).stdout
    assert "segeval.cli" in loaded
    assert not {"torch", "SimpleITK", "pandas", "datasets"} & set(loaded.splitlines()[-1].split())


def test_the_module_is_the_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "segeval", "--version"], capture_output=True, encoding="utf-8", check=True
    )
    assert shown.stdout.startswith("segeval, version ")


def test_selftest_shows_a_table_and_refuses_what_it_does_not_know() -> None:
    shown = call("selftest", "--lib", "medpy")
    assert shown.exit_code == 0, shown.output
    header, *rows = shown.output.splitlines()
    assert header.split() == ["definition", "phantom", "metric", "exact", "segeval", "medpy"]
    assert all("holds" in row for row in rows)
    assert "1.8" in next(row for row in rows if "one voxel more" in row and "hd95" in row)
    unknown = call("selftest", "--lib", "medpi")
    assert unknown.exit_code == 2
    assert "did you mean medpy" in unknown.output


def test_eval_scores_by_a_protocol(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("reference.nii.gz", "prediction.nii.gz"))
    array = np.zeros((6, 8, 8), np.uint8)
    array[2:5, 2:6, 2:6] = 1
    array[3, 3:5, 3:5] = 2
    grid = Grid(
        shape=array.shape,
        spacing=(3.0, 1.0, 1.0),
        origin=(0.0, 0.0, 0.0),
        direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)),
        unit="mm",
    )
    volume.write_mask(first, Mask(array, grid))
    volume.write_mask(second, Mask(np.roll(array, 1, axis=0), grid))
    runs = tmp_path / "runs"
    options = ["--labels", "1+2=liver,2=tumour", "--protocol", "lits", "--output", runs]
    shown = call("eval", "--reference", first, "--prediction", second, *options)
    assert shown.exit_code == 0, shown.output
    (scores,) = runs.rglob("scores.csv")
    rows = {(row["structure"], row["metric"]): row["value"] for row in table(scores)}
    assert float(rows["liver", "hd"]) == 3.0
    assert float(rows["tumour", "dice"]) == 0
    (manifest,) = runs.rglob("manifest.json")
    assert json.loads(manifest.read_text(encoding="utf-8"))["run"]["rules"]["policy"] == "lits-1"
