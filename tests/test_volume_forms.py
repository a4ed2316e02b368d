"""Pictures whose numbers a decoder would change or drop, and whole files of a form that nobody reads here."""

import io
import os
import struct
import zipfile
import zlib
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from segeval.errors import BadData, DamagedFile, SegevalError
from segeval.volume import Member, decode_image, read_grid, read_image, read_mask

REAL = os.environ.get("SEGEVAL_REAL_DATA", "")
LABELS = (np.arange(48, dtype=np.uint8).reshape(6, 8) // 5) % 4
COLOURS = np.random.default_rng(3).integers(0, 255, (6, 8, 3)).astype(np.uint8)


def write_tiff(
    path: Path,
    strips: list[bytes],
    *,
    photometric: int,
    bits: tuple[int, ...] = (8,),
    size: tuple[int, int] = (6, 8),
    order: str = "<",
    extra: int | None = None,
) -> Path:
    """Write one uncompressed picture by hand; ``extra`` is the value of ExtraSamples."""
    rows = -(-size[0] // len(strips))
    short, long = 3, 4
    single = {256: size[1], 257: size[0], 259: 1, 262: photometric, 277: len(bits), 278: rows, 284: 1}
    entries: dict[int, tuple[int, tuple[int, ...]]] = {tag: (short, (value,)) for tag, value in single.items()}
    if extra is not None:
        entries[338] = (short, (extra,))
    entries[258] = (short, bits)
    entries[273] = (long, tuple(8 + sum(map(len, strips[:k])) for k in range(len(strips))))
    entries[279] = (long, tuple(map(len, strips)))
    body = b"".join(strips)
    directory = 8 + len(body)
    far, listed = b"", b""
    for tag, (kind, values) in sorted(entries.items()):
        data = struct.pack(f"{order}{len(values)}{'HI'[kind - 3]}", *values)
        listed += struct.pack(f"{order}HHI", tag, kind, len(values))
        if len(data) > 4:
            listed += struct.pack(f"{order}I", directory + 6 + 12 * len(entries) + len(far))
            far += data
        else:
            listed += data.ljust(4, b"\0")
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = mark + struct.pack(f"{order}I", directory)
    path.write_bytes(head + body + struct.pack(f"{order}H", len(entries)) + listed + bytes(4) + far)
    return path


def thirds(array: np.ndarray[Any, Any]) -> list[bytes]:
    return [part.tobytes() for part in np.split(array, 3)]


# Transparency


def with_alpha(path: Path, grey: np.ndarray[Any, Any], alpha: np.ndarray[Any, Any], mode: str) -> Path:
    planes = [grey] * (3 if mode == "RGBA" else 1) + [alpha]
    Image.fromarray(np.stack(planes, axis=-1).astype(np.uint8)).save(path)
    return path


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("colour", [0, 255])
def test_a_mask_in_the_transparency_is_not_an_empty_mask(tmp_path: Path, mode: str, colour: int) -> None:
    path = with_alpha(tmp_path / "m.png", np.full_like(LABELS, colour), 255 * (LABELS > 1), mode)
    with pytest.raises(BadData, match="transparency"):
        read_mask(path)
    with pytest.raises(BadData, match="transparency alone"):
        read_image(path)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_transparency_that_agrees_with_the_mask_is_dropped(tmp_path: Path, mode: str) -> None:
    path = with_alpha(tmp_path / "m.png", LABELS, 255 * (LABELS > 0), mode)
    assert np.array_equal(read_mask(path).array, LABELS)
    with pytest.raises(BadData, match="another mask than its colours"):
        read_mask(with_alpha(tmp_path / "m.png", LABELS, 255 * (LABELS > 1), mode))


# Grey levels


@pytest.mark.parametrize("order", ["<", ">"])
def test_labels_where_white_is_zero_are_those_in_the_file(tmp_path: Path, order: str) -> None:
    path = write_tiff(tmp_path / "m.tif", thirds(LABELS), photometric=0, order=order)
    assert np.array_equal(read_mask(path, {0, 1, 2, 3}).array, LABELS)
    assert np.array_equal(read_image(path).array[0], 255 - LABELS)
    black = write_tiff(tmp_path / "b.tif", thirds(LABELS), photometric=1, order=order)
    assert np.array_equal(read_mask(black).array, LABELS)
    assert np.array_equal(read_image(black).array[0], LABELS)


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("bits", [2, 4])
def test_labels_of_few_bits_are_not_stretched(tmp_path: Path, photometric: int, bits: int) -> None:
    spread = np.unpackbits(LABELS[..., None], axis=-1)[..., -bits:]
    path = write_tiff(tmp_path / "m.tif", thirds(np.packbits(spread.reshape(6, -1), axis=1)), photometric=photometric,
                      bits=(bits,))  # fmt: skip
    assert np.array_equal(read_mask(path).array, LABELS)


def png(path: Path, rows: npt.NDArray[np.uint8], bits: int, colours: int = 0) -> Path:
    """Write a PNG of 6 × 8 pixels whose header says so many bits and this type of colours, with true checksums."""
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 8, 6, bits, colours, 0, 0, 0)), (b"IDAT", packed), (b"IEND", b""))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    )
    return path


