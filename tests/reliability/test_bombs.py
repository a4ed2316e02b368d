"""Bombs are refused before memory is taken, by a limit that is in one place; what is honest is read."""

import os
import sys
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from segeval import volume
from segeval.cli import main
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.models._graph import read_graph
from segeval.models.torchscript import require_harmless
from segeval.volume import read_arrays, read_grid, read_image
from segeval.zoo import _checkpoint
from tests.reliability.bombs import BOMBS, png, took, zeros

h5py: Any = import_module("h5py")
nibabel: Any = import_module("nibabel")
MOST_MEMORY = 300 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_memory_is_taken(tmp_path: Path, name: str) -> None:
    found = took(name, tmp_path)
    assert any(word in found.said for word in BOMBS[name][1].split("|")), found.said
    assert found.bytes < MOST_MEMORY


def test_who_names_a_limit_has_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = png(tmp_path / "a.png", 9000)
    with pytest.raises(DamagedFile, match=r"324000000 bytes out of .* set SEGEVAL_MAX_BYTES \(--max-bytes\)"):
        read_grid(path)
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "324000000")
    assert read_grid(path).shape == (9000, 9000)
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", "323999999")
    with pytest.raises(DamagedFile, match="more than 323999999; raise SEGEVAL_MAX_BYTES"):
        read_grid(path)


@pytest.mark.parametrize("read", [_checkpoint.read, require_harmless, read_graph])
def test_an_archive_of_weights_that_is_a_bomb_is_refused_unread(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with zipfile.ZipFile(tmp_path / "a.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", bytes(65 << 20))
    with pytest.raises(BadData, match=r"holds 68157440 bytes in \d+, .* as in a bomb"):
        read(tmp_path / "a.pth")
    (tmp_path / "a.pth").write_bytes((tmp_path / "a.pth").read_bytes().replace(b"PK\1\2", b"PK\1\3"))
    with pytest.raises(BadData, match="is a damaged archive"):
        read(tmp_path / "a.pth")


@pytest.mark.parametrize("text", ["²", "-1", "1e9", "9" * 30, "0x10"])
def test_a_limit_is_a_whole_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SEGEVAL_MAX_BYTES", text)
    with pytest.raises(UsageError, match="whole number of bytes"):
        volume.max_bytes()


def test_an_empty_mask_of_doubles_is_honest(tmp_path: Path) -> None:
    """It shrinks by about 1000, as a bomb does, and many programs write such; only its size tells them apart."""
    path = tmp_path / "a.nii.gz"
    image = nibabel.Nifti1Image(np.zeros((256, 256, 64)), np.eye(4))
    path.write_bytes(zeros(0, image.to_bytes()))
    assert path.stat().st_size * 900 < 256 * 256 * 64 * 8
    assert not volume.read_mask(path).array.any()


def test_an_array_that_was_never_written_is_not_filled_up(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("image", (8, 8), "f4", chunks=(4, 8), fillvalue=7)[:4] = 1
        file.create_dataset("plain", (8, 8), "f4", fillvalue=7)
    for name, words in (("image", "1 of 2 parts"), ("plain", "0 of 256 bytes")):
        with pytest.raises(BadData, match=words):
            read_arrays(path, (name,))


def test_an_image_of_one_colour_is_no_bomb(tmp_path: Path) -> None:
    assert read_image(png(tmp_path / "a.png", 2000)).array.shape == (3, 2000, 2000)


@pytest.mark.parametrize(("said", "words"), [("100", "more than 100; raise"), ("1K", "1 case in"), ("lots", "such as")])
def test_the_command_line_names_the_limit_for_as_long_as_it_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, words: str
) -> None:
    monkeypatch.delenv("SEGEVAL_MAX_BYTES", raising=False)
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path / "data"))
    for folder in ("images", "masks"):
        (tmp_path / "raw" / folder).mkdir(parents=True)
        Image.fromarray(np.eye(12, dtype=np.uint8)).save(tmp_path / "raw" / folder / "a.png")
    arguments = ["data", "prepare", "folder/x", str(tmp_path / "raw"), "--max-bytes", said]
    assert words in CliRunner().invoke(main, arguments).output
    assert "SEGEVAL_MAX_BYTES" not in os.environ
