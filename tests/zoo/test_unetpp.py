"""U-Net++ without deep supervision, and pruned."""

from typing import Any

import pytest
import torch

from segeval import zoo
from segeval.zoo.unetpp import UNetPlusPlus
from tests.zoo.golden import count_params


def built(**options: Any) -> UNetPlusPlus:
    net = zoo.build("unetpp", in_channels=3, classes=1, ndim=2, **options)
    assert isinstance(net, UNetPlusPlus)
    return net.eval()


def test_one_head_is_left_without_deep_supervision() -> None:
    with torch.device("meta"):
        net = built(supervision="none")
        assert count_params(net) == 9_042_177
        assert [out.shape for out in net.outputs(torch.empty(1, 3, 16, 32))] == [(1, 1, 16, 32)]


@pytest.mark.parametrize(("prune", "depth"), [("l1", 1), ("l2", 2), ("l3", 3)])
def test_a_pruned_network_answers_as_its_head_in_the_whole_one(prune: str, depth: int) -> None:
    whole, pruned = built(width=2), built(width=2, prune=prune)
    pruned.load_state_dict(whole.state_dict())
    x = torch.randn(2, 3, 16, 32)
    with torch.inference_mode():
        torch.testing.assert_close(pruned.outputs(x), whole.outputs(x)[4 - depth :])
        torch.testing.assert_close(pruned(x), whole.outputs(x)[4 - depth])
    assert set(pruned.nodes) == {name for name in whole.nodes if int(name[0]) + int(name[1]) <= depth}


def test_pruning_makes_the_network_smaller() -> None:
    with torch.device("meta"):
        counts = [count_params(built(prune=prune)) for prune in ("l1", "l2", "l3", "l4")]
    assert counts == sorted(set(counts))
    assert counts[0] < counts[3] / 50


def test_a_head_that_was_never_trained_is_missed() -> None:
    whole, pruned = built(width=2, supervision="none"), built(width=2, prune="l2")
    with pytest.raises(RuntimeError, match=r"Missing key.*heads\.0\.weight"):
        pruned.load_state_dict(whole.state_dict())
