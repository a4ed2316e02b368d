"""U-Net of other depths, other sizes of image and with interpolation."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.unet import UNet, joined
from tests.zoo.golden import count_params, follows_law


def built(name: str = "unet", in_channels: int = 1, **options: Any) -> UNet:
    net = zoo.build(name, in_channels=in_channels, classes=1, ndim=2, **options)
    assert isinstance(net, UNet)
    return net.eval()


def test_the_bilinear_form_follows_channels_and_classes() -> None:
    assert follows_law("unet-bilinear", 576, 65)


def test_the_wide_form_of_the_unetpp_paper_is_width_35() -> None:
    with torch.device("meta"):
        assert count_params(built(in_channels=3, width=35)) == 9_282_876


@pytest.mark.parametrize(("stages", "coarsest"), [(1, (35, 50)), (2, (18, 25)), (5, (3, 4)), (7, (1, 1))])
def test_other_depths_take_images_of_any_size(stages: int, coarsest: tuple[int, int]) -> None:
    sizes = []
    with torch.device("meta"):
        net = built(width=2, stages=stages)
        net.down[-1].register_forward_hook(lambda module, args, output: sizes.append(tuple(output.shape[2:])))
        assert net(torch.empty(1, 1, 35, 50)).shape == (1, 1, 35, 50)
    assert sizes == [coarsest]
    assert len(net.down) == stages == len(net.up) + 1


def test_a_raised_map_is_cut_at_its_end_and_a_larger_skip_on_both_sides() -> None:
    grid = torch.arange(64.0).reshape(1, 1, 8, 8)
    raised = joined(grid[:, :, :5, :7], grid[:, :, :6])
    assert torch.equal(raised[:, 1], raised[:, 0])
    skip = joined(grid, grid[:, :, 2:6, 3:5])
    assert torch.equal(skip[:, 1], skip[:, 0])


def test_the_bilinear_form_interpolates_and_halves_the_channels() -> None:
    net, x = built("unet-bilinear", width=2), torch.randn(1, 32, 3, 5)
    up = net.up[0]
    assert isinstance(up, nn.Sequential)
    conv = up[0]
    assert isinstance(conv, nn.Conv2d)
    nn.init.normal_(conv.weight)
    wide: Tensor = functional.interpolate(x, scale_factor=2, mode="bilinear")
    torch.testing.assert_close(up(x), functional.conv2d(wide, conv.weight, conv.bias))
    assert up(x).shape == (1, 16, 6, 10)


def test_a_unet_without_stages_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^stages of a U-Net must be at least 1, got 0$"):
        built(stages=0)
