"""How public checkpoints name what our V-Net holds."""

from segeval.zoo._layouts import Layout

MODELS = ("vnet",)
# Stages are named by their channels. Within one, ours are convolution, norm, activation, in this order.
STAGES = (
    (r"^in_tr\.", ""),
    *((rf"^down_tr{32 * 2**depth}\.", f"down.{depth}.") for depth in range(4)),
    *((rf"^up_tr{256 // 2**depth}\.", f"up.{depth}.") for depth in range(4)),
)
LAYOUTS = (
    Layout(
        name="monai",
        models=MODELS,
        rules=(
            *STAGES,
            (r"^out_tr\.conv2\.", "head."),
            (r"^out_tr\.conv_block\.", "narrow.0.conv_block."),
            (r"^out_tr\.act_function1\.", "narrow.0.2."),
            (r"^conv_block\.", "enter.conv_block."),
            (r"^act_function\.", "act."),
            (r"\.conv_block\.conv\.", ".0."),
            (r"\.conv_block\.adn\.N\.", ".1."),
            (r"\.(down|up)_conv\.", ".enter.0."),
            (r"\.bn1\.", ".enter.1."),
            (r"\.act_function1\.", ".enter.2."),
            (r"\.act_function2\.", ".act."),
            (r"\.act_function\.", ".2."),
            (r"\.ops\.", ".convs."),
        ),
    ),
    # Into networks with the option ``bias=all``.
    Layout(
        name="MontaEllis/Pytorch-Medical-Segmentation",
        models=MODELS,
        rules=(
            *STAGES,
            (r"^out_tr\.conv2\.", "head."),
            (r"^out_tr\.", "narrow.0."),
            (r"^conv1\.", "enter.0."),
            (r"^bn1\.", "enter.1."),
            (r"^relu1\.", "act."),
            (r"\.ops\.", ".convs."),
            (r"^(narrow|\w+\.\d\.convs)\.(\d+)\.conv1\.", r"\1.\2.0."),
            (r"^(narrow|\w+\.\d\.convs)\.(\d+)\.bn1\.", r"\1.\2.1."),
            (r"^(narrow|\w+\.\d\.convs)\.(\d+)\.relu1\.", r"\1.\2.2."),
            (r"\.(down|up)_conv\.", ".enter.0."),
            (r"\.bn1\.", ".enter.1."),
            (r"\.relu1\.", ".enter.2."),
            (r"\.relu2\.", ".act."),
        ),
    ),
)
