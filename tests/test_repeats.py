"""The noise floor of a run: what differs between answers to one case is counted, stored, and read by the gate."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from segeval import runner, store
from segeval.cli import main
from segeval.compare import read_pair
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.gate import outputs, runs
from segeval.gate.policies import profile
from segeval.records import Mask, Prediction
from segeval.store import Change, Noise
from tests._pairs import write_run
from tests.models.toys import TEST_IDS, Bright

BASE = np.random.default_rng(5).uniform(0.7, 0.9, 8).round(4)
FLOOR = Noise(
    answers=3,
    cases=8,
    cases_moved=2,
    moved=30,
    voxels=16_000_000,
    changes=(Change(structure="organ", metric="dice", unit="1", case=0.0031, mean=0.0004),),
)


def repeated(output: Path, model: Bright, **more: Any) -> runner.Finished:
    return runner.run(model=model, dataset="phantom-2d", output=output, metrics="fast", **more)


def wobbling(pixels: Callable[[int], int]) -> Bright:
    """Return a model whose answer number n, counted over all cases, lacks so many pixels of the organ."""
    count = [0]

    def fewer(made: Prediction) -> Prediction:
        array = made.mask.array.copy()
        places = np.flatnonzero(array == 1)[: pixels(count[0])]
        array.reshape(-1)[places] = 0
        count[0] += 1
        return replace(made, mask=Mask(array, made.mask.grid))

    return Bright(then=fewer)


def test_answers_that_are_equal_have_no_noise(phantom_2d: Path, tmp_path: Path) -> None:
    model = Bright()
    found = repeated(tmp_path, model, repeat=3)
    assert model.asked == list(TEST_IDS) * 3
    assert found.noise is not None
    assert (found.noise.answers, found.noise.cases, found.noise.moved, found.noise.cases_moved) == (3, 8, 0, 0)
    assert {change.case for change in found.noise.changes} == {0.0}
    assert list(store.noise_words(found.noise)) == ["3 answers to each of 8 cases: all are equal"]
    assert store.read_noise(found.folder) == found.noise
    assert repeated(tmp_path, model, repeat=3).noise == found.noise
    assert len(model.asked) == 3 * 8  # what was measured stays
    plain = repeated(tmp_path / "plain", Bright())
    assert (plain.folder.name, plain.noise, store.read_noise(plain.folder)) == (found.folder.name, None, None)
    assert (plain.folder / "scores.csv").read_bytes() == (found.folder / "scores.csv").read_bytes()


def test_what_moves_between_answers_is_counted(phantom_2d: Path, tmp_path: Path) -> None:
    found = repeated(tmp_path, wobbling(lambda number: 5 * (number in (9, 17))), repeat=3)  # the second case, twice
    assert found.noise is not None
    assert (found.noise.moved, found.noise.cases_moved) == (10, 1)
    (organ,) = (each for each in found.noise.changes if (each.structure, each.metric) == ("organ", "pa"))
    pixels = store.read_run(found.folder).cases[1].shape
    assert organ.case == pytest.approx(5 / np.prod(pixels))
    assert organ.mean == pytest.approx(organ.case / 8)
    words = list(store.noise_words(found.noise))
    assert words[0].startswith("3 answers to each of 8 cases: ")
    assert words[0].endswith(" of the voxels differ, in 1 case")
    assert any(line.startswith(f"pa of organ: up to {organ.case:.2g} in a case, ") for line in words)


def test_a_case_that_fails_when_it_is_asked_about_again_is_an_error(phantom_2d: Path, tmp_path: Path) -> None:
    def fails(made: Prediction) -> Prediction:
        if len(model.asked) > 8:
            msg = "out of luck"
            raise ValueError(msg)
        return made

    model = Bright(then=fails)
    with pytest.raises(
        BadData, match=f"{TEST_IDS[0]} was scored, and failed when it was asked about again: out of luck"
    ):
        repeated(tmp_path, model, repeat=2)


@pytest.mark.parametrize("answers", [1, 0, -3])
def test_a_number_without_anything_to_compare_is_refused(answers: int, phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--repeat {answers}: give how many answers each case is to have, at least 2"):
        repeated(tmp_path, Bright(), repeat=answers)
    base = ("run", "--model", "unet-8", "--dataset", "phantom-2d", "--output", str(tmp_path), "--repeat", str(answers))
    said = CliRunner().invoke(main, base)
    assert (said.exit_code, said.stderr.count("\n")) == (2, 1)
    assert not any(tmp_path.iterdir())


def test_the_command_says_how_much_answers_differ(phantom_2d: Path, tmp_path: Path) -> None:
    words = (
        "--model",
        "unet-8",
        "--weights",
        "random",
        "--dataset",
        "phantom-2d",
        "--metrics",
        "dice",
        "--limit",
        "2",
        "--repeat",
        "2",
    )
    base = ("run", *words, "--device", "cpu,cpu", "--output", str(tmp_path))
    said = CliRunner().invoke(main, base)
    assert said.exit_code == 0, said.output
    assert "2 answers to each of 2 cases: all are equal" in said.stdout
    assert "networks at work " in next(tmp_path.glob("*/*/*/run.log")).read_text(encoding="utf-8")
    told = json.loads(CliRunner().invoke(main, [*base, "--json"]).stdout)
    assert told["runs"][0]["noise"]["answers"] == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schema": "segeval-noise/9"}, "its schema is not segeval-noise/1"),
        ({"answers": "many"}, "answers"),
        (
            {"changes": [{"structure": "a", "metric": "dice", "unit": "1", "case": 0.1, "mean": 0.2}]},
            "larger than that",
        ),
    ],
)
def test_a_file_that_was_edited_is_told(change: dict[str, Any], why: str, tmp_path: Path) -> None:
    store.write_noise(tmp_path, FLOOR)
    path = tmp_path / store.NOISE
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **change}))
    with pytest.raises(DamagedFile, match=rf"noise\.json: .*{why}"):
        store.read_noise(tmp_path)


# The gate


def gated(folder: Path, shift: Any, noise: Noise | None, kind: str = "golden") -> runs.Gate:
    base, new = (
        write_run(folder / name, [float(each) for each in values.round(4)], model=name)
        for name, values in (("base", BASE), ("new", BASE + shift))
    )
    return runs.gate(*read_pair(base, new), profile(kind), noise=noise)


def with_distances(noise: Noise, most: float) -> Noise:
    """Return a floor that knows the distances of these runs too, which are 100 times as far."""
    return replace(
        noise, changes=(*noise.changes, Change(structure="organ", metric="hd95", unit="mm", case=most, mean=0))
    )


def test_scores_within_the_noise_of_the_baseline_are_equal(tmp_path: Path) -> None:
    shift = np.array([0.003, -0.003, 0, 0, 0.001, 0, 0, 0])
    assert gated(tmp_path / "1", shift, None).verdict == "inconclusive"
    found = gated(tmp_path / "2", shift, with_distances(FLOOR, 0.31))
    assert (found.verdict, found.equal) == ("not worse", True)
    assert outputs.headline(found).endswith("; all gated scores are equal within the noise floor of the baseline")
    assert any("noise floor of the baseline: dice of organ: up to 0.0031 in a case" in note for note in found.notes)
    assert gated(tmp_path / "3", 2 * shift, with_distances(FLOOR, 0.31)).verdict == "inconclusive"
    assert (
        gated(tmp_path / "4", shift, with_distances(FLOOR, 0.01)).reasons[-1].startswith("3 scores differ, and equal")
    )


def test_noise_above_half_a_margin_makes_nothing_equal(tmp_path: Path) -> None:
    loud = replace(FLOOR, changes=(replace(FLOOR.changes[0], case=0.006),))
    found = gated(tmp_path, np.full(8, -0.005), loud, "full")
    assert not found.equal
    assert "noise of dice of organ, 0.006, is more than half of its margin 0.01: none of it is equal" in found.notes


def test_commands_read_the_noise_that_lies_beside_a_run(tmp_path: Path) -> None:
    base, new = (write_run(tmp_path / name, list(map(float, BASE)), model=name) for name in ("base", "new"))
    store.write_noise(base, FLOOR)
    told = CliRunner().invoke(main, ["gate", str(base), str(new)])
    assert "note: noise floor of the baseline: 3 answers to each of 8 cases: " in told.stdout
    compared = CliRunner().invoke(main, ["compare", str(new), str(base)])
    assert "\n- noise floor of CANDIDATE: 3 answers to each of 8 cases: " in compared.stdout
    place = tmp_path / "baseline"
    CliRunner().invoke(main, ["gate", str(place), str(base), "--update"])
    assert store.read_noise(place) == FLOOR
