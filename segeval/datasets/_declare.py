"""What a dataset module says: a declaration, a generator over the raw layout, and a writer of tiny fake raw data."""

import inspect
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import committed
from segeval.errors import BadData, ContractError
from segeval.records import DatasetInfo, Grid, Mask, Split, SplitPart, Volume
from segeval.registry import Registry, importing

LONGEST = 200  # bytes of the id of a case, so that file systems take what its files are called

Cases = Callable[[Tree], Iterable["RawCase"]]
Splits = Callable[[Iterable[str]], tuple[Split, ...]]


def unnameable(case: str) -> bool:
    """Whether no file can be called like a case: empty, a path, with signs that cannot be seen, or too long."""
    if case in ("", ".", "..") or set(case) & {"/", "\\"} or len(case.encode(errors="replace")) > LONGEST:
        return True
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in case)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCase:
    """One case of an official download.

    ``image`` is the files of its channels where they can be used as they are (one file may hold all channels), else
    what reads them into a ``Volume``. ``mask`` likewise; None where the labels are hidden. ``instances`` draws numbered
    objects where the download has them; the mask is then their foreground and ``mask`` stays None. ``group`` is the
    patient, sequence or car; left out, the dataset derives it from the id. ``folder`` is the place in the common
    format: ``Tr`` for the official training part, ``Ts`` for the official test part. ``release`` names the version of
    the labels where several circulate. ``found_in`` says which part of a split the download itself puts the case in,
    for splits whose list is only published that way. ``meta`` is what else there is to know, or a function of the grid.
    """

    id: str
    image: tuple[RawFile, ...] | Converted[Volume]
    mask: RawFile | Converted[Mask] | None = None
    instances: Converted[Mask] | None = None
    group: str = ""
    folder: Literal["Tr", "Ts"] = "Tr"
    release: str = ""
    found_in: Mapping[str, SplitPart] = field(default_factory=dict)
    meta: Mapping[str, Any] | Callable[[Grid], Mapping[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unnameable(self.id):
            first = next(iter(self.files), "")
            msg = f"{first}: makes a case {self.id[:LONGEST]!r}, which cannot name a file; rename it"
            raise BadData(msg)

    @property
    def labelled(self) -> bool:
        """Whether the case has a reference mask."""
        return self.mask is not None or self.instances is not None

    @property
    def files(self) -> tuple[RawFile, ...]:
        """Every raw file that the case is made from."""
        image = self.image.files if isinstance(self.image, Converted) else self.image
        mask = (self.mask,) if isinstance(self.mask, RawFile) else self.mask.files if self.mask else ()
        return (*image, *mask, *(self.instances.files if self.instances else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset module as the registry holds it.

    ``by_rule`` is whether its splits depend on which ids are found. ``own`` looks into a folder of the user's and
    returns what there is to declare about it under a name, its own by default; only the entry ``folder`` has it.
    """

    info: DatasetInfo
    cases: Cases
    fake: Callable[[Path], None]
    splits: Splits
    by_rule: bool
    group: Callable[[str], str] | None
    source: Path
    own: "Callable[[Path, str], Dataset] | None" = None


REGISTRY: Registry[Dataset] = Registry("dataset", importing("segeval.datasets"))


def dataset(
    info: DatasetInfo,
    *,
    cases: Cases,
    fake: Callable[[Path], None],
    splits: Splits | None = None,
    group: Callable[[str], str] | None = str,
    own: "Callable[[Path, str], Dataset] | None" = None,
) -> Dataset:
    """Declare a dataset.

    Args:
        info: What is known without any file.
        cases: Yields the cases found in a raw download, in any order; it reads names and tables, not voxels.
        fake: Writes a few tiny cases into an empty folder, in exactly the official layout and quirks.
        splits: Names the partitions, given the ids found; default: the committed file ``splits/<id>.json``.
        group: Derives the group of a case from its id, None where only a table of the download knows; default: every
            case is a group of its own.
        own: For the entry ``folder``: looks into a folder and returns what to declare under a given name.

    Raises:
        ContractError: If a structure or the default split refers to something undeclared, or the id is taken.
    """
    source = Path(inspect.getfile(cases.func if isinstance(cases, partial) else cases))
    undeclared = sorted({v for s in info.structures for v in s.values} - set(info.labels))
    if undeclared or 0 not in info.labels:
        msg = f"{source}: {info.id}: structures use values {undeclared} that labels {dict(info.labels)} do not declare"
        raise ContractError(msg)
    declared = Dataset(
        info=info,
        cases=cases,
        fake=fake,
        splits=splits or committed(info.id),
        by_rule=splits is not None,
        group=group,
        source=source,
        own=own,
    )
    REGISTRY.add(info.id, declared, origin=str(source), aliases=info.aliases)
    return declared
