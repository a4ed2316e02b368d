"""How public checkpoints name what the encoder of our MLP-Mixer segmenter holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="timm",
        models=("mixer-b16",),
        rules=((r"^", "encoder."),),
        dropped=(r"^head\.",),
    ),
)
