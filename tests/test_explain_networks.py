"""Explanations of networks of the zoo: attention, layers, what is refused, and the files and pictures of a run."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from click.testing import CliRunner
from torch import Tensor, nn
from torch.nn import functional

from segeval import cli, datasets, store, volume
from segeval.errors import UsageError
from segeval.infer import overlay
from segeval.infer._explain import KINDS, explained
from segeval.infer._inside import layers
from segeval.records import Grid, Volume
from segeval.zoo._blocks.attention import CBAM, AttentionGate, EqualSizeGate, NonLocal, SpatialSqueeze
from segeval.zoo._blocks.autofocus import Autofocus
from segeval.zoo._encoders.swin import WindowAttention
from tests.explaining import drawn, hooks, maps, noise, tiny
from tests.helpers import mm

FAMILIES = (
    "attention-unet", "autofocus-afn2", "densevoxelnet", "drn-c-26", "fcdensenet56", "fcn8s", "gmlp-s16", "graph-unet",
    "mednext-s", "nonlocal-unet3d", "reversible-unet3d", "saunet", "swin-unetr", "swinunet", "transunet",
    "unet-valid", "unetr", "vnet",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


# Attention


def seen(net: nn.Module, image: Volume) -> dict[str, Tensor]:
    """Return what the method ``weights`` of every block of attention says of an image."""
    found: dict[str, Tensor] = {}
    for path, block in net.named_modules():
        if isinstance(block, AttentionGate | EqualSizeGate | NonLocal | Autofocus | CBAM | SpatialSqueeze):
            block.register_forward_hook(partial(noting, path, found))
    with torch.no_grad():
        net(torch.from_numpy(image.array)[None])
    return found


def noting(path: str, found: dict[str, Tensor], block: Any, given: tuple[Tensor, ...], _: Tensor) -> None:
    found[path] = block.weights(*given)


@pytest.mark.parametrize(
    ("name", "options", "blocks"),
    [
        ("attention-unet", {}, 4),
        ("attention-unet3d", {}, 6),
        ("r2attention-unet", {}, 4),
        ("unet", {"skip": "attention-gate", "norm": "batch", "width": 4}, 4),
        ("unet", {"attention": "cbam", "width": 8}, 9),
        ("unet", {"attention": "scse", "width": 8}, 9),
    ],
)
def test_attention_maps_are_the_weights_of_the_gates(name: str, options: dict[str, object], blocks: int) -> None:
    net, how = tiny(name, **options)
    image = noise(*how.window.patch, channels=2)
    found, gates = maps(net, image, "attention", how), seen(net, image)
    assert len(found) == len(gates) == blocks
    mode = "bilinear" if how.ndim == 2 else "trilinear"
    for path, weights in gates.items():
        expected = functional.interpolate(weights, size=image.grid.shape, mode=mode, align_corners=False)[0, 0]
        torch.testing.assert_close(found[f"attention-{path}"], expected)


def test_attention_to_scales_has_a_map_for_each() -> None:
    net, how = tiny("autofocus-afn1")
    image = noise(*how.window.patch, channels=2)
    found, gates = maps(net, image, "attention", how), seen(net, image)
    for path, weights in gates.items():
        own = [each for name, each in found.items() if name.startswith(f"attention-{path}")]
        assert len(own) == weights.shape[1]
        if len(own) > 1:
            torch.testing.assert_close(found[f"attention-{path}.1"].shape, image.grid.shape)
            torch.testing.assert_close(sum(own), torch.ones(image.grid.shape))


@pytest.mark.parametrize("subsample", [False, True])
def test_attention_of_a_non_local_block_is_how_much_each_place_is_looked_at(subsample: bool) -> None:
    net, image = nn.Sequential(NonLocal(1, 2, subsample=subsample), nn.Conv2d(1, 3, 1)), noise(7, 10)
    found = maps(drawn(net, image), image, "attention")["attention-0"]
    (weights,) = seen(net, image).values()
    rows, columns = (3, 5) if subsample else (7, 10)
    taken = torch.zeros(rows, columns)
    for place in range(rows * columns):
        taken[place // columns, place % columns] = weights[0, :, place].mean() * rows * columns
    expected = functional.interpolate(taken[None, None], size=(7, 10), mode="bilinear", align_corners=False)[0, 0]
    torch.testing.assert_close(found, expected)
    assert taken.mean().item() == pytest.approx(1)


def asked(net: nn.Module, part: str, x: Tensor) -> dict[str, Tensor]:
    """Return what every attention of a part of a network takes in, in the order of the computation."""
    found: dict[str, Tensor] = {}
    for path, block in net.get_submodule(part).named_modules():
        if path.endswith("attn"):
            block.register_forward_pre_hook(lambda _, given, path=path: found.update({path: given[0][0]}))
    with torch.no_grad():
        net(x)
    return found


@pytest.mark.parametrize(
    ("name", "part", "options"),
    [
        ("unetr", "encoder", {}),
        ("transunet", "transformer", {"width": 4, "blocks": (1, 1, 1), "layers": 3, "heads": 2, "skips": 1}),
    ],
)
def test_attention_of_a_transformer_is_the_product_over_its_blocks(
    name: str, part: str, options: dict[str, object]
) -> None:
    net, how = tiny(name, **options)
    state = net.get_submodule(part).state_dict()
    for key, tensor in state.items():
        if ".attn." in key and tensor.ndim == 2:
            tensor.normal_(std=0.7)
    image = noise(*how.window.patch, channels=2)
    found = maps(net, image, "attention", how)
    assert list(found) == [f"attention-{part}"]
    grid, heads = [side // 16 for side in image.grid.shape], 2
    taken = torch.eye(math.prod(grid))
    for path, tokens in asked(net, part, torch.from_numpy(image.array)[None]).items():
        whole = state.get(f"{path}.qkv.weight")
        ask, see = (
            tokens @ (state[f"{path}.{letter}.weight"] if whole is None else whole.chunk(3)[place]).T
            + (state[f"{path}.{letter}.bias"] if whole is None else 0)
            for place, letter in enumerate("qk")
        )
        wide = ask.shape[1] // heads
        matrix = torch.zeros(len(tokens), len(tokens))
        for head in range(heads):
            channels = slice(head * wide, (head + 1) * wide)
            powers = (ask[:, channels] @ see[:, channels].T / wide**0.5).exp()
            matrix += powers / powers.sum(1, keepdim=True) / heads
        taken = (matrix + torch.eye(len(tokens))) / 2 @ taken
    received = taken.sum(0)
    assert received.mean().item() == pytest.approx(1)
    assert received.std() > 0.01
    mode = "bilinear" if how.ndim == 2 else "trilinear"
    expected = functional.interpolate(received.view(1, 1, *grid), size=image.grid.shape, mode=mode)[0, 0]
    torch.testing.assert_close(found[f"attention-{part}"], expected)


@pytest.mark.parametrize("shifted", [False, True])
@pytest.mark.parametrize("size", [(8, 4), (7, 9), (3, 10), (4, 6, 5)])
def test_attention_within_windows_is_what_each_place_hands_to_all(size: tuple[int, ...], shifted: bool) -> None:
    block = WindowAttention(6, 2, (4,) * len(size), shifted=shifted)
    with torch.no_grad():
        for parameter in block.parameters():
            parameter.normal_()
        # The answer is the first channel alone, averaged over heads; queries and keys read the other ones.
        block.qkv.weight[:, 0] = block.qkv.weight[12:] = block.qkv.bias[12:] = 0
        block.qkv.weight[[12, 15], 0] = 1
        block.proj.weight.zero_()[0, [0, 3]] = 0.5
        block.proj.bias.zero_()
        x = torch.randn(1, *size, 6)
        found, expected = block.weights(x)[0, 0], torch.zeros(size)
        for place in torch.cartesian_prod(*map(torch.arange, size)).tolist():
            x[..., 0] = 0
            x[(0, *place, 0)] = 1
            expected[tuple(place)] = block(x)[..., 0].sum()
    torch.testing.assert_close(found, expected)
    if all(side % 4 == 0 for side in size):
        assert found.mean().item() == pytest.approx(1)


def test_every_block_of_windows_has_a_map() -> None:
    net, how = tiny("swinunet")
    image = noise(*how.window.patch, channels=2)
    blocks = {path: block for path, block in net.named_modules() if isinstance(block, WindowAttention)}
    found = maps(net, image, "attention", how)
    assert list(found) == [f"attention-{path}" for path in blocks]
    inputs = asked(net, "", torch.from_numpy(image.array)[None])
    assert inputs.keys() == blocks.keys()
    for path, block in blocks.items():
        own = functional.interpolate(block.weights(inputs[path][None]), size=image.grid.shape, mode="bilinear")
        torch.testing.assert_close(found[f"attention-{path}"], own[0, 0].detach())


# Networks of the zoo


@pytest.mark.parametrize("name", FAMILIES)
def test_every_network_is_explained_or_refused_and_stays_as_it_was(name: str) -> None:
    net, how = tiny(name)
    image, before, refused = noise(*how.window.patch, channels=2), torch.get_rng_state(), []
    weights = {key: value.clone() for key, value in net.state_dict().items()}
    for kind in KINDS:
        try:
            found = maps(net, image, kind, how)
        except UsageError as error:
            refused.append((kind, str(error)))
            continue
        assert found
        for each in found.values():
            assert each.shape == image.grid.shape
            assert torch.isfinite(each).all()
            assert each.min() >= 0
    assert {kind for kind, _ in refused} <= {"guided", "attention"}
    assert all("Try --explain" in reason and "\n" not in reason for _, reason in refused)
    assert not any(module.training for module in net.modules())
    assert hooks(net) == 0
    assert all(parameter.grad is None for parameter in net.parameters())
    assert all(torch.equal(value, weights[key]) for key, value in net.state_dict().items())
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("name", "layer"),
    [("unet", "down.4"), ("unet-valid", "net.down.2"), ("drn-c-26", "encoder"), ("unetr", "encoder"),
     ("mednext-s", "encode.4"), ("attention-unet3d-ungated", "down.4"), ("autofocus-afn1", "blocks.2")],
)  # fmt: skip
def test_grad_cam_looks_at_the_bottleneck_or_the_end_of_the_encoder(name: str, layer: str) -> None:
    net, how = tiny(name)
    assert explained(net, how, "grad-cam").make.keywords["layer"] == layer  # type: ignore[attr-defined]  # a partial


def test_maps_whose_channels_come_last_are_no_layers() -> None:
    class Tokens(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Conv2d(2, 8, 2, stride=2)

        def forward(self, x: Tensor) -> Tensor:
            found: Tensor = self.embed(x)
            return found.permute(0, 2, 3, 1)

    class Transformer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = Tokens(), nn.ConvTranspose2d(8, 3, 2, stride=2)

        def forward(self, x: Tensor) -> Tensor:
            logits: Tensor = self.head(self.body(x).permute(0, 3, 1, 2))
            return logits

    found = layers(Transformer().eval(), torch.zeros(1, 2, 40, 60))
    assert found == {"body.embed": (8, 20, 30), "head": (3, 40, 60)}


# Files and pictures


def test_the_command_keeps_maps_and_pictures_of_every_case(phantom_2d: Path, tmp_path: Path) -> None:
    words = ["--dataset", "phantom-2d", "--weights", "random", "--metrics", "dice", "--output", str(tmp_path)]
    model = ["run", "--model", "unet-8", "--explain", "grad-cam"]
    without = CliRunner().invoke(cli.main, [*model, *words])
    assert without.exit_code == 2
    assert "Give both." in without.output
    done = CliRunner().invoke(cli.main, [*model, "--save-maps", *words])
    assert done.exit_code == 0, done.output
    (manifest,) = tmp_path.rglob("manifest.json")
    assert store.read_manifest(manifest.parent).record.model.settings["explain"] == "grad-cam"
    cases = datasets.load("phantom-2d").part_cases("test")
    folders = sorted((manifest.parent / "maps").iterdir())
    assert [folder.name for folder in folders] == ["grad-cam-lesion", "grad-cam-organ"]
    for folder in folders:
        names = [case.id + ending for case in cases for ending in (".nii.gz", ".png")]
        assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    for case in cases:
        found, image = (volume.read_image(path) for path in (folders[0] / f"{case.id}.nii.gz", case.images[0]))
        assert found.array.shape[2:] == image.grid.shape
        picture = volume.read_image(folders[0] / f"{case.id}.png").array
        assert np.array_equal(picture, overlay(image, found.array[0, 0]))


def bright(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return where the right one of both pictures is coloured."""
    left, right = np.split(picture.astype(int), 2, axis=2)
    found: npt.NDArray[np.bool_] = (left != right).any(axis=0)
    return found


