"""NIfTI-1 and NIfTI-2, single file or .hdr/.img pair, either byte order.

nibabel knows the fields of the header; which values are acceptable, and the voxels, are decided here. Source: the
official ``nifti1.h`` and ``nifti2.h``.
"""

import logging
import struct
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt
from nibabel.nifti1 import Nifti1Header
from nibabel.nifti2 import Nifti2Header

from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import Grid
from segeval.volume.geometry import Matrix, affine, grid_from_axes
from segeval.volume.stream import GZIP_LAYERS, MOST_OFFSET, count_bytes, inflated, peek, read_voxels
from segeval.volume.values import Stored

# nibabel does not annotate its headers.
Header = Any
NIFTI1: Header = Nifti1Header
NIFTI2: Header = Nifti2Header

HEADER_BYTES = 540  # NIfTI-2; NIfTI-1 has 348
MAGIC = (  # where it is, and what it is for a single file and for a pair
    (NIFTI1, 344, (b"n+1\0", b"ni1\0")),
    (NIFTI2, 4, (b"n+2\0\r\n\x1a\n", b"ni2\0\r\n\x1a\n")),
)
MILLIMETRES = {0: 1.0, 1: 1e3, 2: 1.0, 3: 1e-3}  # xyzt_units & 7: unknown (taken as mm), metre, mm, micrometre
SPACING_RTOL = 1e-2  # between pixdim and the affine: ITK believes the one, nibabel the other
PIXEL_NOTE = b"segeval: lengths in px"  # in descrip, because NIfTI has no unit for "no physical size"

UNIT_ATOL = 1e-5  # rounding of the float32 cosines of a matrix without spacing

Spacing = Literal["affine", "pixdim"]  # where the voxel size stands

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Layout:
    """What a header says about the voxels: where they are, how they are stored, where they lie."""

    voxels: Path
    layers: int
    offset: int
    dtype: np.dtype[Any]
    shape: tuple[int, int, int, int]
    slope: float
    intercept: float
    grid: Grid


def is_nifti(start: bytes) -> bool:
    """Whether these first bytes of a file are a NIfTI header."""
    return _find_class(start) is not None


def is_single(start: bytes) -> bool:
    """Whether these first bytes are the header of a file that also holds the voxels, not of a pair."""
    return any(start[place:].startswith(words[0]) for _, place, words in MAGIC) and is_nifti(start)


def is_plain(path: Path) -> bool:
    """Whether the voxels are stored as integers without scaling, and the affine tells their size."""
    if hides_spacing(peek(header_of(path), HEADER_BYTES)):
        return False
    layout = _layout(header_of(path))
    return layout.dtype.kind in "iu" and (layout.slope, layout.intercept) == (1.0, 0.0)


def hides_spacing(start: bytes) -> bool:
    """Whether these first bytes are a header whose sform has no spacing, so that readers of the affine see 1 mm."""
    found = _find_class(start)
    if found is None or len(start) < found[0].sizeof_hdr:
        return False
    header = found[0](start[: found[0].sizeof_hdr], endianness=found[1], check=False)
    return _is_pixdim_alone(header) and not np.allclose(header["pixdim"][1:4], 1, rtol=SPACING_RTOL, atol=0)


def other_files(path: Path) -> tuple[Path, ...]:
    """Return the other half of a pair."""
    header = header_of(path)
    start = peek(header, HEADER_BYTES)
    found = _find_class(start)
    voxels = None if found is None or is_single(start) else _sibling(header, ".hdr", ".img")
    return tuple(part for part in (header, voxels) if part not in (path, None))


def read_grid(path: Path, spacing: Spacing = "affine") -> Grid:
    """Return the grid; only the header is inflated."""
    return _layout(header_of(path), spacing).grid


def read(path: Path, spacing: Spacing = "affine") -> Stored:
    """Read voxels ``(C, z, y, x)`` as stored; a fourth or fifth dimension is the channel.

    Args:
        path: A single file, or either half of a pair.
        spacing: "pixdim" for files with qform 0 and sform 2 whose sform is of unit scale; all others are refused then.

    Raises:
        DamagedFile: The header contradicts itself or the file, or the checksum of the gzip stream fails.
        BadData: A spacing is not positive, two places of the header disagree on it, or the type is not a number.
    """
    layout = _layout(header_of(path), spacing)
    with inflated(layout.voxels, layers=layout.layers) as (file, room):
        left = room.behind(layout.offset)
        count_bytes(path, layout.shape, layout.dtype, left)  # before anything is inflated on the way to the voxels
        file.seek(layout.offset)
        array = read_voxels(file, path, layout.shape, layout.dtype, room=left)
    return Stored(array, layout.grid, layout.slope, layout.intercept)


