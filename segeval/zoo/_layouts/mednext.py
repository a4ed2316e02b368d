"""How public checkpoints name what our MedNeXt holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout

SIZES = ("mednext-s", "mednext-b", "mednext-m", "mednext-l")
INSIDE = (
    (r"\.conv1\.", ".depthwise."),
    (r"\.conv2\.", ".widen."),
    (r"\.conv3\.", ".narrow."),
    (r"\.res_conv\.", ".shortcut."),
    (r"^bottleneck\.", "encode.4."),
)


def _turned(name: str, tensor: Tensor) -> Tensor:
    """Return the weight of a 1x1 convolution for that of a transposed one, as which they have the heads."""
    return tensor.transpose(0, 1) if name.startswith("heads.") and name.endswith(".weight") else tensor


LAYOUTS = (
    Layout(
        name="MIC-DKFZ/MedNeXt",
        models=(*SIZES, *(f"{name}-k5" for name in SIZES)),
        rules=(
            *INSIDE,
            (r"^enc_block_(\d)\.", r"encode.\1."),
            (r"^down_(\d)\.", r"down.\1."),
            # Its stages and heads count from the finest, also where it goes up.
            *((rf"^up_{depth}\.", f"up.{3 - depth}.") for depth in range(4)),
            *((rf"^dec_block_{depth}\.", f"decode.{3 - depth}.") for depth in range(4)),
            *((rf"^out_{depth}\.conv_out\.", f"heads.{4 - depth}.") for depth in range(5)),
        ),
        dropped=(r"^dummy_tensor$",),
        change=_turned,
    ),
    # Its B, M and L widen less on the way down and are other networks.
    Layout(
        name="monai",
        models=("mednext-s", "mednext-s-k5"),
        rules=(
            *INSIDE,
            (r"^enc_stages\.", "encode."),
            (r"^(down|up)_blocks\.", r"\1."),
            (r"^dec_stages\.", "decode."),
            (r"^out_blocks\.(\d)\.conv_out\.", r"heads.\1."),
            (r"^out_0\.conv_out\.", "heads.4."),
        ),
        change=_turned,
    ),
)
