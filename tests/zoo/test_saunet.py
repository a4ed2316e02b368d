"""SAU-Net: edges of the image, gates, attention to channels and places, both streams in the answer."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.zoo.saunet import DualAttention, Gate, SAUNet, gradient
from tests.zoo.golden import follows_law


def small() -> SAUNet:
    return SAUNet(1, 2, blocks=(1, 2, 2, 1), width=8).eval()


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("saunet", per_channel=3136, per_class=33)


def test_the_gradient_lies_on_edges_whatever_the_scale_of_the_image() -> None:
    x = torch.zeros(3, 2, 9, 12)
    x[0, :, :, 6:] = 40.0
    x[1, 0, 4:] = -0.25
    found = gradient(x)
    columns, rows, nothing = found[:, 0]
    assert columns.nonzero()[:, 1].unique().tolist() == [5, 6]
    assert rows.nonzero()[:, 0].unique().tolist() == [3, 4]
    assert set(found.flatten().tolist()) == {0.0, 1.0}
    assert not nothing.any()
    torch.testing.assert_close(gradient(1000 * x + 7), found)


def test_the_texture_stream_has_no_pooled_stem() -> None:
    with torch.device("meta"):
        net = SAUNet(3, 4, blocks=(6, 12, 24, 16), width=64)
        maps = net.texture(torch.empty(1, 3, 64, 96))
    assert [tuple(x.shape[1:]) for x in maps] == [
        *((64, 32, 48), (128, 16, 24), (256, 8, 12), (512, 4, 6)),
        (1024, 4, 6),
    ]


def test_neither_end_of_the_texture_stream_is_rectified() -> None:
    stem, *_, coarsest = small().texture(torch.randn(1, 1, 64, 64))
    assert stem.min() < 0
    assert coarsest.min() < 0


def test_a_gate_lets_through_once_or_twice() -> None:
    gate, shape = Gate(3).eval(), torch.randn(1, 3, 5, 5)
    last = gate.gate[4]
    assert isinstance(last, nn.BatchNorm2d)
    nn.init.dirac_(gate.conv.weight)
    for bias, times in ((-1e4, 1), (1e4, 2)):
        nn.init.constant_(last.bias, bias)
        out, weights = gate(shape, torch.randn(1, 1, 5, 5))
        assert weights.unique().tolist() == [times - 1]
        torch.testing.assert_close(out, times * shape)


def test_a_decoder_block_weighs_channels_and_places_of_one_map() -> None:
    block = DualAttention(4, 6, 8).eval()
    below, skip = torch.randn(1, 4, 3, 4), torch.randn(1, 6, 5, 8)
    merged: list[torch.Tensor] = []
    block.merge.register_forward_hook(lambda _module, _args, out: merged.append(out))
    with torch.inference_mode():
        out, places = block(below, skip)
        torch.testing.assert_close(out, block.channels(merged[0]) * (1 + places))
    assert places.shape == (1, 1, 5, 8)


def test_extras_are_probabilities_at_the_size_of_the_image() -> None:
    with torch.inference_mode():
        found = small().extras(torch.randn(2, 1, 50, 67))
    shapes = {name: tuple(values.shape) for name, values in found.items()}
    assert shapes == {"edge": (2, 1, 50, 67), "gates": (2, 3, 50, 67), "attention": (2, 4, 50, 67)}
    assert all(0 <= values.min() < values.max() <= 1 for values in found.values())


def test_boundaries_and_edges_of_the_image_reach_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    net, x = small(), torch.randn(1, 1, 64, 64)
    with torch.inference_mode():
        usual = net(x)
        monkeypatch.setattr("segeval.zoo.saunet.gradient", lambda image: torch.zeros_like(image[:, :1]))
        blind = net(x)
        nn.init.zeros_(net.shape.head.weight)
        shapeless = net(x)
    assert not torch.allclose(usual, blind)
    assert not torch.allclose(blind, shapeless)


def test_the_classifier_of_the_release_is_frozen() -> None:
    with torch.device("meta"):
        net = zoo.build("saunet", in_channels=1, classes=2, ndim=2)
    frozen = {name for name, weight in net.named_parameters() if not weight.requires_grad}
    assert frozen == {"classifier.weight", "classifier.bias"}
