"""``nnunet:FOLDER``: folders in nnU-Net's words, what their options change, and what is wrong with them in one line."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from segeval import datasets, models, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UnknownName, UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.models._nnunet import centred, starts
from segeval.models._nnunet_folder import read_output
from tests.models.nnunet_peer import ours, quiet


@pytest.fixture
def data(phantom: Path) -> Prepared:
    return datasets.load("phantom", root=phantom.parent)


@pytest.fixture
def folder(data: Prepared, tmp_path: Path) -> Path:
    return Path(models.SCHEMES.get("nnunet").fake(tmp_path, data))


def edited(folder: Path, name: str, **changes: Any) -> None:
    """Change the only configuration of plans.json, or the top of dataset.json; None takes an entry out."""
    content = json.loads((folder / name).read_text(encoding="utf-8"))
    (table,) = content["configurations"].values() if name == "plans.json" else [content]
    table.update(changes)
    for key in [key for key, value in table.items() if value is None]:
        del table[key]
    (folder / name).write_text(json.dumps(content))


def second_fold(folder: Path) -> None:
    """Add a fold with other weights."""
    torch.manual_seed(1)
    content = torch.load(folder / "fold_0" / "checkpoint_final.pth", weights_only=True)
    content["network_weights"] = {name: torch.randn_like(each) for name, each in content["network_weights"].items()}
    (folder / "fold_1").mkdir()
    torch.save(content, folder / "fold_1" / "checkpoint_final.pth")


def test_folds_mirroring_and_orientation_change_what_it_is_and_what_it_answers(data: Prepared, folder: Path) -> None:
    second_fold(folder)
    turned = data.part_cases("test")[2]  # stored with two axes running the other way
    found = {}
    for options in ("", "folds=0+1", "folds=0", "folds=1", "mirroring=no", "orientation=ras"):
        predictor = models.open(f"nnunet:{folder}", Request(data=data, options=options))
        mask = predictor.predict(turned, predictor.read(turned)).mask
        assert mask.grid == volume.read_grid(turned.images[0])
        found[options] = predictor.about.digest, mask.array.tobytes()
    assert found[""] == found["folds=0+1"]
    assert len({each for each, _ in found.values()}) == len({each for _, each in found.values()}) == 5


def test_windows_may_overlap_more_and_probabilities_are_kept(data: Prepared, folder: Path) -> None:
    edited(folder, "plans.json", patch_size=[16, 40, 40])
    case = data.part_cases("test")[2]
    usual, more = (
        ours(folder, data, case, settings=Settings(overlap=overlap, probabilities=True, batch=3))
        for overlap in (None, 0.75)
    )
    assert usual.probabilities is not None
    assert more.probabilities is not None
    assert np.array_equal(usual.probabilities.argmax(0), usual.mask.array)
    assert 0 < np.abs(usual.probabilities - more.probabilities).mean() < 0.05


@pytest.mark.parametrize(
    ("size", "window", "expected"), [(110, 64, [0, 23, 46]), (64, 64, [0]), (11, 5, [0, 2, 4, 6]), (3, 1, [0, 1, 2])]
)
def test_windows_begin_where_nnunet_lets_them_begin(size: int, window: int, expected: list[int]) -> None:
    """The first is the example in its source, the third has a step of 2.5 voxels."""
    assert starts(size, window, 0.5) == expected


def test_the_weight_of_windows_is_that_of_nnunet() -> None:
    with quiet():
        from nnunetv2.inference.sliding_window_prediction import compute_gaussian
    for patch in ((40, 56, 40), (28, 96, 11), (33, 64)):
        theirs = compute_gaussian(patch, 1 / 8, 10, device=torch.device("cpu")).float()
        assert torch.allclose(centred(patch), theirs, rtol=1e-3, atol=1e-7)


def test_regions_leave_the_label_of_their_order() -> None:
    labels = {"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": 3, "ignore": 4}
    output = read_output({"labels": labels, "regions_class_order": [1, 2, 3]}, Path("dataset.json"))
    assert output.regions == ((1, 2, 3), (2, 3), (3,))
    assert output.labels == {0: "background", 1: "1", 2: "2", 3: "enhancing"}
    mixed = read_output({"labels": labels, "regions_class_order": [3, 2, 3]}, Path("dataset.json"))
    assert mixed.regions == ((3, 1, 2), (2, 3), (3,))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ("folds=4", UsageError, r"no checkpoint_final\.pth of fold 4; it has the folds 0$"),
        ("checkpoint=best", UsageError, r"no checkpoint_best\.pth of any fold; it has the folds none$"),
        ("checkpoint=last", UsageError, r"checkpoint=last: give checkpoint=final or checkpoint=best$"),
        ("fold=0", UnknownName, r"unknown option of nnunet 'fold'; did you mean folds"),
    ],
)
def test_an_option_that_is_none_is_refused(
    options: str, error: type[SegevalError], message: str, data: Prepared, folder: Path
) -> None:
    with pytest.raises(error, match=message):
        models.open(f"nnunet:{folder}", Request(data=data, options=options))


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("plans.json", {"preprocessor_name": "Mine"}, r"prepared by Mine, which is code of others"),
        ("plans.json", {"resampling_fn_data": "mine"}, r"resampling_fn_data mine .*code of others"),
        ("plans.json", {"normalization_schemes": ["Mine"]}, r"normalization Mine is none of CTNorm"),
        ("plans.json", {"normalization_schemes": ["CTNormalization"]}, r"lack or misspell something: KeyError\('0'\)"),
        ("plans.json", {"spacing": None}, r"lack or misspell something: KeyError\('spacing'\)"),
        ("plans.json", {"previous_stage": "3d_lowres"}, r"second stage of a cascade"),
        ("plans.json", {"UNet_base_num_features": 5}, r"does not fit nnunet3d.*misshaped"),
        ("dataset.json", {"labels": {"background": 0, "organ": 2}}, r"are not 0, 1, 2 and so on"),
        ("dataset.json", {"labels": {"organ": 1}}, r"no background of value 0"),
        ("dataset.json", {"channel_names": {"0": "a", "1": "b"}}, r"scale 1 channels, dataset.json names 2"),
        ("dataset.json", {"labels": {"background": 0, "a": 1, "b": 2}}, r"knows .*'a'.*--map"),
    ],
)
def test_a_folder_that_is_not_what_it_says_is_one_line_that_names_it(
    name: str, changes: dict[str, Any], message: str, data: Prepared, folder: Path
) -> None:
    edited(folder, name, **changes)
    with pytest.raises(SegevalError, match=message) as caught:
        models.open(f"nnunet:{folder}", Request(data=data))
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_folder_or_checkpoint_of_nnunet_is_refused(data: Prepared, folder: Path) -> None:
    with pytest.raises(UsageError, match=r"has no plans.json. Give one of its folders results\.$"):
        models.open(f"nnunet:{folder.parent}", Request(data=data))
    path = folder / "fold_0" / "checkpoint_final.pth"
    torch.save({"network_weights": {}, "init_args": {"plans": Path("x")}}, path)
    with pytest.raises(BadData, match="which could run code"):
        models.open(f"nnunet:{folder}", Request(data=data))
    torch.save({"network_weights": {"a": torch.zeros(1)}}, path)
    with pytest.raises(BadData, match=r"is no checkpoint of nnU-Net v2, which says what was trained: KeyError"):
        models.open(f"nnunet:{folder}", Request(data=data))


def test_weights_that_answer_nothing_name_the_case(data: Prepared, folder: Path) -> None:
    path = folder / "fold_0" / "checkpoint_final.pth"
    content = torch.load(path, weights_only=True)
    content["network_weights"] = {name: each * 1e38 for name, each in content["network_weights"].items()}
    torch.save(content, path)
    with pytest.raises(BadData, match=r"^phantom_016: results: the network returns NaN or infinity; take other folds"):
        ours(folder, data, data.part_cases("test")[0])
