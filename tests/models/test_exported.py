"""``export:FILE.pt2``: read without torch's own reader, which runs what an archive wants; elsewhere equal to it."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from segeval import datasets, models, zoo
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.models import Request
from segeval.models._fakes import write_recipe
from segeval.models._graph import read_graph
from tests.models.test_torchscript import same_as_native

MODEL, WEIGHTS = "models/model.json", "data/weights/model_weights_config.json"


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


def save(net: nn.Module, image: Tensor, path: Path, **more: Any) -> Path:
    torch.export.save(torch.export.export(net, (image,), **more), path)
    return path


def altered(path: Path, member: str, change: Callable[[Any], None]) -> Path:
    """Rewrite one JSON entry of an archive."""
    with zipfile.ZipFile(path) as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    name = next(each for each in entries if each.endswith(member))
    content = json.loads(entries[name])
    change(content)
    entries[name] = json.dumps(content).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for each, stored in entries.items():
            archive.writestr(each, stored)
    return path


def test_a_file_answers_as_its_network_does(phantom: Path, tmp_path: Path) -> None:
    data = datasets.load("phantom", root=phantom.parent)
    same_as_native("export:" + models.SCHEMES.get("export").fake(tmp_path, data), data)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["deeplabv3plus", "swin-unet"])
def test_graphs_compute_what_torch_computes(name: str, tmp_path: Path) -> None:
    """Dilated convolutions and resizing; attention in windows that are rolled and masked."""
    declared = zoo.get(name)
    shape = declared.tiny_shape[-2:] if len(declared.tiny_shape) == 2 else zoo.nearest(declared, (32, 32))
    torch.manual_seed(0)
    net = zoo.build(
        name, in_channels=1, classes=3, ndim=2, size=shape if declared.size == "built" else None, **declared.tiny
    ).eval()
    image = torch.randn(2, 1, *shape)
    path = save(net, image, tmp_path / "net.pt2")
    graph, theirs = read_graph(path), torch.export.load(path).module()
    with torch.inference_mode():
        assert torch.equal(graph(image), theirs(image))
        assert torch.allclose(graph(image), net(image), atol=1e-5)
    assert graph.takes == (2, 1, *shape)


class Sized(nn.Module):
    """A network whose code computes with the sizes of its input."""

    def forward(self, x: Tensor) -> Tensor:
        high, wide = x.shape[-2:]
        half = nn.functional.interpolate(x, size=(high // 2, wide // 2))
        flat = torch.full((x.shape[0], 1, high, wide), float("-inf"), device=x.device)
        flat = flat.where((x > 0) & (x < 1), 1.0)
        return torch.cat([nn.functional.interpolate(half, size=(high, wide)), flat.clamp_min(0)], 1)


def test_axes_of_any_size_stay_so(tmp_path: Path) -> None:
    any_size = {0: torch.export.Dim.AUTO, 2: torch.export.Dim.AUTO, 3: torch.export.Dim.AUTO}
    path = save(Sized(), torch.randn(2, 1, 32, 48), tmp_path / "net.pt2", dynamic_shapes=(any_size,))
    graph = read_graph(path)
    assert graph.takes == (None, 1, None, None)
    for shape in ((1, 1, 40, 36), (5, 1, 16, 64)):
        image = torch.randn(shape)
        assert torch.equal(graph(image), Sized()(image))


def test_a_patch_that_the_file_does_not_take_contradicts_the_recipe(data: Prepared, tmp_path: Path) -> None:
    model = "export:" + models.SCHEMES.get("export").fake(tmp_path, data)
    recipe = tmp_path / "tiny.toml"
    text = recipe.read_text(encoding="utf-8")
    recipe.write_text(text.replace("patch = [64, 64]", "patch = [96, 64]"))
    with pytest.raises(UsageError, match=r"takes channels and patch 1×64×64, its recipe gives 1×96×64. Correct"):
        models.open(model, Request(data=data))
    recipe.write_text(text.replace("slices = 1", "slices = 3"))
    with pytest.raises(UsageError, match=r"takes channels and patch 1×64×64, its recipe gives 3×64×64"):
        models.open(model, Request(data=data))


def pickled(content: Any) -> None:
    next(iter(content["config"].values()))["use_pickle"] = True


def sparse(content: Any) -> None:
    next(iter(content["config"].values()))["tensor_meta"]["layout"] = 1


def beyond(content: Any) -> None:
    next(iter(content["config"].values()))["tensor_meta"]["sizes"][0] = {"as_int": 10**6}


def calling(target: str) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        content["graph_module"]["graph"]["nodes"][0]["target"] = target

    return change


def older(content: Any) -> None:
    content["schema_version"]["major"] = 5


def nested(content: Any) -> None:
    content["graph_module"]["graph"]["nodes"][0]["inputs"][0]["arg"] = {"as_graph": {"name": "x", "graph": {}}}


@pytest.mark.parametrize(
    ("member", "change", "message"),
    [
        (WEIGHTS, pickled, "is stored as a pickle, which could run code"),
        (WEIGHTS, sparse, "is sparse, complex or of an unknown kind"),
        (WEIGHTS, beyond, "is no archive of torch.export, or damaged"),
        (MODEL, calling("torch.ops.aten.from_file.default"), "calls 'torch.ops.aten.from_file.default', which is no"),
        (MODEL, calling("torch.os.system"), "calls 'torch.os.system', which is no operator"),
        (MODEL, calling("torch.ops.higher_order.cond"), "which is no operator"),
        (MODEL, calling("torch.ops.aten.__class__.mro"), "which is no operator"),
        (MODEL, calling("_operator.attrgetter"), "which is no operator"),
        (MODEL, calling("torch.ops.aten.no_such.default"), "is no archive of torch.export, or damaged"),
        (MODEL, older, "its schema is 5, torch .* writes 8"),
        (MODEL, nested, "takes input of the kind as_graph, which no network needs"),
    ],
)
def test_what_needs_more_than_operators_and_tensors_is_refused(
    member: str, change: Callable[[Any], None], message: str, tmp_path: Path
) -> None:
    path = save(nn.Conv2d(1, 3, 3).eval(), torch.zeros(1, 1, 8, 8), tmp_path / "net.pt2")
    with pytest.raises(BadData, match=message) as caught:
        read_graph(altered(path, member, change))
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_code_in_an_archive_is_not_run(tmp_path: Path) -> None:
    """Guards are Python text that torch's own module compiles; the same archive computes here, and they stay text."""
    path = save(nn.Conv2d(1, 3, 1).eval(), torch.zeros(1, 1, 8, 8), tmp_path / "net.pt2")
    target = tmp_path / "written"

    def guard(content: Any) -> None:
        content["guards_code"] = [f"__import__('os').mkdir({str(target)!r}) is None"]

    altered(path, MODEL, guard)
    read_graph(path)(torch.zeros(1, 1, 8, 8))
    assert not target.exists()
    torch.export.load(path).module()(torch.zeros(1, 1, 8, 8))  # the threat is real: torch itself would have written it
    assert target.exists()


class Two(nn.Module):
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x + 1, x


def test_a_network_in_training_mode_or_of_two_answers_is_refused(tmp_path: Path) -> None:
    image = torch.randn(2, 1, 8, 8)
    learning = nn.Sequential(nn.Conv2d(1, 3, 3), nn.Dropout(0.5)).train()
    with pytest.raises(BadData, match=r"is in training mode; call eval\(\)"):
        read_graph(save(learning, image, tmp_path / "learning.pt2"))
    with pytest.raises(BadData, match="it returns several tensors"):
        read_graph(save(Two(), image, tmp_path / "two.pt2"))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_one_clear_line(content: bytes, data: Prepared, tmp_path: Path) -> None:
    path = tmp_path / "net.pt2"
    path.write_bytes(content)
    write_recipe(path, data.info)
    with pytest.raises(BadData, match=r"is no archive of torch.export, or damaged .* torch.export.save"):
        models.open(f"export:{path}", Request(data=data))
