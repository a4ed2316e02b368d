"""How public checkpoints name what our residual 3D U-Net of BraTS 2017 holds."""

import re

from torch import Tensor

from segeval.zoo._layouts import Layout


def _skip_first(name: str, tensor: Tensor) -> Tensor:
    """Return a convolution that reads the skip before the raised map; theirs has the raised map first."""
    return tensor.roll(tensor.shape[1] // 2, 1) if re.match(r"merge\.\d\.0\.weight", name) else tensor


LAYOUTS = (
    # Into networks with the option ``shared``.
    Layout(
        name="MontaEllis/Pytorch-Medical-Segmentation",
        models=("resunet3d-isensee",),
        rules=(
            (r"^conv3d_c1_1\.", "down.0.enter."),
            (r"^conv3d_c1_2\.", "down.0.convs.0."),
            (r"^lrelu_conv_c1\.1\.", "down.0.convs.1."),
            # Stages are numbered from 1.
            *((rf"^conv3d_c{stage}\.", f"down.{stage - 1}.enter.") for stage in range(2, 6)),
            *((rf"^norm_lrelu_conv_c{stage}\.2\.", f"down.{stage - 1}.convs.0.") for stage in range(2, 6)),
            # What is ours in one step, is numbered by the level that it leaves there, or by the one that it reaches.
            (r"^norm_lrelu_upscale_conv_norm_lrelu_l(\d)\.3\.", r"up.\1.conv.0."),
            (r"^conv3d_l0\.", "up.0.mix.0."),
            (r"^conv3d_l([123])\.", r"up.\1.narrow."),
            *((rf"^conv_norm_lrelu_l{level}\.0\.", f"merge.{level - 1}.0.") for level in range(1, 5)),
            (r"^ds2_1x1_conv3d\.", "heads.0."),
            (r"^ds3_1x1_conv3d\.", "heads.1."),
            (r"^conv3d_l4\.", "heads.2."),
        ),
        change=_skip_first,
    ),
)
