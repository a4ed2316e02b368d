"""Anybody's own code: ``py:module:factory`` from the current folder or an installed package."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segeval import runner, store
from segeval.errors import UsageError
from segeval.runner import Finished
from tests.models.toys import reasons, rows

CODE = """
import numpy as np
from segeval.records import Answerer, Mask, Prediction, Trained


def bright(above="0.5", kind="array"):
    def segment(image):
        array = image.array[0]
        low, high = array.min(), array.max()
        found = array > low + float(above) * (high - low)
        whole = found.astype(np.uint8)
        return {
            "array": whole,
            "boolean": found,
            "list": whole.tolist(),
            "mask": Mask(whole, image.grid),
            "prediction": Prediction(case_id="", mask=Mask(whole, image.grid)),
            "fractions": array,
            "channels": image.array.astype(np.uint8),
            "nothing": None,
        }[kind]

    return segment


class Whole:
    about = Answerer(id="whole", digest="7", kind="own", trained_on=Trained(other="nothing", declared=True))
    costs = {"params": 5}
    labels = (0, 1)

    def read(self, case):
        from segeval import volume

        return volume.read_image(case.images)

    def predict(self, case, given):
        return Prediction(case_id=case.id, mask=Mask(np.ones(given.grid.shape, np.uint8), given.grid))


def number():
    return 7


def needy(must):
    return must


def broken():
    raise RuntimeError("no such\\ndevice")


LIMIT = 3
"""


@pytest.fixture(autouse=True)
def module(phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the name of a module in the current folder; no other test sees it."""
    assert phantom_2d.exists()
    name = "own_model"
    (tmp_path / f"{name}.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield name
    sys.modules.pop(name, None)


def score(model: str, **more: Any) -> Finished:
    return runner.run(model=model, dataset="phantom-2d", metrics="dice", **more)


def values(finished: Finished) -> list[str]:
    return [row["value"] for row in rows(finished, "scores.csv")]


@pytest.mark.parametrize("kind", ["boolean", "list", "mask", "prediction"])
def test_whatever_a_function_returns_is_scored_alike(kind: str) -> None:
    array, other = (score("py:own_model:bright", model_args=f"kind={each}") for each in ("array", kind))
    assert array.summary.ok == other.summary.ok == 8
    assert values(array) == values(other)
    assert any(float(value or 0) > 0 for value in values(array))


def test_model_args_are_keywords_and_part_of_what_it_is() -> None:
    low, high = (score("py:own_model:bright", model_args=f"above={above}") for above in ("0.2", "0.8"))
    assert values(low) != values(high)
    records = [store.read_manifest(run.folder).record.model for run in (low, high)]
    assert [record.id for record in records] == ["own_model:bright[above=0.2]", "own_model:bright[above=0.8]"]
    assert records[0].settings == {"above": "0.2"}
    assert records[0].digest == records[1].digest
    ordered, turned = (
        score("py:own_model:bright", model_args=args) for args in ("above=0.2,kind=list", "kind=list,above=0.2")
    )
    assert ordered == turned


def test_a_factory_may_return_a_predictor() -> None:
    run = store.read_run(score("py:own_model:Whole").folder)
    assert (run.record.model.id, run.record.model.kind, run.record.marks) == ("whole", "own", ())
    assert run.provenance["params"] == 5
    with pytest.raises(UsageError, match="a Whole, which says it itself, has no use for trained_on, name"):
        score("py:own_model:Whole", trained_on="phantom", name="mine")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (
            "fractions",
            r"own_model:bright[kind=fractions] returned float32 of shape (67, 73), expected integers of shape",
        ),
        ("channels", "returned uint8 of shape (1, 67, 73), expected integers of shape (67, 73)"),
        ("nothing", "returned object of shape (), expected integers of shape (67, 73): one label value a voxel"),
    ],
)
def test_an_answer_of_another_kind_or_shape_is_a_failed_case_with_the_reason(kind: str, reason: str) -> None:
    finished = score("py:own_model:bright", model_args=f"kind={kind}")
    assert finished.summary.failed == 8
    status, found = reasons(finished)["phantom_016"]
    assert status == "failed"
    assert found.startswith("BadData: ")
    assert reason in found


@pytest.mark.parametrize(
    ("model", "arguments", "message"),
    [
        ("py:absent_model:bright", "", "No module named 'absent_model'. Give py:package"),
        ("py:own_model:brigth", "", "unknown function of own_model 'brigth'; did you mean bright"),
        ("py:own_model", "", "py:own_model: give py:package.module:factory"),
        ("py:own_model:", "", "give py:package"),
        ("py:own_model:bright", "abov=0.2", "bright(above='0.5', kind='array') cannot be called with 'abov=0.2'"),
        ("py:own_model:bright", "0.2", "--model-args '0.2' is not key=value"),
        ("py:own_model:needy", "", "needy(must) cannot be called with ''"),
        ("py:own_model:number", "", "number returned int, expected a Predictor or a function of a Volume"),
        ("py:own_model:LIMIT", "", "unknown function of own_model 'LIMIT'"),
        ("py:own_model:broken", "", "broken failed: RuntimeError: no such device (own_model.py:"),
    ],
)
def test_a_wrong_name_or_argument_is_one_clear_line(model: str, arguments: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        score(model, model_args=arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Path("runs").exists()


def test_a_fault_in_the_module_is_one_clear_line() -> None:
    Path("faulty_model.py").write_text("def broken(:\n", encoding="utf-8")
    Path("raising_model.py").write_text("raise RuntimeError('no such device')\n", encoding="utf-8")
    for name, words in (("faulty_model", "SyntaxError"), ("raising_model", r"no such device \(raising_model.py:1\)")):
        with pytest.raises(UsageError, match=words) as caught:
            score(f"py:{name}:broken")
        assert "\n" not in str(caught.value)


def test_other_text_is_another_digest() -> None:
    first = store.read_manifest(score("py:own_model:bright").folder).record.model
    path = Path("own_model.py")
    path.write_text(path.read_text(encoding="utf-8") + "# the same code\n", encoding="utf-8")
    second = store.read_manifest(score("py:own_model:bright").folder).record.model
    assert first.digest != second.digest
    assert replace(first, digest="") == replace(second, digest="")


def test_the_digest_is_also_of_the_file_that_defines_the_factory() -> None:
    Path("exporting_model.py").write_text("from own_model import bright\n", encoding="utf-8")
    digests = []
    for more in ("", "# changed\n"):
        path = Path("own_model.py")
        path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
        digests.append(store.read_manifest(score("py:exporting_model:bright").folder).record.model.digest)
    assert digests[0] != digests[1]


def test_its_training_is_unknown_until_it_is_declared() -> None:
    unknown, known = score("py:own_model:bright"), score("py:own_model:bright", trained_on="other: 3 rules of ours")
    assert store.read_manifest(unknown.folder).record.marks == ("training unknown",)
    assert store.read_manifest(known.folder).record.marks == ()
