"""PNG, JPEG, BMP, GIF and TIFF through Pillow; their grids are in pixels.

Pillow refuses files that are cut short. PNG also carries checksums, which ``verify`` compares; in the other formats a
flipped bit cannot be seen, so data sets list the sha256 of their files. Orientation tags of photographs are ignored:
masks were drawn on the stored pixels.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageSequence
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from segeval.errors import BadData, UsageError
from segeval.records import Grid
from segeval.volume import png
from segeval.volume.stream import FREE_PICTURE, Room, Source, count_bytes
from segeval.volume.tiff import BITS, PHOTOMETRIC, declared_as_rgb, require_few_pages
from segeval.volume.values import Stored

Pixels = npt.NDArray[Any]

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"BM": "BMP",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",  # with 64-bit offsets
    b"MM\0+": "TIFF",
}
# Bytes per pixel of Pillow's modes. CMYK, LAB and others need a colour profile to be read right, so they are refused.
BYTES = {"1": 1, "L": 1, "LA": 2, "P": 1, "RGB": 3, "RGBA": 4, "I;16": 2, "I;16B": 2, "I": 4, "F": 4}
QUICK, SMALL = 2, 6  # efforts of PNG: of files that are written once, and of pictures that pages carry about
DEEP = ("I;16", "I;16B", "I", "F")  # the only modes in which Pillow keeps more than eight bits per channel
SAMPLE_FORMAT = 339  # TIFF tag: 1 is without sign


def is_raster(start: bytes) -> bool:
    """Whether a file that begins like this is one of the five formats."""
    return start.startswith(tuple(MAGIC))


def read_grid(path: Source) -> Grid:
    """Return the grid in pixels from the header; the pages of a TIFF are slices."""
    with _opened(path) as image:
        return _grid(image)


def is_plain_png(path: Source) -> bool:
    """Whether a picture is a PNG of grey values or RGB: no palette, no transparency."""
    with _opened(path) as image:
        return image.format == "PNG" and image.mode in ("L", "RGB", "I;16")


def encode_png(array: npt.NDArray[np.uint8]) -> bytes:
    """Return the PNG of ``(y, x)`` grey values or ``(3, y, x)`` colours, for pictures in pages."""
    buffer = io.BytesIO()
    write(buffer, array, Grid.pixels(array.shape[-2:]), where=Path("picture"), effort=SMALL)
    return buffer.getvalue()


def read_colours(path: Source) -> Stored:
    """Read grey values or colours ``(C, y, x)``, or ``(C, z, y, x)`` from the pages of a TIFF, without alpha.

    Raises:
        DamagedFile: The file is cut short, a PNG checksum fails, or the picture exceeds ``max_bytes()``.
        BadData: A mode that cannot be kept exactly, an animation, pages that differ, or content in the alpha alone.
    """
    return _read(path, _colours)


def read_indices(path: Source) -> Stored:
    """Read one channel of stored numbers: a palette gives its raw indices, a repeated channel counts once.

    Grey values are those in the file even where it says that 0 is white; two colours are 0 for black and 1 for white.

    Raises:
        DamagedFile: As ``read_colours``.
        BadData: As ``read_colours``, several colours, or a transparency that differs from them.
    """
    return _read(path, _indices)


def write(file: BinaryIO, array: Pixels, grid: Grid, *, where: Path, effort: int = QUICK) -> None:
    """Write ``(C, y, x)`` or ``(y, x)`` of whole numbers as PNG: 8 bits if they fit, else 16 with one channel.

    ``effort``, 1 to 9, is what is spent on making the file small.
    """
    planes = array[None] if array.ndim == len(grid.shape) else array
    if len(grid.shape) != 2 or grid.unit != "px" or len(planes) not in (1, 3):
        msg = f"{where}: PNG holds 1 or 3 channels and no spacing, not {len(planes)} on {grid}; write .nii.gz"
        raise UsageError(msg)
    low, high = float(planes.min()), float(planes.max())
    limit = 65535 if len(planes) == 1 else 255
    if low < 0 or high > limit or not np.array_equal(planes, np.rint(planes)):
        msg = f"{where}: PNG holds whole numbers from 0 to {limit}, not {low:g} to {high:g} or fractions; use .nii.gz"
        raise UsageError(msg)
    pixels = planes.astype(np.uint8 if high <= 255 else np.uint16)
    picture = pixels[0] if len(pixels) == 1 else np.ascontiguousarray(np.moveaxis(pixels, 0, -1))
    Image.fromarray(picture).save(file, format="PNG", compress_level=effort)


def _read(path: Source, planes: Callable[[Source, Image.Image], Pixels]) -> Stored:
    with _opened(path) as image:
        if image.format == "PNG":
            with path.open("rb") as file:
                png.require_whole(path, file)
        image.verify()
    with _opened(path) as image:
        grid = _grid(image)
        pages = []
        for page in islice(ImageSequence.Iterator(image), _page_count(image)):
            _require_exact(path, page)
            _require_size(path, page, _page_count(image))
            pages.append(planes(path, page))
            if pages[-1].shape != pages[0].shape:
                first, other = pages[0].shape, pages[-1].shape
                msg = f"{path}: page 1 is {first} and page {len(pages)} {other}; save the one that is meant alone"
                raise BadData(msg)
    return Stored(np.stack(pages, axis=1) if len(grid.shape) == 3 else pages[0], grid)


@contextmanager
def _opened(path: Source) -> Iterator[Image.Image]:
    """Open a picture as what its first bytes say it is; nothing is decoded yet, and its size is allowed.

    Pillow's classes are called themselves: ``Image.open`` has a limit of pixels of its own, which nobody can raise for
    one file.
    """
    Image.preinit()  # JPEG, BMP and GIF; the others are imported above
    with path.open("rb") as file:
        start = file.read(8)
        form = next(name for magic, name in MAGIC.items() if start.startswith(magic))
        if form == "TIFF":
            require_few_pages(path, file)
        file.seek(0)
        reader: Any = Image.OPEN[form][0]
        try:
            image = reader(file, str(path))
        except SyntaxError:  # which is how Pillow says that it does not know a form
            if start[:4] not in (b"II*\0", b"MM\0*"):
                raise
            image = reader(io.BytesIO(declared_as_rgb(path, file)), str(path))
        with image:
            if image.mode in BYTES:
                _require_size(path, image, 1)
            yield image


def _require_size(path: Source, page: Image.Image, pages: int) -> None:
    """Refuse a picture before it is decoded if so many pages of its size are not allowed, or not honest."""
    with path.open("rb") as file:
        room = Room(file.seek(0, io.SEEK_END), layers=1, free=FREE_PICTURE)
    count_bytes(path, (pages, page.height, page.width), np.dtype((np.void, BYTES[page.mode])), room)


def _grid(image: Image.Image) -> Grid:
    pages = _page_count(image)
    size = (image.height, image.width)
    return Grid.pixels((pages, *size) if pages > 1 else size)


def _page_count(image: Image.Image) -> int:
    """Return how many pages of a TIFF or frames of a GIF there are; a JPEG's further pictures are previews."""
    return int(getattr(image, "n_frames", 1)) if image.format in ("TIFF", "GIF") else 1


