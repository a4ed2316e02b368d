"""The ViT encoder: counts and names of timm, and what its blocks are."""

import pytest
import torch

from segeval.errors import UsageError
from segeval.zoo._encoders.vit import Attention, Vit
from tests.zoo.golden import count_params


# Counts of timm's classifiers for 1000 classes, less their last layer, the class token and its place.
@pytest.mark.parametrize(
    ("width", "depth", "heads", "params"),
    [(768, 12, 12, 86_567_656 - 769_000 - 2 * 768), (1024, 24, 16, 304_326_632 - 1_025_000 - 2 * 1024)],
)
def test_vits_have_the_counts_and_names_of_timm(width: int, depth: int, heads: int, params: int) -> None:
    with torch.device("meta"):
        encoder = Vit(3, (14, 14), width=width, depth=depth, heads=heads)
        (features,) = encoder(torch.empty(2, 3, 224, 224))
    assert count_params(encoder) == params
    assert features.shape == (2, *encoder.widths, 14, 14)
    names = {"patch_embed.proj.weight", "pos_embed", "blocks.3.attn.qkv.bias", "blocks.0.mlp.fc2.weight", "norm.bias"}
    assert names <= set(encoder.state_dict())


def test_one_linear_layer_or_three_attend_alike() -> None:
    joint, apart, x = Attention(8, 2), Attention(8, 2, apart=True), torch.randn(2, 5, 8)
    parts = zip("qkv", joint.qkv.weight.chunk(3), joint.qkv.bias.chunk(3), strict=True)
    state = {
        f"{name}.{kind}": tensor for name, *both in parts for kind, tensor in zip(("weight", "bias"), both, strict=True)
    }
    apart.load_state_dict({**state, **{f"proj.{name}": tensor for name, tensor in joint.proj.state_dict().items()}})
    torch.testing.assert_close(apart(x), joint(x))


def test_attention_is_the_softmax_of_scaled_products() -> None:
    layer, x = Attention(6, 2, apart=True), torch.randn(1, 4, 6)
    found = []
    for channels in (slice(0, 3), slice(3, 6)):  # one head each
        query, key, value = (part(x)[0, :, channels] for part in (layer.q, layer.k, layer.v))
        found.append((query @ key.T / 3**0.5).softmax(-1) @ value)
    torch.testing.assert_close(layer(x)[0], layer.proj(torch.cat(found, dim=-1)))


def test_patches_have_places_row_by_row_along_any_number_of_axes() -> None:
    encoder = Vit(1, (2, 3, 2), patch=4, width=8, depth=0, heads=2).eval()
    for parameter in encoder.patch_embed.parameters():
        torch.nn.init.zeros_(parameter)
    (features,) = encoder(torch.randn(1, 1, 8, 12, 8))
    expected = encoder.norm(encoder.pos_embed)[0, 1 * 6 + 2 * 2 + 0]
    torch.testing.assert_close(features[0, :, 1, 2, 0], expected)


def test_another_grid_than_that_of_the_table_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^the position table is one of 2×3 patches, got 3×3$"):
        Vit(1, (2, 3), width=8, depth=0, heads=2)(torch.empty(1, 1, 48, 48))
