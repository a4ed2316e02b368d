"""evaluate: scores of two label arrays as a data frame, for those who have arrays rather than datasets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from segeval.errors import UnknownLabel, UsageError
from segeval.metrics._measure.pair import SIDES, Instances, Pair
from segeval.metrics._protocols import protocol as conventions
from segeval.metrics._score import CaseResult, score_case
from segeval.records import Grid, LabelNames, Mask, Structure

if TYPE_CHECKING:
    import pandas as pd


def evaluate(
    reference: npt.NDArray[Any],
    prediction: npt.NDArray[Any],
    *,
    spacing: Sequence[float] | None = None,
    labels: LabelNames | Mapping[str, int | Sequence[int]] | Sequence[int] | None = None,
    metrics: str | Sequence[str] = "standard",
    protocol: str = "segeval",
    tolerance: float | None = None,
    instances: Instances | None = None,
    ignore: int | None = None,
) -> "pd.DataFrame":
    """Score a prediction against a reference: one row per structure and metric.

    Args:
        reference: Integer or boolean labels, shape ``(z, y, x)`` or ``(y, x)``; 0 is background. Torch tensors are
            scored on their device.
        prediction: The same, on the same grid.
        spacing: Millimetres between voxel centres in array order; None measures distances in pixels.
        labels: Names of the label values to score, ``{(1, 2): "liver", 2: "tumour"}`` or ``{"liver": [1, 2]}``, or only
            the values; others are background then. None scores every value found in either array, and 1 where none is
            found. Background is never a structure.
        metrics: A preset, ids or aliases, as ``resolve`` takes them; under another protocol a preset means all that it
            defines.
        protocol: The conventions to score by: segeval, lits, lits-lesion, decathlon, nnunet, transunet, monai, medpy,
            metrics-reloaded or brats.
        tolerance: Distance up to which a surface counts as found by ``nsd``, in the unit of ``spacing``; ``nsd@2`` says
            it in the name.
        instances: Numbered objects of the reference and of the prediction, 0 elsewhere; connected components stand in
            for None.
        ignore: Value of the reference where nothing is known, such as 255: see ``Pair``.

    Returns:
        Columns structure, metric, value (NaN for None), status, unit. Pixel accuracy has one more row, "all", for the
        whole label map.

    Raises:
        UsageError: If an array, a spacing, labels or instances are not as above, or only the prediction is ``ignore``.
        UnknownLabel: If an array holds none of the labels but others, which the other array does not hold.
        GridMismatch: If the arrays differ in shape.
        UnknownName: If there is no such metric or protocol.
    """
    import pandas as pd

    declared = conventions(protocol)
    maps = [_label_map(array, spacing) for array in (reference, prediction)]
    whole = Pair(reference, prediction, maps[0].grid, (), ignore=ignore)
    asked = labels if labels is not None else [label for label in whole.scan.labels if label] or [1]
    structures = _structures(asked, tolerance)
    chosen = declared.metrics(metrics, structures)
    here: dict[str, Any] = {"case_id": "", "group": "", "instances": instances or (None, None), "ignore": ignore}
    result = score_case(*maps, structures=structures, metrics=chosen, partly=labels is not None, **here)
    if labels is not None:
        _check_present(result, structures, whole)
    columns = ["structure", "metric", "value", "status", "unit"]
    frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in result.scores], columns=columns)
    return frame.astype({"value": "float64"})


def _structures(labels: Mapping[Any, Any] | Sequence[int], tolerance: float | None) -> list[Structure]:
    """Return the structures that labels name, without background; UsageError if what should be values is none."""
    found = []
    for key, named in labels.items() if isinstance(labels, Mapping) else ((value, str(value)) for value in labels):
        values, name = (named, key) if isinstance(key, str) else (key, named)
        values = tuple(values) if isinstance(values, Sequence) else (values,)
        if not isinstance(name, str) or not values or not all(isinstance(value, int | np.integer) for value in values):
            msg = f"labels: {key!r} and {named!r} are no name and values; write {{1: 'liver'}} or {{'liver': [1, 2]}}"
            raise UsageError(msg)
        found.append(Structure(name, tuple(map(int, values)), tolerance))
    return [structure for structure in found if structure.values != (0,)]  # noqa: PD011  # a field


def _check_present(result: CaseResult, structures: Sequence[Structure], whole: Pair) -> None:
    """Raise UnknownLabel where an array holds other labels instead of those that were asked for."""
    asked = {value for structure in structures for value in structure.values}  # noqa: PD011  # a field
    for side, only_here in zip(SIDES, (2, 1), strict=True):
        counts = [result.counts[structure.name] for structure in structures]
        if any(one.tp + one[only_here] for one in counts):
            continue
        rows = whole.scan.confusion if side == SIDES[0] else list(zip(*whole.scan.confusion, strict=True))
        others = [  # what only this array holds
            label
            for k, label in enumerate(whole.scan.labels)
            if label and label not in asked and any(rows[k]) and not any(row[k] for row in rows)
        ]
        if others:
            named, held = (", ".join(map(str, sorted(some))) for some in (asked, others))
            msg = f"{side} holds label {held}, expected {named}; rename its labels, or name those that are there"
            raise UnknownLabel(msg)


def _label_map(array: npt.NDArray[Any], spacing: Sequence[float] | None) -> Mask:
    grid = Grid.pixels(tuple(getattr(array, "shape", ())))
    if spacing is not None:
        grid = replace(grid, spacing=tuple(float(s) for s in spacing), unit="mm")
    return Mask(array, grid)
