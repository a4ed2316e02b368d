"""What a U-Net is made of, by the words of its options; and which published networks are U-Net with other words."""

from itertools import product
from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UnknownName, UsageError
from segeval.zoo._blocks import parts
from segeval.zoo._blocks.dense import DenseBlock, dense_stage
from segeval.zoo._blocks.residual import MultiRes, PreActivation, Recurrent, RecurrentResidual
from segeval.zoo._blocks.separable import separable
from tests.zoo.golden import count_params
from tests.zoo.shapes import known_shapes

# Networks with papers of their own, and the U-Net that they are.
SAME: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("unet-16", {}, {"width": 16, "dropout": 0.0}),
    ("unet-bilinear", {"width": 8}, {"width": 8, "up": "linear"}),
    (
        "attention-unet",
        {"width": 8},
        {"width": 8, "up": "nearest", "norm": "batch", "skip": "attention-gate", "dropout": 0.0},
    ),
    ("r2unet", {"width": 8}, {"width": 8, "up": "nearest", "norm": "batch", "block": "recurrent", "dropout": 0.0}),
    (
        "r2attention-unet",
        {"width": 8},
        {
            "width": 8,
            "up": "nearest",
            "norm": "batch",
            "block": "recurrent",
            "skip": "attention-gate",
            "dropout": 0.0,
        },
    ),
    ("sclerasegnet", {"width": 16}, {"width": 16, "context": "cbam"}),
    ("inception-unet", {"width": 8}, {"width": 8, "norm": "batch", "block": "inception", "dropout": 0.0}),
    ("unetpp", {"width": 8, "supervision": "none"}, {"width": 8, "skip": "nested", "dropout": 0.0}),
]


def built(name: str, ndim: int, options: dict[str, Any], classes: int = 3) -> nn.Module:
    torch.manual_seed(0)
    return zoo.build(name, in_channels=2, classes=classes, ndim=ndim, **options).eval()


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize(("name", "own", "words"), SAME, ids=[name for name, _, _ in SAME])
def test_it_is_a_unet_with_other_words(name: str, own: dict[str, Any], words: dict[str, Any], ndim: int) -> None:
    one, other = built(name, ndim, own), built("unet", ndim, words)
    assert {key: value.shape for key, value in one.state_dict().items()} == {
        key: value.shape for key, value in other.state_dict().items()
    }
    other.load_state_dict(one.state_dict())
    x = torch.randn(1, 2, *(32, 48, 17)[:ndim])
    if ndim == 3:
        x = x[:, :, :16, :16, :16]
    with torch.inference_mode():
        assert torch.equal(one(x), other(x))


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize("block", parts.BLOCKS)
def test_every_block_goes_with_every_skip(block: str, ndim: int) -> None:
    for skip in parts.SKIPS:
        with torch.device("meta"):
            net = built("unet", ndim, {"width": 8, "stages": 3, "block": block, "skip": skip})
        with known_shapes():
            x = torch.empty(1, 2, *(16, 12, 8)[:ndim], device="meta")
            assert net(x).shape == (1, 3, *(16, 12, 8)[:ndim])


@pytest.mark.parametrize("ndim", [2, 3])
def test_attention_and_context_keep_shapes_and_add_weights(ndim: int) -> None:
    with torch.device("meta"):
        plain = count_params(built("unet", ndim, {"width": 8, "stages": 3}))
        for attention, context in product(parts.ATTENTION, parts.CONTEXT):
            words = {"attention": attention, "context": context}
            net = built("unet", ndim, {"width": 8, "stages": 3, "norm": "batch", **words})
            with known_shapes():
                x = torch.empty(2, 2, *(16, 16, 16)[:ndim], device="meta")
                assert net(x).shape == (2, 3, *(16, 16, 16)[:ndim])
            assert (count_params(net) > plain) or attention == context == "none"


@pytest.mark.parametrize("ndim", [2, 3])
def test_blocks_have_the_weights_of_their_formulas(ndim: int) -> None:
    a, b, k = 6, 16, 3**ndim
    found = {
        "recurrent": count_params(Recurrent(b, 2, ndim=ndim)),
        "rrcu": count_params(RecurrentResidual(a, b, 2, ndim=ndim)),
        "multires": count_params(MultiRes(a, (3, 5, 8), "keras", ndim)),
        "residual": count_params(PreActivation(a, b, ndim=ndim)),
        "dense": count_params(DenseBlock(8, ndim=ndim)),
        "separable": count_params(separable(a, b, ndim=ndim)),
    }
    assert found == {
        "recurrent": k * b * b + b + 2 * b,
        "rrcu": a * b + b + 2 * (k * b * b + b + 2 * b),
        "multires": a * b + k * (a * 3 + 3 * 5 + 5 * 8) + 2 * b + 8 * b,
        "residual": k * a * b + k * b * b + a * b + 2 * a + 2 * b,
        "dense": int(5.5 * 64) + k * 64 + 2 * (4 * 8 + 8),
        "separable": k * a + a * b + 2 * a + 2 * b,
    }


def test_a_recurrent_convolution_hears_its_own_answer() -> None:
    block = Recurrent(1, 2, norm="none")
    conv = block.conv[0]
    assert isinstance(conv, nn.Conv2d)
    assert conv.bias is not None
    nn.init.zeros_(conv.weight)
    conv.weight.data[..., 1, 1] = 0.5
    nn.init.zeros_(conv.bias)
    # 0.5 x, then 0.5 (x + 0.5 x) = 0.75 x, then 0.5 (x + 0.75 x) = 0.875 x
    torch.testing.assert_close(block(torch.ones(1, 1, 3, 3)), torch.full((1, 1, 3, 3), 0.875))


def test_a_spatial_pyramid_joins_the_maxima_of_its_bins() -> None:
    x = torch.arange(16.0).view(1, 1, 4, 4)
    found = parts.SpatialPyramid()(x)
    assert torch.equal(found[0, 0], x[0, 0])
    assert (found[0, 1] == 15).all()
    assert found[0, 2, :2, :2].unique().tolist() == [5]
    assert torch.equal(found[0, 3], x[0, 0])


def test_the_bottom_alone_is_looked_around_from() -> None:
    shared, narrow = ({"width": 16, "stages": 3, **more} for more in ({"context": "aspp"}, {"attention": "se"}))
    assert [name for name, _ in built("unet", 2, shared).named_modules() if name.endswith("branches")] == [
        "context.branches"
    ]
    assert len([name for name, _ in built("unet", 2, narrow).named_modules() if name.endswith("excite")]) == 5


def test_wrong_words_and_channels_are_refused() -> None:
    with pytest.raises(UnknownName, match="unknown block 'residul'; did you mean residual"):
        parts.named(2, "none", block="residul")
    with pytest.raises(UnknownName, match="unknown context 'pspnet'; did you mean psp"):
        parts.named(2, "none", context="pspnet")
    with pytest.raises(UsageError, match="a multiple of 8 channels, not 12"):
        dense_stage(4, 12)
