"""How public checkpoints name what our Swin-Unet holds."""

from segeval.zoo._layouts import Layout

MODELS = ("swinunet",)
COMPUTED = (r"\.relative_position_index$", r"\.attn_mask$")  # buffers that follow from the sizes of window and map
# A stage ends with merging in the releases, and begins with it in timm as here.
MERGES = tuple((rf"^layers\.{stage}\.downsample\.", f"layers.{stage + 1}.downsample.") for stage in (2, 1, 0))
ENCODER, HEAD = (r"^(patch_embed|layers|norm)\.", r"encoder.\1."), r"^head\."
# Swin-Unet starts from the first two of the six blocks that Swin-T has in its third stage.
SPARE = r"^layers\.2\.blocks\.[2-5]\."

LAYOUTS = (
    Layout(
        name="HuCaoFighting/Swin-Unet",
        models=MODELS,
        rules=(
            (r"^swin_unet\.", ""),
            *MERGES,
            ENCODER,
            (r"^layers_up\.0\.(expand|norm)\.", r"raised.0.\1."),
            (r"^layers_up\.(\d)\.upsample\.", r"raised.\1."),
            (r"^concat_back_dim\.(\d)\.", r"fuse.less\1."),
            (r"^layers_up\.(\d)\.blocks\.", r"up.less\1."),
            # The first stage there has no blocks, only what raises the bottleneck.
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 4)),
            (r"^up\.(expand|norm)\.", r"enlarge.\1."),
            (r"^output\.", "head."),
        ),
        dropped=COMPUTED,
    ),
    Layout(
        name="microsoft/Swin-Transformer",
        models=MODELS,
        rules=(*MERGES, ENCODER),
        dropped=(*COMPUTED, HEAD),
    ),
    Layout(
        name="microsoft/Swin-Transformer-2222",
        models=MODELS,
        rules=(*MERGES, ENCODER),
        dropped=(*COMPUTED, HEAD, SPARE),
    ),
    Layout(name="timm", models=MODELS, rules=(ENCODER,), dropped=(HEAD,)),
    Layout(name="timm-2222", models=MODELS, rules=(ENCODER,), dropped=(HEAD, SPARE)),
)
