"""How public checkpoints name what our U-Net and convolutional LSTM holds."""

import torch
from torch import Tensor

from segeval.zoo._layouts import Layout


def _arranged(name: str, tensor: Tensor) -> Tensor:
    """Return gates in our order, with the 1 that theirs adds to what is kept; the head has an axis of slices."""
    if ".gates." in name:
        enter, content, keep, leave = tensor.chunk(4)
        return torch.cat([enter, keep + 1 if name.endswith("bias") else keep, content, leave])
    return tensor[:, :, None] if name == "head.weight" else tensor


RULES = (
    (r"/(gamma|kernel)$", "/weight"),
    (r"/(beta|biases)$", "/bias"),
    (r"/moving_mean$", "/running_mean"),
    (r"/moving_variance$", "/running_var"),
    (r"^UNet/conv_out/conv2d/", "slices.head."),
    (r"^UNet/conv(\d)/conv2d/", r"slices.down.\1.0.0."),
    (r"^UNet/conv(\d)/conv2d_1/", r"slices.down.\1.1.0."),
    (r"^UNet/conv(\d)/batch_normalization/", r"slices.down.\1.0.1."),
    (r"^UNet/conv(\d)/batch_normalization_1/", r"slices.down.\1.1.1."),
    (r"^(slices\.down\.[1-9]\.0\.0)\.", r"\1.conv."),  # the strided ones, with their padding around them
    # Levels are numbered from the finest of five.
    *((rf"^UNet/conv{3 - step}_up/", f"slices.up.{step}/") for step in range(4)),
    (r"/conv2d_transpose/", ".raised.conv."),
    (r"^(slices.*)/conv2d/", r"\1.merge.0.0."),
    (r"/conv2d_1/", ".merge.1.0."),
    (r"/batch_normalization/", ".act.0."),
    (r"/batch_normalization_1/", ".merge.0.1."),
    (r"/batch_normalization_2/", ".merge.1.1."),
)
# The variables of its checkpoints by their names, kernels in torch's order of axes.
LAYOUTS = (
    Layout(
        name="baiwenjia/ukbb_cardiac",
        models=("unet-convlstm",),
        rules=(
            *RULES,
            (r"^LSTM/forward/\w+/", "lstm.cells.0.gates."),
            (r"^LSTM/backward/\w+/", "lstm.cells.1.gates."),
            (r"^LSTM/output/conv2d/", "head."),
        ),
        change=_arranged,
    ),
    # Into networks whose direction is "forward".
    Layout(
        name="baiwenjia/ukbb_cardiac-forward",
        models=("unet-convlstm",),
        rules=(
            *RULES,
            (r"^LSTM/conv2d/", "head."),
            (r"^LSTM/\w+/", "lstm.cells.0.gates."),
        ),
        change=_arranged,
    ),
)
