"""PSPNet: dilated stages, the joined averages, the auxiliary head, aligned corners, batches of one."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.pspnet import PSPNet
from tests.zoo.golden import count_params, follows_law


def small(**options: Any) -> PSPNet:
    return PSPNet(3, 2, width=2, head=4, **options)


@pytest.mark.parametrize("name", ["pspnet50", "pspnet101"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=576, per_class=770)


def test_the_auxiliary_head_is_what_the_count_says() -> None:
    with torch.device("meta"):
        assert count_params(PSPNet(3, 21).auxiliary) == 2_365_205


def test_every_block_of_the_last_two_stages_dilates() -> None:
    with torch.device("meta"):
        encoder = PSPNet(3, 2).encoder
        maps = encoder(torch.empty(1, 3, 65, 97))
    assert [tuple(x.shape[1:]) for x in maps[-2:]] == [(1024, 9, 13), (2048, 9, 13)]
    for stage, dilation in (("layer2", 1), ("layer3", 2), ("layer4", 4)):
        convs = [layer for layer in encoder.get_submodule(stage).modules() if isinstance(layer, nn.Conv2d)]
        assert {conv.dilation[0] for conv in convs if conv.kernel_size == (3, 3)} == {dilation}


@pytest.mark.parametrize(("bins", "joined"), [((1, 2, 3, 6), 4096), ((1,), 4096), ((1, 2, 4), 2048 + 3 * 682)])
def test_averages_double_the_channels_before_the_head(bins: tuple[int, ...], joined: int) -> None:
    with torch.device("meta"):
        net = PSPNet(3, 2, bins=bins)
        assert net.pool(torch.empty(1, 2048, 8, 8)).shape == (1, joined, 8, 8)
        assert net.head(torch.empty(1, joined, 8, 8)).shape == (1, 2, 8, 8)


def test_the_auxiliary_head_reads_the_last_stage_but_one_and_answers_at_the_size_of_the_image() -> None:
    net, x = small().eval(), torch.randn(1, 3, 41, 50)
    with torch.inference_mode():
        before = net.outputs(x)
        for parameter in net.encoder.get_submodule("layer4").parameters():
            parameter.add_(1)
        after = net.outputs(x)
    assert [out.shape for out in after] == [(1, 2, 41, 50)] * 2
    assert [torch.equal(a, b) for a, b in zip(before, after, strict=True)] == [False, True]


def test_ramps_of_logits_are_raised_to_ramps_since_corners_are_aligned() -> None:
    net = small().eval()
    for head in (net.head, net.auxiliary):
        head.register_forward_hook(lambda _module, _args, out: torch.linspace(0, 1, out.shape[3]).expand_as(out))
    with torch.inference_mode():
        for logits in net.outputs(torch.randn(1, 3, 50, 37)):
            torch.testing.assert_close(logits, torch.linspace(0, 1, 37).expand_as(logits))


def test_a_single_image_can_be_trained_on() -> None:
    assert small().train()(torch.randn(1, 3, 33, 41)).isfinite().all()


@pytest.mark.parametrize("bins", [(), (1, 0)])
def test_bins_of_nothing_are_refused(bins: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"^pspnet has one bin or more, got \("):
        zoo.build("pspnet50", in_channels=3, classes=2, ndim=2, bins=bins)
