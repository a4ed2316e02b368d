"""``scripts/on-gpu`` on a machine without a GPU: what comes back of it, and what it refuses."""

import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts/on-gpu"


def on_gpu(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the script, of which ``root`` is the repository; what it gives goes to ``root``/out."""
    (root / "scripts").mkdir(exist_ok=True)
    copy = shutil.copy(SCRIPT, root / "scripts")
    environment = {"PATH": "/usr/bin:/bin", "OUT": str(root / "out")}
    return subprocess.run([copy, *words], env=environment, capture_output=True, text=True, check=False)


def test_what_comes_back_is_one_archive_in_pieces_without_weights_and_data(tmp_path: Path) -> None:
    for name in ("runs/unet/1/scores.csv", "weights/unet/curve.csv", "weights/unet/unet.safetensors", "data/a/b.png"):
        (tmp_path / "gpu" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "gpu" / name).write_text(name)
    done = on_gpu(tmp_path, "trainings", "0")
    assert done.returncode == 0, done.stderr
    pieces = sorted((tmp_path / "out").iterdir())
    assert [piece.name for piece in pieces] == ["gpu.tar.gz.00"]
    with tarfile.open(fileobj=BytesIO(b"".join(piece.read_bytes() for piece in pieces))) as archive:
        names = {member.name.removeprefix("./") for member in archive if member.isfile()}
    assert names == {"runs/unet/1/scores.csv", "weights/unet/curve.csv"}


@pytest.mark.parametrize("words", [(), ("training",)])
def test_a_step_that_is_none_is_refused_with_those_that_are(words: tuple[str, ...], tmp_path: Path) -> None:
    done = on_gpu(tmp_path, *words)
    assert done.returncode != 0
    assert "tests, figures, trainings or light" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["scripts"]  # nothing was made, nothing packed
