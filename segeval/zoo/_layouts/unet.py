"""How public checkpoints name what our U-Net holds."""

import torch
from torch import Tensor

from segeval.zoo._layouts import Layout


def _skip_first(name: str, tensor: Tensor) -> Tensor:
    """Bring the channels that a merging convolution reads from (raised, skip) to our order."""
    if not (name.startswith("merge.") and name.endswith(".0.weight")):
        return tensor
    raised, skip = tensor.chunk(2, dim=1)
    return torch.cat([skip, raised], dim=1)


LAYOUTS = (
    Layout(
        name="jvanvugt/pytorch-unet",
        models=("unet", "unet-bilinear", "unet-32", "unet-16", "unet-8"),
        rules=(
            (r"^down_path\.(\d)\.block\.", r"down.\1."),
            (r"^up_path\.(\d)\.up\.1\.", r"up.\1.0."),  # there the interpolation comes first
            (r"^up_path\.(\d)\.up\.", r"up.\1."),
            (r"^up_path\.(\d)\.conv_block\.block\.", r"merge.\1."),
            (r"^last\.", "head."),
        ),
        change=_skip_first,
    ),
)
