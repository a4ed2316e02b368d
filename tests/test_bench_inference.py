"""One network in several engines: a row for each, the same voxels, and rows for what is not installed."""

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import bench, datasets, models, weights
from segeval.bench._inference import ENGINES, FLOOR, OURS, ours
from segeval.bench._work import drawn
from segeval.errors import UsageError
from segeval.infer import Settings
from segeval.models import Request
from segeval.records import Input, Output, Scaling
from segeval.weights import trained_labels
from tests.test_cli import call, refused

CPU = Settings(device="cpu", batch=2)
MONAI, NNUNET = list(ENGINES)[2:]
REGIONS = Output(labels={0: "a", 1: "b", 2: "c"}, activation="sigmoid", regions=((1,), (2,), (1, 2)))
SMALL = {2: ((64, 64), 9), 3: ((16, 32, 32), 9)}  # size, and the windows that all engines make


@pytest.mark.parametrize("ndim", SMALL)
def test_every_engine_has_a_row_and_says_the_same_voxels(ndim: int) -> None:
    size, windows = SMALL[ndim]
    (work,) = bench.works(["unet[width=4]"], CPU, size=size, patch=(16, 16, 16) if ndim == 3 else ())
    rows = {row.engine: row for row in bench.side_by_side(work, seconds=0)}
    assert list(rows) == list(ENGINES)
    for row in rows.values():
        assert (row.note, row.windows, row.size) == ("", windows, "x".join(map(str, size)))
        assert row.version
        assert 0 < (row.least or 0) <= (row.median or 0)
        assert row.of_floor is not None
        assert row.of_ours is not None
    assert len(np.unique(ours(work))) > 1
    assert rows[FLOOR].equal is None
    assert rows[OURS].equal == rows[OURS].of_ours == rows[FLOOR].of_floor == 1
    assert (rows[MONAI].equal or 0) >= 0.999
    assert (rows[NNUNET].equal or 0) >= 0.95  # its Gaussian has another middle, and random weights are near ties


def test_what_is_not_there_is_a_row_that_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "monai.inferers", None)
    (tmp_path / "nnunetv2").mkdir()
    (tmp_path / "nnunetv2" / "__init__.py").write_text("raise RuntimeError('made for another torch')")
    for name in [name for name in sys.modules if name.partition(".")[0] == "nnunetv2"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    (work,) = bench.works(["unet[width=4]"], CPU, size=(32, 32))
    rows = {row.engine: row for row in bench.side_by_side(work, seconds=0)}
    assert rows[MONAI].note == "not installed"
    assert rows[NNUNET].note == "cannot be imported: RuntimeError: made for another torch"
    assert rows[MONAI].median is rows[MONAI].equal is rows[NNUNET].windows is None
    assert (rows[OURS].note, rows[OURS].windows) == ("", 9)


def test_an_engine_that_fails_costs_only_its_own_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        msg = "out of memory\nmore"
        raise RuntimeError(msg)

    monkeypatch.setattr("segeval.bench._inference.ENGINES", {**ENGINES, OURS: ("segeval-med", "segeval", full)})
    (work,) = bench.works(["unet[width=4]"], CPU, size=(32, 32))
    rows = {row.engine: row for row in bench.side_by_side(work, seconds=0)}
    assert rows[OURS].note == "out of memory"
    assert rows[FLOOR].of_floor == 1
    assert rows[FLOOR].of_ours is rows[MONAI].equal is None


def test_a_network_takes_part_in_each_dimension_that_it_knows() -> None:
    found = [(work.name, work.image.ndim - 1) for work in bench.works(["unet[width=4]", "unet3d-8"], CPU)]
    assert found == [("unet[width=4]", 2), ("unet[width=4]", 3), ("unet3d-8", 3)]
    assert [work.name for work in bench.works([], CPU)] == ["unet-8", "unet-8"]
    with pytest.raises(UsageError, match=r"unet3d-8 takes 3D images; --size 40,50 is none"):
        list(bench.works(["unet3d-8"], CPU, size=(40, 50)))
    with pytest.raises(UsageError, match="--patch 8 is not for an image of 2 axes"):
        list(bench.works(["unet-8"], CPU, size=(40, 50), patch=(8,)))
    assert np.array_equal(drawn(1, (20, 30)), drawn(1, (20, 30)))


def test_an_image_file_is_seen_as_a_run_of_the_weights_sees_it(phantom_2d: Path, tmp_path: Path) -> None:
    data = datasets.load("phantom-2d", root=phantom_2d.parent)
    case = data.part_cases("test")[0]
    scaled = Input(axes="yx", spacing=None, channels=(Scaling(mean=None, deviation=None),))
    (work,) = bench.works(["unet[width=4]"], CPU, size=(64, 64), channels=(1, 3))
    recipe = replace(work.recipe, input=scaled)
    recipe = replace(recipe, output=Output(labels=trained_labels(data.info)))
    weights.save(weights.untrained(recipe, torch.device("cpu")).net, recipe, tmp_path / "mine")
    predictor = models.open("unet", Request(data=data, weights=tmp_path / "mine", options="width=4", settings=CPU))
    expected = predictor.predict(case, predictor.read(case)).mask.array
    work = bench.trained(tmp_path / "mine", CPU, image=case.images[0])
    assert len(np.unique(expected)) > 1
    assert np.array_equal(ours(work), expected)
    with pytest.raises(UsageError, match="takes 2D images; give --size, --patch and --image for such"):
        bench.trained(tmp_path / "mine", CPU, size=(8, 8, 8))
    weights.save(weights.build(recipe), replace(recipe, output=REGIONS), tmp_path / "regions")
    with pytest.raises(UsageError, match="regions are not what other engines know"):
        bench.trained(tmp_path / "regions", CPU)


def test_the_command_prints_a_table_json_and_csv(tmp_path: Path) -> None:
    asked = ("bench", "--inference", "-m", "unet[width=4]", "--size", "32,32", "--seconds", "0", "--device", "cpu")
    shown = call(*asked).stdout.splitlines()
    assert "torch" in shown[0] or "python" in shown[0]
    assert shown[1].split()[:4] == ["model", "size", "engine", "version"]
    assert [name for name in ENGINES if not any(name in line for line in shown)] == []
    done = call(*asked, "--json", "--csv", tmp_path / "engines.csv")
    content = json.loads(done.stdout)
    assert [row["engine"] for row in content["rows"]] == list(ENGINES)
    assert content["machine"]["packages"]["torch"]
    with (tmp_path / "engines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["engine"] for row in rows] == list(ENGINES)
    assert all(row["version"] and float(row["median"]) > 0 for row in rows)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--inference", "--picture", "a.svg"), "--picture: not with --inference"),
        (("-m", "unet-8", "--weights", "mine", "--json"), "--weights, --json: only with --inference"),
        ((), 'name networks, as in "-m unet,unetpp"'),
        (("--inference", "--image", "a.png"), "--image, which needs --weights"),
        (("--inference", "-m", "unet-8", "--weights", "mine"), "--weights says which network"),
        (("--inference", "--weights", "nowhere"), "nowhere holds no model.safetensors"),
    ],
)
def test_a_wrong_request_is_one_line(words: tuple[str, ...], message: str) -> None:
    assert message in refused("bench", *words, code=2)
