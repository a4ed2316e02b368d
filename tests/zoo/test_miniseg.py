"""MiniSeg: scales that see what finer ones saw, two paths, heads, the widths that it takes."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.miniseg import AttentivePyramid, Stage
from tests.zoo.golden import count_params, follows_law


def test_counts_follow_channels_and_classes() -> None:
    assert follows_law("miniseg", per_channel=80, per_class=132)


def test_without_auxiliary_heads_one_answer_and_the_count_of_the_release_remain() -> None:
    with torch.device("meta"):
        net = zoo.build("miniseg", in_channels=3, classes=2, ndim=2, auxiliary=False)
    assert isinstance(net, zoo.Supervised)
    assert count_params(net) == 82_666
    assert len(net.outputs(torch.empty(1, 3, 64, 64, device="meta"))) == 1


def test_every_scale_of_a_pyramid_sees_what_the_finer_ones_saw() -> None:
    pyramid, point, seen = AttentivePyramid(4, 4), torch.zeros(1, 4, 65, 65), []
    point[0, :, 32, 32] = 1
    for weight in pyramid.parameters():
        nn.init.ones_(weight)
    pyramid.attention.register_forward_hook(lambda _module, args, _out: seen.append(args[0][0]))
    pyramid(point)
    reached = [[row for row in range(65) if scale[row].any()] for scale in seen[0]]
    assert [(rows[0] - 32, rows[-1] - 32) for rows in reached] == [(-reach, reach) for reach in (1, 2, 4, 8)]
    assert all(set(finer) <= set(coarser) for finer, coarser in pairwise(reached))


@pytest.mark.parametrize("stride", [1, 2])
def test_pooling_in_3d_is_that_of_torch_also_on_narrow_maps(stride: int) -> None:
    pool, x = AttentivePyramid(4, 4, stride, ndim=3).pool, torch.randn(1, 2, 5, 4, 3)
    torch.testing.assert_close(pool(x), nn.functional.avg_pool3d(x, 3, stride, 1))
    assert pool(x[..., :2]).shape == (1, 2, *(-(-side // stride) for side in (5, 4, 2)))


def test_attention_at_most_doubles_the_places_of_one_scale() -> None:
    pyramid, x = AttentivePyramid(8, 8).eval(), torch.randn(1, 8, 20, 20)
    fused, weight = [], pyramid.attention.get_parameter("weight")
    pyramid.fuse.register_forward_hook(lambda _module, args, _out: fused.append(args[0]))
    with torch.no_grad():
        for closed, opened in ((-1e4, 1e4), (1e4, -1e4)):
            weight.zero_()
            pyramid(x)
            weight[:2] = closed
            weight[2:] = opened
            pyramid(x)
    usual, weighed = fused[0] / 1.5, fused[1]
    # Groups of one scale share a weight for each place, 1 or 2.
    for scale in range(4):
        ratio = (weighed / usual)[:, 2 * scale : 2 * scale + 2]
        torch.testing.assert_close(ratio[:, 0], ratio[:, 1])
        assert set(ratio.round(decimals=3).unique().tolist()) <= {1.0, 2.0}


def test_the_cheap_path_runs_beside_the_first_half_of_the_blocks() -> None:
    stage = Stage(4, 8, 5, pyramids=True, mixes=True)
    assert (len(stage.blocks), len(stage.cheap_blocks)) == (5, 2)
    with torch.device("meta"):
        cheap, x, skip = Stage(4, 8, 5, pyramids=True, mixes=True)(*torch.empty(2, 1, 4, 33, 18))
    assert cheap.shape == x.shape == skip.shape == (1, 8, 17, 9)


def test_widths_that_no_pyramid_divides_are_refused() -> None:
    with pytest.raises(UsageError, match="multiples of 4"):
        zoo.build("miniseg", in_channels=1, classes=2, ndim=2, widths=(8, 24, 32, 66))
