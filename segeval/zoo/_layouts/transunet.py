"""How public checkpoints name what our TransUNet holds."""

from torch import Tensor

from segeval.zoo._layouts import Layout


def _without_class(name: str, tensor: Tensor) -> Tensor:
    """Return a position table without its first row, which is that of the class token."""
    return tensor[:, 1:] if name.endswith("pos_embed") else tensor


LAYOUTS = (
    Layout(
        name="Beckschen/TransUNet",
        models=("transunet",),
        rules=(
            (r"^transformer\.embeddings\.hybrid_model\.root\.conv\.", "resnet.stem.conv."),
            (r"^transformer\.embeddings\.hybrid_model\.root\.gn\.", "resnet.stem.norm."),
            (
                r"^transformer\.embeddings\.hybrid_model\.body\.block(\d)\.unit(\d+)\.",
                r"resnet.stages.less\1.blocks.less\2.",
            ),
            # Stages and blocks count from 1 there; blocks of a stage may be many more than nine.
            *((rf"\bless{number}\b", str(number - 1)) for number in range(1, 40)),
            (r"\.gn_proj\.", ".downsample.norm."),
            (r"\.downsample\.(weight|bias)$", r".downsample.conv.\1"),
            (r"\.gn(\d)\.", r".norm\1."),
            (r"^transformer\.embeddings\.patch_embeddings\.", "transformer.patch_embed.proj."),
            (r"^transformer\.embeddings\.position_embeddings$", "transformer.pos_embed"),
            (r"^transformer\.encoder\.encoder_norm\.", "transformer.norm."),
            (r"^transformer\.encoder\.layer\.", "transformer.blocks."),
            (r"\.attention_norm\.", ".norm1."),
            (r"\.ffn_norm\.", ".norm2."),
            (r"\.ffn\.", ".mlp."),
            (r"\.attn\.(q|k|v)(uery|ey|alue)\.", r".attn.\1."),
            (r"\.attn\.out\.", ".attn.proj."),
            (r"^decoder\.conv_more\.", "bottom."),
            (r"^decoder\.blocks\.(\d)\.conv1\.", r"up.\1.0."),
            (r"^decoder\.blocks\.(\d)\.conv2\.", r"up.\1.1."),
            (r"^segmentation_head\.0\.", "head."),
        ),
    ),
    # ViT, alone or behind a ResNet: all but bottom, decoder and head.
    Layout(
        name="timm",
        models=("transunet",),
        rules=(
            (r"^patch_embed\.backbone\.", "resnet."),
            (r"^(patch_embed|pos_embed|blocks|norm)\b", r"transformer.\1"),
        ),
        dropped=(r"^cls_token$", r"^head\."),
        joint=((".attn.qkv.", (".attn.q.", ".attn.k.", ".attn.v.")),),
        change=_without_class,
    ),
)
