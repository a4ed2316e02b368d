"""Two runs side by side: numbers that another computation gives, and refusals instead of numbers."""

import hashlib
import json
import re
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from segeval import volume
from segeval.cli import main
from segeval.compare import compare, differences, html, located, markdown, read_pair
from segeval.compare.pictures import COLOURS, COVER, LARGEST, pictures
from segeval.errors import BadData, DamagedFile, IncompleteRun, NotComparable, UsageError
from segeval.records import Case, Grid, Mask, Volume
from segeval.stats import mean_interval
from tests._pairs import NOTHING, SIDE, git, write_run

ROOT = Path(__file__).parents[1]
BOARD = ROOT / "leaderboards/dsb2018"
RANDOM = np.random.default_rng(14)
BASE = RANDOM.uniform(0.6, 0.95, 24).round(4).tolist()
OTHER = (np.array(BASE) + RANDOM.normal(0.01, 0.02, 24)).clip(0, 1).round(4).tolist()


def test_the_numbers_of_a_board_are_those_of_its_csv_files() -> None:
    with located(f"{BOARD}:fdunet[width=16]") as base, located(f"{BOARD}:unet-8") as candidate:
        found = compare(*read_pair(base, candidate))
        tables: list[Any] = [
            pd.read_csv(run / "scores.csv", index_col=["case_id", "structure", "metric"]) for run in (base, candidate)
        ]
    one, other = (table.reset_index().pivot_table("value", ["structure", "metric"], "case_id") for table in tables)
    assert len(found.changes) == len(one)
    for change in found.changes:
        before, after = (t.loc[change.structure, change.metric] for t in (one, other))
        if change.better == "zero":
            before, after = before.abs(), after.abs()
        gain = (after - before) * (1 if change.better == "higher" else -1)
        assert (change.base, change.candidate) == pytest.approx((before.mean(), after.mean()))
        assert (change.wins, change.losses, change.ties) == ((gain > 0).sum(), (gain < 0).sum(), (gain == 0).sum())
        group = tables[0].group.groupby("case_id").first().loc[before.index]
        interval = mean_interval((after - before).to_numpy(), group.tolist())
        assert (change.difference, change.low, change.high) == pytest.approx(
            (interval.mean, interval.low, interval.high)
        )
    dice = (other - one).loc["nucleus", "dice"].abs().sort_values(ascending=False)
    assert [case.case for case in found.cases] == dice.index[:10].tolist()


def test_cases_of_one_patient_count_once(tmp_path: Path) -> None:
    shift = np.repeat(RANDOM.normal(0, 0.05, 12), 2)
    after = (np.array(BASE) + shift).clip(0, 1)
    patients = [f"p{i // 2}" for i in range(24)]
    runs = [write_run(tmp_path / "a", v, groups=patients, model=m) for m, v in (("one", BASE), ("two", after.tolist()))]
    alone = [write_run(tmp_path / "b", v, model=m) for m, v in (("one", BASE), ("two", after.tolist()))]
    known, ignored = (compare(*read_pair(*pair)).changes[0] for pair in (runs, alone))
    assert (known.groups, ignored.groups, known.n) == (12, 24, 24)
    assert known.difference == ignored.difference
    assert known.high - known.low > 1.2 * (ignored.high - ignored.low)  # type: ignore[operator]  # there are 12 groups


def test_predicting_nothing_does_not_spare_a_distance(tmp_path: Path) -> None:
    runs = write_run(tmp_path, BASE, model="one"), write_run(tmp_path, [NOTHING, *BASE[1:]], model="two")
    distance = compare(*read_pair(*runs)).changes[1]
    diagonal = SIDE * 3**0.5
    assert distance.n == 24
    assert distance.difference == pytest.approx((diagonal - 100 * (1 - BASE[0])) / 24)
    assert (distance.wins, distance.losses, distance.ties) == (0, 1, 23)


