"""How public checkpoints name what the encoder of our RepMLPNet segmenter holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="DingXiaoH/RepMLP",
        models=("repmlpnet-t224", "repmlpnet-t256"),
        rules=((r"^", "encoder."),),
        dropped=(r"^head\.",),
    ),
    Layout(
        name="DingXiaoH/RepMLP-2021",
        models=("repmlp-res50-light", "repmlp-res50-bottleneck"),
        rules=((r"^", "encoder."),),
        dropped=(r"^linear\.",),
    ),
)
