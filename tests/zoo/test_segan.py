"""SegAN: strides down to one place, global convolutions, skips joined before they are raised, norms never applied."""

import torch
from torch import Tensor, nn

from segeval.zoo.segan import GlobalConv, Residual, SegAN
from tests.zoo.golden import follows_law


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("segan-s", per_channel=49 * 64, per_class=25 * 64)


def test_an_image_of_128_is_halved_down_to_one_place_and_back() -> None:
    shapes = []
    with torch.device("meta"):
        net = SegAN(3, 2)
        for stage in (*net.down, net.squeeze, net.expand, *net.up):
            stage.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:3])))
        net.eval()(torch.empty(1, 3, 128, 128))
    assert shapes == [
        *((64, 64), (128, 32), (256, 16), (512, 8), (512, 4), (1024, 2), (2048, 1)),
        *((512, 1), (2048, 1)),
        *((1024, 2), (512, 4), (512, 8), (256, 16), (128, 32), (64, 64), (64, 128)),
    ]


def test_one_image_that_shrinks_to_one_place_can_be_trained_on() -> None:
    net = SegAN(1, 2, width=4).train()
    net(torch.randn(1, 1, 33, 33)).mean().backward()
    assert all(weight.grad is not None for weight in net.parameters() if weight.requires_grad)


def test_a_stage_reads_its_skip_before_what_was_raised() -> None:
    net, seen = SegAN(1, 2, width=4).eval(), []
    maps: list[Tensor] = []
    for stage in (net.down[-2], net.down[-1], net.expand):
        stage.register_forward_hook(lambda _module, _args, out: maps.append(out))
    net.up[0].register_forward_hook(lambda _module, args, _out: seen.append(args[0]))
    net(torch.randn(1, 1, 161, 161))
    skip, coarsest, expanded = maps
    joined = torch.cat([coarsest, expanded], dim=1)
    raised = nn.functional.interpolate(joined, skip.shape[2:], mode="bilinear", align_corners=False)
    torch.testing.assert_close(seen[0], raised)


def test_a_global_convolution_sees_a_square_along_both_ways() -> None:
    conv, point = GlobalConv(1, 1, 7), torch.zeros(1, 1, 15, 15)
    point[..., 7, 7] = 1
    kernels = [tuple(weight.shape[2:]) for weight in conv.parameters() if weight.ndim == 4]
    assert kernels == [(7, 1), (1, 7), (1, 7), (7, 1)]
    with torch.no_grad():
        for name, weight in conv.named_parameters():
            weight.fill_(1.0 if name.endswith("weight") else 0.0)
        seen = conv(point)[0, 0]
        assert (seen.count_nonzero(), seen[4:11, 4:11].unique().tolist()) == (49, [2.0])
        conv.left.get_parameter("1.weight").zero_()
        assert conv(point)[0, 0].max() == 1


def test_norms_of_residual_blocks_are_held_and_never_applied() -> None:
    block, x = Residual(4, 0.2).train(), torch.randn(2, 4, 5, 5)
    before = block(x)
    for weight in block.unused.parameters():
        nn.init.constant_(weight, 7.0)
    assert torch.equal(block(x), before)
    assert all(not weight.requires_grad for weight in block.unused.parameters())


def test_activations_leak_below_and_not_above() -> None:
    net = SegAN(1, 2, width=4)
    kinds = [
        {type(layer) for layer in part.modules() if isinstance(layer, nn.ReLU | nn.LeakyReLU)}
        for part in (net.down, net.squeeze, net.expand, net.up)
    ]
    assert kinds == [{nn.LeakyReLU}, {nn.LeakyReLU}, {nn.ReLU}, {nn.ReLU}]
