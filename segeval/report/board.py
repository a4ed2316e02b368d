"""Boards on disk: copy runs in, derive every page and table from what is there, check that nobody edited them.

::

    <boards>/index.html                      every board with its best model
    <boards>/<dataset>/index.html            the leaderboard
    <boards>/<dataset>/leaderboard.csv       the same numbers
    <boards>/<dataset>/board.lock.json       which runs it was made of
    <boards>/<dataset>/runs/<model>/<run_id>/    the runs, without their ledgers, each with a cases.html
"""

import hashlib
from pathlib import Path

from segeval import __version__
from segeval._disk import replace, to_json_text, writing
from segeval.errors import UsageError
from segeval.report import page, tables
from segeval.report.ranking import Board, rank
from segeval.store import DERIVED, find_runs, folder, read_manifest, read_run

LOCK_SCHEMA = "segeval-board/1"


def build(runs: Path, boards: Path) -> list[Path]:
    """Add the finished runs under ``runs`` to their boards and rebuild everything; return the pages, the index last.

    Runs that a board already holds stay on it; one that was run further replaces its earlier state.

    Raises:
        UsageError: If there is no finished run.
        DamagedFile: If a run is not what its manifest says.
    """
    found = find_runs(runs)
    if not found:
        msg = f"{runs} holds no finished run (dataset/model/run_id/summary.json); run segeval first, or name its output"
        raise UsageError(msg)
    for run in found:
        _copy(run, boards)
    files = derive(boards)
    for path, text in files.items():
        replace(path, text)
    return [path for path in files if path.name == "index.html"]


def check(boards: Path) -> list[str]:
    """Return one line for every generated file under ``boards`` that its runs do not give; empty if all is well."""
    return [
        f"{path} is not what its runs give; do not edit it, rebuild it with segeval board"
        for path, text in derive(boards).items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]


def derive(boards: Path) -> dict[Path, str]:
    """Return the text of every generated file of a folder of boards; nothing but its runs is read."""
    files: dict[Path, str] = {}
    entries: list[tuple[str, Board]] = []
    for place in sorted(path.parent for path in boards.glob("*/runs")):
        board = rank([read_run(run) for run in find_runs(place)])
        entries.append((place.name, board))
        files |= {row.run.path / "cases.html": page.cases(board, row) for row in board.rows}
        files[place / "leaderboard.csv"] = tables.leaderboard(board)
        files[place / "board.lock.json"] = _lock(board)
        files[place / "index.html"] = page.leaderboard(board, place)
    files[boards / "index.html"] = page.index(entries)
    return files


def _lock(board: Board) -> str:
    runs = {
        row.run.record.run_id: {
            "model": row.run.record.model,
            "ranked": row.rank is not None,
            "scores_sha256": hashlib.sha256((row.run.path / "scores.csv").read_bytes()).hexdigest(),
        }
        for row in sorted(board.rows, key=lambda row: row.run.record.run_id)
    }
    content = {
        "schema": LOCK_SCHEMA,
        "segeval": __version__,
        "dataset": board.record.dataset,
        "comparability": board.record.comparability,
        "runs": runs,
    }
    return to_json_text(content)


def _copy(run: Path, boards: Path) -> None:
    record, _ = read_manifest(run)
    target = boards / folder(record.dataset) / "runs" / folder(record.model) / record.run_id
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
    for name in ("manifest.json", *DERIVED):
        if name != "surfaces.jsonl" or (run / name).exists():  # which only runs with distances have
            replace(target / name, (run / name).read_bytes().decode())
