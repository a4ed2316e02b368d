"""What is particular about single networks: the figures and traps of their papers."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.unet import OverlapTile, UNet, valid_sizes
from segeval.zoo.sunet import WINDOW, Block, SUNet, joined, offsets, seam_mask, windows
from segeval.zoo.unetpp import UNetPlusPlus
from tests.zoo.golden import count_params, follows_law

# How many weights a further channel, a further class, and the square of the classes add, in the reference form.
COUNTS = {
    "nnunet3d": (864, 805, 0),
    "sunet": (864, 864, 0),
    "u2net": (576, 13831, 6),
    "u2netp": (576, 3463, 6),
    "unet": (576, 65, 0),
    "unet-valid": (576, 65, 0),
    "unet3d": (864, 65, 0),
    "unetpp": (288, 132, 0),
}


def record(modules: Iterable[nn.Module]) -> list[tuple[Tensor, Any]]:
    """Return a list that fills with (input, output) of each module whenever it runs."""
    seen: list[tuple[Tensor, Any]] = []
    for module in modules:
        module.register_forward_hook(lambda _, args, output: seen.append((args[0], output)))
    return seen


@pytest.mark.parametrize("name", COUNTS)
def test_parameter_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, *COUNTS[name])


def test_unpadded_unet_has_the_sizes_of_figure_1() -> None:
    with torch.device("meta"):
        tile = zoo.build("unet-valid", in_channels=1, classes=2, ndim=2)
        assert isinstance(tile, OverlapTile)
        seen = record((*tile.net.down, *tile.net.merge))
        assert tile.net(torch.empty(1, 1, 572, 572)).shape == (1, 2, 388, 388)
    assert [output.shape[-1] for _, output in seen] == [568, 280, 136, 64, 28, 52, 100, 196, 388]
    assert valid_sizes(388, poolings=4) == (572, 388)
    assert valid_sizes(1, poolings=4) == (188, 4)


def test_overlap_tile_shows_the_network_a_mirrored_border() -> None:
    net = UNet((1, 2), 2, stages=[(2, 2)] * 4, valid=True).eval()
    image = torch.randn(1, 1, 5, 4)
    (height, _), (width, _) = valid_sizes(5, 3), valid_sizes(4, 3)
    assert (height, width) == (100, 92)
    sides = [((height - 5) // 2, -(-(height - 5) // 2)), ((width - 4) // 2, (width - 4) // 2)]
    mirrored = torch.from_numpy(np.pad(image[0, 0], sides, mode="reflect"))[None, None]
    with torch.inference_mode():
        expected = net(mirrored)[:, :, 3:8]
        torch.testing.assert_close(OverlapTile(net)(image), expected)


def test_unpadded_unet3d_has_the_sizes_and_the_count_of_its_paper() -> None:
    stages = [(32, 64), (64, 128), (128, 256), (256, 512)]
    with torch.device("meta"):
        net = UNet((3, 3), 3, stages=stages, norm="batch", wide_up=True, valid=True)
        assert net(torch.empty(1, 3, 132, 132, 116)).shape == (1, 3, 44, 44, 28)
    affine = sum(count_params(module) for module in net.modules() if isinstance(module, nn.BatchNorm3d))
    assert count_params(net) - affine == 19_069_955
    assert (valid_sizes(44, poolings=3), valid_sizes(28, poolings=3)) == ((132, 44), (116, 28))


def test_unetpp_has_15_nodes_10_up_convolutions_and_4_heads() -> None:
    with torch.device("meta"):
        net = UNetPlusPlus(3, 1, 2, width=32)
    assert (len(net.nodes), len(net.up), len(net.heads)) == (15, 10, 4)


def test_unetpp_heads_come_deepest_first_and_the_shallowest_ignores_the_bottom() -> None:
    net = UNetPlusPlus(1, 2, 2, width=2).eval()
    image = torch.randn(1, 1, 16, 16)
    with torch.inference_mode():
        before = net.outputs(image)
        for parameter in net.nodes["40"].parameters():
            parameter.add_(1)
        after = net.outputs(image)
    assert [torch.equal(a, b) for a, b in zip(before, after, strict=True)] == [False, True, True, True]


def test_sunet_refuses_other_sizes() -> None:
    with torch.device("meta"):
        net = SUNet(1, 2, width=8, depth=1)
        with pytest.raises(UsageError, match=r"sunet takes images of 256×256, got 128×256; use windows of 256\."):
            net(torch.empty(1, 1, 128, 256))


def test_a_narrow_sunet_repeats_itself_and_keeps_images_apart() -> None:
    net, images = SUNet(1, 2, width=8, depth=2).eval(), torch.randn(2, 1, 256, 256)
    with torch.inference_mode():
        logits = net(images)
        assert logits.shape == (2, 2, 256, 256)
        torch.testing.assert_close(net(images[1:]), logits[1:])
    assert logits.min() < 0 < logits.max()


def test_windows_are_joined_as_they_were_cut() -> None:
    x = torch.randn(2, 16, 16, 3)
    assert windows(x).shape == (2, 4, WINDOW**2, 3)
    assert torch.equal(windows(x)[1, 1], x[1, :8, 8:].reshape(64, 3))
    assert torch.equal(joined(windows(x), 16), x)


def test_opposite_pairs_read_opposite_rows_of_the_bias() -> None:
    rows = offsets(torch.device("cpu"))
    assert len(set(rows.flatten().tolist())) == 225
    assert (rows + rows.T == 224).all()


def test_a_shifted_window_does_not_look_across_the_border() -> None:
    block, x = Block(8, shift=4, drop=0.0).eval(), torch.randn(1, 16, 16, 8)
    nn.init.zeros_(block.bias)
    touched = x.clone()
    touched[:, 0, 0] += 1
    with torch.inference_mode():
        changed = (block(x) != block(touched)).any(-1)[0]
    assert changed[:4, :4].any()
    assert not changed[4:].any()
    assert not changed[:, 4:].any()
    assert seam_mask(16, 4, torch.device("cpu"))[0].count_nonzero() == 0


def test_sunet_refuses_widths_that_its_heads_cannot_share() -> None:
    with pytest.raises(UsageError, match=r"^sunet: width is a multiple of 8 and depth at least 1, got 12 and 2$"):
        zoo.build("sunet", in_channels=1, classes=2, ndim=2, width=12, depth=2)


def test_u2net_refuses_other_numbers_of_stages() -> None:
    with pytest.raises(UsageError, match=r"^u2net has six pairs of widths down and five up, got \(\(4, 8\),\) and "):
        zoo.build("u2net", in_channels=1, classes=2, ndim=2, down=((4, 8),))
