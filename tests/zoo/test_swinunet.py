"""Swin-Unet: what it shares with its release, and where it accepts more."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.swinunet import Expand, SwinUnet
from tests.zoo.golden import count_params, follows_law

TINY: dict[str, Any] = {"width": 8, "heads": (1, 2, 4, 8), "window": 3}


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("swinunet", per_channel=1536, per_class=96)


def test_a_grey_image_is_repeated_three_times() -> None:
    grey = zoo.build("swinunet", in_channels=1, classes=2, ndim=2, **TINY).eval()
    colour = zoo.build("swinunet", in_channels=3, classes=2, ndim=2, **TINY).eval()
    colour.load_state_dict(grey.state_dict())
    x = torch.randn(1, 1, 32, 64)
    with torch.inference_mode():
        assert torch.equal(grey(x), colour(x.repeat(1, 3, 1, 1)))


def test_expansion_makes_the_channels_of_a_place_its_neighbours() -> None:
    layer, x = Expand(3, 2, 2), torch.randn(1, 2, 3, 3)
    with torch.inference_mode():
        raised, vectors = layer(x), layer.expand(x)
        assert raised.shape == (1, 4, 6, 2)
        for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
            expected = layer.norm(vectors[..., 4 * row + 2 * column :][..., :2])
            torch.testing.assert_close(raised[:, row::2, column::2], expected)


def test_skips_are_the_maps_before_the_blocks_of_a_stage() -> None:
    net = zoo.build("swinunet", in_channels=2, classes=2, ndim=2, **TINY).eval()
    assert isinstance(net, SwinUnet)
    entered: list[Any] = []
    joins: list[Any] = []
    for stage in net.encoder.layers:
        stage.get_submodule("blocks").register_forward_hook(lambda _, args, __: entered.append(args[0]))
    for fuse in net.fuse:
        fuse.register_forward_hook(lambda _, args, __: joins.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 2, 64, 96))
    assert [x.shape[1:3] for x in entered] == [(16, 24), (8, 12), (4, 6), (2, 3)]
    for join, skip in zip(joins, entered[-2::-1], strict=True):
        assert torch.equal(join[..., join.shape[-1] // 2 :], skip)


def test_it_has_no_convolution_but_patches_and_head() -> None:
    with torch.device("meta"):
        net = zoo.build("swinunet", in_channels=3, classes=9, ndim=2)
    assert [layer.kernel_size for layer in net.modules() if isinstance(layer, nn.Conv2d)] == [(4, 4), (1, 1)]
    assert count_params(net.get_submodule("up")) == sum(
        count_params(net.get_submodule(f"encoder.layers.{stage}.blocks")) for stage in range(3)
    )


@pytest.mark.parametrize(
    "options",
    [{"depths": (2, 2, 2)}, {"heads": (3, 6, 12, 25)}, {"window": 0}, {"depths": (2, 0, 2, 2)}, {"width": 97}],
)
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^swinunet: depths and heads name four stages, heads share the channels"):
        zoo.build("swinunet", in_channels=1, classes=2, ndim=2, **options)
