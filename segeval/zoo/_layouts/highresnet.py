"""How public checkpoints name what our HighResNet holds."""

from segeval.zoo._layouts import Layout

MODELS = ("highresnet2d", "highresnet3d")
RULES = (
    (r"^block\.0\.convolutional_block\.1\.", "enter.0."),
    (r"^block\.0\.convolutional_block\.2\.", "enter.1."),
    # Its dilations are blocks 1 to 3, and its layers count the padding before a convolution.
    *((rf"^block\.{place}\.dilation_block\.", f"stages.{place - 1}.") for place in range(1, 4)),
    (r"\.residual_block\.(\d)\.convolutional_block\.3\.", r".body.\1.2."),
    (r"\.residual_block\.(\d)\.convolutional_block\.", r".body.\1."),
)
LAYOUTS = (
    Layout(name="highresnet", models=MODELS, rules=(*RULES, (r"^block\.4\.convolutional_block\.", "head."))),
    # Into networks with the option ``dropout``.
    Layout(
        name="highresnet-dropout",
        models=MODELS,
        rules=(
            *RULES,
            (r"^block\.4\.convolutional_block\.", "sampled."),
            (r"^block\.6\.convolutional_block\.", "head."),
        ),
    ),
    # Into networks with the option ``dropout``; MONAI's answers are ours after a ReLU.
    Layout(
        name="monai",
        models=MODELS,
        rules=(
            (r"\.adn\.N\.", ".1."),
            (r"\.conv\.", ".0."),
            (r"^blocks\.0\.", "enter."),
            # Residual blocks are numbered on, three of each dilation.
            *((rf"^blocks\.{place + 1}\.", f"stages.{place // 3}.{place % 3}.") for place in range(9)),
            (r"^blocks\.10\.", "sampled."),
            (r"^blocks\.11\.", "head."),
            *((rf"\.layers\.{2 * step}\.N\.", f".body.{step}.0.") for step in range(2)),
            *((rf"\.layers\.{2 * step + 1}\.0\.", f".body.{step}.2.") for step in range(2)),
        ),
    ),
)
