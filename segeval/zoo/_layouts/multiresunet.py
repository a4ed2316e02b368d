"""How public checkpoints name what our MultiResUNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="nibtehaz/MultiResUNet",
        models=("multiresunet", "multiresunet3d"),  # with order=pytorch and one class more
        rules=(
            # Stages count from 1 to 5 on the way down, from 6 to 9 on the way up.
            *((rf"^multiresblock{number}\.", f"down.{number - 1}.") for number in range(1, 6)),
            *((rf"^multiresblock{number}\.", f"merge.{number - 6}.") for number in range(6, 10)),
            *((rf"^respath{number}\.", f"paths.{number - 1}.") for number in range(1, 5)),
            *((rf"^upsample{number}\.", f"up.{number - 6}.") for number in range(6, 10)),
            (r"^conv_final\.", "head."),
            *((rf"\.conv_{width}x{width}\.", f".chain.{width // 2 - 1}.") for width in (3, 5, 7)),
            (r"\.batch_norm1\.", ".joined."),
            (r"\.batch_norm2\.", ".added."),
            (r"\.bns\.", ".norms."),
            (r"\.conv1\.", ".0."),
            (r"\.batchnorm\.", ".1."),
        ),
    ),
)
