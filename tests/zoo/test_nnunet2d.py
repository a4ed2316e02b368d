"""nnU-Net's plan for slices: eight stages, every decoder stage with a head, a bias on every convolution."""

import torch
from torch import nn

from segeval import zoo
from segeval.zoo.nnunet3d import NnUNet
from tests.zoo.golden import count_params, follows_law

WIDTHS = (32, 64, 128, 256, 512, 512, 512, 512)


def full() -> NnUNet:
    with torch.device("meta"):
        net = zoo.build("nnunet2d", in_channels=1, classes=2, ndim=2)
    assert isinstance(net, NnUNet)
    return net


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("nnunet2d", per_channel=9 * 32, per_class=sum(width + 1 for width in WIDTHS[:-1]))


def test_its_count_differs_from_monais_by_biases_and_heads() -> None:
    """MONAI's DynUNet of the same plan has 46,309,474 weights: no biases but that of its one head."""
    net = full()
    convs = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)]
    biases = sum(layer.bias.numel() for layer in convs if layer.bias is not None and layer not in set(net.heads))
    assert biases == 11_104
    assert count_params(net) - biases - sum(map(count_params, net.heads[:-1])) == 46_309_474


def test_heads_come_finest_first_at_every_size_of_the_decoder() -> None:
    net = full()
    with torch.device("meta"):
        logits = net.outputs(torch.empty(1, 1, 512, 512))
    assert [x.shape[-1] for x in logits] == [512, 256, 128, 64, 32, 16, 8]


def test_the_plan_is_the_one_for_3d_with_other_stages() -> None:
    options = {"widths": (2, 3, 4)}
    slices = zoo.build("nnunet2d", in_channels=1, classes=2, ndim=2, **options)
    other = zoo.build("nnunet3d", in_channels=1, classes=2, ndim=2, **options)
    assert repr(slices) == repr(other)
    strides = [layer.stride for layer in full().down.modules() if isinstance(layer, nn.Conv2d)]
    assert strides == [(1, 1), (1, 1), *[(2, 2), (1, 1)] * 7]
