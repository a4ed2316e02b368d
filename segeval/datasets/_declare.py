"""What a dataset module says: a declaration, a generator over the raw layout, and a writer of tiny fake raw data."""

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from segeval.errors import ContractError
from segeval.records import DatasetInfo, Mask, Split, Volume, slug
from segeval.registry import Registry

SPLITS = Path(__file__).parent / "splits"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCase:
    """One case of an official download.

    ``image`` is the paths of its channels where the files can be used as they are, or a function that reads them into
    a ``Volume`` where they cannot (several channels in one file, zips, palettes). ``mask`` likewise; None where the
    labels are hidden. ``instances`` draws numbered objects where the download has them; the mask is then their
    foreground and ``mask`` stays None. ``folder`` is the case's place in the common format: ``Tr`` for the official
    training part, ``Ts`` for the official test part.
    """

    id: str
    group: str
    image: tuple[Path, ...] | Callable[[], Volume]
    mask: Path | Callable[[], Mask] | None = None
    instances: Callable[[], Mask] | None = None
    folder: Literal["Tr", "Ts"] = "Tr"
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def labelled(self) -> bool:
        """Whether the case has a reference mask."""
        return self.mask is not None or self.instances is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset module as the registry holds it."""

    info: DatasetInfo
    cases: Callable[[Path], Iterable[RawCase]]
    fake: Callable[[Path], None]
    splits: Callable[[Iterable[str]], tuple[Split, ...]]
    source: Path


REGISTRY: Registry[Dataset] = Registry("dataset", "segeval.datasets")


def dataset(
    info: DatasetInfo,
    *,
    cases: Callable[[Path], Iterable[RawCase]],
    fake: Callable[[Path], None],
    splits: Callable[[Iterable[str]], tuple[Split, ...]] | None = None,
) -> Dataset:
    """Declare a dataset.

    Args:
        info: What is known without any file.
        cases: Yields the cases found under a raw folder, in any order; it reads names, not voxels.
        fake: Writes a few tiny cases into an empty folder, in exactly the official layout and quirks.
        splits: Names the partitions, given the ids found; default: the committed file ``splits/<id>.json``.

    Raises:
        ContractError: If a structure or the default split refers to something undeclared, or the id is taken.
    """
    source = Path(inspect.getfile(cases.func if isinstance(cases, partial) else cases))
    undeclared = sorted({v for s in info.structures for v in s.values} - set(info.labels))
    if undeclared or 0 not in info.labels:
        msg = f"{source}: {info.id}: structures use values {undeclared} that labels {dict(info.labels)} do not declare"
        raise ContractError(msg)
    declared = Dataset(info=info, cases=cases, fake=fake, splits=splits or committed(info.id), source=source)
    REGISTRY.add(info.id, declared, origin=str(source), aliases=info.aliases)
    return declared


def committed(identifier: str) -> Callable[[Iterable[str]], tuple[Split, ...]]:
    """Return a function that reads the committed splits of a dataset, whatever ids were found."""
    return lambda _: read_splits(identifier)


def read_splits(identifier: str) -> tuple[Split, ...]:
    """Read ``splits/<id>.json``: named partitions, or ``folds`` that expand to ``name-0`` ... ``name-k``."""
    path = SPLITS / f"{slug(identifier)}.json"
    splits: list[Split] = []
    for name, entry in json.loads(path.read_text()).items():
        if "folds" in entry:
            splits += fold_splits(identifier, name, entry["folds"], source=entry["source"])
        else:
            parts = {part: tuple(entry.get(part, ())) for part in ("train", "val", "test")}
            splits.append(Split(dataset=identifier, name=name, source=entry["source"], **parts))
    return tuple(splits)


def fold_splits(identifier: str, name: str, folds: list[list[str]], *, source: str) -> list[Split]:
    """Return one split per fold: the fold is ``val``, the others together are ``train``."""
    return [
        Split(
            dataset=identifier,
            name=f"{name}-{k}",
            source=source,
            train=tuple(sorted(case for j, other in enumerate(folds) if j != k for case in other)),
            val=tuple(sorted(fold)),
        )
        for k, fold in enumerate(folds)
    ]
