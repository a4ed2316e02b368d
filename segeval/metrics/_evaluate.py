"""evaluate: scores of two label arrays as a data frame, for those who have arrays rather than datasets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from segeval.errors import UsageError
from segeval.metrics._registry import resolve
from segeval.metrics._score import score_case
from segeval.records import Grid, Mask, Structure
from segeval.registry import suggest

if TYPE_CHECKING:
    import pandas as pd

PROTOCOLS = ("segeval",)


def evaluate(
    reference: npt.NDArray[Any],
    prediction: npt.NDArray[Any],
    *,
    spacing: Sequence[float] | None = None,
    labels: Mapping[int, str] | Sequence[int] | None = None,
    metrics: str | Sequence[str] = "standard",
    protocol: str = "segeval",
) -> "pd.DataFrame":
    """Score a prediction against a reference: one row per structure and metric.

    Args:
        reference: Integer or boolean labels, shape ``(z, y, x)`` or ``(y, x)``; 0 is background.
        prediction: The same, on the same grid.
        spacing: Millimetres between voxel centres in array order; None measures distances in pixels.
        labels: Names of the label values to score, or only the values. None scores every value found in either array,
            and 1 where none is found. Background is never a structure.
        metrics: A preset, ids or aliases, as ``resolve`` takes them.
        protocol: The conventions to score by.

    Returns:
        Columns structure, metric, value (NaN for None), status, unit. Pixel accuracy has one more row, "all", for the
        whole label map.

    Raises:
        UsageError: If an array is no label map, or a spacing is not one positive number per axis.
        GridMismatch: If the arrays differ in shape.
        UnknownName: If there is no such metric or protocol.
    """
    import pandas as pd

    if protocol not in PROTOCOLS:
        error = suggest("protocol", protocol, PROTOCOLS, f"There is {', '.join(PROTOCOLS)}.")
        raise error
    maps = [_label_map(name, array, spacing) for name, array in (("reference", reference), ("prediction", prediction))]
    if labels is None:
        labels = sorted({int(value) for mask in maps for value in np.unique(mask.array)} - {0}) or [1]
    names = labels if isinstance(labels, Mapping) else {value: str(value) for value in labels}
    structures = [Structure(name, (value,)) for value, name in names.items() if value != 0]
    result = score_case(*maps, structures=structures, metrics=resolve(metrics), case_id="", group="")
    columns = ["structure", "metric", "value", "status", "unit"]
    frame = pd.DataFrame([[getattr(row, name) for name in columns] for row in result.scores], columns=columns)
    return frame.astype({"value": "float64"})


def _label_map(name: str, array: npt.NDArray[Any], spacing: Sequence[float] | None) -> Mask:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "biu":
        came = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
        msg = f"{name} is {came}, expected a numpy array of integer labels; threshold or round it first"
        raise UsageError(msg)
    grid = Grid.pixels(array.shape)
    if spacing is not None:
        grid = replace(grid, spacing=tuple(float(s) for s in spacing), unit="mm")
    return Mask(array.view(np.uint8) if array.dtype == np.bool_ else array, grid)
