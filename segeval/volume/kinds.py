"""What a file is that no reader here takes, by its first bytes, and what its owner should do about it."""

from codecs import BOM_UTF8
from pathlib import Path
from typing import NamedTuple

from segeval.errors import BadData, DamagedFile

KNOWN = "NIfTI, MetaImage, NRRD, PNG, JPEG, BMP, GIF and TIFF"
ANALYZE, ANALYZE_BYTES = (b"\x5c\x01\0\0", b"\0\0\x01\x5c"), 348  # it begins with its size
WEB_PAGE = (b"<!doctype html", b"<html", b"<head")


class Kind(NamedTuple):
    """A whole file of a wrong kind: the bytes that tell it, where they stand, what it is, and what to do."""

    magic: bytes
    place: int
    name: str
    advice: str


AS_NIFTI = "save its array as NIfTI with the spacing that is meant"
AS_PNG = "convert it to PNG or TIFF without loss"
UNPACK = "unpack it and pass the files inside"
KINDS = (
    Kind(b"DICM", 128, "one DICOM file", "pass the folder of the DICOM series"),
    Kind(b"version https://git-lfs", 0, "a pointer of Git LFS, not the file itself", 'run "git lfs pull" where it is'),
    Kind(b"/annex/objects/", 0, "a pointer of git-annex, not the file itself", 'run "git annex get" where it is'),
    Kind(b"PK\x03\x04", 0, "a zip archive (also .npz, .xlsx and .docx begin so)", UNPACK),
    Kind(b"Rar!\x1a\x07", 0, "a RAR archive", UNPACK),
    Kind(b"7z\xbc\xaf\x27\x1c", 0, "a 7z archive", UNPACK),
    Kind(b"ustar", 257, "a tar archive", UNPACK),
    Kind(b"BZh", 0, "compressed with bzip2", "decompress it first"),
    Kind(b"\xfd7zXZ\0", 0, "compressed with xz", "decompress it first"),
    Kind(b"\x28\xb5\x2f\xfd", 0, "compressed with zstd", "decompress it first"),
    Kind(b"\x93NUMPY", 0, "an array of NumPy", AS_NIFTI),
    Kind(b"\x89HDF\r\n\x1a\n", 0, "an HDF5 file", AS_NIFTI),
    Kind(b"MATLAB 5.0", 0, "a MATLAB file", AS_NIFTI),
    Kind(b"WEBP", 8, "a WebP picture", AS_PNG),
    Kind(b"ftyp", 4, "an HEIF, AVIF or MP4 file", AS_PNG),
    Kind(b"\0\0\0\x0cjP  ", 0, "a JPEG 2000 picture", AS_PNG),
    Kind(b"\xff\x4f\xff\x51", 0, "a JPEG 2000 picture", AS_PNG),
    Kind(b"P5", 0, "a picture of the PNM family", AS_PNG),
    Kind(b"P6", 0, "a picture of the PNM family", AS_PNG),
    Kind(b"%PDF", 0, "a PDF document", "pass the image itself"),
    Kind(b"{", 0, "a JSON text", "pass the image itself"),
    Kind(b"<?xml", 0, "an XML text", "pass the image itself"),
    Kind(BOM_UTF8 + b"NRRD", 0, "a NRRD behind a byte order mark", "save its header as UTF-8 without that mark"),
)


def explain(path: Path, start: bytes) -> BadData:
    """Return the error for a file that no reader takes; ``start`` holds its first bytes, enough for every kind.

    A whole file of another kind would not change by downloading it again.
    """
    if not start:
        return DamagedFile(f"{path}: is empty; download it again")
    if start.lstrip(BOM_UTF8 + b" \r\n\t").lower().startswith(WEB_PAGE):
        return DamagedFile(f"{path}: is a web page, not an image: the download needed a login or its link has expired")
    if start.startswith(ANALYZE) and len(start) >= ANALYZE_BYTES:
        return BadData(f"{path}: is an Analyze header, not NIfTI: it leaves left and right open; convert it to NIfTI")
    kind = next((kind for kind in KINDS if start[kind.place :].startswith(kind.magic)), None)
    if kind:
        return BadData(f"{path}: is {kind.name}, none of {KNOWN}; {kind.advice}")
    return DamagedFile(
        f"{path}: begins with {start[:8]!r}, which is none of {KNOWN}; check what it is or download it again"
    )
