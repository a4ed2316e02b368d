"""How public checkpoints name what our NAS-UNet holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _places(name: str, tensor: Tensor) -> Tensor:
    """Return the fully connected layers of the channel weights as 1x1 convolutions."""
    return tensor[:, :, None, None] if ".excite." in name and tensor.ndim == 2 else tensor


# Operations of a cell that weigh channels, and that are depth-wise, by their number.
WEIGHED = (r"^(down\.\d+\.operations\.2)\.", r"^(up\.\d+\.operations\.[13])\.")
DEPTH_WISE = r"^(down\.\d+\.operations\.1)\."

LAYOUTS = (
    Layout(
        name="tianbaochou/NasUnet",
        models=("nasunet",),
        rules=(
            (r"^stem0\.", "whole."),
            (r"^stem1\.", "halved."),
            (r"^(down|up)_cells\.", r"\1."),
            (r"\._ops\.", ".operations."),
            (r"\.preprocess(\d)\.conv\.", r".enter.\1.1."),
            (r"\.preprocess(\d)\.norm\.", r".enter.\1.2."),
            (r"^(up\.\d+\.operations\.4)\.fc\.", r"\1.excite."),
            *((pattern + r"fc\.", r"\1.0.excite.") for pattern in WEIGHED),
            *((pattern + r"conv\.", r"\1.1.") for pattern in WEIGHED),
            *((pattern + r"norm\.", r"\1.2.") for pattern in WEIGHED),
            (DEPTH_WISE + r"depth_conv\.", r"\1.0."),
            (DEPTH_WISE + r"point_conv\.", r"\1.1."),
            (DEPTH_WISE + r"norm\.", r"\1.2."),
            (r"^nas_unet_head\.conv\.", "head."),
            (r"^nas_unet_head\.norm\.", "unused."),
            (r"\.conv\.", ".0."),
            (r"\.norm\.", ".1."),
        ),
        change=_places,
    ),
)
