"""How public checkpoints name what our DeepLab v3+ holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    # Of the encoder "tu-xception65", into networks with ``smooth=before``.
    Layout(
        name="smp",
        models=("deeplabv3plus-xception65",),
        rules=(
            (r"^encoder\.model\.", "encoder."),
            (r"^encoder\.(stem|blocks)_", r"encoder.\1."),
            (r"^decoder\.aspp\.0\.convs\.4\.", "context.0.pooled."),
            (r"^decoder\.aspp\.0\.convs\.([123])\.1\.", r"context.0.branches.\1.2."),
            (r"^decoder\.aspp\.0\.convs\.([123])\.0\.", r"context.0.branches.\1."),
            (r"^decoder\.aspp\.0\.convs\.", "context.0.branches."),
            (r"^decoder\.aspp\.0\.", "context.0."),
            (r"^decoder\.aspp\.1\.", "context.1."),
            (r"^decoder\.aspp\.2\.", "context.1.2."),
            (r"^decoder\.block1\.", "skip."),
            (r"^decoder\.block2\.1\.", "decoder.0.2."),
            (r"^decoder\.block2\.0\.", "decoder.0."),
            (r"^segmentation_head\.0\.", "head."),
        ),
    ),
    Layout(
        name="jfzhang95/pytorch-deeplab-xception",
        models=("deeplabv3plus-resnet101",),
        rules=(
            (r"^backbone\.", "encoder."),
            (r"^aspp\.aspp1\.", "context.0.branches.0."),
            (r"^aspp\.aspp2\.", "context.0.branches.1."),
            (r"^aspp\.aspp3\.", "context.0.branches.2."),
            (r"^aspp\.aspp4\.", "context.0.branches.3."),
            (r"\.atrous_conv\.", ".0."),
            (r"(branches\.\d)\.bn\.", r"\1.1."),
            (r"^aspp\.global_avg_pool\.", "context.0.pooled."),
            (r"^aspp\.conv1\.", "context.0.project.0."),
            (r"^aspp\.bn1\.", "context.0.project.1."),
            (r"^decoder\.conv1\.", "skip.0."),
            (r"^decoder\.bn1\.", "skip.1."),
            (r"^decoder\.last_conv\.([01])\.", r"decoder.0.\1."),
            (r"^decoder\.last_conv\.4\.", "decoder.1.0."),
            (r"^decoder\.last_conv\.5\.", "decoder.1.1."),
            (r"^decoder\.last_conv\.8\.", "head."),
        ),
    ),
    # The classifier's encoder, without the convolution behind its blocks.
    Layout(
        name="torchvision",
        models=("deeplabv3plus-mobilenetv2",),
        rules=((r"^features\.", "encoder.features."),),
        dropped=(r"^features\.18\.", r"^classifier\."),
    ),
)
