"""How public checkpoints name what our U-Net++ holds."""

import re

from torch import Tensor

from segeval.zoo._layouts import Layout

NESTED = re.compile(r"nodes\.\d[1-9]\.0\.weight")


def _raised_last(name: str, tensor: Tensor) -> Tensor:
    """Bring the channels that a node reads from (raised, own depth) to our order; it writes as many as are raised."""
    return tensor.roll(-tensor.shape[0], dims=1) if NESTED.fullmatch(name) else tensor


LAYOUTS = (
    Layout(
        name="ShawnBIT/UNet-family",
        models=("unetpp", "unetpp-8"),
        rules=(
            (r"^conv(\d0)\.", r"nodes.\1."),
            (r"^up_concat(\d\d)\.conv\.", r"nodes.\1."),
            (r"^up_concat(\d\d)\.up\.", r"up.\1."),
            (r"\.conv1\.0\.", ".0."),
            (r"\.conv2\.0\.", ".2."),
            *((rf"^final_{number}\.", f"heads.{number - 1}.") for number in range(1, 5)),
        ),
        change=_raised_last,
    ),
)
