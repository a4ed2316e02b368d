"""How public checkpoints name what our SUNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="FanChiMao/SUNet",
        models=("sunet",),
        rules=(
            (r"^swin_unet\.", ""),
            (r"^prelu\.", "unused."),
            (r"^conv_first\.", "first."),
            (r"^output\.", "head."),
            (r"^norm\.", "norm_down."),
            (r"^patch_embed\.proj\.", "embed."),
            (r"^patch_embed\.norm\.", "embed_norm."),
            (r"^layers\.(\d)\.downsample\.", r"merge.\1."),
            (r"^layers\.(\d)\.blocks\.", r"down.\1."),
            (r"^up\.", "enlarge."),
            (r"^layers_up\.0\.", "raised.0."),
            (r"^layers_up\.(\d)\.upsample\.", r"raised.\1."),
            (r"^concat_back_dim\.(\d)\.", r"fuse.less\1."),
            (r"^layers_up\.(\d)\.blocks\.", r"up.less\1."),
            # The first stage there has no blocks, only what raises the bottleneck.
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 4)),
            (r"\.reduction\.", ".reduce."),
            (r"\.up_p\.", ".shuffled."),
            (r"\.up_b\.", ".smooth."),
            (r"^(enlarge|raised\.\d)\.conv\.", r"\1.mix."),
            (r"\.attn\.relative_position_bias_table$", ".bias"),
            (r"\.attn\.qkv\.", ".qkv."),
            (r"\.attn\.proj\.", ".project."),
            (r"\.mlp\.fc1\.", ".perceptron.0."),
            (r"\.mlp\.fc2\.", ".perceptron.2."),
        ),
        dropped=(r"\.relative_position_index$", r"\.attn_mask$"),
    ),
)
