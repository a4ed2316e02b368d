"""Boards on disk: copy runs in, derive every page and table from what is there, check that nobody edited them.

::

    <boards>/index.html                      every board with its best model
    <boards>/<dataset>/index.html            the leaderboard
    <boards>/<dataset>/leaderboard.csv       the same numbers
    <boards>/<dataset>/board.json            the rules that it ranks by: made once, then only read
    <boards>/<dataset>/board.lock.json       the digest of every file that it was made of, and its id
    <boards>/<dataset>/runs/<model>/<run_id>/    the runs, without their ledgers, each with a cases.html
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from segeval._disk import digest, file_sha256, replace, to_json_text, writing
from segeval.errors import DamagedFile, SegevalError, UsageError
from segeval.records import canonical, folder_name
from segeval.report import page, tables
from segeval.report._entries import candidates
from segeval.report.ranking import Board, complete, rank
from segeval.report.rules import RULES_FILE, propose_rules, read_rules, rules_of, rules_text
from segeval.store import RUN_FILES, Run, files_of, find_runs, read_run

LOCK_SCHEMA = "segeval-board/3"
PAGE = "cases.html"  # of a run, derived like the board


def build(runs: Path, boards: Path, rules_from: Path | None = None) -> list[Path]:
    """Add the finished runs under ``runs`` to their boards and rebuild everything; return the pages, the index last.

    Runs that a board already holds stay on it; one that was run further replaces its earlier state. The rules of a
    board are those in its ``board.json``; ``rules_from`` is a run to take them from instead.

    Raises:
        UsageError: If there is no finished run.
        DamagedFile: If a run is not what its manifest or its counts say. It is on no board, nothing of it was copied,
            and all others are on theirs when this is raised.
    """
    found = find_runs(runs)
    if not found:
        msg = f"{runs} holds no finished run (dataset/model/run_id/summary.json); run segeval first, or name its output"
        raise UsageError(msg)
    given = read_run(rules_from) if rules_from else None
    sound, faults = _read(found)
    copies = {(target := _copy(run, boards)): dataclasses.replace(run, path=target) for run in sound}
    if given is not None:
        replace(boards / folder_name(given.record.data.dataset) / RULES_FILE, rules_text(rules_of(given)))
    pages, more = _rebuild(boards, copies)
    _refuse([*faults, *more])
    return pages


def rebuild(boards: Path) -> list[Path]:
    """Derive everything under ``boards`` again from its runs and rules; return the pages, the index last.

    A board without rules gets those that its runs propose.

    Raises:
        DamagedFile: If a run is not what its manifest or its counts say; all others are on their boards.
    """
    pages, faults = _rebuild(boards)
    _refuse(faults)
    return pages


def check(boards: Path) -> list[str]:
    """Return one line for every generated file under ``boards`` that its runs do not give, and for every damaged run.

    There is none if all is well.
    """
    files, faults = derive(boards)
    return faults + [
        f"{path} is not what its runs give; do not edit it, rebuild it with segeval board"
        for path, text in files.items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]


def _rebuild(boards: Path, known: Mapping[Path, Run] | None = None) -> tuple[list[Path], list[str]]:
    """Return the pages, and what is wrong with the runs that are on none."""
    files, faults = derive(boards, known)
    for path, text in files.items():
        replace(path, text)
    return [path for path in files if path.name == "index.html"], faults


def _read(places: Iterable[Path], known: Mapping[Path, Run] | None = None) -> tuple[list[Run], list[str]]:
    """Return the runs that can be read, and what is wrong with each other one; ``known`` were read before."""
    runs: list[Run] = []
    faults: list[str] = []
    for place in places:
        try:
            runs.append((known or {}).get(place) or read_run(place))
        except SegevalError as error:
            faults.append(str(error))
    return runs, faults


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        msg = f"{len(faults)} left out, the boards hold all other runs: {' | '.join(dict.fromkeys(faults))}"
        raise DamagedFile(msg)


def derive(boards: Path, known: Mapping[Path, Run] | None = None) -> tuple[dict[Path, str], list[str]]:
    """Return the text of every generated file of a folder of boards, and what is wrong with the runs left out.

    Nothing but its rules and runs is read, and of these not what is ``known``. A board that has no rules gets those
    that its runs propose.
    """
    files: dict[Path, str] = {}
    faults: list[str] = []
    entries: list[tuple[str, Board]] = []
    for place in sorted(path.parent for path in boards.glob("*/runs")):
        runs, wrong = _read(find_runs(place), known)
        faults += wrong
        if not runs:
            continue
        rules = read_rules(place)
        if rules is None:
            rules = propose_rules(candidates(runs))
            files[place / RULES_FILE] = rules_text(rules)
        board = complete(rank(runs, rules=rules))
        lock = _lock(board)
        entries.append((place.name, board))
        files |= {path / PAGE: text for path, text in page.cases(board)}
        files[place / "leaderboard.csv"] = tables.leaderboard(board)
        files[place / "board.lock.json"] = to_json_text(lock)
        files[place / "index.html"] = page.leaderboard(board, place, str(lock["id"]))
    files[boards / "index.html"] = page.index(entries)
    return files, faults


def _lock(board: Board) -> dict[str, object]:
    """Return what a board was made of: the digest of every file of every run and of its rules, and theirs as its id."""
    runs = {
        run.run_id: {
            "model": run.record.model.id,
            "ranked": row.rank is not None,
            "sha256": {
                path.relative_to(run.path).as_posix(): file_sha256(path)
                for path in sorted(run.path.rglob("*"))
                if path.is_file() and path.name != PAGE and not path.name.startswith(".")
            },
        }
        for row in board.rows
        for run in row.runs
    }
    content = {
        "schema": LOCK_SCHEMA,
        "dataset": board.rules.data.dataset,
        "comparability": board.rules.comparability,
        "rules": digest(canonical(board.rules)),
        "runs": {run_id: runs[run_id] for run_id in sorted(runs)},
    }
    return {"id": digest(content), **content}


def _copy(run: Run, boards: Path) -> Path:
    """Return the folder that a run now has on its board."""
    data, model = run.record.data, run.record.model
    target = boards / folder_name(data.dataset) / "runs" / folder_name(model.id) / run.run_id
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
    there = files_of(run.path)
    for name in RUN_FILES:
        if name in there:
            replace(target / name, (run.path / name).read_bytes().decode())
        else:
            (target / name).unlink(missing_ok=True)
    return target
