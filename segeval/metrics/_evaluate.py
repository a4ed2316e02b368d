"""evaluate: scores of two label arrays as a data frame, for those who have arrays rather than datasets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from segeval.metrics._measure.pair import Instances, Pair
from segeval.metrics._protocols import protocol as conventions
from segeval.metrics._score import score_case
from segeval.records import Grid, LabelNames, Mask, as_structures

if TYPE_CHECKING:
    import pandas as pd


def evaluate(
    reference: npt.NDArray[Any],
    prediction: npt.NDArray[Any],
    *,
    spacing: Sequence[float] | None = None,
    labels: LabelNames | Sequence[int] | None = None,
    metrics: str | Sequence[str] = "standard",
    protocol: str = "segeval",
    tolerance: float | None = None,
    instances: Instances | None = None,
) -> "pd.DataFrame":
    """Score a prediction against a reference: one row per structure and metric.

    Args:
        reference: Integer or boolean labels, shape ``(z, y, x)`` or ``(y, x)``; 0 is background. Torch tensors are
            scored on their device.
        prediction: The same, on the same grid.
        spacing: Millimetres between voxel centres in array order; None measures distances in pixels.
        labels: Names of the label values to score, ``{(1, 2): "liver", 2: "tumour"}``, or only the values. None scores
            every value found in either array, and 1 where none is found. Background is never a structure.
        metrics: A preset, ids or aliases, as ``resolve`` takes them; under another protocol a preset means all that it
            defines.
        protocol: The conventions to score by: segeval, lits, lits-lesion, decathlon, nnunet, transunet, monai, medpy,
            metrics-reloaded or brats.
        tolerance: Distance up to which a surface counts as found by ``nsd``, in the unit of ``spacing``; ``nsd@2`` says
            it in the name.
        instances: Numbered objects of the reference and of the prediction, 0 elsewhere; connected components stand in
            for None.

    Returns:
        Columns structure, metric, value (NaN for None), status, unit. Pixel accuracy has one more row, "all", for the
        whole label map.

    Raises:
        UsageError: If an array is no label map, a spacing is not one positive number per axis, or instances leave out
            a voxel of a structure.
        GridMismatch: If the arrays differ in shape.
        UnknownName: If there is no such metric or protocol.
    """
    import pandas as pd

    declared = conventions(protocol)
    maps = [_label_map(array, spacing) for array in (reference, prediction)]
    if labels is None:
        labels = [label for label in Pair(reference, prediction, maps[0].grid, ()).scan.labels if label] or [1]
    named = labels if isinstance(labels, Mapping) else {value: str(value) for value in labels}
    structures = [s for s in as_structures(named, tolerance) if s.values != (0,)]  # noqa: PD011  # a field
    chosen = declared.metrics(metrics, structures)
    result = score_case(
        *maps, structures=structures, metrics=chosen, case_id="", group="", instances=instances or (None, None)
    )
    columns = ["structure", "metric", "value", "status", "unit"]
    frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in result.scores], columns=columns)
    return frame.astype({"value": "float64"})


def _label_map(array: npt.NDArray[Any], spacing: Sequence[float] | None) -> Mask:
    grid = Grid.pixels(tuple(getattr(array, "shape", ())))
    if spacing is not None:
        grid = replace(grid, spacing=tuple(float(s) for s in spacing), unit="mm")
    return Mask(array, grid)
