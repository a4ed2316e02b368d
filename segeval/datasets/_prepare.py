"""From an official download to the common split format: one folder that nnU-Net, MONAI, datasets and segeval read.

Everything is made in a hidden folder beside the final one, which takes its place when it is complete. So a prepared
folder is whole or not there, and what was finished before a kill or an error is not done again.
"""

import dataclasses
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from segeval import __version__, _guard
from segeval._disk import MALFORMED, replace, tidy, writing
from segeval._progress import beating, diary, hidden
from segeval.datasets._convert import Room, convert, copy, ending, need
from segeval.datasets._declare import REGISTRY, Dataset, RawCase
from segeval.datasets._faults import grouped
from segeval.datasets._index import (
    DONE,
    LOG,
    Description,
    Done,
    done_line,
    file_names,
    read_done,
    stamps,
    write_description,
    write_index,
)
from segeval.datasets._originals import is_original, originals
from segeval.datasets._raw import Tree, open_tree
from segeval.datasets._splits import PARTS
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Split, digest

LISTED = 5  # missing ids that are spelled out in an error

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a download holds: its cases, the splits they make, and what is wrong with it, one line each.

    ``missing`` are ids of the default split without a case; ``gaps`` say what is not there, ``clashes`` what is wrong
    with cases, by id.
    """

    cases: list[RawCase]
    splits: tuple[Split, ...]
    default: Split
    release: str
    missing: list[str]
    gaps: list[str]
    clashes: dict[str, str]


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

    Files that can be used as they are are copied; the others are converted. Running it again converts only what is not
    there yet or has changed. Whatever is wrong with the download is listed in one error, and the prepared folder stays
    as it was; ``swap`` puts the new one in its place at the end. ``allow_partial`` goes on without cases that are
    missing or refused, as long as there are others, and records which. ``prepare.log`` says what happened when.

    Raises:
        IncompleteDownload: If cases of the default split are not under ``raw``.
        BadData: If files are damaged, hold other labels, or do not fit their mask.
    """
    info = declared.info
    if info.access != "generated" and not raw.is_dir():
        msg = f"{raw} is not a folder. Give the folder that holds the download of {info.id}."
        raise UsageError(msg)
    staging = root.with_name(f".{root.name}.preparing")
    with _alone(staging):
        with _log(staging, root) as log, ExitStack() as opened:
            with beating(log, f"prepare {info.id}: looking at the download"):
                place = None if info.access == "generated" else raw
                tree = opened.enter_context(open_tree(place, staging / ".raw"))
                found = survey(declared, tree)
            gaps = [] if allow_partial and found.cases else found.gaps
            if gaps and found.cases:
                logger.warning("%s: the download is not complete; the files that are there are checked first", info.id)
            suffix = ending(info, found.cases)
            rows, errors = _convert_all(declared, found.cases, root, staging, suffix, log)
            faults = {**{name: BadData(text) for name, text in found.clashes.items()}, **dict(sorted(errors.items()))}
            good = {name: row for name, row in rows.items() if name not in faults}
            if gaps or (faults and not (allow_partial and good)):
                _refuse(info.id, raw, [*map(IncompleteDownload, gaps), *faults.values()])
            _without(info.id, found.missing, faults, raw)
            _clean(staging, good)
            write_index(info, found.default, good, staging, suffix)
            description = Description(
                segeval=__version__,
                info=info,
                release=found.release,
                default=found.default.name,
                splits=found.splits,
                cases=len(good),
                missing=tuple(found.missing),
                refused={name: str(error) for name, error in sorted(faults.items())},
            )
            write_description(staging, description)
            log.debug("prepare %s: %d cases are ready, %d refused", info.id, len(good), len(faults))
        with writing(root):
            swap(staging, root)
    return root


