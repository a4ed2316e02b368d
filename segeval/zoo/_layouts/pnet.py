"""How public checkpoints name what our P-Net and R-Net hold."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _z_first(name: str, tensor: Tensor) -> Tensor:
    """Return a convolution of images (z, y, x); theirs are (x, y, z)."""
    return tensor.transpose(2, 4) if name.endswith("weight") else tensor


LAYOUTS = (
    Layout(
        name="HITLAB-DeepIGeoS/DeepIGeoS",
        models=("pnet3d", "rnet3d"),
        rules=(
            (r"^block6\.", "head."),
            # Blocks are numbered from 1.
            *((rf"^block{block}\.", f"blocks.{block - 1}.") for block in range(1, 6)),
            *((rf"^block{block}_downsample\.", f"compress.{block - 1}.") for block in range(1, 6)),
        ),
        change=_z_first,
    ),
)
