"""How public checkpoints name what the encoder of our ResMLP segmenter holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="timm",
        models=("resmlp-24",),
        rules=((r"^", "encoder."),),
        dropped=(r"^head\.",),
    ),
)