OTHERWISE: dict[str, dict[str, Any]] = {
    "dataset": {"dataset": "other"},
    "dataset version": {"version": 2},
    "unit": {"unit": "px"},
    "part": {"part": "val"},
    "split": {"split_digest": "6" * 16},
    "labels": {"label_digest": "2" * 16},
    "instances": {"instance_digest": "3" * 16},
    "ignored label": {"ignore": 255},
    "cases": {"prefix": "scan"},
    "structures": {"tolerance": 3.0},
    "empty-mask policy": {"policy": "segeval-2"},
    "groups": {"groups": [f"p{i // 2}" for i in range(24)]},
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_differs_is_listed_and_no_number_is_said(name: str, tmp_path: Path) -> None:
    one, other = write_run(tmp_path, BASE), write_run(tmp_path, OTHER, model="two", **OTHERWISE[name])
    found = differences(*read_pair(one, other))
    assert {line.partition(":")[0] for line in found} == {name}
    with pytest.raises(NotComparable, match=name):
        compare(*read_pair(one, other))
    for command in ("compare", "gate"):
        done = CliRunner().invoke(main, [command, str(one), str(other)])
        assert done.exit_code == 6
        assert not re.search(r"0\.\d\d", done.stdout)


def test_case_sets_are_compared_by_name(tmp_path: Path) -> None:
    one, other = write_run(tmp_path, BASE), write_run(tmp_path, BASE[:-2], model="two")
    assert differences(*read_pair(one, other)) == ["cases: 2 only in the baseline (case-022, case-023)"]


def test_metrics_of_another_version_are_left_out_and_without_any_there_is_no_comparison(tmp_path: Path) -> None:
    one = write_run(tmp_path, BASE)
    other = write_run(tmp_path, OTHER, model="two", metrics={"dice": 2, "hd95": 1})
    found = compare(*read_pair(one, other))
    assert [change.metric for change in found.changes] == ["hd95"]
    assert found.left_out == ("dice: version 1 in the baseline, 2 in the candidate",)
    third = write_run(tmp_path, OTHER, model="three", metrics={"dice": 2})
    with pytest.raises(NotComparable, match="no metric of both"):
        compare(*read_pair(one, third))


def test_edited_empty_and_foreign_runs_are_bad_data(tmp_path: Path) -> None:
    good, edited, foreign = (write_run(tmp_path, BASE, model=name) for name in ("good", "edited", "foreign"))
    (edited / "scores.csv").write_text(
        (edited / "scores.csv").read_text(encoding="utf-8").replace(str(BASE[3]), "0.9999", 1)
    )
    (foreign / "manifest.json").write_text(
        (foreign / "manifest.json").read_text(encoding="utf-8").replace("segeval/2", "segeval/9")
    )
    for run in (edited, foreign):
        with pytest.raises(DamagedFile, match=run.name):
            read_pair(good, run)
        for command in ("compare", "gate"):
            assert CliRunner().invoke(main, [command, str(good), str(run)]).exit_code == 7
    empty = write_run(tmp_path, [], model="empty")
    with pytest.raises(BadData, match="no case"):
        read_pair(good, empty)


def test_a_run_is_found_by_folder_row_or_id_and_never_guessed(tmp_path: Path) -> None:
    one, two = (write_run(tmp_path, BASE, model=name) for name in ("one", "two"))
    for words, run in {
        str(one): one,
        f"{tmp_path}/toy:two": two,
        f"{tmp_path}:{one.name}": one,
        f"{tmp_path}/toy/two": two,
    }.items():
        with located(words) as found:
            assert found == run
    with located(f"{tmp_path}/toy", "two") as found:
        assert found == two
    for words, said in {
        f"{tmp_path}/toy": "2 runs are meant; name one of one/",
        f"{tmp_path}/toy:three": "no run of 'three'",
        f"{tmp_path}/nowhere": "there is no folder",
        f"git:{tmp_path}": "is not git:REVISION:PATH",
        "git:--output=x:y": "is not git:REVISION:PATH",
        "git:HEAD:../x": "inside the repository",
    }.items():
        with pytest.raises(UsageError, match=re.escape(said)), located(words):
            pass
    (two / "summary.json").unlink()
    with pytest.raises(IncompleteRun, match="still runs or was killed"), located(str(two)):
        pass


def test_a_committed_run_is_copied_byte_by_byte_and_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, ran = tmp_path / "repository", tmp_path / "ran"
    run = write_run(repository / "deep/runs", BASE)
    (repository / ".gitattributes").write_text("* filter=evil\n*.csv export-subst\n")
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "baseline")
    git(repository, "config", "filter.evil.smudge", f"touch {ran}; cat")
    committed = (run / "scores.csv").read_bytes()
    (run / "scores.csv").write_text("something else")
    monkeypatch.chdir(repository / "deep")
    with located("git:HEAD:runs:unet") as found:
        assert (found / "scores.csv").read_bytes() == committed
        read_pair(found, found)
    assert not found.exists()
    assert not ran.exists()
    with pytest.raises(UsageError, match="fetch the revision"), located("git:v9:runs"):
        pass


