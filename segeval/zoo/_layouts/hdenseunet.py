"""How public checkpoints name what our H-DenseUNet and the network that finds the liver hold."""

from torch import Tensor

from segeval.zoo._layouts import Layout

# The weights of Keras files by their names, kernels as torch has them: channels out, channels in, spatial axes.
KERAS = (
    (r":0$", ""),
    (r"/\w*gamma$", ".weight"),
    (r"/\w*beta$", ".bias"),
    (r"/kernel$", ".weight"),
    (r"/bias$", ".bias"),
    (r"/moving_mean$", ".running_mean"),
    (r"/moving_variance$", ".running_var"),
)
SCALE = ((r"_bn\.", "."), (r"_scale\.weight$", ".gamma"), (r"_scale\.bias$", ".beta"))
# Of the other one, in the order in which the authors' code makes them: Keras numbers the layers of a kind from 1.
PLAIN, DILATED = ("body.0", "body.1", "shortcut"), ("body.0", "body.1")
LAYERS = (
    "enter",
    *(f"down.{scale}.0.{layer}" for scale in range(2) for layer in PLAIN),
    *(
        f"down.{scale}.{block}.{layer}"
        for scale in (2, 3)
        for block, layers in enumerate((PLAIN, DILATED))
        for layer in layers
    ),
    *("lateral.0", *(f"up.0.0.{layer}" for layer in PLAIN), *(f"up.0.1.{layer}" for layer in DILATED)),
    *(name for scale in range(1, 4) for name in (f"lateral.{scale}", *(f"up.{scale}.0.{layer}" for layer in PLAIN))),
)


def _slices_first(_: str, tensor: Tensor) -> Tensor:
    """Turn kernels for volumes whose slices are the last axis."""
    return tensor.movedim(4, 2) if tensor.ndim == 5 else tensor


LAYOUTS = (
    # Its files lack "volume.head.", which that network leaves out: ``load_weights`` is told to go without.
    Layout(
        name="xmengli/H-DenseUNet",
        models=("h-denseunet",),
        rules=(
            *KERAS,
            (r"^fianl_conv\.", "mix.0."),
            (r"^final_bn\.", "mix.2."),
            (r"^2d3dclassifer\.", "head."),
            (r"^3dclassifer\.", "volume.head."),
            (r"^dense167classifer\.", "slices.head."),
            (r"^3dconv_up(\d)\.", r"volume.up.\1.0."),
            (r"^3dbn_up(\d)\.", r"volume.up.\1.1."),
            (r"^conv_up4\.", "slices.last.0."),
            (r"^bn_up4\.", "slices.last.2."),
            (r"^conv_up(\d)\.", r"slices.up.\1.0."),
            (r"^bn_up(\d)\.", r"slices.up.\1.1."),
            # The first convolution is stage 1, so that dense blocks begin with 2.
            (r"^3dconv1\.", "volume.down.0.0."),
            (r"^3dconv1_", "volume.down.0.1_"),
            (r"^3dconv5_blk_", "volume.down.5.0_"),
            (r"^3dconv(\d)_blk\.", r"volume.down.\1.2."),
            (r"^3dconv(\d)_blk_", r"volume.down.\1.0_"),
            (r"^3dconv2_(\d+)_x(\d)", r"volume.down.1.1.layer\1.x\2"),
            *((rf"^3dconv{stage}_(\d+)_x(\d)", rf"volume.down.{stage - 1}.4.layer\1.x\2") for stage in range(3, 6)),
            *((rf"\.layer{layer}\.", f".{layer - 1}.") for layer in range(1, 100)),
            *((rf"\.x{conv}\.", f".{3 * conv - 1}.") for conv in (1, 2)),
            *((rf"\.x{conv}_", f".{3 * conv - 3}_") for conv in (1, 2)),
            (r"^conv1\.", "slices.encoder.features.conv0."),
            (r"^conv1_", "slices.encoder.features.norm0_"),
            (r"^conv5_blk_", "slices.encoder.features.norm5_"),
            (r"^conv(\d)_blk\.", r"slices.encoder.features.transition.less\1.conv."),
            (r"^conv(\d)_blk_", r"slices.encoder.features.transition.less\1.norm_"),
            (r"^conv(\d)_(\d+)_x(\d)\.", r"slices.encoder.features.denseblock.less\1.denselayer\2.conv\3."),
            (r"^conv(\d)_(\d+)_x(\d)_", r"slices.encoder.features.denseblock.less\1.denselayer\2.norm\3_"),
            *((rf"\.less{number}\.", f"{number - 1}.") for number in range(2, 6)),
            *SCALE,
        ),
        change=_slices_first,
    ),
    Layout(
        name="xmengli/H-DenseUNet-coarse",
        models=("coarse-resnet3d",),
        rules=(
            *KERAS,
            *((rf"^conv3d_{place}\.", f"{layer}.0.") for place, layer in enumerate(LAYERS, start=1)),
            *((rf"^batch_normalization_{place}\.", f"{layer}.1.") for place, layer in enumerate(LAYERS, start=1)),
            (rf"^conv3d_{len(LAYERS) + 1}\.", "head."),
        ),
        change=_slices_first,
    ),
)
