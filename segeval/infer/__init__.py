"""From an image to a mask on the image's own grid: model grid, sliding window, and the way back.

Strategies compose on :data:`Segment`; :func:`answer` turns any of them into a prediction, and geometry is restored in
that one place.
"""

from segeval.infer._crf import Field, refine, with_field
from segeval.infer._device import Settings, lay_out, pick_device
from segeval.infer._grid import (
    Logits,
    Segment,
    answer,
    axis_order,
    model_shape,
    read_canonical,
    resize,
    scale,
    to_model,
    to_native,
)
from segeval.infer._window import averaged_logits, gaussian, segmenting, sliding_window, starts

__all__ = [
    "Field",
    "Logits",
    "Segment",
    "Settings",
    "answer",
    "averaged_logits",
    "axis_order",
    "gaussian",
    "lay_out",
    "model_shape",
    "pick_device",
    "read_canonical",
    "refine",
    "resize",
    "scale",
    "segmenting",
    "sliding_window",
    "starts",
    "to_model",
    "to_native",
    "with_field",
]
