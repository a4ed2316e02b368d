"""What is made of an answer and the clicks on its faults: by the image alone, or by a network that was trained for it.

A refiner is opened for a case, with its image and the first answer, and then asked once a round for a label map, given
the answer of the round before and all clicks so far. A clicked voxel always gets its label, as the paper demands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage

from segeval import weights, zoo
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.infer import Settings, decided, pick_device, segmenting
from segeval.records import FloatArray, LabelArray, Volume, canonical
from segeval.registry import suggest
from segeval.strategies.clicks import (
    PAPER,
    Bits,
    Click,
    channel_count,
    channels,
    distances,
    standardised,
    step_graph,
)

REACH = 5.0  # voxels of the finest axis; chosen on the validation phantoms, as EDGES
EVEN = 0.9999  # λ of the refiner "geodesic": where the image is the same everywhere, the shorter way counts
EDGES = 500.0  # beta of the refiner "random-walker", for differences in standard deviations around the clicks
Box = tuple[slice, ...]
Refine = Callable[[LabelArray, Sequence[Click]], LabelArray]
Decide = Callable[[FloatArray, Sequence[float], LabelArray, Bits], LabelArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refiner:
    """A refiner, what identifies it, and how it is opened for a canonical image and the first answer about it."""

    about: Mapping[str, Any]
    open: Callable[[Volume, LabelArray], Refine]


def open_refiner(
    name: str, data: Prepared, *, folder: Path | None = None, options: str = "", reach: float = REACH, device: str
) -> Refiner:
    """Return the refiner of a name: "geodesic", "random-walker", or a network whose weights lie in ``folder``.

    Raises:
        UnknownName: If there is none.
        UsageError: If the weights are of a network that sees no clicks, or options do not suit it.
    """
    if name in BUILT_IN:
        if folder or options:
            msg = f"--refine {name} has no weights and no options of a network; leave them out"
            raise UsageError(msg)
        decide = BUILT_IN[name]
        return Refiner(
            about={"refiner": name, "reach": reach, "lambda": EVEN, "beta": EDGES},
            open=lambda image, first: lambda _, clicks: nearby(image, first, clicks, reach, decide),
        )
    if reach != REACH:
        msg = f"--reach is for {' and '.join(BUILT_IN)}; {name} looks as far as it learned to"
        raise UsageError(msg)
    networks = {**zoo.REGISTRY.items(), **zoo.REGISTRY.aliases()}
    if name.lower() not in networks:
        unknown = suggest(
            "refiner", name, [*BUILT_IN, *networks], f"Give {', '.join(BUILT_IN)} or a network of the zoo."
        )
        raise unknown
    return _network(name, data, folder, options, device)


def nearby(image: Volume, first: LabelArray, clicks: Sequence[Click], reach: float, decide: Decide) -> LabelArray:
    """Return the first answer, decided anew within reach of a click: ``reach`` voxels as long as the finest axis.

    The seeds of the decision are the clicks and, beyond their reach, the first answer.
    """
    free = np.ones(first.shape, bool)
    for click in clicks:
        free[click.voxel] = False
    near = ndimage.distance_transform_edt(free, image.grid.spacing) <= reach * min(image.grid.spacing)
    refined, scaled = first.copy(), standardised(image.array)
    seeds = np.where(near, -1, first.astype(np.int64))
    for click in clicks:
        seeds[click.voxel] = click.label
    for box, inside in _places(near):
        found = decide(scaled[(slice(None), *box)], image.grid.spacing, seeds[box], inside)
        refined[box][inside] = found[inside]
    return refined


def _places(near: Bits) -> Iterator[tuple[Box, Bits]]:
    """Yield a box around each component, with a margin of one voxel, and which of its voxels belong to that."""
    numbers = ndimage.label(near, np.ones((3,) * near.ndim))[0]
    for number, tight in enumerate(ndimage.find_objects(numbers), start=1):
        box = tuple(slice(max(0, side.start - 1), side.stop + 1) for side in tight)
        yield box, numbers[box] == number


def geodesic(array: FloatArray, spacing: Sequence[float], seeds: LabelArray, inside: Bits) -> LabelArray:
    """Return for each voxel the label of the seed that is nearest by the image; ``seeds`` are -1 where none is.

    Beyond the voxels ``inside`` there is a seed, or a place with clicks of its own, so that no way leads through.
    """
    del inside
    graph = step_graph(array, spacing, EVEN)
    labels = np.unique(seeds[seeds >= 0])
    nearest: LabelArray = labels[np.argmin([distances(graph, seeds == label) for label in labels], axis=0)]
    return nearest


def random_walker(array: FloatArray, spacing: Sequence[float], seeds: LabelArray, inside: Bits) -> LabelArray:
    """Return for each voxel the label whose seeds a random walker that shuns edges reaches first, most likely.

    Grady 2006, doi:10.1109/TPAMI.2006.233, by scikit-image; its equations are solved exactly.
    """
    from skimage import segmentation

    labels = np.unique(seeds[seeds >= 0])
    if len(labels) < 2 or not (seeds < 0).any() or not float(array.std()):
        return geodesic(array, spacing, seeds, inside)
    numbered = np.where(seeds < 0, 0, np.searchsorted(labels, seeds) + 1)
    found = segmentation.random_walker(
        np.moveaxis(standardised(array), 0, -1).astype(np.float64),
        numbered,
        beta=EDGES,
        mode="bf",
        spacing=np.divide(spacing, min(spacing)),
        channel_axis=-1,
    )
    walked: LabelArray = labels[found - 1]
    return walked


BUILT_IN: dict[str, Decide] = {"geodesic": geodesic, "random-walker": random_walker}


def _network(name: str, data: Prepared, folder: Path | None, options: str, device: str) -> Refiner:
    """Return the refiner that a network is which was trained with maps of clicks."""
    info, settings = data.info, Settings(device=device)
    wanted = zoo.full_name(zoo.get(name).id, zoo.parse_options(name, options))
    place = folder or weights.find(wanted, info.id, data.split.name)
    loaded = weights.load(place, pick_device(device))
    recipe, labels = loaded.recipe, weights.trained_labels(info)
    seen, needed = len(recipe.input.channels) + len(recipe.input.previous), channel_count([*labels])
    found = zoo.full_name(recipe.model, recipe.options)
    if found != wanted or seen != len(info.channels) + needed or dict(recipe.output.labels) != labels:
        msg = (
            f"--refine {name}: {place} holds {found} for {seen} channels and the labels {dict(recipe.output.labels)}; "
            f"a refiner of {info.id} sees {len(info.channels)} of the image and {needed} of clicks, and knows {labels}"
        )
        raise UsageError(msg)
    segment = segmenting(loaded.net, recipe, settings)

    def opened(image: Volume, first: LabelArray) -> Refine:
        del first
        graph = step_graph(standardised(image.array), image.grid.spacing, PAPER)

        def refine(previous: LabelArray, clicks: Sequence[Click]) -> LabelArray:
            import torch

            shown = np.concatenate([image.array, channels(graph, previous, clicks, [*labels])])
            with torch.inference_mode():
                logits = segment(Volume(shown, image.grid, image.case))
                refined = decided(logits, image.grid.shape)
            for click in clicks:
                refined[click.voxel] = click.label
            return refined

        return refine

    about = {"refiner": found, "digest": loaded.sha256, "recipe": canonical(recipe), "settings": canonical(settings)}
    return Refiner(about=about, open=opened)
