"""How public checkpoints name what our UNETR++ holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout

NAME = "Amshaker/unetr_plus_plus"
INSIDE = (
    (r"\.conv(\d)\.conv\.", r".conv\1."),
    (r"\.conv3\.", ".shortcut.0."),
    (r"\.norm3\.", ".shortcut.1."),
    (r"\.epa_block\.", ".attention."),
    (r"\.temperature$", ".by_channel"),
    (r"\.temperature2$", ".by_place"),
    (r"\.E\.", ".keys."),
    (r"\.F\.", ".values."),
    (r"\.EF$", ".keys.weight"),
    (r"\.out_proj\.", ".half_place."),
    (r"\.out_proj2\.", ".half_channel."),
    (r"\.pos_embed$", ".position"),
    (r"\.conv51\.", ".refine.0."),
    (r"\.conv52\.", ".refine.1."),
    (r"\.conv8\.", ".add."),
)
RULES = (
    *INSIDE,
    (r"^unetr_pp_encoder\.downsample_layers\.(\d)\.0\.conv\.", r"down.\1.0."),
    (r"^unetr_pp_encoder\.downsample_layers\.", "down."),
    (r"^unetr_pp_encoder\.stages\.", "encode."),
    (r"^encoder1\.", "enter."),
    # The last stage has no blocks; decoders count down, and heads from the finest.
    (r"^decoder2\.decoder_block\.0\.", "decode.3."),
    *((rf"^decoder{5 - place}\.decoder_block\.0\.", f"decode.{place}.") for place in range(3)),
    *((rf"^decoder{5 - place}\.transp_conv\.conv\.", f"raised.{place}.") for place in range(4)),
    *((rf"^out{3 - place}\.conv\.conv\.", f"heads.{place}.") for place in range(3)),
)


def _turned(name: str, tensor: Tensor) -> Tensor:
    """Return the matrix of the projection as a linear layer has it."""
    return tensor.transpose(0, 1) if name.endswith(".keys.weight") else tensor


LAYOUTS = (
    # Keys and values share their projection, which has two names.
    Layout(name=NAME, models=("unetrpp",), rules=RULES, dropped=(r"\.F\.",)),
    Layout(name=NAME, models=("unetrpp-acdc", "unetrpp-lung"), rules=RULES),
    Layout(name=NAME, models=("unetrpp-tumour",), rules=RULES, change=_turned),
)
