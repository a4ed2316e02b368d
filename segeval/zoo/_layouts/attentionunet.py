"""How public checkpoints name what our Attention U-Net holds."""

from segeval.zoo._layouts import Layout

# Stages of either path are numbered by their depth, from 1.
DEPTHS = tuple((rf"\bdeep{number}\.", f"{number - 1}.") for number in range(1, 6))
HEIGHTS = tuple((rf"\bhigh{number}\.", f"{5 - number}.") for number in range(2, 6))
GATED = (
    (r"^Up(\d)\.up\.", r"up.high\1."),
    (r"^Att(\d)\.W_g\.", r"gates.high\1.phi."),
    (r"^Att(\d)\.W_x\.", r"gates.high\1.theta."),
    (r"^Att(\d)\.psi\.", r"gates.high\1.psi."),
    (r"^Conv_1x1\.", "head."),
)

LAYOUTS = (
    Layout(
        name="LeeJunHyun/Image_Segmentation",
        models=("attention-unet",),
        rules=(
            (r"^Conv(\d)\.conv\.", r"down.deep\1."),
            (r"^Up_conv(\d)\.conv\.", r"merge.high\1."),
            *GATED,
            *DEPTHS,
            *HEIGHTS,
        ),
    ),
)
