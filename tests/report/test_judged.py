"""No run comes first by what it left out, by errors that cancel, or by an edited file; and none costs the others."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import _disk
from segeval.errors import DamagedFile
from segeval.records import CaseScore, MetricInfo, Structure
from segeval.report import build, check, rebuild
from segeval.report.aggregate import MACRO, aggregate, title_of
from segeval.report.ranking import Board, rank
from segeval.report.rules import rules_of
from segeval.store import Run, read_run
from segeval.store._sound import require_sound
from tests.report._factory import DECLARATIONS, Fake, write


def made(tmp_path: Path, **fake: Any) -> Run:
    return read_run(write(tmp_path, Fake(**fake)))


def changed(run: Run, change: Callable[[int, CaseScore], CaseScore]) -> Run:
    """Return a run with other scores; ``change`` takes the position of the case."""
    cases = [replace(case, scores=tuple(change(k, score) for score in case.scores)) for k, case in enumerate(run.cases)]
    return replace(run, cases=tuple(cases))


def ranks(board: Board) -> dict[str, int | None]:
    return {row.run.record.model.id: row.rank for row in board.rows}


# What ranks


def test_signs_that_cancel_do_not_lead(tmp_path: Path) -> None:
    """Off by 50 % up and down has a mean of 0; always 10 % too large is nearer to the truth."""
    wild, steady = made(tmp_path, model="wild"), made(tmp_path, model="steady")

    def sway(k: int, score: CaseScore) -> CaseScore:
        return replace(score, value=0.5 * (-1) ** k, status="ok") if score.metric == "rvd" else score

    def lean(_: int, score: CaseScore) -> CaseScore:
        return replace(score, value=0.1, status="ok") if score.metric == "rvd" else score

    board = rank([changed(wild, sway), changed(steady, lean)], headline="rvd")
    assert ranks(board) == {"steady": 1, "wild": 2}
    cell = board.rows[1].cell(MACRO, board.headline)
    assert cell is not None
    assert (cell.mean, cell.worth) == (0, 0.5)
    assert board.rows[1].tied is False


def give_up(k: int, score: CaseScore) -> CaseScore:
    """Predict nothing in all cases but the first, where it is perfect; a distance then has no value."""
    if score.metric != "hd95" or score.status == "both_empty":
        return score
    return replace(score, value=0.0) if k == 0 else replace(score, value=None, status="prediction_empty")


def test_a_model_that_gives_up_is_not_ranked_by_a_distance(tmp_path: Path) -> None:
    lazy, honest = changed(made(tmp_path, model="lazy"), give_up), made(tmp_path, model="honest")
    board = rank([lazy, honest], headline="hd95")
    assert ranks(board) == {"honest": 1, "lazy": None}
    assert board.rows[1].reasons == ("no hd95 in 9 of 11 cases whose reference holds the structure",)


def test_it_is_ranked_by_dice_where_giving_up_is_worth_0_and_its_distance_is_not_printed_bold(tmp_path: Path) -> None:
    from segeval.report._contrast import contrast
    from segeval.report.page import leaderboard

    runs = [made(tmp_path, model=name, seed=k) for k, name in enumerate(("lazy", "b", "c"))]
    board = rank([changed(runs[0], give_up), *runs[1:]])
    assert all(row.rank for row in board.rows)
    (hd95,) = (metric for metric in board.metrics if metric.id == "hd95")
    lazy = next(k for k, row in enumerate(board.rows) if row.run.record.model.id == "lazy")
    assert lazy not in contrast(board, "liver", hd95).rows
    assert "class=b>0.00" not in leaderboard(board, tmp_path / "toy-liver")


def test_a_case_without_the_structure_is_nobodys_fault(tmp_path: Path) -> None:
    run = made(tmp_path, model="a")
    assert aggregate(run)["tumour", "hd95"].undefined == 1
    assert aggregate(run)["tumour", "hd95"].missed == 0
    assert ranks(rank([run], headline="hd95")) == {"a": 1}


def test_a_structure_that_no_reference_holds_is_in_nobodys_mean(tmp_path: Path) -> None:
    """The false alarm of a good model would be averaged with its organ, for it alone."""

    def alarm(k: int, score: CaseScore) -> CaseScore:
        return replace(score, value=0, status="reference_empty") if k == 0 else empty(k, score)

    def empty(_: int, score: CaseScore) -> CaseScore:
        return replace(score, value=None, status="both_empty")

    def absent(which: Callable[[int, CaseScore], CaseScore]) -> Callable[[int, CaseScore], CaseScore]:
        return lambda k, score: which(k, score) if score.structure == "tumour" else score

    good, poor = made(tmp_path, model="good", skill=0.95), made(tmp_path, model="poor", skill=0.6)
    board = rank([changed(good, absent(alarm)), changed(poor, absent(empty))])
    assert ranks(board) == {"good": 1, "poor": 2}
    cells = board.rows[0].cells
    assert cells[MACRO, "dice"].mean == cells["liver", "dice"].mean
    assert cells["tumour", "dice"].mean == 0


def test_pixels_and_millimetres_have_no_common_mean(tmp_path: Path) -> None:
    def in_pixels(k: int, score: CaseScore) -> CaseScore:
        return replace(score, unit="px") if k == 2 and score.metric == "hd95" else score

    mixed = changed(made(tmp_path, model="mixed"), in_pixels)
    cells = aggregate(mixed)
    assert [cells[view, "hd95"].mean for view in ("liver", "tumour", MACRO)] == [None] * 3
    assert cells["liver", "hd95"].low is None
    assert cells["liver", "dice"].mean is not None
    board = rank([mixed, made(tmp_path, model="sound")], headline="hd95")
    assert ranks(board) == {"sound": 1, "mixed": None}


def test_a_structure_called_mean_is_not_the_macro_mean(tmp_path: Path) -> None:
    run = made(tmp_path)
    structures = (Structure("mean", (1, 2), 3.0), Structure("tumour", (2,), 1.0))
    named = changed(run, lambda _, score: replace(score, structure="mean") if score.structure == "liver" else score)
    data = replace(run.record.data, structures=structures)
    named = replace(named, record=replace(run.record, data=data))
    before, after = aggregate(run), aggregate(named)
    assert after["mean", "dice"].mean == before["liver", "dice"].mean
    assert after[MACRO, "dice"].mean == before[MACRO, "dice"].mean
    assert after["mean", "dice"].mean != after[MACRO, "dice"].mean
    titles = [title_of(view) for view in rank([named]).views]
    assert titles == ["mean", "structure mean", "tumour"]
    assert title_of("structure mean") == "structure structure mean"


# Edited runs

BOARD = Path("toy-liver")


def edit_scores(run: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows (case_id, group, structure, metric, value, status, unit) of ``scores.csv``, below its header."""
    path = run / "scores.csv"
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows)
    path.write_text("\n".join(map(",".join, [header, *rows])) + "\n")


