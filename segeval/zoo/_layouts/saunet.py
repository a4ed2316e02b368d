"""How public checkpoints name what our SAU-Net holds."""

from segeval.zoo._layouts import Layout

TWICE = r"^conv\dt?\."  # layers of the encoder under a second name

LAYOUTS = (
    Layout(
        name="sunjesse/shape-attentive-unet",
        models=("saunet",),
        rules=(
            (r"^fuse\.", "shape.head."),
            (r"^cw\.", "weigh."),
            (r"^center\.", "centre."),
            (r"^final\.", "head."),
            (r"^encoder\.classifier\.", "classifier."),
            (r"^d0\.", "shape.enter."),
            # Its shape stream counts from 1, the maps of texture that gate it from 3.
            (r"^res(\d)\.", r"shape.smooth.less\1."),
            (r"^d(\d)\.", r"shape.reduce.less\1."),
            (r"^gate(\d)\._gate_conv\.", r"shape.gates.less\1.gate."),
            (r"^gate(\d)\.weight$", r"shape.gates.less\1.conv.weight"),
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 4)),
            *((rf"^c{number}\.", f"shape.texture.{number - 3}.") for number in range(3, 6)),
            # Its decoder counts down to 0.
            *((rf"^dec{number}\.", f"up.{5 - number}.") for number in range(2, 6)),
            (r"^dec1\.block\.0\.", "last.0."),
            (r"^dec1\.block\.1\.", "last.1.0."),
            (r"^dec1\.block\.2\.", "last.1.1."),
            (r"^dec0\.", "smooth."),
            (r"\.mrf\.up\.", ".up."),
            (r"\.c3x3rb\.", ".merge."),
            (r"\.spatialAttn\.down\.", ".places.0."),
            (r"\.spatialAttn\.bn\.", ".places.1."),
            (r"\.spatialAttn\.phi\.", ".places.3."),
            (r"\.channelAttn\.fc1\.", ".channels.excite.0."),
            (r"\.channelAttn\.fc2\.", ".channels.excite.2."),
        ),
        dropped=(TWICE,),
    ),
    # Of the encoder alone.
    Layout(
        name="torchvision",
        models=("saunet",),
        rules=(
            (r"^features\.", "encoder.features."),
            (r"\.(norm|conv)\.(\d)\.", r".\1\2."),  # so in the files of its weights
        ),
        dropped=(r"^classifier\.",),
    ),
)
