"""V-Net: counts, what stages add to, the repeated image, dropout, odd sizes, the stages of the paper."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._layouts.vnet import LAYOUTS
from segeval.zoo.vnet import Down, Make, Up, VNet, repeated
from tests.zoo.golden import count_params, follows_law

MAKE = Make(3, "batch", "elu")
PAPER: dict[str, Any] = {"down": (2, 3, 3, 3), "up": (3, 3, 2, 1), "norm": "none", "act": "prelu", "bias": "all"}


def full(**options: Any) -> VNet:
    with torch.device("meta"):
        net = zoo.build("vnet", in_channels=1, classes=2, ndim=3, **options)
    assert isinstance(net, VNet)
    return net


def silenced(stage: Down | Up) -> Down | Up:
    """Return a stage in evaluation whose convolutions of width 5 add nothing."""
    for layer in stage.convs.modules():
        if isinstance(layer, nn.BatchNorm3d):
            nn.init.zeros_(layer.weight)
    return stage.eval()


def test_counts_follow_channels_and_classes_and_their_square() -> None:
    assert follows_law("vnet", per_channel=125 * 16, per_class=125 * 32 + 2 + 1, per_square=1)


@pytest.mark.parametrize(("bias", "count"), [("none", 45_597_898), ("down", 45_599_452), ("all", 45_600_316)])
def test_biases_count_as_in_public_code(bias: str, count: int) -> None:
    assert count_params(full(bias=bias)) == count


def test_the_stages_of_the_paper_can_be_built() -> None:
    net = full(**PAPER)
    assert [len(stage.get_submodule("convs")) for stage in (*net.down, *net.up)] == [2, 3, 3, 3, 3, 3, 2, 1]
    assert not any(isinstance(layer, nn.BatchNorm3d | nn.ELU) for layer in net.modules())
    assert all(layer.bias is not None for layer in net.modules() if isinstance(layer, nn.Conv3d | nn.ConvTranspose3d))


def test_the_image_is_repeated_channel_by_channel_and_cut() -> None:
    x = torch.randn(2, 3, 2, 2)
    assert torch.equal(repeated(x, 8), x[:, [0, 1, 2, 0, 1, 2, 0, 1]])
    assert torch.equal(repeated(x, 2), x[:, :2])


@pytest.mark.parametrize("channels", [1, 3, 5])
def test_the_first_stage_adds_to_the_image_of_any_number_of_channels(channels: int) -> None:
    net = VNet((channels, 2), MAKE, width=4, down=(1,), up=(1,), bias="none", dropout=0.5).eval()
    entered: list[Tensor] = []
    net.down[0].register_forward_pre_hook(lambda _module, args: entered.append(args[0]))
    nn.init.zeros_(net.enter.get_submodule("0").get_parameter("weight"))
    x = torch.randn(1, channels, 4, 4, 4)
    with torch.inference_mode():
        net(x)
    torch.testing.assert_close(entered[0], functional.elu(repeated(x, 4)))


def test_stages_add_to_what_enters_them() -> None:
    down, up = (
        silenced(Down(2, 4, 2, MAKE, bias=False, dropout=0.5)),
        silenced(Up(4, 2, 2, MAKE, bias=False, dropout=0.5, drop_skip=0.5)),
    )
    x, skip = torch.randn(1, 2, 4, 6, 8), torch.randn(1, 2, 4, 6, 8)
    with torch.inference_mode():
        coarse = down(x)
        torch.testing.assert_close(coarse, functional.elu(down.enter(x)))
        # The raised map comes before the skip.
        torch.testing.assert_close(up(coarse, skip), functional.elu(torch.cat([up.enter(coarse), skip], dim=1)))


def test_whole_maps_are_dropped_in_the_coarse_stages_and_on_every_skip() -> None:
    net = full(dropout=0.25)
    rates = [[drop.p for drop in stage.modules() if isinstance(drop, nn.Dropout3d)] for stage in (*net.down, *net.up)]
    assert rates == [[0], [0], [0.25], [0.25], [0.25, 0.25], [0.25, 0.25], [0, 0.25], [0, 0.25]]


def test_an_odd_side_is_continued_by_its_last_place() -> None:
    stage, x = Down(2, 4, 1, MAKE, bias=False, dropout=0.5).eval(), torch.randn(1, 2, 5, 4, 7)
    wider = torch.cat([x, x[:, :, -1:]], dim=2)
    with torch.inference_mode():
        torch.testing.assert_close(stage(x), stage(torch.cat([wider, wider[..., -1:]], dim=4)))


def test_activations_with_weights_have_names_in_monai_too() -> None:
    names = {
        "in_tr.act_function.weight": "act.weight",
        "down_tr64.act_function1.weight": "down.1.enter.2.weight",
        "down_tr64.ops.1.act_function.weight": "down.1.convs.1.2.weight",
        "up_tr256.act_function2.weight": "up.0.act.weight",
        "out_tr.act_function1.weight": "narrow.0.2.weight",
    }
    assert {theirs: LAYOUTS[0].ours(theirs) for theirs in names} == names
    assert set(names.values()) <= set(full(act="prelu").state_dict())


@pytest.mark.parametrize(
    "options",
    [{"down": (1, 2)}, {"down": (), "up": ()}, {"up": (2, 2, 1, 0)}, {"width": 0}, {"dropout": 1.0}],
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"^vnet: "):
        full(**options)
