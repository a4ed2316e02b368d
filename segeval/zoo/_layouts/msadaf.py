"""How public checkpoints name what our network of multi-scale self-guided attention holds."""

from segeval.zoo._layouts import Layout

# Scales are numbered from 1, the finest; those convolutions of a step that are not attentions, from the coarsest.
FINE_FIRST = tuple((rf"\.fine{number}\.", f".{number - 1}.") for number in range(1, 5))
COARSE_FIRST = tuple((rf"\.coarse{number}\.", f".{4 - number}.") for number in range(1, 5))

# Convolution, norm and PReLU are one unit of ours; an attention stands between two units.
ATTENTION = tuple(
    (rf"\.attn\.{place}\.", f".{unit}.") for place, unit in enumerate(("0.0", "0.1", "0.2", "1", "2.0", "2.1", "2.2"))
)
FUSION = tuple(
    (rf"\.fuse_attn\.{place}\.", f".{unit}.")
    for place, unit in enumerate(("0.0", "0.1", "0.2", "1.0", "1.1", "1.2", "2", "3", "4"))
)

LAYOUTS = (
    Layout(
        name="sinAshish/Multi-Scale-Attention",
        models=("msa-daf",),
        rules=(
            (r"^resnext\.layer0\.0\.", "encoder.conv1."),
            (r"^resnext\.layer0\.1\.", "encoder.bn1."),
            (r"^resnext\.layer1\.1\.", "encoder.layer1."),
            (r"^resnext\.", "encoder."),
            (r"^down(\d)\.", r"reduce.fine\1."),
            (r"^predict(\d)\.", r"early.fine\1."),
            (r"^predict(\d)_2\.", r"late.fine\1."),
            (r"^fuse1\.", "summary."),
            (r"^(pam|cam)_attention_(\d)_(\d)\.", r"steps.step\2.scales.fine\3.\1."),
            (r"^conv_sem_(\d)_(\d)\.", r"steps.step\1.scales.coarse\2.guide."),
            (r"^conv8_(\d)\.", r"steps.step1.scales.coarse\1.mix."),
            (r"^conv8_1(\d)\.", r"steps.step2.scales.coarse\1.mix."),
            (r"^semanticModule_(\d)_1\.", r"steps.step\1.autoencoder."),
            (r"\.step1\.", ".0."),
            (r"\.step2\.", ".1."),
            (r"\.enc(\d)\.encode\.", r".encode\1."),
            (r"\.dec(\d)\.decode\.6\.", r".raise\1."),
            (r"\.dec(\d)\.decode\.", r".decode\1."),
            (r"^(attention|refine)(\d)\.", r"unused.\1.fine\2."),
            (r"^conv6_(\d)\.", r"unused.heads.fine\1."),
            *((rf"^conv7_{number}\.", f"unused.heads.{number + 3}.") for number in range(1, 5)),
            *FINE_FIRST,
            *COARSE_FIRST,
            *ATTENTION,
            *FUSION,
            (r"\.pam\.", ".position."),
            (r"\.cam\.", ".channel."),
            (r"\.(query|key|value)_conv\.", r".\1."),
        ),
    ),
)
