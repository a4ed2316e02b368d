"""Do the parts of a split, or two datasets, share what they should not: an image, a copy of it, a patient, a field?"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace as altered
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from segeval import datasets, volume
from segeval._disk import parse_json, read_text, replace
from segeval._progress import watched
from segeval.curation import _edges, _marks
from segeval.curation._hash import SAME, distances, perceptual
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.records import Volume

logger = logging.getLogger(__name__)

CACHE = ".hashes.json"  # in the prepared folder: what was computed of each image, by its image_sha256
VERSION = 3  # of what is computed; what another version computed is computed again

MEMORY = "from memory, not checked on the data"
LITS_IRCADB = "AbdomenCT-1K issue 27 and MICCAI-LITS2017 issue 21; its issue 33 says 28-44 and 46-48"

# What is known of two datasets, and who says so; reported whether or not the data is there.
DECLARED = (
    (("lits", "decathlon/liver"), "the same 131 and 70 scans (volume-N is liver_N)", MEMORY),
    (("lits", "ircadb"), "volumes 28-47 are 3D-IRCADb-01 (27-48 to be safe)", LITS_IRCADB),
    (("decathlon/liver", "ircadb"), "liver_28 to liver_47 are 3D-IRCADb-01 (27-48 to be safe)", LITS_IRCADB),
    (("synapse", "synapse-transunet"), "the same 30 scans, preprocessed", "Chen et al. 2021, arXiv 2102.04306"),
    (
        ("cvc-clinicdb", "cvc-colondb"),
        "no shared frame; EndoSceneStill joins ClinicDB and CVC-300, of ColonDB's videos",
        MEMORY,
    ),
    (("kvasir-seg", "cvc-clinicdb"), "no shared frame; PraNet's training part mixes both", "PraNet's file lists"),
    (("decathlon/pancreas", "pancreas-ct"), "no shared scan is known; both are portal-venous CT", MEMORY),
)


Kind = Literal["exact", "perceptual", "group", "adjoining", "acquisition", "declared"]
ORDER: dict[Kind, int] = {"exact": 0, "perceptual": 0, "group": 1, "adjoining": 1, "acquisition": 1, "declared": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something shared. ``kind``: exact (equal voxels), perceptual (a copy), group, declared (by the literature).

    Two kinds are of cases that the data puts in different groups: adjoining (tiles of one field) and acquisition
    (halves or sides that share numbers no other scan has).

    ``leaks`` are the splits in which it stands on both sides of training and scoring. ``parts`` has the part of each
    case in the first of them, else in the default split of its dataset, empty for a case that is in none. ``distance``
    is the share of differing bits of a copy.
    """

    kind: Kind
    datasets: tuple[str, ...]
    cases: tuple[str, ...]
    leaks: tuple[str, ...]
    text: str
    parts: tuple[str, ...] = ()
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class _Image:
    """An image of a prepared dataset, as far as comparing goes; ``voxels`` is a hash without the spacing.

    ``edges`` are those of a picture, ``marks`` those of a volume.
    """

    prepared: Prepared
    case: str
    voxels: str
    bits: npt.NDArray[np.bool_]
    edges: _edges.Edges | None
    marks: _marks.Marks


def audit(names: Sequence[str] = (), *, root: Path | None = None) -> tuple[Finding, ...]:
    """Compare all images of the prepared datasets ``names`` (default: of all), and the groups of their splits.

    The most serious come first: copies in two parts of one split, then groups, adjoining tiles and parts of one
    acquisition in two parts, then what two datasets share, then the rest.

    Raises:
        UsageError: A dataset is not prepared, and nothing is published about it either.
    """
    known = datasets.prepared_names(root)
    chosen = list(dict.fromkeys(datasets.describe(name, root=root).id for name in names)) or known
    published = {name for pair, _, _ in DECLARED for name in pair}
    loaded = [datasets.load(name, root=root) for name in chosen if name in known or name not in published]
    looked = [_looked_at(prepared) for prepared in loaded]
    related = [finding for images in looked for finding in (*_tiles(images), *_acquisitions(images))]
    found = [*_copies(looked), *_groups(loaded), *related, *_declared(chosen, known)]
    return tuple(sorted(found, key=lambda f: (ORDER[f.kind] if f.leaks else 2 + ORDER[f.kind], f.datasets, f.cases)))


