"""How public checkpoints name what our CE-Net holds."""

from segeval.zoo._layouts import Layout

# Convolution, norm and ReLU thrice; only the first two of each have weights.
PLACES = (("conv1", 0), ("norm1", 1), ("deconv2", 3), ("norm2", 4), ("conv3", 6), ("norm3", 7))

LAYOUTS = (
    Layout(
        name="Guzaiwang/CE-Net",
        models=("cenet",),
        rules=(
            (r"^firstconv\.", "encoder.conv1."),
            (r"^firstbn\.", "encoder.bn1."),
            (r"^encoder(\d)\.", r"encoder.layer\1."),
            (r"^dblock\.dilate1\.", "context.near."),
            (r"^dblock\.dilate2\.", "context.middle."),
            (r"^dblock\.dilate3\.", "context.far."),
            (r"^dblock\.conv1x1\.", "context.mix."),
            (r"^spp\.conv\.", "pool.reduce."),
            # Decoders are numbered by their depth, from 1.
            *((rf"^decoder{depth}\.", f"up.{4 - depth}.") for depth in range(1, 5)),
            *((rf"^(up\.\d)\.{theirs}\.", rf"\1.{place}.") for theirs, place in PLACES),
            (r"^finaldeconv1\.", "last."),
            (r"^finalconv2\.", "smooth."),
            (r"^finalconv3\.", "head."),
        ),
    ),
)
