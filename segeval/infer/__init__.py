"""From an image to a mask on the image's own grid: model grid, sliding window, and the way back.

Strategies compose on :data:`Segment`; :func:`answer` turns any of them into a prediction, and geometry is restored in
that one place.
"""

from segeval.infer._ask import sampled, segmenting
from segeval.infer._back import answer, labels_of
from segeval.infer._compiled import readied
from segeval.infer._crf import Field, refine, with_field
from segeval.infer._device import Settings, devices, laid_out, lay_out, pick_device, together
from segeval.infer._explain import explaining
from segeval.infer._grid import (
    Logits,
    Passing,
    Segment,
    Windowed,
    axis_order,
    mapped,
    model_shape,
    read_canonical,
    resize,
    scale,
    to_model,
)
from segeval.infer._maps import certain, decided, likely, overruled, unlikely
from segeval.infer._memory import Memory, is_short
from segeval.infer._overlay import draw_maps, overlay
from segeval.infer._window import averaged_logits, blended, gaussian, halved, starts

__all__ = [
    "Field",
    "Logits",
    "Memory",
    "Passing",
    "Segment",
    "Settings",
    "Windowed",
    "answer",
    "averaged_logits",
    "axis_order",
    "blended",
    "certain",
    "decided",
    "devices",
    "draw_maps",
    "explaining",
    "gaussian",
    "halved",
    "is_short",
    "labels_of",
    "laid_out",
    "lay_out",
    "likely",
    "mapped",
    "model_shape",
    "overlay",
    "overruled",
    "pick_device",
    "read_canonical",
    "readied",
    "refine",
    "resize",
    "sampled",
    "scale",
    "segmenting",
    "starts",
    "to_model",
    "together",
    "unlikely",
    "with_field",
]