def survey(declared: Dataset, tree: Tree) -> Found:
    """Ask a dataset what it finds in a download, and compare that with what it declares.

    Raises:
        BadData: If its module cannot make anything of the download.
    """
    info = declared.info
    try:
        cases = sorted(declared.cases(tree), key=lambda case: case.id)
    except MALFORMED as error:  # of a module that takes a table or a name for what it is in the original
        msg = f"{tree.raw}: is not laid out like {info.id} ({type(error).__name__}: {error}); get the original"
        raise BadData(msg) from error
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
        gaps.append(
            f"{tree.raw} has {len(labelled)} labelled cases and lacks {_listed(missing)}. "
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


def _clashes(info: DatasetInfo, cases: Sequence[RawCase], splits: Sequence[Split]) -> dict[str, str]:
    """Say of cases that are there twice, and of labelled ones that no split knows, what to do."""
    copies: dict[str, list[RawCase]] = {}
    for case in cases:
        copies.setdefault(case.id, []).append(case)
    named = {case for split in splits for part in PARTS for case in split.part(part)}
    wrong = {}
    for name, alike in copies.items():
        if len(alike) > 1:
            files = ", ".join(str(next(iter(case.files), name)) for case in alike[:LISTED])
            wrong[name] = (
                f"case {name} is there {len(alike)} times: {files}; keep one copy, or rename what is another case"
            )
        elif alike[0].labelled and name not in named:
            files = ", ".join(str(file) for file in alike[0].files[:2])
            wrong[name] = f"{files}: no split of {info.id} names a case {name}; move what does not belong elsewhere"
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
            with suppress(BadData, *MALFORMED):
                sizes[name] = sum(1 for _ in other.cases(dataclasses.replace(tree, lacking=[])))
    best = max(sizes, key=sizes.__getitem__, default="")
    likely = f" It looks like {best} ({sizes[best]} cases)." if sizes.get(best) else ""
    return f"{tree.raw} holds no case of {declared.info.id}.{likely} Get it from {declared.info.homepage}"


def _convert_all(
    declared: Dataset, cases: Sequence[RawCase], root: Path, staging: Path, suffix: str, log: logging.Logger
) -> tuple[dict[str, dict[str, Any]], dict[str, BadData]]:
    """Convert cases and return the rows of the good ones and the errors of the others, by id.

    They are converted on all cores, or one after the other where one of them may have ended the process before.
    """
    from tqdm import tqdm

    info, room = declared.info, Room()
    single, errors = _worth_trying(info.id, cases)
    keys = {name: _key(info, case, suffix) for name, case in single.items()}
    done = {folder: read_done(folder) for folder in (staging, root)}
    title, count = f"prepare {info.id}", [0]
    log.debug("%s: %d cases", title, len(single))
    rows: dict[str, dict[str, Any]] = {}
    made: set[str] = set()
    (staging / "imagesTr").mkdir(parents=True, exist_ok=True)

    def work(case: RawCase) -> dict[str, Any]:
        for folder, found in done.items():
            if (finished := found.get(case.id)) and _is_whole(finished, keys[case.id], folder):
                _take_over(finished.row, folder, staging)
                return finished.row
        with room.take(need(case)), _guard.at_work(f"{info.id}/{case.id}"):
            row = convert(info, case, staging, suffix)
        made.add(case.id)
        row["group_id"] = case.group or (declared.group or str)(case.id)
        return {**row, "copies": copies} if (copies := _reencoded(info.id, case)) else row

    with (
        ThreadPoolExecutor(1 if _guard.known().suspects else os.cpu_count()) as pool,
        (staging / DONE).open("a", encoding="utf-8") as ledger,
        beating(log, title, count, len(single), "cases"),
    ):
        pending = {pool.submit(work, case): name for name, case in single.items()}
        try:
            for future in tqdm(as_completed(pending), title, len(single), unit="case", disable=hidden()):
                name = pending[future]
                count[0] += 1
                try:
                    rows[name] = future.result()
                except (BadData, UsageError) as error:  # the second: a folder of several DICOM series, a wrong limit
                    errors[name] = _refusal(f"{info.id}/{name}", error)
                    log.debug("%s: refused: %s", name, error)
                else:
                    with writing(staging / DONE):
                        ledger.write(done_line(keys[name], rows[name], staging))
                        ledger.flush()
                    if name in made:
                        log.debug("%s: prepared", name)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    replace(staging / DONE, "".join(done_line(keys[name], row, staging) for name, row in sorted(rows.items())))
    return rows, errors


def _worth_trying(identifier: str, cases: Sequence[RawCase]) -> tuple[dict[str, RawCase], dict[str, BadData]]:
    """Return the cases to convert, and what is wrong with those that ended two processes that did, by id.

    Those that may have ended one come last. Of cases with one id, which ``survey`` tells, one is converted: two would
    write the same files at the same time.
    """
    known = _guard.known()
    names = {f"{identifier}/{case.id}": case for case in cases}
    calm = sorted(names, key=known.suspects.__contains__)
    single = {names[name].id: names[name] for name in calm if name not in known.hopeless}
    errors = {names[name].id: BadData(f"{name}: {why}") for name, why in known.hopeless.items() if name in names}
    return single, errors


def _refusal(case: str, error: BadData | UsageError) -> BadData:
    """Return what is wrong with a case; a full disk is no fault of it, ends the others too, and is raised again."""
    if isinstance(error, UsageError) and isinstance(error.__cause__, OSError):
        raise error
    kind = type(error) if isinstance(error, BadData) else BadData
    return kind(f"{case}: {error}")


def _reencoded(identifier: str, case: RawCase) -> list[str]:
    """Return the raw files of a case that have the name of an original, but other bytes or another ending."""
    known = {PurePosixPath(name).stem.lower() for name in originals(identifier)}
    found = [(file, is_original(identifier, file)) for file in case.files] if known else []
    return [file.path for file, same in found if same is False or (same is None and file.stem.lower() in known)]


def _is_whole(finished: Done, key: str, folder: Path) -> bool:
    """Whether a case would come out the same, and its files are there as they were written."""
    noted, row = finished.stamps, finished.row
    objects = ("instance_file_name" in row) == ("instance_sha256" in row)  # folders of older versions lack the digest
    return finished.key == key and objects and len(noted) == len(file_names(row)) and stamps(folder, row) == noted


def _key(info: DatasetInfo, case: RawCase, suffix: str) -> str:
    """Return a digest that changes when the case would come out differently."""
    # The time of the last change of its entry too: whatever unpacks or copies files can give them an equal time.
    times = [(status.st_mtime_ns, status.st_ctime_ns) for status in (file.origin.stat() for file in case.files)]
    made_of = [(file.path, file.size, *time) for file, time in zip(case.files, times, strict=True)]
    meta = "" if callable(case.meta) else dict(case.meta)
    return digest([info.id, info.version, case.id, case.folder, case.group, meta, suffix, made_of])


def _take_over(row: Mapping[str, Any], folder: Path, staging: Path) -> None:
    """Put the files of a finished case, from the prepared folder that is about to go, where they should be."""
    for name in file_names(row) if folder != staging else ():
        (staging / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).unlink(missing_ok=True)
        try:
            os.link(folder / name, staging / name)
        except OSError:  # a file system without links
            copy(folder / name, staging / name)


def _clean(staging: Path, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Remove what refused cases, and those of an earlier attempt, left among the files of the others."""
    tidy(staging)
    named = {staging / name for row in rows.values() for name in file_names(row)}
    for path in staging.glob("*T[rs]/*"):
        if path not in named:
            path.unlink()


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:LISTED]) + (f" and {len(ids) - LISTED} more" if len(ids) > LISTED else "")


def _without(identifier: str, missing: Sequence[str], faults: Mapping[str, BadData], raw: Path) -> None:
    """Say which cases a partial dataset goes without, and why."""
    if missing:
        logger.warning("%s: goes on without what %s lacks: %s", identifier, raw, _listed(missing))
    if faults:
        texts = "".join(f"\n  {line}" for line in grouped(map(str, faults.values()), raw))
        logger.warning("%s: goes on without %d refused cases:%s", identifier, len(faults), texts)


def _refuse(identifier: str, raw: Path, errors: Sequence[BadData]) -> None:
    """Raise one error for all; several are listed below a line that counts them."""
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else BadData
    texts = [str(error) for error in errors]
    if len(errors) == 1:
        raise kind(texts[0] if texts[0].startswith(identifier) else f"{identifier}: {texts[0]}")
    lines = "".join(f"\n  {line}" for line in grouped(texts, raw))
    msg = f"{identifier}: {len(errors)} things are wrong with {raw}, so nothing was prepared:{lines}"
    raise kind(msg)


@contextmanager
def _log(staging: Path, root: Path) -> Iterator[logging.Logger]:
    """Give what writes the log of a preparation, behind what is in the log of those before it."""
    with writing(staging):
        staging.mkdir(parents=True, exist_ok=True)
    if (root / LOG).is_file() and not (staging / LOG).exists():
        with suppress(OSError, UsageError):
            copy(root / LOG, staging / LOG)
    with diary(staging / LOG) as log:
        yield log


@contextmanager
def _alone(staging: Path) -> Iterator[None]:
    """Keep a second preparation of the same dataset out."""
    from filelock import FileLock, Timeout

    lock = FileLock(staging.with_name(f"{staging.name}.lock"))
    with writing(staging):
        staging.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            msg = f"{staging.parent}: this dataset is being prepared by another process; wait for it"
            raise UsageError(msg) from error
    try:
        yield
    finally:
        lock.release()
