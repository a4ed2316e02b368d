"""A DICOM series whose slices differ: each is read by its own numbers, or both kinds are named."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval.errors import BadData, DamagedFile
from segeval.volume import files_of, read_grid, read_image, read_mask

SHAPE = (6, 7)
CT = "1.2.840.10008.5.1.4.1.1.2"


def element(tag: int, form: str, value: str | bytes | int) -> bytes:
    """Return one data element, explicit and little-endian; PS3.5, section 7.1."""
    data = struct.pack("<H", value) if isinstance(value, int) else value.encode() if isinstance(value, str) else value
    data += (b"\0" if form in ("UI", "OB", "OW") else b" ") * (len(data) % 2)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + form.encode()
    long = form in ("OB", "OW")
    return head + (struct.pack("<HI", 0, len(data)) if long else struct.pack("<H", len(data))) + data


def save_slice(path: Path, pixels: np.ndarray[Any, Any], k: int, **tags: str) -> None:
    """Write one CT slice at z = 2 k; ``tags`` replace slope, intercept and what is in ``told``."""
    told = {"slope": "1", "intercept": "0", "photometric": "MONOCHROME2", "units": "", "step": "1\\1"} | tags
    about = element(0x20001, "OB", b"\0\1") + element(0x20002, "UI", CT) + element(0x20003, "UI", f"1.2.826.4.{k + 1}")
    about += element(0x20010, "UI", "1.2.840.10008.1.2.1") + element(0x20012, "UI", "1.2.3")
    body = [
        element(0x80016, "UI", CT),
        element(0x80018, "UI", f"1.2.826.4.{k + 1}"),
        element(0x80060, "CS", "CT"),
        element(0x20000D, "UI", "1.2.826.3"),
        element(0x20000E, "UI", "1.2.826.4"),
        element(0x200013, "IS", str(k + 1)),
        element(0x200032, "DS", f"0\\0\\{2 * k}"),
        element(0x200037, "DS", "1\\0\\0\\0\\1\\0"),
        element(0x280002, "US", 1),
        element(0x280004, "CS", told["photometric"]),
        element(0x280010, "US", pixels.shape[0]),
        element(0x280011, "US", pixels.shape[1]),
        element(0x280030, "DS", told["step"]),
        element(0x280100, "US", 16),
        element(0x280101, "US", 16),
        element(0x280102, "US", 15),
        element(0x280103, "US", int(pixels.dtype.kind == "i")),
        element(0x281052, "DS", told["intercept"]),
        element(0x281053, "DS", told["slope"]),
        *([element(0x541001, "CS", told["units"])] if told["units"] else []),
        element(0x7FE00010, "OW", pixels.tobytes()),
    ]
    length = struct.pack("<I", len(about))
    path.write_bytes(bytes(128) + b"DICM" + element(0x20000, "UL", length) + about + b"".join(body))


def save_series(folder: Path, *slices: tuple[int, type[Any], str, str]) -> Path:
    """Write constant slices of a value, a number type, a slope and an intercept."""
    for k, (value, dtype, slope, intercept) in enumerate(slices):
        save_slice(folder / f"{k}.dcm", np.full(SHAPE, value, dtype), k, slope=slope, intercept=intercept)
    return folder


@pytest.mark.parametrize(
    ("slices", "values"),
    [
        ([(5, np.uint16, "1", "0"), (5, np.uint16, "0.5", "0"), (5, np.uint16, "2.5", "0")], [5, 2.5, 12.5]),
        ([(5, np.uint16, "1", "0"), (5, np.uint16, "1", "-10"), (5, np.uint16, "1", "-1024")], [5, -5, -1019]),
        ([(5, np.uint16, "1", "0"), (-5, np.int16, "1", "0"), (-7, np.int16, "1", "0")], [5, -5, -7]),
        ([(5, np.uint16, "1", "0"), (5, np.uint16, "20000", "0"), (9, np.uint16, "1", "0")], [5, 100000, 9]),
        ([(5, np.uint16, "1", "0"), (5, np.uint16, "10000000", "0")], [5, 5e7]),
        ([(-5, np.int16, "1", "0"), (60000, np.uint16, "1", "0"), (5, np.uint16, "1", "0.25")], [-5, 60000, 5.25]),
    ],
    ids=["slopes", "intercepts", "signs", "beyond 16 bits", "beyond 32 bits", "all of it"],
)
def test_every_slice_is_rescaled_by_its_own_numbers(tmp_path: Path, slices: list[Any], values: list[float]) -> None:
    back = read_image(save_series(tmp_path, *slices))
    assert back.array[0, :, 0, 0].tolist() == values
    assert back.array.shape == (1, len(slices), *SHAPE)
    assert read_grid(tmp_path) == back.grid


def test_a_mask_with_two_number_types_keeps_its_labels(tmp_path: Path) -> None:
    series = save_series(tmp_path, (1, np.uint16, "1", "0"), (2, np.int16, "1", "0"), (1, np.uint16, "2", "1"))
    mask = read_mask(series, {1, 2, 3})
    assert mask.array[:, 0, 0].tolist() == [1, 2, 3]
    assert mask.array.dtype == np.uint8


@pytest.mark.parametrize("slope", ["0.0000000001", "0.0009"])
def test_a_tiny_slope_of_a_mask_is_refused(tmp_path: Path, slope: str) -> None:
    series = save_series(tmp_path, *[(k, np.uint16, slope, "0") for k in range(3)])
    with pytest.raises(BadData, match="a mask holds integers"):
        read_mask(series)


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"photometric": "MONOCHROME1"}, r"MONOCHROME2, 1\.dcm .*MONOCHROME1"),
        ({"units": "CNTS"}, r"0\.dcm with .*, 1\.dcm .*units CNTS"),
        ({"step": "1\\2"}, r"0\.dcm with 6×7 pixels.*, 1\.dcm with 6×7 pixels.*2\.0"),
    ],
)
def test_slices_that_mean_different_things_are_both_named(tmp_path: Path, tags: dict[str, str], told: str) -> None:
    for k in range(3):
        save_slice(tmp_path / f"{k}.dcm", np.zeros(SHAPE, np.uint16), k, **(tags if k == 1 else {}))
    with pytest.raises(BadData, match=told):
        read_image(tmp_path)


def test_a_series_is_all_of_its_files(tmp_path: Path) -> None:
    series = save_series(tmp_path, (5, np.uint16, "1", "0"), (5, np.uint16, "1", "0"))
    (tmp_path / "._0.dcm").write_bytes(b"a twin of macOS")
    assert files_of(series) == (tmp_path / "0.dcm", tmp_path / "1.dcm")
    with pytest.raises(BadData, match="is one DICOM file"):
        read_image(tmp_path / "0.dcm")


@pytest.mark.parametrize("name", ["Patient Müller", "患者", "u\u0308 a\u0301"])
def test_a_series_may_lie_in_a_folder_of_any_script(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    save_series(folder, (5, np.uint16, "1", "0"), (6, np.uint16, "1", "0"))
    for file in sorted(folder.iterdir()):
        file.rename(file.with_name(f"ß{file.name}"))
    assert read_image(folder).array[0, :, 0, 0].tolist() == [5, 6]


@pytest.fixture
def series(tmp_path: Path) -> Path:
    folder = tmp_path / "series"
    folder.mkdir()
    return save_series(folder, *[(k, np.uint16, "1", "0") for k in range(4)])


@pytest.mark.parametrize("name", ["0.dcm", "3.dcm"])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.8, 0.9, 0.99])
def test_a_slice_that_is_cut_short_is_named_and_never_left_out(series: Path, name: str, share: float) -> None:
    data = (series / name).read_bytes()
    (series / name).write_bytes(data[: int(share * len(data))])
    with pytest.raises(BadData, match=name):
        read_image(series)


@pytest.mark.slow
def test_a_cut_at_no_byte_of_a_slice_goes_unseen(series: Path) -> None:
    data = (series / "3.dcm").read_bytes()
    for length in range(len(data)):
        (series / "3.dcm").write_bytes(data[:length])
        with pytest.raises(BadData, match=r"3\.dcm"):
            read_image(series)


@pytest.mark.parametrize(
    ("junk", "words"),
    [
        (b"\x09\x00\x10\x10OB\0\0\xf0\xff\xff\xff" + bytes(20), "4294967280 bytes reaches beyond its end"),
        (b"\x09\x00\x10\x10SQ\0\0\xff\xff\xff\xff\x08\x00\x10\x10" + bytes(8), "a sequence holds what is no item"),
        (b"\x09\x00\x10\x10SQ\0\0\xff\xff\xff\xff", "it is cut short"),
        (b"some text", "is of the form"),
        (bytes(300), "is of the form"),
    ],
)
def test_what_follows_a_file_is_not_believed(series: Path, junk: bytes, words: str) -> None:
    with (series / "1.dcm").open("ab") as file:
        file.write(junk)
    with pytest.raises(DamagedFile, match=rf"1\.dcm.*{words}"):
        read_image(series)


@pytest.mark.parametrize("tag", [0x280010, 0x280011, 0x280002])
def test_pixels_are_as_many_as_the_header_says(series: Path, tag: int) -> None:
    real = {0x280010: SHAPE[0], 0x280011: SHAPE[1], 0x280002: 1}[tag]
    data = (series / "2.dcm").read_bytes()
    (series / "2.dcm").write_bytes(data.replace(element(tag, "US", real), element(tag, "US", real + 1)))
    with pytest.raises(DamagedFile, match=r"2\.dcm: holds 84 bytes of pixels"):
        read_image(series)


def test_files_that_are_no_slices_are_told_from_those_that_should_be(series: Path) -> None:
    whole = read_image(series).array
    (series / "notes.txt").write_text("made on a Monday")
    report = b"".join([element(0x80016, "UI", "1.2.840.10008.5.1.4.1.1.88.11"), element(0x20000E, "UI", "1.2.826.9")])
    (series / "report").write_bytes(bytes(128) + b"DICM" + element(0x20010, "UI", "1.2.840.10008.1.2.1") + report)
    assert np.array_equal(read_image(series).array, whole)
    (series / "4.dcm").write_bytes(b"not found")
    with pytest.raises(BadData, match=r"4\.dcm: is called like the slices"):
        read_image(series)


@pytest.mark.parametrize(
    ("between", "numbers", "complete"), [("1", 2, False), ("1", 1, True), ("2", 2, True), ("", 2, True)]
)
def test_every_second_slice_is_missed_where_distance_and_numbers_say_so(
    series: Path, between: str, numbers: int, complete: bool
) -> None:
    for k in range(4):
        path = series / f"{k}.dcm"
        old, new = (element(0x200013, "IS", str(n)) for n in (k + 1, numbers * k + 1))
        told = element(0x180088, "DS", between) if between else b""
        data = path.read_bytes().replace(old, new)
        path.write_bytes(
            data.replace(element(0x20000D, "UI", "1.2.826.3"), told + element(0x20000D, "UI", "1.2.826.3"))
        )
    if complete:
        assert read_grid(series).spacing[0] == 2
    else:
        with pytest.raises(BadData, match="1 of 2 are missing"):
            read_grid(series)
