"""How public checkpoints name what our MiniSeg holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="yun-liu/MiniSeg",
        models=("miniseg",),
        rules=(
            # Stages, and the heads that score them, count from 1 there.
            (r"^long(\d)\.", r"stages.less\1.cheap_enter."),
            (r"^down(\d)\.", r"stages.less\1.enter."),
            (r"^level(\d)\.", r"stages.less\1.blocks."),
            (r"^level(\d)_long\.", r"stages.less\1.cheap_blocks."),
            (r"^cat(\d)\.", r"stages.less\1.mix."),
            (r"^pred(\d)\.", r"heads.less\1."),
            (r"\.conv1x1_down\.", ".reduce."),
            (r"\.conv1x1_fuse\.", ".fuse.0."),
            (r"^(.*cheap_.*)\.conv(\d)\.", r"\1.\2."),
            (r"^(.*cheap_.*)\.bn\.", r"\1.2."),
            (r"^(.*cheap_.*)\.act\.", r"\1.3."),
            (r"^(stages\.less1\..*)\.conv\.", r"\1.0."),
            (r"^(stages\.less1\..*)\.bn\.", r"\1.1."),
            (r"^(stages\.less1\..*)\.act\.", r"\1.2."),
            (r"^(stages\..*)\.bn\.", r"\1.fuse.1."),
            (r"^(stages\..*)\.act\.", r"\1.fuse.2."),
            (r"^(stages\..*)\.conv(\d)\.", r"\1.scales.less\2."),
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 5)),
            # Its decoder climbs from 4 to 1.
            (r"^up4_conv4\.", "bottom.0."),
            (r"^up4_bn4\.", "bottom.1."),
            (r"^up4_act\.", "bottom.2."),
            (r"^up3_", "up.0."),
            (r"^up2_", "up.1."),
            (r"^up1_", "up.2."),
            (r"^(up\.\d)\.conv\d\.conv0\.", r"\1.reduce."),
            (r"^(up\.\d)\.conv\d\.conv1\.", r"\1.near."),
            (r"^(up\.\d)\.conv\d\.conv2\.", r"\1.far."),
            (r"^(up\.\d)\.conv\d\.bn\.", r"\1.norm."),
            (r"^(up\.\d)\.conv\d\.", r"\1.skip.0."),
            (r"^(up\.\d)\.bn\d\.", r"\1.skip.1."),
        ),
    ),
)
