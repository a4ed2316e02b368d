"""What the noise floor of a baseline means for a gate: up to which difference two scores count as equal."""

from collections.abc import Iterator, Sequence

import numpy as np

from segeval.compare import Column
from segeval.stats import Floats
from segeval.store import Noise, noise_words


def floors(noise: Noise | None, columns: Sequence[Column], margins: Floats | None = None) -> Floats:
    """Return the largest change of a case between answers of the baseline ``(columns,)``, 0 where nobody measured it.

    It is 0 too where it is more than half of what may be lost, so that what counts as equal is never a loss.
    """
    known = {(change.structure, change.metric): change.case for change in noise.changes} if noise else {}
    found = np.array([known.get((column.structure, column.metric.id), 0.0) for column in columns], np.float64)
    return found if margins is None else np.where(found <= margins / 2, found, 0)


def words(noise: Noise | None, columns: Sequence[Column], margins: Floats) -> Iterator[str]:
    """Yield what to know of the noise floor of the baseline, a line each."""
    if noise is None:
        return
    yield from (f"noise floor of the baseline: {line}" for line in noise_words(noise))
    measured = floors(noise, columns)
    for k in np.flatnonzero(measured > floors(noise, columns, margins)).tolist():
        name = f"{columns[k].metric.id} of {columns[k].structure}"
        yield f"noise of {name}, {measured[k]:.2g}, is more than half of its margin {margins[k]:g}: none of it is equal"
