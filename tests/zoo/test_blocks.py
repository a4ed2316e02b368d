"""The pieces that networks share."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from segeval.errors import UnknownName
from segeval.zoo._blocks.conv import conv_stack, norm_layers
from segeval.zoo._blocks.init import he_init
from segeval.zoo._blocks.sizes import centre_crop, mirror_pad
from segeval.zoo._blocks.unet import valid_sizes

margins = st.tuples(st.integers(0, 9), st.integers(0, 9))


@given(st.integers(1, 6), st.integers(1, 6), st.tuples(margins, margins))
def test_mirroring_continues_as_numpy_reflects(height: int, width: int, sides: tuple[tuple[int, int], ...]) -> None:
    x = torch.arange(height * width).view(1, 1, height, width)
    np.testing.assert_array_equal(mirror_pad(x, sides)[0, 0], np.pad(x[0, 0], sides, mode="reflect"))


def test_a_crop_keeps_the_centre() -> None:
    assert centre_crop(torch.arange(7).view(1, 1, 7), (4,)).flatten().tolist() == [1, 2, 3, 4]


@given(st.integers(1, 3000), st.integers(1, 4))
def test_valid_sizes_are_the_smallest_that_suffice(wanted: int, poolings: int) -> None:
    taken, given_back = valid_sizes(wanted, poolings)
    assert wanted <= given_back < wanted + 2**poolings
    size = taken
    for _ in range(poolings):
        assert (size - 4) % 2 == 0
        size = (size - 4) // 2
    size -= 4
    for _ in range(poolings):
        size = 2 * size - 4
    assert size == given_back


@pytest.mark.parametrize("layer", [nn.Conv2d(64, 128, 3), nn.ConvTranspose3d(128, 64, 2, stride=2)])
def test_he_initialisation_has_the_variance_of_its_paper(layer: nn.Conv2d | nn.ConvTranspose3d) -> None:
    he_init(layer)
    fan_in = layer.weight[0].numel()
    assert layer.weight.std().item() == pytest.approx((2 / fan_in) ** 0.5, rel=0.02)
    assert layer.bias is not None
    assert not layer.bias.any()


@pytest.mark.parametrize(
    ("norm", "kinds"),
    [
        ("none", (None, None)),
        ("batch", (nn.BatchNorm2d, nn.BatchNorm3d)),
        ("instance", (nn.InstanceNorm2d, nn.InstanceNorm3d)),
        ("group", (nn.GroupNorm, nn.GroupNorm)),
    ],
)
def test_norms_by_name_stand_before_the_relu(norm: str, kinds: tuple[type[nn.Module] | None, ...]) -> None:
    for ndim, kind in zip((2, 3), kinds, strict=True):
        layers = list(conv_stack(ndim, (1, 48), norm=norm))
        assert [type(layer) for layer in layers[1:-1]] == ([kind] if kind else [])
        assert all(layer.weight is not None for layer in layers[1:-1])


@pytest.mark.parametrize(("channels", "groups"), [(8, 1), (16, 1), (64, 4), (40, 2), (320, 20)])
def test_group_norm_joins_sixteen_channels_where_they_divide(channels: int, groups: int) -> None:
    (layer,) = norm_layers("group", 2, channels)
    assert isinstance(layer, nn.GroupNorm)
    assert layer.num_groups == groups


def test_an_unknown_norm_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r"unknown norm 'instanse'; did you mean instance or none\? Choose one of none, batch"
    ):
        norm_layers("instanse", 2, 8)