def test_a_picture_shows_the_slice_with_most_of_the_map_front_up() -> None:
    grid = replace(Grid.pixels((5, 8, 16)), spacing=(4.0, 2.0, 1.0), unit="mm")  # canonical: the first row is the back
    image, values = Volume(np.zeros((1, *grid.shape), np.float32), grid), np.zeros(grid.shape)
    image.array[0, 3] = np.linspace(0, 100, 16)
    values[1, 0, 0], values[3, 0, :8] = 2, 1
    picture = overlay(image, values.astype(np.float32))
    assert picture.shape == (3, 320, 640)
    where = np.zeros((320, 320), bool)
    where[-40:, :160] = True
    assert np.array_equal(bright(picture), where)


@pytest.mark.parametrize("orientation", [0, 17, 40])
def test_a_picture_does_not_depend_on_how_a_volume_is_stored(orientation: int) -> None:
    stored = mm((5, 8, 16), (4, 2, 1), orientation)
    image = np.random.default_rng(0).normal(size=(1, *stored.shape)).astype(np.float32)
    array, grid = volume.canonical(image, stored)
    assert np.array_equal(overlay(Volume(image, stored), image[0] ** 2), overlay(Volume(array, grid), array[0] ** 2))


def test_a_picture_of_no_map_is_the_image_twice() -> None:
    picture = overlay(noise(10, 30, channels=3), np.zeros((10, 30), np.float32))
    assert picture.shape == (3, 107, 640)
    assert not bright(picture).any()
