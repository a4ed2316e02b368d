"""How public checkpoints name what our 3D-SkipDenseSeg holds."""

from segeval.zoo._layouts import Layout

_LAYERS = (("norm1", 0), ("conv1", 2), ("norm2", 3), ("conv2", 5))
LAYOUTS = tuple(
    Layout(
        name=name,
        models=("skipdensenet3d",),
        rules=(
            # Norms and convolutions at full size take turns, up to the norm before the first stride.
            *((rf"^features\.conv{place}\.", f"enter.{3 * place}.") for place in range(3)),
            *((rf"^features\.norm{place}\.", f"enter.{3 * place + 1}.") for place in range(2)),
            (r"^features_bn\.norm2\.", "down.0.active.0."),
            (r"^conv_pool_first\.", "down.0.conv."),
            *((rf"^transit_blocks\.{place}\.", f"down.{place + 1}.") for place in range(3)),
            (r"^(down\.\d)\.norm\.", r"\1.mix.0."),
            (r"^(down\.[123])\.conv\.", r"\1.mix.2."),
            (r"^(down\.\d)\.pool_norm\.", r"\1.active.0."),
            (r"^(down\.\d)\.pool\.", r"\1.conv."),
            *((rf"\.denselayer{step + 1}\.", f".{step}.") for step in range(4)),
            *((rf"\.{layer}\.", f".{place}.") for layer, place in _LAYERS),
            (r"^dense_blocks\.", "blocks."),
            (r"^upsampling_blocks\.(\d)\.", r"up.\1.conv."),
            (r"^bn_class\.", "head.0."),
            (r"^conv_class\.", "head.2."),
        ),
    )
    for name in ("tbuikr/3D-SkipDenseSeg", "MontaEllis/Pytorch-Medical-Segmentation")
)
