"""How public checkpoints name what our Attention U-Net in 3D holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="ozan-oktay/Attention-Gated-Networks",
        models=("attention-unet3d", "attention-unet3d-single", "attention-unet3d-ungated"),
        rules=(
            # Stages of either path are numbered by their depth, from 1.
            *((rf"^conv{depth}\.", f"down.{depth - 1}.") for depth in range(1, 5)),
            (r"^center\.", "down.4."),
            (r"^gating\.conv1\.", "gating."),
            *((rf"^attentionblock{depth}\.", f"gates.{4 - depth}.") for depth in range(2, 5)),
            *((rf"^up_concat{depth}\.conv\.", f"merge.{4 - depth}.") for depth in range(1, 5)),
            *((rf"^dsv{depth}\.(dsv\.0\.)?", f"scores.{4 - depth}.") for depth in range(1, 5)),
            (r"^final\.", "head."),
            # Two convolutions with their norms.
            (r"\.conv1\.", "."),
            (r"\.conv2\.0\.", ".3."),
            (r"\.conv2\.1\.", ".4."),
            # Gates.
            (r"\.gate_block_1\.", ".gates.0."),
            (r"\.gate_block_2\.", ".gates.1."),
            (r"\.combine_gates\.", ".join."),
            (r"\.W\.", ".project."),
        ),
    ),
)
