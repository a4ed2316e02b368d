"""UNETR: its counts, which maps of the transformer the decoder meets, names of older files; blocks that it shares."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._blocks.unetr import PlainNorm, ResidualBlock, UpBlock
from segeval.zoo._layouts.unetr import LAYOUTS
from segeval.zoo.unetr import Unetr
from tests.zoo.golden import count_params, follows_law

TINY: dict[str, Any] = {"width": 2, "hidden": 8, "layers": 5, "heads": 2, "taps": (1, 2, 4)}


def full(size: tuple[int, int, int], in_channels: int = 1, classes: int = 14) -> nn.Module:
    with torch.device("meta"):
        return zoo.build("unetr", in_channels=in_channels, classes=classes, ndim=3, size=size)


def test_parameter_counts_follow_channels_classes_and_patches() -> None:
    assert follows_law("unetr", per_channel=16**3 * 768 + 28 * 16, per_class=17)
    assert count_params(full((128, 128, 128), 4, 4)) == 102_468_164
    assert count_params(full((96, 96, 112))) - count_params(full((96, 96, 96))) == 36 * 768


def test_norms_that_nothing_uses_are_counted_but_neither_trained_nor_saved() -> None:
    net = full((96, 96, 96))
    frozen = [parameter for parameter in net.parameters() if not parameter.requires_grad]
    assert sum(parameter.numel() for parameter in frozen) == 12 * 2 * 768
    assert not any("unused" in name for name in net.state_dict())


def test_the_decoder_meets_the_maps_after_the_tapped_blocks_and_the_last_one_normalised() -> None:
    net = zoo.build("unetr", in_channels=1, classes=2, ndim=2, size=(32, 48), **TINY).eval()
    assert isinstance(net, Unetr)
    after: list[Tensor] = []
    met: list[Tensor] = []
    for block in net.encoder.blocks:
        block.register_forward_hook(lambda _, __, out: after.append(out))
    for layer in (*net.skips, net.up[0]):
        layer.register_forward_pre_hook(lambda _, args: met.append(args[0]))
    with torch.inference_mode():
        net(torch.randn(1, 1, 32, 48))
        wanted = [after[0], after[1], after[3], net.encoder.norm(after[4])]
    for found, vectors in zip(met, wanted, strict=True):
        assert torch.equal(found.flatten(2).transpose(1, 2), vectors)


@pytest.mark.parametrize("ndim", [2, 3])
def test_a_patch_that_older_files_read_voxel_by_voxel_is_read_by_the_convolution(ndim: int) -> None:
    (layout,) = (layout for layout in LAYOUTS if layout.change)
    assert layout.change
    linear, patch = torch.randn(5, 2 * 16**ndim), torch.randn(2, *(16,) * ndim)
    voxels = patch.flatten(1).T.flatten()  # the channels of a voxel come together
    weight = layout.change("encoder.patch_embed.proj.weight", linear)
    torch.testing.assert_close((weight * patch).flatten(1).sum(1), linear @ voxels, rtol=1e-3, atol=1e-3)


def test_other_sizes_than_the_one_it_was_built_for_are_refused() -> None:
    net = zoo.build("unetr", in_channels=1, classes=2, ndim=2, size=(32, 48), **TINY)
    with pytest.raises(UsageError, match=r"^unetr was built for images of 32×48, got 48×32$"):
        net(torch.empty(1, 1, 48, 32))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"heads": 5}, r"^unetr: heads share the channels evenly and width is 1 or more; got 768, 5 and 16$"),
        ({"heads": 0}, r"got 768, 0 and 16$"),
        ({"width": 0}, r"got 768, 12 and 0$"),
        ({"taps": (3, 6)}, r"^unetr: taps are three rising counts of blocks, of which there are 12; got \(3, 6\)$"),
        ({"taps": (3, 6, 6)}, r"got \(3, 6, 6\)$"),
        ({"taps": (0, 6, 9)}, r"got \(0, 6, 9\)$"),
        ({"layers": 9}, r"of which there are 9; got \(4, 7, 10\)$"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.build("unetr", in_channels=1, classes=2, ndim=2, size=(32, 32), **options)


def test_a_plain_norm_is_instance_norm_and_takes_a_single_place() -> None:
    x = torch.randn(2, 3, 4, 5, 2)
    torch.testing.assert_close(PlainNorm(3)(x), nn.InstanceNorm3d(3)(x))
    assert not PlainNorm(3)(x[..., :1, :1, :1]).any()


@pytest.mark.parametrize(("before", "after"), [(3, 3), (3, 5)])
def test_a_residual_block_without_convolutions_is_its_shortcut(before: int, after: int) -> None:
    block, x = ResidualBlock(before, after, ndim=2), torch.randn(2, before, 6, 5)
    assert count_params(block) == 9 * (before * after + after**2) + (before * after if before != after else 0)
    block.conv2.load_state_dict({"weight": torch.zeros(after, after, 3, 3)})
    shortcut = PlainNorm(after)(block.shortcut(x)) if block.shortcut else x
    torch.testing.assert_close(block(x), nn.functional.leaky_relu(shortcut, 0.01))


def test_a_raised_map_is_joined_to_its_skip_and_cut_at_the_end() -> None:
    up, x, skip = UpBlock(4, 3, ndim=3), torch.randn(1, 4, 2, 3, 2), torch.randn(1, 3, 3, 6, 4)
    raised = up.up(x)
    assert raised.shape[2:] == (4, 6, 4)
    assert torch.equal(up(x, skip), up.block(torch.cat([raised[:, :, :3], skip], dim=1)))
