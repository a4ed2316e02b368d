"""FCN: what lies over what, and how it starts."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo import fcn
from tests.zoo.golden import follows_law


@pytest.fixture
def crops(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that fills with the offsets at which maps are cut."""
    seen: list[int] = []

    def crop(x: Tensor, offset: int, shape: torch.Size) -> Tensor:
        seen.append(offset)
        return x[:, :, offset:, offset:][:, :, : shape[2], : shape[3]]

    monkeypatch.setattr(fcn, "_crop", crop)
    return seen


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("fcn8s", (576, 4867, 288)),
        ("fcn16s", (576, 4610, 1040)),
        ("fcn32s", (576, 4097, 4096)),
        ("fcn32s-alexnet", (11616, 4097, 3969)),
    ],
)
def test_parameter_counts_follow_channels_and_classes(name: str, law: tuple[int, int, int]) -> None:
    assert follows_law(name, *law)


# The pixel at which the first element of a map is centred: half a stride in, less the 99 padded pixels; the 7x7
# convolution moves the coarsest by 3, and an up-convolution of kernel 2f lays its first output (2f - 1) / 2 before.
FIRST32 = 15.5 - 99 + 3 * 32
FIRST16 = FIRST32 - 1.5 * 16
FIRST8 = FIRST16 - 1.5 * 8


@pytest.mark.parametrize(
    ("form", "strides", "firsts", "last"),
    [
        ("32s", (), (), FIRST32 - 31.5),
        ("16s", (16,), (FIRST16,), FIRST16 - 15.5),
        ("8s", (16, 8), (FIRST16, FIRST8), FIRST8 - 7.5),
    ],
)
def test_crops_lay_every_map_over_the_image(
    crops: list[int], form: str, strides: tuple[int, ...], firsts: tuple[float, ...], last: float
) -> None:
    with torch.device("meta"):
        assert fcn.FCN(3, 4, form=form, width=2)(torch.empty(1, 3, 37, 101)).shape == (1, 4, 37, 101)
    *skips, answer = crops
    for offset, stride, first in zip(skips, strides, firsts, strict=True):
        assert (stride - 1) / 2 - 99 + offset * stride == first
    assert last + answer == 0


def test_the_crop_of_alexnet_lays_its_scores_over_the_image(crops: list[int]) -> None:
    with torch.device("meta"):
        assert fcn.FCNAlexNet(3, 4, width=6)(torch.empty(1, 3, 37, 101)).shape == (1, 4, 37, 101)
    # Each layer of width k moves the first centre by (k - 1) / 2 of the stride before it; the paddings are undone.
    first = -100 + 5 * 1 + 1 * 4 + 1 * 8 + 1 * 16 + 2.5 * 32
    assert crops == [31 - first] == [18]


@pytest.mark.parametrize("name", ["fcn32s", "fcn32s-alexnet"])
def test_raised_scores_reach_over_images_of_any_size(name: str) -> None:
    with torch.device("meta"):
        net = zoo.build(name, in_channels=1, classes=2, ndim=2, width=6)
        for size in range(1, 34):
            assert net(torch.empty(1, 1, size, size + 32)).shape == (1, 2, size, size + 32)


def test_up_convolutions_start_as_bilinear_interpolation() -> None:
    up, x = nn.ConvTranspose2d(2, 2, 4, stride=2, bias=False), torch.randn(1, 2, 5, 6)
    fcn.bilinear_(up.weight)
    expected = functional.interpolate(x, scale_factor=2, mode="bilinear")
    torch.testing.assert_close(up(x)[:, :, 2:-2, 2:-2], expected[:, :, 1:-1, 1:-1])


def test_scores_start_at_zero_and_nothing_else_does() -> None:
    net = fcn.FCN(3, 4, width=2)
    zero = [name for name, weight in net.named_parameters() if weight.ndim > 1 and not weight.any()]
    assert zero == ["score.weight", "skips.0.score.weight", "skips.1.score.weight"]
    assert [bool(weights.any()) for weights in net.up.weight[0]] == [True, False, False, False]


def test_training_at_once_scores_faint_copies_of_the_skipped_maps() -> None:
    plain, faint = fcn.FCN(1, 2, width=2).eval(), fcn.FCN(1, 2, form="8s-at-once", width=2).eval()
    for skip in plain.skips:
        nn.init.normal_(skip.get_parameter("score.weight"))
    faint.load_state_dict(plain.state_dict())
    for skip, scale in zip(faint.skips, (100, 10_000), strict=True):
        with torch.no_grad():
            skip.get_parameter("score.weight").mul_(scale)
    x = torch.randn(1, 1, 9, 20)
    with torch.inference_mode():
        assert plain(x).any()
        torch.testing.assert_close(faint(x), plain(x))


def test_alexnet_refuses_channels_that_do_not_halve() -> None:
    with pytest.raises(UsageError, match=r"^AlexNet: width is a multiple of 6, got 8$"):
        zoo.build("fcn32s-alexnet", in_channels=1, classes=2, ndim=2, width=8)
