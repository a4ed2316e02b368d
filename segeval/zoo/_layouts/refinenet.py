"""How public checkpoints name what our RefineNet holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="DrSleep/refinenet-pytorch",
        models=("refinenet50", "refinenet101"),
        rules=(
            (r"^(conv1|bn1|layer\d)\.", r"encoder.\1."),
            (r"^clf_conv\.", "head."),
            (r"^p_ims1d2_outl(\d)_dimred", r"blocks.less\1.reduce"),
            (r"^adapt_stage(\d)_b2_joint_varout_dimred", r"blocks.less\1.fuse"),
            (r"^adapt_stage(\d)_b\.0\.(\d)", r"blocks.less\1.adapt.less\2"),
            (r"^mflow_conv_g(\d)_pool\.0\.(\d)_outvar_dimred", r"blocks.less\1.context.convs.less\2"),
            (r"^mflow_conv_g(\d)_b\.0\.(\d)", r"blocks.less\1.refine.less\2"),
            # The last convolution of a block there is the first of the next one here.
            (r"^mflow_conv_g(\d)_b3_joint_varout_dimred", r"blocks.\1.raised"),
            (r"_conv_relu_varout_dimred\.", ".conv2."),
            (r"_conv\.", ".conv1."),
            # Its blocks and their layers count from 1.
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 5)),
        ),
    ),
)
