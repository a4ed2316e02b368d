"""TransUNet: the rows of its paper's tables, the quirks of its release, one size."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import BadData, UsageError
from segeval.zoo._encoders.vit import Vit
from segeval.zoo.transunet import ResNet, StandardConv
from tests.zoo.golden import count_params

TINY = {"width": 4, "blocks": (1, 1, 1), "layers": 1, "heads": 2, "skips": 3}


def full(in_channels: int, classes: int, size: tuple[int, int] = (224, 224), **options: Any) -> int:
    with torch.device("meta"):
        return count_params(
            zoo.build("transunet", in_channels=in_channels, classes=classes, ndim=2, size=size, **options)
        )


def test_counts_follow_channels_classes_and_patches() -> None:
    reference = full(1, 9)
    assert full(3, 9) == reference  # a grey image is repeated three times
    assert full(5, 9) - reference == 2 * 64 * 7 * 7
    assert full(1, 11) - reference == 2 * (16 * 9 + 1)
    assert full(1, 9, (512, 256)) - reference == (32 * 16 - 14 * 14) * 768


def test_rows_of_the_papers_tables_lack_what_they_should() -> None:
    few: dict[str, Any] = {"blocks": (1, 1, 1), "layers": 1}
    without = [full(1, 9, **few, skips=count) for count in range(4)]
    # What the first convolution of each decoder stage reads of a map, coarsest first.
    assert [more - less for less, more in pairwise(without)] == [9 * 512 * 256, 9 * 256 * 128, 9 * 64 * 64]
    resnet = count_params(ResNet(3, (1, 1, 1), width=64))
    patches = (3 * 16**2 - 1024) * 768  # of the image in place of a map of 1024 channels
    assert without[0] - full(1, 9, blocks=(), layers=1, skips=0) == resnet - patches
    block = 12 * 768**2 + 13 * 768
    places, embedding, norm = 14**2 * 768, 1025 * 768, 2 * 768
    bottom = 9 * (1024 - 768) * 512  # reads the map of the ResNet itself
    assert without[3] - full(1, 9, blocks=(1, 1, 1), layers=0) == block + places + embedding + norm - bottom


@pytest.mark.parametrize("options", [{"skips": 0}, {"skips": 2}, {"skips": 0, "blocks": ()}, {"layers": 0}])
def test_every_row_of_the_tables_runs_and_learns(options: dict[str, Any]) -> None:
    net = zoo.build("transunet", in_channels=2, classes=3, ndim=2, size=(48, 32), **{**TINY, **options})
    logits = net(torch.randn(2, 2, 48, 32))
    assert logits.shape == (2, 3, 48, 32)
    logits.square().mean().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())


def test_the_skip_at_stride_4_ends_in_a_row_and_a_column_of_zeros() -> None:
    with torch.inference_mode():
        maps = ResNet(3, (1, 1, 1), width=4)(torch.randn(1, 3, 64, 96))
    assert [tuple(x.shape[1:]) for x in maps] == [(4, 32, 48), (16, 16, 24), (32, 8, 12), (64, 4, 6)]
    assert not maps[1][:, :, -1].any()
    assert not maps[1][..., -1].any()
    assert maps[1][:, :, -2, :-1].any(1).all()
    assert maps[2][:, :, -1, -1].any()


def test_the_scale_of_a_standardised_weight_does_not_matter() -> None:
    conv, x = StandardConv(3, 4, 3, bias=False).double(), torch.randn(1, 3, 8, 8).double()
    before = conv(x)
    with torch.no_grad():
        conv.weight.mul_(1000).add_(7)
    torch.testing.assert_close(conv(x), before, rtol=1e-2, atol=1e-2)
    usual = nn.functional.conv2d(torch.ones(1, 3, 3, 3).double(), conv.weight)
    assert usual.abs().min() > 1
    assert conv(torch.ones(1, 3, 3, 3).double()).abs().max() < 1e-9


def test_other_sizes_than_the_one_it_was_built_for_are_refused() -> None:
    net = zoo.build("transunet", in_channels=1, classes=2, ndim=2, size=(32, 48), **TINY)
    with pytest.raises(UsageError, match=r"^transunet was built for images of 32×48, got 48×32$"):
        net(torch.empty(1, 1, 48, 32))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 6}, r"^transunet: width is a multiple of 4, with heads or more; got 6, 12 layers and 12 heads$"),
        ({"heads": 0}, r"got 64, 12 layers and 0 heads$"),
        ({"skips": 4}, r"skips at most as many; got 3\+4\+9 blocks, 12 layers and 4 skips$"),
        ({"blocks": ()}, r"^transunet: blocks are of three stages, or none .* got no blocks, 12 layers and 3 skips$"),
        ({"blocks": (), "skips": 0, "layers": 0}, r"got no blocks, 0 layers and 0 skips$"),
        ({"blocks": (3, 4, 6, 3)}, r"got 3\+4\+6\+3 blocks"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.build("transunet", in_channels=1, classes=2, ndim=2, size=(32, 32), **options)


# Public weights


def timm_vit(width: int, depth: int, places: int, *, channels: int = 3, patch: int = 16) -> dict[str, Tensor]:
    """Return noise with the names and shapes of a ViT of timm, such as vit_base_patch16_224 for 768, 12 and 196."""
    shapes: dict[str, tuple[int, ...]] = {
        "cls_token": (1, 1, width),
        "pos_embed": (1, places + 1, width),
        "patch_embed.proj.weight": (width, channels, patch, patch),
        "patch_embed.proj.bias": (width,),
    }
    for block in (f"blocks.{number}." for number in range(depth)):
        linear = {"attn.qkv": (3 * width, width), "attn.proj": (width, width)}
        linear |= {"mlp.fc1": (4 * width, width), "mlp.fc2": (width, 4 * width)}
        shapes |= {f"{block}{name}.{kind}": (width,) for name in ("norm1", "norm2") for kind in ("weight", "bias")}
        shapes |= {f"{block}{name}.weight": shape for name, shape in linear.items()}
        shapes |= {f"{block}{name}.bias": shape[:1] for name, shape in linear.items()}
    shapes |= {"norm.weight": (width,), "norm.bias": (width,), "head.weight": (1000, width), "head.bias": (1000,)}
    return {name: torch.randn(shape) for name, shape in shapes.items()}


def test_a_vit_of_timm_is_cut_into_query_key_and_value_and_answers_as_before(tmp_path: Path) -> None:
    state = timm_vit(8, 2, 6)
    torch.save(state, tmp_path / "vit.pth")
    options: dict[str, Any] = {"width": 4, "heads": 2, "layers": 2, "blocks": (), "skips": 0}
    net = zoo.build("transunet", in_channels=3, classes=2, ndim=2, size=(32, 48), **options).eval()
    fit = zoo.load_weights(net, tmp_path / "vit.pth", part="transformer")
    assert (fit.layout, set(fit.dropped)) == ("timm", {"cls_token", "head.weight", "head.bias"})
    assert {fit.pairs[f"blocks.1.attn.{letter}.bias"] for letter in "qkv"} == {"blocks.1.attn.qkv.bias"}
    joint = Vit(3, (2, 3), width=8, depth=2, heads=2).eval()
    state["pos_embed"] = state["pos_embed"][:, 1:]
    joint.load_state_dict({name: state[name] for name in joint.state_dict()})
    image = torch.randn(1, 3, 32, 48)
    with torch.inference_mode():
        torch.testing.assert_close(net.get_submodule("transformer")(image)[0], joint(image)[0])


def test_vit_b_16_fits_the_encoder_in_full(tmp_path: Path) -> None:
    torch.save(timm_vit(768, 1, 196, channels=1024, patch=1), tmp_path / "vit.pth")
    few: dict[str, Any] = {"blocks": (1, 1, 1), "layers": 1}
    net = zoo.build("transunet", in_channels=1, classes=2, ndim=2, size=(224, 224), **few)
    assert zoo.load_weights(net, tmp_path / "vit.pth", part="transformer").whole


def test_the_hybrid_of_timm_fills_resnet_and_transformer(tmp_path: Path) -> None:
    net = zoo.build("transunet", in_channels=1, classes=2, ndim=2, size=(32, 32), **TINY)
    resnet = {f"patch_embed.backbone.{name}": x + 1 for name, x in net.get_submodule("resnet").state_dict().items()}
    state = {**timm_vit(8, 1, 4, channels=64, patch=1), **resnet}
    assert {
        "patch_embed.backbone.stem.norm.weight",
        "patch_embed.backbone.stages.2.blocks.0.downsample.conv.weight",
    } <= set(resnet)
    torch.save(state, tmp_path / "hybrid.pth")
    fit = zoo.load_weights(net, tmp_path / "hybrid.pth", without=["bottom.", "up.", "head."])
    own = {name: x for name, x in net.state_dict().items() if name.startswith(("resnet.", "transformer."))}
    assert fit.pairs.keys() == own.keys()
    assert torch.equal(own["transformer.blocks.0.attn.k.weight"], state["blocks.0.attn.qkv.weight"][8:16])
    assert torch.equal(
        own["resnet.stages.1.blocks.0.conv2.weight"], resnet["patch_embed.backbone.stages.1.blocks.0.conv2.weight"]
    )


def test_a_matrix_that_is_not_three_is_named(tmp_path: Path) -> None:
    torch.save({**timm_vit(8, 1, 4), "blocks.0.attn.qkv.bias": torch.zeros(23)}, tmp_path / "vit.pth")
    options: dict[str, Any] = {"width": 4, "heads": 2, "layers": 1, "blocks": (), "skips": 0}
    net = zoo.build("transunet", in_channels=3, classes=2, ndim=2, size=(32, 32), **options)
    wanted = r"3 missing \(blocks\.0\.attn\.q\.bias, .*\); 1 unexpected \(blocks\.0\.attn\.qkv\.bias\)"
    with pytest.raises(BadData, match=wanted):
        zoo.load_weights(net, tmp_path / "vit.pth", part="transformer")
