"""ResMLP: its counts, and how little a fresh block does."""

import pytest
import torch

from segeval.zoo._encoders.resmlp import Affine, Block, ResMlp
from tests.zoo.golden import count_params, follows_law, seeded_single_thread


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("resmlp-24", 16 * 16 * 384, 129)


@pytest.mark.parametrize(
    ("blocks", "params", "scale"), [(12, 15_350_872, 0.1), (24, 30_020_680, 1e-5), (36, 44_690_488, 1e-6)]
)
def test_the_encoder_has_the_published_counts_and_deeper_ones_start_closer_to_the_identity(
    blocks: int, params: int, scale: float
) -> None:
    with torch.device("meta"):
        encoder = ResMlp(3, (224, 224), blocks=blocks)
    assert count_params(encoder) + 1000 * 384 + 1000 == params
    narrow = ResMlp(1, (32, 32), width=2, blocks=blocks)
    for block in narrow.blocks:
        assert isinstance(block, Block)
        torch.testing.assert_close(torch.cat([block.ls1, block.ls2]), torch.full((4,), scale), rtol=1e-6, atol=0)


def test_a_fresh_block_of_a_deep_encoder_is_nearly_the_identity() -> None:
    with seeded_single_thread(), torch.inference_mode():
        x = torch.randn(2, 6, 8)
        shallow, deep = (Block(6, 8, scale)(x) - x for scale in (0.1, 1e-5))
    assert 0 < deep.abs().max() < 1e-3 < shallow.abs().max()


def test_an_affine_layer_knows_no_statistics() -> None:
    with seeded_single_thread(), torch.inference_mode():
        layer, x = Affine(3), torch.randn(2, 5, 3)
        layer.alpha.copy_(torch.tensor([1.0, 2.0, 3.0]))
        layer.beta.copy_(torch.tensor([0.0, 0.0, 1.0]))
        torch.testing.assert_close(layer(x)[..., 2], 3 * x[..., 2] + 1)
        torch.testing.assert_close(layer(10 * x)[..., 1], 20 * x[..., 1])
