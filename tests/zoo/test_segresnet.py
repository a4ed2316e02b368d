"""SegResNet: counts, blocks with pre-activation, skips that are added, dropout, odd sizes, no autoencoder."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._layouts.segresnet import LAYOUTS
from segeval.zoo.segresnet import Block, SegResNet
from tests.zoo.golden import follows_law


def small(**options: Any) -> SegResNet:
    kept: dict[str, Any] = {"width": 4, "down": (1, 1, 2), "up": (1, 1), "groups": 2, **options}
    net = zoo.build("segresnet", in_channels=2, classes=3, ndim=3, **kept)
    assert isinstance(net, SegResNet)
    return net.eval()


@pytest.mark.parametrize(("name", "width"), [("segresnet", 32), ("segresnet-16", 16), ("segresnet-8", 8)])
def test_counts_follow_channels_and_classes(name: str, width: int) -> None:
    assert follows_law(name, per_channel=27 * width, per_class=width + 1)


def test_stages_have_the_blocks_of_the_paper_and_norms_8_groups() -> None:
    with torch.device("meta"):
        net = zoo.build("segresnet", in_channels=4, classes=3, ndim=3)
    assert isinstance(net, SegResNet)
    blocks = [sum(isinstance(part, Block) for part in stage.modules()) for stage in (*net.down, *net.up)]
    assert blocks == [1, 2, 2, 4, 1, 1, 1]
    assert {norm.num_groups for norm in net.modules() if isinstance(norm, nn.GroupNorm)} == {8}


def test_a_block_adds_two_pre_activated_convolutions() -> None:
    block, x = Block(4, ndim=3, groups=2), 5 * torch.randn(2, 4, 5, 6, 7)

    def active(y: Tensor) -> Tensor:
        return functional.relu(functional.group_norm(y, 2))

    torch.testing.assert_close(block(x), x + block.conv2(active(block.conv1(active(x)))))


def test_a_skip_is_added_to_the_map_after_it_was_narrowed_and_interpolated() -> None:
    net, entered, maps = small(), [], []
    net.up[0].register_forward_pre_hook(lambda _module, args: entered.append(args[0]))
    for part in (net.down[1], net.narrow[0]):
        part.register_forward_hook(lambda _module, _args, out: maps.append(out))
    with torch.inference_mode():
        net(torch.randn(1, 2, 8, 8, 16))
    skip, narrowed = maps
    assert narrowed.shape[1] == skip.shape[1] == 8
    raised = functional.interpolate(narrowed, scale_factor=2, mode="trilinear")
    torch.testing.assert_close(entered[0], skip + raised)


def test_whole_maps_of_the_first_convolution_are_dropped_in_training() -> None:
    net, dropped = small(dropout=0.5).train(), []
    net.down[0].register_forward_pre_hook(lambda _module, args: dropped.append(args[0]))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net(torch.randn(8, 2, 4, 4, 4))
    gone = (dropped[0] == 0).flatten(2)
    assert torch.equal(gone.any(2), gone.all(2))
    assert 0 < gone.all(2).sum() < 32


def test_odd_sizes_are_halved_up_and_met_again() -> None:
    net, sizes = small(), []
    for stage in (*net.down, *net.up):
        stage.register_forward_hook(lambda _module, _args, out: sizes.append(tuple(out.shape[2:])))
    with torch.inference_mode():
        net(torch.randn(1, 2, 2, 7, 13))
    assert sizes == [(2, 7, 13), (1, 4, 7), (1, 2, 4), (1, 4, 7), (2, 7, 13)]


def test_the_autoencoder_of_a_checkpoint_is_left_out() -> None:
    assert LAYOUTS[0].ours("vae_fc1.weight") is None
    assert LAYOUTS[0].ours("vae_down.2.conv.weight") is None


@pytest.mark.parametrize(
    "options",
    [
        {"down": (1, 1)},
        {"up": (1, 0)},
        {"down": (1,), "up": (), "groups": 3},
        {"width": 2, "groups": 4},
        {"dropout": 1},
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^segresnet: "):
        small(**options)
