"""What every way in for models keeps, whoever wrote it."""

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, models, volume
from segeval.errors import UsageError
from segeval.models import SCHEMES, Predictor, Request, Scheme
from segeval.records import Answerer, Case, Trained, canonical, digest

LACKING = {"smp": "segmentation_models_pytorch", "monai": "monai", "onnx": "onnxruntime"}
every_scheme = pytest.mark.parametrize(
    "scheme",
    [
        pytest.param(
            scheme,
            id=name,
            marks=pytest.mark.skipif(
                name in LACKING and find_spec(LACKING[name]) is None, reason=f"{LACKING.get(name)} is not installed"
            ),
        )
        for name, scheme in SCHEMES.items().items()
    ],
)


@pytest.fixture
def data(phantom: Path) -> datasets.Prepared:
    return datasets.load("phantom", root=phantom.parent)


@pytest.fixture(autouse=True)
def _own_path() -> Iterator[None]:
    before = list(sys.path)
    yield
    sys.path[:] = before
    sys.modules.pop("background", None)


def opened(scheme: Scheme, root: Path, data: datasets.Prepared) -> Predictor[Any]:
    root.mkdir(exist_ok=True)
    return scheme.open(scheme.fake(root, data), Request(data=data))


def first(data: datasets.Prepared) -> Case:
    return data.part_cases(data.part)[0]


@every_scheme
def test_it_says_what_it_is_and_how_it_is_called(scheme: Scheme) -> None:
    assert scheme.title
    assert scheme.example.startswith((f"{scheme.id}:", "unet"))
    assert (scheme.open.__doc__ or "").strip()


@every_scheme
def test_the_door_finds_it_by_the_word_before_the_colon(
    scheme: Scheme, tmp_path: Path, data: datasets.Prepared
) -> None:
    what = scheme.fake(tmp_path, data)
    name = what if scheme.id == models.NETWORK else f"{scheme.id}:{what}"
    assert models.open(name, Request(data=data)).about.kind


@every_scheme
def test_its_identity_is_json_and_the_same_each_time(scheme: Scheme, tmp_path: Path, data: datasets.Prepared) -> None:
    about = [opened(scheme, tmp_path / "model", data).about for _ in range(2)]
    assert isinstance(about[0], Answerer)
    assert about[0].id
    assert about[0].digest
    assert len({digest(canonical(each)) for each in about}) == 1


@every_scheme
def test_its_costs_are_json(scheme: Scheme, tmp_path: Path, data: datasets.Prepared) -> None:
    assert json.loads(json.dumps(dict(opened(scheme, tmp_path, data).costs))) is not None


@every_scheme
def test_its_mask_lies_on_the_grid_of_the_case_and_holds_known_labels(
    scheme: Scheme, tmp_path: Path, data: datasets.Prepared
) -> None:
    predictor, case = opened(scheme, tmp_path, data), first(data)
    prediction = predictor.predict(case, predictor.read(case))
    assert case.mask is not None
    reference = volume.read_mask(case.mask)
    assert prediction.case_id == case.id
    assert prediction.mask.grid.difference(reference.grid) == ""
    assert prediction.mask.array.shape == reference.array.shape
    assert set(np.unique(prediction.mask.array).tolist()) <= set(predictor.labels)
    assert sorted(predictor.labels) == list(predictor.labels)


@every_scheme
def test_it_answers_alike_each_time(scheme: Scheme, tmp_path: Path, data: datasets.Prepared) -> None:
    predictor, case = opened(scheme, tmp_path, data), first(data)
    one, two = (predictor.predict(case, predictor.read(case)).mask.array for _ in range(2))
    assert np.array_equal(one, two)


@every_scheme
def test_what_a_person_declares_of_its_training_is_kept_or_refused(
    scheme: Scheme, tmp_path: Path, data: datasets.Prepared
) -> None:
    """A model that records its training refuses a declaration; any other takes it over as declared."""
    said = Trained(other="500 scans of our own", declared=True)
    what = scheme.fake(tmp_path, data)
    recorded = scheme.open(what, Request(data=data)).about.trained_on
    if recorded is None:
        assert scheme.open(what, Request(data=data, trained_on=said)).about.trained_on == said
    else:
        assert not recorded.declared
        with pytest.raises(UsageError, match="leave out --trained-on"):
            scheme.open(what, Request(data=data, trained_on=said))


@every_scheme
def test_a_name_of_ones_own_is_taken(scheme: Scheme, tmp_path: Path, data: datasets.Prepared) -> None:
    assert scheme.open(scheme.fake(tmp_path, data), Request(data=data, name="ours")).about.id == "ours"


@every_scheme
def test_nonsense_behind_the_colon_is_one_clear_line(scheme: Scheme, data: datasets.Prepared) -> None:
    with pytest.raises(UsageError) as refused:
        scheme.open("no such thing", Request(data=data))
    assert "no such thing" in str(refused.value)
    assert "\n" not in str(refused.value)
