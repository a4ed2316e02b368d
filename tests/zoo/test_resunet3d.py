"""Residual 3D U-Net: the module and its orders, sums in place of joined maps, sizes, groups, both excitations."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.resunet3d import Residual, ResidualUNet, Style
from tests.zoo.golden import count_params, follows_law


def style(**changes: Any) -> Style:
    usual: dict[str, Any] = {"ndim": 3, "norm": "group", "groups": 2, "order": "pre", "act": "relu", "squeeze": False}
    return Style(**{**usual, **changes})


def test_counts_follow_channels_and_classes() -> None:
    for name in ("resunet3d", "resunet3d-se"):
        assert follows_law(name, per_channel=32, per_class=33)


def test_twice_the_channels_count_as_in_the_release() -> None:
    for name, count in (("resunet3d", 113_735_298), ("resunet3d-se", 117_233_931)):
        with torch.device("meta"):
            net = zoo.build(name, in_channels=1, classes=2, ndim=3, widths=(64, 128, 256, 512, 1024))
        assert count_params(net) == count


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_module_adds_two_convolutions_to_the_first(ndim: int) -> None:
    module, x = Residual(2, 4, style(ndim=ndim)), torch.randn(1, 2, *(5,) * ndim)
    first = module.widen(x)
    torch.testing.assert_close(module(x), (first + module.second(module.first(first))).relu())
    nn.init.zeros_(module.second.get_parameter("conv.weight"))
    torch.testing.assert_close(module(x), first.relu())
    assert isinstance(Residual(4, 4, style()).widen, nn.Identity)


def test_the_norm_stands_before_or_after_a_convolution_and_no_unit_after_the_second() -> None:
    for order, names in (("pre", ["norm", "conv", "act"]), ("post", ["conv", "norm", "act"])):
        module = Residual(4, 4, style(order=order, act="elu"))
        assert [name for name, _ in module.first.named_children()] == names
        assert [name for name, _ in module.second.named_children()] == names[:2]
        assert isinstance(module.act, nn.ELU)


def test_a_skip_is_added_to_the_raised_map_of_its_own_size() -> None:
    net, summed = ResidualUNet(1, 2, widths=(2, 4, 6), style=style()), []
    raised: list[Tensor] = []
    for up, merge in zip(net.up, net.merge, strict=True):
        up.register_forward_hook(lambda _module, _args, out: raised.append(out))
        merge.register_forward_hook(lambda _module, args, _out: summed.append(args[0]))
    skips: list[Tensor] = []
    for stage in net.down:
        stage.register_forward_hook(lambda _module, _args, out: skips.append(out))
    with torch.inference_mode():
        net(torch.randn(1, 1, 9, 10, 12))
    # Pooling leaves a spare place out, and a transposed convolution makes 2 n - 1 places of n.
    assert [tuple(x.shape[2:]) for x in skips] == [(9, 10, 12), (4, 5, 6), (2, 2, 3)]
    assert [tuple(x.shape[2:]) for x in raised] == [(3, 3, 5), (7, 9, 11)]
    for skip, up_map, total in zip(skips[1::-1], raised, summed, strict=True):
        assert total.shape == skip.shape
        last = (slice(None), slice(None), -1, -1, -1)
        torch.testing.assert_close(total[last], skip[last] + up_map[last])


def test_fewer_channels_than_groups_are_one_group_and_uneven_ones_are_refused() -> None:
    net = ResidualUNet(1, 2, widths=(4, 8, 16), style=style(groups=8))
    groups = [module.num_groups for module in net.modules() if isinstance(module, nn.GroupNorm)]
    assert groups == [1, 1, 8, 8, 8, 8, 8, 8, 1, 1]
    for options, message in (
        ({"widths": (8, 12)}, r"^resunet3d: 8 groups do not divide a stage of 12 channels evenly$"),
        ({"groups": 0}, r"^resunet3d: widths and groups are 1 or more, got 32\+64\+128\+256\+512 and 0$"),
        ({"widths": ()}, r"^resunet3d: widths and groups are 1 or more, got no and 8$"),
    ):
        wrong: dict[str, Any] = options
        with pytest.raises(UsageError, match=message):
            zoo.build("resunet3d", in_channels=1, classes=2, ndim=3, **wrong)
    with torch.device("meta"):
        zoo.build("resunet3d", in_channels=1, classes=2, ndim=3, widths=(8, 12), norm="batch")


def test_an_excitation_takes_the_larger_of_both_after_the_sum() -> None:
    module, x = Residual(4, 4, style(squeeze=True)), torch.randn(2, 4, 5, 5, 5)
    plain = (x + module.second(module.first(x))).relu()
    excitation = module.squeeze
    by_channel, by_place = excitation.get_submodule("channel"), excitation.get_submodule("spatial")
    torch.testing.assert_close(module(x), torch.maximum(by_channel(plain), by_place(plain)))
    assert by_channel.get_parameter("excite.0.weight").shape[:2] == (4, 4)
