"""DeepLab v2: strides, rates, and how branches and scales are joined."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.sizes import resize
from segeval.zoo.deeplabv2 import DeepLabV2
from tests.zoo.golden import count_params, follows_law


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("deeplabv2", 3136, 73_732)


def test_features_have_stride_8_and_their_stages_dilations_2_and_4() -> None:
    with torch.device("meta"):
        net = DeepLabV2(3, 21)
        assert net.scores(torch.empty(1, 3, 321, 321)).shape == (1, 21, 41, 41)
        assert net.scores(torch.empty(1, 3, 256, 64)).shape == (1, 21, 33, 9)  # the first pooling rounds up
    dilations = [
        {conv.dilation[0] for conv in stage.modules() if isinstance(conv, nn.Conv2d) and conv.kernel_size == (3, 3)}
        for stage in net.encoder.stages()
    ]
    assert dilations == [{1}, {1}, {2}, {4}]
    assert [conv.dilation[0] for conv in net.branches if isinstance(conv, nn.Conv2d)] == [6, 12, 18, 24]
    strided = [name for name, conv in net.named_modules() if isinstance(conv, nn.Conv2d) and conv.stride == (2, 2)]
    assert strided == ["encoder.conv1", "encoder.layer2.0.conv1", "encoder.layer2.0.downsample.0"]


def test_branches_score_with_biases_and_are_added() -> None:
    net, x = DeepLabV2(1, 3, width=2).eval(), torch.randn(1, 1, 33, 41)
    assert count_params(net.branches) == 4 * (9 * 64 * 3 + 3)
    with torch.inference_mode():
        features = net.encoder(x)[-1]
        expected = net.branches[0](features)
        for branch in list(net.branches)[1:]:
            expected = expected + branch(features)
        torch.testing.assert_close(net(x), resize(expected, (33, 41)))


def test_scales_are_joined_by_the_largest_score() -> None:
    net, x = DeepLabV2(1, 3, width=2, scales=(1.0, 0.5)).eval(), torch.randn(1, 1, 66, 82)
    with torch.inference_mode():
        whole, half = net.scores(x), net.scores(resize(x, (33, 41)))
        assert half.shape[2:] != whole.shape[2:]
        expected = torch.maximum(whole, resize(half, whole.shape[2:]))
        assert not torch.equal(expected, whole)
        torch.testing.assert_close(net(x), resize(expected, (66, 82)))


def test_the_vgg_form_has_the_layers_of_v1_in_every_branch() -> None:
    with torch.device("meta"):
        net = zoo.build("deeplabv2", in_channels=3, classes=21, ndim=2, encoder="vgg16")
    assert count_params(net) == 37_877_652


@pytest.mark.parametrize("options", [{"rates": ()}, {"rates": (0, 6)}, {"scales": ()}, {"scales": (1.0, 0.0)}])
def test_rates_and_scales_that_see_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^deeplabv2 has rates of at least 1 and scales above 0, one or more of each"):
        zoo.build("deeplabv2", in_channels=1, classes=2, ndim=2, **options)