def _copies(looked: Sequence[Sequence[_Image]]) -> Iterator[Finding]:
    """Yield pairs of images that are equal, or copies of one another, in one or in two datasets."""
    for ndim in (2, 3):
        images = [image for each in looked for image in each if image.prepared.info.ndim == ndim]
        if not images:
            continue
        bits = np.stack([image.bits for image in images])
        for start in range(0, len(images), 1000):
            near = distances(bits[start : start + 1000], bits)
            for i, j in zip(*np.nonzero(near <= SAME[ndim]), strict=True):
                if start + i < j:
                    yield _copy(images[start + i], images[j], float(near[i, j]))


def _copy(one: _Image, two: _Image, distance: float) -> Finding:
    same, alone = one.voxels == two.voxels, one.prepared is two.prepared
    kind: Kind = "exact" if same else "perceptual"
    leaks = _leaks(one.prepared, {one.case: "copy", two.case: "copy"}) if alone else ()
    return Finding(
        kind=kind,
        datasets=tuple(dict.fromkeys(image.prepared.info.id for image in (one, two))),
        cases=(one.case, two.case),
        leaks=leaks,
        text="are the same image" if same else f"look the same ({distance:.1%} of their hash differ)",
        parts=tuple(_part(image.prepared, image.case, leaks) for image in (one, two)),
        distance=distance,
    )


def _tiles(images: Sequence[_Image]) -> Iterator[Finding]:
    """Yield the pictures of a dataset that go on in one another, though no group holds both."""
    pictures = [image for image in images if image.edges is not None]
    for join in _edges.joins([image.edges for image in pictures if image.edges is not None]):
        place = "below" if join.below else "to the right of"
        names = (pictures[join.two].case, pictures[join.one].case)
        yield from _related("adjoining", images[0].prepared, names, f"adjoin: the first goes on {place} the second")


def _acquisitions(images: Sequence[_Image]) -> Iterator[Finding]:
    """Yield the volumes of a dataset that are halves or sides of one acquisition, though no group holds both."""
    for pair in _marks.pairs({image.case: image.marks for image in images}):
        text = f"share {' and '.join(pair.marks)}, as halves or sides of one acquisition do"
        yield from _related("acquisition", images[0].prepared, (pair.one, pair.two), text)


def _related(kind: Kind, prepared: Prepared, cases: tuple[str, str], text: str) -> Iterator[Finding]:
    """Yield what was found of two cases of a dataset, nothing where it is known that they belong together."""
    one, two = (prepared.groups[case] for case in cases)
    if one != two:
        leaks = _leaks(prepared, dict.fromkeys(cases, "copy"))
        parts = tuple(_part(prepared, case, leaks) for case in cases)
        yield Finding(kind=kind, datasets=(prepared.info.id,), cases=cases, leaks=leaks, text=text, parts=parts)


def _groups(loaded: Iterable[Prepared]) -> Iterator[Finding]:
    """Yield the groups that lie in several parts of a split, one finding per dataset and group."""
    for prepared in loaded:
        cut: dict[str, list[str]] = defaultdict(list)
        for split in prepared.splits if prepared.info.group else ():
            for group in datasets.cut_groups(split, prepared.groups):
                cut[group].append(split.name)
        for group, splits in sorted(cut.items()):
            cases = tuple(sorted(case for case, of in prepared.groups.items() if of == group))
            yield Finding(
                kind="group",
                datasets=(prepared.info.id,),
                cases=cases,
                leaks=tuple(splits),
                text=f"are of one {prepared.info.group}, {group}, and lie in several parts",
                parts=tuple(_part(prepared, case, splits) for case in cases),
            )


