"""How public checkpoints name what our FC-DenseNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="bfortuner/pytorch_tiramisu",
        models=("fcdensenet56", "fcdensenet67", "fcdensenet103"),
        rules=(
            (r"^firstconv\.", "enter."),
            (r"^denseBlocksDown\.", "down."),
            (r"^transDownBlocks\.", "reduce."),
            (r"^bottleneck\.bottleneck\.", "bottom."),
            (r"^transUpBlocks\.(\d+)\.convTrans\.", r"lift.\1."),
            (r"^denseBlocksUp\.", "up."),
            (r"^finalConv\.", "head."),
            (r"\.norm\.", ".0."),
            (r"\.conv\.", ".2."),
        ),
    ),
)
