"""Which label values are scored, how they are called, and whether the files hold them."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from segeval import store, volume
from segeval._disk import parse_json, read_text
from segeval._progress import watched
from segeval.datasets._own import whole
from segeval.errors import BadData, UsageError
from segeval.models.predictions import DECLARATION, name_of
from segeval.records import LabelNames, Structure, as_structures

IGNORE = "ignore"  # nnU-Net's word for voxels that enter no score
VOID, SMALL = 255, 128  # a void value stands beside labels that are smaller than this
LOOKING = "looking for labels (not needed with --labels)"
MOST_READ = 50  # files of one side, to say what they hold instead of what was asked for


class Labels(NamedTuple):
    """What is scored, and the value of voxels that are not."""

    structures: tuple[Structure, ...] = ()
    ignore: int | None = None


def named(labels: LabelNames) -> tuple[Structure, ...]:
    """Return the structures of named label values.

    Raises:
        UsageError: If they are the wrong way round, or two structures share a name.
    """
    structures = as_structures(labels)
    names = [structure.name for structure in structures]
    if any(isinstance(value, str) for structure in structures for value in structure.values):
        turned = {value: key for key, value in labels.items()}
        msg = f"labels {dict(labels)}: give the value first, as in {turned}"
        raise UsageError(msg)
    if len(set(names)) < len(names):
        msg = f'two structures are called alike: {", ".join(names)}. Join their values, as in {{(1, 2): "{names[0]}"}}'
        raise UsageError(msg)
    return structures


def folder_above(path: Path) -> Path:
    """Return the folder that a path lies in; ``.`` and ``..`` do not have it in their text."""
    return (path if path.name == name_of(path) else path.resolve()).absolute().parent


def declaration(reference: Path) -> Path | None:
    """Return ``dataset.json`` in the folder of references or in the one above, None without one."""
    above = folder_above(reference)
    places = (reference, above) if reference.is_dir() else (above, folder_above(above))
    return next((path for path in (place / DECLARATION for place in places) if path.is_file()), None)


def declared(reference: Path) -> Labels:
    """Return what ``dataset.json`` of the references declares; nothing without one.

    Both dialects are understood: ``"1": "liver"`` of the Decathlon, ``"liver": 1`` or ``"liver": [1, 2]`` of nnU-Net,
    where ``"ignore": 3`` is no structure.

    Raises:
        BadData: If its labels are something else.
    """
    path = declaration(reference)
    if path is None:
        return Labels()
    try:
        labels = parse_json(read_text(path).removeprefix("\ufeff"))["labels"]
        structures = [_declared(*entry) for entry in labels.items()]
        (ignored,) = {s.values for s in structures if s.name == IGNORE} or {()}
        ignore = int(*ignored) if ignored else None
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        msg = f"{path}: its labels cannot be read ({type(error).__name__}: {error}); name them with --labels"
        raise BadData(msg) from error
    return Labels(tuple(s for s in structures if s.values != (0,) and s.name != IGNORE), ignore)


def _declared(key: str, value: str | int | list[int]) -> Structure:
    if isinstance(value, str):
        return Structure(value, (whole(key),))
    return Structure(key, tuple(map(whole, value if isinstance(value, list) else [value])))


def found(references: Sequence[Path], predictions: Sequence[Path], ignore: int | None, workers: int) -> Labels:
    """Return every label value but 0 that occurs in any of the files, named by its number.

    Files that cannot be read are passed over: they are failed cases later.

    Raises:
        UsageError: If there is none, or 255 stands beside small labels in the references and nobody said what it is.
    """
    sides = [set[int](), set[int]()]
    for number, values in enumerate(values_of([*references, *predictions], workers, LOOKING)):
        sides[number >= len(references)] |= values - {0, ignore}
    small = [value for value in sides[0] - {VOID} if value < SMALL]
    if VOID in sides[0] and ignore is None and small:
        listed = ", ".join(map(str, sorted(sides[0])))
        msg = (
            f"the references hold {listed}: --ignore {VOID} leaves those voxels out if they are void, "
            "--labels names what to score"
        )
        raise UsageError(msg)
    if not (values := sides[0] | sides[1]):
        msg = "no file that can be read holds a label other than 0; name what to score with --labels"
        raise UsageError(msg)
    return Labels(tuple(Structure(f"label {value}", (value,)) for value in sorted(values)), ignore)


def values_of(paths: Sequence[Path], workers: int, title: str) -> Iterator[set[int]]:
    """Yield the label values of each file, in order; nothing of one that cannot be read."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield from watched(pool.map(_values, paths), title, len(paths), "file")
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _values(path: Path) -> set[int]:
    try:
        return set(volume.count_labels(volume.read_mask(path).array))
    except BadData:
        return set()


def warn_absent(
    run: Path, labels: Labels, references: Mapping[str, Path], predictions: Mapping[str, Path], workers: int
) -> bool:
    """Warn of structures that no reference of a finished run holds, or no prediction where that holds other values.

    Returns:
        Whether the references hold none of them, and hold something else: nothing was scored then.
    """
    scored = [entry.counts for entry in store.read_ledger(run).entries.values() if entry.status == "ok"]
    asked = {0, labels.ignore, *(value for structure in labels.structures for value in structure.values)}
    nothing = False
    for side, files, only_here in (("reference", references, 2), ("prediction", predictions, 1)):
        voxels = {s: sum(counts[s.name][0] + counts[s.name][only_here] for counts in scored) for s in labels.structures}
        if not scored or all(voxels.values()):
            continue
        paths = list(files.values())[:MOST_READ]
        held = set[int]().union(*values_of(paths, workers, "looking for what the files hold"))
        lacking = [structure for structure, count in voxels.items() if not count and not held & {*structure.values}]
        if not lacking or (side == "prediction" and not held - asked):
            continue
        nothing |= side == "reference" and len(lacking) == len(voxels) and bool(held - asked)
        names = ", ".join(f"{structure.name} ({'+'.join(map(str, structure.values))})" for structure in lacking)
        which = "they" if len(paths) == len(files) else f"the first {len(paths)}"
        text = f"no {side} holds {names}; {which} hold {', '.join(map(str, sorted(held)))}"
        warnings.warn(text, stacklevel=3)
    return nothing
