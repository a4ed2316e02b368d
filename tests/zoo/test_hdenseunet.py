"""H-DenseUNet: what each branch reads, how they meet, which axes they halve; the network that finds the liver."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo.hdenseunet import HDenseUNet, Residual, ScaledNorm
from tests.zoo.golden import count_params, follows_law, tiny

ENTRY, COARSE = zoo.REGISTRY.get("h-denseunet"), zoo.REGISTRY.get("coarse-resnet3d")


def small(**options: Any) -> HDenseUNet:
    net = tiny(ENTRY, (1, 2), 3, options).eval()
    assert isinstance(net, HDenseUNet)
    return net


def read(module: nn.Module) -> list[Tensor]:
    """Return a list that collects what a module is given from now on."""
    given: list[Tensor] = []
    module.register_forward_pre_hook(lambda _module, args: given.append(args[0]))
    return given


def written(module: nn.Module) -> list[Tensor]:
    """Return a list that collects what a module answers from now on."""
    answers: list[Tensor] = []
    module.register_forward_hook(lambda _module, _args, out: answers.append(out))
    return answers


def test_counts_follow_channels_and_classes() -> None:
    # Three slices before the 2D stem, 7x7x7 places of the 3D one, and three heads.
    assert follows_law("h-denseunet", per_channel=3 * 96 * 49 + 96 * 343, per_class=96 * 343 + 3 * 65)
    assert follows_law("coarse-resnet3d", per_channel=27 * 64, per_class=65)


def test_with_skips_the_2d_branch_is_the_2d_denseunet() -> None:
    with torch.device("meta"):
        net = zoo.build("h-denseunet", in_channels=1, classes=3, ndim=3, skips=True)
        alone = zoo.build("denseunet2d", in_channels=3, classes=3, ndim=2)
    branch = net.get_submodule("slices")
    shapes = [{name: value.shape for name, value in half.state_dict().items()} for half in (branch, alone)]
    assert shapes[0] == shapes[1]


def test_every_slice_comes_with_both_neighbours_and_is_its_own_at_the_ends() -> None:
    net, x = small(), torch.randn(2, 1, 4, 40, 40)
    given = read(net.slices.encoder.get_submodule("features.conv0"))
    with torch.inference_mode():
        net(x)
    (stacks,) = given
    for image in range(2):
        for place, near in enumerate([(0, 0, 1), (0, 1, 2), (1, 2, 3), (2, 3, 3)]):
            assert torch.equal(stacks[4 * image + place], x[image, 0, list(near)])


def test_the_3d_branch_reads_the_image_and_the_enlarged_2d_logits() -> None:
    net, x = small(), torch.randn(2, 1, 4, 40, 45)
    given = read(net.volume.down[0])
    with torch.inference_mode():
        scores, alone = net.outputs(x)[1], net.slices(x[:, 0, :3])
    torch.testing.assert_close(scores[:, :, 1], alone, rtol=1e-4, atol=1e-4)
    assert torch.equal(given[0][:, :1], x)
    torch.testing.assert_close(given[0][:, 1:], 250 * scores)


def test_the_features_of_both_branches_are_added() -> None:
    net, x = small(), torch.randn(1, 1, 3, 40, 45)
    mixed, deep, flat = read(net.mix), read(net.volume.head), written(net.slices.last)
    with torch.inference_mode():
        net(x)
    torch.testing.assert_close(mixed[0], deep[0] + flat[0].transpose(0, 1)[None])


@pytest.mark.parametrize("skips", [False, True])
def test_the_2d_branch_adds_maps_of_its_encoder_only_when_asked_to(skips: bool) -> None:
    net, x = small(skips=skips).slices, torch.randn(1, 3, 40, 45)
    given, below = read(net.up[1]), written(net.up[0])
    with torch.inference_mode():
        net(x)
        skip = net.encoder(x)[2]
    raised = nn.functional.interpolate(below[0], scale_factor=2)[..., : skip.shape[2], : skip.shape[3]]
    torch.testing.assert_close(given[0], raised + skip if skips else raised)


def test_only_the_first_two_and_the_last_two_steps_change_the_slices() -> None:
    net = small().volume
    steps = [written(step) for step in (*net.down, *net.up)]
    net.features(torch.randn(1, 3, 8, 40, 40))
    assert [step[0].shape[2] for step in steps] == [4, 2, 2, 2, 2, 2, 2, 2, 2, 4, 8]


def test_the_coarse_network_keeps_all_slices_and_dilates_at_its_coarsest_scales() -> None:
    net = tiny(COARSE, (1, 2), 3)
    blocks = {name: block for name, block in net.named_modules() if isinstance(block, Residual)}
    found = {name: written(block) for name, block in blocks.items()}
    net(torch.randn(1, 1, 5, 64, 80))
    assert {answers[0].shape[2] for answers in found.values()} == {5}
    dilated = [name for name, block in blocks.items() if block.get_submodule("body.0.0").dilation == (2, 2, 2)]
    assert dilated == ["down.2.1", "down.3.1", "up.0.1"]
    assert [found[name][0].shape[3:] for name in dilated] == [(8, 10), (4, 5), (8, 10)]


def test_the_second_scale_of_the_3d_branch_can_be_left_out() -> None:
    volume = small().volume
    norms = [layer.num_features for layer in volume.modules() if isinstance(layer, ScaledNorm)]
    assert count_params(volume) - count_params(small(scaled=False).volume) == 2 * sum(norms)


def test_other_than_four_dense_blocks_are_refused() -> None:
    for name in ("blocks", "volume"):
        with pytest.raises(UsageError, match=rf"four counts of layers, got {name} 6$"):
            zoo.build("h-denseunet", in_channels=1, classes=2, ndim=3, **{name: (6,)})
