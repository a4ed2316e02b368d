"""How public checkpoints name what our nnU-Nets with residual blocks hold."""

from segeval.zoo._layouts import Layout
from segeval.zoo._layouts.nnunet3d import RULES, TWICE, skip_first

LAYOUTS = (
    Layout(
        name="nnunetv2",
        models=("nnunet3d-resenc", "nnunet2d-resenc", "nnunet3d-resunet"),
        rules=(
            (r"^encoder\.stem\.", "stem."),
            (r"^encoder\.stages\.(\d+)\.blocks\.", r"down.\1."),
            (r"^stem\.convs\.0\.conv\.", "stem.0."),
            (r"^stem\.convs\.0\.norm\.", "stem.1."),
            (r"^decoder\.stages\.(\d+)\.blocks\.", r"merge.\1."),
            (r"\.conv1\.conv\.", ".body.0."),
            (r"\.conv1\.norm\.", ".body.1."),
            (r"\.conv2\.conv\.", ".body.3."),
            (r"\.conv2\.norm\.", ".body.4."),
            # The average of a shortcut with a stride comes first, here and there; convolution and norm are one there.
            (r"\.skip\.(\d)\.conv\.", r".shortcut.\1."),
            (r"\.skip\.0\.norm\.", ".shortcut.1."),
            (r"\.skip\.1\.norm\.", ".shortcut.2."),
            *RULES,
        ),
        dropped=TWICE,
        change=skip_first,
    ),
)
