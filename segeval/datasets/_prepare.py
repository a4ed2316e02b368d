"""From an official download to the common split format: one folder that nnU-Net, MONAI, datasets and segeval read.

Everything is made in a hidden folder beside the final one, which takes its place when it is complete. So a prepared
folder is whole or not there, and what was finished before a kill or an error is not done again.
"""

import dataclasses
import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segeval import __version__
from segeval._disk import replace, writing
from segeval.datasets._convert import Room, convert, ending, link, need
from segeval.datasets._declare import REGISTRY, Dataset, RawCase
from segeval.datasets._index import Description, file_names, write_description, write_index
from segeval.datasets._raw import Tree, open_tree
from segeval.datasets._splits import PARTS
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Split, digest

DONE = ".cases.jsonl"  # one line per finished case: its key and its row
LISTED = 5  # missing ids that are spelled out in an error

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a download holds: its cases, the splits they make, and what is wrong with it, one line each.

    ``missing`` are ids of the default split without a case; ``gaps`` say what is not there, ``clashes`` what is wrong.
    """

    cases: list[RawCase]
    splits: tuple[Split, ...]
    default: Split
    release: str
    missing: list[str]
    gaps: list[str]
    clashes: list[str]


def swap(staging: Path, root: Path) -> None:
    """Put the new folder in the place of the old one; what was in neither is removed."""
    old = root.with_name(f".{root.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if root.exists():
        root.replace(old)
    staging.replace(root)
    shutil.rmtree(old, ignore_errors=True)


def prepare_folder(
    declared: Dataset, raw: Path, root: Path, *, allow_partial: bool = False, swap: Callable[[Path, Path], None] = swap
) -> Path:
    """Turn the raw download of a dataset into its folder of the common format.

    Files that can be used as they are become hard links; the others are converted. Running it again converts only
    what is not there yet or has changed. Whatever is wrong with the download is listed in one error, and the prepared
    folder stays as it was; ``swap`` puts the new one in its place at the end.

    Raises:
        IncompleteDownload: If cases of the default split are not under ``raw`` and ``allow_partial`` is off.
        BadData: If files are damaged, hold other labels, or do not fit their mask.
    """
    info = declared.info
    if info.access != "generated" and not raw.is_dir():
        msg = f"{raw} is not a folder. Give the folder that holds the download of {info.id}."
        raise UsageError(msg)
    staging = root.with_name(f".{root.name}.preparing")
    with _alone(staging):
        with open_tree(None if info.access == "generated" else raw, staging / ".raw") as tree:
            found = survey(declared, tree)
            gaps = [] if allow_partial and found.cases else found.gaps
            if gaps and found.cases:
                logger.warning("%s: the download is not complete; the files that are there are checked first", info.id)
            suffix = ending(info, found.cases)
            rows, errors = _convert_all(declared, found.cases, root, staging, suffix)
            errors = [*map(IncompleteDownload, gaps), *map(BadData, found.clashes), *errors]
            if errors:
                _refuse(info.id, raw, errors)
            write_index(info, found.default, rows, staging, suffix)
            description = Description(
                segeval=__version__,
                info=info,
                release=found.release,
                default=found.default.name,
                splits=found.splits,
                cases=len(rows),
                missing=tuple(found.missing),
            )
            write_description(staging, description)
        swap(staging, root)
    return root


def survey(declared: Dataset, tree: Tree) -> Found:
    """Ask a dataset what it finds in a download, and compare that with what it declares."""
    info = declared.info
    cases = sorted(declared.cases(tree), key=lambda case: case.id)
    labelled = [case.id for case in cases if case.labelled]
    releases = {case.release for case in cases} | {""}
    splits = [split for split in declared.splits(labelled) if not cases or split.release in releases]
    splits += _own_splits(info, cases)
    default = next((split for split in splits if split.name == info.default_split), splits[0])
    missing = sorted({case for part in PARTS for case in default.part(part)} - set(labelled))
    if declared.by_rule and len(labelled) < info.counts.get("train", 0):
        missing = missing or [f"{info.counts['train'] - len(labelled)} labelled cases"]
    gaps = [] if cases else [_nothing_found(declared, tree)]
    if missing and cases:
        shown = ", ".join(missing[:LISTED]) + (f" and {len(missing) - LISTED} more" if len(missing) > LISTED else "")
        gaps.append(
            f"{tree.raw} has {len(labelled)} labelled cases and lacks {shown}. "
            f"Complete the download from {info.homepage}, or pass --allow-partial to go on without them."
        )
    gaps += tree.lacking + (tree.unread if missing or not cases else [])
    return Found(
        cases=cases,
        splits=tuple(splits),
        default=default,
        release="+".join(sorted(releases - {""})),
        missing=missing,
        gaps=gaps,
        clashes=_clashes(info, cases, splits),
    )


def _clashes(info: DatasetInfo, cases: Sequence[RawCase], splits: Sequence[Split]) -> list[str]:
    """Return cases that are there twice, and labelled ones that no split knows."""
    times = Counter(case.id for case in cases)
    named = {case for split in splits for part in PARTS for case in split.part(part)}
    wrong = []
    for case in cases:
        files = ", ".join(str(file) for file in case.files[:2])
        if times[case.id] > 1:
            wrong.append(f"case {case.id} is there {times[case.id]} times: {files}; keep one copy")
        elif case.labelled and case.id not in named:
            wrong.append(f"{files}: no split of {info.id} names a case {case.id}; move what does not belong elsewhere")
    return wrong


def _own_splits(info: DatasetInfo, cases: Sequence[RawCase]) -> list[Split]:
    """Return the splits whose lists are the folders of the download."""
    names = sorted({name for case in cases for name in case.found_in})
    splits = []
    for name in names:
        parts: dict[str, Any] = {
            p: tuple(c.id for c in cases if c.labelled and c.found_in.get(name) == p) for p in PARTS
        }
        source = "as the folders of the download have it"
        splits.append(Split(dataset=info.id, name=name, source=source, group="image", **parts))
    return splits


def _nothing_found(declared: Dataset, tree: Tree) -> str:
    """Say that a folder holds nothing of a dataset, and what it may hold instead."""
    sizes = {}
    for name, other in REGISTRY.items().items():
        if other.info.access not in ("generated", "own") and other is not declared:
            with suppress(BadData):
                sizes[name] = sum(1 for _ in other.cases(dataclasses.replace(tree, lacking=[])))
    best = max(sizes, key=sizes.__getitem__, default="")
    likely = f" It looks like {best} ({sizes[best]} cases)." if sizes.get(best) else ""
    return f"{tree.raw} holds no case of {declared.info.id}.{likely} Get it from {declared.info.homepage}"


def _convert_all(
    declared: Dataset, cases: Sequence[RawCase], root: Path, staging: Path, suffix: str
) -> tuple[dict[str, dict[str, Any]], list[BadData]]:
    """Convert cases on all cores and return the rows of the good ones and the errors of the others.

    Of cases with one id, which ``survey`` tells, one is converted: two would write the same files at the same time.
    """
    from tqdm import tqdm

    info, room = declared.info, Room()
    single = {case.id: case for case in cases}
    keys = {name: _key(info, case, suffix) for name, case in single.items()}
    done = {folder: _read_done(folder) for folder in (staging, root)}
    rows: dict[str, dict[str, Any]] = {}
    errors: list[BadData] = []
    (staging / "imagesTr").mkdir(parents=True, exist_ok=True)

    def work(case: RawCase) -> dict[str, Any]:
        for folder, known in done.items():
            finished, row = known.get(case.id, ("", {}))
            if finished == keys[case.id] and all((folder / name).is_file() for name in file_names(row)):
                _take_over(row, folder, staging)
                return row
        with room.take(need(case)):
            row = convert(info, case, staging, suffix)
        return {**row, "group_id": case.group or (declared.group or str)(case.id)}

    with ThreadPoolExecutor(os.cpu_count()) as pool, (staging / DONE).open("a", encoding="utf-8") as ledger:
        pending = {pool.submit(work, case): name for name, case in single.items()}
        try:
            for future in tqdm(as_completed(pending), f"prepare {info.id}", len(single), unit="case", disable=None):
                name = pending[future]
                try:
                    rows[name] = future.result()
                except (BadData, UsageError) as error:  # the second: a folder of several DICOM series, a wrong limit
                    if isinstance(error, UsageError) and isinstance(error.__cause__, OSError):
                        raise  # a full disk is no fault of this case, and ends the others too
                    kind = type(error) if isinstance(error, BadData) else BadData
                    errors.append(kind(f"{info.id}/{name}: {error}"))
                else:
                    with writing(staging / DONE):
                        ledger.write(_line(keys[name], rows[name]))
                        ledger.flush()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    replace(staging / DONE, "".join(_line(keys[name], row) for name, row in sorted(rows.items())))
    return rows, sorted(errors, key=str)


def _line(key: str, row: dict[str, Any]) -> str:
    """Return a line of the ledger."""
    return json.dumps({"key": key, "row": row}, sort_keys=True) + "\n"


def _key(info: DatasetInfo, case: RawCase, suffix: str) -> str:
    """Return a digest that changes when the case would come out differently."""
    stamps = [(file.path, file.size, file.origin.stat().st_mtime_ns) for file in case.files]
    meta = "" if callable(case.meta) else dict(case.meta)
    return digest([info.id, info.version, case.id, case.folder, case.group, meta, suffix, stamps])


def _read_done(folder: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """Read key and row of the cases that an earlier preparation finished; a line that a kill cut short is none.

    Of several lines of a case the last counts: its files are those that are there.
    """
    done = {}
    if (folder / DONE).is_file():
        for line in (folder / DONE).read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, KeyError):
                entry = json.loads(line)
                row = entry["row"]
                if ("instance_file_name" in row) == ("instance_sha256" in row):  # folders of older versions lack it
                    done[row["case_id"]] = (entry["key"], row)
    return done


def _take_over(row: dict[str, Any], folder: Path, staging: Path) -> None:
    """Link the files of a finished case from the prepared folder, unless they are where they should be."""
    for name in file_names(row) if folder != staging else ():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).unlink(missing_ok=True)
        link(folder / name, staging / name)


def _refuse(identifier: str, raw: Path, errors: Sequence[BadData]) -> None:
    """Raise one error for all; several are listed below a line that counts them."""
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else BadData
    if len(errors) == 1:
        text = str(errors[0])
        raise kind(text if text.startswith(identifier) else f"{identifier}: {text}")
    lines = "".join(f"\n  {error}" for error in errors)
    msg = f"{identifier}: {len(errors)} things are wrong with {raw}, so nothing was prepared:{lines}"
    raise kind(msg)


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """Keep a second preparation of the same dataset out."""
    from filelock import FileLock, Timeout

    staging.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(staging.with_name(f"{staging.name}.lock"))
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        msg = f"{staging.parent}: this dataset is being prepared by another process; wait for it"
        raise UsageError(msg) from error
