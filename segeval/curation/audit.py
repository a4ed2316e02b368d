"""Do the parts of a split, or two datasets, share what they should not: the same image, a copy of it, a patient?"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from segeval import datasets, volume
from segeval._disk import replace
from segeval.curation._hash import SAME, distances, perceptual
from segeval.datasets import Prepared

CACHE = ".hashes.json"  # bits by image_sha256, in the prepared folder

# What publications and maintainers say two datasets share; reported whether or not the data is there.
DECLARED = (
    (("lits", "decathlon/liver"), "the same 131 and 70 scans (volume-N is liver_N)"),
    (("lits", "ircadb"), "volumes 28-47 are 3D-IRCADb-01 (27-48 to be safe)"),
    (("decathlon/liver", "ircadb"), "liver_28 to liver_47 are 3D-IRCADb-01 (27-48 to be safe)"),
    (("synapse", "synapse-transunet"), "the same 30 scans, preprocessed"),
    (
        ("cvc-clinicdb", "cvc-colondb"),
        "no shared frame; EndoSceneStill joins ClinicDB and CVC-300, of ColonDB's videos",
    ),
    (("kvasir-seg", "cvc-clinicdb"), "no shared frame; PraNet's training part mixes both"),
    (("decathlon/pancreas", "pancreas-ct"), "no shared scan is known; both are portal-venous CT"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something shared. ``kind``: exact (equal voxels), perceptual (a copy), group, declared (by the literature).

    ``leaks`` are the splits in which it stands on both sides of training and scoring. ``distance`` is the share of
    differing bits of a copy.
    """

    kind: Literal["exact", "perceptual", "group", "declared"]
    datasets: tuple[str, ...]
    cases: tuple[str, ...]
    leaks: tuple[str, ...]
    text: str
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class _Image:
    """An image of a prepared dataset, as far as comparing goes."""

    prepared: Prepared
    case: str
    sha256: str
    bits: npt.NDArray[np.bool_]


def audit(names: Sequence[str] = (), *, root: Path | None = None) -> tuple[Finding, ...]:
    """Compare all images of the prepared datasets ``names`` (default: of all), and the groups of their splits.

    The most serious come first: copies in two parts of one split, then groups in two parts, then what two datasets
    share, then the rest.
    """
    known = datasets.prepared_names(root)
    chosen = [datasets.describe(name, root=root).id for name in names] or known
    loaded = [datasets.load(name, root=root) for name in chosen if name in known]
    found = [*_copies(loaded), *_groups(loaded), *_declared(chosen)]
    order = {"exact": 0, "perceptual": 0, "group": 1, "declared": 3}
    return tuple(sorted(found, key=lambda f: (order[f.kind] if f.leaks else 2 + order[f.kind], f.datasets, f.cases)))


def _copies(loaded: Sequence[Prepared]) -> Iterator[Finding]:
    """Yield pairs of images that are equal, or copies of one another, in one or in two datasets."""
    for ndim in (2, 3):
        images = [image for prepared in loaded if prepared.info.ndim == ndim for image in _hashed(prepared)]
        if not images:
            continue
        bits = np.stack([image.bits for image in images])
        for start in range(0, len(images), 1000):
            near = distances(bits[start : start + 1000], bits)
            for i, j in zip(*np.nonzero(near <= SAME[ndim]), strict=True):
                if start + i < j:
                    yield _copy(images[start + i], images[j], float(near[i, j]))


def _copy(one: _Image, two: _Image, distance: float) -> Finding:
    same = one.sha256 == two.sha256
    names = tuple(sorted({one.prepared.info.id, two.prepared.info.id}))
    leaks = _leaks(one.prepared, {one.case: "copy", two.case: "copy"}) if len(names) == 1 else ()
    kind: Literal["exact", "perceptual"] = "exact" if same else "perceptual"
    text = "are the same image" if same else f"look the same ({distance:.1%} of their hash differ)"
    return Finding(kind=kind, datasets=names, cases=(one.case, two.case), leaks=leaks, text=text, distance=distance)


def _groups(loaded: Iterable[Prepared]) -> Iterator[Finding]:
    """Yield the groups that lie in several parts of a split, one finding per dataset and group."""
    for prepared in loaded:
        cut: dict[str, list[str]] = defaultdict(list)
        for split in prepared.splits if prepared.info.group else ():
            for group in datasets.cut_groups(split, prepared.groups):
                cut[group].append(split.name)
        for group, splits in sorted(cut.items()):
            cases = tuple(sorted(case for case, of in prepared.groups.items() if of == group))
            text = f"are of one {prepared.info.group}, {group}, and lie in several parts"
            yield Finding(kind="group", datasets=(prepared.info.id,), cases=cases, leaks=tuple(splits), text=text)


def _declared(names: Sequence[str]) -> Iterator[Finding]:
    for pair, text in DECLARED:
        if set(pair) & set(names):
            yield Finding(kind="declared", datasets=pair, cases=(), leaks=(), text=text)


def _leaks(prepared: Prepared, groups: dict[str, str]) -> tuple[str, ...]:
    """Return the splits that have the cases of one group in several parts."""
    return tuple(split.name for split in prepared.splits if "copy" in datasets.cut_groups(split, groups))


def _hashed(prepared: Prepared) -> list[_Image]:
    """Return the images with their bits; those that an earlier audit kept are not read."""
    from tqdm import tqdm

    path = prepared.root / CACHE
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    images = []
    rows = tqdm(prepared.rows.items(), f"audit {prepared.info.id}", unit="case", disable=None)
    for case, row in rows:
        key = row["image_sha256"]
        if key not in kept:
            bits = perceptual(volume.read_image(prepared.cases[case].images))
            kept[key] = "".join("1" if bit else "0" for bit in bits)
        images.append(_Image(prepared, case, key, np.array([bit == "1" for bit in kept[key]])))
    replace(path, json.dumps({key: kept[key] for key in sorted({image.sha256 for image in images})}))
    return images
