"""Images, masks and grids from and to files; the format is decided by content, never by suffix."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval._disk import replacing
from segeval.errors import BadData, UsageError
from segeval.records import Grid, Mask, Volume
from segeval.volume import dicom, metaimage, nifti, nrrd, raster
from segeval.volume.geometry import require_same_grid
from segeval.volume.kinds import explain
from segeval.volume.nifti import Spacing
from segeval.volume.stream import GzipFile, Member, decoding, peek, require_file
from segeval.volume.values import Stored, exact_dtype, intensities, label_map, smallest_dtype


def _never(_: Path) -> bool:
    """Answer for formats that other toolkits read differently."""
    return False


def _alone(_: Path) -> tuple[Path, ...]:
    """Answer for formats that are always one file."""
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """How a file format is recognised by its first bytes, read as header, image or mask, and stored plainly."""

    recognises: Callable[[bytes], bool]
    read_grid: Callable[[Path], Grid]
    read_image: Callable[[Path], Stored]
    read_mask: Callable[[Path], Stored]
    is_plain: Callable[[Path], bool]
    other_files: Callable[[Path], tuple[Path, ...]]


NIFTI = Format(nifti.is_nifti, nifti.read_grid, nifti.read, nifti.read, nifti.is_plain, nifti.other_files)
BY_PIXDIM = replace(
    NIFTI,
    read_grid=partial(nifti.read_grid, spacing="pixdim"),
    read_image=partial(nifti.read, spacing="pixdim"),
    read_mask=partial(nifti.read, spacing="pixdim"),
)
FORMATS = (
    NIFTI,
    Format(metaimage.is_metaimage, metaimage.read_grid, metaimage.read, metaimage.read, _never, metaimage.other_files),
    Format(nrrd.is_nrrd, nrrd.read_grid, nrrd.read, nrrd.read, _never, nrrd.other_files),
    Format(raster.is_raster, raster.read_grid, raster.read_colours, raster.read_indices, raster.is_plain_png, _alone),
)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return every file that reading ``path`` takes in, so that a digest covers what decides the voxels.

    The path itself comes first; behind it the voxels that a header names, or the other half of a pair. A folder is a
    DICOM series: its files by name. What is absent or unreadable refers to nothing here; reading it says why.
    """
    path = Path(path)
    if path.is_dir():
        return tuple(sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")))
    try:
        with decoding(path):
            return (path, *_format(path).other_files(path))
    except BadData:
        return (path,)


def read_image(paths: Path | Sequence[Path], *, series: str | None = None, spacing: Spacing = "affine") -> Volume:
    """Read an image in its native orientation; several files are channels, a folder is a DICOM series.

    Args:
        paths: Files of one case whose channels are joined in this order, or one folder.
        series: Which series of a DICOM folder; needed where there are several.
        spacing: "pixdim" for a family of NIfTI files that is known to have qform 0, sform 2, a unit-scale sform and
            its voxel size in pixdim alone; what is not of that pattern is refused then.

    Returns:
        float32 array ``(C, z, y, x)``, from rasters ``(C, y, x)``, with slope and intercept applied; all finite.

    Raises:
        DamagedFile: Truncated, altered, oversized or of an unknown format.
        BadData: NaN or infinite values, an unusable spacing, or content that cannot be read exactly.
        GridMismatch: The files do not share a grid.
    """
    files = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    if not files:
        msg = "an image needs at least one file; pass one path per channel"
        raise UsageError(msg)
    first = _read_volume(files[0], series, spacing)
    arrays = [first.array]
    for path in files[1:]:
        other = _read_volume(path, series, spacing)
        require_same_grid(first.grid, other.grid, where=f"{path} as a channel of {files[0]}")
        arrays.append(other.array)
    return Volume(np.concatenate(arrays), first.grid) if len(arrays) > 1 else first


def decode_image(member: Member) -> Volume:
    """Read a picture (PNG, JPEG, BMP, GIF, TIFF) out of an archive, as ``read_image`` reads it from a file.

    Raises:
        DamagedFile: Truncated, altered, oversized or no picture.
        BadData: Content that cannot be read exactly.
    """
    with decoding(member):
        stored = raster.read_colours(member)
        return Volume(intensities(stored, member), stored.grid)


def read_mask(path: Path, labels: Collection[int] | None = None, *, spacing: Spacing = "affine") -> Mask:
    """Read a label map in its native orientation.

    Args:
        path: One file, or the folder of a DICOM series; palette rasters give their indices.
        labels: Every value that may occur, background included; None allows all.
        spacing: As for ``read_image``.

    Returns:
        Integer array ``(z, y, x)`` or ``(y, x)``: uint8, uint16 or uint32, whichever fits, int32 with negative values.

    Raises:
        DamagedFile: Truncated, altered, oversized or of an unknown format.
        BadData: Several channels or colours, content in the transparency, or a value that is no integer.
        UnknownLabel: A value outside ``labels``.
    """
    path = Path(path)
    with decoding(path):
        stored = (
            dicom.read(path, None) if path.is_dir() and spacing == "affine" else _format(path, spacing).read_mask(path)
        )
        return Mask(label_map(stored, path, labels), stored.grid)


def read_grid(path: Path, *, series: str | None = None, spacing: Spacing = "affine") -> Grid:
    """Read the grid of a file or a DICOM folder from headers alone; damage behind the header stays unseen.

    Raises:
        DamagedFile: The header is truncated, contradicts itself, or is of an unknown format.
        BadData: An unusable spacing or orientation.
    """
    path = Path(path)
    with decoding(path):
        return (
            dicom.read_grid(path, series)
            if path.is_dir() and spacing == "affine"
            else _format(path, spacing).read_grid(path)
        )


def stored_plainly(path: Path) -> bool:
    """Whether a label file holds its labels themselves, so that toolkits which cast instead of scale read the same.

    An int32 mask with slope 2.3e-10 reads as 0.99999997 there and becomes 0; a palette becomes colours; a spacing in
    pixdim alone is 1 mm. Only the header is read.

    Raises:
        DamagedFile: As ``read_mask``.
    """
    path = Path(path)
    with decoding(path):
        return _format(path).is_plain(path)


def stored_ending(path: Path) -> str | None:
    """Return the ending that a file deserves by its content: ``.nii.gz``, ``.nii``, ``.png``, or None for others.

    A file under a wrong name reads here, but not in toolkits that go by the name. None is also the answer for a PNG
    with transparency and for a NIfTI whose spacing stands in pixdim alone.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if raster.is_raster(peek(path, 8)):
        return ".png" if raster.is_plain_png(path) else None
    start = peek(path, nifti.HEADER_BYTES, layers=int(packed))
    usual = nifti.is_single(start) and not nifti.hides_spacing(start)
    return (".nii.gz" if packed else ".nii") if usual else None


def write_image(path: Path, volume: Volume) -> None:
    """Write ``.nii`` or ``.nii.gz`` (several channels: 4D), or ``.png`` from whole numbers.

    NIfTI stores the smallest of uint8, int16 and int32 that holds every value exactly, else float32. The file appears
    whole or not at all, and equal input gives equal bytes.

    Raises:
        UsageError: The suffix is none of these, the format cannot hold this array, or the system refuses to write.
    """
    dtype = exact_dtype(volume.array) if ".nii" in Path(path).suffixes else np.dtype(np.float32)
    _write(Path(path), volume.array.astype(dtype, copy=False), volume.grid)


def write_mask(path: Path, mask: Mask) -> None:
    """Write ``.nii``, ``.nii.gz`` or ``.png`` in the smallest integer type, whole or not at all, and reproducibly.

    Raises:
        UsageError: The suffix is none of these, the format cannot hold this array, or the system refuses to write.
    """
    path = Path(path)
    _write(path, mask.array.astype(smallest_dtype(mask.array, path), copy=False), mask.grid)


def _read_volume(path: Path, series: str | None, spacing: Spacing) -> Volume:
    with decoding(path):
        stored = (
            dicom.read(path, series)
            if path.is_dir() and spacing == "affine"
            else _format(path, spacing).read_image(path)
        )
        return Volume(intensities(stored, path), stored.grid)


def _format(path: Path, spacing: Spacing = "affine") -> Format:
    require_file(path)
    start = peek(nifti.header_of(path), nifti.HEADER_BYTES)
    found = next((form for form in FORMATS if form.recognises(start)), None)
    if found is None:
        raise explain(path, start)
    if spacing == "affine":
        return found
    if spacing != "pixdim" or found is not NIFTI:
        msg = f"{path}: spacing={spacing!r} is not for this file: only NIfTI has a pixdim; read it without that option"
        raise BadData(msg)
    return BY_PIXDIM


def _write(path: Path, array: npt.NDArray[Any], grid: Grid) -> None:
    if array.shape[-len(grid.shape) :] != grid.shape:
        msg = f"{path}: an array of shape {array.shape} does not lie on a grid of {grid}; pass the grid it belongs to"
        raise UsageError(msg)
    if path.name.endswith(".nii.gz"):
        # Without a name and a time in it, equal voxels give equal bytes.
        with (
            replacing(path) as temporary,
            temporary.open("xb") as file,
            GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed,
        ):
            nifti.write(packed, array, grid, where=path)
    elif path.suffix == ".nii":
        with replacing(path) as temporary, temporary.open("xb") as file:
            nifti.write(file, array, grid, where=path)
    elif path.suffix == ".png":
        with replacing(path) as temporary, temporary.open("xb") as file:
            raster.write(file, array, grid, where=path)
    else:
        msg = f"{path}: unknown suffix; write .nii.gz, .nii or .png"
        raise UsageError(msg)
