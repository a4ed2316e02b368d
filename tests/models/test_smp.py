"""``smp:Arch?encoder=...``: without the package one clear line; with one that is played here, weights and arguments."""

import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from segeval import datasets, models, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UnknownName, UsageError
from segeval.infer import Settings, answer, segmenting
from segeval.models import Request
from segeval.models._fakes import recipe_of, write_recipe

PACKAGE = "segmentation_models_pytorch"


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


class Played(nn.Module):
    """A network with the arguments that all classes of the package have."""

    def __init__(
        self, encoder_name: str, encoder_weights: None, in_channels: int, classes: int, depth: int = 1
    ) -> None:
        super().__init__()
        if encoder_name != "resnet18":
            msg = f"Wrong encoder name `{encoder_name}`"
            raise KeyError(msg)
        assert encoder_weights is None
        widths = [in_channels, *[4] * depth, classes]
        self.layers = nn.Sequential(*(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(widths)))

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        return y


@pytest.fixture
def weights(data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(sys.modules, PACKAGE, SimpleNamespace(Unet=Played, FPN=Played))
    torch.manual_seed(0)
    torch.save({"state_dict": Played("resnet18", None, 1, 3, depth=2).state_dict()}, tmp_path / "mine.pth")
    write_recipe(tmp_path / "mine.pth", data.info)
    return tmp_path / "mine.pth"


def test_it_answers_as_the_network_does_that_the_words_name(weights: Path, data: Prepared) -> None:
    place, case = "smp:Unet?encoder=resnet18&depth=2", data.part_cases(data.part)[0]
    predictor = models.open(place, Request(data=data, weights=weights))
    made = predictor.predict(case, predictor.read(case)).mask.array
    net = Played("resnet18", None, 1, 3, depth=2)
    net.load_state_dict(torch.load(weights, weights_only=True)["state_dict"])
    native = answer(segmenting(net.eval(), recipe_of(data.info), Settings()), volume.read_image(case.images), case.id)
    assert len(np.unique(native.mask.array)) > 1
    assert np.array_equal(made, native.mask.array)
    assert predictor.about.id == "Unet[encoder_name=resnet18,depth=2]"
    inner = models.open(f"{place}&weights={weights}", Request(data=data))
    assert inner.about == predictor.about
    other = models.open(place.replace("Unet", "FPN"), Request(data=data, weights=weights, name="mine"))
    assert other.about.id == "mine"
    assert other.about.digest != predictor.about.digest


@pytest.mark.parametrize(
    ("place", "error", "message"),
    [
        ("Unett?encoder=resnet18", UnknownName, r"'Unett'; did you mean Unet"),
        ("Unet", UsageError, r"smp:Unet: give KEY=VALUE joined by &.* the encoder among them"),
        ("Unet?encoder=resnet18&classes=4", UsageError, r"leave out classes: channels, classes and activation"),
        ("Unet?encoder=resnet18&classes", UsageError, r"give KEY=VALUE joined by &"),
        ("Unet?encoder=resnet19", UsageError, r"makes no network: KeyError: .*Wrong encoder name `resnet19`"),
        (
            "Unet?encoder=resnet18&depth=1",
            BadData,
            r"mine.pth does not fit smp:Unet\?encoder=resnet18&depth=1; give weights",
        ),
        ("Unet?encoder=resnet18&weights=gone.pth", UsageError, r"no file of weights gone.pth. Pass --weights FILE"),
    ],
)
def test_wrong_words_are_one_line(
    place: str, error: type[SegevalError], message: str, weights: Path, data: Prepared
) -> None:
    with pytest.raises(error, match=message) as caught:
        models.open(f"smp:{place}", Request(data=data, weights=weights))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [None, "random"])
def test_it_wants_weights_and_a_recipe(given: Any, weights: Path, data: Prepared) -> None:
    with pytest.raises(UsageError, match=r"there is no file of weights .*Pass --weights FILE"):
        models.open("smp:Unet?encoder=resnet18", Request(data=data, weights=given))
    weights.with_suffix(".toml").unlink()
    with pytest.raises(UsageError, match="a foreign model needs a recipe"):
        models.open("smp:Unet?encoder=resnet18", Request(data=data, weights=weights))


def test_without_the_package_it_says_so(weights: Path, data: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)  # which makes importing it fail
    with pytest.raises(UsageError, match=rf"which is not installed \(import of {PACKAGE} halted.*pip install"):
        models.open("smp:Unet?encoder=resnet18&depth=2", Request(data=data, weights=weights))


def test_a_package_that_fails_when_imported_says_why(
    weights: Path, data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does with a torchvision that was made for another torch."""
    (tmp_path / f"{PACKAGE}.py").write_text("raise RuntimeError('operator torchvision::nms does not exist')")
    monkeypatch.delitem(sys.modules, PACKAGE)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(UsageError, match=r"cannot be imported \(RuntimeError: operator torchvision::nms"):
        models.open("smp:Unet?encoder=resnet18&depth=2", Request(data=data, weights=weights))


def test_the_real_package_answers(data: Prepared, tmp_path: Path) -> None:
    try:
        __import__(PACKAGE)
    except Exception as error:  # the true reason: absent, or a torchvision that does not fit
        pytest.skip(f"{PACKAGE} cannot be imported here: {type(error).__name__}: {error}")
    predictor = models.open("smp:" + models.SCHEMES.get("smp").fake(tmp_path, data), Request(data=data))
    case = data.part_cases(data.part)[0]
    assert predictor.predict(case, predictor.read(case)).mask.array.any()
