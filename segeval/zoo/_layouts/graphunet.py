"""How public checkpoints name what our Graph U-Net holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _per_pixel(name: str, tensor: Tensor) -> Tensor:
    """Return the matrix of a linear layer as a 1x1 convolution."""
    return tensor[..., None, None] if name.endswith("weight") else tensor


LAYOUTS = (
    Layout(
        name="HongyangGao/Graph-U-Nets",
        models=("graph-unet",),
        rules=(
            (r"^s_gcn\.proj\.", "stem.linear."),
            (r"^g_unet\.bottom_gcn\.proj\.", "bottom.linear."),
            (r"^g_unet\.down_gcns\.(\d+)\.proj\.", r"down.\1.conv.linear."),
            (r"^g_unet\.pools\.(\d+)\.proj\.", r"down.\1.pool.score."),
            (r"^g_unet\.up_gcns\.(\d+)\.proj\.", r"up.\1.linear."),
        ),
        dropped=(r"^out_l_[12]\.",),  # its classifier of whole graphs
        change=_per_pixel,
    ),
)
