"""A sweep trains, runs and scores what its file says, once, and says what of it fails."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner

from segeval import runner, store, sweep, zoo
from segeval.cli import main
from segeval.errors import IncompleteRun, UnknownName, UsageError
from segeval.records import folder_name
from segeval.training import loop, steps
from segeval.training.checkpoint import State
from tests.boards import SWEEPS

HEAD = """
[[train]]
datasets = ["phantom-2d"]
steps = 2
batch = 2
patch = [32, 32]
device = "cpu"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "sweep.toml"
    file.write_text(text, encoding="utf-8")
    return file


def trainings(file: Path) -> list[sweep.Entry]:
    """Return what a sweep trains, which is all of it where it has no [[run]]."""
    return [entry for entry in sweep.read(file) if isinstance(entry, sweep.Entry)]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where weights go."""
    monkeypatch.setenv("SEGEVAL_WEIGHTS", str(tmp_path / "weights"))
    return tmp_path / "weights"


def test_lists_are_combined_and_each_training_has_a_place_of_its_own(
    phantom: Path, shelf: Path, tmp_path: Path
) -> None:
    more = 'models = ["unet-8", "unet norm=batch,width=4"]\nseeds = [0, 3]\n[[train]]\ndatasets = ["phantom"]\n'
    entries = trainings(written(tmp_path, HEAD + more + 'models = ["unet3d-8"]\nloss = "ce"\nlearning_rate = 1\n'))
    assert [(each.name, each.dataset, each.options.seed) for each in entries] == [
        ("unet-8", "phantom-2d", 0),
        ("unet-8", "phantom-2d", 3),
        ("unet[norm=batch,width=4]", "phantom-2d", 0),
        ("unet[norm=batch,width=4]", "phantom-2d", 3),
        ("unet3d-8", "phantom", 0),
    ]
    assert len({each.folder for each in entries}) == 5
    assert all(each.folder.is_relative_to(shelf) for each in entries)
    assert entries[0].options.patch == (32, 32)
    assert (entries[4].options.loss, entries[4].options.learning_rate) == ("ce", 1.0)
    shards = [sweep.share(entries, text) for text in ("1/2", "2/2")]
    assert sorted(each.folder for part in shards for each in part) == sorted(each.folder for each in entries)


@pytest.mark.usefixtures("shelf")
def test_folds_and_seeds_are_combined(tmp_path: Path) -> None:
    head = '[[train]]\nmodels = ["unet3d-8"]\npatch = [40, 56, 40]\ndatasets = ["decathlon/hippocampus"]\n'
    by_folds = trainings(written(tmp_path, head + "folds = [0, 3]\nseeds = [0, 2]\n"))
    assert [(each.split, each.options.seed, each.folder.name) for each in by_folds] == [
        ("nnunet-0", 0, "nnunet-0"),
        ("nnunet-0", 2, "nnunet-0-seed-2"),
        ("nnunet-3", 0, "nnunet-3"),
        ("nnunet-3", 2, "nnunet-3-seed-2"),
    ]
    by_splits = trainings(written(tmp_path, head + 'splits = ["segeval-person-1", "nnunet-4"]\n'))
    assert [each.split for each in by_splits] == ["segeval-person-1", "nnunet-4"]


def test_a_shard_is_done_alone_and_one_that_is_stopped_goes_on(
    phantom_2d: Path, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, HEAD + 'models = ["unet-8"]\nseeds = [0, 1]\nsave_every = 1\n')
    whole = sweep.share(trainings(file), "2/2")[0]
    loop.train(model="unet-8", dataset="phantom-2d", output=tmp_path / "whole", options=whole.options)
    take_step, taken = steps.take_step, []

    def once(state: State, *args: Any) -> float:
        taken.append(state.step)
        if len(taken) == 2:
            raise KeyboardInterrupt
        return take_step(state, *args)

    monkeypatch.setattr(loop, "take_step", once)
    asked = ["train", "--sweep", str(file), "--shard", "2/2", "--runs", str(tmp_path / "runs"), "-q"]
    assert CliRunner().invoke(main, asked).exit_code != 0
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert taken == [0, 1, 1]
    assert [path.parent.name for path in shelf.rglob("model.safetensors")] == ["drawn-seed-1"]
    assert (whole.folder / "model.safetensors").read_bytes() == (tmp_path / "whole/model.safetensors").read_bytes()
    assert [row.done for row in sweep.rows(sweep.read(file))] == [0, 2]


def test_what_is_done_is_not_done_again(
    phantom_2d: Path, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, HEAD + 'models = ["unet-8"]\nseeds = [0, 1]\n')
    first = CliRunner().invoke(main, ["train", "--sweep", str(file), "--runs", str(tmp_path / "runs"), "-q"])
    assert first.exit_code == 0, first.output
    runs = sorted((tmp_path / "runs").rglob("scores.csv"))
    assert len(runs) == 2
    seeds = {store.read_manifest(run.parent).record.model.trained_on for run in runs}
    assert {trained.seed for trained in seeds if trained} == {0, 1}
    monkeypatch.setattr(loop, "train", lambda **_: pytest.fail("trained again"))
    before = {path: path.stat().st_mtime_ns for path in shelf.rglob("*") if path.is_file()}
    again = CliRunner().invoke(main, ["train", "--sweep", str(file), "--runs", str(tmp_path / "runs"), "-q"])
    assert again.exit_code == 0
    assert again.stdout == first.stdout
    assert {path: path.stat().st_mtime_ns for path in shelf.rglob("*") if path.is_file()} == before
    rows = list(sweep.rows(sweep.read(file)))
    assert [(row.done, row.steps, row.seed) for row in rows] == [(2, 2, 0), (2, 2, 1)]
    assert all(row.dice is not None and row.cpu_minutes is not None for row in rows)


def test_a_training_with_a_run_on_the_board_beside_the_file_is_done_without_its_weights(
    phantom_2d: Path, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = tmp_path / "phantom-2d"
    board.mkdir()
    file = written(board, HEAD + 'models = ["unet-8"]\nseeds = [0, 1]\n')
    sweep.work(sweep.read(file)[:1], tmp_path / "runs")
    trained, _ = sweep.rows(sweep.read(file))
    shutil.copytree(tmp_path / "runs/phantom-2d", board / "runs")
    shutil.rmtree(shelf)
    shutil.rmtree(tmp_path / "runs")
    entries = sweep.read(file)
    stands = trained._replace(board="yes")
    assert list(sweep.rows(entries)) == [stands, trained._replace(seed=1, done=0, dice=None, cpu_minutes=None)]
    monkeypatch.setattr(loop, "train", lambda **_: pytest.fail("trained again"))
    sweep.work(entries[:1], tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
    longer = sweep.read(written(board, HEAD.replace("steps = 2", "steps = 3") + 'models = ["unet-8"]\n'))
    assert [row.done for row in sweep.rows(longer)] == [0]


@pytest.mark.usefixtures("phantom_2d", "shelf")
def test_encoders_start_from_a_file_beside_that_of_the_sweep(tmp_path: Path) -> None:
    asked = "width=4,decoder=8+8+4+4+4"
    net = zoo.build("unetpp-resnet34", in_channels=3, classes=3, ndim=2, **zoo.parse_options("unetpp-resnet34", asked))
    theirs, encoder = net.get_submodule("encoder").state_dict(), tmp_path / "resnet34.pth"
    torch.save(theirs, encoder)
    table = f'models = ["unetpp-resnet34 {asked}"]\nlabel = "ImageNet"\nencoder = "resnet34.pth"\n'
    file = written(tmp_path, HEAD.replace("[32, 32]", "[64, 64]") + table)
    sweep.work(sweep.read(file), tmp_path / "runs")
    (run,) = store.find_runs(tmp_path / "runs")
    assert "an encoder from resnet34.pth@" in str(store.read_manifest(run).record.model.trained_on)

    def done() -> list[int | None]:
        return [row.done for row in sweep.rows(sweep.read(file))]

    assert done() == [2]
    encoder.unlink()
    assert done() == [2]
    torch.save({name: tensor + 1 for name, tensor in theirs.items()}, encoder)
    assert [sweep.is_trained(entry) for entry in trainings(file)] == [False]
    encoder.unlink()
    shutil.rmtree(trainings(file)[0].folder)
    with pytest.raises(IncompleteRun, match=r"resnet34\.pth: there is no such file"):
        sweep.work(sweep.read(file), tmp_path / "runs")


@pytest.mark.usefixtures("shelf")
def test_the_same_weights_are_scored_by_further_splits(phantom_2d: Path, tmp_path: Path) -> None:
    (entry,) = trainings(written(tmp_path, HEAD + 'models = ["unet-8"]\nalso = ["drawn:val"]\n'))
    sweep.work([entry], tmp_path / "runs")
    runs = [store.read_manifest(run).record for run in store.find_runs(tmp_path / "runs")]
    assert sorted(run.data.part for run in runs) == ["test", "val"]
    assert len({run.model.digest for run in runs}) == 1
    for run in store.find_runs(tmp_path / "runs"):
        assert all(store.kept_mask(run, case) for case in store.read_manifest(run).record.data.case_ids)


@pytest.mark.usefixtures("shelf")
def test_what_is_not_trained_is_run_by_its_name_and_done_when_a_run_of_that_name_is_on_the_board(
    phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = tmp_path / "phantom-2d"
    board.mkdir()
    (board / "mirrored.toml").write_text('model = "unet-8"\nweights = "random"\nflips = true\n', encoding="utf-8")
    models = '[run.models]\notsu = "classical:otsu"\n"unet-8, mirrored" = "pipeline:mirrored.toml"\n'
    file = written(board, '[[run]]\ndatasets = ["phantom-2d"]\nalso = ["drawn:val"]\n' + models)
    asked = ["train", "--sweep", str(file), "--runs", str(tmp_path / "runs"), "-q"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert [line.split()[-1] for line in done.stdout.splitlines()] == ["board", "no", "no"]
    records = [store.read_manifest(run).record for run in store.find_runs(tmp_path / "runs")]
    assert sorted((record.model.id, record.data.part) for record in records) == [
        *[("otsu", "test"), ("otsu", "val")],
        *[("unet-8, mirrored", "test"), ("unet-8, mirrored", "val")],
    ]
    shutil.copytree(tmp_path / "runs/phantom-2d", board / "runs")
    (board / "mirrored.toml").unlink()
    monkeypatch.setattr(runner, "run", lambda **_: pytest.fail("run again"))
    again = CliRunner().invoke(main, asked)
    assert [line.split()[-1] for line in again.stdout.splitlines()] == ["board", "yes", "yes"]


@pytest.mark.usefixtures("phantom_2d", "shelf")
def test_a_label_tells_a_model_from_itself_with_another_budget(tmp_path: Path) -> None:
    longer = HEAD.replace("steps = 2", "steps = 3") + 'models = ["unet-8"]\nlabel = "long"\nseeds = [0, 2]\n'
    entries = trainings(written(tmp_path, HEAD + 'models = ["unet-8"]\n' + longer))
    assert [each.name for each in entries] == ["unet-8", "unet-8 (long)", "unet-8 (long)"]
    assert [each.folder.name for each in entries] == ["drawn", "drawn-long", "drawn-long-seed-2"]
    sweep.work(entries[:2], tmp_path / "runs")
    records = [store.read_manifest(run).record for run in store.find_runs(tmp_path / "runs")]
    assert [record.model.id for record in records] == ["unet-8", "unet-8 (long)"]


def test_settings_are_chosen_on_inner_cases_and_the_training_says_so(
    phantom_2d: Path, shelf: Path, tmp_path: Path
) -> None:
    text = HEAD + 'models = ["unet-8"]\n[train.choose]\nlearning_rate = [1e-6, 3e-3]\n'
    (entry,) = trainings(written(tmp_path, text))
    sweep.work([entry], tmp_path / "runs")
    report = json.loads((entry.folder / "training.json").read_text(encoding="utf-8"))
    tried = [json.loads(path.read_text(encoding="utf-8")) for path in (entry.folder / "choice").rglob("training.json")]
    assert {each["options"]["inner_val"] for each in tried} == {sweep.INNER}
    best = max(tried, key=lambda each: sum(each["dice"].values()))
    assert report["options"]["learning_rate"] == best["options"]["learning_rate"]
    assert report["options"]["inner_val"] == 0
    (said,) = report["options"]["chosen"]
    assert said.startswith("mean Dice on 20% of the training cases, held out by group: ")
    assert sweep.is_trained(entry)


def test_one_that_fails_does_not_stop_the_others(
    phantom_2d: Path, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = trainings(written(tmp_path, HEAD + 'models = ["unet-16", "unet-8"]\n'))
    real = loop.train

    def train(**asked: Any) -> Any:
        if asked["model"] == "unet-16":
            msg = "not enough memory\n  at some line"
            raise RuntimeError(msg)
        return real(**asked)

    monkeypatch.setattr(loop, "train", train)
    with pytest.raises(IncompleteRun, match=r"^1 of 2 entries failed, .*unet-16 .*: not enough memory$"):
        sweep.work(entries, tmp_path / "runs")
    assert [row.done for row in sweep.rows(entries)] == [0, 2]


@pytest.mark.usefixtures("phantom_2d", "shelf")
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[train]\n", "is not a sweep that can be read"),
        ("[trian]\n", "a sweep is tables"),
        (HEAD, "a table lacks models"),
        ("run = 3\n", "a sweep is tables"),
        ("run = [3]\n", "a sweep is tables"),
        ("run = 3\n" + HEAD + 'models = ["unet-8"]\n', "a sweep is tables"),
        ('[[run]]\ndatasets = ["phantom-2d"]\nmodels = ["classical:otsu"]\n', r"has a table \[run.models\] of names"),
        ('[[run]]\n[run.models]\notsu = "classical:otsu"\n', "a table lacks datasets"),
        ("[[run]]\nsteps = 3\n", "words are models, datasets, splits, folds, also"),
        (HEAD + 'models = ["unet-8"]\nseeds = [0, 0]\n', "two trainings of it would go to"),
        (HEAD + 'models = ["unet-8"]\nseeds = ["0"]\n', "give a list of whole numbers"),
        (HEAD + 'models = ["unet-8"]\nsplits = ["drawn"]\nfolds = [0]\n', "at most one of splits and folds"),
        (HEAD + 'models = ["unet-8"]\nlabel = 3\n', "label is 3; give a text"),
        (HEAD + 'models = ["unet-8"]\nencoder = true\n', "encoder is True; give a text"),
        (
            HEAD.replace("[32, 32]", "[40, 40]") + 'models = ["unet-8"]\n',
            r"multiples of 16×16, got 40×40\. Put it into a table of another size",
        ),
        (HEAD + 'models = ["unet-8"]\nweight_decay = true\n', "weight_decay = True is not what the option takes"),
        (HEAD + 'models = ["unet-8"]\namp = "fp8"\n', "--amp is 'fp8'"),
        (HEAD + 'models = ["unet-8"]\nweight_decay = nan\n', "--weight-decay is nan"),
        (HEAD + 'models = ["unet-8"]\ncritic = "luc:-1"\n', "'-1' is no weight"),
        (HEAD + 'models = ["unet-8"]\n[train.choose]\nloss = "ce"\n', "a list of at least two values"),
    ],
)
def test_a_file_that_is_no_sweep_is_refused_before_anything_is_trained(text: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=fault) as refused:
        sweep.read(written(tmp_path, text))
    assert str(refused.value).startswith(str(tmp_path / "sweep.toml"))


@pytest.mark.usefixtures("phantom_2d", "shelf")
@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('[[run]]\ndatasets = ["phantom-2d"]\nmodels = { a = "clasical:otsu" }', "classical"),
        ('models = ["unet-9"]', "unet-8"),
        ('models = ["unet-8 nrom=batch"]', "norm"),
        ("stesp = 3", "steps"),
        ('models = ["unet-8"]\nloss = "dise+ce"', "dice"),
        ('models = ["unet-8"]\naugment = "standart"', "standard"),
    ],
)
def test_unknown_words_of_a_sweep_are_suggested(line: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises((UnknownName, UsageError), match=meant):
        sweep.read(written(tmp_path, HEAD + 'models = ["unet-8"]\n' * line.startswith("[[run]]") + line))


@pytest.mark.parametrize("shard", ["0/2", "3/2", "half"])
def test_shards_are_counted_from_one(shard: str) -> None:
    with pytest.raises(UsageError, match="as 1/2 for the first of two"):
        sweep.share([], shard)


def test_options_that_a_sweep_would_not_heed_are_refused(tmp_path: Path) -> None:
    asked = ["--sweep", str(tmp_path / "sweep.toml"), "--steps", "5", "--model", "unet-8", "--channels-last"]
    done = CliRunner().invoke(main, ["train", *asked])
    assert done.exit_code == 2
    assert "--model, --steps, --channels-last: its tables say that themselves" in done.stderr


def test_words_of_a_sweep_need_one() -> None:
    done = CliRunner().invoke(main, ["train", "--model", "unet-8", "--dataset", "phantom-2d", "--shard", "1/2"])
    assert done.exit_code == 2
    assert "belong to --sweep" in done.output


@pytest.mark.usefixtures("shelf")
def test_the_sweep_of_the_docs_and_those_of_the_boards_can_be_read(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    page = (root / "docs/training.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    entries = sweep.read(written(tmp_path, example))
    trained = [entry for entry in entries if isinstance(entry, sweep.Entry)]
    assert (len(trained), len(entries)) == (6, 8)
    assert all(len(entry.choices) == 2 for entry in trained)
    for file in [path for name in SWEEPS for path in root.glob(f"leaderboards/*/{name}")]:
        dataset, _, family = file.parent.name.partition(".")
        entries = sweep.read(file)
        assert {folder_name(entry.dataset) for entry in entries} == {dataset}
        assert all(entry.split.startswith(family) for entry in entries)
