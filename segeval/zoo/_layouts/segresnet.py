"""How public checkpoints name what our SegResNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="monai",
        models=("segresnet", "segresnet-16", "segresnet-8"),
        rules=(
            (r"^convInit\.", "enter."),
            (r"^down_layers\.", "down."),
            (r"^up_samples\.(\d+)\.0\.", r"narrow.\1."),
            (r"^up_layers\.", "up."),
            (r"^conv_final\.", "head."),
            # Each of its convolutions is alone in a module.
            (r"\.conv\.(weight|bias)$", r".\1"),
            (r"^enter\.conv\.", "enter."),
        ),
        # Its SegResNetVAE restores the image too.
        dropped=(r"^vae_",),
    ),
)
