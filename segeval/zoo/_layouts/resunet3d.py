"""How public checkpoints name what our residual 3D U-Net holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _as_convolution(name: str, tensor: Tensor) -> Tensor:
    """Return a fully connected layer of an excitation as the 1x1x1 convolution that it is here."""
    return tensor[..., None, None, None] if ".channel.excite." in name and name.endswith("weight") else tensor


LAYOUTS = (
    Layout(
        name="wolny/pytorch-3dunet",
        models=("resunet3d", "resunet3d-se"),
        rules=(
            (r"^encoders\.(\d+)\.basic_module\.", r"down.\1."),
            (r"^decoders\.(\d+)\.upsampling\.upsample\.conv_transposed\.", r"up.\1."),
            (r"^decoders\.(\d+)\.basic_module\.", r"merge.\1."),
            (r"\.conv1\.", ".widen."),
            (r"\.conv2\.", ".first."),
            (r"\.conv3\.", ".second."),
            (r"\.(groupnorm|batchnorm)\.", ".norm."),
            # The two layers stand around a ReLU.
            (r"\.se_module\.cSE\.fc1\.", ".squeeze.channel.excite.0."),
            (r"\.se_module\.cSE\.fc2\.", ".squeeze.channel.excite.2."),
            (r"\.se_module\.sSE\.conv\.", ".squeeze.spatial.squeeze."),
            (r"^final_conv\.", "head."),
        ),
        change=_as_convolution,
    ),
)
