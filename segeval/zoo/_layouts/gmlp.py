"""How public checkpoints name what the encoder of our gMLP segmenter holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="timm",
        models=("gmlp-s16",),
        rules=((r"^", "encoder."),),
        dropped=(r"^head\.",),
    ),
)
