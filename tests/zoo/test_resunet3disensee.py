"""Residual 3D U-Net of BraTS 2017: counts with and without sharing, context modules, raising, summed logits, sizes."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.resunet3disensee import Context, IsenseeUNet, Raise
from tests.zoo.golden import count_params, follows_law


def small(*, shared: bool = False) -> IsenseeUNet:
    return IsenseeUNet(2, 3, ndim=3, width=2, dropout=0.3, shared=shared).eval()


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("resunet3d-isensee", per_channel=27 * 16, per_class=2 * (16 + 32 + 64))


@pytest.mark.parametrize(("width", "channels", "count"), [(16, (4, 4), 7_126_080), (8, (1, 2), 1_781_304)])
def test_shared_convolutions_count_as_in_the_ports(width: int, channels: tuple[int, int], count: int) -> None:
    options: dict[str, Any] = {"width": width, "shared": True}
    with torch.device("meta"):
        net = zoo.build("resunet3d-isensee", in_channels=channels[0], classes=channels[1], ndim=3, **options)
    assert count_params(net) == count


def test_only_the_first_context_module_shares_nothing_and_has_no_norm() -> None:
    for shared, counts in ((False, [2] * 5), (True, [2, 1, 1, 1, 1])):
        stages = [stage for stage in small(shared=shared).down if isinstance(stage, Context)]
        assert [len(stage.convs) for stage in stages] == counts
        norms = [any(isinstance(part, nn.InstanceNorm3d) for part in stage.modules()) for stage in stages]
        assert norms == [False, True, True, True, True]


@pytest.mark.parametrize("shared", [False, True])
def test_a_context_module_adds_two_pre_activated_convolutions(shared: bool) -> None:
    module = Context(2, 3, 2, ndim=3, dropout=0.5, norm=True, shared=shared).eval()
    x = torch.randn(1, 2, 7, 8, 9)

    def active(y: Tensor) -> Tensor:
        return functional.leaky_relu(functional.instance_norm(y), 0.01)

    first = module.enter(x)
    assert first.shape[2:] == (4, 4, 5)
    wanted = first + module.convs[-1](active(module.convs[0](active(first))))
    torch.testing.assert_close(module(x), wanted)


def test_dropout_of_single_values_stands_between_the_convolutions() -> None:
    module, order = Context(1, 4, 1, ndim=3, dropout=0.3, norm=False, shared=False).train(), []
    dropped: list[Tensor] = []
    for part in (*module.convs, module.drop):
        part.register_forward_hook(lambda module, _args, _out: order.append(type(module)))
    module.drop.register_forward_hook(lambda _module, _args, out: dropped.append(out))
    torch.manual_seed(0)
    module(torch.randn(2, 1, 8, 8, 8))
    assert order == [nn.Conv3d, nn.Dropout, nn.Conv3d]
    shares = (dropped[0] == 0).float().mean(dim=(2, 3, 4))
    assert (shares > 0.2).all()
    assert (shares < 0.4).all()


def test_a_map_is_repeated_before_its_channels_are_halved() -> None:
    up, x = Raise(8, 2, ndim=3), torch.randn(1, 8, 2, 3, 4)
    inner = functional.leaky_relu(functional.instance_norm(up.narrow(x)), 0.01)
    repeated = inner.repeat_interleave(2, 2).repeat_interleave(2, 3).repeat_interleave(2, 4)
    torch.testing.assert_close(up(x, torch.Size((4, 6, 8))), up.conv(repeated))
    assert isinstance(up.mix, nn.Identity)
    coarsest = Raise(4, 2, ndim=3)
    assert isinstance(coarsest.narrow, nn.Identity)
    assert coarsest.mix.get_submodule("0").get_parameter("weight").shape == (2, 2, 1, 1, 1)


def test_the_logits_of_the_three_finest_modules_are_added_up() -> None:
    net, logits = small(), []
    for head in net.heads:
        head.register_forward_hook(lambda _module, _args, out: logits.append(out))
    with torch.inference_mode():
        answer = net(torch.randn(1, 2, 17, 22, 32))
    sizes = [tuple(out.shape[2:]) for out in logits]
    assert sizes == [(5, 6, 8), (9, 11, 16), (17, 22, 32)]
    total = functional.interpolate(logits[0], sizes[1]) + logits[1]
    torch.testing.assert_close(answer, functional.interpolate(total, sizes[2]) + logits[2])


def test_the_finest_skip_has_no_norm_and_a_skip_comes_before_the_raised_map() -> None:
    net, joined = small(), []
    first, maps = net.down[0], []
    first.register_forward_hook(lambda _module, _args, out: maps.append(out))
    net.merge[-1].register_forward_hook(lambda _module, args, _out: joined.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 2, 17, 18, 19))
    torch.testing.assert_close(joined[0][:, :2], functional.leaky_relu(maps[0], 0.01))


def test_wrong_options_are_refused() -> None:
    for options in ({"width": 0}, {"dropout": 1.0}):
        wrong: dict[str, Any] = options
        with pytest.raises(
            UsageError, match=r"^resunet3d-isensee: width is 1 or more and dropout from 0 to below 1, got"
        ):
            zoo.build("resunet3d-isensee", in_channels=1, classes=2, ndim=3, **wrong)
