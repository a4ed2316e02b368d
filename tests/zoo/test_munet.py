"""mU-Net: what its residual paths take out of the skips."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.munet import MUNet, ResidualSkip, munet
from tests.zoo.golden import count_params, follows_law


def path_of(*, bias: float) -> ResidualSkip:
    """Return a skip of 3 channels without further convolutions, whose up-convolution knows this bias alone."""
    skip = ResidualSkip(3, 0, "none")
    nn.init.zeros_(skip.low.get_parameter("weight"))
    nn.init.constant_(skip.low.get_parameter("bias"), bias)
    return skip


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("munet", 9 * 64, 64 + 1)


def test_the_skips_are_all_that_u_net_lacks() -> None:
    with torch.device("meta"):
        more = count_params(munet((1, 2), 2, width=64, convs=2, norm="none"))
        plain = zoo.build("unet", in_channels=1, classes=2, ndim=2)
    # One 2x2 up-convolution and two 3x3 convolutions, each with biases, at the channels of every skip.
    assert more - count_params(plain) == sum((4 + 2 * 9) * width**2 + 3 * width for width in (64, 128, 256, 512))


def test_a_skip_loses_what_the_pooled_map_already_knows() -> None:
    skip = path_of(bias=0)
    for channel in range(3):  # an up-convolution that repeats pixels
        nn.init.ones_(skip.low.get_parameter("weight")[channel, channel])
    smooth = functional.interpolate(torch.rand(1, 3, 4, 5), scale_factor=2)
    detail = -torch.rand(1, 3, 8, 10) * (torch.arange(10) % 2)  # nothing where pooling finds its maxima
    with torch.inference_mode():
        left = skip(smooth + detail, functional.max_pool2d(smooth + detail, 2))
    torch.testing.assert_close(left, detail)


def test_a_skip_keeps_everything_where_the_path_is_inactive() -> None:
    skip, x = path_of(bias=-1), torch.randn(1, 3, 7, 10)
    with torch.inference_mode():
        torch.testing.assert_close(skip(x, functional.max_pool2d(x, 2, ceil_mode=True)), x)


def test_every_skip_has_a_path_of_its_own_stage_and_further_convolutions() -> None:
    net = MUNet(1, 2, width=4, convs=3, norm="none")
    skips = [skip for skip in net.skips if isinstance(skip, ResidualSkip)]
    assert [skip.low.in_channels for skip in skips] == [4, 8, 16, 32]
    assert [sum(isinstance(layer, nn.Conv2d) for layer in skip.convs) for skip in skips] == [3] * 4


def test_fewer_than_no_convolutions_are_refused() -> None:
    with pytest.raises(UsageError, match=r"^convs of munet are the convolutions of a skip, 0 or more, got -1$"):
        munet((1, 2), 2, width=4, convs=-1, norm="none")
