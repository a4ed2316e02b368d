"""UNETR++: two attentions with shared queries and keys, and what ties it to one size."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.unetrpp import Block, PairedAttention, UnetrPlusPlus
from tests.zoo.golden import follows_law

SIZE = (16, 64, 64)
TINY: dict[str, Any] = {"width": 4, "depth": 1, "heads": 2, "projected": (8, 6, 4, 2)}


def built(in_channels: int = 1, **options: Any) -> UnetrPlusPlus:
    chosen = {**TINY, **options}
    net = zoo.build("unetrpp", in_channels=in_channels, classes=2, ndim=3, size=SIZE, **chosen)
    assert isinstance(net, UnetrPlusPlus)
    return net.eval()


def attention(**options: Any) -> PairedAttention:
    chosen: dict[str, Any] = {"heads": 2, "projection": "shared", "fusion": "sum", "dropout": 0.5, **options}
    return PairedAttention(12, 8, 5, **chosen).eval()


def answers(layer: PairedAttention, x: Tensor) -> tuple[Tensor, Tensor]:
    """Return for one image, head by head, what the attention over channels and that over places answer."""
    by_channel, by_place = [], []
    parts = layer.qkvv(x[0]).chunk(4, dim=-1)
    for head in range(2):
        query, key, channels, places = (part[:, 4 * head : 4 * head + 4] for part in parts)
        unit_query, unit_key = (functional.normalize(part, dim=0) for part in (query, key))
        weights = (unit_query.T @ unit_key * layer.by_channel[head]).softmax(dim=1)
        by_channel.append(channels @ weights.T)
        values = layer.keys(places.T) if layer.values is None else layer.values(places.T)
        weights = (unit_query @ layer.keys(key.T) * layer.by_place[head]).softmax(dim=1)
        by_place.append(weights @ values.T)
    return torch.cat(by_channel, dim=1), torch.stack(by_place)


@pytest.mark.parametrize("projection", ["shared", "separate", "plain"])
def test_channels_and_places_are_weighed_with_the_same_queries_and_keys(projection: str) -> None:
    layer, x = attention(projection=projection), torch.randn(1, 12, 8)
    nn.init.uniform_(layer.by_channel, 1, 9)
    nn.init.uniform_(layer.by_place, 1, 9)
    with torch.inference_mode():
        channels, places = answers(layer, x)
        assert places.shape == (2, 12, 4)
        # As the release lays them out: the channels of a head outermost, then heads, then places.
        torch.testing.assert_close(layer(x)[0], channels + places.permute(2, 0, 1).reshape(12, 8))


def test_each_attention_may_make_half_of_the_channels() -> None:
    layer, x = attention(fusion="halves"), torch.randn(1, 12, 8)
    with torch.inference_mode():
        channels, places = answers(layer, x)
        assert layer.half_place is not None
        assert layer.half_channel is not None
        wanted = layer.half_place(places.permute(2, 0, 1).reshape(12, 8)), layer.half_channel(channels)
        torch.testing.assert_close(layer(x)[0], torch.cat(wanted, dim=1))


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("unetrpp", per_channel=32 * 32 + 27 * 16 + 16, per_class=64 + 32 + 16 + 3)


def test_another_size_than_the_one_it_was_built_for_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^unetrpp was built for images of 16×64×64, got 32×64×64$"):
        built()(torch.empty(1, 1, 32, 64, 64))


def test_outputs_are_those_of_full_size_and_of_the_two_finest_stages() -> None:
    with torch.inference_mode():
        shapes = [tuple(out.shape[2:]) for out in built().outputs(torch.randn(1, 1, *SIZE))]
    assert shapes == [(16, 64, 64), (8, 16, 16), (4, 8, 8)]


@pytest.mark.parametrize(("in_channels", "groups"), [(1, 1), (2, 2), (3, 1), (4, 4)])
def test_the_stem_normalises_as_many_groups_as_there_are_channels(in_channels: int, groups: int) -> None:
    with torch.device("meta"):
        norms = [layer for layer in built(in_channels).down.modules() if isinstance(layer, nn.GroupNorm)]
    assert [norm.num_groups for norm in norms] == [groups, 4, 8, 16]


def test_fresh_attention_adds_almost_nothing_and_places_are_all_alike() -> None:
    blocks = [layer for layer in built().modules() if isinstance(layer, Block)]
    assert len(blocks) == 7
    for block in blocks:
        assert not block.position.any()
        assert torch.equal(block.gamma, torch.full_like(block.gamma, 1e-6))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"patch": (2, 4)}, "patch has three sides"),
        ({"projected": (8, 6, 4)}, "projected names four stages"),
        ({"refine": 0}, "nothing is below 1"),
        ({"width": 6, "heads": 4}, "heads share the channels evenly"),
        ({"width": 3, "heads": 3}, "and so do two halves"),
        ({"patch": (4, 4, 4)}, "patches of 4×4×4 and three halvings do not divide images of 16×64×64"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=rf"^unetrpp: .*{message}"):
        built(**options)
