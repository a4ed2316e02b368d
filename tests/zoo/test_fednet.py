"""FED-Net: how coarse maps weigh fine ones, and how they are raised."""

import torch
from torch import Tensor, nn

from segeval.zoo.fednet import FEDNet, Fusion, Shuffle
from tests.zoo.golden import follows_law


def mixed(fusion: Fusion, coarse: Tensor, fine: Tensor) -> tuple[Tensor, Tensor]:
    """Return what a fusion joins: the weighed map and the raised one."""
    seen: list[Tensor] = []
    fusion.mix.register_forward_hook(lambda _, args, __: seen.append(args[0]))
    with torch.inference_mode():
        fusion.eval()(coarse, fine)
    weighed, raised = seen[0].chunk(2, dim=1)
    return weighed, raised


def test_parameters_follow_channels_and_classes() -> None:
    assert follows_law("fednet", 9 * 64, 64 + 1)


def test_coarse_features_weigh_the_channels_of_the_fine_map() -> None:
    weights, _ = mixed(Fusion(8, 4), torch.randn(2, 8, 3, 4), torch.ones(2, 4, 6, 8))
    assert torch.equal(weights.amin((2, 3)), weights.amax((2, 3)))  # of channels, not of places
    assert ((weights > 0) & (weights < 1)).all()


def test_weights_come_from_the_average_of_the_coarse_map_alone() -> None:
    fusion, coarse, fine = Fusion(8, 4), torch.randn(1, 8, 3, 4), torch.randn(1, 4, 6, 8)
    with torch.inference_mode():
        expected = fine * fusion.excite(coarse.mean((2, 3), keepdim=True))
    torch.testing.assert_close(mixed(fusion, coarse, fine)[0], expected)


def test_dense_up_sampling_gives_every_pixel_weights_of_its_own() -> None:
    fusion, coarse, fine = Fusion(8, 4), torch.randn(1, 8, 3, 4), torch.randn(1, 4, 5, 8)
    conv, norm = fusion.raising[0], fusion.raising[1]
    assert isinstance(conv, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    nn.init.zeros_(conv.weight)
    nn.init.zeros_(norm.bias)
    norm.bias.data[4 * 2 + 1] = 7  # of channel 2, the second of four pixels
    _, raised = mixed(fusion, coarse, fine)
    assert raised.shape == fine.shape  # cut, since the fine map is of odd height
    assert (raised[:, 2, ::2, 1::2] == 7).all()
    assert raised.sum() == raised[:, 2, ::2, 1::2].sum()


def test_a_place_has_four_pixels_or_eight_voxels() -> None:
    flat, volume = torch.randn(2, 12, 5, 7), torch.randn(1, 16, 2, 3, 4)
    assert torch.equal(Shuffle()(flat), nn.functional.pixel_shuffle(flat, 2))
    shuffled = Shuffle()(volume)
    assert shuffled.shape == (1, 2, 4, 6, 8)
    for channel in range(16):  # the axes of a voxel are the digits of its channel, x the last
        z, y, x = channel // 4 % 2, channel // 2 % 2, channel % 2
        assert torch.equal(shuffled[0, channel // 8, z::2, y::2, x::2], volume[0, channel])


def test_decoder_stages_read_the_coarse_map_before_it_is_raised() -> None:
    net, sizes = FEDNet(1, 2, width=4).eval(), []

    def look(_: nn.Module, args: tuple[Tensor, Tensor], __: Tensor) -> None:
        sizes.append([tuple(x.shape[1:]) for x in args])

    for fusion in net.up:
        fusion.register_forward_hook(look)
    with torch.inference_mode():
        net(torch.randn(1, 1, 33, 48))
    assert sizes[0] == [(64, 3, 3), (32, 5, 6)]
    assert sizes[-1] == [(8, 17, 24), (4, 33, 48)]
