"""Costs of networks as a table and a picture, and a network as a page of text."""

import csv
import re
from itertools import combinations
from math import isnan
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch
from torch import Tensor, nn

from segeval import bench, zoo
from segeval.bench._outline import drawn, outline
from segeval.errors import UnknownName, UsageError
from tests.test_cli import call, refused
from tests.zoo.shapes import known_shapes

QUICK = bench.Trial(size=(40, 50), in_channels=1, seconds=0)


class Shaped(nn.Module):
    """One convolution beside a list, a norm, and a layer of sequences."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 6, 3, stride=2, padding=1)])
        self.norm = nn.BatchNorm2d(6)
        self.last = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        out: Tensor = self.last(self.norm(x).permute(0, 2, 3, 1))
        return out


def test_costs_are_those_of_the_asked_size_and_options() -> None:
    (plain, narrow) = bench.measure(["unet-8", "unet[width=4]"], QUICK)
    assert (plain.model, plain.size, narrow.model) == ("unet-8", "48x64", "unet[width=4]")
    net = zoo.build("unet-8", in_channels=1, classes=2, ndim=2)
    assert plain.params == sum(parameter.numel() for parameter in net.parameters())
    # Two 3x3 convolutions of width 8 at full size begin the network.
    assert plain.gmacs > 48 * 64 * 9 * (1 * 8 + 8 * 8) / 1e9
    assert plain.ms > 0
    assert plain.images_per_s == pytest.approx(1000 / plain.ms)
    assert plain.fault == ""


def test_without_a_size_each_network_has_its_own() -> None:
    (cost,) = bench.measure(["unet-8"], bench.Trial(in_channels=1, seconds=0))
    assert cost.size == "256x256"
    assert cost.gmacs == pytest.approx(0.7566, rel=1e-3)  # as the golden table says


def test_a_network_that_fails_costs_only_its_own_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> object:
        msg = "out of memory\nmore"
        raise RuntimeError(msg)

    monkeypatch.setattr(bench, "_tried", full)
    (cost,) = bench.measure(["unet-8"], QUICK)
    assert cost.fault == "out of memory"
    assert isnan(cost.ms)
    assert cost.params > 0


@pytest.mark.parametrize(
    ("model", "kind", "message"),
    [
        ("unett", UnknownName, "unknown model 'unett'"),
        ("unet[width=4", UsageError, r"cannot read the model 'unet\[width=4'; write options as in"),
        ("unet3d", UsageError, r"unet3d takes 3D images; --size 40,50 is none\."),
    ],
)
def test_a_wrong_request_is_one_line(model: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        list(bench.measure([model], QUICK))


def priced(name: str, params: int, gmacs: float, ms: float) -> bench.Cost:
    return bench.Cost(
        model=name, size="1x1", params=params, gmacs=gmacs, ms=ms, images_per_s=1, peak_mb=1, device="cpu", batch=1
    )


def test_every_network_is_a_dot_inside_the_picture() -> None:
    costs = [priced(f"<net{k}>", 10**k, k, k) for k in range(1, 9)]
    picture = ElementTree.fromstring(bench.scatter(costs))
    dots = [element for element in picture.iter() if element.tag.endswith("circle")]
    assert len(dots) == len(costs)
    assert all(0 < float(dot.attrib["cx"]) < 960 and 0 < float(dot.attrib["cy"]) < 600 for dot in dots)
    assert bench.scatter([]).startswith("<svg")


def test_names_cover_neither_each_other_nor_dots_and_every_dot_has_a_title() -> None:
    costs = [priced("apart", 1, 1, 1), *(priced(f"crowded-{k:02}", 10**6, 100 + k, 100 + k) for k in range(30))]
    picture = ElementTree.fromstring(bench.scatter(costs))
    titles = [element.text or "" for element in picture.iter() if element.tag.endswith("title")]
    assert all(any(title.startswith(f"{cost.model}: ") for title in titles) for cost in costs)
    names = [each for each in picture.iter() if each.tag.endswith("text") and each.text in {c.model for c in costs}]
    assert "apart" in {name.text for name in names}
    assert 2 <= len(names) < 10
    places = [(float(name.attrib["x"]), float(name.attrib["y"])) for name in names]
    assert all(abs(one[0] - two[0]) > 60 or abs(one[1] - two[1]) > 10 for one, two in combinations(places, 2))


def test_the_command_writes_table_and_picture(tmp_path: Path) -> None:
    table, picture = tmp_path / "costs.csv", tmp_path / "costs.svg"
    done = call(
        *("bench", "-m", "unet-8,unet[norm=batch,width=4]", "--size", "32,32", "--seconds", "0"),
        *("--csv", table, "--picture", picture),
    )
    assert done.exit_code == 0, done.output
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == ["unet-8", "unet[norm=batch,width=4]"]
    assert all(float(row["ms"]) > 0 for row in rows)
    assert "unet[norm=batch,width=4]" in picture.read_text(encoding="utf-8")
    assert done.stdout.splitlines()[0].split() == list(bench.COLUMNS)


def test_all_networks_can_be_narrowed_down() -> None:
    few = ("--ndim", "3", "--max-params", "0.3M", "--family", "unet")
    done = call("bench", "-m", "all", *few, "--size", "16,16,16", "--seconds", "0")
    assert done.exit_code == 0, done.output
    assert [line.split()[0] for line in done.stdout.splitlines()[1:]] == ["unet3d-8"]


def test_models_are_listed_by_size_dimensions_and_family() -> None:
    shown = call("ls", "models", "--ndim", "3", "--max-params", "400k").stdout
    assert {"unet3d-8", "nnunet3d-8"} <= set(shown.split())
    assert "unetpp-8" not in shown
    assert set(call("ls", "models", "--family", "transformer").stdout.split()) >= {"sunet", "256×256"}
    assert "among models, not among metrics" in refused("ls", "metrics", "--ndim", "3", code=2)
    assert "'5 million' is not a number such as 5M" in refused("ls", "models", "--max-params", "5 million", code=2)
    assert "did you mean transformer?" in refused("ls", "models", "--family", "transformr", code=2)


def test_the_sheet_of_a_network_holds_paper_counts_options_diagram_and_citation() -> None:
    text = call("info", "unetpp").stdout
    for part in (
        "paper     arXiv:1807.10165, 2018",
        "weights   9,042,276 for 3 channels and 1 classes",
        "images    2D and 3D, sides: multiples of 16",
        "trains    on 4 maps of logits",
        "          norm=none  of none, batch, instance, group",
        "Against U-Net: the skips become nested nodes.",
        "  booktitle = {DLMIA},\n  year = {2018}}",
    ):
        assert part in text
    assert re.search(r"^nodes\.40\s+512 × 6×6\s+3,539,968  ██$", text, re.MULTILINE)


def test_an_outline_takes_lists_apart_leaves_norms_out_and_finds_channels_that_are_last() -> None:
    parts = outline(Shaped(), torch.zeros(1, 1, 24, 40))
    assert [(part.name, part.channels, part.size) for part in parts] == [
        ("image", 1, (24, 40)),
        ("layers.0", 4, (24, 40)),
        ("layers.1", 6, (12, 20)),
        ("last", 3, (12, 20)),
    ]
    lines = list(drawn(parts))
    assert lines[0].endswith("█" * 24)
    assert lines[2].endswith("  " + "█" * 12)


@pytest.mark.parametrize("name", sorted(zoo.declared()))
def test_every_network_has_an_outline(name: str) -> None:
    net = zoo.get(name)
    size = net.reference_shape
    with torch.device("meta"):
        module = zoo.build(
            name,
            in_channels=1,
            classes=2,
            ndim=len(size),
            size=size if net.size == "built" else None,
        )
    with known_shapes():
        parts = outline(module, torch.empty(1, 1, *size, device="meta"))
    assert len(parts) > 2
    assert 2 in (parts[-1].channels, *(part.channels for part in parts[-3:]))
