"""DeepLab v3+: what the decoder reads and where, separable and whole convolutions, aligned corners."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import BadData, UsageError
from segeval.zoo._encoders.mobilenet import MobileNet
from segeval.zoo.deeplabv3plus import DeepLabV3Plus
from tests.zoo.golden import count_params, follows_law


def build(encoder: str = "xception65", **options: Any) -> DeepLabV3Plus:
    net = zoo.build(f"deeplabv3plus-{encoder}", in_channels=3, classes=21, ndim=2, **options)
    assert isinstance(net, DeepLabV3Plus)
    return net


def dilations(module: nn.Module) -> list[int]:
    convs = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    return [conv.dilation[0] for conv in convs if conv.kernel_size == (3, 3)]


@pytest.mark.parametrize(("encoder", "per_channel"), [("xception65", 288), ("resnet101", 3136), ("mobilenetv2", 288)])
def test_counts_follow_channels_and_classes(encoder: str, per_channel: int) -> None:
    assert follows_law(f"deeplabv3plus-{encoder}", per_channel=per_channel, per_class=257)


@pytest.mark.parametrize(("encoder", "fine"), [("xception65", 256), ("resnet101", 256), ("mobilenetv2", 24)])
def test_the_decoder_joins_48_channels_of_stride_4_to_the_raised_context(encoder: str, fine: int) -> None:
    shapes: dict[str, torch.Size] = {}

    def note(module: nn.Module, args: tuple[Tensor], out: Tensor) -> None:
        shapes["skip" if module is net.skip else "context" if module is net.context else "decoder"] = out.shape
        if module is net.decoder:
            shapes["joined"] = args[0].shape

    with torch.device("meta"):
        net = build(encoder)
        for part in (net.skip, net.context, net.decoder):
            part.register_forward_hook(note)
        net.eval()(torch.empty(1, 3, 65, 97))
    assert net.encoder.widths[1] == fine
    assert shapes["context"] == (1, 256, 5, 7)
    assert shapes["skip"] == (1, 48, 17, 25)
    assert shapes["joined"] == (1, 304, 17, 25)
    assert shapes["decoder"] == (1, 256, 17, 25)


@pytest.mark.parametrize(("stride", "rates"), [(16, [6, 12, 18]), (8, [12, 24, 36])])
def test_rates_grow_as_the_output_stride_shrinks(stride: int, rates: list[int]) -> None:
    with torch.device("meta"):
        net = build(output_stride=stride)
        assert net.encoder(torch.empty(1, 3, 65, 97))[-1].shape[2:] == (-(-65 // stride), -(-97 // stride))
    assert dilations(net.context) == rates


def test_the_last_stage_of_the_resnet_has_a_multi_grid_and_the_one_before_dilates_from_its_first_block() -> None:
    with torch.device("meta"):
        usual, fine = (build("resnet101", output_stride=stride).encoder for stride in (16, 8))
    assert [dilations(encoder)[-4:] for encoder in (usual, fine)] == [[1, 2, 4, 8], [2, 4, 8, 16]]
    assert dilations(fine.get_submodule("layer3")) == [2] * 23


def mobilenetv2() -> int:
    """Return the weights of table 2 of arXiv:1801.04381 up to the last block, three channels in."""
    weights, before = 9 * 3 * 32 + 2 * 32, 32
    for times, after, blocks in ((1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)):
        for _ in range(blocks):
            inner = times * before
            widen = before * inner + 2 * inner if times > 1 else 0
            weights += widen + 9 * inner + 2 * inner + inner * after + 2 * after
            before = after
    return weights


def test_with_mobilenetv2_the_weights_are_those_of_two_papers() -> None:
    one, three, pool, project = (cells * 256 + 2 * 256 for cells in (320, 9 * 320, 320, 5 * 256))
    pyramid, head = one + 3 * three + pool + project, 256 * 21 + 21
    decoder = (24 * 48 + 2 * 48) + (9 * (256 + 48) * 256 + 2 * 256) + (9 * 256 * 256 + 2 * 256)
    assert zoo.get("deeplabv3plus-mobilenetv2").params == mobilenetv2() + pyramid + decoder + head
    # Table 7 of arXiv:1801.04381, in millions: DeepLab v3 on MobileNetV2 with its pyramid, and with two branches of it.
    assert round((mobilenetv2() + pyramid + head) / 1e6, 2) == 4.52
    assert round((mobilenetv2() + one + pool + 2 * 256 * 256 + 2 * 256 + head) / 1e6, 2) == 2.11


@pytest.mark.parametrize(
    ("options", "rates"),
    [
        ({}, [1] * 13 + [2] * 4),
        ({"output_stride": 8}, [1] * 6 + [2] * 7 + [4] * 4),
        ({"multi_grid": (1, 2, 4)}, [1] * 13 + [2, 2, 4, 8]),
        ({"output_stride": 32}, [1] * 17),
    ],
)
def test_mobilenetv2_dilates_in_place_of_striding(options: dict[str, Any], rates: list[int]) -> None:
    with torch.device("meta"):
        net = build("mobilenetv2", **options)
    stem, *blocks = dilations(net.encoder)
    assert (stem, blocks) == (1, rates)


def test_a_classifier_of_torchvision_fills_the_encoder_but_for_its_last_convolution(tmp_path: Path) -> None:
    theirs = {name: torch.rand_like(x.float()) for name, x in MobileNet(3, "mobilenetv2").state_dict().items()}
    theirs = {name: x for name, x in theirs.items() if not name.endswith("num_batches_tracked")}
    assert theirs["features.18.0.weight"].shape == (1280, 320, 1, 1)
    assert theirs["features.17.conv.1.0.weight"].shape == (960, 1, 3, 3)
    theirs |= {"classifier.1.weight": torch.zeros(1000, 1280), "classifier.1.bias": torch.zeros(1000)}
    torch.save(theirs, tmp_path / "mobilenet_v2.pth")
    net = build("mobilenetv2")
    fit = zoo.load_weights(net, tmp_path / "mobilenet_v2.pth", part="encoder")
    last = [f"features.18.{rest}" for rest in ("0.weight", *(f"1.{kind}" for kind in ("weight", "bias")))]
    assert {*last, "features.18.1.running_mean", "features.18.1.running_var"} == set(fit.dropped[:5])
    assert set(fit.dropped[5:]) == {"classifier.1.weight", "classifier.1.bias"}
    for name, tensor in net.encoder.state_dict().items():
        assert name.endswith("num_batches_tracked") or torch.equal(tensor, theirs[name])
    del theirs["features.17.conv.3.bias"]
    torch.save(theirs, tmp_path / "less.pth")
    with pytest.raises(BadData, match=r"1 missing \(features\.17\.conv\.3\.bias\)"):
        zoo.load_weights(net, tmp_path / "less.pth", part="encoder")


def test_separable_convolutions_have_no_norm_between_their_halves() -> None:
    with torch.device("meta"):
        separable, whole = (build("resnet101", separable=choice) for choice in (True, False))
    kinds = [type(layer).__name__ for layer in separable.decoder.modules() if not list(layer.children())]
    assert kinds == ["Conv2d", "Conv2d", "BatchNorm2d", "ReLU"] * 2
    pairs = [(2048, 3), (304, 1), (256, 1)]  # channels into 3x3 convolutions of 256, and how many
    saved = sum(times * (9 * 256 * before - 9 * before - 256 * before) for before, times in pairs)
    assert count_params(whole) - count_params(separable) == saved


def test_a_convolution_before_the_join_is_the_paper_s_second_one_moved() -> None:
    with torch.device("meta"):
        after, before = (build(smooth=place) for place in ("after", "before"))
    assert count_params(after) == count_params(before)
    assert [len(net.context) for net in (after, before)] == [1, 2]
    assert [len(net.decoder) for net in (after, before)] == [2, 1]


def test_a_ramp_of_logits_is_raised_to_a_ramp_since_corners_are_aligned() -> None:
    net = build(width=2, head=4, skip=2).eval()
    net.head.register_forward_hook(lambda _module, _args, out: torch.linspace(0, 1, out.shape[3]).expand_as(out))
    with torch.inference_mode():
        logits = net(torch.randn(1, 3, 50, 37))
    torch.testing.assert_close(logits, torch.linspace(0, 1, 37).expand_as(logits))


@pytest.mark.parametrize(
    ("options", "got"), [({"output_stride": 4}, r"4 and \(1, 1, 1\)"), ({"multi_grid": (2,)}, r"16 and \(2,\)")]
)
def test_other_strides_and_grids_are_refused(options: dict[str, Any], got: str) -> None:
    message = rf"^deeplabv3plus has an output stride of 8, 16 or 32 and a multi-grid of 3 dilations, got {got}$"
    with pytest.raises(UsageError, match=message):
        build(**options)


@pytest.mark.parametrize("encoder", ["xception65", "mobilenetv2"])
def test_a_network_without_channels_is_refused(encoder: str) -> None:
    with pytest.raises(UsageError, match=r"^deeplabv3plus has a width of 1 or more, got 0$"):
        build(encoder, width=0)
