"""``totalsegmentator:TASK``: the layout of the package with random networks, since its weights are not here."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval import datasets, models
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UnknownName, UsageError
from segeval.models import Request
from segeval.models.totalsegmentator import FAKE, TASKS
from segeval.records import LabelArray

NAMES = [["liver", "spleen"], ["aorta", "heart"]]


@pytest.fixture
def data(phantom: Path) -> Prepared:
    return datasets.load("phantom", root=phantom.parent)


@pytest.fixture
def root(data: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the package would keep two models of "total_mr", of an old and a new number, and one of "body"."""
    models.SCHEMES.get("totalsegmentator").fake(tmp_path, data)
    for number, name, words in zip((730, 851), ("part1", "part2"), NAMES, strict=True):
        folder = tmp_path / f"Dataset{number}_TotalSegMRI_{name}" / Path(FAKE).name
        shutil.copytree(tmp_path / FAKE, folder)
        content = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
        content["labels"] = {"background": 0, **{word: value for value, word in enumerate(words, 1)}}
        (folder / "dataset.json").write_text(json.dumps(content))
        file = folder / "fold_0" / "checkpoint_final.pth"
        held = torch.load(file, weights_only=True)
        torch.manual_seed(number)
        state = held["network_weights"]
        state |= {key: torch.randn_like(each) * (each.ndim > 1) for key, each in state.items() if "heads" in key}
        torch.save({**held, "network_weights": state}, file)
    monkeypatch.setenv("TOTALSEG_WEIGHTS_PATH", str(tmp_path))
    return tmp_path


def mask(place: str, data: Prepared, **given: Any) -> LabelArray:
    predictor, case = models.open(place, Request(data=data, **given)), data.part_cases("test")[2]
    return predictor.predict(case, predictor.read(case)).mask.array


def test_a_task_is_its_nnunet_turned_to_ras_and_not_mirrored(data: Prepared, root: Path) -> None:
    alone = Request(data=data, options="mirroring=no,orientation=ras")
    predictor, case = models.open(f"nnunet:{root / FAKE}", alone), data.part_cases("test")[2]
    expected = predictor.predict(case, predictor.read(case)).mask.array
    assert len(np.unique(expected)) > 1
    assert np.array_equal(mask("totalsegmentator:body", data), expected)
    assert np.array_equal(mask(f"totalsegmentator:body@{root}", data), expected)


def test_structures_of_several_models_are_put_together_the_last_on_top(data: Prepared, root: Path) -> None:
    """Labels 1 to 4 are liver, spleen, aorta, heart; two of them are structures of the dataset."""
    made = mask("totalsegmentator:total_mr", data, label_map="2=organ,3=lesion,*=")
    one, two = (
        mask(f"nnunet:{root / name / Path(FAKE).name}", data, options="mirroring=no,orientation=ras", label_map=text)
        for name, text in (
            ("Dataset730_TotalSegMRI_part1", "2=organ,*="),
            ("Dataset851_TotalSegMRI_part2", "1=lesion,*="),
        )
    )
    assert one.any()
    assert two.any()
    assert np.array_equal(made, np.where(two > 0, two, one))
    about = models.open("totalsegmentator:total_mr", Request(data=data, label_map="2=organ,*=")).about
    assert about.not_answered == ("lesion",)
    assert about.id == "TotalSegmentator total_mr"


def test_every_structure_is_asked_for_by_number(data: Prepared, root: Path) -> None:
    with pytest.raises(UsageError, match=r"knows \{0: 'background', 1: 'liver', 2: 'spleen', 3: 'aorta', 4: 'heart'\}"):
        models.open("totalsegmentator:total_mr", Request(data=data))


@pytest.mark.parametrize(
    ("place", "given", "error", "message"),
    [
        ("totl", {}, UnknownName, r"task of TotalSegmentator 'totl'; did you mean total"),
        ("total", {}, UsageError, r"there is no Dataset291_\* in .*Run totalseg_download_weights"),
        ("tissue_types_mr@/nowhere", {}, UsageError, r"no Dataset925_\* or Dataset734_\* in /nowhere"),
        ("body", {"options": "folds=0"}, UsageError, r"totalsegmentator:body has no use for model_args"),
        ("body", {"weights": "random"}, UsageError, r"totalsegmentator:body has no use for weights"),
    ],
)
def test_what_is_not_there_is_one_line(
    place: str, given: dict[str, Any], error: type[SegevalError], message: str, data: Prepared, root: Path
) -> None:
    with pytest.raises(error, match=message) as caught:
        models.open(f"totalsegmentator:{place}", Request(data=data, **given))
    assert "\n" not in str(caught.value)


def test_models_that_share_a_name_or_a_place_are_refused(data: Prepared, root: Path) -> None:
    part = root / "Dataset851_TotalSegMRI_part2" / Path(FAKE).name
    shutil.copytree(part, part.with_name("nnUNetTrainer__nnUNetPlans__3d_lowres"))
    with pytest.raises(UsageError, match=r"Dataset851_TotalSegMRI_part2 holds several models"):
        models.open("totalsegmentator:total_mr", Request(data=data))
    shutil.rmtree(part)
    (part.parent / "nnUNetTrainer__nnUNetPlans__3d_lowres").rename(part)
    shutil.copy(root / "Dataset730_TotalSegMRI_part1" / part.name / "dataset.json", part)
    with pytest.raises(BadData, match="know a structure twice"):
        models.open("totalsegmentator:total_mr", Request(data=data))


def test_a_number_belongs_to_one_task() -> None:
    numbers = [number for models_of in TASKS.values() for each in models_of for number in each]
    assert len(set(numbers)) == len(numbers)
