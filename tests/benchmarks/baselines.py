"""The same six numbers by other means: Dice, VOE, RVD, ASD, HD and HD95 of every label of a workload."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, reduce
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics import resolve, score_case
from segeval.records import Grid, Mask, Structure
from tests.benchmarks.workloads import BoolArray, Numbers, Workload

METRICS = ("dice", "voe", "rvd", "asd", "hd", "hd95")
Distances = npt.NDArray[np.floating[Any]]
Scores = dict[tuple[int, str], float]
Task = Callable[[Workload], Any]
Search = Callable[[tuple[BoolArray, BoolArray], Numbers], tuple[Distances, Distances]]


@dataclass(frozen=True)
class Baseline:
    """A way to do the task; ``load`` imports what it needs. ``differs`` is what it defines otherwise than segeval.

    ``read`` makes scores of what the task returns, where that is something else.
    """

    name: str
    load: Callable[[], Task]
    differs: tuple[str, ...] = ()
    read: Callable[[Any], Scores] = lambda found: found


def evaluate_task() -> Task:
    """``segeval.evaluate`` as anyone calls it: a data frame, with pixel accuracy and IoU beside what is compared."""
    evaluate = import_module("segeval.metrics").evaluate

    def task(work: Workload) -> Any:
        return evaluate(work.reference, work.prediction, spacing=work.spacing, labels=work.labels)

    return task


def scores_of_frame(found: Any) -> Scores:
    """Return what a frame of ``segeval.evaluate`` says; this is not timed, since callers read it as they like."""
    rows = zip(found["structure"].tolist(), found["metric"].tolist(), found["value"].tolist(), strict=True)
    return {(int(structure), metric): value for structure, metric, value in rows if metric in METRICS}


def engine_task() -> Task:
    """Our engine as a run uses it, which also gives pixel accuracy and IoU, and the pixel accuracy of the whole map."""
    metrics = resolve("standard")

    def task(work: Workload) -> Scores:
        grid = replace(Grid.pixels(work.reference.shape), spacing=work.spacing, unit="mm")
        structures = [Structure(str(label), (label,)) for label in work.labels]
        masks = Mask(work.reference, grid), Mask(work.prediction, grid)
        found = score_case(*masks, structures=structures, metrics=metrics, case_id="", group="")
        return {
            (int(row.structure), row.metric): float(row.value or 0) for row in found.scores if row.metric in METRICS
        }

    return task


def by_search(search: Search, work: Workload) -> Scores:
    """Score label by label in the box that holds both masks; ``search`` gives both directed distances."""
    scores: Scores = {}
    for label in work.labels:
        masks = cropped(work.reference == label, work.prediction == label)
        borders = border(masks[0]), border(masks[1])
        volumes = np.count_nonzero(masks[0]), np.count_nonzero(masks[1])
        both = int(np.count_nonzero(masks[0] & masks[1]))
        there, back = search(borders, work.spacing)
        values = {
            "dice": 2 * both / (volumes[0] + volumes[1]),
            "voe": 1 - both / (volumes[0] + volumes[1] - both),
            "rvd": (volumes[1] - volumes[0]) / volumes[0],
            "asd": (there.sum(dtype=np.float64) + back.sum(dtype=np.float64)) / (there.size + back.size),
            "hd": max(there.max(), back.max()),
            "hd95": max(np.percentile(there, 95), np.percentile(back, 95)),
        }
        scores |= {(label, name): float(value) for name, value in values.items()}
    return scores


def cropped(first: BoolArray, second: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Return two masks in the box that holds both."""
    either, axes = first | second, range(first.ndim)
    sides = [np.asarray(np.any(either, axis=tuple(other for other in axes if other != axis))) for axis in axes]
    box = tuple(slice(int(side.argmax()), side.size - int(side[::-1].argmax())) for side in sides)
    return first[box], second[box]


def border(mask: BoolArray) -> BoolArray:
    """Return the voxels with a face neighbour outside; the edge of the image is outside."""
    padded = np.pad(mask, 1)
    middle = (slice(1, -1),) * mask.ndim
    shifts = [
        (*middle[:axis], part, *middle[axis + 1 :])
        for axis in range(mask.ndim)
        for part in (slice(0, -2), slice(2, None))
    ]
    inner: BoolArray = reduce(np.logical_and, [padded[shift] for shift in shifts], mask)
    return mask & ~inner


