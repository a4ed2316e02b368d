"""One door: a name is a network, SCHEME:WHAT is anything else, and whoever has the members of a predictor is one."""

from pathlib import Path
from typing import Any

import pytest

from segeval import datasets, models
from segeval.datasets import Prepared
from segeval.errors import NoWeights, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from tests.models.toys import Bright


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d")


def test_a_name_without_a_colon_is_a_network(data: Prepared) -> None:
    about = models.open("unet-8", Request(data=data, weights="random")).about
    assert (about.kind, about.id, about.trained_on) == ("network", "unet-8", models.RANDOM)
    assert models.open("network:unet-8", Request(data=data, weights="random")).about == about


def test_unknown_networks_and_schemes_suggest_the_nearest(data: Prepared) -> None:
    with pytest.raises(UnknownName, match=r"unknown model 'unett'; did you mean unet"):
        models.open("unett", Request(data=data))
    with pytest.raises(UnknownName, match=r"unknown model scheme 'pred'; did you mean preds"):
        models.open("pred:mine", Request(data=data))


def test_a_predictor_is_taken_as_it_is(data: Prepared) -> None:
    bright = Bright()
    assert models.open(bright, Request(data=data, settings=Settings(device="cpu", batch=1))) is bright


@pytest.mark.parametrize("model", [Bright(), "preds:.", "py:some.module:factory"])
@pytest.mark.parametrize(
    ("given", "word"), [({"weights": "random"}, "weights"), ({"settings": Settings(flips=True)}, "flips")]
)
def test_what_a_model_has_no_use_for_is_refused(
    model: str | Bright, given: dict[str, Any], word: str, data: Prepared
) -> None:
    with pytest.raises(UsageError, match=f"has no use for {word}; leave that out"):
        models.open(model, Request(data=data, **given))


def test_a_predictor_says_itself_what_it_is_called_and_was_trained_on(data: Prepared) -> None:
    declared = models.parse_trained_on("phantom")
    with pytest.raises(UsageError, match="a Bright has no use for model_args, trained_on, name"):
        models.open(Bright(), Request(data=data, options="width=4", trained_on=declared, name="mine"))


def test_a_network_without_weights_says_how_to_get_them(data: Prepared) -> None:
    with pytest.raises(NoWeights, match=r"no weights for unetpp-8 on phantom-2d \(drawn\)"):
        models.open("unetpp-8", Request(data=data))


def test_every_scheme_says_what_it_is_and_how_it_is_called() -> None:
    schemes = models.SCHEMES.items()
    assert set(schemes) >= {"network", "preds", "py"}
    for name, scheme in schemes.items():
        assert scheme.id == name
        assert scheme.title
        assert name == "network" or scheme.example.startswith(f"{name}:")
