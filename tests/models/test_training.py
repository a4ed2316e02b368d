"""What a model was trained on decides whether it is ranked: recorded, declared by a person, or unknown."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segeval import datasets, models, report, runner, store
from segeval.errors import UsageError
from segeval.infer import Settings
from segeval.records import Answerer, Trained, digest
from segeval.runner import Finished
from segeval.training.loop import Options, train
from tests.models.toys import Bright, table

NOT_BLIND = "settings were chosen on the scored cases"


@pytest.fixture
def mine(phantom_2d: Path, tmp_path: Path) -> Path:
    """Return predictions of the 2D phantoms without a fault."""
    return shutil.copytree(phantom_2d / "labelsTs", tmp_path / "mine")


def score(folder: Path, **more: Any) -> Finished:
    return runner.run(
        model=f"preds:{folder}", dataset="phantom-2d", output=folder.parent / "runs", metrics="dice", **more
    )


def model(trained: Trained | None, *parts: Answerer) -> Answerer:
    return Answerer(id="mine", digest="0", kind="predictions", trained_on=trained, parts=parts)


def marks(finished: Finished) -> tuple[str, ...]:
    return store.read_manifest(finished.folder).record.marks


def board(finished: Finished, boards: Path) -> tuple[dict[str, dict[str, str]], str]:
    """Return the rows of the leaderboard by model, and its page."""
    report.build(finished.folder.parents[2], boards)
    place = boards / "phantom-2d"
    return {row["model"]: row for row in table(place / "leaderboard.csv")}, (place / "index.html").read_text(
        encoding="utf-8"
    )


def test_unknown_training_is_shown_and_not_ranked(mine: Path, tmp_path: Path) -> None:
    rows, page = board(score(mine), tmp_path / "boards")
    assert marks(score(mine)) == ("training unknown",)
    assert (rows["mine"]["rank"], rows["mine"]["trained_on"]) == ("", "unknown")
    assert "training unknown" in page


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("dsb2018", "dsb2018:stage1:train (declared)"),
        ("phantom-2d", "phantom-2d:drawn:train (declared)"),
        ("phantom-2d:drawn:val", "phantom-2d:drawn:val (declared)"),
        ("other: 500 CTs of our own", "500 CTs of our own (declared)"),
    ],
)
def test_declared_training_is_ranked_and_shown_as_declared(
    declared: str, shown: str, mine: Path, tmp_path: Path
) -> None:
    finished = score(mine, trained_on=declared)
    rows, page = board(finished, tmp_path / "boards")
    assert marks(finished) == ()
    assert (rows["mine"]["rank"], rows["mine"]["trained_on"]) == ("1", shown)
    assert f"trained on {shown}" in page


def test_recorded_training_is_not_called_declared(mine: Path, tmp_path: Path) -> None:
    data = datasets.load("phantom-2d")
    known = Trained(dataset="phantom-2d", split="drawn", split_digest=data.split.digest)
    model = Bright(about=replace(Bright().about, trained_on=known))
    finished = runner.run(model=model, dataset="phantom-2d", output=tmp_path / "runs", metrics="dice")
    rows, page = board(finished, tmp_path / "boards")
    assert (rows["bright"]["rank"], rows["bright"]["trained_on"]) == ("1", "phantom-2d:drawn:train")
    assert "(declared)" not in page


@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"trained_on": "phantom-2d:drawn:test"}, "scored on its training cases"),
        ({"trained_on": "other: as told", "blind": False}, NOT_BLIND),
    ],
)
def test_training_or_tuning_on_the_scored_cases_unranks(
    more: dict[str, Any], mark: str, mine: Path, tmp_path: Path
) -> None:
    finished = score(mine, **more)
    rows, page = board(finished, tmp_path / "boards")
    assert marks(finished) == (mark,)
    assert (rows["mine"]["rank"], rows["mine"]["not_ranked_because"]) == ("", mark)
    assert mark in page


def test_training_on_another_split_of_the_dataset_unranks(own_phantom_2d: Path, tmp_path: Path) -> None:
    path = own_phantom_2d / "segeval.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    (drawn,) = description["splits"]
    turned = {**drawn, "name": "turned", "train": drawn["test"], "test": drawn["train"]}
    mixed = {**drawn, "name": "mixed", "train": drawn["train"][1:] + drawn["test"][:1], "test": drawn["test"][1:]}
    path.write_text(json.dumps({**description, "splits": [drawn, turned, mixed]}))
    mine = shutil.copytree(own_phantom_2d / "labelsTs", tmp_path / "mine")
    assert marks(score(mine, trained_on="phantom-2d:mixed")) == ("trained on another split of this dataset",)
    assert marks(score(mine, trained_on="phantom-2d:turned")) == ("scored on its training cases",)


@pytest.mark.usefixtures("phantom_2d")
def test_training_on_the_training_cases_of_a_split_is_fair_by_whatever_name_they_went() -> None:
    data = datasets.load("phantom-2d")
    cases = digest(sorted(data.split.train))
    trained = Trained(dataset="phantom-2d", split="of-others", split_digest="0" * 16, part="val", cases=cases)
    assert models.training_marks(model(trained), data) == []
    assert models.training_marks(model(trained), datasets.load("phantom-2d", "train")) == [
        "scored on its training cases"
    ]
    fewer = replace(trained, cases=digest(sorted(data.split.train)[1:]))
    assert models.training_marks(model(fewer), data) == ["trained on another split of this dataset"]


def test_scoring_another_part_than_the_training_part_of_the_same_split_is_fair(mine: Path) -> None:
    data = datasets.load("phantom-2d", "train")
    trained = models.parse_trained_on("phantom-2d")
    assert models.training_marks(model(trained), data) == ["scored on its training cases"]
    assert models.training_marks(model(trained), datasets.load("phantom-2d", "val")) == []


@pytest.mark.usefixtures("phantom_2d")
def test_settings_chosen_on_the_same_cases_of_another_split_were_not_chosen_on_the_scored_ones() -> None:
    data = datasets.load("phantom-2d")
    chosen = Trained(dataset="phantom-2d", split="of-others", part="val", cases=digest(sorted(data.split.val)))

    def marks_of(chosen: Trained, part: str) -> list[str]:
        about = replace(model(Trained(other="nothing at all")), chosen_on=(chosen,))
        return models.training_marks(about, datasets.load("phantom-2d", part))

    assert marks_of(chosen, "test") == []
    assert marks_of(chosen, "val") == [NOT_BLIND]
    fewer = replace(chosen, cases=digest(sorted(data.split.val)[1:]))
    assert marks_of(fewer, "test") == ["settings were chosen on another split of this dataset"]


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("dbs2018", r"unknown dataset 'dbs2018'; did you mean dsb2018.*--trained-on \"other: \.\.\.\""),
        ("phantom-2d:other", "phantom-2d has the splits drawn with the parts train, val and test"),
        ("phantom-2d:drawn:tests", "phantom-2d has the splits drawn with the parts train, val and test"),
        ("other: ", "say it in words"),
    ],
)
def test_a_training_that_cannot_be_meant_is_refused(declared: str, message: str, mine: Path) -> None:
    with pytest.raises(UsageError, match=message):
        score(mine, trained_on=declared)


def test_random_weights_cannot_be_declared_trained(phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="trained on nothing: random weights; leave out --trained-on"):
        runner.run(
            model="unet-8", dataset="phantom-2d", weights="random", trained_on="phantom-2d", output=tmp_path / "runs"
        )


def test_weights_trained_on_the_test_part_through_a_folder_of_ones_own_are_not_ranked(
    own_phantom_2d: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(own_phantom_2d / "imagesTs", raw / "imagesTr")
    shutil.copytree(own_phantom_2d / "labelsTs", raw / "labelsTr")
    labels = {"background": 0, "organ": 1, "lesion": 2}
    description = {"channel_names": {"0": "CT"}, "labels": labels, "numTraining": 8, "file_ending": ".png"}
    (raw / "dataset.json").write_text(json.dumps(description))
    datasets.prepare("folder/mine", raw)
    trained = train(
        model="unet-8",
        dataset="folder/mine",
        output=tmp_path / "weights",
        options=Options(steps=1, batch=1, patch=(32, 32), device="cpu"),
    )

    def scored(**more: Any) -> Finished:
        return runner.run(
            model="unet-8",
            dataset="phantom-2d",
            weights=trained.folder,
            output=tmp_path / "runs",
            metrics="dice",
            settings=Settings(device="cpu"),
            **more,
        )

    rows, _ = board(scored(), tmp_path / "boards")
    assert marks(scored()) == ("trained on a folder of one's own",)
    assert rows["unet-8"]["rank"] == ""
    with pytest.raises(UsageError, match=r"trained on folder/mine:nnunet-0:train; leave out --trained-on"):
        scored(trained_on="other: something else")
    assert models.training_marks(model(models.parse_trained_on("folder/mine")), datasets.load("phantom-2d")) == [
        "trained on a folder of one's own"
    ]


def test_a_strategy_is_ranked_only_if_each_of_its_parts_is(own_phantom_2d: Path) -> None:
    del own_phantom_2d
    data = datasets.load("phantom-2d", "test")
    fair, unfair = (models.parse_trained_on(text) for text in ("phantom-2d", "phantom-2d:drawn:test"))
    inner = model(None, model(fair), model(unfair))
    assert models.training_marks(model(fair, model(fair), model(fair)), data) == []
    assert models.training_marks(model(fair, model(fair), inner), data) == ["scored on its training cases"]
    assert models.training_marks(model(fair, model(fair), model(None)), data) == ["training unknown"]