def test_hostile_names_stay_text_in_every_output(tmp_path: Path) -> None:
    name = "x|<script>alert(1)</script>`[a](http://b)\n@all"
    runs = (write_run(tmp_path, {name: v}, model=m) for m, v in (("one", BASE), ("<b>two</b>", OTHER)))
    found = compare(*read_pair(*runs))
    page, text = html(found), markdown(found)
    assert "<script" not in page
    assert "<b>" not in page
    rows = [line for line in text.splitlines() if "script" in line]
    assert rows
    for row in rows:
        assert re.search(r"`[^`]*<script>[^`]*@all`", row)
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows if "dice" in row}) == 1


def test_the_page_needs_no_other_file_and_allows_no_script(tmp_path: Path) -> None:
    runs = [str(write_run(tmp_path, v, model=m)) for m, v in (("one", BASE), ("two", OTHER))]
    done = CliRunner().invoke(main, ["compare", *runs, "--html", f"{tmp_path}/a.html", "--json", f"{tmp_path}/a.json"])
    assert done.exit_code == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = page.replace("&#39;", "'")
    assert "default-src 'none'; " in shown
    assert f"; style-src 'sha256-{digest}'" in shown
    assert re.findall(r"https?:|src=|href=|<script|style=", page) == []
    assert "prefers-color-scheme: dark" in style
    change = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["changes"][0]
    assert f"{change['base']:.4f} | {change['candidate']:.4f} | {change['difference']:+.4f}" in done.stdout


def test_pictures_show_what_each_run_found_missed_and_invented(tmp_path: Path) -> None:
    reference, shape = np.zeros((40, 40), np.uint8), (1, 40, 40)
    reference[10:30, 10:30] = 1
    half, moved = reference.copy(), np.roll(reference, 10, axis=1)
    half[10:20] = 0
    grid = Grid.pixels((40, 40))
    dice = {"half": [2 * 200 / 600], "moved": [2 * 200 / 800]}
    found = {}
    for name, mask in (("half", half), ("moved", moved)):
        found[name] = write_run(tmp_path, dice[name], model=name, unit="px")
        (found[name] / "predictions").mkdir()
        volume.write_mask(found[name] / "predictions/case-000.png", Mask(mask, grid))
    volume.write_image(tmp_path / "image.png", Volume(np.zeros(shape, np.float32), grid))
    volume.write_mask(tmp_path / "mask.png", Mask(reference, grid))
    case = Case(dataset="toy", id="case-000", group="", images=(tmp_path / "image.png",), mask=tmp_path / "mask.png")
    drawn = list(pictures(compare(*read_pair(found["half"], found["moved"])), {"case-000": case}))
    assert [picture.caption for picture in drawn] == ["case-000, organ"]
    (tmp_path / "drawn.png").write_bytes(b64decode(drawn[0].url.partition(",")[2]))
    pixels = volume.read_image(tmp_path / "drawn.png").array
    assert pixels.shape == (3, LARGEST, 2 * LARGEST)
    shares = {
        name: [float((side == level[:, None, None]).all(axis=0).mean()) for side in np.split(pixels, 2, axis=2)]
        for name, level in {name: np.round(COVER * np.array(colour)) for name, colour in COLOURS.items()}.items()
    }
    whole = 40 * 40
    assert shares["found"] == pytest.approx([200 / whole, 200 / whole])
    assert shares["missed"] == pytest.approx([200 / whole, 200 / whole])
    assert shares["too much"] == pytest.approx([0, 200 / whole])
