"""How public checkpoints name what our partially reversible U-Net holds."""

from segeval.zoo._layouts import Layout

# Their blocks have two networks each, ours are counted through.
NETWORKS = tuple(
    (rf"\.reversible_blocks\.{block}\.{name}_block\.", f".networks.{2 * block + place}.")
    for block in range(16)
    for place, name in enumerate("fg")
)

LAYOUTS = (
    Layout(
        name="RobinBruegger/PartiallyReversibleUnet",
        models=("reversible-unet3d",),
        rules=(
            *NETWORKS,
            (r"^firstConv\.", "enter."),
            (r"^lastConv\.", "head."),
            (r"^encoders\.0\.reversibleBlocks\.", "down.0.0."),
            (r"^encoders\.(\d+)\.reversibleBlocks\.", r"down.\1.2."),
            (r"^encoders\.(\d+)\.conv\.", r"down.\1.1."),
            (r"^decoders\.4\.reversibleBlocks\.", "last."),
            (r"^decoders\.(\d+)\.reversibleBlocks\.", r"up.\1.0."),
            (r"^decoders\.(\d+)\.conv\.", r"up.\1.1."),
            (r"\.gn\.", ".0."),
            (r"(networks\.\d+)\.conv\.", r"\1.2."),
        ),
    ),
)
