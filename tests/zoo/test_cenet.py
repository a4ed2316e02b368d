"""CE-Net: the context extractor on stride 32, added skips, sizes that the pooling of six fits."""

import torch

from segeval import zoo
from segeval.zoo.cenet import CENet
from tests.zoo.golden import follows_law


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("cenet", per_channel=3136, per_class=289)


def test_the_context_extractor_works_at_stride_32_and_decoder_blocks_halve_it() -> None:
    shapes = []
    with torch.device("meta"):
        net = CENet(3, 2)
        for layer in (net.context, net.pool, *net.up, net.last):
            layer.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        net(torch.empty(1, 3, 192, 224))
    assert shapes == [
        *((512, 6, 7), (516, 6, 7)),
        *((256, 12, 14), (128, 24, 28), (64, 48, 56), (64, 96, 112), (32, 192, 224)),
    ]


def test_the_smallest_size_is_the_first_on_which_a_window_of_six_fits() -> None:
    small = zoo.get("cenet").min_size
    assert isinstance(small, int)
    net, sizes = CENet(1, 1, width=4), []
    net.pool.register_forward_hook(lambda _module, args, _out: sizes.append(tuple(args[0].shape[2:])))
    with torch.inference_mode():
        for size in (small - 1, small):
            net.eval()(torch.zeros(1, 1, size, size))
    assert sizes == [(5, 5), (6, 6)]


def test_skips_are_added_and_the_stem_is_none() -> None:
    net = CENet(1, 2, width=4).eval()
    for up in net.up:
        up.register_forward_hook(lambda _module, _args, out: torch.zeros_like(out))
    seen = {}
    for step in (1, 2, 3):
        net.up[step].register_forward_pre_hook(lambda _module, args, step=step: seen.update({step: args[0]}))
    with torch.inference_mode():
        x = torch.randn(1, 1, 161, 170)
        _, *skips = net.encoder(x)
        net(x)
    for step, skip in zip((1, 2, 3), skips[-2::-1], strict=True):
        assert torch.equal(seen[step], skip)
