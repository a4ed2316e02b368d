"""How public checkpoints name what our PAN holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="segmentation_models_pytorch",
        models=("pan-resnet50", "pan-resnet101"),
        rules=(
            (r"^decoder\.fpa\.branch1\.1\.", "attention.image.1."),
            (r"^decoder\.fpa\.mid\.0\.", "attention.middle.0."),
            (r"^decoder\.fpa\.down1\.1\.", "attention.down.0.1."),
            (r"^decoder\.fpa\.down2\.1\.", "attention.down.1.1."),
            (r"^decoder\.fpa\.down3\.1\.", "attention.down.2.1."),
            (r"^decoder\.fpa\.down3\.2\.", "attention.down.2.4."),
            (r"^decoder\.fpa\.conv2\.", "attention.side.0.0."),
            (r"^decoder\.fpa\.conv1\.", "attention.side.1.0."),
            (r"^decoder\.gau3\.", "up.0."),
            (r"^decoder\.gau2\.", "up.1."),
            (r"^decoder\.gau1\.", "up.2."),
            (r"^(up\.\d)\.conv2\.", r"\1.fine.0."),
            (r"^(up\.\d)\.conv1\.1\.", r"\1.channels.1."),
            # A convolution and its norm are a pair of one place there, neighbours in our sequences.
            (r"^((?:attention|up)\..*\.\d)\.conv\.", r"\1."),
            *((rf"^((?:attention|up)\..*)\.{place}\.bn\.", rf"\1.{place + 1}.") for place in (0, 1, 4)),
            (r"^segmentation_head\.0\.", "head."),
        ),
    ),
)
