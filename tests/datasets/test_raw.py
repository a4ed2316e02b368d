"""Raw downloads as one list of files: archives that read like folders, and archives that are out to do harm."""

import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from segeval import datasets, volume
from segeval.datasets import _archives, _fake
from segeval.datasets._raw import Tree, as_folder, natural, on_disk, open_tree
from segeval.errors import BadData, IncompleteDownload
from tests.datasets.helpers import listed

PICTURE = _fake.encode(_fake.blobs((8, 9), (1,), 0) * 255)
ZEROS = bytes(64 << 20)


def names(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, *infos: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for info in infos:
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    return path


def entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 1) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, size if kind == tarfile.REGTYPE else 0
    return info


def test_numbers_in_names_sort_by_value() -> None:
    assert sorted(["10.tif", "2.tif", "a10", "a9", "B1"], key=natural) == ["2.tif", "10.tif", "a9", "a10", "B1"]


def test_an_archive_counts_as_a_folder_of_its_name(tmp_path: Path) -> None:
    zipped(tmp_path / "RawData.zip", {"img/a.png": PICTURE})
    tarred(tmp_path / "Task.tar", entry("./in/b.txt"))
    tarred(tmp_path / "More.tar.gz", entry("c.txt"))
    assert names(listed(tmp_path)) == ["More/c.txt", "RawData/img/a.png", "Task/in/b.txt"]


def test_an_archive_in_an_archive_is_read_and_a_third_is_a_file(tmp_path: Path) -> None:
    third = zipped(tmp_path / "c.zip", {"deep.txt": b"1"}).read_bytes()
    second = zipped(tmp_path / "b.zip", {"c.zip": third, "x.txt": b"22"}).read_bytes()
    raw = tmp_path / "raw"
    raw.mkdir()
    zipped(raw / "a.zip", {"b.zip": second})
    with open_tree(raw, tmp_path / "scratch") as tree:
        assert names(tree) == ["a/b/c.zip", "a/b/x.txt"]
        assert tree.find("x.txt")[0].read() == b"22"
    assert not (tmp_path / "scratch").exists()


