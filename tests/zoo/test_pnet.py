"""P-Net and R-Net: what a place sees in the slice and across, five blocks that are compressed and joined."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.pnet import PNet
from tests.zoo.golden import count_params, follows_law

RATES = (1, 2, 4, 8, 16)
SIZES = (71, 191, 191)


@pytest.mark.parametrize(
    ("name", "per_channel", "per_class"),
    [("pnet3d", 432, 433), ("rnet3d", 432, 433), ("pnet2d", 576, 577), ("rnet2d", 576, 577)],
)
def test_counts_follow_channels_and_classes(name: str, per_channel: int, per_class: int) -> None:
    assert follows_law(name, per_channel, per_class)


def test_r_net_is_p_net_with_three_more_channels() -> None:
    assert zoo.get("rnet3d").params - zoo.get("pnet3d").params == 3 * 27 * 16
    assert zoo.get("rnet2d").params - zoo.get("pnet2d").params == 3 * 9 * 64


def test_64_channels_in_3d_are_those_of_the_release() -> None:
    with torch.device("meta"):
        assert count_params(zoo.build("pnet3d", in_channels=1, classes=2, ndim=3, width=64)) == 753_682


def test_blocks_have_two_two_three_three_and_three_convolutions_of_which_the_first_sees_across() -> None:
    net = PNet((1, 2), 3, width=8, rates=RATES, dropout=0.5)
    for block, rate, length in zip(net.blocks, RATES, (2, 2, 3, 3, 3), strict=True):
        convs = [layer for layer in block.modules() if isinstance(layer, nn.Conv3d)]
        assert [layer.kernel_size for layer in convs] == [(3, 3, 3)] + [(1, 3, 3)] * (length - 1)
        assert [layer.dilation[1:] for layer in convs] == [(rate, rate)] * length
        assert convs[0].dilation[0] == rate


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_voxel_sees_183_voxels_in_the_slice_and_65_across(axis: int) -> None:
    net, size = PNet((1, 1), 3, width=4, rates=RATES, dropout=0.0).double(), SIZES[axis]
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)
    line = [1, 1, 1]
    line[axis] = size
    x = torch.ones(1, 1, *line, dtype=torch.float64, requires_grad=True)
    net(x).flatten()[size // 2].backward()
    assert x.grad is not None
    reach = 32 if axis == 0 else 91
    seen = x.grad.flatten().nonzero().flatten().tolist()
    assert seen == list(range(size // 2 - reach, size // 2 + reach + 1))


def test_every_block_reaches_the_logits_by_a_quarter_of_its_channels() -> None:
    net, x = PNet((1, 2), 2, width=8, rates=RATES, dropout=0.5).eval(), torch.randn(1, 1, 20, 23)
    head = net.head.get_submodule("1")
    assert isinstance(head, nn.Conv2d)
    assert head.in_channels == 5 * 2
    with torch.inference_mode():
        whole = net(x)
        for compress in net.compress:
            silenced = compress.register_forward_hook(lambda _module, _args, out: torch.zeros_like(out))
            assert not torch.allclose(net(x), whole)
            silenced.remove()


def test_dropout_comes_before_each_of_the_last_two_convolutions() -> None:
    net = PNet((1, 2), 3, width=8, rates=RATES, dropout=0.5)
    assert [type(layer) for layer in net.head] == [nn.Dropout, nn.Conv3d, nn.ReLU, nn.Dropout, nn.Conv3d]
    assert [layer.p for layer in net.modules() if isinstance(layer, nn.Dropout)] == [0.5, 0.5]


@pytest.mark.parametrize("rates", [(1, 2, 4, 8), (0, 2, 4, 8, 16), (1, 2, 4, 8, 16, 32)])
def test_other_than_five_dilations_are_refused(rates: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"^P-Net and R-Net have five dilations of 1 or more, got rates "):
        zoo.build("pnet3d", in_channels=1, classes=2, ndim=3, rates=rates)
