"""Boards on disk: copy runs in, derive every page and table from what is there, check that nobody edited them.

::

    <boards>/index.html                      who leads every board, and a card for every dataset
    <boards>/datasets/<dataset>.html         what is declared about a dataset, its splits and its published values
    <boards>/<dataset>/index.html            the leaderboard of its default split, all folds of that
    <boards>/<dataset>.<split>/              one like it for each other split on which somebody ran a model
    <boards>/<dataset>/leaderboard.csv       the same numbers
    <boards>/<dataset>/board.json            the rules that it ranks by: made once, then only read
    <boards>/<dataset>/board.lock.json       the digest of every file that it was made of, and its id
    <boards>/<dataset>/runs/<model>/<run_id>/    the runs, without their ledgers, each with a cases.html
    <boards>/<dataset>/pictures/             cases worth a look, if its licence lets anybody publish them
    <boards>/<dataset>/clicks/<model>-<digest>/  what segeval clicks measured on its cases, if anything
    <boards>/reported/<dataset>.csv          what others printed, typed by hand
    <boards>/pictures/<dataset>.webp         a picture of a dataset, if its licence lets anybody publish one
"""

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from segeval._disk import digest, file_sha256, read_object, reading, replace, require_plain, tidy, to_json_text, writing
from segeval.errors import BadData, DamagedFile, SegevalError, UsageError
from segeval.published import FOLDER as REPORTED
from segeval.published import Published, published
from segeval.records import canonical, folder_name
from segeval.report import page, tables
from segeval.report._case_pictures import CasePictures, picture_files, read_pictures
from segeval.report._clicks import CLICKS, FILES, click_files
from segeval.report._datasets import Declared, dataset_page, page_of
from segeval.report._entries import candidates
from segeval.report._index import index
from segeval.report._pictures import PUBLISHABLE, picture
from segeval.report.ranking import Board, complete, rank
from segeval.report.rules import RULES_FILE, board_name, propose_rules, read_rules, rules_of, rules_text
from segeval.store import RUN_FILES, Run, files_of, find_runs, read_run

LOCK_SCHEMA = "segeval-board/3"
LEFT = 3600  # seconds after which what a killed build left is no other build's that works beside this one
PAGE = "cases.html"  # of a run, derived like the board


