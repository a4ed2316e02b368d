"""How public checkpoints name what our FCN in 3D holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    # Into networks with the option ``shifted``.
    Layout(
        name="MontaEllis/Pytorch-Medical-Segmentation",
        models=("fcn3d",),
        rules=(
            # Stages and their convolutions are numbered from 1; between two of ours stands a ReLU.
            *(
                (rf"^conv{stage}_{index}\.", f"stages.{stage - 1}.{2 * index - 2}.")
                for stage in range(1, 6)
                for index in range(1, 4)
            ),
            (r"^fc6\.", "classifier.0."),
            (r"^fc7\.", "classifier.3."),
            (r"^score_fr\.", "score."),
            (r"^upscore2\.", "skips.0.up."),
            (r"^score_pool4\.", "skips.0.score."),
            (r"^upscore_pool4\.", "skips.1.up."),
            (r"^score_pool3\.", "skips.1.score."),
            (r"^upscore8\.", "up."),
        ),
    ),
)
