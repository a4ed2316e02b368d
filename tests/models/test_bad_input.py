"""What goes wrong with models of others in a whole run: a line before the first case, or failed rows that say why."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from segeval import datasets, models, runner, store, volume
from segeval.datasets import Prepared
from segeval.errors import SegevalError
from segeval.models._fakes import tiny
from segeval.records import Grid, Mask
from segeval.runner import Finished
from tests.models.toys import TEST_IDS, reasons, rows

MAPPED = {"label_map": "1=organ,2="}


@pytest.fixture
def data(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


@pytest.fixture
def mine(phantom_2d: Path, tmp_path: Path) -> Path:
    """Return a folder of predictions without a fault, which the test may change."""
    return shutil.copytree(phantom_2d / "labelsTs", tmp_path / "mine")


def score(model: str, folder: Path, **more: Any) -> Finished:
    return runner.run(model=model, dataset="phantom-2d", metrics="dice", output=folder / "runs", **more)


def test_each_fault_in_a_folder_of_predictions_is_a_row_of_its_own(mine: Path) -> None:
    """Cases 16 to 20 are missing, cut, of fractions, of a label that nobody declared, and no image."""
    missing, cut, fractions, mislabelled, broken, *fine = TEST_IDS
    (mine / f"{missing}.png").unlink()
    mask = volume.read_mask(mine / f"{cut}.png")
    volume.write_mask(mine / f"{cut}.png", Mask(mask.array[1:], Grid.pixels(mask.array[1:].shape)))
    (mine / f"{fractions}.png").unlink()
    mask = volume.read_mask(mine / f"{TEST_IDS[7]}.png")
    Image.fromarray(mask.array.astype(np.float32) / 2).save(mine / f"{fractions}.tif")
    mask = volume.read_mask(mine / f"{mislabelled}.png")
    volume.write_mask(mine / f"{mislabelled}.png", Mask(mask.array + 5, mask.grid))
    (mine / f"{broken}.png").write_bytes(b"no image")
    shutil.copy(mine / f"{TEST_IDS[7]}.png", mine / "phantom_999.png")
    with pytest.warns(UserWarning, match="1 prediction belongs to no case and is not scored: phantom_999"):
        finished = score(f"preds:{mine}", mine.parent)
    assert (finished.summary.ok, finished.summary.failed, finished.summary.missing) == (len(fine), 4, 1)
    found = reasons(finished)
    assert found[missing] == ("missing", f"no prediction is called {missing}")
    for case, words in {
        cut: ["GridMismatch: ", "shapes differ"],
        fractions: [f"{fractions}.tif", "holds integers, this one 0.5; threshold or round it"],
        mislabelled: ["UnknownLabel: prediction holds label 5, expected 0, 1, 2; rename its labels"],
        broken: ["DamagedFile: ", f"{broken}.png"],
    }.items():
        status, reason = found[case]
        assert status == "failed"
        assert [word for word in words if word not in reason] == [], reason
    assert {row["status"] for row in rows(finished, "scores.csv") if row["case_id"] in fine} <= {"ok", "both_empty"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import time; time.sleep(600)", "ran longer than 1 s (--model-args timeout=SECONDS) and was ended"),
        ("import sys; sys.exit('no such GPU')", "ended with exit code 1; it said: no such GPU"),
        ("print('done')", "ended well and wrote no {output}; it said: done"),
    ],
    ids=["hangs", "exits", "nothing"],
)
def test_a_program_that_fails_is_a_failed_row_for_the_case(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(text)
    line = f"cmd:{shlex.quote(sys.executable)} -I -S {tmp_path / 'program.py'} {{image}} {{output}}"
    finished = score(line, tmp_path, model_args="timeout=1" if "sleep" in text else "", limit=1)
    assert finished.summary.failed == 1
    status, reason = reasons(finished)[TEST_IDS[0]]
    assert (status, words in reason) == ("failed", True), reason


def test_weights_of_another_network_say_what_they_were_given_to(data: Prepared, tmp_path: Path) -> None:
    bundle = Path(models.SCHEMES.get("monai").fake(tmp_path, data))
    results = Path(models.SCHEMES.get("nnunet").fake(tmp_path, data))
    net, _ = tiny(data.info)
    torch.save(net.state_dict(), bundle / "models" / "model.pt")
    checkpoint = results / "fold_0" / "checkpoint_final.pth"
    content = torch.load(checkpoint, weights_only=True)
    torch.save({**content, "network_weights": nn.Conv2d(1, 3, 1).state_dict()}, checkpoint)
    for model, words in (
        (f"monai:{bundle}", "model.pt does not fit the network_def of its bundle; give weights of it: "),
        (f"nnunet:{results}", "checkpoint_final.pth does not fit nnunet2d"),
    ):
        with pytest.raises(SegevalError, match=words) as caught:
            score(model, tmp_path)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "runs").exists()


def test_a_structure_that_a_model_does_not_know_is_not_an_empty_prediction(data: Prepared, tmp_path: Path) -> None:
    """The same file with and without a map that drops its lesion: no value and a status of its own, and no zero."""
    what = models.SCHEMES.get("torchscript").fake(tmp_path, data)
    partly, whole = (score(f"torchscript:{what}", tmp_path, tried=False, **more) for more in (MAPPED, {}))
    known, all_known = (
        {row["status"] for row in rows(run, "scores.csv") if row["structure"] == "lesion"} for run in (partly, whole)
    )
    assert known == {"not_answered"}
    assert all_known <= {"ok", "both_empty", "reference_empty", "prediction_empty"}
    assert store.read_manifest(partly.folder).record.model.not_answered == ("lesion",)