def cell(column: int, row: int, value: str) -> Callable[[Path], None]:
    def change(rows: list[list[str]]) -> None:
        rows[row][column] = value

    return lambda run: edit_scores(run, change)


def summary(run: Path) -> None:
    content = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    content["means"][2]["mean"] = 0.1
    (run / "summary.json").write_text(json.dumps(content))


def manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(run: Path) -> None:
        content = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
        change(content["declarations"][0])
        (run / "manifest.json").write_text(json.dumps(content))

    return edit


EDITS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a better dice": (cell(4, 0, "0.99"), "case 'case-000': dice of 'liver' is 0.99, by the counts"),
    "a dice of 7": (cell(4, 0, "7.0"), "case 'case-000': dice of 'liver' is 7.0, outside"),
    "a better rvd": (cell(4, 1, "0"), "case 'case-000': rvd of 'liver' is 0.0, by the counts"),
    "nan": (cell(4, 2, "nan"), "case 'case-000': hd95 of 'liver' is nan"),
    "inf": (cell(4, 2, "inf"), "case 'case-000': hd95 of 'liver' is inf"),
    "a negative distance": (cell(4, 2, "-1"), "case 'case-000': hd95 of 'liver' is -1.0, outside"),
    "a better distance": (cell(4, 2, "0"), "hd95 of 'liver' is .* by scores.csv and .* by summary.json"),
    "another summary": (summary, "hd95 of 'liver' is .* by scores.csv and 0.1 by summary.json"),
    "a word for a number": (cell(4, 0, "good"), "absent or damaged"),
    "no value": (cell(4, 0, ""), "case 'case-000': dice of 'liver' is None, by the counts"),
    "no distance": (cell(4, 2, ""), "case 'case-000': hd95 of 'liver' is None with the status 'ok'"),
    "the worst is empty": (
        lambda run: edit_scores(run, lambda rows: rows[0].__setitem__(slice(4, 6), ["", "both_empty"])),
        "case 'case-000': dice of 'liver' has the status 'both_empty', by the counts .* it is 'ok'",
    ),
    "another status": (cell(5, 0, "fine"), "case 'case-000': dice of 'liver' has the status 'fine'"),
    "failed becomes ok": (cell(5, -1, "ok"), "case 'case-005': .* the case is failed"),
    "failed gets a value": (cell(4, -6, "1.0"), "case 'case-005': dice of 'liver' is 1.0 .failed., the case is failed"),
    "another group": (cell(1, 0, "patient-5"), "case 'case-000': dice of 'liver' is of group 'patient-5'"),
    "a doubled row": (
        lambda run: edit_scores(run, lambda rows: rows.append(rows[0])),
        "case 'case-000': scores.csv has dice of 'liver' twice",
    ),
    "a row less": (
        lambda run: edit_scores(run, lambda rows: rows.pop(0)),
        "case 'case-000': scores.csv has no dice of 'liver'",
    ),
    "a structure less": (
        lambda run: edit_scores(run, lambda rows: rows.__delitem__(slice(None))),
        "scores.csv has no row of dice, hd95, rvd",
    ),
    "a case of another run": (cell(0, 0, "case-999"), "do not list the cases of its manifest"),
    "a metric that nobody asked for": (cell(3, 0, "iou"), "case 'case-000': "),
    "the other direction": (manifest(lambda dice: dice.update(better="lower")), "reads dice as lower"),
    "wider bounds": (manifest(lambda dice: dice.update(bounds=[None, None])), "reads dice as higher in"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_run_is_refused_with_its_case_and_the_others_are_built(name: str, tmp_path: Path) -> None:
    edit, message = EDITS[name]
    for fake in (Fake(model="honest"), Fake(model="edited", bad={5: "failed"}, skill=0.6)):
        run = write(tmp_path / "runs", fake)
    edit(run)
    with pytest.raises(DamagedFile, match=message) as refused:
        build(tmp_path / "runs", tmp_path / "boards")
    assert str(run) in str(refused.value)
    assert "\n" not in str(refused.value)
    boards = tmp_path / "boards"
    assert [row["model"] for row in _disk.from_csv(boards / BOARD / "leaderboard.csv")] == ["honest"]
    assert check(boards) == []
    assert not list(boards.rglob("edited"))


@pytest.mark.parametrize("name", ["provenance.json", "cases.csv", "scores.csv", "summary.json"])
@pytest.mark.parametrize("content", [b"\xff\xfe", b"[" * 100_000, b"[]", b'{"dataset": 1}', b'a,b\n"' + b"x" * 200_000])
def test_no_content_of_a_file_ends_a_build_with_anything_else(name: str, content: bytes, tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake(model="honest"))
    run = write(tmp_path / "runs", Fake(model="odd"))
    (run / name).write_bytes(content)
    with pytest.raises(DamagedFile, match=run.name):
        build(tmp_path / "runs", tmp_path / "boards")
    assert [row["rank"] for row in _disk.from_csv(tmp_path / "boards" / BOARD / "leaderboard.csv")] == ["1"]


def with_distances(run: Run, hd: float, hd95: float, asd: float, **case: Any) -> Run:
    """Return a run of one case whose liver has these distances; ``case`` replaces fields of the case."""
    first = run.cases[0]
    values = {"hd": hd, "hd95": hd95, "asd": asd}
    rows = [replace(s, metric=name, value=value) for s in first.scores[2::3] for name, value in values.items()]
    scores = [*(s for s in first.scores if s.metric != "hd95"), *rows]
    rules = replace(run.record.rules, metrics={"dice": 1, "rvd": 1, **dict.fromkeys(values, 1)})
    data = replace(run.record.data, case_ids=(first.case_id,))
    entry = replace(first, scores=tuple(scores), **case)
    return replace(run, record=replace(run.record, rules=rules, data=data), declarations={}, cases=(entry,))


def test_distances_that_no_two_surfaces_have_are_refused(tmp_path: Path) -> None:
    run = made(tmp_path)
    require_sound(with_distances(run, 10, 4, 4.3, shape=(6, 8), spacing=(1.0, 1.0)))
    equal = {"counts": dict.fromkeys(("liver", "tumour"), (9, 0, 0, 1))}
    for distances, case, fault in (
        ((3, 4, 1), {}, "hd95 of 'liver' is 4, more than 3: its hd"),
        ((10, 4, 4.31), {}, "asd of 'liver' is 4.31, more than 4.3.*: 0.95 of its hd95 and 0.05 of its hd"),
        ((10.1, 4, 1), {"shape": (6, 8)}, "hd of 'liver' is 10.1, more than 10.0: the diagonal of the image"),
        ((1, 0, 0), equal, "is 0.*by the counts|hd of 'liver' is 1, more than 0.0: the masks are equal"),
    ):
        with pytest.raises(DamagedFile, match=fault):
            require_sound(_without_overlaps(with_distances(run, *distances, **case)))


def _without_overlaps(run: Run) -> Run:
    rules = replace(run.record.rules, metrics={"hd": 1, "hd95": 1, "asd": 1})
    kept = changed(run, lambda _, score: score)
    case = replace(kept.cases[0], scores=tuple(s for s in kept.cases[0].scores if s.metric in rules.metrics))
    return replace(kept, record=replace(run.record, rules=rules), cases=(case,))


def test_the_bound_of_the_mean_distance_holds_for_any_distances() -> None:
    random = np.random.default_rng(0)
    for n in range(1, 400):
        for distances in (random.pareto(1, n), np.r_[np.zeros(n - 1), 1.0], random.random(n) < 0.9, np.ones(n)):
            found = np.asarray(distances, dtype=float)
            assert found.mean() <= 0.95 * np.percentile(found, 95) + 0.05 * found.max() + 1e-12


def test_overlaps_without_counts_must_agree_with_each_other(tmp_path: Path) -> None:
    """Of a structure that is not declared there may be no counts; dice, iou and voe still belong together."""
    run = made(tmp_path)
    rows = [s for s in run.cases[0].scores if s.metric == "dice"]
    extra = [replace(rows[0], structure="all", metric=name, value=v) for name, v in (("dice", 0.5), ("iou", 0.4))]
    case = replace(run.cases[0], scores=(*rows, *(replace(s, metric="iou", value=_iou(s)) for s in rows), *extra))
    rules = replace(run.record.rules, metrics={"dice": 1, "iou": 1})
    record = replace(run.record, rules=rules, data=replace(run.record.data, case_ids=(case.case_id,)))
    with pytest.raises(DamagedFile, match=r"iou of 'all' is 0\.4, by its dice of 0\.5 it is 0\.33"):
        require_sound(replace(run, record=record, declarations={}, cases=(case,)))


def _iou(score: CaseScore) -> float:
    assert score.value is not None
    return score.value / (2 - score.value)


def test_a_run_that_is_edited_on_its_board_leaves_it_and_the_others_stay(tmp_path: Path) -> None:
    for name in "ab":
        write(tmp_path / "runs", Fake(model=name))
    boards = tmp_path / "boards"
    build(tmp_path / "runs", boards)
    [copy] = (boards / BOARD / "runs/a").iterdir()
    cell(4, 0, "0.99")(copy)
    with pytest.raises(DamagedFile, match=str(copy)):
        rebuild(boards)
    assert [row["model"] for row in _disk.from_csv(boards / BOARD / "leaderboard.csv")] == ["b"]
    build(tmp_path / "runs", boards)  # which has it whole
    assert [row["model"] for row in _disk.from_csv(boards / BOARD / "leaderboard.csv")] == ["a", "b"]


def test_what_a_run_says_of_a_metric_turns_no_ranking(tmp_path: Path) -> None:
    """A metric that nobody knows: its direction is what the board says, and the run that says otherwise is named."""
    own = MetricInfo(id="own", title="Own", unit="1", better="higher", bounds=(0, 1))

    def with_own(model: str, value: float, declared: MetricInfo) -> Run:
        run = made(tmp_path, model=model)
        run = changed(run, lambda _, score: replace(score, metric="own", value=value, status="ok", unit="1"))
        rules = replace(run.record.rules, metrics={"own": 1})
        return replace(run, record=replace(run.record, rules=rules), declarations={"own": declared})

    good, bad = with_own("good", 0.9, own), with_own("bad", 0.1, replace(own, better="lower"))
    board = rank([good, bad], rules=rules_of(good))
    assert ranks(board) == {"good": 1, "bad": None}
    assert board.rows[1].reasons == ("its manifest reads own otherwise than the board",)
    assert rank([good, bad], rules=rules_of(good)).headline.better == "higher"
    over = with_own("over", 1.5, own)
    assert ranks(rank([good, over], rules=rules_of(good))) == {"good": 1, "over": None}


# What a reader must know


def test_warnings_of_split_and_dataset_and_marks_stand_on_pages_and_in_the_table(tmp_path: Path) -> None:
    about = {
        "title": "Toy",
        "split_note": "cuts through 3 of 9 patients",
        "known_issues": ["two cases are <b>equal</b>"],
    }
    write(tmp_path / "runs", Fake(provenance={"dataset": about}))
    write(tmp_path / "runs", Fake(model="late", marks=("scored on its training cases",)))
    build(tmp_path / "runs", tmp_path / "boards")
    place = tmp_path / "boards" / BOARD
    rows = _disk.from_csv(place / "leaderboard.csv")
    assert {row["warnings"] for row in rows} == {"cuts through 3 of 9 patients | two cases are <b>equal</b>"}
    assert [row["marks"] for row in rows] == ["", "scored on its training cases"]
    assert len(DECLARATIONS) == 3
    for page in (place / "index.html", *place.rglob("cases.html")):
        text = page.read_text(encoding="utf-8")
        assert "cuts through 3 of 9 patients" in text
        assert "two cases are &lt;b&gt;equal&lt;/b&gt;" in text
    [marked] = place.glob("runs/late/*/cases.html")
    assert "<mark>scored on its training cases</mark>" in marked.read_text(encoding="utf-8")
