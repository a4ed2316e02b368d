"""Multi-scale self-guided attention: two steps over four scales, both attentions, side outputs, what is never read."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.msadaf import Autoencoder, ChannelAttention, MultiScaleGuided, PositionAttention, Step
from tests.zoo.golden import follows_law


def small() -> MultiScaleGuided:
    net = MultiScaleGuided(1, 2, encoder="resnext50", width=16, inner=8)
    for name, weight in net.named_parameters():
        if name.endswith("gamma"):
            nn.init.ones_(weight)
    return net.eval()


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("msa-daf", per_channel=3136, per_class=8 * 65)


def test_the_answer_is_the_mean_of_the_four_logits_after_the_second_step() -> None:
    with torch.inference_mode():
        answer, *sides = small().outputs(torch.randn(1, 1, 49, 66))
    torch.testing.assert_close(answer, (sides[0] + sides[1] + sides[2] + sides[3]) / 4)
    assert len(sides) == 8
    assert not any(torch.equal(sides[0], other) for other in sides[1:])


def test_attention_begins_as_the_map_itself() -> None:
    x = torch.randn(2, 8, 5, 7)
    for attention in (PositionAttention(8), ChannelAttention()):
        assert torch.equal(attention(x), x)
        nn.init.ones_(attention.gamma)
        assert not torch.equal(attention(x), x)


def test_position_attention_knows_no_distance() -> None:
    attention, x = PositionAttention(8), torch.randn(1, 8, 4, 6)
    nn.init.ones_(attention.gamma)
    order = torch.randperm(24)

    def shuffled(maps: Tensor) -> Tensor:
        return maps.flatten(2)[..., order].view_as(maps)

    with torch.inference_mode():
        torch.testing.assert_close(attention(shuffled(x)), shuffled(attention(x)))


def test_channel_attention_takes_from_channels_that_differ() -> None:
    attention, x = ChannelAttention(), torch.zeros(1, 3, 2, 2)
    nn.init.ones_(attention.gamma)
    x[0, :2, 0], x[0, 2, 1] = 10, 10
    with torch.inference_mode():
        added = attention(x) - x
    torch.testing.assert_close(added[0, 0], x[0, 2])  # the first two channels agree, the third does not
    torch.testing.assert_close(added[0, 2], (x[0, 0] + x[0, 1]) / 2)


def test_all_scales_of_a_step_share_one_autoencoder_and_the_second_reads_the_weighed_summary() -> None:
    net, seen = small(), []
    encoded: list[tuple[Tensor, Tensor]] = []
    for step in net.steps:
        assert isinstance(step, Step)
        step.register_forward_hook(lambda _module, args, out: seen.append((*args, out)))
        step.autoencoder.register_forward_hook(lambda _module, args, out: encoded.append((args[0], out)))
    with torch.inference_mode():
        net(torch.randn(1, 1, 64, 64))
    assert len(encoded) == 8
    (maps, summaries, weights), (again, weighed, _) = seen
    assert maps is again
    assert all(summary is summaries[0] for summary in summaries)
    for summary, weight, product in zip(summaries, weights, weighed, strict=True):
        torch.testing.assert_close(product, summary * weight)
    torch.testing.assert_close(encoded[0][0], torch.cat([maps[0], summaries[0]], dim=1))


def test_an_autoencoder_returns_the_size_of_its_map() -> None:
    autoencoder, codes = Autoencoder(2).eval(), []
    autoencoder.encode2.register_forward_hook(lambda _module, _args, out: codes.append(tuple(out.shape[1:])))
    for size in ((8, 12), (9, 15)):
        assert autoencoder(torch.randn(1, 2, *size)).shape == (1, 2, *size)
    assert codes == [(8, 4, 6), (8, 4, 7)]


def test_what_the_release_never_reads_is_frozen() -> None:
    net = small()
    frozen = {name.split(".")[0] for name, weight in net.named_parameters() if not weight.requires_grad}
    assert frozen == {"unused"}
    assert all(not weight.requires_grad for weight in net.unused.parameters())


def test_channels_that_eight_does_not_divide_are_refused() -> None:
    for option in ("inner", "width"):
        options: dict[str, Any] = {option: 12}
        with pytest.raises(UsageError, match=rf"^msa-daf: {option} is a multiple of 8, got 12$"):
            zoo.build("msa-daf", in_channels=1, classes=2, ndim=2, **options)