def _require_exact(path: Source, image: Image.Image) -> None:
    """Refuse what Pillow would change on the way: unknown colours, 16-bit colours cut to 8, frames laid over frames."""
    if image.mode not in BYTES:
        msg = f"{path}: colour mode {image.mode} cannot be read exactly; convert it to RGB or grey"
        raise BadData(msg)
    if image.format == "GIF" and _page_count(image) > 1:
        msg = f"{path}: is an animation of {_page_count(image)} frames; save the one that is meant as PNG"
        raise BadData(msg)
    if image.mode not in DEEP and _bits(image) > 8:
        msg = f"{path}: has {_bits(image)} bits per colour, of which 8 would be kept; convert it to 8 bits or to NIfTI"
        raise BadData(msg)


def _bits(image: Image.Image) -> int:
    """Return the bits per channel in the file, which Pillow does not tell."""
    if isinstance(image, TiffImageFile):
        return int(max(image.tag_v2.get(BITS, (1,))))
    if isinstance(image, PngImageFile):
        return 16 if any(";16" in str(tile.args) for tile in image.tile) else 8
    return 8


def _colours(path: Source, page: Image.Image) -> Pixels:
    """Return grey values or colours ``(C, y, x)``."""
    if page.mode in DEEP and _white_is_zero(page):
        msg = f"{path}: says that 0 is white in {page.mode} pixels, which are read as they are; save it with 0 as black"
        raise BadData(msg)
    if page.mode == "P":
        page = page.convert("RGBA")  # straight to RGB, Pillow warns about palettes with transparency
    elif page.mode == "1":
        page = page.convert("L")
    planes = _planes(page)
    if page.mode not in ("LA", "RGBA"):
        return planes
    colours, alpha = planes[:-1], planes[-1]
    if alpha.min() != alpha.max() and (colours == colours[:, :1, :1]).all():
        msg = f"{path}: has one colour throughout and differs in its transparency alone; save that as grey values"
        raise BadData(msg)
    return colours


def _indices(path: Source, page: Image.Image) -> Pixels:
    """Return label numbers ``(1, y, x)``."""
    if page.mode in ("P", "1"):
        return np.asarray(page).astype(np.uint8)[None]
    if page.mode == "L":
        return _planes(page, stored=True)
    planes = _planes(page)
    if page.mode in ("LA", "RGBA"):
        planes, alpha = planes[:-1], planes[-1]
        if alpha.min() != alpha.max() and ((alpha > 0) != (planes > 0).any(axis=0)).any():
            msg = (
                f"{path}: its transparency is another mask than its colours; save the one that is meant as grey values"
            )
            raise BadData(msg)
    if (planes != planes[0]).any():
        msg = f"{path}: is coloured, and a mask holds label numbers; translate its colours to labels first"
        raise BadData(msg)
    return planes[:1]


def _planes(page: Image.Image, *, stored: bool = False) -> Pixels:
    """Return what Pillow decodes as ``(C, y, x)``.

    ``stored`` is for 8-bit grey: Pillow stretches 2 and 4 bits to 255, and inverts where 0 is white; both are undone.
    """
    tiles = getattr(page, "tile", None)  # only pictures from files have them, and only until they are decoded
    args = tiles[0].args if tiles else ""
    array = np.atleast_3d(np.array(page))  # a copy: views of Pillow are read-only
    if array.dtype == np.int32 and isinstance(page, TiffImageFile):
        unsigned = page.tag_v2.get(SAMPLE_FORMAT, (1,)) == (1,) and _bits(page) == 32
        array = array.view(np.uint32) if unsigned else array
    packing = (args if isinstance(args, str) else str(args[0])).partition(";")[2] if stored else ""
    array = 255 - array if "I" in packing else array
    array = array // {"2": 85, "4": 17}[packing[0]] if packing[:1] in ("2", "4") else array
    return np.moveaxis(array, -1, 0)


def _white_is_zero(page: Image.Image) -> bool:
    return isinstance(page, TiffImageFile) and page.tag_v2.get(PHOTOMETRIC) == 0
