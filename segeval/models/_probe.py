"""A model tried on one case before a long run: does it follow the geometry of a file, and what is likely wrong.

The same scene is stored in other ways, which a model that reads headers answers alike: axes the other way round, in
another order, at another spacing. Where the case has a reference and the answer is poor, the scene itself is changed
(mirrored, turned, rescaled): what makes a model better is what its recipe has wrong.
"""

import itertools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch

from segeval import volume
from segeval.errors import SegevalError
from segeval.infer import resize
from segeval.models import BY_CASE, Predictor
from segeval.records import Answerer, Case, DatasetInfo, FloatArray, Grid, LabelArray, Volume

Fault = Literal["orientation", "axis order", "spacing", "intensities", "labels", "failure"]
FOLLOWS, RESPACED = 0.9, 0.6  # the least Dice of two answers to one scene; resampling moves borders
# The Dice of a structure below which a cause is looked for, and the mean that its removal gains.
POOR, HELPS = 0.5, 0.2
ENOUGH = 100  # voxels of a structure that says something
COARSER = 1.5
WAYS = {"z": "from head to foot", "y": "from front to back", "x": "from left to right"}
Back = Callable[[LabelArray], LabelArray]
Ask = Callable[[Volume], LabelArray]


class Finding(NamedTuple):
    """What is likely wrong with a model, and how that shows, in one sentence with what to do."""

    fault: Fault
    words: str


class View(NamedTuple):
    """An image in another form; ``back`` brings an answer to the voxels of the first form. ``least``: Dice expected."""

    fault: Fault
    words: str
    image: Volume
    back: Back
    least: float = FOLLOWS


def probe(predictor: Predictor[Any], case: Case, info: DatasetInfo) -> list[Finding]:
    """Return what is likely wrong with a model, from its answers to forms of one case; nothing where it follows.

    A model that stores its answers is not asked. Without a reference, or with a good answer, up to seven forms are
    tried, with a poor one up to eighteen.
    """
    if _stored(predictor.about):
        return []
    image = volume.read_image(case.images)
    try:
        ask = _asking(predictor, case)
        plain = ask(image)
    except SegevalError as error:
        return [Finding("failure", f"{case.id} has no answer: {error}")]
    found = [_follows(ask, case, view, plain, info) for view in _same_scene(image, info)]
    return [*filter(None, found), *_causes(ask, case, image, plain, info)]


def _stored(about: Answerer) -> bool:
    return about.kind == BY_CASE or any(_stored(part) for part in about.parts)


def _asking(predictor: Predictor[Any], case: Case) -> Ask:
    """Return what answers a form of the image of a case, stored as files where the model reads files itself."""
    if isinstance(predictor.read(case), Volume):
        return lambda image: predictor.predict(case, image).mask.array
    ends = np.cumsum([len(volume.read_image(path).array) for path in case.images])[:-1]

    def ask(image: Volume) -> LabelArray:
        with tempfile.TemporaryDirectory(prefix="segeval-") as folder:
            paths = tuple(Path(folder) / f"{number}.nii" for number in range(len(case.images)))
            for path, channels in zip(paths, np.split(image.array, ends), strict=True):
                volume.write_image(path, Volume(channels, image.grid))
            stored = replace(case, images=paths)
            return predictor.predict(stored, predictor.read(stored)).mask.array

    return ask


def _same_scene(image: Volume, info: DatasetInfo) -> Iterator[View]:
    """Yield what leaves every voxel where it is in the world; a picture, which has no header, has no other form."""
    array, grid = image.array, image.grid
    if grid.unit == "mm" and len(grid.shape) == 3:
        for axis in range(3):
            words = f"stored with axis {axis} the other way round"
            yield View("orientation", words, flipped(image, axis), _mirror(axis))
        order = (2, 0, 1)
        turned = Volume(np.ascontiguousarray(array.transpose(0, *(1 + axis for axis in order))), _ordered(grid, order))
        yield View("axis order", "stored with its axes in another order", turned, _turn(order))
        coarse = coarser(image)
        words = f"stored at {COARSER:g} times the spacing"
        yield View("spacing", words, coarse, _nearest(grid.shape), RESPACED)
    if info.modality == "MR":
        yield View("intensities", "with 1000 times the intensities", Volume(array * 1000, grid), lambda labels: labels)


