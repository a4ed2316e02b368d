"""MultiResUNet: the parts of a stage, and where its norms stand."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from segeval.zoo._blocks.residual import MultiRes, ResPath
from segeval.zoo.multiresunet import MultiResUNet, SharedNormPath
from tests.zoo.golden import follows_law


def test_parameters_follow_channels_and_classes() -> None:
    # 1x1 shortcut and first convolution of the finest stage; head with bias and norm, as many classes as asked for.
    assert follows_law("multiresunet", 51 + 9 * 8, 51 + 1 + 2)
    assert follows_law("multiresunet3d", 51 + 27 * 8, 51 + 1 + 2)


def test_volumes_have_the_stages_of_images() -> None:
    with torch.device("meta"):
        flat, deep = (MultiResUNet(3, 1, ndim, width=32, alpha=1.67, order="keras") for ndim in (2, 3))
    shapes = {name: weight.shape for name, weight in flat.state_dict().items()}
    for name, weight in deep.state_dict().items():
        assert weight.shape == shapes[name] + shapes[name][3:]


def test_a_stage_is_divided_in_a_sixth_a_third_and_a_half() -> None:
    with torch.device("meta"):
        net = MultiResUNet(3, 1, 2, width=32, alpha=1.67, order="keras")
    stages = [stage for stage in net.down if isinstance(stage, MultiRes)]
    parts = [[conv.shape[0] for conv in stage.chain.parameters() if conv.ndim == 4] for stage in stages]
    assert (parts[0], parts[-1]) == ([8, 17, 26], [142, 284, 427])
    assert [len(path.convs) for path in net.paths if isinstance(path, ResPath)] == [4, 3, 2, 1]


@pytest.mark.parametrize("order", ["keras", "pytorch"])
@pytest.mark.parametrize("ndim", [2, 3])
def test_a_stage_joins_its_chain_and_adds_the_shortcut(order: str, ndim: int) -> None:
    stage, x = MultiRes(2, (1, 2, 3), order, ndim).eval(), torch.randn(2, 2, *(9, 11, 8)[:ndim])
    nn.init.normal_(stage.added.get_parameter("bias"))
    with torch.inference_mode():
        first = stage.chain[0](x)
        second = stage.chain[1](first)
        chain = torch.cat([first, second, stage.chain[2](second)], dim=1)
        total = stage.joined(chain) + stage.shortcut(x)
        late, early = stage.added(functional.relu(total)), functional.relu(stage.added(total))
        torch.testing.assert_close(stage(x), late if order == "keras" else early)
        assert not torch.allclose(late, early)


def test_the_later_path_norms_its_convolution_and_its_sum_alike() -> None:
    path, x = SharedNormPath(2, 3, 1, bias=True).eval(), torch.randn(2, 2, 9, 11)
    norm = path.norms[0]
    assert isinstance(norm, nn.BatchNorm2d)
    nn.init.normal_(norm.bias)
    with torch.inference_mode():
        inner = functional.relu(norm(path.convs[0](x)))
        torch.testing.assert_close(path(x), functional.relu(norm(inner + path.shortcuts[0](x))))
