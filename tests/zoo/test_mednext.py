"""MedNeXt: kernels that grow, maps that double onto any size, and a number that nothing uses."""

from typing import Any

import pytest
import torch

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.mednext import MedNeXt, grow
from tests.zoo.golden import count_params, follows_law

ONES = (1,) * 9


def built(ndim: int = 3, **options: Any) -> MedNeXt:
    chosen = {"width": 2, "blocks": ONES, "expansions": ONES, **options}
    net = zoo.build("mednext-s", in_channels=1, classes=2, ndim=ndim, **chosen)
    assert isinstance(net, MedNeXt)
    return net.eval()


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("mednext-s", per_channel=32, per_class=997)
    assert follows_law("mednext-s-k5", per_channel=32, per_class=997)


@pytest.mark.parametrize("ndim", [2, 3])
def test_kernels_of_three_grow_into_kernels_of_five(ndim: int) -> None:
    small, large = built(ndim), built(ndim, reach=2)
    state = small.state_dict()
    for axis in range(2, ndim + 2):
        line = torch.tensor([1.0, 2.0, 6.0]).view(-1, *(1,) * (ndim + 1 - axis))
        state["up.0.depthwise.weight"].copy_(line)
        grow(large, small)
        grown = large.state_dict()["up.0.depthwise.weight"][5, 0].movedim(axis - 2, 0).flatten(1)
        wanted = torch.tensor([1.0, 1.4, 2.0, 4.4, 6.0])  # linear between the centres of three cells laid over five
        torch.testing.assert_close(grown, wanted[:, None].expand_as(grown))
    for name, weight in large.state_dict().items():
        if not name.endswith("depthwise.weight"):
            assert torch.equal(weight, state[name]), name


def test_a_network_with_kernels_of_the_same_size_gets_the_same_weights() -> None:
    net, twin = built(), built()
    grow(twin, net)
    for name, weight in net.state_dict().items():
        assert torch.equal(twin.state_dict()[name], weight), name


@pytest.mark.parametrize("options", [{"width": 4}, {"blocks": (2, *ONES[1:])}, {"expansions": (2,) * 9}])
def test_only_kernels_grow(options: dict[str, Any]) -> None:
    net = built(reach=2)
    before = {name: weight.clone() for name, weight in net.state_dict().items()}
    with pytest.raises(UsageError, match=r"^the networks differ in more than their kernels: "):
        grow(net, built(**options))
    assert all(torch.equal(weight, before[name]) for name, weight in net.state_dict().items())


def test_a_raised_map_has_a_first_row_of_zeros_where_its_side_is_even() -> None:
    net = built(ndim=2)
    seen: list[torch.Tensor] = []
    skip, raised = net.get_submodule("encode.0"), net.get_submodule("decode.3")
    skip.register_forward_hook(lambda *found: seen.append(found[2]))
    raised.register_forward_pre_hook(lambda *found: seen.append(found[1][0]))
    net(torch.randn(1, 1, 22, 33))
    added = seen[1] - seen[0]
    assert not added[:, :, 0].any()
    assert added[:, :, 1].any()
    assert added[:, :, 1:, 0].any()


@pytest.mark.parametrize("shape", [(16, 16, 16), (1, 20, 37)])
def test_a_bottleneck_of_one_place_and_flat_images_have_an_answer(shape: tuple[int, ...]) -> None:
    net = built().train()
    logits = net(torch.randn(1, 1, *shape))
    logits.square().mean().backward()
    assert logits.shape == (1, 2, *shape)
    assert logits.isfinite().all()


def test_what_leads_to_a_stage_widens_as_that_stage_does() -> None:
    net = built(expansions=tuple(range(1, 10)))
    shapes = [step.get_parameter("widen.weight").shape for step in (*net.down, *net.up)]
    assert [wide // before for wide, before, *_ in shapes] == list(range(2, 10))


def test_the_unused_number_is_counted_and_neither_trained_nor_kept() -> None:
    net = built()
    assert count_params(net) == 1 + sum(weight.numel() for weight in net.state_dict().values())
    assert [name for name, parameter in net.named_parameters() if not parameter.requires_grad] == ["unused.number"]


@pytest.mark.parametrize(
    "options", [{"blocks": (1,) * 8}, {"expansions": (1,) * 7}, {"reach": 0}, {"blocks": (0, *ONES[1:])}, {"width": 0}]
)
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^mednext: blocks and expansions name the same stages, an odd number from 3"):
        built(**options)