def flipped(image: Volume, axis: int) -> Volume:
    """Return the same scene, one axis of the array running the other way."""
    grid = image.grid
    origin = np.array(grid.origin) + (grid.shape[axis] - 1) * grid.steps[axis]
    direction = tuple(
        tuple(-part for part in row) if place == axis else row for place, row in enumerate(grid.direction)
    )
    moved = replace(grid, origin=tuple(origin.tolist()), direction=direction)
    return Volume(np.ascontiguousarray(np.flip(image.array, 1 + axis)), moved)


def coarser(image: Volume) -> Volume:
    """Return the same scene at a larger spacing, over the same extent."""
    grid = image.grid
    shape = tuple(max(1, round(n / COARSER)) for n in grid.shape)
    spacing = tuple(s * n / m for s, n, m in zip(grid.spacing, grid.shape, shape, strict=True))
    half = np.array(spacing) / 2 - np.array(grid.spacing) / 2
    origin = np.array(grid.origin) + half @ np.array(grid.direction)
    moved = replace(grid, shape=shape, spacing=spacing, origin=tuple(origin.tolist()))
    return Volume(resize(torch.from_numpy(image.array), shape).numpy(), moved)


def _ordered(grid: Grid, order: tuple[int, ...]) -> Grid:
    return replace(
        grid,
        shape=tuple(grid.shape[axis] for axis in order),
        spacing=tuple(grid.spacing[axis] for axis in order),
        direction=tuple(grid.direction[axis] for axis in order),
    )


def _mirror(axis: int) -> Back:
    return lambda labels: np.flip(labels, axis)


def _turn(order: tuple[int, ...]) -> Back:
    return lambda labels: labels.transpose(tuple(int(place) for place in np.argsort(order)))


def _nearest(shape: tuple[int, ...]) -> Back:
    """Return what brings labels over the same extent to a shape, each voxel by the nearest."""

    def back(labels: LabelArray) -> LabelArray:
        for axis, n in enumerate(shape):
            places = ((np.arange(n) + 0.5) * labels.shape[axis] / n).astype(int)
            labels = labels.take(places, axis)
        return labels

    return back


def _follows(ask: Ask, case: Case, view: View, plain: LabelArray, info: DatasetInfo) -> Finding | None:
    """Return what is wrong if a model answers a form of the scene otherwise."""
    try:
        agreed = agreement(plain, view.back(ask(view.image)), info)
    except SegevalError as error:
        return Finding("failure", f"{case.id}, {view.words}, has no answer: {error}")
    apart = {name: value for name, value in agreed.items() if value < view.least}
    if not apart:
        return None
    advice = {
        "orientation": "it ignores how a patient lies in a file; bring images to one orientation first",
        "axis order": "it ignores which axis is which; bring images to one orientation first",
        "spacing": "it ignores the spacing, or its recipe keeps the native one; say at which it was trained",
        "intensities": "MR has no unit; scale by mean and deviation of the image",
    }[view.fault]
    shown = ", ".join(f"{name} {value:.2f}" for name, value in apart.items())
    return Finding(view.fault, f"{case.id}, {view.words}, gets another answer (Dice of both: {shown}): {advice}")


def agreement(one: LabelArray, other: LabelArray, info: DatasetInfo) -> dict[str, float]:
    """Return the Dice of each structure of a dataset that is large enough in one of two label maps."""
    found = {}
    for structure in info.structures:
        here, there = (np.isin(labels, structure.values) for labels in (one, other))
        if max(here.sum(), there.sum()) >= ENOUGH:
            found[structure.name] = 2 * float((here & there).sum()) / float(here.sum() + there.sum())
    return found


