"""How public checkpoints name what our Graph U-Net holds; the layers before and behind it are ours."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="HongyangGao/Graph-U-Nets",
        models=("graph-unet",),
        rules=(
            (r"^g_unet\.bottom_gcn\.proj\.", "bottom.linear."),
            (r"^g_unet\.(down|up)_gcns\.(\d+)\.proj\.", r"\1.\2.linear."),
            (r"^g_unet\.pools\.(\d+)\.proj\.", r"pools.\1.score."),
        ),
        dropped=(r"^s_gcn\.", r"^out_l_\d\."),  # what makes features of a graph and a class of it
    ),
)
