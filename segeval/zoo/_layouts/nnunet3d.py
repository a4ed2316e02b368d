"""How public checkpoints name what our nnU-Net holds."""

import re

from torch import Tensor

from segeval.zoo._layouts import Layout

MODELS = ("nnunet3d", "nnunet3d-8", "nnunet2d")
JOINING = re.compile(r"^merge\.\d+\.0\.(body\.0\.|shortcut\.0\.)?weight$")  # convolutions of a skip and a raised map
RULES = (
    (r"^decoder\.stages\.", "merge."),
    (r"^decoder\.transpconvs\.", "up."),
    (r"^decoder\.seg_layers\.", "heads."),
    # A convolution, its norm and the activation are three steps here, one there.
    *((rf"\.convs\.{index}\.conv\.", f".{3 * index}.") for index in range(8)),
    *((rf"\.convs\.{index}\.norm\.", f".{3 * index + 1}.") for index in range(8)),
)
# It registers its encoder in the decoder too, and every layer of a block a second time.
TWICE = (r"^decoder\.encoder\.", r"\.all_modules\.")


def skip_first(name: str, tensor: Tensor) -> Tensor:
    """Return a convolution that reads the skip before the raised map; nnU-Net has the raised map first."""
    return tensor.roll(tensor.shape[1] // 2, 1) if JOINING.search(name) else tensor


def _monai(stages: int) -> Layout:
    """Return how DynUNet calls a plan of so many stages; its heads count from the finest, ours from the coarsest."""
    down = ((rf"^downsamples\.{place}\.", f"down.{place + 1}.") for place in range(stages - 2))
    heads = (
        (rf"^deep_supervision_heads\.{place}\.conv\.conv\.", f"heads.{stages - 3 - place}.")
        for place in range(stages - 2)
    )
    return Layout(
        name=f"monai-{stages}",
        models=MODELS,
        rules=(
            (r"^input_block\.", "down.0."),
            *down,
            (r"^bottleneck\.", f"down.{stages - 1}."),
            (r"^upsamples\.(\d+)\.transp_conv\.conv\.", r"up.\1."),
            (r"^upsamples\.(\d+)\.conv_block\.", r"merge.\1."),
            (r"^output_block\.conv\.conv\.", f"heads.{stages - 2}."),
            *heads,
            (r"\.conv1\.conv\.", ".0."),
            (r"\.norm1\.", ".1."),
            (r"\.conv2\.conv\.", ".3."),
            (r"\.norm2\.", ".4."),
        ),
        dropped=(r"^skip_layers\.",),  # all of it once more
        change=skip_first,
    )


LAYOUTS = (
    Layout(
        name="nnunetv2",
        models=MODELS,
        rules=((r"^encoder\.stages\.(\d+)\.0\.", r"down.\1."), *RULES),
        dropped=TWICE,
        change=skip_first,
    ),
    # Into networks with the options ``bias`` and ``decoder_kernels`` of DynUNet.
    *map(_monai, range(3, 9)),
)
