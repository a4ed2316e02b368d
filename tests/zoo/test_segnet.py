"""SegNet: values return to where they came from, and nothing else crosses from the encoder."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval.zoo.segnet import SegNet, SegNetBasic
from tests.zoo.golden import follows_law


def before_pooling(net: SegNet | SegNetBasic) -> list[nn.Module]:
    if isinstance(net, SegNetBasic):
        return list(net.down)
    return [net.encoder.features[end - 1] for end in net.encoder.ends]


def seen(modules: list[nn.Module], output: bool) -> list[Tensor]:
    """Return a list that fills with the input or output of each module whenever it runs."""
    found: list[Tensor] = []

    def look(_: nn.Module, args: Any, result: Tensor) -> None:
        found.append((result if output else args[0]).clone())

    for module in modules:
        module.register_forward_hook(look)
    return found


@pytest.mark.parametrize(("name", "law"), [("segnet", (576, 577)), ("segnet-basic", (3136, 65))])
def test_parameter_counts_follow_channels_and_classes(name: str, law: tuple[int, int]) -> None:
    assert follows_law(name, *law)


@pytest.mark.parametrize("shape", [(37, 50), (17, 18, 25)])
@pytest.mark.parametrize("kind", [SegNet, SegNetBasic])
def test_values_return_to_the_places_of_the_maxima(kind: type[SegNet | SegNetBasic], shape: tuple[int, ...]) -> None:
    net = kind(1, 2, len(shape), width=4).eval()
    maps, unpooled = seen(before_pooling(net), output=True), seen(list(net.up), output=False)
    pool: Any = nn.functional.max_pool2d if len(shape) == 2 else nn.functional.max_pool3d
    with torch.inference_mode():
        assert net(torch.randn(1, 1, *shape)).shape == (1, 2, *shape)
    assert len(maps) == len(unpooled) == len(net.up)
    for fine, sparse in zip(maps, reversed(unpooled), strict=True):
        assert sparse.shape == fine.shape
        _, places = pool(fine, 2, ceil_mode=True, return_indices=True)
        assert sparse[:, :, -2 + fine.shape[2] % 2 :].any()  # also in a last row that is a window of its own
        assert not sparse.flatten(2).scatter(2, places.flatten(2), 0).any()


def test_the_basic_decoder_is_linear_between_its_norms() -> None:
    net = SegNetBasic(1, 2, width=4)
    assert [sum(isinstance(layer, nn.ReLU) for layer in stages.modules()) for stages in (net.down, net.up)] == [4, 0]
    assert [tuple(stage[0].kernel_size) for stage in (*net.down, *net.up)] == [(7, 7)] * 8


def test_the_basic_form_sees_neighbouring_channels_in_each_others_light() -> None:
    net, x = SegNetBasic(3, 2, width=4).eval(), torch.randn(1, 3, 16, 16)
    dark, bright = seen([net.down[0]], output=False), torch.cat([x[:, :1], 100 * x[:, 1:]], dim=1)
    with torch.inference_mode():
        net(x)
        net(bright)
    assert (dark[1][:, 0].abs() < 0.99 * dark[0][:, 0].abs()).any()
