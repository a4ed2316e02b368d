"""The gate on runs: its verdicts are those of the rule on arrays, and what it writes can be read."""

import csv
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner, Result

from segeval import runner, store, volume
from segeval.cli import main
from segeval.compare import read_pair
from segeval.errors import IncompleteRun, UsageError
from segeval.gate import baselines, decide, outputs, runs
from segeval.gate.policies import PROFILES, Terms, profile, read_terms
from segeval.gate.runs import Gate
from segeval.store import read_run
from tests._pairs import FALSE_ALARM, NOTHING, write_run

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests/data/gate"
PAGE = (ROOT / "docs/gate.md").read_text(encoding="utf-8")
RANDOM = np.random.default_rng(5)
BASE = RANDOM.uniform(0.7, 0.95, 40).round(4)
FULL = profile("full")


def gated(folder: Path, before: Any, after: Any, terms: Terms = FULL, **settings: Any) -> Gate:
    """Gate two runs with these Dice values."""
    base = write_run(folder, _lists(before), model="base", **settings)
    return runs.gate(*read_pair(base, write_run(folder, _lists(after), model="new", **settings)), terms)


def _lists(values: Any) -> Any:
    array = np.asarray(values, dtype=float).round(4)
    columns = array.T if array.ndim > 1 else array[None]
    return {f"s{k}": [None if np.isnan(v) else float(v) for v in column] for k, column in enumerate(columns)}


def call(*words: object) -> Result:
    return CliRunner().invoke(main, ["gate", *map(str, words)])


def policy(folder: Path, text: str) -> Terms:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return read_terms(path)


# Verdicts


