"""``cmd:``: any program that writes label files; whatever it does wrong is a failed case with the reason."""

import os
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, models, runner, store, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.models import Request
from segeval.records import Case
from tests.models.test_torchscript import first_prediction
from tests.models.toys import reasons, rows

# Programs that read what segeval wrote by nibabel, as other people's do.
BRIGHT = """
import sys, nibabel, numpy
image = nibabel.load(sys.argv[1])
array = numpy.asanyarray(image.dataobj)
found = (array > 60).astype(numpy.uint8) * int(sys.argv[3])
nibabel.save(nibabel.Nifti1Image(found, image.affine), sys.argv[2])
"""
PYTHON = shlex.quote(sys.executable)


@pytest.fixture
def data(phantom: Path) -> Prepared:
    return datasets.load("phantom", root=phantom.parent)


@pytest.fixture
def flat(phantom_2d: Path) -> Prepared:
    return datasets.load("phantom-2d", root=phantom_2d.parent)


def program(folder: Path, text: str, words: str = "{image} {output}") -> str:
    path = folder / "a program.py"
    path.write_text(text)
    return f"cmd:{PYTHON} -I {shlex.quote(str(path))} {words}"


def case(data: Prepared, number: int) -> Case:
    return data.cases[f"phantom_{number:03d}"]


@pytest.mark.parametrize("number", [16, 18])
def test_a_program_sees_the_image_and_its_answer_lies_on_its_grid(number: int, data: Prepared, tmp_path: Path) -> None:
    """Case 18 is stored with rows and columns the other way."""
    predictor = models.open(program(tmp_path, BRIGHT, "{image} {output} 1"), Request(data=data))
    image = volume.read_image(case(data, number).images)
    made = predictor.predict(case(data, number), predictor.read(case(data, number)))
    assert made.case_id == f"phantom_{number:03d}"
    assert made.mask.grid == image.grid
    assert np.array_equal(made.mask.array, image.array[0] > 60)


def test_its_classes_may_have_other_values(data: Prepared, tmp_path: Path) -> None:
    model = program(tmp_path, BRIGHT, "{image} {output} 7")
    with pytest.raises(BadData, match=r"{output}: unknown labels 7 \(\d+ voxels\); declared are \[0, 1, 2\]"):
        first_prediction(model, data)
    with pytest.raises(BadData, match="class 7 is not in --map; add 7=NAME"):
        first_prediction(model, data, label_map="5=organ")
    assert np.unique(first_prediction(model, data, label_map="7=lesion").mask.array).tolist() == [0, 2]
    predictor = models.open(model, Request(data=data, label_map="7=organ"))
    assert predictor.about.not_answered == ("lesion",)


def test_a_run_of_a_program_is_a_run(flat: Prepared, tmp_path: Path) -> None:
    assert flat.info.ndim == 2
    what = models.SCHEMES.get("cmd").fake(tmp_path, flat)
    finished = runner.run(model=f"cmd:{what}", dataset="phantom-2d", metrics="dice", output=tmp_path / "runs")
    assert finished.summary.ok == 8
    record = store.read_manifest(finished.folder).record
    assert (record.model.kind, record.marks) == ("command", ("training unknown",))
    assert {row["status"] for row in rows(finished, "scores.csv")} <= {"prediction_empty", "both_empty"}