@pytest.mark.parametrize("bits", [2, 4])
def test_labels_of_a_small_png_are_not_stretched(tmp_path: Path, bits: int) -> None:
    spread = np.unpackbits(LABELS[..., None], axis=-1)[..., -bits:]
    path = png(tmp_path / "m.png", np.packbits(spread.reshape(6, -1), axis=1), bits)
    assert np.array_equal(read_mask(path).array, LABELS)
    assert np.array_equal(read_image(path).array[0], LABELS * (255 // (2**bits - 1)))


@pytest.mark.parametrize("stored", [0, 2])
def test_a_png_that_lies_about_its_bits_or_colours_is_refused(tmp_path: Path, stored: int) -> None:
    rows = np.repeat(LABELS, 3, axis=1) if stored else LABELS
    honest = png(tmp_path / "m.png", rows, 8, stored)
    assert np.array_equal(read_mask(honest).array, LABELS)
    for bits, colours in product((1, 2, 4, 8, 16), (0, 2, 3, 4, 6)):
        if (bits, colours) != (8, stored):
            lying = png(tmp_path / "m.png", rows, bits, colours)
            for read in (read_image, read_mask):
                with pytest.raises(DamagedFile):
                    read(lying)


def test_two_colours_are_black_and_white_however_they_are_stored(tmp_path: Path) -> None:
    drawn = LABELS > 1
    for photometric, stored in ((0, ~drawn), (1, drawn)):
        path = write_tiff(tmp_path / "m.tif", thirds(np.packbits(stored, axis=1)), photometric=photometric, bits=(1,))
        assert np.array_equal(read_mask(path).array, drawn)


def test_deep_labels_are_kept_and_deep_images_of_inverted_grey_refused(tmp_path: Path) -> None:
    deep = LABELS.astype("<u2") * 300
    path = write_tiff(tmp_path / "m.tif", thirds(deep), photometric=0, bits=(16,))
    assert np.array_equal(read_mask(path).array, deep)
    with pytest.raises(BadData, match="0 is white"):
        read_image(path)
    wide = np.full((6, 8), 2**31 + 5, "<u4")
    path = write_tiff(tmp_path / "w.tif", thirds(wide), photometric=1, bits=(32,))
    assert read_mask(path).array[0, 0] == 2**31 + 5


def test_every_page_is_looked_at(tmp_path: Path) -> None:
    pages = [Image.fromarray(LABELS), Image.fromarray(COLOURS)]
    pages[0].save(tmp_path / "m.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(BadData, match=r"page 1 is \(1, 6, 8\) and page 2 \(3, 6, 8\)"):
        read_image(tmp_path / "m.tif")
    pages[1] = Image.fromarray(COLOURS).convert("CMYK")
    pages[0].save(tmp_path / "m.tif", save_all=True, append_images=pages[1:])
    with pytest.raises(BadData, match="colour mode CMYK"):
        read_image(tmp_path / "m.tif")


# Colours that are declared as grey


@pytest.mark.parametrize("order", ["<", ">"])
def test_three_samples_that_are_called_grey_are_colours(tmp_path: Path, order: str) -> None:
    path = write_tiff(tmp_path / "i.tif", thirds(COLOURS), photometric=1, bits=(8, 8, 8), order=order)
    assert np.array_equal(read_image(path).array, np.moveaxis(COLOURS, -1, 0))
    assert read_grid(path).shape == (6, 8)
    member = Member("i.tif in a zip", path.read_bytes())
    assert np.array_equal(decode_image(member).array, np.moveaxis(COLOURS, -1, 0))


def test_compressed_colours_that_are_called_grey_are_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.fromarray(COLOURS).save(buffer, format="TIFF", compression="tiff_lzw")
    data = buffer.getvalue()
    rgb = struct.pack("<HHIHH", 262, 3, 1, 2, 0)
    assert data.count(rgb) == 1
    (tmp_path / "i.tif").write_bytes(data.replace(rgb, struct.pack("<HHIHH", 262, 3, 1, 1, 0)))
    assert np.array_equal(read_image(tmp_path / "i.tif").array, np.moveaxis(COLOURS, -1, 0))


@pytest.mark.filterwarnings("ignore")
def test_no_byte_of_such_a_file_may_be_missing(tmp_path: Path) -> None:
    data = write_tiff(tmp_path / "i.tif", thirds(COLOURS), photometric=1, bits=(8, 8, 8)).read_bytes()
    for keep in range(0, len(data), 3):
        (tmp_path / "i.tif").write_bytes(data[:keep])
        with pytest.raises(DamagedFile):
            read_image(tmp_path / "i.tif")
    short = [*thirds(COLOURS)[:2], thirds(COLOURS)[2][:-1]]
    write_tiff(tmp_path / "i.tif", short, photometric=1, bits=(8, 8, 8))
    with pytest.raises(DamagedFile, match="hold 143 bytes and the picture has 144"):
        read_image(tmp_path / "i.tif")


@pytest.mark.filterwarnings("ignore")
def test_no_flipped_bit_of_such_a_file_raises_anything_but_our_errors(tmp_path: Path) -> None:
    path = write_tiff(tmp_path / "i.tif", thirds(COLOURS), photometric=1, bits=(8, 8, 8))
    data, refused = path.read_bytes(), 0
    for place in [*range(8), *range(8 + COLOURS.size, len(data))]:
        hit = bytearray(data)
        hit[place] ^= 1 << place % 8
        path.write_bytes(hit)
        try:
            read_image(path)
        except SegevalError:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize(
    ("photometric", "bits", "extra"), [(1, (8, 8), None), (1, (8, 8, 8), 0), (9, (8, 8, 8, 8, 8), None)]
)
def test_a_whole_tiff_of_another_form_need_not_be_downloaded_again(
    tmp_path: Path, photometric: int, bits: tuple[int, ...], extra: int | None
) -> None:
    strips = thirds(np.zeros((6, 8, len(bits)), np.uint8))
    path = write_tiff(tmp_path / "i.tif", strips, photometric=photometric, bits=bits, extra=extra)
    with pytest.raises(BadData, match=r"whole TIFF of a form that is not read .*convert it") as caught:
        read_image(path)
    assert "download" not in str(caught.value)


@pytest.mark.skipif(not REAL, reason="SEGEVAL_REAL_DATA is not set")
@pytest.mark.real
def test_real_pictures_of_clinicdb_are_read() -> None:
    with zipfile.ZipFile(Path(REAL) / "cvc-clinicdb/CVC-ClinicDB.zip") as archive:
        names = [name for name in archive.namelist() if name.endswith(".tif") and "Original" in name]
        assert len(names) == 118
        for name in names[::10]:
            data = archive.read(name)
            found = decode_image(Member(name, data)).array
            # The strips follow each other from byte 8 on (facts of the data set: uncompressed, 288×384×3).
            assert np.array_equal(
                found, np.frombuffer(data, np.uint8, 331776, 8).reshape(288, 384, 3).transpose(2, 0, 1)
            )


# Whole files of a wrong kind


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (b"/annex/objects/MD5-s1--0\n", "git annex get"),
        (b"PK\x03\x04" + bytes(30), "zip archive.*unpack it"),
        (bytes(257) + b"ustar\0", "tar archive.*unpack it"),
        (b"BZh91AY&SY", "bzip2.*decompress"),
        (b"\x93NUMPY\x01\0", "NumPy.*NIfTI"),
        (b"\x89HDF\r\n\x1a\n", "HDF5.*NIfTI"),
        (struct.pack("<i", 348) + bytes(344), "Analyze.*left and right"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "WebP.*PNG"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000.*PNG"),
        (b"%PDF-1.7\n", "PDF"),
        (b'{"a": 1}', "JSON"),
        (b"\xef\xbb\xbfNRRD0004\n", "byte order mark"),
        (bytes(128) + b"DICM" + bytes(20), "folder of the DICOM series"),
    ],
)
def test_a_whole_file_of_another_kind_is_named_and_not_called_damaged(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "i.nii"
    path.write_bytes(content)
    for read in (read_image, read_mask, read_grid):
        with pytest.raises(BadData, match=told) as caught:
            read(path)
        assert not isinstance(caught.value, DamagedFile)
        assert "download it again" not in str(caught.value)


def test_a_short_nifti_header_is_damage_and_no_analyze(tmp_path: Path) -> None:
    (tmp_path / "i.nii").write_bytes(struct.pack("<i", 348) + bytes(100))
    with pytest.raises(DamagedFile, match="download it again"):
        read_grid(tmp_path / "i.nii")


def test_a_picture_of_a_rare_form_is_to_be_converted(tmp_path: Path) -> None:
    Image.fromarray(COLOURS).save(tmp_path / "i.bmp")
    data = bytearray((tmp_path / "i.bmp").read_bytes())
    data[30:34] = struct.pack("<I", 4)  # JPEG within a BMP
    (tmp_path / "i.bmp").write_bytes(data)
    with pytest.raises(DamagedFile, match="if it is whole, its form is not read here: convert it"):
        read_image(tmp_path / "i.bmp")
