"""How public checkpoints name what our 2D DenseUNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    # The weights of its Keras file by their names, kernels in torch's order of axes.
    Layout(
        name="xmengli/H-DenseUNet",
        models=("denseunet2d",),
        rules=(
            (r":0$", ""),
            (r"/\w*gamma$", ".weight"),
            (r"/\w*beta$", ".bias"),
            (r"/kernel$", ".weight"),
            (r"/bias$", ".bias"),
            (r"/moving_mean$", ".running_mean"),
            (r"/moving_variance$", ".running_var"),
            (r"^line0\.", "lateral."),
            (r"^conv_up4\.", "last.0."),
            (r"^bn_up4\.", "last.2."),
            (r"^conv_up(\d)\.", r"up.\1.0."),
            (r"^bn_up(\d)\.", r"up.\1.1."),
            (r"^dense167classifer\.", "head."),
            # Its first convolution is stage 1, so that dense blocks begin with 2.
            (r"^conv1\.", "encoder.features.conv0."),
            (r"^conv1_", "encoder.features.norm0_"),
            (r"^conv5_blk_", "encoder.features.norm5_"),
            (r"^conv(\d)_blk\.", r"encoder.features.transition.less\1.conv."),
            (r"^conv(\d)_blk_", r"encoder.features.transition.less\1.norm_"),
            (r"^conv(\d)_(\d+)_x(\d)\.", r"encoder.features.denseblock.less\1.denselayer\2.conv\3."),
            (r"^conv(\d)_(\d+)_x(\d)_", r"encoder.features.denseblock.less\1.denselayer\2.norm\3_"),
            *((rf"\.less{number}\.", f"{number - 1}.") for number in range(2, 6)),
            (r"_bn\.", "."),
            (r"_scale\.weight$", ".gamma"),
            (r"_scale\.bias$", ".beta"),
        ),
    ),
    # Of the encoder alone, into networks without the option ``scaled``.
    Layout(
        name="torchvision",
        models=("denseunet2d",),
        rules=(
            (r"^features\.", "encoder.features."),
            (r"\.(norm|conv)\.(\d)\.", r".\1\2."),  # so in the files of its weights
        ),
        dropped=(r"^classifier\.",),
    ),
)
