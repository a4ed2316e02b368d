"""U-Net++ on ResNet-34: ten nested nodes and the width of each."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.unetppresnet34 import UNetPlusPlusResNet
from tests.zoo.golden import follows_law


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("unetpp-resnet34", per_channel=3136, per_class=145)


def test_ten_nodes_stand_on_the_stages_and_the_last_of_each_depth_has_the_width_of_the_decoder() -> None:
    shapes: dict[str, tuple[int, ...]] = {}
    with torch.device("meta"):
        net = UNetPlusPlusResNet(3, 2)
        for name, node in (*net.decoder.nodes.items(), ("last", net.decoder.last)):
            node.register_forward_hook(
                lambda _module, args, out, name=name: shapes.update({name: (args[0].shape[1], *out.shape[1:])})
            )
        net(torch.empty(1, 3, 64, 96))
    # Channels in, channels out, rows, columns.
    assert shapes == {
        "01": (64 + 64, 64, 32, 48),
        "11": (128 + 64, 64, 16, 24),
        "21": (256 + 128, 128, 8, 12),
        "31": (512 + 256, 256, 4, 6),
        "02": (64 + 2 * 64, 64, 32, 48),
        "12": (128 + 2 * 64, 64, 16, 24),
        "22": (256 + 2 * 128, 128, 8, 12),
        "03": (64 + 3 * 64, 64, 32, 48),
        "13": (128 + 3 * 64, 64, 16, 24),
        "04": (64 + 4 * 64, 32, 32, 48),
        "last": (32, 16, 64, 96),
    }


def test_a_node_reads_the_raised_map_then_the_latest_of_its_depth() -> None:
    net, seen = UNetPlusPlusResNet(3, 2, width=4, decoder=(10, 8, 6, 4, 2)).eval(), {}
    for name, node in net.decoder.nodes.items():
        node.register_forward_hook(
            lambda _module, args, out, name=name: seen.update({name: (args[0].clone(), out.clone())})
        )
    with torch.inference_mode():
        net(torch.randn(1, 3, 64, 64))
    raised = nn.functional.interpolate(seen["12"][1], scale_factor=2, mode="nearest")
    expected = torch.cat([raised, seen["02"][1], seen["01"][1], seen["01"][0][:, -4:]], dim=1)
    assert torch.equal(seen["03"][0], expected)


def test_another_number_of_decoder_widths_is_refused() -> None:
    with pytest.raises(UsageError, match="five decoder widths"):
        zoo.build("unetpp-resnet34", in_channels=3, classes=1, ndim=2, decoder=(8, 8))
