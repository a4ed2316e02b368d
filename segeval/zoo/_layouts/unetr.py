"""How public checkpoints name what our UNETR holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout

PATCH = 16
RULES = (
    (r"^vit\.patch_embedding\.patch_embeddings\.(1\.)?", "encoder.patch_embed.proj."),
    (r"^vit\.patch_embedding\.position_embeddings$", "encoder.pos_embed"),
    (r"^vit\.", "encoder."),
    (r"\.attn\.out_proj\.", ".attn.proj."),
    (r"\.mlp\.linear([12])\.", r".mlp.fc\1."),
    (r"^encoder1\.layer\.", "image."),
    *((rf"^encoder{number + 2}\.transp_conv_init\.conv\.", f"skips.{number}.0.") for number in range(3)),
    *(
        (rf"^encoder{number + 2}\.blocks\.{block}\.", f"skips.{number}.{block + 1}.")
        for number in range(3)
        for block in range(2)
    ),
    (r"^(skips\.\d\.\d\.0)\.conv\.", r"\1."),
    *((rf"^decoder{5 - number}\.", f"up.{number}.") for number in range(4)),
    (r"\.transp_conv\.conv\.", ".up."),
    (r"\.conv_block\.", ".block."),
    (r"\.conv([12])\.conv\.", r".conv\1."),
    (r"\.conv3\.conv\.", ".shortcut."),
    (r"^out\.conv\.conv\.", "head."),
)
# What no answer depends on, and what some versions have only: a class token, attention to a second image, shortcuts
# where channels stay.
UNUSED = (r"\.cls_token$", r"\.(norm_)?cross_attn\.", r"\.blocks\.\d\.1\.conv3\.")


def _cut(name: str, tensor: Tensor) -> Tensor:
    """Return the weight of a convolution for that of a linear layer, which reads the voxels of a patch one by one."""
    if name != "encoder.patch_embed.proj.weight":
        return tensor
    after, inside = tensor.shape
    # Slices of 16 channels, or a multiple, would pass for volumes.
    ndim = 3 if inside % PATCH**3 == 0 else 2
    return tensor.view(after, *(PATCH,) * ndim, -1).movedim(-1, 1)


LAYOUTS = (
    Layout(name="monai", models=("unetr",), rules=RULES, dropped=UNUSED),
    Layout(name="monai-perceptron", models=("unetr",), rules=RULES, dropped=UNUSED, change=_cut),
)