def header_of(path: Path) -> Path:
    """Return the .hdr that belongs to an .img, or the path itself."""
    return _sibling(path, ".img", ".hdr") or path


def write(file: BinaryIO, array: npt.NDArray[Any], grid: Grid, *, where: Path) -> None:
    """Write ``(C, z, y, x)`` or ``(z, y, x)`` as one uncompressed NIfTI-1 file, NIfTI-2 where a side exceeds 32767."""
    if len(grid.shape) != 3:
        msg = f"{where}: a grid of {grid} has no place in NIfTI, which is 3D; write .png"
        raise UsageError(msg)
    stored = array[0] if array.ndim == 4 and len(array) == 1 else array
    header = NIFTI1() if max(array.shape) < 2**15 else NIFTI2()
    header.set_data_dtype(stored.dtype)
    header.set_data_shape(stored.shape[::-1])
    header.set_qform(affine(grid), code=1)
    header.set_sform(affine(grid), code=1)
    header.set_slope_inter(1, 0)
    header["xyzt_units"] = 2 if grid.unit == "mm" else 0
    header["descrip"] = PIXEL_NOTE if grid.unit == "px" else b""
    header["vox_offset"] = header.single_vox_offset
    file.write(header.binaryblock)
    file.write(bytes(header.single_vox_offset - len(header.binaryblock)))
    for part in np.ascontiguousarray(stored, stored.dtype.newbyteorder("<")):
        file.write(part.tobytes())


def _find_class(start: bytes) -> tuple[Header, str] | None:
    """Return the header class and byte order; both the size field and the magic must agree."""
    for cls, place, words in MAGIC:
        for order in ("<", ">"):
            size = struct.pack(f"{order}i", cls.sizeof_hdr)
            if start.startswith(size) and start[place:].startswith(words):
                return cls, order
    return None


def _layout(path: Path, spacing: Spacing = "affine") -> Layout:
    start = peek(path, HEADER_BYTES)
    found = _find_class(start)
    if found is None or len(start) < found[0].sizeof_hdr:
        msg = f"{path}: is not NIfTI or its header is cut short ({len(start)} bytes); download it again"
        raise DamagedFile(msg)
    cls, order = found
    header = cls(start[: cls.sizeof_hdr], endianness=order, check=False)
    voxels, layers, offset = _place(path, header)
    *extra, z, y, x = _sizes(path, header)
    if sum(n > 1 for n in extra) > 1:
        msg = f"{path}: has {len(extra)} dimensions beyond space ({extra}); write one channel dimension"
        raise BadData(msg)
    dtype = _dtype(path, header)
    slope, intercept = _scaling(path, header)
    matrix = _affine(path, header, spacing)
    grid = grid_from_axes(path, (z, y, x), matrix[:3, 2::-1].T, matrix[:3, 3])
    if header["descrip"].item() == PIXEL_NOTE:
        grid = replace(grid, unit="px")
    return Layout(voxels, layers, offset, dtype, (prod(extra), z, y, x), slope, intercept, grid)


def _place(path: Path, header: Header) -> tuple[Path, int, int]:
    """Return the file of the voxels, its gzip layers, and the byte at which the voxels begin."""
    offset = float(header["vox_offset"])
    single = header["magic"].item().startswith(b"n+")
    if single and offset == 0:  # old writers leave it unset; then the voxels follow the header
        offset = header.single_vox_offset
    if not offset.is_integer() or not (header.single_vox_offset if single else 0) <= offset <= MOST_OFFSET:
        msg = f"{path}: voxels cannot start at byte {offset:g}; download it again"
        raise DamagedFile(msg)
    if single:
        return path, GZIP_LAYERS, int(offset)
    voxels = _sibling(path, ".hdr", ".img")
    if voxels is None:
        msg = f"{path}: the .img with the voxels is not beside this header; put both into one folder"
        raise BadData(msg)
    return voxels, int(voxels.suffix == ".gz"), int(offset)


def _sibling(path: Path, suffix: str, other: str) -> Path | None:
    """Return the other half of a pair if it is there, either half compressed or not."""
    name = path.name.removesuffix(".gz")
    if not name.endswith(suffix):
        return None
    twins = [path.with_name(name.removesuffix(suffix) + other + end) for end in ("", ".gz")]
    found = [twin for twin in twins if twin.is_file()]
    if len(found) > 1:
        msg = f"{path}: its other half is there twice, {' and '.join(twin.name for twin in found)}; keep the true one"
        raise BadData(msg)
    return found[0] if found else None


