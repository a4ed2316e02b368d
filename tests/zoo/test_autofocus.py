"""Autofocus networks: what their layer shares and what it does not, and how far the border reaches."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.autofocus import Autofocus
from segeval.zoo.autofocus import AutofocusNet, autofocus
from tests.zoo.golden import count_params, follows_law

RATES = (2, 6, 10, 14)
WIDTHS = (3, 4, 4, 5)


def small(form: str, ndim: int = 2) -> AutofocusNet:
    net = autofocus((1, 2), ndim, form=form, widths=WIDTHS, rates=RATES).eval()
    assert isinstance(net, AutofocusNet)
    return net


@pytest.mark.parametrize(
    ("form", "per_class"), [("afn6", 50 + 1), ("basic", 50 + 1), ("aspp-c", 4 * 30 + 1), ("aspp-s", 4 * (120 + 1))]
)
def test_parameters_follow_channels_and_classes(form: str, per_class: int) -> None:
    assert follows_law(f"autofocus-{form}", 27 * 30, per_class)


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_layer_shares_its_weight_among_rates_but_no_norm(ndim: int) -> None:
    layer, k = Autofocus(6, 5, RATES, ndim=ndim), 3**ndim
    x = torch.randn(2, 6, *(9, 10, 11)[:ndim])
    assert layer(x).shape == (2, 5, *x.shape[2:])
    assert count_params(layer) == (k * 6 * 5 + 5) + 2 * 5 * 4 + (k * 6 * 3 + 3) + (3 * 4 + 4)
    assert count_params(Autofocus(6, 5, RATES[:1], ndim=ndim)) == k * 6 * 5 + 5 + 2 * 5


@pytest.mark.parametrize("valid", [False, True])
def test_every_rate_alone_is_a_dilated_convolution_of_that_weight(valid: bool) -> None:
    layer, x = Autofocus(2, 3, RATES, valid=valid).eval(), torch.randn(1, 2, 40, 44)
    assert layer.attend is not None
    for place, rate in enumerate(RATES):
        with torch.no_grad():
            chosen = layer.attend[-1]
            chosen.get_parameter("weight").zero_()
            chosen.get_parameter("bias").copy_(functional.one_hot(torch.tensor(place), 4) * 1000.0)
            bias = layer.conv.get_parameter("bias") if place == 0 else None
            own = functional.conv2d(x, layer.conv.get_parameter("weight"), bias, padding=rate, dilation=rate)
            own = own[..., 2:-2, 2:-2] if valid else own
            torch.testing.assert_close(layer(x), layer.norms[place](own))


@pytest.mark.parametrize("valid", [False, True])
def test_weights_of_the_rates_differ_from_place_to_place_and_have_the_sum_1(valid: bool) -> None:
    layer, x = Autofocus(4, 4, RATES, ndim=3, valid=valid), torch.randn(2, 4, 9, 10, 11)
    weights = layer.weights(x)
    assert weights.shape == (2, 4, *layer(x).shape[2:])
    torch.testing.assert_close(weights.sum(1), torch.ones_like(weights[:, 0]))
    assert weights.std(dim=(2, 3, 4)).min() > 1e-4


def test_attention_sees_the_neighbours_of_the_place_that_it_weighs() -> None:
    layer, x, other = Autofocus(2, 3, RATES, valid=True), torch.zeros(1, 2, 20, 20), torch.zeros(1, 2, 20, 20)
    assert layer.attend is not None
    nn.init.ones_(layer.attend[0].get_parameter("weight"))
    other[..., 9, 12] = 5
    changed = torch.zeros(16, 16, dtype=torch.bool)
    changed[6:9, 9:12] = True  # two places are taken off each side
    assert torch.equal((layer.weights(other) != layer.weights(x)).any(1)[0], changed)


def test_attention_does_not_shape_the_map_that_it_reads() -> None:
    layer, x = Autofocus(2, 3, RATES), torch.randn(1, 2, 20, 20, requires_grad=True)
    (grad,) = torch.autograd.grad(layer.weights(x).square().sum(), x, allow_unused=True)
    assert grad is None


@pytest.mark.parametrize("form", ["basic", "afn1", "afn6"])
def test_the_unpadded_network_answers_for_47_of_75(form: str) -> None:
    with torch.device("meta"):
        assert small(form, 3).unpadded(torch.empty(1, 1, 75, 75, 75)).shape == (1, 2, 47, 47, 47)


@pytest.mark.parametrize(("form", "reach"), [("basic", 0), ("afn1", 12)])
def test_answers_that_the_border_does_not_reach_are_those_of_the_unpadded_network(form: str, reach: int) -> None:
    net, x, off = small(form), torch.randn(1, 1, 60, 71), 14 + reach
    with torch.inference_mode():
        whole, inner = net(x), net.unpadded(x)
    assert (whole.shape[2:], inner.shape[2:]) == ((60, 71), (32, 43))
    torch.testing.assert_close(
        whole[..., off : 60 - off, off : 71 - off], inner[..., reach : 32 - reach, reach : 43 - reach]
    )


@pytest.mark.parametrize("number", range(1, 7))
def test_the_last_layers_are_those_that_focus(number: int) -> None:
    layers = [layer for layer in small(f"afn{number}").modules() if isinstance(layer, Autofocus)]
    assert [len(layer.rates) for layer in layers] == [1] * (6 - number) + [4] * number


def test_shortcuts_have_weights_only_where_channels_change() -> None:
    kinds = [type(block.shortcut) for block in small("afn6").blocks]
    assert kinds == [nn.Sequential, nn.Identity, nn.Sequential]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"widths": (3, 4, 5)}, r"autofocus: widths .* four numbers; got 3"),
        ({"rates": (6, 2)}, r"autofocus: rates .* the smallest first; got 6, 2"),
        ({"rates": (0, 2)}, r"autofocus: rates are dilations of 1 or more"),
    ],
)
def test_other_plans_are_refused(options: dict[str, tuple[int, ...]], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.build("autofocus-afn6", in_channels=1, classes=2, ndim=3, **options)
