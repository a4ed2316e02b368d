"""Non-local U-Net: global aggregation as its equation says, in every size; what the network adds to what."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UnknownName, UsageError
from segeval.zoo._blocks.aggregation import Doubling, GlobalAggregation, Halving
from segeval.zoo.nonlocalunet import NonLocalUNet, Residual
from tests.zoo.golden import count_params, follows_law

Floats = npt.NDArray[np.float64]


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("nonlocal-unet3d", per_channel=864, per_class=33)


@pytest.mark.parametrize("ndim", [2, 3])
@pytest.mark.parametrize(
    ("query", "shape", "size"),
    [
        ("same", (5, 6, 4), (5, 6, 4)),
        ("down", (5, 6, 4), (3, 3, 2)),
        ("up", (5, 6, 4), (10, 12, 8)),
    ],
)
def test_global_aggregation_takes_its_size_from_the_query(
    query: str, shape: Sequence[int], size: Sequence[int], ndim: int
) -> None:
    block = GlobalAggregation(6, 10, 8, ndim=ndim, query=query, heads=4)
    assert block(torch.randn(2, 6, *shape[:ndim])).shape == (2, 10, *size[:ndim])
    kernel = 1 if query == "same" else 3**ndim
    assert count_params(block) == (2 + kernel) * 6 * 8 + 8 * 10 + 3 * 8 + 10


def averaged(query: Floats, key: Floats, value: Floats) -> Floats:
    """Return what each place of the query takes from the values; all are (channels, places), of one head."""
    out = np.zeros((len(value), query.shape[1]))
    for place in range(query.shape[1]):
        weights = np.exp([query[:, place] @ key[:, other] / math.sqrt(len(key)) for other in range(key.shape[1])])
        for other, weight in enumerate(weights / weights.sum()):
            out[:, place] += weight * value[:, other]
    return out


@pytest.mark.parametrize("query", ["same", "down", "up"])
def test_every_head_averages_the_values_of_all_places(query: str) -> None:
    block = GlobalAggregation(4, 5, 6, query=query, heads=2).double().eval()
    x = torch.randn(1, 4, 3, 4, dtype=torch.float64)
    with torch.inference_mode():
        parts = [layer(x).flatten(2)[0].numpy() for layer in (block.query, block.key, block.value)]
        wanted = np.concatenate([averaged(*(part[head : head + 3] for part in parts)) for head in (0, 3)])
        found = block(x)
        torch.testing.assert_close(found, block.back(torch.from_numpy(wanted).view(1, 6, *found.shape[2:])))


def test_the_dropout_of_attention_acts_in_training_alone() -> None:
    block, x = GlobalAggregation(4, 4, dropout=0.5), torch.randn(1, 4, 6, 6)
    assert not torch.equal(block(x), block(x))
    block.eval()
    assert torch.equal(block(x), block(x))


@pytest.mark.parametrize("size", [7, 8])
def test_doubling_writes_where_halving_reads(size: int) -> None:
    """One is the transpose of the other: their inner products with any two maps agree."""
    halving, doubling = Halving(2, 3, bias=False), Doubling(3, 2, bias=False)
    doubling.conv.load_state_dict(halving.conv.state_dict())
    fine, coarse = torch.randn(1, 2, size, size), torch.randn(1, 3, 4, 4)
    torch.testing.assert_close((halving(fine) * coarse).sum(), (fine * doubling(coarse, (size, size))).sum())


def test_halving_pads_maps_of_even_size_at_their_end() -> None:
    halving = Halving(1, 1, bias=False)
    nn.init.ones_(halving.conv.get_parameter("weight"))
    with torch.inference_mode():
        assert halving(torch.eye(4)[None, None]).tolist() == [[[[3.0, 1.0], [1.0, 2.0]]]]


def test_silent_attention_and_convolutions_leave_skips_and_shortcuts() -> None:
    net = NonLocalUNet(1, 2, 2, width=2, levels=3, heads=2, dropout=0.5).eval()
    for block in net.modules():
        silent = block.conv2 if isinstance(block, Residual) else block.back if hasattr(block, "back") else None
        for parameter in silent.parameters() if isinstance(silent, nn.Module) else ():
            nn.init.zeros_(parameter)
    x = torch.randn(1, 1, 11, 14)
    with torch.inference_mode():
        skips = [net.enter(x)]
        for down in net.down:
            skips.append(down.get_submodule("shortcut")(down.get_submodule("first")(skips[-1])))
        _, fine, middle, out = skips
        for up, skip in zip(net.up, (middle, fine), strict=True):
            out = up.get_submodule("raised")(up.get_submodule("first")(out), skip.shape[2:]) + skip
        torch.testing.assert_close(net(x), net.head(out))


def test_attention_has_two_heads_at_the_bottom_and_one_in_the_first_step_up_only() -> None:
    with torch.device("meta"):
        net = zoo.build("nonlocal-unet3d", in_channels=2, classes=4, ndim=3)
    blocks = {name: block.heads for name, block in net.named_modules() if isinstance(block, GlobalAggregation)}
    assert blocks == {"bottom.2": 2, "up.0.attend": 1}


def test_what_makes_no_network_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^heads of global aggregation divide its 128 channels, got 3$"):
        zoo.build("nonlocal-unet3d", in_channels=1, classes=2, ndim=3, heads=3)
    with pytest.raises(UsageError, match=r"two levels or more, got 1$"):
        zoo.build("nonlocal-unet3d", in_channels=1, classes=2, ndim=3, levels=1)
    with pytest.raises(UnknownName, match="query"):
        GlobalAggregation(4, 4, query="left")
