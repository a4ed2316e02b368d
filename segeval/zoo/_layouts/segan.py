"""How public checkpoints name what the segmentor of our SegAN holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    Layout(
        name="YuanXue1993/SegAN",
        models=("segan-s",),
        rules=(
            (r"^convblock8\.", "squeeze."),
            (r"^deconvblock1\.", "expand."),
            (r"^deconvblock9\.0\.", "head."),
            # Stages are numbered by their depth, from 1; those that raise begin with the second.
            *((rf"^convblock{number}(_1)?\.", rf"down.{number - 1}\1.") for number in range(1, 8)),
            *((rf"^deconvblock{number}(_1)?\.", rf"up.{number - 2}\1.") for number in range(2, 9)),
            (r"^(down|up)\.(\d)\.", r"\1.\2.0."),
            (r"_1\.(\d)\.", r".1.conv.\1."),
            *((rf"_1\.conv{number}\.", f".1.convs.{2 * number - 2}.") for number in range(1, 4)),
            *((rf"_1\.norm{number}\.", f".1.unused.{number - 1}.") for number in range(1, 4)),
            *((rf"\.conv_l{number}\.", f".left.{number - 1}.") for number in (1, 2)),
            *((rf"\.conv_r{number}\.", f".right.{number - 1}.") for number in (1, 2)),
        ),
    ),
)