def build(runs: Path, boards: Path, rules_from: Path | None = None, datasets: Sequence[Declared] = ()) -> list[Path]:
    """Add the finished runs under ``runs`` to their boards and rebuild everything; return the pages, the index last.

    Runs that a board already holds stay on it; one that was run further replaces its earlier state. The rules of a
    board are those in its ``board.json``; ``rules_from`` is a run to take them from instead. Each of ``datasets`` has a
    page and a card, whether or not it has a run.

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
        replace(boards / board_name(given) / RULES_FILE, rules_text(rules_of(given)))
    pages, more = _rebuild(boards, datasets, copies)
    _refuse([*faults, *more])
    return pages


def rebuild(boards: Path, datasets: Sequence[Declared] = ()) -> list[Path]:
    """Derive everything under ``boards`` again from its runs and rules; return the pages, the index last.

    A board without rules gets those that its runs propose.

    Raises:
        DamagedFile: If a run is not what its manifest or its counts say; all others are on their boards.
    """
    pages, faults = _rebuild(boards, datasets)
    _refuse(faults)
    return pages


def add_clicks(folder: Path, boards: Path) -> Path:
    """Copy the results of ``segeval clicks`` onto the board of their dataset and return their folder there.

    Raises:
        BadData: If the folder holds no such results.
    """
    advice = 'Name the --output of "segeval clicks".'
    asked = read_object(folder / FILES[0], advice)
    try:
        name = f"{folder_name(str(asked['model']['id']))}-{digest(asked)[:8]}"
        target = boards / folder_name(str(asked["data"]["dataset"])) / CLICKS / name
    except (KeyError, TypeError) as error:
        msg = f"{folder / FILES[0]} names no model and dataset. {advice}"
        raise BadData(msg) from error
    if not (target.parents[1] / "runs").is_dir():
        msg = f"{target.parents[1]} is no board yet; build it from runs first"
        raise UsageError(msg)
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        with reading(folder / file):
            text = (folder / file).read_bytes().decode()
        replace(target / file, text)
    return target


def check(boards: Path, datasets: Sequence[Declared] = ()) -> list[str]:
    """Return one line for every generated file under ``boards`` that its runs do not give, and for every damaged run.

    There is none if all is well.
    """
    files, faults = derive(boards, datasets)
    return faults + [
        f"{path} is not what its runs give; do not edit it, rebuild it with segeval board"
        for path, text in files.items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]


def _rebuild(
    boards: Path, datasets: Sequence[Declared], known: Mapping[Path, Run] | None = None
) -> tuple[list[Path], list[str]]:
    """Return the pages, and what is wrong with the runs that are on none."""
    for folder in (boards, *boards.glob("*/runs/*/*")):
        tidy(folder, LEFT)
    files, faults = derive(boards, datasets, known)
    for path, text in files.items():
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, text)
    return [path for path in files if path.name == "index.html"], faults


def _read(places: Iterable[Path], known: Mapping[Path, Run] | None = None) -> tuple[list[Run], list[str]]:
    """Return the runs that can be read, and what is wrong with each other one; ``known`` were read before."""
    runs: list[Run] = []
    faults: list[str] = []
    for place in places:
        try:
            runs.append((known or {}).get(place) or _plain(place))
        except SegevalError as error:
            faults.append(str(error))
    return runs, faults


def _plain(place: Path) -> Run:
    """Read a run whose files are all files: a link could lead to one that nobody meant to publish."""
    for path in (place / name for name in RUN_FILES):
        if os.path.lexists(path):
            with reading(path):
                require_plain(path)
    with reading(place):  # whatever else is wrong with it, the other runs are not
        return read_run(place)


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        msg = f"{len(faults)} left out, the boards hold all other runs: {' | '.join(dict.fromkeys(faults))}"
        raise DamagedFile(msg)


def derive(
    boards: Path, datasets: Sequence[Declared] = (), known: Mapping[Path, Run] | None = None
) -> tuple[dict[Path, str], list[str]]:
    """Return the text of every generated file of a folder of boards, and what is wrong with the runs left out.

    Nothing but its rules, runs, printed values and pictures is read, and of the runs not what is ``known``. A board
    that has no rules gets those that its runs propose.
    """
    files: dict[Path, str] = {}
    faults: list[str] = []
    entries: dict[str, Board] = {}
    printed = _Printed(boards)
    licences = {info.id: info.license for info, _ in datasets}
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
        lock = _lock(board, place)
        entries[place.name] = board
        dataset = board.rules.data.dataset
        files |= {path / PAGE: text for path, text in page.cases(board)}
        files[place / "leaderboard.csv"] = tables.leaderboard(board)
        files[place / "board.lock.json"] = to_json_text(lock)
        values, fault = printed.of(dataset)
        about = f"../{page_of(dataset)}" if dataset in licences else ""
        pictures, unread = _pictures(place, licences.get(dataset, ""))
        faults += unread
        files[place / "index.html"] = page.leaderboard(
            board, place, str(lock["id"]), values, fault=fault, about=about, pictures=pictures
        )
    marks = {folder_name(info.id): picture(boards, info) for info, _ in datasets}
    for info, splits in datasets:
        values, fault = printed.of(info.id)
        own = {name: board for name, board in entries.items() if board.rules.data.dataset == info.id}
        files[boards / page_of(info.id)] = dataset_page(
            (info, splits), own, values, fault=fault, picture=marks[folder_name(info.id)]
        )
    counts = {name: len(values) for name, values in printed.found.items()}
    files[boards / "index.html"] = index(entries, datasets, counts, marks)
    return files, faults + printed.faults


def _pictures(place: Path, licence: str) -> tuple[CasePictures | None, list[str]]:
    """Return the pictures of cases that a page may show, and what is wrong with them."""
    if not licence.startswith(PUBLISHABLE):
        return None, []
    try:
        return read_pictures(place), []
    except BadData as error:
        return None, [str(error)]


class _Printed:
    """The printed values of datasets, each table read once; what is wrong with a table is kept for the end."""

    def __init__(self, boards: Path) -> None:
        self.boards = boards
        self.found: dict[str, tuple[Published, ...]] = {}
        self.faults: list[str] = []
        self.broken: set[str] = set()

    def of(self, dataset: str) -> tuple[tuple[Published, ...], bool]:
        """Return the printed values of a dataset, and whether it has some that cannot be read."""
        name = folder_name(dataset)
        if name not in self.found:
            try:
                self.found[name] = published(dataset, self.boards)
            except BadData as error:
                self.found[name] = ()
                self.faults.append(str(error))
                self.broken.add(name)
        return self.found[name], name in self.broken


def _lock(board: Board, place: Path) -> dict[str, object]:
    """Return what a board was made of: the digest of every file of it, and theirs as its id."""
    clicks = {path.relative_to(place).as_posix(): file_sha256(path) for path in click_files(place)}
    drawn = {path.name: file_sha256(path) for path in picture_files(place)}
    printed = place.parent / REPORTED / f"{folder_name(board.rules.data.dataset)}.csv"
    runs = {
        run.run_id: {
            "model": run.record.model.id,
            "ranked": row.rank is not None,
            "sha256": {
                path.relative_to(run.path).as_posix(): file_sha256(path)
                for path in sorted(run.path.rglob("*"))
                if path.is_file() and not path.is_symlink() and path.name != PAGE and not path.name.startswith(".")
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
        **({"clicks": clicks} if clicks else {}),
        **({"pictures": drawn} if drawn else {}),
        **({"published": file_sha256(printed)} if printed.is_file() else {}),
    }
    return {"id": digest(content), **content}


def _copy(run: Run, boards: Path) -> Path:
    """Return the folder that a run now has on its board."""
    target = boards / board_name(run) / "runs" / folder_name(run.record.model.id) / run.run_id
    with writing(target):
        target.mkdir(parents=True, exist_ok=True)
    there = files_of(run.path)
    for name in RUN_FILES:
        if name in there:
            replace(target / name, (run.path / name).read_bytes().decode())
        else:
            (target / name).unlink(missing_ok=True)
    return target
