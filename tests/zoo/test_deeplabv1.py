"""DeepLab v1: strides, dilations, and where the scores lie."""

import pytest
import torch
from torch import nn

from segeval.zoo.deeplabv1 import DeepLabV1, raised
from tests.zoo.golden import follows_law


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("deeplabv1", 576, 1025)


def test_features_have_stride_8_and_dilations_2_and_12() -> None:
    with torch.device("meta"):
        net = DeepLabV1(3, 21)
        assert net.encoder(torch.empty(1, 3, 321, 321))[-1].shape == (1, 512, 41, 41)
        assert net.head(torch.empty(1, 512, 41, 41)).shape == (1, 21, 41, 41)
    convs = [module for module in net.modules() if isinstance(module, nn.Conv2d)]
    assert [conv.dilation[0] for conv in convs] == [1] * 10 + [2] * 3 + [12, 1, 1]
    pools = [module for module in net.modules() if isinstance(module, nn.MaxPool2d | nn.AvgPool2d)]
    assert [pool.kernel_size for pool in pools] == [3] * 6
    assert [pool.stride for pool in pools] == [2, 2, 2, 1, 1, 1]


@pytest.mark.parametrize("size", range(1, 30))
def test_scores_lie_on_every_eighth_pixel_and_reach_over_the_image(size: int) -> None:
    with torch.device("meta"):
        count = DeepLabV1(1, 2, width=2).encoder(torch.empty(1, 1, size, 50))[-1].shape[2]
    assert 8 * (count - 2) + 1 < size <= 8 * (count - 1) + 1
    scores = torch.randn(1, 2, count, 8)
    dense = raised(scores, (size, 50))
    assert dense.shape == (1, 2, size, 50)
    torch.testing.assert_close(dense[:, :, ::8, ::8], scores[:, :, : (size + 7) // 8, :7])
    torch.testing.assert_close(dense[:, :, 0, 12], scores[:, :, 0, 1:3].mean(2))


def test_the_last_layer_starts_faint() -> None:
    head = DeepLabV1(1, 50, width=16).head
    assert head[-1].get_parameter("weight").std().item() == pytest.approx(0.01, rel=0.02)
    assert head[4].get_parameter("weight").std().item() == pytest.approx((2 / 256) ** 0.5, rel=0.02)
