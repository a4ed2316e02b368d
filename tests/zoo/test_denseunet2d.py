"""2D DenseUNet and its encoder: counts and names of torchvision, the second scale of the release, sums on the way."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.densenet import DenseNet, ScaledNorm
from segeval.zoo.denseunet2d import DenseUNet2D
from tests.zoo.golden import count_params, follows_law


# Counts of torchvision's classifiers for 1000 classes, less those of their last layer.
@pytest.mark.parametrize(
    ("blocks", "width", "params", "widths"),
    [
        ((6, 12, 24, 16), 64, 7_978_856 - 1_025_000, (64, 256, 512, 1024, 1024)),
        ((6, 12, 36, 24), 96, 28_681_000 - 2_209_000, (96, 384, 768, 2112, 2208)),
    ],
)
def test_densenets_have_the_counts_and_names_of_torchvision(
    blocks: tuple[int, ...], width: int, params: int, widths: tuple[int, ...]
) -> None:
    with torch.device("meta"):
        encoder = DenseNet(3, blocks, width=width)
        maps = encoder(torch.empty(1, 3, 65, 96))
    assert count_params(encoder) == params
    sides = ((33, 48), (17, 24), (9, 12), (5, 6), (3, 3))
    assert [tuple(x.shape[1:]) for x in maps] == [(wide, *side) for wide, side in zip(widths, sides, strict=True)]
    assert encoder.widths == widths
    assert {
        "features.conv0.weight",
        "features.denseblock3.denselayer24.conv2.weight",
        "features.transition2.norm.running_var",
        "features.norm5.bias",
    } <= set(encoder.state_dict())


def test_a_layer_of_a_dense_block_keeps_all_that_came_before_it() -> None:
    block, x = DenseNet(1, (3, 1, 1, 1), width=4).eval().features.get_submodule("denseblock1"), torch.randn(1, 4, 6, 7)
    out = block(x)
    assert out.shape == (1, 4 + 3 * 2, 6, 7)
    assert torch.equal(out[:, :4], x)
    assert torch.equal(out[:, 4:6], block.get_submodule("denselayer1")(x))


def test_a_second_scale_and_shift_follow_the_norm() -> None:
    norm, x = ScaledNorm(2).eval(), torch.randn(1, 2, 3, 4)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor([2.0, 3.0]))
        norm.gamma.copy_(torch.tensor([0.5, 1.0]))
        norm.beta.copy_(torch.tensor([1.0, -1.0]))
        expected = x * torch.tensor([1.0, 3.0])[:, None, None] + torch.tensor([1.0, -1.0])[:, None, None]
        torch.testing.assert_close(norm(x), expected, rtol=1e-4, atol=1e-4)


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("denseunet2d", per_channel=96 * 49, per_class=65)


def test_without_the_second_scale_the_encoder_is_that_of_torchvision() -> None:
    with torch.device("meta"):
        net = zoo.build("denseunet2d", in_channels=3, classes=3, ndim=2, scaled=False)
    assert count_params(net) == 49_747_779 - 219_936
    assert not any(isinstance(layer, ScaledNorm) for layer in net.modules())


def test_the_encoder_is_added_on_the_way_up_and_the_coarsest_is_widened_first() -> None:
    net = DenseUNet2D(DenseNet(1, (1, 2, 3, 1), width=4), 2, head=3, dropout=0.0).eval()
    for up in net.up:
        up.register_forward_hook(lambda _module, _args, out: torch.zeros_like(out))
    seen: list[torch.Tensor] = []
    for up in net.up:
        up.register_forward_pre_hook(lambda _module, args: seen.append(args[0]))
    with torch.inference_mode():
        x = torch.randn(1, 1, 50, 67)
        *finer, coarse, coarsest = net.encoder(x)
        net(x)
        raised = nn.functional.interpolate(coarsest, scale_factor=2)[..., : coarse.shape[2], : coarse.shape[3]]
        torch.testing.assert_close(seen[0], net.lateral(coarse) + raised)
    for found, skip in zip(seen[1:], reversed(finer), strict=True):
        assert torch.equal(found, skip)


def test_other_than_four_dense_blocks_are_refused() -> None:
    with pytest.raises(UsageError, match="four counts of layers, got blocks 6"):
        zoo.build("denseunet2d", in_channels=1, classes=2, ndim=2, blocks=(6,))
