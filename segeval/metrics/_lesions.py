"""lesions: the objects of one structure one by one, for those who want to see which were found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from segeval.metrics._measure.objects import matched
from segeval.metrics._measure.pair import Pair
from segeval.records import Grid, unit_of

if TYPE_CHECKING:
    import pandas as pd


def lesions(
    reference: npt.NDArray[Any],
    prediction: npt.NDArray[Any],
    *,
    spacing: Sequence[float] | None = None,
    values: Sequence[int] = (1,),
    iou: float = 0,
    ignore: int | None = None,
) -> "pd.DataFrame":
    """List the objects of a structure: all of the reference, then those of the prediction that match none of them.

    Objects are components of a full neighbourhood and match one to one, as in lesion_f1.

    Args:
        reference: Integer or boolean labels, shape ``(z, y, x)`` or ``(y, x)``.
        prediction: The same, on the same grid.
        spacing: Millimetres between voxel centres in array order; None measures in pixels.
        values: Labels that make the structure.
        iou: Objects match only if their intersection over union is above this.
        ignore: Value of the reference where nothing is known; objects end there.

    Returns:
        Columns side, number (from 1 on each side), voxels, volume, unit (of the volume: ml, mm² or px), z, y, x (the
        middle of the box in voxels), detected; and of those detected partner (its number in the prediction), iou, dice.

    Raises:
        UsageError: If an array is no label map, a spacing is not one positive number per axis, or the prediction holds
            the ignored value where the reference does not.
        GridMismatch: If the arrays differ in shape.
    """
    import pandas as pd

    grid = Grid.pixels(np.shape(reference))
    if spacing is not None:
        grid = replace(grid, spacing=tuple(float(s) for s in spacing), unit="mm")
    pair = Pair(reference, prediction, grid, tuple(values), ignore=ignore)
    found, invented = (_side(pair, side) for side in (0, 1))
    columns = matched(pair.objects, iou)
    first, second = pair.objects.meeting[:, columns]
    ious = pair.objects.ious[columns]
    found["detected"] = np.isin(np.arange(len(found)), first)
    pairs = pd.DataFrame({"partner": second + 1, "iou": ious, "dice": 2 * ious / (1 + ious)}, index=first)
    invented = invented.drop(index=second).assign(detected=False)
    frame: pd.DataFrame = pd.concat([found.join(pairs.astype({"partner": "Int64"})), invented], ignore_index=True)
    return frame


def _side(pair: Pair, side: int) -> "pd.DataFrame":
    """Return a row for each object of the reference (0) or of the prediction (1)."""
    import pandas as pd

    sizes, boxes = pair.objects.sizes[side], pair.objects.boxes[side]
    ends = np.array([[(part.start, part.stop - 1) for part in box] for box in boxes]).reshape(-1, len(pair.box), 2)
    centres = np.zeros((sizes.size, len(pair.grid.shape)))  # the one slice of an axis that is none is slice 0
    centres[:, pair.scan.axes] = ends.mean(axis=2) + [part.start for part in pair.box]
    unit = unit_of("volume", pair.grid.unit, len(pair.grid.shape))
    return pd.DataFrame(
        {
            "side": ("reference", "prediction")[side],
            "number": np.arange(sizes.size) + 1,
            "voxels": sizes,
            "volume": sizes * np.prod(pair.grid.spacing) / (1000 if unit == "ml" else 1),
            "unit": unit,
            **dict(zip("zyx"[-len(pair.grid.shape) :], centres.T, strict=True)),
        }
    )
