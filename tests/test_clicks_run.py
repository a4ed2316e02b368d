"""Sittings over a dataset: curves that rise, results that resume, networks that refine, requests that are refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval import cli, clicks, datasets, volume, weights, zoo
from segeval._disk import from_csv
from segeval.cli._clicks import clicks as command
from segeval.clicks import Rules, _refine, _rounds
from segeval.clicks._curve import efforts, points, trajectories
from segeval.clicks._rounds import Row
from segeval.errors import UsageError
from segeval.infer import Logits, Segment, certain
from segeval.records import Case, Mask, Recipe, Scaling, Volume
from segeval.strategies.clicks import PAPER, WHITE, Click, channels, standardised, step_graph
from segeval.training.clicks import refining
from segeval.training.plan import fingerprint, plan
from tests.test_cli import call, refused

Spoil = Callable[[np.ndarray], np.ndarray]
FEW = Rules(clicks=3)


@pytest.fixture(autouse=True)
def _registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "clicks" not in cli.main.commands:
        monkeypatch.setitem(cli.main.commands, "clicks", command)


def answers(dataset: str, folder: Path, spoil: Spoil) -> str:
    """Write what a model says that spoils the references of the test cases, and return its name."""
    folder.mkdir()
    for case in datasets.load(dataset).part_cases("test"):
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        volume.write_mask(folder / f"{case.id}{''.join(case.mask.suffixes)}", Mask(spoil(mask.array), mask.grid))
    return f"preds:{folder}"


def without_lesions(reference: np.ndarray) -> np.ndarray:
    """Return an answer that missed every lesion and lies beside the organ."""
    return np.roll((reference > 0).astype(np.uint8), 3, axis=-1)


def run(model: str, output: Path, refine: str = "geodesic", **more: Any) -> clicks.Finished:
    given: dict[str, Any] = {"dataset": "phantom-2d", "rules": FEW, "device": "cpu"} | more
    return clicks.run(model=model, refine=refine, output=output, **given)


def means(finished: clicks.Finished, structure: str) -> list[float]:
    return [point.mean for point in finished.points if point.structure == structure]


# What comes out


@pytest.mark.usefixtures("phantom", "phantom_2d")
@pytest.mark.parametrize(("dataset", "organ", "lesion"), [("phantom-2d", 0.05, 0.5), ("phantom", 0.005, 0.05)])
def test_on_average_clicks_improve_an_answer(dataset: str, organ: float, lesion: float, tmp_path: Path) -> None:
    model = answers(dataset, tmp_path / "spoiled", without_lesions)
    finished = run(model, tmp_path / "out", dataset=dataset, rules=Rules(clicks=8))
    assert finished.reasons == {}
    both = np.mean([means(finished, "organ"), means(finished, "lesion")], axis=0)
    assert (np.diff(both) > -0.005).all()
    assert means(finished, "organ")[-1] > means(finished, "organ")[0] + organ
    assert means(finished, "lesion")[0] == 0
    assert means(finished, "lesion")[-1] > lesion


@pytest.mark.usefixtures("phantom_2d")
@pytest.mark.parametrize("refine", ["geodesic", "random-walker"])
def test_a_perfect_answer_gets_no_clicks(refine: str, tmp_path: Path) -> None:
    model = answers("phantom-2d", tmp_path / "perfect", lambda reference: reference)
    finished = run(model, tmp_path / "out", refine)
    rows = from_csv(tmp_path / "out/clicks.csv")
    assert {(row["round"], row["clicks"]) for row in rows} == {("0", "0")}
    assert {row["dice"] for row in rows} == {"1.0", ""}  # empty where neither holds the structure
    assert [(effort.never, effort.median, effort.mean) for effort in finished.efforts] == [(0, 0, 0)] * 4
    assert means(finished, "organ") == [1.0] * 4


@pytest.mark.usefixtures("phantom_2d")
def test_a_round_is_a_click_or_all_that_the_rule_gives(tmp_path: Path) -> None:
    model = answers("phantom-2d", tmp_path / "none", lambda reference: 0 * reference)
    run(model, tmp_path / "one")
    given = {(row["case"], row["round"]): int(row["clicks"]) for row in from_csv(tmp_path / "one/clicks.csv")}
    assert all(number == int(turn) for (_, turn), number in given.items())
    run(model, tmp_path / "all", rules=Rules(clicks=7, at_once=0))
    first = {row["case"]: int(row["clicks"]) for row in from_csv(tmp_path / "all/clicks.csv") if row["round"] == "1"}
    data = datasets.load("phantom-2d")
    for case in data.part_cases("test"):
        assert case.mask is not None
        reference = volume.read_mask(case.mask).array
        if reference.sum():
            assert 2 <= first[case.id] <= min(7, np.ceil((reference > 0).sum() / 100) + 3)
        else:
            assert case.id not in first


def row(case: str, clicks_given: int, dice: float | None, status: Any = "ok") -> Row:
    return Row(case, "organ", clicks_given, clicks_given, dice, status)


def test_curves_keep_the_last_answer_and_leave_out_what_no_reference_holds() -> None:
    rows = [row("a", 0, 0.5), row("a", 2, 0.85), row("b", 0, 0.95), row("c", 0, 0.0, "reference_empty")]
    rows += [row("c", 1, None, "both_empty"), row("d", 0, 0.0, "prediction_empty"), row("d", 3, 0.7)]
    curves = trajectories(rows, 4)
    assert {case: curve.tolist() for case, curve in curves["organ"].items()} == {
        "a": [0.5, 0.5, 0.85, 0.85, 0.85],
        "b": [0.95] * 5,
        "d": [0, 0, 0, 0.7, 0.7],
    }
    found = [*points(curves, {"a": "", "b": "", "d": ""})]
    assert [point.mean for point in found] == pytest.approx([1.45 / 3, 1.45 / 3, 0.6, 2.5 / 3, 2.5 / 3])
    assert [point.low for point in found] == [None] * 5  # three cases have no interval
    many = {"organ": {f"{name}{k}": curve for k in range(3) for name, curve in curves["organ"].items()}}
    wide = [*points(many, dict.fromkeys(many["organ"], ""))]
    assert all(point.low is not None and point.low < point.mean < (point.high or 0) for point in wide)
    assert [point.low for point in points(many, dict.fromkeys(many["organ"], "p"))] == [None] * 5
    low, high = efforts(curves)
    assert (low.target, low.never, low.median, low.mean) == (0.8, 1, 2, 2)  # 2, 0 and never, which counts as 4
    assert (high.target, high.never, high.median, high.mean) == (0.9, 2, None, 8 / 3)


@pytest.mark.usefixtures("phantom_2d")
def test_the_picture_has_a_line_and_a_band_for_each_structure(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    run(answers("phantom-2d", tmp_path / "<&spoiled", without_lesions), tmp_path / "out")
    root = ElementTree.fromstring((tmp_path / "out/curve.svg").read_text(encoding="utf-8"))
    spaced = "{http://www.w3.org/2000/svg}"
    kinds = [path.attrib["class"] for path in root.findall(f".//{spaced}path")]
    assert [kinds.count(name) for name in ("c-lead", "c-front", "c-shade")] == [1, 1, 2]
    assert len(root.findall(f".//{spaced}circle")) == 8
    title = root.find(f"{spaced}title")
    assert title is not None
    assert title.text == "<&spoiled, then geodesic, on phantom-2d (test)"


# Stopped and resumed


@pytest.mark.usefixtures("phantom_2d")
def test_a_killed_sitting_goes_on_with_the_cases_that_are_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, real = answers("phantom-2d", tmp_path / "spoiled", without_lesions), _rounds.click_through
    run(model, tmp_path / "whole")
    asked: list[str] = []

    def dying(sitting: _rounds.Sitting, case: Case) -> list[Row]:
        asked.append(case.id)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return real(sitting, case)

    monkeypatch.setattr(clicks, "click_through", dying)
    with pytest.raises(KeyboardInterrupt):
        run(model, tmp_path / "cut")
    ledger = tmp_path / "cut/ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    assert len(lines) == 3
    ledger.write_bytes(b"".join(lines)[:-20])  # the third line was torn as well
    run(model, tmp_path / "cut")
    expected = list(datasets.load("phantom-2d").expected)
    assert asked == [*expected[:4], *expected[2:]]
    for name in ("clicks.csv", "curve.csv", "summary.csv", "curve.svg"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    run(model, tmp_path / "cut")
    assert len(asked) == 4 + 6


@pytest.mark.usefixtures("own_phantom_2d")
def test_a_case_that_fails_costs_no_other_and_is_tried_again(tmp_path: Path) -> None:
    model = answers("phantom-2d", tmp_path / "spoiled", without_lesions)
    broken = tmp_path / "spoiled/phantom_018.png"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:60])
    arguments = ("--model", model, "--refine", "geodesic", "--dataset", "phantom-2d", "--clicks", 2)
    assert refused("clicks", *arguments, "--output", "first", code=5) == (
        "Error: incomplete: failed or missing cases: 1. Mend them and run the same command again."
    )
    assert len({line["case"] for line in from_csv(Path("first/clicks.csv"))}) == 7
    broken.write_bytes(whole)
    done = call("clicks", *arguments, "--output", "second")
    assert done.exit_code == 0, done.output
    assert "organ" in done.stdout
    assert done.stdout.splitlines()[0].split()[:5] == ["structure", "cases", "dice@0", "dice@1", "dice@2"]


# A network that refines


@pytest.fixture
def refiner(phantom_2d: Path, tmp_path: Path) -> Recipe:
    """Return the recipe of a network, with weights in ``refiner``, that sees an image, an answer and clicks."""
    del phantom_2d
    data = datasets.load("phantom-2d")
    planned = plan(data.info, zoo.get("unet-8"), fingerprint(data.part_cases("train")[:2]))
    recipe = refining(planned)
    torch.manual_seed(0)
    weights.save(weights.build(recipe), recipe, tmp_path / "refiner")
    weights.save(weights.build(planned), planned, tmp_path / "plain")
    return recipe


def test_a_network_is_shown_the_image_the_answer_before_and_all_clicks(
    refiner: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refiner.in_channels == 1 + 2 + 3
    assert refiner.input.channels[1:] == (Scaling(deviation=WHITE),) * 5
    seen: list[Volume] = []

    def watching(*given: Any) -> Segment:
        """Return a network that says of each voxel the label whose clicks are nearest."""
        del given

        def segment(image: Volume) -> Logits:
            seen.append(image)
            label = image.array[3:].argmax(0).astype(np.uint8)
            return Logits(certain(label, refiner.output, torch.device("cpu")), refiner.output)

        return segment

    monkeypatch.setattr(_refine, "segmenting", watching)
    data = datasets.load("phantom-2d")
    case = data.part_cases("test")[0]
    image = volume.read_image(case.images)
    opened = _refine.open_refiner("unet-8", data, folder=tmp_path / "refiner", device="cpu")
    first = np.zeros(image.grid.shape, np.int32)
    refine = opened.open(image, first)
    given = [Click((5, 5), 1), Click((5, 6), 2), Click((30, 30), 0)]
    found = refine(first, given)
    graph = step_graph(standardised(image.array), (1.0, 1.0), PAPER)
    assert np.array_equal(seen[0].array, np.concatenate([image.array, channels(graph, first, given, [0, 1, 2])]))
    assert [found[click.voxel] for click in given] == [1, 2, 0]
    refine(np.asarray(found), given)
    assert np.array_equal(seen[1].array[1:3], WHITE * np.stack([found == 1, found == 2]).astype(np.float32))


@pytest.mark.usefixtures("refiner")
def test_a_network_clicks_through_a_dataset(tmp_path: Path) -> None:
    finished = run("unet-8", tmp_path / "out", "unet-8", weights=tmp_path / "plain", refine_weights=Path("refiner"))
    assert finished.reasons == {}
    assert finished.marks == ("training unknown",)
    request = json.loads((tmp_path / "out/request.json").read_text(encoding="utf-8"))
    assert request["refine"]["refiner"] == "unet-8"
    rows = from_csv(tmp_path / "out/clicks.csv")
    assert max(int(each["round"]) for each in rows) == 3


@pytest.mark.usefixtures("refiner")
def test_a_network_that_sees_no_clicks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds unet-8 for 1 channels .* sees 1 of the image and 5 of clicks"):
        run("unet-8", tmp_path / "out", "unet-8", weights="random", refine_weights=tmp_path / "plain")


# Requests


@pytest.mark.usefixtures("phantom_2d")
def test_another_request_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    model = answers("phantom-2d", tmp_path / "spoiled", without_lesions)
    run(model, tmp_path / "out")
    for more, differs in (({"refine": "random-walker"}, "refine"), ({"rules": replace(FEW, seed=1)}, "rules")):
        with pytest.raises(UsageError, match=f"another request, which differs in: {differs}. Give another --output"):
            run(model, tmp_path / "out", **more)


@pytest.mark.usefixtures("phantom_2d")
@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--refine", "geodesik"), "unknown refiner 'geodesik'; did you mean geodesic"),
        (("--refine", "rnet2d"), "no weights for rnet2d on phantom-2d"),
        (("--refine", "rnet2d", "--reach", 3), "--reach is for geodesic and random-walker; rnet2d looks as far as"),
        (("--refine", "geodesic", "--refine-weights", "."), "--refine geodesic has no weights and no options"),
        (("--refine", "geodesic", "--dataset", "phantm-2d"), "unknown dataset 'phantm-2d'; did you mean phantom-2d"),
        (("--refine", "geodesic", "--model", "absent.toml"), "pipeline:absent.toml: "),
        (("--refine", "geodesic", "--output", "file"), "file cannot be written"),
    ],
)
def test_a_wrong_request_is_one_line(more: tuple[object, ...], message: str) -> None:
    Path("file").touch()
    weights_too = () if "--model" in more else ("--weights", "random")
    given = ("--model", "unet-8", *weights_too, "--dataset", "phantom-2d")
    assert message in refused("clicks", *given, *more, code=2)


@pytest.mark.usefixtures("phantom_2d")
def test_a_pipeline_file_answers_first(tmp_path: Path) -> None:
    Path("mirrored.toml").write_text(
        'strategy = "mirrored"\n[part]\nmodel = "unet-8"\nweights = "random"\n', encoding="utf-8"
    )
    finished = run("mirrored.toml", tmp_path / "out", rules=Rules(clicks=1))
    assert finished.marks == ("random weights",)
    assert json.loads((tmp_path / "out/request.json").read_text(encoding="utf-8"))["model"]["id"] == "mirrored(unet-8)"


def test_help_shows_how_to_call_it() -> None:
    shown = call("clicks", "--help").stdout
    assert "segeval clicks --model unet3d-8 --refine geodesic --dataset phantom" in shown


def test_the_help_names_the_defaults_of_the_rules() -> None:
    defaults = {each.name: each.default for each in command.params}
    rules = Rules()
    assert (defaults["most"], defaults["at_once"], defaults["least"]) == (rules.clicks, rules.at_once, rules.least)
    assert (defaults["seed"], defaults["reach"]) == (rules.seed, clicks.REACH)
