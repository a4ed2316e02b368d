"""How public checkpoints name what our nnU-Net holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _skip_first(name: str, tensor: Tensor) -> Tensor:
    """Return a convolution that reads the skip before the raised map; nnU-Net has the raised map first."""
    return tensor.roll(tensor.shape[1] // 2, 1) if name.startswith("merge.") and name.endswith(".0.weight") else tensor


LAYOUTS = (
    Layout(
        name="nnunetv2",
        models=("nnunet3d", "nnunet3d-8", "nnunet2d"),
        rules=(
            (r"^encoder\.stages\.(\d+)\.0\.", r"down.\1."),
            (r"^decoder\.stages\.", "merge."),
            (r"^decoder\.transpconvs\.", "up."),
            (r"^decoder\.seg_layers\.", "heads."),
            # A convolution, its norm and the activation are three steps here, one there.
            *((rf"\.convs\.{index}\.conv\.", f".{3 * index}.") for index in range(8)),
            *((rf"\.convs\.{index}\.norm\.", f".{3 * index + 1}.") for index in range(8)),
        ),
        # It registers its encoder in the decoder too, and every layer of a block a second time.
        dropped=(r"^decoder\.encoder\.", r"\.all_modules\."),
        change=_skip_first,
    ),
)
