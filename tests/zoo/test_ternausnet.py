"""TernausNet: up-convolutions that double exactly, both forms of VGG16, an encoder held once."""

import pytest
import torch
from torch import nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.zoo._layouts import mapped
from segeval.zoo._layouts.ternausnet import LAYOUTS
from tests.zoo.golden import count_params, follows_law


@pytest.mark.parametrize("name", ["ternausnet11", "ternausnet16"])
def test_counts_follow_channels_and_classes(name: str) -> None:
    assert follows_law(name, per_channel=576, per_class=33)


@pytest.mark.parametrize(("classes", "params"), [(1, 29_306_465), (11, 29_306_795)])
def test_the_bilinear_form_has_the_published_count_too(classes: int, params: int) -> None:
    with torch.device("meta"):
        net = zoo.build("ternausnet16", in_channels=3, classes=classes, ndim=2, up="bilinear")
    assert count_params(net) == params


@pytest.mark.parametrize(
    ("name", "kernel", "padding_after"), [("ternausnet11", (3, 3), (1, 1)), ("ternausnet16", (4, 4), (0, 0))]
)
def test_up_convolutions_are_those_of_the_package(
    name: str, kernel: tuple[int, int], padding_after: tuple[int, int]
) -> None:
    with torch.device("meta"):
        net = zoo.build(name, in_channels=3, classes=1, ndim=2)
    ups = [layer for layer in net.modules() if isinstance(layer, nn.ConvTranspose2d)]
    assert [up.kernel_size for up in ups] == [kernel] * 5
    assert [up.output_padding for up in ups] == [padding_after] * 5
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in net.modules())


def test_every_step_up_meets_the_stage_of_its_size() -> None:
    shapes = []
    with torch.device("meta"):
        net = zoo.build("ternausnet11", in_channels=3, classes=1, ndim=2)
        for name in ("centre", "up.0", "up.1", "up.2", "up.3"):
            layer = net.get_submodule(name)
            layer.register_forward_hook(lambda _module, _args, out: shapes.append(tuple(out.shape[1:])))
        net(torch.empty(1, 3, 64, 96))
    assert shapes == [(256, 4, 6), (256, 8, 12), (128, 16, 24), (64, 32, 48), (32, 64, 96)]


def test_a_checkpoint_that_holds_its_encoder_twice_is_read_once() -> None:
    names = ["encoder.0.weight", "conv1.weight", "conv1.0.weight", "conv3s.bias", "center.block.1.weight"]
    assert mapped(LAYOUTS[0], names) == {
        "encoder.0.weight": "encoder.features.0.weight",
        "center.block.1.weight": "centre.2.weight",
    }


def test_another_number_of_decoder_widths_is_refused() -> None:
    with pytest.raises(UsageError, match="six decoder widths"):
        zoo.build("ternausnet11", in_channels=3, classes=1, ndim=2, decoder=(8, 8))
