"""How segeval and other packages are asked for our metrics: with their own defaults, and spacing if they take it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.metrics import evaluate
from segeval.selftest._phantoms import BoolArray, Spacing

Measure = Callable[[BoolArray, BoolArray, Spacing], float]


@dataclass(frozen=True)
class Library:
    """A package by its name on the index; ``load`` imports it and returns how it measures which of our metrics."""

    name: str
    load: Callable[[], Mapping[str, Measure]]


def _segeval() -> Mapping[str, Measure]:
    def measure(metric: str, reference: BoolArray, prediction: BoolArray, spacing: Spacing) -> float:
        table = evaluate(reference, prediction, spacing=spacing, labels=[1], metrics=metric)
        return float(table["value"].iloc[0])

    names = ("pa", "dice", "iou", "voe", "rvd", "asd", "hd", "hd95")
    return {name: partial(measure, name) for name in names}


def _medpy() -> Mapping[str, Measure]:
    binary = import_module("medpy.metric.binary")
    counted = {"dice": binary.dc, "iou": binary.jc, "rvd": binary.ravd}
    measured = {"asd": binary.assd, "hd": binary.hd, "hd95": binary.hd95}
    return {
        **{name: partial(_prediction_first, ask) for name, ask in counted.items()},
        **{name: partial(_prediction_first, ask, keyword="voxelspacing") for name, ask in measured.items()},
    }


def _prediction_first(
    ask: Callable[..., float], reference: BoolArray, prediction: BoolArray, spacing: Spacing, keyword: str = ""
) -> float:
    return float(ask(prediction, reference, **({keyword: spacing} if keyword else {})))


def _monai() -> Mapping[str, Measure]:
    metrics, torch = import_module("monai.metrics"), import_module("torch")

    def batch(mask: BoolArray) -> Any:
        return torch.from_numpy(mask[None, None].astype(np.uint8))

    def measure(ask: Callable[..., Any], reference: BoolArray, prediction: BoolArray, **options: Any) -> float:
        return float(ask(batch(prediction), batch(reference), include_background=True, **options))

    def counted(ask: Callable[..., Any]) -> Measure:
        return lambda reference, prediction, _: measure(ask, reference, prediction)

    def measured(ask: Callable[..., Any], **options: Any) -> Measure:
        return lambda reference, prediction, spacing: measure(ask, reference, prediction, spacing=spacing, **options)

    return {
        "dice": counted(metrics.compute_dice),
        "iou": counted(metrics.compute_iou),
        "asd": measured(metrics.compute_average_surface_distance),
        "hd": measured(metrics.compute_hausdorff_distance),
        "hd95": measured(metrics.compute_hausdorff_distance, percentile=95),
    }


def _surface_distance() -> Mapping[str, Measure]:
    metrics = import_module("surface_distance.metrics")

    def robust(percent: int, reference: BoolArray, prediction: BoolArray, spacing: Spacing) -> float:
        distances = metrics.compute_surface_distances(reference, prediction, spacing)
        return float(metrics.compute_robust_hausdorff(distances, percent))

    def average(reference: BoolArray, prediction: BoolArray, spacing: Spacing) -> float:
        """It gives both directions and no symmetric value; their mean is what its users report."""
        distances = metrics.compute_surface_distances(reference, prediction, spacing)
        return float(np.mean(metrics.compute_average_surface_distance(distances)))

    return {
        "dice": lambda reference, prediction, _: float(metrics.compute_dice_coefficient(reference, prediction)),
        "asd": average,
        "hd": partial(robust, 100),
        "hd95": partial(robust, 95),
    }


def _seg_metrics() -> Mapping[str, Measure]:
    package = import_module("seg_metrics.seg_metrics")

    def measure(name: str, reference: BoolArray, prediction: BoolArray, spacing: Spacing) -> float:
        masks = {"gdth_img": reference.astype(np.uint8), "pred_img": prediction.astype(np.uint8)}
        return float(package.write_metrics(labels=[1], spacing=spacing, metrics=[name], **masks)[0][name][0])

    theirs = {"dice": "dice", "iou": "jaccard", "asd": "msd", "hd": "hd", "hd95": "hd95"}
    return {ours: partial(measure, name) for ours, name in theirs.items()}


def _panoptica() -> Mapping[str, Measure]:
    package = import_module("panoptica")
    metric = import_module("panoptica.metrics").Metric
    # It thanks its users on standard output, once, in the middle of our table.
    import_module("panoptica.utils.citation_reminder").disable_citation_reminder()

    def measure(name: str, reference: BoolArray, prediction: BoolArray, spacing: Spacing) -> float:
        """Return the value of the whole mask; values of single instances are another question."""
        evaluator = package.Panoptica_Evaluator(
            expected_input=package.InputType.MATCHED_INSTANCE, instance_metrics=[], global_metrics=[metric[name]]
        )
        masks: list[npt.NDArray[np.uint8]] = [mask.astype(np.uint8) for mask in (prediction, reference)]
        (result,) = evaluator.evaluate(*masks, voxelspacing=spacing, verbose=False).values()
        return float(getattr(result, f"global_bin_{name.lower()}"))

    theirs = {"dice": "DSC", "iou": "IOU", "rvd": "RVD", "asd": "ASSD", "hd": "HD", "hd95": "HD95"}
    return {ours: partial(measure, name) for ours, name in theirs.items()}


LIBRARIES = {
    library.name: library
    for library in (
        Library("segeval", _segeval),
        Library("medpy", _medpy),
        Library("monai", _monai),
        Library("surface-distance", _surface_distance),
        Library("seg-metrics", _seg_metrics),
        Library("panoptica", _panoptica),
    )
}
