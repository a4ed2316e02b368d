"""LV-Net and its bottlenecks: what they weigh and add, how maps are halved and raised, which depths have logits."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.separable import InvertedResidual
from segeval.zoo.lvnet import LVNet
from tests.zoo.golden import count_params, follows_law, on_meta, tiny

ENTRY = zoo.REGISTRY.get("lvnet")


def small(ndim: int = 2, **options: Any) -> LVNet:
    net = tiny(ENTRY, (1, 2), ndim, options).eval()
    assert isinstance(net, LVNet)
    return net


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("lvnet", per_channel=27 * 16, per_class=16 + 32 + 64 + 128 + 4)


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize(("before", "after", "stride"), [(4, 4, 1), (4, 6, 1), (4, 4, 2)])
@pytest.mark.parametrize("times", [1, 3])
def test_a_bottleneck_has_the_shape_and_weights_of_its_paper(
    before: int, after: int, stride: int, times: int, ndim: int
) -> None:
    x, kernel, inner = torch.randn(2, before, *(7, 8, 9)[:ndim]), 3**ndim, times * before
    widened = before * inner if times > 1 else 0
    for norm, extra in (("batch", 2), ("none", 1)):
        block = InvertedResidual(before, after, times, ndim=ndim, stride=stride, norm=norm)
        assert block(x).shape == (2, after, *(-(-side // stride) for side in x.shape[2:]))
        others = (2 if times > 1 else 1) * inner + after
        assert count_params(block) == widened + kernel * inner + inner * after + extra * others


@pytest.mark.parametrize(("after", "stride", "adds"), [(4, 1, True), (5, 1, False), (4, 2, False)])
def test_a_bottleneck_adds_its_map_only_where_shapes_agree(after: int, stride: int, adds: bool) -> None:
    block, x = InvertedResidual(4, after, stride=stride).eval(), torch.randn(1, 4, 6, 6)
    nn.init.zeros_(block.narrow[0].get_parameter("weight"))
    with torch.inference_mode():
        out = block(x)
    assert torch.equal(out, x if adds else torch.zeros_like(out))


def test_channels_are_convolved_by_themselves_and_narrowed_without_activation() -> None:
    block, x = InvertedResidual(2, 3, norm="none"), torch.randn(1, 2, 5, 5)
    assert block.each[0].groups == 12
    assert {type(layer) for layer in (*block.widen, *block.each)} == {nn.Conv2d, nn.ReLU6}
    assert [type(layer) for layer in block.narrow] == [nn.Conv2d]
    assert block.widen(100 * x).max() == 6


def test_stages_have_as_many_bottlenecks_as_v_net_has_convolutions() -> None:
    net = on_meta(ENTRY, (1, 2), 3)
    for part, counts in (("down", [1, 2, 3, 3, 3]), ("merge", [3, 3, 2, 1])):
        stages = list(net.get_submodule(part).children())
        found = [sum(isinstance(layer, InvertedResidual) for layer in stage.modules()) for stage in stages]
        assert found == counts


def test_maps_are_halved_by_averages() -> None:
    net, given = small(), []
    entered: list[Tensor] = []
    net.down[0].register_forward_hook(lambda _module, _args, out: entered.append(out))
    net.down[1].register_forward_pre_hook(lambda _module, args: given.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 1, 18, 22))
    torch.testing.assert_close(given[0], entered[0].view(1, -1, 9, 2, 11, 2).mean((3, 5)))


def test_a_raised_map_comes_behind_its_skip() -> None:
    net, x = small(), torch.randn(1, 1, 19, 22)
    kept: dict[str, Tensor] = {}
    net.down[0].register_forward_hook(lambda _module, _args, out: kept.update(skip=out))
    net.narrow[-1].register_forward_hook(lambda _module, _args, out: kept.update(low=out))
    net.merge[-1].register_forward_pre_hook(lambda _module, args: kept.update(joined=args[0]))
    with torch.inference_mode():
        net(x)
    raised = nn.functional.interpolate(kept["low"], size=(19, 22), mode="bilinear")
    assert torch.equal(kept["joined"], torch.cat([kept["skip"], raised], dim=1))


def test_every_depth_of_the_decoder_has_logits_at_its_size() -> None:
    sizes = [tuple(out.shape[2:]) for out in small(3).outputs(torch.randn(1, 1, 17, 20, 35))]
    assert sizes == [(17, 20, 35), (9, 10, 18), (5, 5, 9), (3, 3, 5)]


@pytest.mark.parametrize("options", [{"blocks": (1,)}, {"blocks": (1, 0)}, {"expansion": 0}])
def test_what_makes_no_network_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="two stages of blocks or more"):
        zoo.build("lvnet", in_channels=1, classes=2, ndim=3, **options)
