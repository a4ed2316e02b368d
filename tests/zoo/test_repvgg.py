"""RepVGG: its counts, its branches, and what is left of them after fusing."""

import pytest
import torch

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._encoders.repvgg import Block, RepVgg
from tests.zoo.golden import count_params, follows_law, seeded_single_thread

WIDE = {"a0": (48, 48, 96, 192, 1280), "b0": (64, 64, 128, 256, 1280), "b1": (64, 128, 256, 512, 2048)}
DEEP = {"a0": (2, 4, 14, 1), "b0": (4, 6, 16, 1), "b1": (4, 6, 16, 1)}


def test_parameter_counts_follow_channels_and_classes() -> None:
    assert follows_law("repvgg-b0", 640, 129)


@pytest.mark.parametrize(
    ("plan", "params", "fused"),
    [("a0", 9_108_968, 8_309_384), ("b0", 15_817_960, 14_339_048), ("b1", 57_415_016, 51_829_480)],
)
def test_the_encoder_has_the_published_counts_before_and_after_fusing(plan: str, params: int, fused: int) -> None:
    with torch.device("meta"):
        encoder = RepVgg(3, widths=WIDE[plan], blocks=DEEP[plan])
    classifier = 1000 * encoder.widths[-1] + 1000
    assert count_params(encoder) + classifier == params
    encoder.fuse()
    assert count_params(encoder) + classifier == fused


def test_maps_have_strides_2_to_32_at_odd_sizes_too() -> None:
    with torch.device("meta"):
        maps = RepVgg(3)(torch.empty(1, 3, 97, 131))
    sizes = [(49, 66), (25, 33), (13, 17), (7, 9), (4, 5)]
    assert [tuple(x.shape[1:]) for x in maps] == [(wide, *size) for wide, size in zip(WIDE["b0"], sizes, strict=True)]


def test_only_blocks_that_keep_their_shape_have_an_identity_branch() -> None:
    with torch.device("meta"):
        encoder = RepVgg(3)
    with_identity = [name for name, module in encoder.named_modules() if isinstance(module, Block) and module.identity]
    assert with_identity == [f"stages.{stage}.{block}" for stage in range(4) for block in range(1, DEEP["b0"][stage])]


@pytest.mark.parametrize(("before", "stride"), [(6, 1), (6, 2), (4, 1)])
def test_a_fused_block_is_one_convolution_that_answers_as_three_branches_in_evaluation(
    before: int, stride: int
) -> None:
    with seeded_single_thread():
        block, x = Block(before, 6, stride=stride).double(), torch.randn(3, before, 7, 8, dtype=torch.float64)
        for _ in range(3):
            block(1 + 2 * x)  # running statistics that are not those of the start
        expected = block.eval()(x)
        block.train().fuse()  # from the running statistics, not those of a batch
        torch.testing.assert_close(block.eval()(x), expected)
    assert sorted(block.state_dict()) == ["reparam_conv.bias", "reparam_conv.weight"]


def test_fusing_again_does_nothing() -> None:
    encoder, x = RepVgg(1, widths=(2, 2, 3, 4, 5), blocks=(1, 2, 1, 1)).eval(), torch.randn(1, 1, 40, 40)
    encoder.fuse()
    names, once = list(encoder.state_dict()), encoder(x)[-1]
    encoder.fuse()
    assert list(encoder.state_dict()) == names
    assert torch.equal(encoder(x)[-1], once)


@pytest.mark.parametrize("options", [{"widths": (8, 8, 8, 8)}, {"blocks": (1, 1, 1)}, {"blocks": (1, 0, 1, 1)}])
def test_repvgg_refuses_other_numbers_of_stages(options: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(UsageError, match=r"^repvgg has five widths and one block or more in each of four stages, got"):
        zoo.build("repvgg-b0", in_channels=1, classes=2, ndim=2, **options)
