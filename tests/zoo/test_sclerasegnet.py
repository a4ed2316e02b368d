"""ScleraSegNet: attention in the bottleneck and nowhere else."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.zoo._blocks.attention import BAM, CBAM, SpatialChannelSE, SqueezeExcite
from segeval.zoo._blocks.unet import UNet
from tests.zoo.golden import count_params, follows_law

KINDS = {"se": SqueezeExcite, "cbam": CBAM, "bam": BAM, "scse": SpatialChannelSE}


def built(**options: Any) -> UNet:
    net = zoo.build("sclerasegnet", in_channels=3, classes=2, ndim=2, **options)
    assert isinstance(net, UNet)
    return net.eval()


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("sclerasegnet", 9 * 64, 64 + 1)


def test_without_attention_it_is_u_net() -> None:
    with torch.device("meta"):
        plain, unet = built(attention="none"), zoo.build("unet", in_channels=3, classes=2, ndim=2)
    assert repr(plain) == repr(unet)


@pytest.mark.parametrize("attention", KINDS)
def test_attention_sits_at_the_bottleneck_only(attention: str) -> None:
    with torch.device("meta"):
        net = built(attention=attention)
    places = [name for name, module in net.named_modules() if isinstance(module, KINDS[attention])]
    assert places == ["context"]


@pytest.mark.parametrize(
    ("attention", "more"),
    [
        ("se", 2 * 1024 * 64),
        ("cbam", 2 * 1024 * 64 + 2 * 7 * 7),
        ("bam", 3 * 1024 * 64 + 3 * 1024 + 2 * 64 + 2 * (9 * 64 * 64 + 64) + 64 + 3),
        ("scse", 2 * 1024 * 512 + 1024),
    ],
)
def test_a_module_weighs_what_its_own_paper_says(attention: str, more: int) -> None:
    with torch.device("meta"):
        assert count_params(built(attention=attention)) - count_params(built(attention="none")) == more


def test_the_decoder_raises_the_weighed_map() -> None:
    net, seen, bottleneck = built(width=2, attention="se"), [], []
    attention = net.context

    def look(_: nn.Module, args: tuple[Tensor], output: Tensor) -> None:
        bottleneck.append((args[0], output))

    attention.register_forward_hook(look)
    net.up[0].register_forward_hook(lambda _, args, __: seen.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 3, 32, 48))
    before, after = bottleneck[0]
    assert torch.equal(seen[0], after)
    shares = (after / before)[0].flatten(1)
    for share in shares:
        told = share[share.isfinite()]  # ReLU leaves zeros, which tell nothing
        torch.testing.assert_close(told, told[:1].expand_as(told))