def _causes(ask: Ask, case: Case, image: Volume, plain: LabelArray, info: DatasetInfo) -> Iterator[Finding]:
    """Yield what makes a poor answer a better one, or that there is none at all."""
    if case.mask is None:
        return
    reference = volume.read_mask(case.mask)
    truth, canonical_grid = volume.canonical(reference.array, reference.grid)
    answer = volume.canonical(plain, image.grid)[0]
    now = agreement(answer, truth, info)
    before = _mean(now)
    if min(now.values(), default=1) >= POOR:
        return
    if exchanged := _exchanged(answer, truth, info, before):
        yield exchanged
        return
    best: dict[Fault, tuple[float, str]] = {}
    array = volume.canonical(image.array, image.grid)[0]
    for view in _other_scenes(Volume(array, canonical_grid)):
        try:
            after = _mean(agreement(view.back(ask(view.image)), truth, info))
        except SegevalError:
            continue
        if after >= before + HELPS:
            best[view.fault] = max(best.get(view.fault, (0.0, "")), (after, view.words))
    for fault, (after, words) in best.items():
        yield Finding(fault, f"{case.id} is answered better {words}: mean Dice {after:.2f}, not {before:.2f}")
    names = [each.name for each in info.structures if np.isin(truth, each.values).sum() >= ENOUGH]
    if names and not best and not answer.any():
        words = f"{case.id} is answered by background alone, its reference holds {', '.join(names)}; check the scaling"
        yield Finding("intensities", f"{words} and spacing of its recipe")


def _mean(agreed: Mapping[str, float]) -> float:
    return float(np.mean([*agreed.values()])) if agreed else 1.0


def _other_scenes(image: Volume) -> Iterator[View]:
    """Yield other scenes of a canonical image: what a model sees whose recipe is wrong in one way is right in one."""
    array, grid = image.array, image.grid
    names = "zyx"[-len(grid.shape) :]
    for axis, name in enumerate(names):
        mirrored = Volume(np.ascontiguousarray(np.flip(array, 1 + axis)), grid)
        yield View("orientation", f"mirrored {WAYS[name]}", mirrored, _mirror(axis))
    for order in itertools.permutations(range(len(names))):
        if order != tuple(range(len(names))):
            turned = np.ascontiguousarray(array.transpose(0, *(1 + axis for axis in order)))
            other = replace(_ordered(grid, order), direction=grid.direction)
            axes = "".join(names[axis] for axis in order)
            yield View("axis order", f"with the axes {axes} for {names}", Volume(turned, other), _turn(order))
    for words, scaled in _scalings(array):
        yield View("intensities", f"with intensities {words}", Volume(scaled, grid), lambda labels: labels)


def _scalings(array: FloatArray) -> Iterator[tuple[str, FloatArray]]:
    axes = tuple(range(1, array.ndim))
    mean, deviation = array.mean(axes, keepdims=True), array.std(axes, keepdims=True).clip(1e-6)
    low, high = array.min(axes, keepdims=True), array.max(axes, keepdims=True)
    yield "of mean 0 and deviation 1", (array - mean) / deviation
    yield "from 0 to 1", (array - low) / (high - low).clip(1e-6)
    yield "from 0 to 255", (array - low) / (high - low).clip(1e-6) * 255


def _exchanged(answer: LabelArray, truth: LabelArray, info: DatasetInfo, before: float) -> Finding | None:
    """Return which labels stand for each other, if an exchange makes the answer a better one."""
    from scipy.optimize import linear_sum_assignment

    values = [value for value in sorted(info.labels) if value not in (0, info.ignore)]
    dice = np.zeros((len(values), len(values)))
    for row, said in enumerate(values):
        for column, meant in enumerate(values):
            one, other = answer == said, truth == meant
            dice[row, column] = 2 * (one & other).sum() / max(1, one.sum() + other.sum())
    rows, columns = linear_sum_assignment(-dice)
    pairs = {values[row]: values[column] for row, column in zip(rows, columns, strict=True)}
    mended = np.zeros_like(answer)
    for said, meant in pairs.items():
        mended[answer == said] = meant
    after = _mean(agreement(mended, truth, info))
    if after < before + HELPS:
        return None
    wrong = [f"{info.labels[said]} where {info.labels[meant]} is" for said, meant in pairs.items() if said != meant]
    mapped = ",".join(f"{said}={info.labels[meant]}" for said, meant in pairs.items())
    words = f'it says {", ".join(wrong)}: mean Dice {after:.2f}, not {before:.2f}, with --map "{mapped}"'
    return Finding("labels", words)
