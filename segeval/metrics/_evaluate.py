"""evaluate: scores of two label arrays as a data frame, for those who have arrays rather than datasets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from segeval.errors import UnknownLabel, UsageError
from segeval.metrics._measure.pair import SIDES, Instances, Pair, pairs, whole_map
from segeval.metrics._protocols import protocol as conventions
from segeval.metrics._score import scored
from segeval.records import Grid, LabelNames, Mask, Status, Structure, Unit, unit_of

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
    declared = conventions(protocol)
    grid = Grid.pixels(tuple(getattr(reference, "shape", ())))
    if spacing is not None:
        grid = replace(grid, spacing=tuple(float(s) for s in spacing), unit="mm")
    given = instances or (None, None)
    whole = whole_map(Mask(reference, grid), Mask(prediction, grid), given, ignore)
    asked = labels if labels is not None else [label for label in whole.scan.labels if label] or [1]
    structures = _structures(asked, tolerance)
    chosen = declared.metrics(metrics, structures)
    named = list(pairs(whole, structures, partly=labels is not None))
    found = scored(named, chosen)
    if labels is not None:
        _check_present(structures, whole)
    told = tuple([(name, metric.info.id, metric.info.unit, score.status) for name, metric, score in found])
    values = np.array([score.value for _, _, score in found], np.float64)
    return _frame(told, grid.unit, len(grid.shape)).assign(value=values)


@lru_cache(maxsize=64)
def _frame(rows: tuple[tuple[str, str, str, Status], ...], unit: Unit, ndim: int) -> "pd.DataFrame":
    """Return a frame without values, of which callers get copies: making one costs more than measuring small masks."""
    import pandas as pd

    structures, metrics, declared, statuses = map(list, zip(*rows, strict=True))
    units = [unit_of(kind, unit, ndim) for kind in declared]
    values = np.full(len(rows), np.nan)
    columns = {"structure": structures, "metric": metrics, "value": values, "status": statuses, "unit": units}
    return pd.DataFrame(columns)


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


def _check_present(structures: Sequence[Structure], whole: Pair) -> None:
    """Raise UnknownLabel where an array holds other labels instead of those that were asked for."""
    asked = {value for structure in structures for value in structure.values}  # noqa: PD011  # a field
    labels, table = whole.scan.labels, whole.scan.confusion
    turned = [list(column) for column in zip(*table, strict=True)]
    for side, rows in zip(SIDES, (table, turned), strict=True):
        if any(label in asked and any(row) for label, row in zip(labels, rows, strict=True)):
            continue
        others = [  # what only this array holds
            label
            for k, label in enumerate(labels)
            if label and label not in asked and any(rows[k]) and not any(row[k] for row in rows)
        ]
        if others:
            named, held = (", ".join(map(str, sorted(some))) for some in (asked, others))
            msg = f"{side} holds label {held}, expected {named}; rename its labels, or name those that are there"
            raise UnknownLabel(msg)
