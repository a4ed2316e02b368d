"""How public checkpoints name what our UNet 3+ holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="ZJUGiveLab/UNet-Version",
        models=("unet3plus", "unet3plus-ds"),
        rules=(
            (r"^conv(\d)\.conv1\.", r"down.deep\1."),
            (r"^conv(\d)\.conv2\.0\.", r"down.deep\1.3."),
            (r"^conv(\d)\.conv2\.1\.", r"down.deep\1.4."),
            (r"^hd?(\d)_(?:PT|Cat|UT)_hd(\d)_conv\.", r"up.high\2.branches.deep\1.0."),
            (r"^hd?(\d)_(?:PT|Cat|UT)_hd(\d)_bn\.", r"up.high\2.branches.deep\1.1."),
            (r"^conv(\d)d_1\.", r"up.high\1.fuse.0."),
            (r"^bn(\d)d_1\.", r"up.high\1.fuse.1."),
            (r"^outconv(\d)\.", r"heads.deep\1."),
            (r"^cls\.", "presence."),
            # Its scales count from 1, the finest; ours from 0, and decoder stages from the coarsest.
            *((rf"\bdeep{number}\.", f"{number - 1}.") for number in range(1, 6)),
            *((rf"\bhigh{number}\.", f"{4 - number}.") for number in range(1, 5)),
        ),
    ),
)
