"""Baselines before deep learning, below which no network should fall, as ``classical:otsu``; nothing is trained.

Each finds one foreground in one channel, bright or dark, and writes it as one label. Which side is foreground is
decided from the image alone: the smaller one. Volumes are segmented as such, but for the graph cut, which goes slice
by slice. On CT give a window, as ``--model-args low=0,high=200``: without one, the two sides are the air and the body.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.infer import Logits, certain
from segeval.models import FOREIGN, Request, origin, refuse, scheme
from segeval.models.network import Network
from segeval.models.python import keywords
from segeval.records import Answerer, DatasetInfo, FloatArray, Output, Trained, Volume, canonical, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

Bits = npt.NDArray[np.bool_]
VERSION = 2  # of what the algorithms answer
SIDES = ("auto", "bright", "dark")
# Mean Dice of the watershed on every 10th training case of dsb2018 by share: 0.1 0.503, 0.5 0.826, 0.95 0.891, 1 0.874.
# On all: segeval run --model classical:watershed --dataset dsb2018 --split train --metrics dice: 0.8725.
SEEDS = 0.95
NUMBERS: Mapping[str, Callable[[str], float]] = {
    "channel": int,
    "label": int,
    "low": float,
    "high": float,
    "blur": float,
    "seeds": float,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a baseline can be told.

    ``channel`` is looked at; ``side`` of its threshold is foreground; ``label`` is written, 0: the first one. Voxels
    below ``low`` or above ``high``, in the unit of the image, are background, and the rest is divided as if they were
    not there: the threshold, the seeds and the smaller side are those of the window. ``blur`` is the deviation of a
    Gaussian in voxels, 0 for none. ``seeds``, for the watershed and the random walker alone, is the share of each side
    of the threshold, its surest voxels, that stay on it; above 0, at most 1.
    """

    channel: int = 0
    side: str = "auto"
    label: int = 0
    low: float = -inf
    high: float = inf
    blur: float = 1.0
    seeds: float = SEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One channel as the algorithms see it, each array ``(*shape)``.

    ``image`` is blurred, ``inside`` is the window of intensities, ``bright`` lies above Otsu's threshold of the inside.
    What lies outside has the mean of its side of the threshold, so that no border is seen there. ``markers`` are 1
    where a voxel is surely dark, 2 where surely bright, else 0.
    """

    image: FloatArray
    inside: Bits
    bright: Bits
    markers: npt.NDArray[np.int32]


def otsu(scene: Scene) -> Bits:
    """Threshold by the largest variance between the two sides: Otsu 1979, doi:10.1109/TSMC.1979.4310076."""
    return scene.bright


def watershed(scene: Scene) -> Bits:
    """Flood the gradient from the surest voxels of both sides of Otsu's threshold: Beucher and Lantuejoul 1979."""
    from skimage import filters, segmentation

    slope = filters.sobel(scene.image)  # type: ignore[no-untyped-call]  # skimage has no types
    return np.asarray(segmentation.watershed(slope, scene.markers) == 2)  # type: ignore[no-untyped-call]  # as above


def random_walker(scene: Scene) -> Bits:
    """Ask from which seeds a walker comes first: Grady 2006, doi:10.1109/TPAMI.2006.233."""
    from skimage import segmentation

    if scene.markers.all():
        return scene.bright
    image = scene.image / (float(scene.image.std()) or 1.0)
    return np.asarray(segmentation.random_walker(image, scene.markers, beta=20, mode="cg_j", tol=1e-7) == 2)


def chan_vese(scene: Scene) -> Bits:
    """Move a border that Otsu's threshold begins: Marquez-Neila et al. 2014, doi:10.1109/TPAMI.2013.106."""
    from skimage import segmentation

    margin = 4  # the border of an image is no border of what it shows
    wide, start = (np.pad(each, margin, mode="edge") for each in (scene.image, scene.bright))
    vese: Any = segmentation.morphological_chan_vese
    found = vese(wide, num_iter=30, init_level_set=start)
    return np.asarray(found == 1)[(slice(margin, -margin),) * scene.image.ndim]


