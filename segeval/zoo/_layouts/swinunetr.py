"""How public checkpoints name what our Swin UNETR holds."""

from segeval.zoo._layouts import Layout

COMPUTED = r"\.relative_position_index$"  # a buffer that follows from the size of a window
ENCODER = (
    (r"^(swinViT|swin_vit)\.", ""),
    (r"^patch_embed\.", "encoder.patch_embed."),
    # Stages count from 1 there, and are lists of one.
    *((rf"^layers{stage + 1}\.0\.", f"encoder.layers.{stage}.") for stage in range(4)),
    *((rf"^layers{stage + 1}c\.0\.layer\.", f"encoder.layers.{stage}.residual.") for stage in range(4)),
    (r"\.mlp\.linear([12])\.", r".mlp.fc\1."),
    (r"\.conv([12])\.conv\.", r".conv\1."),
    (r"\.conv3\.conv\.", ".shortcut."),
)

LAYOUTS = (
    Layout(
        name="monai",
        models=("swin-unetr", "swin-unetr-24", "swin-unetr-v2"),
        rules=(
            *ENCODER,
            (r"^encoder1\.layer\.", "image."),
            (r"^encoder10\.layer\.", "bottom."),
            *((rf"^encoder{number + 2}\.layer\.", f"skips.{number}.") for number in range(3)),
            *((rf"^decoder{5 - number}\.", f"up.{number}.") for number in range(5)),
            (r"\.transp_conv\.conv\.", ".up."),
            (r"\.conv_block\.", ".block."),
            (r"^out\.conv\.conv\.", "head."),
        ),
        dropped=(COMPUTED,),
    ),
    # The encoder alone, trained without labels, and the heads of that training.
    Layout(
        name="Project-MONAI/research-contributions",
        models=("swin-unetr", "swin-unetr-24"),
        rules=ENCODER,
        dropped=(COMPUTED, r"^rotation_head\.", r"^contrastive_head\.", r"^conv\."),
    ),
)
