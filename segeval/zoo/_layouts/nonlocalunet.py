"""How public checkpoints name what our Non-local U-Net holds."""

from segeval.zoo._layouts import Layout

# Each in the order in which the authors' code makes them: TensorFlow numbers the layers of a kind from the second on.
BOTTOM, STEP = ("query", "key", "value", "back"), ("key", "value", "back")
CONVS = (
    "enter",
    *(f"down.{level}.{layer}" for level in range(3) for layer in ("shortcut", "conv1", "conv2")),
    *(f"merge.{level}.{layer}" for level in range(2) for layer in ("conv1", "conv2")),
    "head.3",
)
NORMS = (
    *(f"down.{level}.{layer}.0" for level in range(3) for layer in ("first", "second")),
    *("bottom.0", "up.0.first.0"),
    *(f"merge.{level}.{layer}.0" for level in range(2) for layer in ("first", "second")),
    "head.0",
)


def _numbered(kind: str, layers: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return a rule for each layer of a kind."""
    return tuple((rf"^{kind}{f'_{place}' if place else ''}/", f"{layer}.") for place, layer in enumerate(layers))


LAYOUTS = (
    # The variables of its checkpoints by their names, kernels in torch's order of axes.
    Layout(
        name="divelab/Non-local-U-Nets",
        models=("nonlocal-unet3d",),
        rules=(
            (r"/(gamma|kernel)$", "/weight"),
            (r"/beta$", "/bias"),
            (r"/moving_mean$", "/running_mean"),
            (r"/moving_variance$", "/running_var"),
            *_numbered("multihead_attention_3d/conv3d", tuple(f"bottom.2.{layer}" for layer in BOTTOM)),
            *_numbered("multihead_attention_3d_1/conv3d", tuple(f"up.0.attend.{layer}" for layer in STEP)),
            *_numbered("multihead_attention_3d_1/conv3d_transpose", ("up.0.attend.query.conv",)),
            *_numbered("conv3d_transpose", ("up.0.raised.conv", "up.1.raised.conv")),
            *_numbered("conv3d", CONVS),
            *_numbered("batch_normalization", NORMS),
            (r"^down\.([12])\.conv1\.", r"down.\1.conv1.conv."),  # the strided ones, with their padding around them
        ),
    ),
)
