"""Several models on several datasets, the first cases alone, and results as one JSON document."""

import json
from pathlib import Path
from typing import Any

import pytest

from segeval import datasets, report, runner, store
from segeval.errors import UnknownName, UsageError
from tests.models.toys import TEST_IDS, Bright, unwatched
from tests.test_cli import call, refused

OTSU, SHED = "classical:otsu", "classical:watershed"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder: the commands write ``runs`` into the current one."""
    monkeypatch.chdir(tmp_path)


def run(*more: object) -> Any:
    return call("run", "--metrics", "dice", "--limit", "2", *more)


# The first cases


def test_the_first_cases_are_those_of_the_split_and_are_another_run(phantom_2d: Path, tmp_path: Path) -> None:
    few, whole = (
        runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, metrics="dice", limit=limit)
        for limit in (3, 99)
    )
    one, other = (store.read_manifest(finished.folder).record for finished in (few, whole))
    assert (one.data.case_ids, other.data.case_ids) == (TEST_IDS[:3], TEST_IDS)
    assert (one.marks, other.marks) == (("the first 3 of 8 cases alone",), ())
    assert one.comparability != other.comparability
    plain = runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, metrics="dice")
    assert plain.folder == whole.folder


@pytest.mark.usefixtures("phantom_2d")
def test_a_run_that_is_not_ranked_says_so_where_it_ends() -> None:
    shown = run("--model", "classical:otsu", "--dataset", "phantom-2d").output
    assert shown.endswith("\nnot ranked: the first 2 of 8 cases alone\n")
    whole = call("run", "--metrics", "dice", "--model", "classical:otsu", "--dataset", "phantom-2d")
    assert "not ranked" not in whole.output


@pytest.mark.parametrize("limit", [0, -1])
def test_no_case_at_all_is_refused(limit: int, phantom_2d: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"--limit {limit}: give a number of cases, at least 1"):
        runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, limit=limit)


def test_a_board_ranks_no_run_of_the_first_cases(phantom_2d: Path, tmp_path: Path) -> None:
    for limit in (3, None):
        runner.run(model=Bright(), dataset="phantom-2d", output=tmp_path, metrics="dice", limit=limit)
    runs = [store.read_run(folder) for folder in store.find_runs(tmp_path)]
    rules = report.rules.rules_of(next(run for run in runs if not run.record.marks), runs)
    kept_off = {len(run.record.data.case_ids): rules.differences(run) for run in runs}
    assert kept_off == {3: ["cases"], 8: []}


# Several


def test_every_model_is_run_on_every_dataset_with_a_line_each_and_a_table(
    phantom: Path, phantom_2d: Path, tmp_path: Path
) -> None:
    words = ["--model", OTSU, "--model", SHED, "--dataset", "phantom-2d", "--dataset", "phantom"]
    done = run(*words)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [line.split(": 2 of 2 cases")[0] for line in lines[:4]] == [
        f"{model} on {dataset}" for dataset in ("phantom-2d", "phantom") for model in (OTSU, SHED)
    ]
    assert lines[4].split() == ["model", "dataset", "structure", "dice"]
    assert len(lines) == 5 + 4 * 2
    ledgers = {path: path.read_bytes() for path in tmp_path.glob("runs/*/*/*/ledger.jsonl")}
    assert len(ledgers) == 4
    assert run(*words).stdout == done.stdout
    assert {path: path.read_bytes() for path in ledgers} == ledgers


def test_a_pair_that_fails_does_not_stop_the_others(own_phantom_2d: Path, phantom: Path) -> None:
    image = datasets.load("phantom-2d").cases[TEST_IDS[0]].images[0]
    unwatched(own_phantom_2d)
    image.write_bytes(image.read_bytes()[:100])
    done = run("--model", OTSU, "--model", "onnx:nowhere.onnx", "--dataset", "phantom-2d", "--dataset", "lits")
    assert "1 of 2 cases scored" in done.stdout
    assert "onnx:nowhere.onnx on phantom-2d: onnx:nowhere.onnx: there is no such file" in done.stderr
    assert f"{OTSU} on lits: lits is not prepared" in done.stderr
    assert "4 of 4 runs failed or are incomplete: classical:otsu on phantom-2d," in done.stderr
    assert done.exit_code == 5  # of the incomplete run; a wrong request alone is 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--model", OTSU, "--model", "unett", "--dataset", "phantom-2d"), "unknown model 'unett'"),
        (("--model", OTSU, "--dataset", "phantom-2d", "--dataset", "phantm"), "unknown dataset 'phantm'"),
        (("--model", OTSU, "--model", "x:y", "--dataset", "phantom-2d"), "unknown model scheme 'x'"),
        (("--model", OTSU, "--model", SHED, "--dataset", "phantom-2d", "--name", "mine"), "--name of which of the 2"),
        (("--dataset", "phantom-2d"), "Give --model, or --pipeline FILE.toml"),
    ],
)
def test_a_wrong_name_is_refused_before_anything_runs(
    words: tuple[str, ...], message: str, phantom_2d: Path, tmp_path: Path
) -> None:
    assert message in refused("run", "--metrics", "dice", *words, code=2)
    assert not (tmp_path / "runs").exists()


def test_names_are_checked_before_the_first_run() -> None:
    with pytest.raises(UnknownName, match="phantm"):
        next(runner.run_pairs([OTSU], ["phantm"]))


# JSON


def test_a_run_is_one_document(phantom_2d: Path) -> None:
    done = run("--model", OTSU, "--dataset", "phantom-2d", "--json")
    (entry,) = json.loads(done.stdout)["runs"]
    assert entry["cases"] == {"expected": 2, "ok": 2, "failed": 0, "missing": 0}
    assert (entry["model"], entry["dataset"], entry["part"]) == ("classical-otsu", "phantom-2d", "test")
    assert entry["marks"] == ["the first 2 of 8 cases alone"]
    assert Path(entry["folder"]).name == entry["run_id"]
    assert {(mean["structure"], mean["metric"]) for mean in entry["means"]} == {("organ", "dice"), ("lesion", "dice")}


def test_a_document_names_what_failed_and_the_exit_code_tells_it(phantom_2d: Path) -> None:
    done = run("--model", "onnx:nowhere.onnx", "--model", OTSU, "--dataset", "phantom-2d", "--json")
    first, second = json.loads(done.stdout)["runs"]
    assert first == {
        "model": "onnx:nowhere.onnx",
        "dataset": "phantom-2d",
        "error": "onnx:nowhere.onnx: there is no such file",
        "exit_code": 2,
    }
    assert second["exit_code"] == 0
    assert done.exit_code == 2


def test_a_model_that_prints_does_not_spoil_the_document(phantom_2d: Path, tmp_path: Path) -> None:
    (tmp_path / "talks.py").write_text(
        "def factory():\n    print('hello')\n    return lambda image: (image.array[0] > 0).astype(int)\n"
    )
    done = run("--model", "py:talks:factory", "--dataset", "phantom-2d", "--no-probe", "--json")
    assert json.loads(done.stdout)["runs"][0]["cases"]["ok"] == 2
    assert "hello" in done.stderr


def test_eval_and_score_are_documents_too(phantom_2d: Path, tmp_path: Path) -> None:
    run("--model", OTSU, "--dataset", "phantom-2d", "--save-predictions")
    (folder,) = tmp_path.glob("runs/*/*/*")
    scored = json.loads(call("score", folder, "--metrics", "dice", "--json", "--output", "again.csv").stdout)
    assert scored["protocol"] == "segeval"
    assert {row["structure"]: (row["n"], row["expected"]) for row in scored["means"]} == {
        "organ": (2, 2),
        "lesion": (1, 2),  # the other case has none
    }
    references = datasets.load("phantom-2d").root / "labelsTs"
    words = ["eval", "--reference", references, "--prediction", folder / "predictions", "--labels", "1=organ"]
    done = call(*words, "--metrics", "dice", "--json")
    (entry,) = json.loads(done.stdout)["runs"]
    assert (done.exit_code, entry["exit_code"], entry["cases"]["missing"]) == (5, 5, 6)


# Predicting, by command


def test_predict_says_what_came_of_it_and_exits_with_5_where_a_case_failed(phantom_2d: Path, tmp_path: Path) -> None:
    data = datasets.load("phantom-2d")
    (tmp_path / "in").mkdir()
    for case in TEST_IDS[:2]:
        (tmp_path / "in" / f"{case}.png").write_bytes(data.cases[case].images[0].read_bytes())
    words = ["predict", "--model", OTSU, "--dataset", "phantom-2d", "in", "out"]
    done = call(*words)
    assert (done.exit_code, done.stdout) == (0, "2 cases predicted: out\n")
    assert call(*words).stdout == "0 cases predicted, 2 there already: out\n"
    (tmp_path / "in/broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    failed = call(*words)
    assert failed.exit_code == 5
    assert failed.stdout == "0 cases predicted, 2 there already, 1 failed: out\n"
    assert failed.stderr.splitlines()[-2].startswith("broken: ")
    assert "1 of 3 cases failed" in failed.stderr.splitlines()[-1]
    assert "Give --model, or --pipeline" in refused("predict", "in", "out", code=2)


def test_help_lists_options_under_headings_each_once() -> None:
    for command in ("run", "predict"):
        shown = call(command, "--help").stdout
        for heading in ("What to run:", "About the model:", "How to compute:", "What to write:", "Other:"):
            assert heading in shown
        options = [line.split()[0] for line in shown.splitlines() if line.startswith("  -") and "{" not in line]
        assert len(set(options)) == len(options)
        assert "--quiet" in shown
