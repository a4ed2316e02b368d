"""3D-SkipDenseSeg: what its blocks read and pass on, one deconvolution per block, shares of channels, odd sizes."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.dense import Gathering
from segeval.zoo.skipdensenet3d import Halve, Raise, SkipDenseNet, skipdensenet3d
from tests.zoo.golden import count_params


def built(classes: int = 2, in_channels: int = 1, **options: Any) -> SkipDenseNet:
    net = zoo.build("skipdensenet3d", in_channels=in_channels, classes=classes, ndim=3, **options)
    assert isinstance(net, SkipDenseNet)
    return net


@pytest.mark.parametrize(("in_channels", "classes"), [(1, 1), (1, 4), (4, 2), (2, 4)])
def test_counts_follow_channels_and_the_classes_that_divide_a_block(in_channels: int, classes: int) -> None:
    # Per class a norm of four maps and the last convolution, which reads four maps of every class.
    more = 864 * (in_channels - 1) + (4 * 2 + 32 + 1) * (classes - 2) + 4 * (classes**2 - 2**2)
    with torch.device("meta"):
        assert count_params(built(classes, in_channels)) == 1_551_262 + more


def test_blocks_end_with_the_channels_of_the_release_and_halve_before_a_stride() -> None:
    with torch.device("meta"):
        net = built(4)
    convs = [up.conv for up in net.up if isinstance(up, Raise)]
    assert [conv.get_parameter("weight").shape[0] for conv in convs] == [96, 112, 120, 124]
    assert [down.conv.get_parameter("weight").shape[0] for down in net.down if isinstance(down, Halve)] == [
        32,
        48,
        56,
        60,
    ]
    assert [isinstance(down.mix, nn.Identity) for down in net.down if isinstance(down, Halve)] == [True] + [False] * 3


@pytest.mark.parametrize(("before", "classes", "share"), [(12, 4, 3), (12, 5, 3), (7, 3, 3), (3, 5, 1)])
def test_each_class_reads_its_own_share_and_all_channels_are_read(before: int, classes: int, share: int) -> None:
    up, x = Raise(before, classes, 2, ndim=2), torch.randn(1, before, 3, 3, requires_grad=True)
    out, read = up(x), []
    assert out.shape == (1, classes, 6, 6)
    for label in range(classes):
        (grad,) = torch.autograd.grad(out[0, label].sum(), x, retain_graph=True)
        read.append(grad[0].abs().sum((1, 2)).nonzero().flatten().tolist())
    assert all(each == list(range(each[0], each[0] + share)) for each in read)
    assert {channel for each in read for channel in each} == set(range(before))
    if before % classes == 0:
        assert [channel for each in read for channel in each] == list(range(before))


@pytest.mark.parametrize("stride", [2, 4, 8, 16])
def test_one_deconvolution_raises_a_map_to_full_size_and_overlaps_by_two(stride: int) -> None:
    up = Raise(2, 1, stride, ndim=2)
    x = torch.zeros(1, 2, 3, 3)
    x[..., 1, 1] = 1
    nn.init.ones_(up.conv.get_parameter("weight"))
    places = up(x)[0, 0].any(0).nonzero().flatten().tolist()
    assert up(x).shape[2:] == (3 * stride, 3 * stride)
    assert places == list(range(stride - 1, 2 * stride + 1))


def test_a_dense_layer_reads_all_maps_before_it() -> None:
    steps = [nn.Conv2d(3 + 2 * place, 2, 3, padding=1) for place in range(2)]
    block, x = Gathering(*steps), torch.randn(1, 3, 5, 7)
    first = steps[0](x)
    wanted = torch.cat([x, first, steps[1](torch.cat([x, first], dim=1))], dim=1)
    torch.testing.assert_close(block(x), wanted)


def test_the_head_reads_the_raised_maps_from_fine_to_coarse_then_the_three_convolutions_before_their_norm() -> None:
    net = skipdensenet3d((1, 2), 2, width=6, growth=2, blocks=(1, 2), dropout=0.2).eval()
    assert isinstance(net, SkipDenseNet)
    x, seen = torch.randn(1, 1, 8, 12), []
    handle = net.head.register_forward_hook(lambda _module, args, _out: seen.append(args[0]))
    with torch.inference_mode():
        net(x)
        handle.remove()
        entered = net.enter(x)
        fine = net.blocks[0](net.down[0](entered.clone()))
        coarse = net.blocks[1](net.down[1](fine.clone()))
        torch.testing.assert_close(seen[0], torch.cat([net.up[0](fine), net.up[1](coarse), net.enter(x)], dim=1))


def test_an_odd_side_is_filled_up_with_zeros_at_its_end() -> None:
    down, x = Halve(3, 3, ndim=2).eval(), torch.randn(1, 3, 5, 8).relu()
    filled = nn.functional.pad(x, (0, 0, 0, 1))
    with torch.inference_mode():
        torch.testing.assert_close(down(x), down(filled))
        torch.testing.assert_close(down(x)[..., :2, :], down(x[..., :4, :]))


@pytest.mark.parametrize("blocks", [(), (4, 0, 4)])
def test_blocks_without_layers_are_refused(blocks: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"^blocks of skipdensenet3d are counts of layers, such as 4\+4\+4\+4, got "):
        built(blocks=blocks)
