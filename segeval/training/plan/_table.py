"""What a training set looks like and what follows from it, as lines to read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from segeval import zoo
from segeval.records import DatasetInfo, Scaling, spelled
from segeval.training.plan._budget import COVERED, CROPPED, GIGA, SMALLEST_BATCH, Plan
from segeval.training.plan._fingerprint import Fingerprint, anisotropic_axis, sizes_at, target_spacing
from segeval.training.plan._memory import kept
from segeval.training.plan._topology import is_planned


class Line(NamedTuple):
    """One thing, its value, and where that comes from."""

    what: str
    value: str
    why: str


def seen_lines(info: DatasetInfo, seen: Fingerprint, plan: Plan) -> Iterator[Line]:
    """Yield what was seen; sizes are those at the spacing of a plan."""
    names, unit = "zyx"[-info.ndim :], info.unit
    yield Line("cases", str(len(seen.extents)), "training cases with a reference")
    yield Line(f"spacing {names}", f"{_joined(seen.spacing)} {unit}", "median")
    spacings = np.array([each.spacing for each in seen.extents])
    if unit == "mm":
        ends = [f"{low:.3g}–{high:.3g}" for low, high in zip(spacings.min(0), spacings.max(0), strict=True)]
        yield Line("", f"{' × '.join(ends)} mm", "least and largest")
    sizes = sizes_at(seen, plan.recipe.input.spacing)
    at = "at the spacing of the input" if plan.recipe.input.spacing else "as they are"
    yield Line(f"size {names}", f"{_joined(np.median(sizes, axis=0))} voxels", f"median, {at}")
    ends = [f"{low}–{high}" for low, high in zip(sizes.min(0), sizes.max(0), strict=True)]
    yield Line("", f"{' × '.join(ends)} voxels", "least and largest")
    filled = float(np.median([each.filled for each in seen.extents]))
    yield Line("filled", f"{filled:.0%}", "median share of an image in the box of its voxels other than 0")
    for name, (mean, deviation, low, high), (least, most) in zip(
        info.channels, seen.intensity, seen.ranges, strict=True
    ):
        yield Line(f"channel {name}", f"{mean:,.6g} ± {deviation:,.6g}", "mean and deviation inside labels")
        yield Line("", f"{low:,.6g}–{high:,.6g} of {least:,.6g}–{most:,.6g}", "0.5 and 99.5 % inside labels, of all")
    power = {("mm", 2): "mm²", ("mm", 3): "mm³"}.get((unit, info.ndim), "")
    for value, name in sorted(info.labels.items()):
        yield _volume_line(seen, value, name, power)


def _volume_line(seen: Fingerprint, value: int, name: str, unit: str) -> Line:
    """Return how large a label is, and in how many cases it occurs."""
    known = [each for each in seen.extents if each.volumes]
    held = [each for each in known if value in each.volumes]
    share = f"median of the {len(held)} of {len(known)} cases that hold it"
    if not held:
        return Line(f"label {name}", "none", share)
    voxels = float(np.median([each.volumes[value] for each in held]))
    size = float(np.median([each.volumes[value] * np.prod(each.spacing) for each in held]))
    return Line(f"label {name}", f"{voxels:,.0f} voxels" + (f", {size:,.6g} {unit}" if unit else ""), share)


def plan_lines(info: DatasetInfo, seen: Fingerprint, plan: Plan, budget: float) -> Iterator[Line]:
    """Yield what is planned and by which rule."""
    recipe, staged = plan.recipe, is_planned(zoo.get(plan.recipe.model), {})
    yield Line("input", f"{recipe.in_channels} × {recipe.input.axes}", "channels and axes that the network sees")
    if recipe.input.spacing:
        yield Line("spacing", f"{_joined(recipe.input.spacing)} mm", _why_spacing(seen, recipe.input.spacing))
    for name, how in zip(info.channels, recipe.input.channels, strict=True):
        yield Line(f"scaling {name}", *_scaling_words(how))
    yield Line("patch", f"{_joined(recipe.window.patch)} voxels", f"the largest of which {SMALLEST_BATCH} fit")
    yield Line("batch", str(plan.batch), f"as many as fit and hold at most {COVERED:.0%} of all voxels")
    for name, value in recipe.options.items():
        yield Line(name, spelled(value), "stages by size and spacing, or given" if staged else "given")
    used = kept(recipe, plan.batch)
    yield Line("memory", f"{used.total / GIGA:.2f} GB", f"what a step keeps in float32, of {budget / GIGA:g} GB")


def _why_spacing(seen: Fingerprint, spacing: Sequence[float]) -> str:
    if any(own not in (0, target) for own, target in zip(spacing, target_spacing(seen), strict=True)):
        return "given"
    axis = anisotropic_axis(seen)
    fine = "" if axis is None else f", 10th percentile along {'zyx'[axis - len(spacing)]}, which is much coarser"
    return f"median{fine}" + ("; 0 keeps its own" if 0 in spacing else "")


def _scaling_words(how: Scaling) -> tuple[str, str]:
    if how.mean is None:
        among = f"voxels other than 0, as under {CROPPED:.0%} is filled" if how.nonzero else "the image itself"
        return "(x - mean) / deviation", f"of {among}"
    return f"({how.low:,.6g} to {how.high:,.6g} - {how.mean:,.6g}) / {how.deviation:,.6g}", "CT: of all labels"


def _joined(values: Sequence[float]) -> str:
    return " × ".join(f"{value:.4g}" for value in values)
