"""How public checkpoints name what our PSPNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="hszhao/semseg",
        models=("pspnet50", "pspnet101"),
        rules=(
            # Its stem lists three convolutions, norms and ReLU in a row; ours has the last norm outside.
            (r"^layer0\.7\.", "encoder.bn1."),
            (r"^layer0\.", "encoder.conv1."),
            (r"^layer(\d)\.", r"encoder.layer\1."),
            (r"^ppm\.features\.", "pool.levels."),
            (r"^cls\.", "head."),
            (r"^aux\.", "auxiliary."),
        ),
    ),
)