def _sizes(path: Path, header: Header) -> list[int]:
    """Return the sizes, slowest axis first, at least three."""
    rank, *sizes = (int(n) for n in header["dim"])
    if not 2 <= rank <= 7 or min(sizes[:rank]) < 1:
        msg = f"{path}: {rank} dimensions of sizes {sizes[: max(rank, 1)]}; sizes must be positive, download it again"
        raise DamagedFile(msg)
    padded = sizes[:rank] + [1] * (4 - rank)
    return padded[::-1]


def _dtype(path: Path, header: Header) -> np.dtype[Any]:
    dtype: np.dtype[Any] = header.get_data_dtype()
    if dtype.itemsize * 8 != int(header["bitpix"]):
        msg = f"{path}: datatype is {dtype}, yet bitpix is {int(header['bitpix'])}; download it again"
        raise DamagedFile(msg)
    if dtype.kind not in "iuf" or dtype.itemsize > 8:
        msg = f"{path}: voxels of type {dtype} are not supported; convert them to integers, float32 or float64"
        raise BadData(msg)
    return dtype


def _scaling(path: Path, header: Header) -> tuple[float, float]:
    """Return slope and intercept; a slope of 0 or NaN means that values are stored as they are."""
    slope, intercept = float(header["scl_slope"]), float(header["scl_inter"])
    if slope == 0 or np.isnan(slope):
        return 1.0, 0.0
    if not np.isfinite([slope, intercept]).all():
        msg = f"{path}: scaling by slope {slope} and intercept {intercept} is not finite; fix the header"
        raise BadData(msg)
    return slope, intercept


def _is_pixdim_alone(header: Header) -> bool:
    """Whether the sform, of code 2 and without a qform beside it, turns the axes and leaves their scale at 1."""
    lengths = np.linalg.norm(header.get_sform()[:3, :3], axis=0)
    codes = int(header["qform_code"]), int(header["sform_code"])
    return codes == (0, 2) and bool(np.allclose(lengths, 1, rtol=0, atol=UNIT_ATOL))


def _affine(path: Path, header: Header, spacing: Spacing) -> Matrix:
    """Return index (x, y, z) to world RAS in mm: the sform if it is set, else the qform, else pixdim alone.

    With ``spacing`` "pixdim" it is the sform, whose columns are of length 1, times pixdim.
    """
    spatial = min(int(header["dim"][0]), 3)
    pixdim = header["pixdim"][1:4]
    if not (np.isfinite(pixdim[:spatial]).all() and (pixdim[:spatial] > 0).all()):
        msg = f"{path}: spacing (pixdim) is {pixdim[:spatial]}; it must be finite and positive, fix the header"
        raise BadData(msg)
    matrix: Matrix
    if header["sform_code"] > 0:
        matrix = header.get_sform().astype(np.float64)
    elif header["qform_code"] > 0:
        header["pixdim"][0] = header["pixdim"][0] or 1  # nifti1.h: a qfac of 0 is read as 1
        matrix = header.get_qform().astype(np.float64)
    else:
        # Readers disagree here (nibabel flips x and centres, ITK takes LPS); this is method 1 of nifti1.h.
        logger.warning("%s: has neither sform nor qform; axes are taken as RAS with pixdim from origin 0", path)
        matrix = np.diag([*np.where(np.arange(3) < spatial, pixdim, 1.0), 1.0])
    if spacing == "pixdim":
        if not _is_pixdim_alone(header):
            codes = f"qform {int(header['qform_code'])} and sform {int(header['sform_code'])}"
            lengths = np.linalg.norm(matrix[:3, :3], axis=0).astype(np.float32)
            msg = (
                f"{path}: has {codes} with voxels of {lengths}; spacing from pixdim alone needs qform 0 and sform 2 "
                "with voxels of 1, so read it as it is"
            )
            raise BadData(msg)
        matrix[:3, :spatial] *= pixdim[:spatial]
    lengths = np.linalg.norm(matrix[:3, :3], axis=0)
    if not (
        np.abs(lengths[:spatial] - pixdim[:spatial]) <= SPACING_RTOL * pixdim[:spatial]
    ).all():  # so that NaN is refused
        msg = (
            f"{path}: spacing is {pixdim[:spatial]} by pixdim but {lengths[:spatial].astype(np.float32)} by the "
            "affine, and readers differ in which they believe; rewrite the header with the true one"
        )
        raise BadData(msg)
    unit_code = int(header["xyzt_units"]) & 7
    if unit_code not in MILLIMETRES:
        msg = f"{path}: unit code {unit_code} is none of {sorted(MILLIMETRES)}; download it again"
        raise DamagedFile(msg)
    return matrix * MILLIMETRES[unit_code]