def kdtree_task() -> Task:
    """Search trees over the border voxels."""
    tree = import_module("scipy.spatial").cKDTree

    def search(borders: tuple[BoolArray, BoolArray], spacing: Numbers) -> tuple[Distances, Distances]:
        points = [np.argwhere(mask) * np.array(spacing) for mask in borders]
        trees = [tree(place, leafsize=32, balanced_tree=False) for place in points]
        return trees[1].query(points[0])[0], trees[0].query(points[1])[0]

    return partial(by_search, search)


def edt_task() -> Task:
    """Distance maps of the package edt, in float32."""
    edt = import_module("edt").edt

    def search(borders: tuple[BoolArray, BoolArray], spacing: Numbers) -> tuple[Distances, Distances]:
        first, second = (edt(~mask, anisotropy=spacing, black_border=False, parallel=1) for mask in borders)
        return second[borders[0]], first[borders[1]]

    return partial(by_search, search)


def nnunet_task() -> Task:
    """nnU-Net's own Dice, and nothing else; what is passed as ignored is nothing, as in its evaluation of a folder."""
    counted = import_module("nnunetv2.evaluation.evaluate_predictions").compute_tp_fp_fn_tn

    def task(work: Workload) -> Scores:
        scores: Scores = {}
        for label in work.labels:
            tp, fp, fn, _ = counted(work.reference == label, work.prediction == label, None)
            scores[label, "dice"] = float(2 * tp / (2 * tp + fp + fn))
        return scores

    return task


def medpy_task() -> Task:
    """medpy.metric.binary, whose 95th percentile pools both directions."""
    binary = import_module("medpy.metric.binary")

    def task(work: Workload) -> Scores:
        scores: Scores = {}
        for label in work.labels:
            masks = work.prediction == label, work.reference == label
            counted = {"dice": binary.dc(*masks), "voe": 1 - binary.jc(*masks), "rvd": binary.ravd(*masks)}
            distances = {"asd": binary.assd, "hd": binary.hd, "hd95": binary.hd95}
            measured = {name: ask(*masks, voxelspacing=work.spacing) for name, ask in distances.items()}
            scores |= {(label, name): float(value) for name, value in (counted | measured).items()}
        return scores

    return task


def monai_task() -> Task:
    """monai.metrics with the symmetric average; it has no RVD, which is two sums."""
    metrics, torch = import_module("monai.metrics"), import_module("torch")
    torch.set_num_threads(1)

    def task(work: Workload) -> Scores:
        maps = [torch.from_numpy(array) for array in (work.prediction, work.reference)]
        masks = [torch.stack([map_ == label for label in work.labels])[None] for map_ in maps]
        volumes = [mask.flatten(2).sum(dim=2) for mask in masks]
        options: dict[str, Any] = {"include_background": True}
        measured = options | {"spacing": work.spacing}
        values = {
            "dice": metrics.compute_dice(*masks, **options),
            "voe": 1 - metrics.compute_iou(*masks, **options),
            "rvd": (volumes[0] - volumes[1]).double() / volumes[1],
            "asd": metrics.compute_average_surface_distance(*masks, symmetric=True, **measured),
            "hd": metrics.compute_hausdorff_distance(*masks, **measured),
            "hd95": metrics.compute_hausdorff_distance(*masks, percentile=95, **measured),
        }
        return {
            (label, name): float(value[0, place])
            for name, value in values.items()
            for place, label in enumerate(work.labels)
        }

    return task


def floor_task() -> Task:
    """Read every byte of both maps once and do next to nothing with it: what no implementation can beat."""

    def task(work: Workload) -> Scores:
        for array in work[:2]:
            flat = np.ascontiguousarray(array).reshape(-1)
            flat[: flat.size // 8 * 8].view(np.uint64).max()
        return {}

    return task


OURS = Baseline("segeval.evaluate", evaluate_task, read=scores_of_frame)
ALWAYS = (
    OURS,
    Baseline("its engine alone", engine_task),
    Baseline("floor: reading", floor_task),
    Baseline("scipy cKDTree, crop", kdtree_task),
    Baseline("edt, crop", edt_task),
)
PEERS = {
    "nnunet": Baseline("nnU-Net, Dice alone", nnunet_task),
    "monai": Baseline("MONAI", monai_task),
    "medpy": Baseline("medpy", medpy_task, differs=("hd95",)),
}
