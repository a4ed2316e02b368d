"""What a training set looks like: measured once, and kept beside the prepared dataset."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval._disk import read_object, replace, to_json_text, writing
from segeval._progress import watched
from segeval.errors import BadData
from segeval.infer import read_canonical
from segeval.records import Case, canonical, decode, digest
from segeval.training.sampling import stamps

FOREGROUND_SAMPLES = 10_000
FORM = 1  # of what is kept; a higher one is measured again
COARSE = 3  # times the spacing of the others makes an axis anisotropic; also how much smaller it is
FINE_CASES = 10  # percentile of the spacing along such an axis
Intensity = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How large a case is on the canonical axes, and how much of it is what.

    ``filled`` is the share of the image, from 0 to 1, in the smallest box that holds all its voxels other than 0.
    ``volumes`` are the voxels of each label of the mask, the background's too; empty without a mask.
    """

    spacing: tuple[float, ...]
    shape: tuple[int, ...]
    filled: float
    volumes: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a training set looks like on the canonical axes.

    ``spacing`` and ``shape`` are medians. ``intensity`` is, for each channel, mean, standard deviation and the 0.5 and
    99.5 percentiles of the voxels inside any label, ``ranges`` the least and the largest of them. ``extents`` are those
    of the cases, in their order.
    """

    spacing: tuple[float, ...]
    shape: tuple[int, ...]
    intensity: tuple[Intensity, ...]
    ranges: tuple[tuple[float, float], ...] = ()
    extents: tuple[Extent, ...] = ()


def fingerprint(cases: Iterable[Case], ignore: int | None = None) -> Fingerprint:
    """Return medians over ``cases`` (those with masks) of spacing and shape, and the foreground's intensities.

    Voxels of the label ``ignore`` are inside nothing.
    """
    extents, samples, ranges = [], [], []
    rng = np.random.default_rng(0)
    for case in cases:
        image, mask = read_canonical(case)
        labels = np.zeros((0,), np.uint8) if mask is None else mask.array
        extents.append(
            Extent(
                spacing=image.grid.spacing,
                shape=image.grid.shape,
                filled=_filled(image.array),
                volumes=_volumes(labels),
            )
        )
        inside = (labels > 0) & (labels != (0 if ignore is None else ignore))
        if inside.any():
            values = image.array[:, inside]
            count = values.shape[1]
            ranges.append((values.min(1), values.max(1)))
            samples.append(values[:, rng.choice(count, min(count, FOREGROUND_SAMPLES), replace=False)])
    channels = np.concatenate(samples, axis=1) if samples else np.zeros((len(image.array), 1))
    ends = ranges or [(channels[:, 0], channels[:, 0])]
    lows, highs = np.min([low for low, _ in ends], axis=0), np.max([high for _, high in ends], axis=0)
    return Fingerprint(
        spacing=tuple(float(s) for s in np.median([each.spacing for each in extents], axis=0)),
        shape=tuple(int(n) for n in np.median([each.shape for each in extents], axis=0)),
        intensity=tuple(_intensity(values) for values in np.ascontiguousarray(channels)),
        ranges=tuple((float(low), float(high)) for low, high in zip(lows, highs, strict=True)),
        extents=tuple(extents),
    )


def _intensity(values: npt.NDArray[np.floating[Any]]) -> Intensity:
    low, high = (float(v) for v in np.percentile(values, (0.5, 99.5)))
    return float(values.mean()), float(values.std()), low, high


def _filled(image: npt.NDArray[np.floating[Any]]) -> float:
    """Return the share of ``(C, *shape)`` in the smallest box around what is not 0 in every channel."""
    other = (image != 0).any(0)
    share = 1.0
    for axis in range(other.ndim):
        places = np.flatnonzero(other.any(tuple(k for k in range(other.ndim) if k != axis)))
        share *= (places[-1] - places[0] + 1) / other.shape[axis] if len(places) else 0
    return float(share)


def _volumes(labels: npt.NDArray[np.integer[Any]]) -> dict[int, int]:
    """Return the voxels of each label; the mask is read a slice at a time, since counting widens it."""
    counts: dict[int, int] = {}
    for part in labels:
        for value, count in enumerate(np.bincount(part.ravel())):
            if count:
                counts[value] = counts.get(value, 0) + int(count)
    return counts


def kept_fingerprint(
    cases: Sequence[Case], cache: Path, ignore: int | None = None, *, title: str = "look at"
) -> Fingerprint:
    """Return the fingerprint of cases as it is kept in ``cache``, or measure it and keep it, which ``title`` says.

    Its name is the digest of path, time and size of their files, so that another image is another fingerprint.
    """
    key = digest([FORM, ignore, [stamps(case) for case in cases]])
    path = cache / f"fingerprint-{key}.json"
    if path.is_file():
        try:
            return decode(Fingerprint, read_object(path, ""))
        except BadData:  # of a disk that failed: measured again
            pass
    seen = fingerprint(watched(cases, title, len(cases), leave=False), ignore)
    with writing(cache):
        cache.mkdir(parents=True, exist_ok=True)
    replace(path, to_json_text(canonical(seen)))
    return seen


def target_spacing(seen: Fingerprint) -> tuple[float, ...]:
    """Return the spacing that a network works at: the median, but a finer one along an anisotropic axis.

    That is the axis of the largest spacing if this is over 3 times that of the others and the axis has under a third of
    their voxels. It takes the 10th percentile, that of the finer cases, though no less than the others have.

    Source:
        Isensee et al. 2021, doi:10.1038/s41592-020-01008-z, "image target spacing", as nnU-Net 2 has it.
    """
    axis = anisotropic_axis(seen)
    if axis is None:
        return seen.spacing
    fine = float(np.percentile([each.spacing[axis] for each in seen.extents], FINE_CASES))
    most = max(_without(seen.spacing, axis))
    return tuple(max(fine, most) if k == axis else own for k, own in enumerate(seen.spacing))


def anisotropic_axis(seen: Fingerprint) -> int | None:
    """Return the axis that is much coarser than the others and has far fewer voxels; None if there is none."""
    axis = int(np.argmax(seen.spacing))
    coarse = seen.spacing[axis] > COARSE * max(_without(seen.spacing, axis))
    sizes: list[float] = np.median([each.shape for each in seen.extents], axis=0).tolist()
    return axis if coarse and sizes[axis] * COARSE < min(_without(sizes, axis)) else None


def _without(values: Sequence[float], axis: int) -> list[float]:
    return [value for k, value in enumerate(values) if k != axis]


def sizes_at(seen: Fingerprint, spacing: Sequence[float] | None) -> npt.NDArray[np.int64]:
    """Return the shapes ``(cases, axes)`` at a spacing, in voxels; without one, or 0 for an axis, as they are."""
    shapes = np.array([each.shape for each in seen.extents])
    if spacing is None:
        return shapes
    have, want = np.array([each.spacing for each in seen.extents]), np.array(spacing)
    there = np.maximum(1, np.round(shapes * have / np.where(want > 0, want, 1))).astype(np.int64)
    return np.where(want > 0, there, shapes)
