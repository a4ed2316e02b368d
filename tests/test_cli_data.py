"""The commands about datasets: what they print, leave behind and exit with."""

import json
from pathlib import Path

import pytest

from segeval import catalogue, datasets, report, runner
from segeval.cli import _data
from segeval.curation.export import FORMS
from segeval.datasets import glas
from tests.test_cli import call, refused


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def glands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return prepared fake glands, whose test shares a patient with training, in a data folder of their own."""
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    return datasets.prepare("glas", tmp_path / "raw", allow_partial=True)


def test_preparing_says_what_a_split_cuts(glands: Path) -> None:
    output = call("data", "prepare", "glas", "raw", "--allow-partial").output
    assert f"glas: 5 cases in {glands}" in output
    assert f"glas: goes on without what {Path('raw')} lacks: " in output
    assert "note: Slides of one patient lie in several parts. The split cuts through 1 of" in output


def test_ones_own_folder_is_prepared_by_a_name_and_scored_like_any(glands: Path) -> None:
    assert glands.is_dir()
    call("data", "export", "phantom-2d", "--to", "nnunet")
    call("data", "prepare", "phantom-2d")
    place = call("data", "export", "phantom-2d", "--to", "nnunet").output.strip()
    assert "folder/mine: 24 cases" in call("data", "prepare", "folder/mine", place).output
    done = call("run", "--model", "unet-8", "--dataset", "folder/mine", "--weights", "random", "--metrics", "dice")
    assert done.exit_code == 0
    assert "folder/mine" in call("info", "folder/mine").output
    assert "folder/mine" in call("ls", "datasets").output


def test_fetching_gated_data_says_what_to_put_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path))
    output = call("data", "fetch", "lits").output
    assert "CC-BY-NC-ND-4.0" in output
    assert "Training_Batch1.zip" in output
    assert f"then: segeval data prepare lits {tmp_path / 'downloads' / 'lits'}" in output
    assert not (tmp_path / "downloads").exists()


@pytest.mark.parametrize("command", ["verify", "stats", "audit"])
def test_every_case_is_told_to_who_asks_and_the_log_is_no_foreign_file(glands: Path, command: str) -> None:
    assert (glands / datasets.LOG).is_file()
    cases = sorted(datasets.load("glas").cases)
    told = {option: call("data", command, "glas", option) for option in ("-v", "-q")}
    assert [result.exit_code for result in told.values()] == [0, 0]
    lines = [line.split(":")[0] for line in told["-v"].stderr.splitlines()]
    assert sorted(line for line in lines if line != str(glands)) == cases
    assert told["-q"].stderr == ""
    assert told["-q"].stdout == told["-v"].stdout


def test_verifying_exits_with_seven_and_lists_the_damage(glands: Path) -> None:
    assert "5 cases in 15 files are as they were prepared" in call("data", "verify", "glas").output
    damaged = sorted(glands.glob("labelsTr/*.png"))
    damaged[0].write_bytes(damaged[1].read_bytes())
    result = call("data", "verify", "glas")
    assert result.exit_code == 7
    assert str(damaged[0]) in result.stderr


@pytest.mark.usefixtures("glands")
def test_an_audit_names_the_split_that_leaks() -> None:
    output = call("data", "audit", "glas").output
    assert "group [leaks in official, official-A" in output
    assert "testA_1 = train_10 are of one patient" in output


@pytest.mark.usefixtures("glands")
def test_numbers_and_pictures_of_a_dataset_go_to_a_page(tmp_path: Path) -> None:
    output = call("data", "stats", "glas").output
    assert "gland" in output
    assert (tmp_path / "stats" / "glas" / "stats.html").is_file()
    assert (tmp_path / "stats" / "glas" / "stats.csv").is_file()
    assert "train: 3 cases of 2 patients" in output


def test_every_form_of_export_can_be_asked_for() -> None:
    assert set(_data.FORMS) == set(FORMS)


@pytest.mark.usefixtures("glands")
def test_an_export_is_refused_where_it_has_no_form() -> None:
    assert "use --to nnunet" in refused("data", "export", "glas", "--to", "msd", code=2)


def test_every_split_is_listed_with_digest_group_and_what_it_cuts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path))
    rows = json.loads(call("ls", "splits", "--json").output)
    listed = {(row["dataset"], row["name"]): row for row in rows}
    for identifier in datasets.REGISTRY.items():
        for split, _ in datasets.known_splits(identifier):
            assert listed[identifier, split.name]["source"] == split.source
    assert listed["kvasir-seg", "880-120"]["cut"] == "unknown"
    assert listed["glas", "official"]["cut"] == "unprepared"
    assert listed["isbi2012-em", "contiguous-24-6"]["cut"] == "1 of 1"
    assert listed["cvc-clinicdb", "segeval-seq-v1"]["cut"] == "none"
    assert listed["decathlon/colon", "nnunet-0"]["train"] == "rule"
    assert len(listed) > 80
    assert "digest" in call("ls", "splits").output.splitlines()[0]


@pytest.mark.usefixtures("glands")
def test_a_prepared_dataset_knows_what_its_table_says() -> None:
    assert {row["name"]: row["cut"] for row in catalogue.splits("glas")}["official"].startswith("1 of")


@pytest.mark.usefixtures("glands")
def test_the_board_says_that_its_split_is_cut(tmp_path: Path) -> None:
    runner.run(model="unet-8", dataset="glas", split="official:train", weights="random", output=tmp_path / "runs")
    report.build(tmp_path / "runs", tmp_path / "boards")
    page = (tmp_path / "boards" / "glas" / "index.html").read_text(encoding="utf-8")
    assert "Beware" in page
    assert "cuts through 1 of" in page
