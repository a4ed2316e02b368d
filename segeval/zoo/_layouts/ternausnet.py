"""How public checkpoints name what our TernausNet holds."""

from segeval.zoo._layouts import Layout

# Five of its blocks double the size: the centre and four that count downwards, as the stages of the encoder do.
UP = (("dec5", "up.0"), ("dec4", "up.1"), ("dec3", "up.2"), ("dec2", "up.3"), ("center", "centre"))

LAYOUTS = (
    Layout(
        name="ternausnet",
        models=("ternausnet11", "ternausnet16"),
        rules=(
            (r"^encoder\.", "encoder.features."),
            *((rf"^{theirs}\.block\.", f"{ours}.") for theirs, ours in UP),
            (r"^(up\.\d|centre)\.0\.conv\.", r"\1.0."),
            # In the transposed form ReLU is within the first of its pairs, a layer of its own in ours.
            (r"^(up\.\d|centre)\.1\.(weight|bias)", r"\1.2.\2"),
            (r"^(up\.\d|centre)\.1\.conv\.", r"\1.1."),
            (r"^(up\.\d|centre)\.2\.conv\.", r"\1.3."),
            (r"^dec1\.conv\.", "last.0."),
            (r"^final\.", "head."),
        ),
        dropped=(r"^conv\d",),  # the layers of the encoder a second time
    ),
)