def graph_cut(scene: Scene) -> Bits:
    """Find the cut of least energy in every slice: Boykov and Jolly 2001, doi:10.1109/ICCV.2001.937505."""
    image = scene.image
    means = _means(image, scene.inside, scene.bright)
    return np.stack([cut(each, means) for each in image]) if image.ndim == 3 else cut(image, means)


def cut(image: FloatArray, means: tuple[float, float], smooth: float = 1.0) -> Bits:
    """Return the labelling of a picture with the least sum of squared distances to the means and of broken edges.

    Distances are in units of a quarter of the squared difference of both means; an edge between 4-neighbours that is
    broken costs ``smooth`` times exp(-(step / difference)^2). Energies are rounded to thousandths.
    """
    data, links = energies(image, means, smooth)
    count = image.size
    source, sink, nodes = count, count + 1, np.arange(count)
    rows: list[Any] = []
    columns: list[Any] = []
    capacity: list[Any] = []
    # What is cut from the source is background, and pays what background costs.
    for one, other, cost in ((np.full(count, source), nodes, data[0]), (nodes, np.full(count, sink), data[1])):
        rows, columns, capacity = [*rows, one], [*columns, other], [*capacity, cost]
    for one, other, cost in links:
        rows += [one, other]
        columns += [other, one]
        capacity += [cost, cost]
    graph = sparse.csr_array(
        (np.concatenate(capacity).astype(np.int32), (np.concatenate(rows), np.concatenate(columns))),
        shape=(count + 2, count + 2),
    )
    rest = sparse.csr_array(graph - csgraph.maximum_flow(graph, source, sink).flow)
    rest.data[rest.data < 0] = 0
    rest.eliminate_zeros()
    reached = csgraph.breadth_first_order(rest, source, return_predecessors=False)
    found = np.zeros(count + 2, bool)
    found[reached] = True
    return found[:count].reshape(image.shape)


def energies(image: FloatArray, means: tuple[float, float], smooth: float) -> tuple[npt.NDArray[Any], list[Any]]:
    """Return what each pixel pays as background and as foreground, and each pair of neighbours for being parted."""
    scale = 1000
    difference = abs(means[1] - means[0]) or 1.0
    data = [np.minimum(((image - mean) / difference * 2) ** 2, 100).ravel() * scale for mean in means]
    index, links = np.arange(image.size).reshape(image.shape), []
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        cost = smooth * np.exp(-(((image[one] - image[other]) / difference) ** 2)) * scale
        links.append((index[one].ravel(), index[other].ravel(), np.round(cost).astype(np.int64).ravel()))
    return np.round(np.stack(data)).astype(np.int64), links


def look(image: FloatArray, options: Options) -> Scene | None:
    """Return what the algorithms see of one channel ``(*shape)``; None where a window holds no two intensities."""
    inside = (image >= options.low) & (image <= options.high)
    above = _bright(image, inside)
    if above is None:
        return None
    dark, light = _means(image, inside, above)
    filled = np.where(inside, image, np.where(image > options.high, light, dark)).astype(image.dtype)
    grey = ndimage.gaussian_filter(filled, options.blur)
    bright = _bright(grey, inside)
    if bright is None:
        return None
    return Scene(image=grey, inside=inside, bright=bright, markers=seeds(grey, inside, bright, options.seeds))


def seeds(image: FloatArray, inside: Bits, bright: Bits, share: float) -> npt.NDArray[np.int32]:
    """Return 1 for a ``share`` of the dark voxels ``inside``, the darkest, 2 for one of the bright ones, else 0."""
    markers = np.zeros(image.shape, np.int32)
    dark, light = inside & ~bright, inside & bright
    markers[dark & (image <= np.quantile(image[dark], share))] = 1
    markers[light & (image >= np.quantile(image[light], 1 - share))] = 2
    return markers


def _bright(image: FloatArray, inside: Bits) -> Bits | None:
    """Return what lies above Otsu's threshold of the voxels inside, None where those are not on both sides of it."""
    from skimage import filters

    if not inside.any():
        return None
    bright = np.asarray(image > filters.threshold_otsu(image[inside]))  # type: ignore[no-untyped-call]  # skimage has no types
    return bright if 0 < bright[inside].mean() < 1 else None


