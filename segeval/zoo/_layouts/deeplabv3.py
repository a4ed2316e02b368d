"""How public checkpoints name what our DeepLab v3 holds."""

from segeval.zoo._layouts import Layout

MODELS = ("deeplabv3-resnet50", "deeplabv3-resnet101")
RULES = (
    (r"^backbone\.", "encoder."),
    (r"^aux_classifier\.", "auxiliary."),
    (r"^classifier\.", "head."),
    (r"^head\.0\.convs\.4\.", "head.0.pooled."),
    (r"^head\.0\.convs\.", "head.0.branches."),
)
LAYOUTS = (
    Layout(name="torchvision", models=MODELS, rules=RULES, dropped=(r"^aux_classifier\.",)),
    # Into networks with the option ``auxiliary``.
    Layout(name="torchvision-auxiliary", models=MODELS, rules=RULES),
)
