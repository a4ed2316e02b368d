"""HighResNet: dilations at full resolution, 87 places along each axis, shortcuts without weights, the dropout layer."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.zoo.highresnet import HighResNet, Residual
from tests.zoo.golden import count_params, follows_law


@pytest.mark.parametrize(("ndim", "per_channel"), [(2, 144), (3, 432)])
def test_counts_follow_channels_and_classes(ndim: int, per_channel: int) -> None:
    assert follows_law(f"highresnet{ndim}d", per_channel, per_class=66)


@pytest.mark.parametrize(("ndim", "classes", "params"), [(2, 2, 274_132), (3, 2, 808_948), (3, 160, 821_904)])
def test_the_dropout_layer_has_the_80_channels_of_the_releases(ndim: int, classes: int, params: int) -> None:
    with torch.device("meta"):
        net = zoo.build(f"highresnet{ndim}d", in_channels=1, classes=classes, ndim=ndim, dropout=0.5)
    assert count_params(net) == params


@pytest.mark.parametrize("shape", [(19, 30), (7, 13, 18)])
def test_no_map_is_smaller_than_the_image_and_dilations_follow_each_other(shape: tuple[int, ...]) -> None:
    sizes, dilations, ndim = set(), [], len(shape)
    with torch.device("meta"):
        net = zoo.build(f"highresnet{ndim}d", in_channels=1, classes=2, ndim=ndim)
        for layer in net.modules():
            if isinstance(layer, nn.Conv2d | nn.Conv3d):
                assert layer.kernel_size in {(1,) * ndim, (3,) * ndim}
                dilations.append(layer.dilation)
                layer.register_forward_hook(lambda _module, _args, out: sizes.add(tuple(out.shape[2:])))
        net(torch.empty(1, 1, *shape))
    assert sizes == {shape}
    rates = [1] + [1] * 6 + [2] * 6 + [4] * 6 + [1]
    assert dilations == [(rate,) * ndim for rate in rates]


def test_a_pixel_sees_the_87_pixels_of_the_paper() -> None:
    net = HighResNet((1, 1), 2, width=2, blocks=3, norm="none", dropout=0.0).double()
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)
    x = torch.ones(1, 1, 95, 95, dtype=torch.float64, requires_grad=True)
    net(x)[0, 0, 47, 47].backward()
    assert x.grad is not None
    for seen in (x.grad[0, 0].any(dim=0), x.grad[0, 0].any(dim=1)):
        assert seen.nonzero().flatten().tolist() == list(range(47 - 43, 47 + 44))


@pytest.mark.parametrize("ndim", [2, 3])
def test_the_shortcut_is_filled_with_zeros_on_both_sides(ndim: int) -> None:
    block, x = Residual(4, 8, 2, ndim=ndim, norm="batch"), torch.randn(2, 4, *(6,) * ndim)
    last = block.body[-1].get_submodule("2")
    nn.init.zeros_(last.get_parameter("weight"))
    out = block(x)
    assert torch.equal(out[:, 2:6], x)
    assert not out[:, :2].any()
    assert not out[:, 6:].any()