def test_patterns_match_the_end_of_a_path_whatever_its_case(tmp_path: Path) -> None:
    for name in ("A/Images/1.PNG", "images/2.png", "images/sub/3.png", "image/4.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PICTURE)
    assert [file.stem for file in listed(tmp_path).find("images/*.png")] == ["1", "2"]


def test_what_operating_systems_leave_behind_is_not_there(tmp_path: Path) -> None:
    members = {"__MACOSX/._a.png": b"", "d/.DS_Store": b"", "d/Thumbs.db": b"", "d/._a.png": b"", "d/a.png": PICTURE}
    zipped(tmp_path / "z.zip", members)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.png").write_bytes(PICTURE)
    assert names(listed(tmp_path)) == ["z/d/a.png"]


def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("1")
    (tmp_path / "raw" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to(tmp_path / "raw")
    assert names(listed(tmp_path / "raw")) == ["link/a.txt"]


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    for name, target in (("a.png", "gone.png"), ("b.png", "b.png"), (".hidden", "gone"), ("folder", "gone/folder")):
        (tmp_path / name).symlink_to(target)
    with open_tree(tmp_path, tmp_path / "scratch") as tree:
        assert tree.files == ()
        assert tree.unread == [
            f"{tmp_path / name}: is a link to '{target}', which is not there; its file is not used"
            for name, target in (("a.png", "gone.png"), ("b.png", "b.png"), ("folder", "gone/folder"))
        ]


def test_two_endings_are_one_and_dots_belong_to_the_name(tmp_path: Path) -> None:
    for name in ("a.nii.gz", "a.b.nii", "c.npy.h5", "plain"):
        (tmp_path / name).write_bytes(b"1")
    assert {file.name: file.stem for file in listed(tmp_path).files} == {
        "a.nii.gz": "a",
        "a.b.nii": "a.b",
        "c.npy.h5": "c.npy",
        "plain": "plain",
    }


def test_files_of_an_archive_that_are_asked_for_together_lie_together_and_vanish(tmp_path: Path) -> None:
    zipped(tmp_path / "z.zip", {"x/a.mhd": b"1", "x/a.raw": b"2", "y/a.raw": b"3"})
    with open_tree(tmp_path, tmp_path / "scratch") as tree:
        with on_disk(*tree.files) as paths:
            assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]
            assert paths[0].parent == paths[1].parent
            assert len(set(paths)) == 3
        assert not any(path.exists() for path in paths)
        with as_folder(tree.files[:2]) as folder:
            assert sorted(path.name for path in folder.iterdir()) == ["00000_a.mhd", "00001_a.raw"]


def bomb(path: Path) -> Path:
    """Write 512 MiB of zeros in half a megabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("images/c1.jpg", "w") as member:
        for _ in range(8):
            member.write(ZEROS)
    return path


def overlapping(path: Path) -> Path:
    """Write two entries of the central directory that point at the same bytes."""
    zipped(path, {"images/a.jpg": PICTURE, "images/b.jpg": PICTURE})
    content = bytearray(path.read_bytes())
    first = content.find(b"PK\1\2")
    second = content.find(b"PK\1\2", first + 4)
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    path.write_bytes(content)
    return path


def linking(path: Path) -> Path:
    """Write a symbolic link as Unix zips have it."""
    info = zipfile.ZipInfo("images/c1.jpg")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return path


def encrypted(path: Path) -> Path:
    content = bytearray(zipped(path, {"images/a.jpg": PICTURE}).read_bytes())
    content[6] |= 1
    content[content.find(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)
    return path


def tar_bomb(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for number in range(8):
            info = tarfile.TarInfo(f"images/c{number}.jpg")
            info.size = len(ZEROS)
            archive.addfile(info, io.BytesIO(ZEROS))
    return path


def leading_out(end: str, name: str, folder: Path) -> Path:
    path = folder / f"a.{end}"
    return zipped(path, {name: b"1"}) if end == "zip" else tarred(path, entry(name))


OUTSIDE = ("../escape.txt", "a/../../escape.txt", "/tmp_escape.txt", "C:/escape.txt", "..\\escape.txt", "a\\..\\b.txt")
HOSTILE: dict[str, Callable[[Path], Path]] = {
    **{f"{end} {name}": partial(leading_out, end, name) for name in OUTSIDE for end in ("zip", "tar", "tgz")},
    "zip link": lambda folder: linking(folder / "a.zip"),
    "zip overlap": lambda folder: overlapping(folder / "a.zip"),
    "zip bomb": lambda folder: bomb(folder / "a.zip"),
    "zip encrypted": lambda folder: encrypted(folder / "a.zip"),
    "zip cut": lambda folder: cut(zipped(folder / "a.zip", {"images/a.jpg": PICTURE})),
    "zip page": lambda folder: page(folder / "a.zip"),
    "tar symlink": lambda folder: tarred(folder / "a.tar", entry("x", tarfile.SYMTYPE, "../../escape.txt")),
    "tar hardlink": lambda folder: tarred(folder / "a.tar", entry("x", tarfile.LNKTYPE, "/etc/passwd")),
    "tar device": lambda folder: tarred(folder / "a.tar", entry("x", tarfile.CHRTYPE)),
    "tar fifo": lambda folder: tarred(folder / "a.tar", entry("x", tarfile.FIFOTYPE)),
    "tar twice": lambda folder: tarred(folder / "a.tar", entry("images/x"), entry("Images/X")),
    "tar cut": lambda folder: cut(tarred(folder / "a.tar", entry("images/c1.jpg", size=4000))),
    "tgz bomb": lambda folder: tar_bomb(folder / "a.tar.gz"),
}


def cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    return path


def page(path: Path) -> Path:
    path.write_text("<html><title>Sign in</title>", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_in_one_line_and_leaves_nothing_outside(tmp_path: Path, name: str) -> None:
    home = tmp_path / "deep" / "er"
    raw = home / "raw"
    raw.mkdir(parents=True)
    archive = HOSTILE[name](raw)
    before = set(tmp_path.rglob("*"))
    with open_tree(raw, home / "scratch") as tree:
        assert tree.files == ()
        (reason,) = tree.unread
        assert reason.startswith(str(archive))
        assert "\n" not in reason
    with pytest.raises(IncompleteDownload, match="holds no case of kvasir-seg") as caught:
        datasets.prepare("kvasir-seg", raw, root=home / "data", allow_partial=True)
    assert reason.removeprefix(str(archive)) in str(caught.value)
    left = set(tmp_path.rglob("*")) - before
    assert {path for path in left if not path.is_relative_to(home / "data")} == set()
    assert not [path for path in left if path.is_file() and path.suffix not in (".lock", ".jsonl", ".log")]


LISTS = ("../../outside.nii.gz", "/etc/passwd", "..\\outside.nii.gz", "a/../../outside.nii.gz", "C:\\outside.nii.gz")


def test_there_are_thirty_hostile_archives_and_lists() -> None:
    assert len(HOSTILE) + len(LISTS) >= 30


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
def test_bombs_take_little_memory_and_disk(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    bomb(raw / "a.zip")
    tar_bomb(raw / "b.tgz")
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom segeval.datasets._raw import open_tree\n"
        "with open_tree(Path(sys.argv[1]), Path(sys.argv[2])) as tree:\n"
        "    used = sum(p.stat().st_size for p in Path(sys.argv[2]).rglob('*') if p.is_file())\n"
        "    peak = re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]\n"
        "    print(len(tree.unread), used, peak)\n"
    )
    arguments = [sys.executable, "-c", code, str(raw), str(tmp_path / "scratch")]
    done = subprocess.run(
        arguments, capture_output=True, encoding="utf-8", check=True, cwd=Path(datasets.__file__).parents[2]
    )
    refused, disk, memory = map(int, done.stdout.split())
    assert refused == 2
    assert disk < 300 << 20
    assert memory << 10 < 300 << 20  # VmHWM: ru_maxrss would count the parent that was forked


def test_a_large_picture_is_not_read_at_once(tmp_path: Path) -> None:
    # Stored, so that no ratio gives it away.
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive, archive.open("a.bin", "w") as member:
        for _ in range(5):
            member.write(ZEROS)
    (file,) = listed(tmp_path).files
    with pytest.raises(BadData, match="more than a picture or table can be"):
        file.read()


def test_an_entry_that_holds_more_than_it_says_is_refused(tmp_path: Path) -> None:
    small = _archives.Entry("a", 3, lambda: io.BytesIO(b"12345"))
    with pytest.raises(BadData, match="holds more than the 3 bytes"):
        _archives.copy(small, tmp_path / "out")
    assert (tmp_path / "out").stat().st_size <= 3


def test_rar_and_its_like_are_told_to_be_unpacked(tmp_path: Path) -> None:
    (tmp_path / "CVC-ClinicDB.rar").write_bytes(b"Rar!")
    with pytest.raises(IncompleteDownload, match=r"CVC-ClinicDB\.rar: archives of this kind are not read; unpack"):
        datasets.prepare("cvc-clinicdb", tmp_path, root=tmp_path / "data")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_names_files_outside_is_refused(tmp_path: Path, name: str) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    content = {"labels": {"0": "background", "1": "x"}, "training": [{"image": name, "label": name}]}
    (raw / "dataset.json").write_text(json.dumps(content))
    with pytest.raises(BadData, match="outside the folder"):
        datasets.prepare("folder/mine", raw, root=tmp_path / "data")


@pytest.mark.parametrize("name", LISTS[:2])
def test_an_index_that_names_files_outside_is_refused(own_phantom_2d: Path, name: str) -> None:
    index = own_phantom_2d / "test.jsonl"
    index.write_text(index.read_text(encoding="utf-8").replace("imagesTs/phantom_016_0000.png", name))
    with pytest.raises(BadData, match="outside the folder"):
        datasets.load("phantom-2d")


def test_a_file_of_a_zip_that_is_linked_elsewhere_is_whole(tmp_path: Path) -> None:
    image, mask = _fake.pair(_fake.world((5, 6, 7)), (1,))
    (tmp_path / "raw" / "images").mkdir(parents=True)
    (tmp_path / "raw" / "masks").mkdir()
    volume.write_image(tmp_path / "raw" / "images" / "a.nii.gz", image)
    volume.write_mask(tmp_path / "raw" / "masks" / "a.nii.gz", mask)
    whole = (tmp_path / "raw" / "images" / "a.nii.gz").read_bytes()
    _fake.pack(tmp_path / "raw" / "images")
    root = datasets.prepare("folder/mine", tmp_path / "raw", root=tmp_path / "data")
    assert (root / "imagesTr" / "a_0000.nii.gz").read_bytes() == whole
    assert not list((tmp_path / "data").glob("*/.raw"))


def test_what_lies_unpacked_beside_its_archive_is_there_once(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("SLICES/1", b"one")
        archive.writestr("SLICES/2", b"two")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("p/SLICES.zip", inner.getvalue())
        archive.writestr("p/notes.txt", b"corrected")
    (tmp_path / "p" / "SLICES").mkdir(parents=True)
    (tmp_path / "p" / "SLICES" / "1").write_bytes(b"one")
    (tmp_path / "p" / "notes.txt").write_bytes(b"shorter")
    with open_tree(tmp_path, tmp_path.with_name("scratch")) as tree:
        places = [(file.name, file.entry is None) for file in tree.files]
    # The slice is there once, the other only packed; notes of another size are another file.
    assert sorted(places) == [("1", True), ("2", False), ("notes.txt", False), ("notes.txt", True)]


def test_an_archive_that_confuses_its_library_is_one_line(tmp_path: Path) -> None:
    """The module for zip archives raises an IndexError for an entry without a name."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x", "1")
        archive.filelist[0].filename = ""
    with open_tree(tmp_path, tmp_path / "scratch") as tree:
        (line,) = tree.unread
    assert "a.zip is not a complete zip" in line