@pytest.mark.parametrize("seed", range(24))
def test_the_verdict_is_that_of_the_rule_on_arrays(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    cases, structures = int(random.choice([6, 20, 45])), int(random.choice([1, 3]))
    before = random.uniform(0.6, 0.95, (cases, structures)).round(4)
    after = (
        before
        + random.choice([0, -0.004, -0.012, -0.03])
        + random.normal(0, random.choice([0.005, 0.03]), before.shape)
    )
    after = after.clip(0, 1).round(4)
    after[: int(random.choice([0, 0, 1, 4]))] = 0.02
    before[-1], after[-1] = np.nan, np.nan
    groups = [f"p{i // 2}" for i in range(cases)] if random.random() < 0.4 else [f"p{i}" for i in range(cases)]
    found, asked = gated(tmp_path, before, after, groups=groups), decide(before, after, groups)
    assert found.verdict == asked.verdict
    for k, line in enumerate(found.lines):
        limits = [np.nan if x is None else x for x in (line.gain, line.low, line.high)]
        asked_limits = [x[k] for x in np.array([asked.difference, asked.low, asked.high], dtype=float)]
        assert limits == pytest.approx(asked_limits, abs=1e-12, nan_ok=True)
        if asked.verdict == line.verdict == "inconclusive":
            assert line.needed == asked.needed[k]  # type: ignore[index]  # one for each structure
    places: Any = asked.collapsed
    collapsed = [(loss.case, loss.structure) for loss in found.losses if loss.what == "collapsed"]
    assert collapsed == [(f"case-{case:03}", f"s{structure}") for case, structure in places]
    assert (found.groups, found.unseen) == (asked.groups, asked.unseen)


SHIFTS: dict[str, tuple[Callable[[], Any], int, int, str]] = {
    "equal": (lambda: BASE, 0, 0, "not worse"),
    "better": (lambda: BASE + 0.02, 0, 0, "not worse"),
    "worse": (lambda: BASE - 0.03, 3, 3, "worse"),
    "uncertain": (lambda: BASE + RANDOM.normal(0, 0.1, 40) - 0.004, 0, 4, "inconclusive"),
}


@pytest.mark.parametrize("name", SHIFTS)
def test_the_exit_code_follows_the_verdict(name: str, tmp_path: Path) -> None:
    change, plain, strict, verdict = SHIFTS[name]
    after = change().clip(0.11, 1)
    pair = [write_run(tmp_path, _lists(v), model=m) for m, v in (("one", BASE), ("two", after))]
    for options, code in (((), plain), (("--strict",), strict)):
        done = call(*pair, *options)
        assert done.exit_code == code
        assert f"{verdict}: two against one on toy (full)" in done.stdout
    assert ("groups\n" in done.stdout) == (name == "uncertain")  # how many would decide


def test_a_new_failure_is_incomplete_and_an_old_one_is_not(tmp_path: Path) -> None:
    good = write_run(tmp_path, _lists(BASE), model="good")
    bad = write_run(tmp_path, _lists(BASE), model="bad", bad={3: "failed"})
    done = call(good, bad, "--json", tmp_path / "gate.json")
    assert done.exit_code == 5
    assert "case-003: failed: no such file" in done.stdout
    assert json.loads((tmp_path / "gate.json").read_text(encoding="utf-8"))["verdict"] == "worse"
    assert call(bad, good).exit_code == 0
    assert call(bad, write_run(tmp_path, _lists(BASE), model="third", bad={3: "missing"})).exit_code == 0


def test_a_false_alarm_counts_against_the_candidate_and_its_end_does_not(tmp_path: Path) -> None:
    quiet, alarm = ([*BASE.tolist()[:-1], end] for end in (None, FALSE_ALARM))
    pair = {name: write_run(tmp_path, v, model=name) for name, v in (("quiet", quiet), ("alarm", alarm))}
    invented = runs.gate(*read_pair(pair["quiet"], pair["alarm"]), FULL)
    assert invented.verdict == "inconclusive"
    assert [(loss.case, loss.what) for loss in invented.losses] == [("case-039", "no score on one side")]
    assert runs.gate(*read_pair(pair["alarm"], pair["quiet"]), FULL).verdict == "not worse"


def test_predicting_nothing_is_a_collapse_and_a_long_distance(tmp_path: Path) -> None:
    terms = policy(tmp_path, 'metrics = ["dice", "hd95"]\nmargins = { hd95 = 2.0 }')
    before, after = BASE.tolist(), [NOTHING] * 4 + BASE.tolist()[4:]
    pair = [write_run(tmp_path, v, model=m) for m, v in (("one", before), ("two", after))]
    found = runs.gate(*read_pair(*pair), terms)
    assert found.verdict == "worse"
    assert found.reasons[0].startswith("4 groups collapsed and 0 recovered")
    assert found.lines[1].gain == pytest.approx(-(4 * 100 * 3**0.5 - sum(100 * (1 - BASE[:4]))) / 40)


def test_one_collapse_stops_a_candidate_that_is_better_on_average(tmp_path: Path) -> None:
    found = gated(tmp_path, BASE - 0.1, np.append(BASE[:-1], 0.02))
    assert (found.verdict, found.lines[0].verdict) == ("inconclusive", "not worse")
    assert found.reasons == ("1 groups collapsed and 0 recovered",)
    assert ("case-039", "collapsed") in [(loss.case, loss.what) for loss in found.losses]


def test_a_missing_primary_metric_is_not_comparable(tmp_path: Path) -> None:
    one, two = (write_run(tmp_path, _lists(BASE), model=m, metrics=v) for m, v in (("one", None), ("two", {"hd95": 1})))
    newer = write_run(tmp_path, _lists(BASE), model="newer", metrics={"dice": 2, "hd95": 1})
    for other, said in ((two, "dice: only in the baseline"), (newer, "dice: version 1 in the baseline, 2 in the")):
        done = call(one, other, "--json", tmp_path / "gate.json", "--junit", tmp_path / "junit.xml")
        assert done.exit_code == 6
        assert said in done.stdout
        content = json.loads((tmp_path / "gate.json").read_text(encoding="utf-8"))
        assert (content["verdict"], content["lines"], content["unseen"]) == ("not comparable", [], None)
        assert [test.get("name") for test in ET.parse(tmp_path / "junit.xml").iter("testcase")] == ["comparable"]


def test_trainings_that_vary_take_a_verdict_back(tmp_path: Path) -> None:
    base, candidate = (write_run(tmp_path, _lists(v), model=m) for m, v in (("base", BASE), ("new", BASE - 0.012)))
    spread = [write_run(tmp_path, _lists(BASE + s), model=f"seed{s}") for s in (-0.02, -0.01, 0.01, 0.02)]
    assert call(base, candidate).exit_code == 3
    assert call(base, candidate, "--strict", *(w for run in spread for w in ("--seeds", run))).exit_code == 4
    done = call(base, candidate, *(w for run in spread[:3] for w in ("--seeds", run)))
    assert done.exit_code == 2
    assert "give at least 4 trainings" in done.stderr


# Policies and profiles


def test_margins_are_of_a_metric_and_a_structure(tmp_path: Path) -> None:
    before = np.stack([BASE, BASE], axis=1)
    after = before - [0.002, 0.02] + RANDOM.normal(0, 0.002, before.shape)
    strict, wide = "margins.dice.s0 = 0.01", "margins.dice = { s0 = 0.01, s1 = 0.05 }"
    assert gated(tmp_path, before, after, policy(tmp_path, strict)).verdict == "worse"
    assert gated(tmp_path, before, after, policy(tmp_path, wide)).verdict == "not worse"
    assert gated(tmp_path, before, after, policy(tmp_path, "margins.dice = 0.05")).verdict == "not worse"
    both = gated(tmp_path, before, after - [0.018, 0], policy(tmp_path, wide))
    assert [(line.verdict, line.margin) for line in both.lines] == [("worse", 0.01), ("not worse", 0.05)]
    assert [line.gain for line in both.lines] == pytest.approx([-0.02, -0.02], abs=1e-3)


WRONG = {
    "metric = ['dice']": "did you mean metrics",
    "profile = 'smoky'": "did you mean smoke",
    "metrics = 'dice'": "give a list of metrics",
    "metrics = ['dice', 'dice']": "each once",
    "margins.dicee = 0.1": "did you mean dice",
    "margins.dice = 0": "give a number above 0",
    "margins.dice = nan": "give a number above 0",
    "margins.dice = true": "give a number above 0",
    "level = 95": "above 0.5 and below 1",
    "groups_not_worse = 1": "a whole number from 2",
    "collapse_below = 0.6": "less than collapse_from",
    "strict = 'yes'": "give true or false",
    "level = ": "Give a TOML file",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_policy_is_refused_with_the_word_that_was_meant(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=re.escape(WRONG[text])):
        policy(tmp_path, text)


def test_what_a_policy_says_of_unknown_structures_or_leaves_out_is_refused(tmp_path: Path) -> None:
    for text, said in {
        "margins.dice = { s1 = 0.1 }": "did you mean s0",
        'metrics = ["hd95"]': "add hd95 = ... below [margins]",
    }.items():
        with pytest.raises(UsageError, match=re.escape(said)):
            gated(tmp_path, BASE, BASE, policy(tmp_path, text))


def test_the_policy_of_the_page_is_one_and_spells_out_the_defaults(tmp_path: Path) -> None:
    text = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    said = policy(tmp_path, text)
    assert said.policy == FULL.policy
    assert said.margins == {"dice": {"organ": 0.01, "lesion": 0.03}, "hd95": {"": 2.0}}
    assert {*tomllib.loads(text), "exact"} >= {"profile", "metrics", "strict", "margins", *vars_of(said.policy)}


def vars_of(record: Any) -> list[str]:
    return list(type(record).__dataclass_fields__)


def test_golden_lets_no_score_move_and_smoke_passes_with_few_cases(tmp_path: Path) -> None:
    before, after = BASE[:8], BASE[:8] + np.eye(8)[7] * 0.0001
    verdicts = {name: gated(tmp_path, before, after, PROFILES[name]) for name in PROFILES}
    assert {name: (found.verdict, found.exit_code) for name, found in verdicts.items()} == {
        "smoke": ("not worse", 0),
        "golden": ("inconclusive", 4),
        "full": ("inconclusive", 0),
    }
    assert "2 scores differ, and equal ones are asked for" in verdicts["golden"].reasons  # dice and hd95


# Baselines


def test_update_writes_a_baseline_that_the_run_equals(tmp_path: Path) -> None:
    one, two = (write_run(tmp_path / "runs", _lists(v), model=m) for m, v in (("one", BASE), ("two", BASE - 0.1)))
    place = tmp_path / "deep/baseline"
    assert call(place, one, "--update").exit_code == 0
    assert call(place, two).exit_code == 3
    assert call(place, two, "--update").exit_code == 0
    assert "all gated scores are equal" in call(place, two).stdout
    assert sorted(path.name for path in place.iterdir()) == sorted(store.files_of(one))
    assert [path.name for path in place.parent.iterdir()] == ["baseline"]


def test_an_update_that_fails_leaves_the_baseline_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (write_run(tmp_path / "runs", _lists(v), model=m) for m, v in (("one", BASE), ("two", BASE - 0.1)))
    place, rename = tmp_path / "place/baseline", Path.rename
    baselines.update(one, place)
    monkeypatch.setattr(Path, "rename", lambda self, to: broken() if self.suffix == ".new" else rename(self, to))
    with pytest.raises(UsageError, match="cannot be written"):
        baselines.update(two, place)
    assert read_run(place).run_id == one.name
    assert [path.name for path in place.parent.iterdir()] == ["baseline"]


def broken() -> None:
    raise OSError(5, "no more inodes")


def test_update_replaces_nothing_but_a_baseline_and_takes_no_broken_run(tmp_path: Path) -> None:
    run = write_run(tmp_path / "runs", _lists(BASE))
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.tex").write_text("years of work")
    with pytest.raises(UsageError, match=r"chapter\.tex, which is no file of a baseline"):
        baselines.update(run, other)
    assert call(other, run, "--update").exit_code == 2
    assert call("git:HEAD:x", run, "--update").exit_code == 2
    with pytest.raises(IncompleteRun, match="case-002"):
        baselines.update(write_run(tmp_path / "runs", _lists(BASE), model="b", bad={2: "failed"}), tmp_path / "b")
    assert not (tmp_path / "b").exists()


# Outputs


def test_every_output_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (tmp_path / "summary.md").write_text("# Earlier step\n")
    before = np.stack([BASE, BASE], axis=1)
    pair = [write_run(tmp_path, _lists(v), model=m) for m, v in (("one", before), ("two", before - [0.03, 0]))]
    names = ("gate.json", "junit.xml", "comment.md")
    options = [w for o, n in zip(("--json", "--junit", "--comment"), names, strict=True) for w in (o, tmp_path / n)]
    done = call(*pair, *options)
    assert done.exit_code == 3
    assert re.search(r"^::error title=segeval gate::worse: two against one on toy \(full\)$", done.stdout, re.MULTILINE)
    assert "::error title=segeval gate::dice of s0 lost 0.03" in done.stdout
    content = json.loads((tmp_path / "gate.json").read_text(encoding="utf-8"))
    assert [(line["structure"], line["verdict"]) for line in content["lines"]] == [("s0", "worse"), ("s1", "not worse")]
    suite = ET.parse(tmp_path / "junit.xml").getroot()[0]
    failed = [test.get("name") for test in suite if test.find("failure") is not None]
    assert failed == ["dice of s0", "gate"]
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["5", "2", "0", "0"]
    summary, comment = ((tmp_path / name).read_text(encoding="utf-8") for name in ("summary.md", "comment.md"))
    assert summary.startswith("# Earlier step\n## FAIL")
    assert comment == f"<!-- segeval gate toy/full -->\n{summary.removeprefix('# Earlier step' + chr(10))}"


def test_hostile_names_break_no_output_and_a_comment_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "x|y\x01\x1b[31m\n::error::--><img src=x>"
    many = {f"{name}{k}": BASE.tolist() for k in range(20)}
    worse = {key: (BASE - 0.03).round(4).tolist() for key in many}
    pair = [write_run(tmp_path, v, model=m, metrics={"dice": 1}) for m, v in (("one", many), ("a--\n>", worse))]
    found = runs.gate(*read_pair(*pair), FULL)
    assert len(ET.fromstring(outputs.junit(found))[0]) == 23
    assert all("\n" not in line for line in outputs.annotations(found))
    comment = outputs.comment(found)
    monkeypatch.setattr(outputs, "COMMENT", len(comment) // 2)
    assert outputs.comment(found).endswith("\n\nThe rest is in the JSON.\n")
    assert len(outputs.comment(found)) < len(comment) // 2 + 100
    assert re.sub(r"`[^`\n]*`", "", comment).count("<img") == 0
    assert re.sub(r"`[^`\n]*`", "", comment).count("-->") == 1


# This project


STORED = {"name": "stored", "trained_on": "phantom", "metrics": "standard"}
OWN_RUNS: dict[str, Any] = {"smoke": {"model": "unet-8"}, "golden": {"model": f"preds:{OWN / 'predictions'}", **STORED}}


def own(baseline: str, folder: Path, **options: Any) -> Result:
    """Run what the baseline of a profile is of, with other options where some are given, and gate it."""
    finished = runner.run(dataset="phantom", output=folder, **{**OWN_RUNS[baseline], **options})
    return call(OWN / baseline, finished.folder, "--profile", baseline)


@pytest.mark.usefixtures("phantom")
@pytest.mark.parametrize("name", OWN_RUNS)
def test_the_project_passes_its_own_gate(name: str, tmp_path: Path) -> None:
    done = own(name, tmp_path)
    assert done.exit_code == 0, done.output


def all_moved(array: Any, case: int) -> Any:
    return np.roll(array, 1 + case % 2, axis=-1)


def one_voxel_of_one_case(array: Any, case: int) -> Any:
    array[tuple(np.argwhere(array)[0])] *= case != 3
    return array


LOWERED = {"smoke": (all_moved, 3, "dice of organ lost 0."), "golden": (one_voxel_of_one_case, 4, "scores differ, and")}


@pytest.mark.usefixtures("phantom")
@pytest.mark.parametrize("name", LOWERED)
def test_the_projects_own_gate_fails_where_a_score_is_lowered(name: str, tmp_path: Path) -> None:
    spoil, code, said = LOWERED[name]
    (tmp_path / "worse").mkdir()
    for case, path in enumerate(sorted((OWN / "predictions").iterdir())):
        mask = volume.read_mask(path)
        volume.write_mask(tmp_path / "worse" / path.name, replace(mask, array=spoil(mask.array.copy(), case)))
    done = own(name, tmp_path, model=f"preds:{tmp_path / 'worse'}", **STORED)
    assert done.exit_code == code, done.output
    assert said in done.stdout


def test_the_figures_of_the_page_are_those_of_the_simulation() -> None:
    with (ROOT / "tests/benchmarks/gate_power.csv").open(encoding="utf-8") as file:
        table = {(row["scenario"], row["cases"]): row for row in csv.DictReader(file)}
    rows = re.findall(r"^\| ([^|]+) \| (worse|not worse) \|((?: [\d.]+ \|){5})$", PAGE, re.MULTILINE)
    assert len(rows) == 13
    for scenario, verdict, cells in rows:
        for cases, cell in zip(("8", "20", "40", "65", "200"), cells.split(" | "), strict=True):
            assert float(cell.strip(" |")) == pytest.approx(float(table[scenario, cases][verdict]), abs=5.1e-4)


@pytest.mark.skipif(os.name == "nt", reason="the step of the action is a bash script")
def test_the_script_of_the_action_gates_and_reports_its_exit_code(tmp_path: Path) -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    script = re.findall(r"      run: \|\n((?:        .*\n)+)", text)[0].replace("        ", "")
    assert "${{" not in script  # a name in it would be read as a command
    (tmp_path / "segeval").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m segeval "$@"\n')
    (tmp_path / "segeval").chmod(0o755)
    pair = [write_run(tmp_path, _lists(v), model=m) for m, v in (("one", BASE), ("two", BASE - 0.03))]
    given = {"BASE": pair[0], "CANDIDATE": pair[1], "POLICY": "", "PROFILE": "full", "STRICT": "true"}
    places = {"REPORTS": tmp_path / "reports", "GITHUB_OUTPUT": tmp_path / "output", "PYTHONPATH": ROOT}
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, **{k: str(v) for k, v in {**given, **places}.items()}, "PATH": path}
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], check=False, env=environment, capture_output=True)
    assert done.returncode == 3, done.stderr.decode()
    assert (tmp_path / "output").read_text(encoding="utf-8") == "exit-code=3\n"
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["comment.md", "gate.json", "junit.xml"]