def _means(image: FloatArray, inside: Bits, bright: Bits) -> tuple[float, float]:
    """Return the mean of the dark and of the bright voxels inside."""
    return float(image[inside & ~bright].mean()), float(image[inside & bright].mean())


ALGORITHMS: Mapping[str, Callable[[Scene], Bits]] = {
    "otsu": otsu,
    "watershed": watershed,
    "random-walker": random_walker,
    "graph-cut": graph_cut,
    "chan-vese": chan_vese,
}


def foreground(image: FloatArray, algorithm: str, options: Options) -> Bits:
    """Return the foreground of one channel ``(*shape)``; an image that is the same everywhere has none."""
    scene = look(image, options)
    if scene is None:
        return np.zeros(image.shape, bool)
    bright, inside = ALGORITHMS[algorithm](scene), scene.inside
    is_bright = bright[inside].mean() <= 0.5 if options.side == "auto" else options.side == "bright"
    return inside & (bright if is_bright else ~bright)


def fake(root: Path, data: Prepared) -> str:
    """Return the simplest of them."""
    del root, data
    return "otsu"


@scheme("classical", title="baseline without training", example="classical:otsu", fake=fake)
def classical(name: str, request: Request) -> Network:
    """Open a baseline: otsu, watershed, random-walker, graph-cut or chan-vese."""
    refuse(request, "weights", "settings", *FOREIGN, by="a classical baseline")
    if name not in ALGORITHMS:
        noun = "classical baseline"
        unknown = suggest(noun, name, ALGORITHMS, f"Choose one of {', '.join(ALGORITHMS)}.")
        raise UsageError(str(unknown))
    options = _options(request.options, request.data.info)
    output = Output(labels=trained_labels(request.data.info))

    def segment(image: Volume) -> Logits:
        found = foreground(image.array[options.channel], name, options)
        labels = np.where(found, options.label, 0).astype(np.int64)
        return Logits(certain(labels, output, torch.device("cpu")), output)

    chosen = canonical(options)
    spelled = ",".join(f"{key}={value}" for key, value in sorted(keywords(request.options).items()))
    about = Answerer(
        id=request.name or f"classical-{name}" + (f"[{spelled}]" if spelled else ""),
        digest=digest([name, VERSION, chosen]),
        kind="classical",
        settings=chosen,
        trained_on=origin(Trained(other="nothing: no training"), request.trained_on),
    )
    kept = request.settings is not None and request.settings.probabilities
    return Network(segment=segment, about=about, costs={}, labels=tuple(output.labels), probabilities=kept)


def _options(text: str, info: DatasetInfo) -> Options:
    """Read ``--model-args`` of a baseline, and find the label that is written."""
    given: dict[str, Any] = keywords(text)
    known = [each.name for each in fields(Options)]
    for key in given:
        if key not in known:
            noun = "option of a classical baseline"
            raise suggest(noun, key, known, f"It has {', '.join(known)}.")
    try:
        numbers = {key: NUMBERS[key](word) for key, word in given.items() if key in NUMBERS}
    except ValueError as error:
        whole, broken = ([key for key, kind in NUMBERS.items() if kind is each] for each in (int, float))
        msg = f"--model-args {text!r}: {', '.join(whole)} are whole numbers, {', '.join(broken)} numbers ({error})"
        raise UsageError(msg) from error
    chosen: dict[str, Any] = {**given, **numbers}
    options = Options(**chosen)
    labels = sorted(label for label in info.labels if label not in (0, info.ignore))
    options = replace(options, label=options.label or labels[0])
    if options.side not in SIDES or options.label not in labels or not 0 <= options.channel < len(info.channels):
        msg = (
            f"--model-args {text!r}: side is one of {', '.join(SIDES)}, label one of {labels}, "
            f"channel below {len(info.channels)}"
        )
        raise UsageError(msg)
    if not (options.low < options.high and 0 <= options.blur < inf and 0 < options.seeds <= 1):
        msg = (
            f"--model-args {text!r}: low is below high, blur a number of voxels, 0 or more, seeds above 0 and at most 1"
        )
        raise UsageError(msg)
    return options
