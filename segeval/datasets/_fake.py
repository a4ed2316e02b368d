"""Tiny raw data with known geometry, for the contracts: every dataset module writes its own layout with these."""

import io
import shutil
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval.records import FloatArray, Grid, LabelArray, Mask, Volume
from segeval.volume import kept_locale

Array = npt.NDArray[Any]


def blobs(shape: tuple[int, ...], labels: Sequence[int], seed: int) -> LabelArray:
    """Return a label map of ``shape`` with one box per label, side by side, none touching the edge."""
    rng = np.random.default_rng(seed)
    array = np.zeros(shape, np.uint8)
    columns = np.linspace(1, shape[-1] - 1, len(labels) + 1).astype(int)
    rest = tuple(slice(1 + int(rng.integers(0, 2)), n - 1) for n in shape[:-1])
    for label, start, stop in zip(labels, columns[:-1], columns[1:], strict=True):
        array[(*rest, slice(start, max(stop - 1, start + 1)))] = label
    return array


def textured(mask: LabelArray, channels: int, seed: int) -> FloatArray:
    """Return an image ``(channels, *mask.shape)`` of integers in [0, 255] that shows the labels through noise."""
    rng = np.random.default_rng(seed)
    levels = 60 + 150 * mask / max(int(mask.max()), 1)
    return np.clip(levels + rng.normal(0, 10, (channels, *mask.shape)), 0, 255).round().astype(np.float32)


def world(shape: tuple[int, int, int], spacing: tuple[float, float, float] = (2.0, 1.0, 1.0)) -> Grid:
    """Return a RAS grid in millimetres."""
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    return Grid(shape=shape, spacing=spacing, origin=(0.0, 0.0, 0.0), direction=direction, unit="mm")


def pair(grid: Grid, labels: Sequence[int], *, channels: int = 1, seed: int = 0) -> tuple[Volume, Mask]:
    """Return an image and its mask on ``grid``."""
    mask = blobs(grid.shape, labels, seed)
    return Volume(textured(mask, channels, seed), grid), Mask(mask, grid)


def picture(path: Path, array: Array, **options: Any) -> None:
    """Write ``(y, x)``, ``(1, y, x)``, ``(3, y, x)`` or ``(4, y, x)`` in the format that the name of ``path`` says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(array, {"jpg": "JPEG", "tif": "TIFF"}.get(path.suffix[1:], path.suffix[1:]), **options))


def encode(array: Array, form: str = "PNG", **options: Any) -> bytes:
    """Return the file of a picture; ``palette=True`` stores grey values as indices of a palette."""
    from PIL import Image

    planes = np.moveaxis(np.asarray(array, np.uint8), 0, -1) if array.ndim == 3 else np.asarray(array, np.uint8)
    image = Image.fromarray(planes[..., 0] if planes.ndim == 3 and planes.shape[-1] == 1 else planes)
    if options.pop("palette", False):
        image.putpalette([k % 256 for k in range(768)])
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def stack(path: Path, pages: Array) -> None:
    """Write ``(z, y, x)`` as the pages of a TIFF."""
    from PIL import Image

    first, *others = (Image.fromarray(page.astype(np.uint8)) for page in pages)
    first.save(path, save_all=True, append_images=others)


def hdf5(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write named arrays as HDF5."""
    h5py: Any = import_module("h5py")
    with h5py.File(path, "w", track_order=False) as file:
        for name, array in arrays.items():
            file.create_dataset(name, data=array, compression="gzip")


def metaimage(path: Path, array: Array, grid: Grid) -> None:
    """Write ``(z, y, x)`` on a RAS grid as ``.mhd`` with ``.raw``; its world is LPS."""
    fields = {
        "ObjectType": "Image",
        "NDims": "3",
        "BinaryData": "True",
        "BinaryDataByteOrderMSB": "False",
        "TransformMatrix": "-1 0 0 0 -1 0 0 0 1",
        "Offset": "0 0 0",
        "ElementSpacing": " ".join(map(str, grid.spacing[::-1])),
        "DimSize": " ".join(map(str, array.shape[::-1])),
        "ElementType": {"uint8": "MET_UCHAR", "int16": "MET_SHORT"}[array.dtype.name],
        "ElementDataFile": path.with_suffix(".raw").name,
    }
    path.write_text("".join(f"{name} = {value}\n" for name, value in fields.items()), encoding="utf-8")
    path.with_suffix(".raw").write_bytes(array.tobytes())


def pack(folder: Path, *, top: bool = True) -> Path:
    """Replace a folder by a zip of it, with the folder or only its content inside, and return the zip."""
    archive = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            file.write(path, path.relative_to(folder.parent if top else folder).as_posix())
    shutil.rmtree(folder)
    return archive


def dicom_series(folder: Path, image: Volume, *, intercept: int = -1024) -> None:
    """Write one single-frame CT file per slice of a RAS volume, ``1-001.dcm`` ...; stored are value minus intercept."""
    folder.mkdir(parents=True, exist_ok=True)
    count, rows, columns = image.grid.shape
    dz, dy, dx = image.grid.spacing
    uid = f"1.2.826.0.1.3680043.2.1125.{zlib.crc32(folder.name.encode())}"
    for k in range(count):
        # DICOM points left and back: rows from the front, columns from the right, as scanners write axial slices.
        pixels = image.array[0, k, ::-1, ::-1].astype(np.int16)
        origin = (
            -(columns - 1) * dx - image.grid.origin[0],
            -(rows - 1) * dy - image.grid.origin[1],
            image.grid.origin[2] + k * dz,
        )
        tags = {
            "0008|0060": "CT",
            "0008|0018": f"{uid}.{k + 1}",
            "0020|000d": f"{uid}.0",
            "0020|000e": f"{uid}.9999",
            "0020|0013": str(k + 1),
            "0020|0032": "\\".join(f"{value:.4f}" for value in origin),
            "0020|0037": "1\\0\\0\\0\\1\\0",
            "0018|0050": f"{dz:.4f}",
            "0028|1052": str(intercept),
            "0028|1053": "1",
        }
        _write_dicom(folder / f"1-{k + 1:03d}.dcm", np.ascontiguousarray(pixels), (dx, dy), tags)


def _write_dicom(path: Path, pixels: Array, spacing: tuple[float, float], tags: Mapping[str, str]) -> None:
    sitk: Any = import_module("SimpleITK")  # it has no annotations
    with kept_locale():
        part = sitk.GetImageFromArray(pixels)
        part.SetSpacing(spacing)
        for tag, value in tags.items():
            part.SetMetaData(tag, value)
        writer = sitk.ImageFileWriter()
        writer.KeepOriginalImageUIDOn()
        writer.SetFileName(str(path))
        writer.Execute(part)
