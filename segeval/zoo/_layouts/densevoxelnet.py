"""How public checkpoints name what our DenseVoxNet holds."""

from segeval.zoo._layouts import Layout

PORT = (
    (r"^conv_init\.", "enter."),
    (r"^dense_1\.", "first."),
    (r"^dense_2\.", "second."),
    *((rf"\.denselayer{step + 1}\.", f".{step}.") for step in range(12)),
    (r"\.norm1\.", ".0."),
    (r"\.conv1\.", ".2."),
    (r"^trans\.conv\.", "reduce."),
    (r"^up_block\.norm\.", "mix.0."),
    (r"^up_block\.conv\.", "mix.2."),
    (r"^up_block\.transp_conv_1\.", "up.0."),
    (r"^up_block\.transp_conv_2\.", "up.1."),
    (r"^conv_final\.", "head."),
    (r"^transpose\.", "side.0."),
)
LAYOUTS = (
    Layout(name="MontaEllis/Pytorch-Medical-Segmentation", models=("densevoxelnet",), rules=PORT),
    Layout(name="black0017/MedicalZooPytorch", models=("densevoxelnet",), rules=PORT),
    Layout(
        name="yulequan/HeartSeg",
        models=("densevoxelnet-heartseg",),
        rules=(
            (r"^Convolution1\.", "enter."),
            # Layers are numbered on, 12 in each block; what normalises and what scales is one norm of ours.
            *((rf"^(BatchNorm|Scale){step + 1}\.", f"first.{step}.0.") for step in range(12)),
            *((rf"^Convolution{step + 2}\.", f"first.{step}.2.") for step in range(12)),
            (r"^(BatchNorm|Scale)13\.", "reduce.0."),
            (r"^Convolution14\.", "reduce.2."),
            *((rf"^(BatchNorm|Scale){step + 14}\.", f"second.{step}.0.") for step in range(12)),
            *((rf"^Convolution{step + 15}\.", f"second.{step}.2.") for step in range(12)),
            (r"^(BatchNorm|Scale)26\.", "mix.0."),
            (r"^Convolution27\.", "mix.2."),
            (r"^Deconv1\.", "up.0."),
            (r"^Deconv2\.", "up.2."),
            (r"^score_main1\.", "head."),
            (r"^score_aux1\.", "side.0."),
            (r"^upscore_aux1\.", "side.1."),
        ),
    ),
)
