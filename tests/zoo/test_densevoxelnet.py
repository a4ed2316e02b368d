"""DenseVoxNet: both heads and what they train, dense layers, the ports' first convolution against the authors'."""

from typing import Any

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.densevoxelnet import DenseVoxNet, densevoxelnet
from tests.zoo.golden import follows_law


def small(ndim: int = 3, **options: Any) -> DenseVoxNet:
    given = {"width": 6, "growth": 4, "blocks": (2, 3), "raised": (8, 6), "dropout": 0.2, "release": False, **options}
    net = densevoxelnet((1, 3), ndim, **given)
    assert isinstance(net, DenseVoxNet)
    return net


@pytest.mark.parametrize(
    ("name", "per_channel", "per_class"),
    # The heads: one of 64 channels for both, or that with its bias, one of 160 and a deconvolution of 4x4x4.
    [("densevoxelnet", 16, 64), ("densevoxelnet-heartseg", 27 * 16, (64 + 1) + (160 + 1) + 64)],
)
def test_counts_follow_channels_and_classes(name: str, per_channel: int, per_class: int) -> None:
    assert follows_law(name, per_channel, per_class)


def test_blocks_end_with_160_and_304_channels() -> None:
    with torch.device("meta"):
        net = zoo.build("densevoxelnet", in_channels=1, classes=2, ndim=3)
    assert isinstance(net, DenseVoxNet)
    for mix, channels in ((net.reduce, 160), (net.mix, 304)):
        conv = mix.get_submodule("2")
        assert isinstance(conv, nn.Conv3d)
        assert (conv.in_channels, conv.out_channels, conv.kernel_size) == (channels, channels, (1, 1, 1))


@pytest.mark.parametrize("release", [False, True])
def test_each_head_trains_what_it_reads(release: bool) -> None:
    net, x = small(release=release), torch.randn(2, 1, 9, 12, 14)
    main, side = net.outputs(x)
    assert main.shape == side.shape == (2, 3, 9, 12, 14)
    only_main = [net.get_submodule(name) for name in ("second.0.2", "mix.2", "up.0")]
    both = [net.get_submodule(name) for name in ("enter", "first.0.2", "reduce.2")]
    for logits, trained, idle in ((main, [*both, *only_main], [net.side[0]]), (side, [*both, net.side[0]], only_main)):
        weights = [layer.get_parameter("weight") for layer in (*trained, *idle)]
        grads = torch.autograd.grad(logits.square().sum(), weights, retain_graph=True, allow_unused=True)
        assert all(grad is not None and bool(grad.any()) for grad in grads[: len(trained)])
        assert all(grad is None for grad in grads[len(trained) :])


def test_the_ports_share_one_last_convolution_and_the_authors_do_not() -> None:
    x = torch.randn(1, 1, 8, 8, 8)
    for release in (False, True):
        net = small(release=release).eval()
        with torch.inference_mode():
            before = net.outputs(x)
            net.head.get_parameter("weight").mul_(2)
            after = net.outputs(x)
        assert not torch.allclose(before[0], after[0])
        assert torch.allclose(before[1], after[1]) == release


@pytest.mark.parametrize(("release", "read"), [(False, [0, 2, 4, 6]), (True, list(range(8)))])
def test_the_ports_read_one_voxel_in_eight_and_the_authors_read_all(release: bool, read: list[int]) -> None:
    net, x = small(release=release).eval(), torch.randn(1, 1, 8, 8, 8, requires_grad=True)
    net(x).square().sum().backward()
    assert x.grad is not None
    for axis in range(3):
        assert (
            x.grad[0, 0].abs().amax([other for other in range(3) if other != axis]).nonzero().flatten().tolist() == read
        )


@pytest.mark.parametrize("ndim", [2, 3])
def test_the_auxiliary_deconvolution_of_the_release_starts_as_interpolation(ndim: int) -> None:
    up = small(ndim, release=True).side[1]
    x = torch.randn(1, 3, *(5,) * ndim)
    mode = "bilinear" if ndim == 2 else "trilinear"
    wanted = nn.functional.interpolate(x, scale_factor=2, mode=mode)
    inner = (slice(None), slice(None), *(slice(1, -1),) * ndim)  # at the border it sees zeros
    torch.testing.assert_close(up(x)[inner], wanted[inner])


def test_only_the_release_has_relu_behind_deconvolutions() -> None:
    assert [type(layer) for layer in small().up] == [nn.ConvTranspose3d] * 2
    assert [type(layer) for layer in small(release=True).up] == [nn.ConvTranspose3d, nn.ReLU] * 2


@pytest.mark.parametrize("options", [{"blocks": (12,)}, {"blocks": (12, 0)}, {"raised": (128, 64, 32)}, {"raised": ()}])
def test_other_plans_are_refused(options: dict[str, tuple[int, ...]]) -> None:
    (name,) = options
    with pytest.raises(UsageError, match=rf"^{name} of densevoxelnet are two numbers of 1 or more, got "):
        zoo.build("densevoxelnet", in_channels=1, classes=2, ndim=3, **options)
