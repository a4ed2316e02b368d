"""Tables that a user may add to a folder: ``groups.csv``, and nnU-Net's ``splits_final.json``."""

from collections.abc import Collection, Mapping
from unicodedata import normalize

from segeval.datasets._own import Fold, one_of
from segeval.datasets._raw import RawFile, Tree
from segeval.errors import BadData

GROUPS, FOLDS = "groups.csv", "splits_final.json"
SHOWN, LONGEST = 3, 200  # names, and letters of a line, that are spelled out in a message


def read_groups(tree: Tree, cases: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Read which cases share a patient: columns ``case`` and ``group``, with commas, semicolons or tabs.

    Returns:
        The group of each case that the table names, and what did not match, one line each.

    Raises:
        BadData: If there are several tables, a column is absent, a line is not whole, a case is in two groups, or
            none of the cases is in the table.
    """
    file = one_of(tree, GROUPS)
    if file is None:
        return {}, []
    header = file.text().partition("\n")[0]
    rows = [[normalize("NFC", cell) for cell in row] for row in file.rows(max(",;\t", key=header.count))]
    columns = [name.strip().lower() for name in rows[0]] if rows else []
    if not {"case", "group"} <= set(columns):
        msg = f"{file}: its first line is {header.strip()[:LONGEST]!r}; it must name the columns: case,group"
        raise BadData(msg)
    groups: dict[str, str] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            name, group = _cells(file, number, row, columns)
            if groups.setdefault(name, group) != group:
                msg = f"{file}:{number}: puts case {name} in group {group} and in {groups[name]}; a case has one group"
                raise BadData(msg)
    if groups.keys().isdisjoint(cases):
        msg = f"{file}: names {_some(groups)}, and the cases are {_some(cases)}; none is the same, use the names here"
        raise BadData(msg)
    return groups, _unmatched(file, groups, cases)


def _cells(file: RawFile, number: int, row: list[str], columns: list[str]) -> tuple[str, str]:
    """Return case and group of a line, neither of them empty."""
    cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
    name, group = cells.get("case", ""), cells.get("group", "")
    if not (name and group):
        msg = f"{file}:{number}: has case {name!r} and group {group!r}; give both, separated as in the first line"
        raise BadData(msg)
    return name, group


def _unmatched(file: RawFile, groups: Mapping[str, str], cases: Collection[str]) -> list[str]:
    surplus, absent = sorted(groups.keys() - set(cases)), sorted(set(cases) - groups.keys())
    notes = [f"{file}: names {len(surplus)} cases that are not there: {_some(surplus)}"] if surplus else []
    if absent:
        notes.append(f"{file}: names no group for {len(absent)} cases, each is one of its own: {_some(absent)}")
    return notes


def read_folds(tree: Tree, cases: Collection[str]) -> tuple[Fold, ...]:
    """Read nnU-Net's folds as they stand: ``[{"train": [...], "val": [...]}, ...]``.

    A case that a fold names and that is not there is noted on the tree.

    Raises:
        BadData: If there are several files, one is no such list, or a case is in both lists of a fold.
    """
    file = one_of(tree, FOLDS)
    if file is None:
        return ()
    try:
        content = file.json()
        folds = [{part: [normalize("NFC", name) for name in entry[part]] for part in ("train", "val")}
                 for entry in content]  # fmt: skip
    except (ValueError, LookupError, TypeError) as error:
        msg = (
            f'{file}: is no list of folds [{{"train": [...], "val": [...]}}] ({type(error).__name__}: {error}); fix it'
        )
        raise BadData(msg) from error
    for number, fold in enumerate(folds):
        for part, names in fold.items():
            if twice := sorted({name for name in names if names.count(name) > 1}):
                msg = f'{file}: fold {number} names {_some(twice)} more than once in "{part}"; name each case once'
                raise BadData(msg)
        if both := sorted({*fold["train"]} & {*fold["val"]}):
            msg = f'{file}: fold {number} has {_some(both)} in "train" and in "val"; a case is in one of them'
            raise BadData(msg)
        for name in sorted({*fold["train"], *fold["val"]} - set(cases)):
            tree.lack(f"{file}: fold {number} names a case {name}, which is not there")
    return tuple(Fold(train=tuple(sorted(fold["train"])), val=tuple(sorted(fold["val"]))) for fold in folds)


def _some(names: Collection[str]) -> str:
    shown = ", ".join(sorted(names)[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
