"""PAN: output stride 16, a pyramid that weighs places, guidance that weighs channels, single images."""

import pytest
import torch
from torch import nn

from segeval.zoo._blocks.context import PooledNorm
from segeval.zoo.pan import PAN, AttentionUpsample, PyramidAttention
from tests.zoo.golden import follows_law


@pytest.mark.parametrize("name", ["pan-resnet50", "pan-resnet101"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=3136, per_class=289)


def test_the_last_stage_dilates_evenly_and_the_decoder_ends_at_stride_4() -> None:
    shapes = []
    with torch.device("meta"):
        net = PAN(3, 2, encoder="resnet50")
        for layer in (net.attention, *net.up):
            layer.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        net(torch.empty(2, 3, 131, 150))
    assert shapes == [(32, 9, 10), (32, 9, 10), (32, 17, 19), (32, 33, 38)]
    last = net.encoder.get_submodule("layer4")
    wide = [layer for layer in last.modules() if isinstance(layer, nn.Conv2d) and layer.kernel_size == (3, 3)]
    assert [conv.dilation for conv in wide] == [(2, 2)] * 3


def test_the_pyramid_has_one_channel_and_the_kernels_of_figure_3() -> None:
    with torch.device("meta"):
        attention = PyramidAttention(64, 8)
    convs = [layer for part in (attention.down, attention.side) for layer in part.modules()]
    kernels = [(conv.out_channels, conv.kernel_size[0]) for conv in convs if isinstance(conv, nn.Conv2d)]
    assert kernels == [(1, 7), (1, 5), (1, 3), (1, 3), (1, 5), (1, 7)]


def test_the_pyramid_weighs_the_places_of_every_channel_alike() -> None:
    attention, x = PyramidAttention(4, 3).eval(), torch.randn(1, 4, 16, 24)
    attention.middle = nn.Sequential(nn.Conv2d(4, 3, 1), nn.Sigmoid())
    with torch.inference_mode():
        weights = (attention(x) - attention.image(x)) / attention.middle(x)
    assert weights.std() > 1e-3
    torch.testing.assert_close(weights, weights[:, :1].expand_as(weights), atol=1e-5, rtol=1e-4)


def test_the_coarse_map_weighs_the_channels_of_the_fine_one_and_is_added() -> None:
    up, fine, coarse = AttentionUpsample(4, 2).eval(), torch.randn(1, 4, 8, 8), torch.ones(1, 2, 4, 4)
    norm = up.channels[2]
    assert isinstance(norm, PooledNorm)
    nn.init.zeros_(norm.weight)
    with torch.inference_mode():
        norm.bias.copy_(torch.tensor([-100.0, 100.0]))  # after the sigmoid: 0 and 1
        expected = 1 + up.fine(fine) * torch.tensor([0.0, 1.0]).view(1, 2, 1, 1)
        torch.testing.assert_close(up(fine, coarse), expected)


def test_a_single_image_trains_on_the_smallest_size() -> None:
    net = PAN(3, 2, encoder="resnet50", width=4, head=4).train()
    logits = net(torch.randn(1, 3, 113, 113))
    assert logits.shape == (1, 2, 113, 113)
    assert logits.isfinite().all()
