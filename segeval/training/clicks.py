"""Training of a refiner: cases that also show an earlier answer and clicks on what it has wrong.

As in the second stage of a cascade the answers come from runs on cases that their model was not trained on. Clicks are
simulated from the reference, all that the rule of Wang et al. 2019 (DeepIGeoS), arXiv:1707.00652, gives for an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from segeval import volume
from segeval._disk import writing
from segeval.errors import BadData
from segeval.records import Case, FloatArray, Grid, Recipe, Scaling, Volume, digest
from segeval.strategies.clicks import PAPER, WHITE, channel_count, channels, simulate, standardised, step_graph
from segeval.training.previous import require_answers


def refining(recipe: Recipe) -> Recipe:
    """Return the recipe of a network that sees the channels of ``clicked`` after those of the image, from 0 to 1."""
    shown = (Scaling(deviation=WHITE),) * channel_count([*recipe.output.labels])
    return replace(recipe, input=replace(recipe.input, channels=(*recipe.input.channels, *shown)))


def clicked(
    cases: Sequence[Case],
    known: Mapping[str, Path],
    labels: Sequence[int],
    folder: Path,
    *,
    seed: int = 0,
    ignore: int | None = None,
) -> list[Case]:
    """Return cases whose images go on with the maps of ``segeval.strategies.clicks.channels``.

    ``known`` are the label files of the earlier answers by case (``segeval.training.previous.answers``), ``labels``
    those that the network tells apart, background first. The maps are written to ``folder``, whole numbers from 0 to
    255 so that pictures hold them too, named by the content that they come from, the ``seed`` and the labels.

    Raises:
        UsageError: If there is no answer about a case.
        BadData: If a case has no reference, or an answer does not lie on its grid.
    """
    require_answers(cases, known)
    return [
        replace(case, images=(*case.images, *_maps(case, known[case.id], labels, folder, (seed, ignore))))
        for case in cases
    ]


def _maps(case: Case, answer: Path, labels: Sequence[int], folder: Path, drawing: tuple[int, int | None]) -> list[Path]:
    """Return the files with the maps of a case; written where they are not there yet."""
    if case.mask is None:
        msg = f"{case.dataset}/{case.id} has no reference mask to click by"
        raise BadData(msg)
    sources = [(str(path.resolve()), path.stat().st_mtime_ns, path.stat().st_size) for path in _files(case, answer)]
    key, suffix = digest([sources, *drawing, list(labels)]), ".png" if case.mask.suffix == ".png" else ".nii.gz"
    files = [folder / f"{key}-{index}{suffix}" for index in range(channel_count(labels))]
    if not all(file.is_file() for file in files):
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        shown, grid = _shown(case, case.mask, answer, labels, drawing)
        for file, channel in zip(files, shown, strict=True):
            volume.write_image(file, Volume(channel[None], grid))
    return files


def _files(case: Case, answer: Path) -> list[Path]:
    return [*case.images, *([case.mask] if case.mask else []), answer]


def _shown(
    case: Case, mask: Path, answer: Path, labels: Sequence[int], drawing: tuple[int, int | None]
) -> tuple[FloatArray, Grid]:
    """Return the maps of a case on its native grid; where its clicks fall is decided by the seed and its id."""
    (seed, ignore), image = drawing, volume.read_image(case.images)
    reference, previous = volume.read_mask(mask), volume.read_mask(answer)
    for what, found in (("mask", reference), ("earlier answer", previous)):
        volume.require_same_grid(image.grid, found.grid, where=f"{case.dataset}/{case.id}: {what}")
    rng = np.random.default_rng(int(digest([seed, case.id]), 16))
    clicks = simulate(reference.array, previous.array, rng, ignore=ignore)
    graph = step_graph(standardised(image.array), image.grid.spacing, PAPER)
    return channels(graph, previous.array, clicks, labels), image.grid