def test_programs_and_words_are_part_of_what_it_is_and_folders_are_not(data: Prepared, tmp_path: Path) -> None:
    abouts = []
    for folder, text, words in (
        ("one", BRIGHT, "{image} {output} 1"),
        ("two", BRIGHT, "{image} {output} 1"),
        ("one", BRIGHT, "{image} {output} 2"),
        ("one", BRIGHT + "#", "{image} {output} 1"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        abouts.append(models.open(program(tmp_path / folder, text, words), Request(data=data)).about)
    assert abouts[0] == abouts[1]
    assert len({about.digest for about in abouts}) == 3
    assert abouts[0].id.endswith("-I a program.py 1")
    assert str(tmp_path) not in str(abouts)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "import sys; print('loading'); sys.exit('no GPU\\nat all')",
            "ended with exit code 1; it said: loading | no GPU | at all",
        ),
        ("import os; os.kill(os.getpid(), 11)", "was ended by signal 11; it said nothing"),
        ("print('done')", "ended well and wrote no {output}; it said: done"),
        ("import sys; open(sys.argv[2], 'w').write('labels')", "{output}"),
        (BRIGHT.replace("found, image", "found[1:], image").replace("sys.argv[3]", "1"), "shapes differ"),
        (BRIGHT.replace("image.affine", "image.affine * 2").replace("sys.argv[3]", "1"), "spacings differ"),
        (BRIGHT.replace("found, image", "found * 0.5, image").replace("sys.argv[3]", "1"), "{output}"),
    ],
    ids=["exit", "signal", "nothing", "nonsense", "shape", "spacing", "fractions"],
)
def test_whatever_goes_wrong_is_a_reason_in_one_line(text: str, message: str, data: Prepared, tmp_path: Path) -> None:
    with pytest.raises(BadData) as caught:
        first_prediction(program(tmp_path, text), data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "segeval-" not in str(caught.value)


def test_a_failed_program_is_a_failed_case_and_the_run_goes_on(flat: Prepared, tmp_path: Path) -> None:
    assert flat.expected
    finished = runner.run(
        model=program(tmp_path, "import sys; sys.exit(3)"),
        dataset="phantom-2d",
        metrics="dice",
        output=tmp_path / "runs",
    )
    assert finished.summary.failed == 8
    status, reason = reasons(finished)["phantom_016"]
    assert (status, reason.startswith("BadData: ")) == ("failed", True)
    assert reason.endswith("ended with exit code 3; it said nothing")


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("ends", [False, True], ids=["hangs", "leaves a child"])
def test_a_program_that_hangs_is_ended_with_all_its_children(ends: bool, data: Prepared, tmp_path: Path) -> None:
    noted = tmp_path / "child"
    text = f"""
import subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
open({str(noted)!r}, "w").write(str(child.pid))
print("waiting", flush=True)
time.sleep(0 if {ends} else 600)
"""
    started = time.monotonic()
    with pytest.raises(BadData) as caught:
        first_prediction(program(tmp_path, text), data, options="timeout=3")
    said = (
        "ended well and wrote no {output}"
        if ends
        else "ran longer than 3 s (--model-args timeout=SECONDS) and was ended"
    )
    assert f"{said}; it said: waiting" in str(caught.value)
    assert time.monotonic() - started < 60
    child = int(noted.read_text(encoding="utf-8"))
    for _ in range(100):
        if not is_running(child):
            return
        time.sleep(0.05)
    os.kill(child, 9)
    pytest.fail("the child of the program still runs")


@pytest.mark.parametrize(
    ("line", "more", "message"),
    [
        ("", {}, "does not say where {image} goes"),
        ("cat", {}, "does not say where {image} goes. Give cmd:"),
        ("cat {image}", {}, "does not say where {output} goes"),
        ("cat {imag} {output}", {}, "unknown place of a command 'imag'; did you mean image"),
        ("cat '{image} {output}", {}, "No closing quotation"),
        ("no-such-program {image} {output}", {}, "there is no program 'no-such-program' that can be run"),
        ("cat {image} {output}", {"options": "timeout=soon"}, "timeout is a number of seconds"),
        ("cat {image} {output}", {"options": "timeout=-1"}, "timeout is a number of seconds"),
        ("cat {image} {output}", {"options": "time=3"}, "unknown option of a command 'time'; did you mean timeout"),
        ("cat {image} {output}", {"weights": "random"}, "a program has no use for weights"),
    ],
)
def test_a_wrong_command_is_one_clear_line(line: str, more: dict[str, Any], message: str, data: Prepared) -> None:
    with pytest.raises(UsageError) as caught:
        models.open(f"cmd:{line}", Request(data=data, **more))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_shell_reads_the_command(data: Prepared, tmp_path: Path) -> None:
    target = tmp_path / "written"
    with pytest.raises(BadData, match="ended well and wrote no"):
        first_prediction(f"cmd:echo {{image}} {{output}} ; touch {target}", data)
    assert not target.exists()
