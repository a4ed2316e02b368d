"""How public checkpoints name what our U-Net++ on ResNet-34 holds."""

from segeval.zoo._layouts import Layout

# Their node x_i_j is our (depth 3 - j, step j - i + 1), whose last one is called (0, 4) there.
NODES = tuple((f"x_{i}_{j}", f"nodes.{3 - j}{j - i + 1}") for j in range(4) for i in range(j + 1))

LAYOUTS = (
    Layout(
        name="segmentation_models_pytorch",
        models=("unetpp-resnet34",),
        rules=(
            *((rf"^decoder\.blocks\.{theirs}\.", f"decoder.{ours}.") for theirs, ours in (*NODES, ("x_0_4", "last"))),
            (r"^(decoder\..*)\.conv1\.(\d)\.", r"\1.\2."),
            (r"^(decoder\..*)\.conv2\.0\.", r"\1.3."),
            (r"^(decoder\..*)\.conv2\.1\.", r"\1.4."),
            (r"^segmentation_head\.0\.", "head."),
        ),
    ),
)