def _declared(names: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    """Yield what is published about pairs of which one is in ``names``; ``known`` are those that can be compared."""
    for pair, what, source in DECLARED:
        if set(pair) & set(names):
            absent = " and ".join(name for name in pair if name not in known)
            measured = f"; not compared here, since {absent} is not prepared" if absent else ""
            yield Finding(
                kind="declared", datasets=pair, cases=(), leaks=(), text=f"{what} (source: {source}){measured}"
            )


def _leaks(prepared: Prepared, groups: dict[str, str]) -> tuple[str, ...]:
    """Return the splits that have the cases of one group in several parts."""
    return tuple(split.name for split in prepared.splits if "copy" in datasets.cut_groups(split, groups))


def _part(prepared: Prepared, case: str, leaks: Sequence[str]) -> str:
    """Return the part that a case is in, in the first of ``leaks`` or in the default split."""
    split = next((split for split in prepared.splits if split.name in leaks), prepared.split)
    return next((part for part in datasets.PARTS if case in split.part(part)), "")


def _looked_at(prepared: Prepared) -> list[_Image]:
    """Return the images as far as comparing goes; those that an earlier audit wrote down are not read."""
    path = prepared.root / CACHE
    known = _read_cache(path, prepared.info.ndim)
    images = []
    for case, row in watched(prepared.rows.items(), f"audit {prepared.info.id}", len(prepared.rows)):
        key = row["image_sha256"]
        if key not in known:
            known[key] = _facts(volume.read_image(prepared.cases[case].images))
            logger.debug("%s: looked at", case)
        images.append(_image(prepared, case, known[key]))
    used = {row["image_sha256"]: known[row["image_sha256"]] for row in prepared.rows.values()}
    with suppress(UsageError):  # data that may only be read is audited all the same
        replace(path, json.dumps({"version": VERSION, "images": dict(sorted(used.items()))}))
    return images


def _facts(image: Volume) -> dict[str, Any]:
    """Return what JSON can hold of an image, as far as comparing goes."""
    written = "".join("1" if bit else "0" for bit in perceptual(image))
    facts: dict[str, Any] = {"bits": written, "voxels": _voxels(image)}
    if len(image.grid.shape) == 2:
        return {**facts, "edges": _edges.pack(_edges.edges(image))}
    return {**facts, "marks": {kind: list(numbers) for kind, numbers in _marks.marks(image).items()}}


def _image(prepared: Prepared, case: str, facts: Mapping[str, Any]) -> _Image:
    """Return an image as its facts say; ValueError, LookupError or TypeError if they are damaged."""
    bits = np.array([bit == "1" for bit in facts["bits"]])
    outer = _edges.unpack(facts["edges"]) if prepared.info.ndim == 2 else None
    marks = {kind: tuple(map(float, numbers)) for kind, numbers in facts.get("marks", {}).items()}
    return _Image(prepared, case, facts["voxels"], bits, outer, marks)


def _read_cache(path: Path, ndim: int) -> dict[str, Any]:
    """Return what an earlier audit computed; a file that is absent, damaged or of another version holds nothing."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        content = parse_json(read_text(path))
        if content["version"] == VERSION:
            return {key: _checked(facts, ndim) for key, facts in content["images"].items()}
    return {}


def _checked(facts: dict[str, Any], ndim: int) -> dict[str, Any]:
    """Return facts that are whole; ValueError, LookupError or TypeError if they are not."""
    wanted = {"bits", "voxels", "edges" if ndim == 2 else "marks"}
    if set(facts) != wanted:
        raise LookupError(wanted)
    if ndim == 2:
        _edges.unpack(facts["edges"])
    return facts


def _voxels(image: Volume) -> str:
    """Hash voxels in canonical order without their spacing, which one of two copies may have lost."""
    array, grid = image.array, image.grid
    if grid.unit == "mm":
        array, grid = volume.canonical(array, grid)
    return datasets.content_sha256(Volume(array, altered(grid, spacing=(1.0,) * len(grid.spacing), unit="px")))
