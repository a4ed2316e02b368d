"""Named partitions: committed files with digest, source and group, and how to tell whether one cuts through a group."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from segeval.errors import ContractError, UsageError
from segeval.records import DatasetInfo, Split, SplitPart, digest, folder_name
from segeval.registry import suggest

SPLITS = Path(__file__).parent / "splits"
PARTS: tuple[SplitPart, ...] = ("train", "val", "test")
NNUNET = "nnU-Net: five folds of the sorted case ids, shuffled with seed 12345"


def committed(identifier: str) -> Callable[[Iterable[str]], tuple[Split, ...]]:
    """Return a function that reads the committed splits of a dataset, whatever ids were found."""
    return lambda _: read_splits(identifier)


def is_committed(identifier: str) -> bool:
    """Whether there is a committed file for this dataset."""
    return _file(identifier).is_file()


def read_splits(identifier: str, folder: Path = SPLITS) -> tuple[Split, ...]:
    """Read ``splits/<id>.json``: named partitions, or ``folds`` that expand to ``name-0`` ... ``name-k``.

    Raises:
        ContractError: If a list is not what its digest says, so that nobody changes a published split unawares.
    """
    path = _file(identifier, folder)
    found: list[Split] = []
    for name, entry in json.loads(path.read_text(encoding="utf-8")).items():
        splits = _expand(identifier, name, entry)
        actual = digest([split.digest for split in splits]) if "folds" in entry else splits[0].digest
        if entry["digest"] != actual:
            msg = f"{path}: {name} has digest {actual}, not {entry['digest']}; a changed split needs another name"
            raise ContractError(msg)
        found += splits
    return tuple(found)


def fold_splits(
    identifier: str, name: str, folds: Sequence[Sequence[str]], *, source: str, group: str, test: Iterable[str] = ()
) -> list[Split]:
    """Return one split per fold: the fold is ``val``, the others together are ``train``."""
    return [
        Split(
            dataset=identifier,
            name=f"{name}-{k}",
            source=source,
            group=group,
            train=tuple(sorted(case for j, other in enumerate(folds) if j != k for case in other)),
            val=tuple(sorted(fold)),
            test=tuple(test),
        )
        for k, fold in enumerate(folds)
    ]


def nnunet_folds(ids: Iterable[str], folds: int = 5, seed: int = 12345) -> list[list[str]]:
    """Return the validation ids of each fold by nnU-Net's rule.

    The rule is a shuffled k-fold over the lexicographically sorted ids, whose shuffle is numpy's legacy generator.
    """
    names = sorted(ids)
    order = np.arange(len(names))
    np.random.RandomState(seed).shuffle(order)
    return [sorted(names[i] for i in part) for part in np.array_split(order, folds)]


def with_fold(identifier: str, default: str, split: str | None, fold: int | None) -> str:
    """Return the default split, with its last number replaced by ``fold`` if one is given.

    Raises:
        UsageError: A split is given too, or the default split has no number.
    """
    if fold is None:
        return default
    if split:
        msg = f"{identifier}: fold {fold} and split {split!r} are both given; give one of them"
        raise UsageError(msg)
    family, _, number = default.rpartition("-")
    if not number.isdigit():
        msg = f"{identifier}: fold {fold}: the default split is {default!r}, without folds; name a split instead"
        raise UsageError(msg)
    return f"{family}-{fold}"


def choose(identifier: str, splits: Iterable[Split], default: str, request: str | None) -> tuple[Split, SplitPart]:
    """Resolve ``NAME``, ``PART`` or ``NAME:PART`` to a split and one of its parts.

    Raises:
        UnknownName: There is no such split; the error suggests the nearest.
        UsageError: The part has no cases.
    """
    known = {split.name: split for split in splits}
    name, _, part = (request or "").partition(":")
    if name in PARTS and not part:
        name, part = "", name
    name = name or default
    if name not in known:
        raise suggest(noun="split", name=name, known=known, hint=f"{identifier} has {', '.join(known)}.")
    split = known[name]
    chosen = cast(SplitPart, part or split.evaluated)
    sizes = {known_part: len(split.part(known_part)) for known_part in PARTS}
    if not sizes.get(chosen):
        listed = ", ".join(f"{known_part} ({size})" for known_part, size in sizes.items())
        msg = f"{identifier}: split {name!r} has no part {chosen!r} with cases; it has {listed}."
        raise UsageError(msg)
    return split, chosen


def cut_groups(split: Split, groups: Mapping[str, str]) -> list[str]:
    """Return the groups that lie in more than one part of a split, sorted; ``groups`` has the group of each case."""
    parts: dict[str, set[SplitPart]] = defaultdict(set)
    for part in PARTS:
        for case in split.part(part):
            parts[groups.get(case, case)].add(part)
    return sorted(name for name, found in parts.items() if len(found) > 1)


def describe_cut(split: Split, groups: Mapping[str, str] | None, info: DatasetInfo) -> str:
    """Say how many groups a split cuts: "none", "3 of 29", "unknown" or, without ``groups``, "unprepared"."""
    if not info.group:
        return "unknown"
    if groups is None:
        return "unprepared"
    cut = cut_groups(split, groups)
    total = {groups[case] for part in PARTS for case in split.part(part) if case in groups}
    return f"{len(cut)} of {len(total)}" if cut else "none"


def _file(identifier: str, folder: Path = SPLITS) -> Path:
    return folder / f"{folder_name(identifier)}.json"


def _expand(identifier: str, name: str, entry: Mapping[str, Any]) -> list[Split]:
    if "folds" not in entry:
        parts: dict[str, Any] = {part: tuple(entry.get(part, ())) for part in PARTS}
        splits = [Split(dataset=identifier, name=name, source=entry["source"], group=entry["group"], **parts)]
    else:
        given = {"source": entry["source"], "group": entry["group"], "test": entry.get("test", ())}
        splits = fold_splits(identifier, name, entry["folds"], **given)
    return [replace(split, note=entry.get("note", ""), release=entry.get("release", "")) for split in splits]
