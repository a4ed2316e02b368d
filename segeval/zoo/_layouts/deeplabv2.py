"""How public checkpoints name what our DeepLab v2 holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="kazuto1011/deeplab-pytorch",
        models=("deeplabv2",),
        rules=(
            (r"^base\.", ""),  # around it stands what joins several scales of the image
            (r"^aspp\.c", "branches."),
            (r"^layer1\.conv1\.conv\.", "encoder.conv1."),
            (r"^layer1\.conv1\.bn\.", "encoder.bn1."),
            # The stem is its first layer, and its blocks count from 1.
            *((rf"^layer{number}\.", f"encoder.layer{number - 1}.") for number in range(2, 6)),
            *((rf"\.block{number}\.", f".{number - 1}.") for number in range(1, 24)),
            (r"\.shortcut\.conv\.", ".downsample.0."),
            (r"\.shortcut\.bn\.", ".downsample.1."),
            *(
                rule
                for number, part in enumerate(("reduce", "conv3x3", "increase"), start=1)
                for rule in (
                    (rf"\.{part}\.conv\.", f".conv{number}."),
                    (rf"\.{part}\.bn\.", f".bn{number}."),
                )
            ),
        ),
    ),
)
