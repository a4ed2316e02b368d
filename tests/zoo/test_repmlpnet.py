"""RepMLPNet: its counts, its partitions, and its fused form."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.repmlp import RepMlpBlock, RepMlpNet
from tests.zoo.golden import count_params, follows_law


def stirred(block: RepMlpBlock) -> RepMlpBlock:
    """Give every norm of a block other values than it starts with."""
    for norm in block.modules():
        if isinstance(norm, nn.BatchNorm2d):
            for values in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
                assert values is not None
                nn.init.uniform_(values, 0.5, 1.5)
    return block.double().eval()


@pytest.mark.parametrize("name", ["repmlpnet-t224", "repmlpnet-t256"])
def test_parameter_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, 1024, 129)


@pytest.mark.parametrize(
    ("width", "third", "sharesets", "native", "params", "fused"),
    [
        (64, 6, (1, 4, 16, 128), 224, 38_293_608, 38_331_720),
        (96, 12, (1, 4, 32, 128), 224, 68_242_712, 68_332_664),
        (64, 6, (1, 4, 16, 128), 256, 58_687_848, 58_739_400),
        (96, 12, (1, 4, 32, 128), 256, 96_447_512, 96_568_184),
        (80, 18, (1, 4, 16, 128), 256, 86_887_648, 86_985_280),
        (96, 18, (1, 4, 32, 256), 256, 117_641_560, 117_820_600),
    ],
)
def test_the_encoder_has_the_published_counts_before_and_after_fusing(
    width: int, third: int, sharesets: tuple[int, ...], native: int, params: int, fused: int
) -> None:
    with torch.device("meta"):
        encoder = RepMlpNet(3, width=width, blocks=(2, 2, third, 2), sharesets=sharesets, native=native)
    classifier = 1000 * encoder.widths[-1] + 1000
    assert count_params(encoder) + classifier == params
    encoder.fuse()
    assert count_params(encoder) + classifier == fused


def test_checkpoints_have_559_tensors_and_367_once_fused() -> None:
    with torch.device("meta"):
        encoder = RepMlpNet(3)
        assert [tuple(x.shape[1:]) for x in encoder(torch.empty(1, 3, 224, 448))] == [
            (64 * 2**depth, 56 // 2**depth, 112 // 2**depth) for depth in range(4)
        ]
    classifier = 2
    assert len(encoder.state_dict()) + classifier == 559
    encoder.fuse()
    assert len(encoder.state_dict()) + classifier == 367


def test_the_fused_matrix_is_that_of_the_linear_layer_plus_those_of_the_convolutions() -> None:
    block, x = stirred(RepMlpBlock(8, 4, 2)), torch.randn(3, 8, 8, 12, dtype=torch.float64)
    expected, before = block(x), block.fc3.weight
    block.fuse()
    torch.testing.assert_close(block(x), expected)
    assert (block.fc3.weight - before).abs().max() > 0.1
    block.fuse()  # does nothing a second time
    torch.testing.assert_close(block(x), expected)


def test_every_partition_is_mixed_as_if_it_were_alone() -> None:
    block, x = stirred(RepMlpBlock(8, 4, 2)), torch.randn(2, 8, 8, 12, dtype=torch.float64)
    mixed = block(x) / block.gp(x)
    for row in (0, 4):
        for column in (0, 4, 8):
            part = x[:, :, row : row + 4, column : column + 4]
            alone = block(part) / block.gp(part)
            torch.testing.assert_close(mixed[:, :, row : row + 4, column : column + 4], alone)


def test_channels_that_agree_modulo_the_sharesets_have_the_same_weights() -> None:
    block, x = stirred(RepMlpBlock(8, 4, 2)), torch.randn(1, 1, 4, 4, dtype=torch.float64).expand(1, 8, 4, 4)
    mixed = (block(x) / block.gp(x))[0]
    torch.testing.assert_close(mixed, mixed[:2].repeat(4, 1, 1))
    assert not torch.allclose(mixed[0], mixed[1])


def test_the_coarsest_map_is_normed() -> None:
    encoder = RepMlpNet(1, width=4, blocks=(1, 1, 1, 1), sharesets=(1, 1, 1, 1), native=32).eval()
    nn.init.zeros_(encoder.head_norm.weight)
    assert [bool(x.any()) for x in encoder(torch.randn(1, 1, 32, 64))] == [True, True, True, False]


def test_repmlpnet_refuses_images_that_are_no_multiples_of_its_native_size() -> None:
    with torch.device("meta"), pytest.raises(UsageError, match=r"multiples of 64, got 64×96$"):
        RepMlpNet(1, width=4, blocks=(1, 1, 1, 1), sharesets=(1, 1, 1, 1), native=64)(torch.empty(1, 1, 64, 96))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("blocks=1+1+1", r"^repmlpnet has four stages of one block or more, got blocks \(1, 1, 1\) and"),
        ("blocks=1+0+1+1", r"^repmlpnet has four stages of one block or more, got"),
        ("native=100", r"^repmlpnet: native is a multiple of 32 and sharesets divide .* got 100 and"),
        ("sharesets=1+3+16+128", r"for a width of 64$"),
        ("sharesets=0+1+1+1", r"got 224 and \(0, 1, 1, 1\) for a width of 64$"),
    ],
)
def test_repmlpnet_refuses_options_that_make_no_partition(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.build("repmlpnet-t224", in_channels=1, classes=2, ndim=2, **zoo.parse_options("repmlpnet-t224", text))
