"""Baselines before deep learning, below which no network should fall, as ``classical:otsu``; nothing is trained.

Each finds one foreground in one channel, bright or dark, and writes it as one label. Which side is foreground is
decided from the image alone: the smaller one. Volumes are segmented as such, but for the graph cut, which goes slice
by slice. Images are blurred by a Gaussian of one voxel first.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
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
from segeval.models import Request, origin, refuse, scheme
from segeval.models.network import Network
from segeval.models.python import keywords
from segeval.records import Answerer, DatasetInfo, FloatArray, Output, Trained, Volume, canonical, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

Bits = npt.NDArray[np.bool_]
VERSION = 1  # of what the algorithms answer
SIDES = ("auto", "bright", "dark")
SEEDS = 0.1  # of the voxels of a side, those that are surest, are seeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``channel`` is looked at; ``side`` of its threshold is foreground; ``label`` is written, 0: the first one."""

    channel: int = 0
    side: str = "auto"
    label: int = 0


def otsu(image: FloatArray) -> Bits:
    """Threshold by the largest variance between the two sides: Otsu 1979, doi:10.1109/TSMC.1979.4310076."""
    from skimage import filters

    return np.asarray(image > filters.threshold_otsu(image))  # type: ignore[no-untyped-call]  # skimage has no types


def watershed(image: FloatArray) -> Bits:
    """Flood the gradient from the surest voxels of both sides of Otsu's threshold: Beucher and Lantuejoul 1979."""
    from skimage import filters, segmentation

    markers = seeds(image)
    slope = filters.sobel(image)  # type: ignore[no-untyped-call]  # skimage has no types
    return np.asarray(segmentation.watershed(slope, markers) == 2)  # type: ignore[no-untyped-call]  # skimage has none


def random_walker(image: FloatArray) -> Bits:
    """Ask from which seeds a walker comes first: Grady 2006, doi:10.1109/TPAMI.2006.233."""
    from skimage import segmentation

    spread = float(image.std()) or 1.0
    return np.asarray(segmentation.random_walker(image / spread, seeds(image), beta=20, mode="cg_j", tol=1e-7) == 2)


def chan_vese(image: FloatArray) -> Bits:
    """Move a border that Otsu's threshold begins: Marquez-Neila et al. 2014, doi:10.1109/TPAMI.2013.106."""
    from skimage import segmentation

    margin = 4  # the border of an image is no border of what it shows
    wide = np.pad(image, margin, mode="edge")
    vese: Any = segmentation.morphological_chan_vese
    found = vese(wide, num_iter=30, init_level_set=otsu(wide))
    return np.asarray(found == 1)[(slice(margin, -margin),) * image.ndim]


def graph_cut(image: FloatArray) -> Bits:
    """Find the cut of least energy in every slice: Boykov and Jolly 2001, doi:10.1109/ICCV.2001.937505."""
    start = otsu(image)
    means = (float(image[~start].mean()), float(image[start].mean()))
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


def seeds(image: FloatArray) -> npt.NDArray[np.int32]:
    """Return 1 where a voxel is surely on the dark side of Otsu's threshold, 2 where on the bright one, else 0."""
    bright = otsu(image)
    markers = np.zeros(image.shape, np.int32)
    markers[~bright & (image <= np.quantile(image[~bright], SEEDS))] = 1
    markers[bright & (image >= np.quantile(image[bright], 1 - SEEDS))] = 2
    return markers


ALGORITHMS: Mapping[str, Callable[[FloatArray], Bits]] = {
    "otsu": otsu,
    "watershed": watershed,
    "random-walker": random_walker,
    "graph-cut": graph_cut,
    "chan-vese": chan_vese,
}


def foreground(image: FloatArray, algorithm: str, side: str) -> Bits:
    """Return the foreground of one channel ``(*shape)``; an image that is the same everywhere has none."""
    if image.min() == image.max():
        return np.zeros(image.shape, bool)
    grey = ndimage.gaussian_filter(image, 1.0)
    if grey.min() == grey.max():
        return np.zeros(image.shape, bool)
    bright = ALGORITHMS[algorithm](grey)
    is_bright = bright.mean() <= 0.5 if side == "auto" else side == "bright"
    return bright if is_bright else ~bright


def fake(root: Path, data: Prepared) -> str:
    """Return the simplest of them."""
    del root, data
    return "otsu"


@scheme("classical", title="baseline without training", example="classical:otsu", fake=fake)
def classical(name: str, request: Request) -> Network:
    """Open a baseline: otsu, watershed, random-walker, graph-cut or chan-vese."""
    refuse(request, "weights", "settings", by="a classical baseline")
    if name not in ALGORITHMS:
        noun = "classical baseline"
        unknown = suggest(noun, name, ALGORITHMS, f"Choose one of {', '.join(ALGORITHMS)}.")
        raise UsageError(str(unknown))
    options = _options(request.options, request.data.info)
    output = Output(labels=trained_labels(request.data.info))

    def segment(image: Volume) -> Logits:
        found = foreground(image.array[options.channel], name, options.side)
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
        numbers: dict[str, Any] = {key: int(given[key]) for key in ("channel", "label") if key in given}
    except ValueError as error:
        msg = f"--model-args {text!r}: channel and label are whole numbers ({error})"
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
    return options
