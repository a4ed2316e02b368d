"""Partially reversible U-Net: counts, gradients and memory beside autograd's, one number of groups, sizes."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.reversible import Reversible
from segeval.zoo._blocks.sizes import resize
from segeval.zoo.reversibleunet3d import ReversibleUNet
from tests.zoo.golden import count_params, follows_law
from tests.zoo.test_reversible import kept


def small(*, blocks: int = 1, store: bool = False) -> ReversibleUNet:
    return ReversibleUNet(2, 3, ndim=3, widths=(4, 8, 12), blocks=blocks, store=store)


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("reversible-unet3d", per_channel=27 * 60, per_class=61)


def test_two_blocks_going_down_count_as_the_longer_network_of_the_authors() -> None:
    with torch.device("meta"):
        net = zoo.build("reversible-unet3d", in_channels=4, classes=3, ndim=3, blocks=2)
    assert count_params(net) == 18_248_403


def test_gradients_are_those_of_autograd_in_every_weight() -> None:
    plain, net = small(blocks=2, store=True).double(), small(blocks=2).double()
    net.load_state_dict(plain.state_dict())
    x = torch.randn(2, 2, 9, 10, 12, dtype=torch.float64)
    answers: list[Tensor] = []
    for module in (net, plain):
        answers.append(module(x))
        torch.autograd.backward(answers[-1].pow(3).mean())
    assert torch.equal(*answers)
    for (name, mine), theirs in zip(net.named_parameters(), plain.parameters(), strict=True):
        assert mine.grad is not None, name
        torch.testing.assert_close(mine.grad, theirs.grad, rtol=1e-10, atol=1e-10)


def test_longer_stages_keep_no_more_maps_unless_all_are_stored() -> None:
    x = torch.randn(1, 2, 16, 16, 16)
    short, long = kept(small(), x), kept(small(blocks=4), x)
    assert short == long
    assert kept(small(store=True), x) > 1.9 * short
    assert kept(small(blocks=4, store=True), x) > 4 * long


def test_only_stages_are_reversible_and_all_have_half_the_finest_channels_as_groups() -> None:
    net = small(blocks=2)
    assert [len(part.networks) for part in net.modules() if isinstance(part, Reversible)] == [4, 4, 4, 2, 2, 2]
    assert {part.num_groups for part in net.modules() if isinstance(part, nn.GroupNorm)} == {2}
    wide = [layer.kernel_size for layer in net.modules() if isinstance(layer, nn.Conv3d)]
    assert wide.count((1, 1, 1)) == 2 + 2 + 1


def test_a_map_is_raised_to_its_skip_and_added() -> None:
    net, skips = small(), []
    raised: list[Tensor] = []
    sums: list[Tensor] = []
    for stage, up, below in zip(net.down, reversed(net.up), [net.last, *reversed(net.up)], strict=False):
        stage.register_forward_hook(lambda _module, _args, out: skips.append(out))
        up.register_forward_hook(lambda _module, _args, out: raised.insert(0, out))
        below.register_forward_pre_hook(lambda _module, args: sums.insert(0, args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 2, 5, 6, 9))
    assert [tuple(x.shape[1:]) for x in skips] == [(4, 5, 6, 9), (8, 3, 3, 5)]
    assert [tuple(x.shape[1:]) for x in raised] == [(4, 3, 3, 5), (8, 2, 2, 3)]
    for skip, x, total in zip(skips, raised, sums, strict=True):
        torch.testing.assert_close(total, skip + resize(x, skip.shape[2:]))


def test_widths_that_the_groups_do_not_divide_are_refused() -> None:
    for options in ({"widths": (4, 6)}, {"widths": (3, 6)}, {"widths": ()}, {"blocks": 0}):
        wrong: dict[str, Any] = options
        with pytest.raises(UsageError, match=r"^reversible-unet3d: the channels of a stage are a multiple of those of"):
            zoo.build("reversible-unet3d", in_channels=1, classes=2, ndim=3, **wrong)
