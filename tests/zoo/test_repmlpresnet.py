"""RepMLP in ResNet-50: its counts and places, what a partition learns of the others, convolutions as matrices."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.repmlp import fc_kernel
from segeval.zoo._encoders.repmlpresnet import RepMlp, RepMlpResNet
from tests.zoo.golden import count_params, follows_law, seeded_single_thread

GROUPS = {"light": 4, "bottleneck": 8}


@pytest.mark.parametrize("block", GROUPS)
def test_parameter_counts_follow_channels_and_classes(block: str) -> None:
    assert follows_law(f"repmlp-res50-{block}", 49 * 64, 129)


@pytest.mark.parametrize(
    ("block", "params", "fused"), [("light", 87_038_248, 86_142_440), ("bottleneck", 41_071_144, 40_871_528)]
)
def test_the_encoder_has_the_published_counts_before_and_after_fusing(block: str, params: int, fused: int) -> None:
    with torch.device("meta"):
        encoder = RepMlpResNet(3, (224, 224), block=block, groups=GROUPS[block])
    classifier = 1000 * encoder.widths[-1] + 1000
    assert count_params(encoder) + classifier == params
    encoder.fuse()
    assert count_params(encoder) + classifier == fused


@pytest.mark.parametrize("block", GROUPS)
def test_it_stands_in_all_but_the_first_block_at_strides_8_and_16(block: str) -> None:
    with torch.device("meta"):
        encoder = RepMlpResNet(3, (224, 336), block=block, groups=4)
    found = {name.rpartition(".")[0]: module for name, module in encoder.named_modules() if isinstance(module, RepMlp)}
    assert list(found) == [f"stage2.{index}" for index in range(1, 4)] + [f"stage3.{index}" for index in range(1, 6)]
    assert [module.grid for module in found.values()] == [(4, 6)] * 3 + [(2, 3)] * 5


def test_a_partition_learns_of_the_others_through_their_means_only() -> None:
    with seeded_single_thread(), torch.inference_mode():
        layer, x = RepMlp(4, (1, 2), groups=2).double().eval(), torch.randn(1, 4, 7, 14, dtype=torch.float64)
        moved, raised = x.clone(), x.clone()
        moved[..., 7:] = x[..., 7:].flip(2, 3)
        raised[..., 7:] += 1
        expected = layer(x)[..., :7]
        torch.testing.assert_close(layer(moved)[..., :7], expected)
        assert (layer(raised)[..., :7] - expected).abs().max() > 1e-3


@pytest.mark.parametrize(("kernel", "groups", "side"), [(1, 1, 3), (3, 1, 4), (3, 6, 5), (5, 2, 7), (7, 3, 4)])
def test_the_matrix_of_a_convolution_is_its_answer_to_the_identity(kernel: int, groups: int, side: int) -> None:
    conv = nn.Conv2d(6, 12, kernel, padding=kernel // 2, groups=groups, bias=False).double()
    x = torch.randn(2, 6, side, side, dtype=torch.float64)
    matrix = fc_kernel(conv.weight, side, groups)
    assert matrix.shape == (12 * side**2, 6 // groups * side**2)
    dense = functional.conv2d(x.view(2, -1, 1, 1), matrix[:, :, None, None], groups=groups)
    torch.testing.assert_close(dense.view(2, 12, side, side), conv(x))


def test_a_fused_layer_has_no_norm_and_answers_as_before_in_evaluation() -> None:
    with seeded_single_thread():
        layer, x = RepMlp(4, (2, 3), groups=2).double(), torch.randn(3, 4, 14, 21, dtype=torch.float64)
        for norm in layer.modules():
            if isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d):
                for values in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
                    assert values is not None
                    nn.init.uniform_(values, 0.5, 1.5)
        expected = layer.eval()(x)
        for _ in range(2):  # a second time it does nothing
            layer.fuse()
            torch.testing.assert_close(layer(x), expected)
    linear = [f"{name}.{kind}" for name in ("fc1_fc2.fc1", "fc1_fc2.fc2", "fc3") for kind in ("weight", "bias")]
    assert list(layer.state_dict()) == linear


def test_images_of_another_size_are_refused() -> None:
    with torch.device("meta"), pytest.raises(UsageError, match=r"are those of images of 224×224, got 224×336$"):
        RepMlpResNet(1, (224, 224), width=8, blocks=(1, 2, 2, 1))(torch.empty(1, 1, 224, 336))


@pytest.mark.parametrize("options", [{"groups": 3}, {"blocks": (3, 4, 6)}, {"blocks": (3, 0, 6, 3)}])
def test_groups_divide_the_width_and_stages_are_four(options: dict[str, int]) -> None:
    with pytest.raises(UsageError, match=r"^repmlp-res50 has four stages and groups that divide its width, got"):
        zoo.build("repmlp-res50-light", in_channels=1, classes=2, ndim=2, size=(224, 224), **options)
