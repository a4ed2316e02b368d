"""How public checkpoints name what the encoder of our RepVGG segmenter holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="timm",
        models=("repvgg-b0",),
        rules=((r"^", "encoder."),),
        dropped=(r"^head\.",),
    ),
    Layout(
        name="DingXiaoH/RepVGG",
        models=("repvgg-b0",),
        rules=(
            (r"^stage0\.", "stem."),
            (r"^stage1\.", "stages.0."),
            (r"^stage2\.", "stages.1."),
            (r"^stage3\.", "stages.2."),
            (r"^stage4\.", "stages.3."),
            (r"\.rbr_identity\.", ".identity."),
            (r"\.rbr_dense\.", ".conv_kxk."),
            (r"\.rbr_1x1\.", ".conv_1x1."),
            (r"\.rbr_reparam\.", ".reparam_conv."),
            (r"^", "encoder."),
        ),
        dropped=(r"^linear\.",),
    ),
)
