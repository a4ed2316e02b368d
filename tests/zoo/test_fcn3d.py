"""FCN in 3D: counts, an answer that lies over the image or is shifted, padding, interpolation, scaled skips."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.fcn import Skip
from segeval.zoo.fcn3d import FCN3D, trilinear_
from tests.zoo.golden import follows_law

CHEAP = (1, 1, 23)
RELEASED = (60, 15, 1)


def small(*, padding: tuple[int, ...] = CHEAP, shifted: bool = False) -> FCN3D:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return FCN3D(1, 2, width=1, padding=padding, shifted=shifted).eval()


def test_counts_follow_channels_and_classes_and_their_square() -> None:
    # Scores of three maps; transposed convolutions of width 4, 4 and 16, which join all classes.
    assert follows_law("fcn3d", per_channel=27 * 8, per_class=512 + 64 + 32 + 3, per_square=2 * 4**3 + 16**3)


@pytest.mark.parametrize(("padding", "size"), [(RELEASED, 50), (CHEAP, 48)])
def test_the_answer_lies_over_the_image(padding: tuple[int, ...], size: int) -> None:
    """With filters that are their own mirror image, and a size that every pooling halves, so is the network."""
    net, x = small(padding=padding).double(), torch.randn(1, 1, size, 2, 3).double()  # sums round apart in float32
    for layer in net.modules():
        if isinstance(layer, nn.Conv3d):
            layer.weight.data = layer.weight.data + layer.weight.data.flip(2)
    with torch.inference_mode():
        answer, mirrored = net(torch.cat([x, x.flip(2)])).split(1)
    assert answer.std(dim=2).max() > 0.01
    torch.testing.assert_close(mirrored.flip(2), answer)


def test_a_shifted_answer_is_twelve_voxels_off_as_released() -> None:
    nets = [FCN3D(1, 2, width=1, padding=RELEASED, shifted=shifted) for shifted in (False, True)]
    assert [net.offset for net in nets] == [19, 31]
    over, shifted = (small(shifted=shifted) for shifted in (False, True))
    x = torch.randn(1, 1, 20, 20, 20)
    more = shifted.offset - over.offset
    with torch.inference_mode():
        torch.testing.assert_close(shifted(x)[:, :, :-more, :-more, :-more], over(x)[:, :, more:, more:, more:])


@pytest.mark.parametrize(
    ("size", "padding", "coarsest"), [(19, RELEASED, 7), (50, RELEASED, 7), (51, RELEASED, 8), (17, CHEAP, 7)]
)
def test_the_coarsest_map_is_as_wide_as_the_convolution_that_reads_it(
    size: int, padding: tuple[int, ...], coarsest: int
) -> None:
    shapes: list[torch.Size] = []
    with torch.device("meta"):
        net = FCN3D(1, 2, width=1, padding=padding, shifted=False)
        net.classifier.register_forward_pre_hook(lambda _module, args: shapes.append(args[0].shape))
        net(torch.empty(1, 1, size, size, 1))
    assert tuple(shapes[0][2:]) == (coarsest, coarsest, 7)


def test_a_small_image_is_padded_at_its_end() -> None:
    net, x = small(), torch.randn(1, 1, 9, 11, 17)
    wider = functional.pad(x, (0, 0, 0, 6, 0, 8))
    with torch.inference_mode():
        torch.testing.assert_close(net(x), net(wider)[:, :, :9, :11])


@pytest.mark.parametrize("stride", [2, 8])
def test_transposed_convolutions_start_as_interpolation_along_every_axis(stride: int) -> None:
    raising, x = nn.ConvTranspose3d(2, 2, 2 * stride, stride=stride, bias=False), torch.randn(1, 2, 5, 4, 6)
    trilinear_(raising.weight)
    with torch.inference_mode():
        raised: Tensor = raising(x)
    wanted = functional.interpolate(x, scale_factor=stride, mode="trilinear")
    for axis, size in enumerate(wanted.shape[2:], start=2):
        raised = raised.narrow(axis, stride // 2 + stride, size - 2 * stride)  # away from the border
        wanted = wanted.narrow(axis, stride, size - 2 * stride)
    torch.testing.assert_close(raised, wanted)


def test_skips_are_scaled_as_released() -> None:
    with torch.device("meta"):
        net = zoo.build("fcn3d", in_channels=1, classes=2, ndim=3)
    skips = [skip for skip in net.modules() if isinstance(skip, Skip)]
    assert [(skip.scale, skip.score.in_channels) for skip in skips] == [(0.01, 64), (0.0001, 32)]


@pytest.mark.parametrize(
    "options",
    [{"width": 0}, {"padding": (60, 15)}, {"padding": (60, 1, 1)}, {"padding": (100, 0, 1)}],
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^fcn3d: (width|padding) is "):
        zoo.build("fcn3d", in_channels=1, classes=2, ndim=3, **options)
