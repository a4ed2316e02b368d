"""How public checkpoints name what our FCSLSTM holds."""

from segeval.zoo._layouts import Layout

LAYOUTS = (
    # Torch7 keeps no names: these are the fields of its network, and what it calls the parts of its graph, one a stage.
    Layout(
        name="imyanggao/ml-torch",
        models=("fcn-lstm",),
        rules=(
            *((rf"^{gate}I2H\.(\d)\.", rf"stages.\1.image.{place}.") for place, gate in enumerate("ifco")),
            *((rf"^{gate}H2H11?\.(\d)\.", rf"stages.\1.past.{place}.") for place, gate in enumerate("ifco")),
            (r"^fc\.", "perceptrons."),
            (r"^fconv\.4\.", "last."),
            (r"^fconv\.", "up."),
            (r"^crop\.(\d)\.0\.", r"scores.\1."),
        ),
    ),
)
