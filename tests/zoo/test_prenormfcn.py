"""Learned normalisation: an image for the segmenter, trained with it; and the FC-ResNet behind it."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.prenormfcn import PreNormFCN, Residual
from tests.zoo.golden import count_params, follows_law


def built(**options: Any) -> PreNormFCN:
    net = zoo.build("prenorm-fcn", in_channels=2, classes=3, ndim=2, **options)
    assert isinstance(net, PreNormFCN)
    return net.eval()


def small(**options: Any) -> PreNormFCN:
    return built(**{"width": 4, "blocks": (1, 1, 1), "normaliser": 4, **options})


def test_parameters_follow_channels_and_classes() -> None:
    # First and last convolution of the normaliser, first of the segmenter; head.
    assert follows_law("prenorm-fcn", 9 * 16 + (16 + 1) + 9 * 32, 32 + 1)


def test_the_normaliser_is_the_lesser_part() -> None:
    with torch.device("meta"):
        net = zoo.build("prenorm-fcn", in_channels=1, classes=2, ndim=2)
    assert isinstance(net, PreNormFCN)
    assert count_params(net.normaliser) == 1_940_817
    assert count_params(net.segmenter) == 11_470_402


def test_the_segmenter_sees_the_normalised_image_alone() -> None:
    net, x, seen = small(), torch.randn(1, 2, 65, 80), []
    net.segmenter.register_forward_hook(lambda _, args, __: seen.append(args[0]))
    with torch.inference_mode():
        image = net.extras(x)["normalised"]
        logits = net(x)
        assert torch.equal(net.segmenter(image), logits)
    assert torch.equal(seen[0], image)
    assert image.shape == x.shape
    assert not torch.allclose(image, x)


def test_the_loss_of_the_segmentation_trains_the_normaliser() -> None:
    net = small().train()
    net(torch.randn(1, 2, 65, 80)).square().mean().backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in net.normaliser.parameters())


def test_without_a_normaliser_the_image_is_segmented_as_it_is() -> None:
    net, x = small(normaliser=0), torch.randn(1, 2, 33, 40)
    with torch.inference_mode():
        assert torch.equal(net.extras(x)["normalised"], x)
        assert torch.equal(net(x), net.segmenter(x))


def test_the_fc_resnet_has_the_stages_of_its_paper() -> None:
    stages: list[tuple[int, int, tuple[int, ...]]] = []

    def look(module: nn.Module, _: tuple[Tensor], output: Tensor) -> None:
        stages.append((len(list(module.children())), output.shape[1], tuple(output.shape[2:])))

    with torch.device("meta"):
        net = built()
        for stage in (*net.segmenter.down, *net.segmenter.up):
            stage.register_forward_hook(look)
        net(torch.empty(1, 2, 256, 320))
    down = [(1, 32, 2), (1, 32, 4), (3, 128, 8), (8, 256, 16), (10, 512, 32), (3, 1024, 64)]
    expected = [(count, width, (256 // stride, 320 // stride)) for count, width, stride in [*down, *down[-2::-1]]]
    assert stages == expected


def test_long_skips_are_added_to_maps_whose_pixels_are_repeated() -> None:
    net, skips, raised, merged = small().segmenter, [], [], []
    net.enter.register_forward_hook(lambda _, __, output: skips.append(output))
    for stage in net.down[:-1]:
        stage.register_forward_hook(lambda _, __, output: skips.append(output))
    for adapt in net.adapt:
        adapt.register_forward_hook(lambda _, __, output: raised.append(output))
    for stage in net.up:
        stage.register_forward_hook(lambda _, args, __: merged.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 2, 64, 96))
    assert len(merged) == len(net.up) == len(skips) - 1 == 4
    for skip, coarse, sum_ in zip(skips[:0:-1], raised, merged, strict=True):
        torch.testing.assert_close(sum_, skip + coarse.repeat_interleave(2, 2).repeat_interleave(2, 3))


def test_residual_units_begin_with_a_norm_and_end_with_a_bare_sum() -> None:
    units = [unit for unit in small().modules() if isinstance(unit, Residual)]
    assert len(units) == 2 + 3 + 2 + 2
    for unit in units:
        norm = unit.body[0]
        assert isinstance(norm, nn.BatchNorm2d)
        for weight in unit.body.parameters():
            nn.init.zeros_(weight)
        x = torch.randn(1, norm.num_features, 5, 7)
        assert torch.equal(unit(x), unit.shortcut(x[:, :, :: unit.stride, :: unit.stride]))


@pytest.mark.parametrize("blocks", [(), (1, 0), (1,) * 5])
def test_blocks_that_make_no_network_are_refused(blocks: tuple[int, ...]) -> None:
    with pytest.raises(
        UsageError, match=r"^blocks of prenorm-fcn are 1 to 4 counts of bottlenecks, such as 3\+8\+10\+3"
    ):
        small(blocks=blocks)
