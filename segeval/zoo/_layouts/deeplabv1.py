"""How public checkpoints name what our DeepLab v1 holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="wangleihitcs/DeepLab-V1-PyTorch",
        models=("deeplabv1",),
        rules=(
            (r"^features\.32\.", "head.1."),
            (r"^features\.35\.", "head.4."),
            (r"^features\.38\.", "head.7."),
            (r"^features\.", "encoder.features."),
        ),
    ),
    Layout(
        name="CoinCheung/Deeplab-Large-FOV",
        models=("deeplabv1",),
        rules=(
            (r"^classifier\.1\.", "head.1."),
            (r"^classifier\.3\.", "head.4."),
            (r"^classifier\.6\.", "head.7."),
            (r"^features\.", "encoder.features."),
        ),
    ),
)
