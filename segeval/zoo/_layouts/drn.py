"""How public checkpoints name what our DRN holds."""

from segeval.zoo._layouts import Layout

# The base lists the children of the classifier in a row: form C has a convolution, its norm and ReLU before the stages.
LAYOUTS = (
    Layout(
        name="fyu/drn-c",
        models=("drn-c-26",),
        rules=(
            (r"^base\.0\.", "encoder.conv1."),
            (r"^base\.1\.", "encoder.bn1."),
            *((rf"^base\.{depth + 2}\.", f"encoder.layer{depth}.") for depth in range(1, 9)),
            (r"^seg\.", "head."),
        ),
    ),
    Layout(
        name="fyu/drn-d",
        models=("drn-d-22", "drn-d-38", "drn-d-105"),
        rules=((r"^base\.(\d)\.", r"encoder.layer\1."), (r"^seg\.", "head.")),
    ),
)
