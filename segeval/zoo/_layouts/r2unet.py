"""How public checkpoints name what our R2U-Net holds."""

from segeval.zoo._layouts import Layout
from segeval.zoo._layouts.attentionunet import DEPTHS, GATED, HEIGHTS

LAYOUTS = (
    Layout(
        name="LeeJunHyun/Image_Segmentation",
        models=("r2unet", "r2attention-unet"),
        rules=(
            (r"\.Conv_1x1\.", ".enter."),
            (r"\.RCNN\.", ".recurrent."),
            (r"^RRCNN(\d)\.", r"down.deep\1."),
            (r"^Up_RRCNN(\d)\.", r"merge.high\1."),
            *GATED,
            *DEPTHS,
            *HEIGHTS,
        ),
    ),
)
