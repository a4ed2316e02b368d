"""How public checkpoints name what our U-Net with spectral norm holds."""

from segeval.zoo._layouts import Layout

CONVS = ("first", "down.0", "down.1", "down.2", "up.0", "up.1", "up.2", "last.0", "last.1", "head")

LAYOUTS = (
    Layout(
        name="xinntao/Real-ESRGAN",
        models=("unet-sn",),
        rules=(
            *((rf"^conv{number}\.", f"{ours}.") for number, ours in enumerate(CONVS)),
            (r"\.weight_orig$", ".weight"),
            (r"\.weight_(u|v)$", r".\1"),
        ),
    ),
)
