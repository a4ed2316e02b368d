"""One case of a download into the common format: copied where it can be used as it is, else converted.

A prepared file is never a raw file under a second name: who corrects a raw label in place would change it too. Where
the file system can, a copy shares the blocks of the original until one of them is written.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from segeval import volume
from segeval._disk import replacing
from segeval.datasets._declare import RawCase
from segeval.datasets._raw import Converted, RawFile, on_disk
from segeval.errors import BadData, counted
from segeval.records import DatasetInfo, Grid, Mask, Volume

CHUNK = 1 << 18  # voxels that are hashed together
ROOM = 1300 << 20  # bytes of voxels that are in memory together; a case that needs more is alone
SQUEEZED = (".gz", ".dcm", ".jpg", ".jpeg", ".png")
COPIED = 1 << 20  # bytes that are copied at once
FICLONE = 0x40049409  # of linux/fs.h
PLAIN, PACKED = 3, 9  # bytes in memory per byte on disk: voxels as stored and as float32; gzip takes about a third


@dataclass(slots=True)
class Room:
    """Memory that threads share: whoever needs more than is free waits, unless nobody else is inside."""

    free: int = ROOM
    total: int = ROOM
    changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def take(self, size: int) -> Iterator[None]:
        """Hold ``size`` bytes."""
        with self.changed:
            self.changed.wait_for(lambda: size <= self.free or self.free == self.total)
            self.free -= size
        try:
            yield
        finally:
            with self.changed:
                self.free += size
                self.changed.notify_all()


def need(case: RawCase) -> int:
    """Return about how many bytes converting a case takes: image and mask are in memory one after the other."""
    image = case.image.files if isinstance(case.image, Converted) else case.image
    rest = case.files[len(image) :]
    return max(_unpacked(image), _unpacked(rest))


def _unpacked(files: Iterable[RawFile]) -> int:
    return sum(file.size * (PACKED if file.name.lower().endswith(SQUEEZED) else PLAIN) for file in files)


def ending(info: DatasetInfo, cases: list[RawCase]) -> str:
    """Return how the files of a prepared folder end: ``.nii`` where all can stay so, since all must be alike."""
    if info.ndim == 2:
        return ".png"
    made = any(isinstance(case.image, Converted) for case in cases)
    images = [file for case in cases if isinstance(case.image, tuple) for file in case.image]
    used = [*images, *(case.mask for case in cases if isinstance(case.mask, RawFile))]
    plain = used and all(file.name.lower().endswith(".nii") for file in used)
    return ".nii" if plain and not made else ".nii.gz"


def convert(info: DatasetInfo, case: RawCase, root: Path, suffix: str) -> dict[str, Any]:
    """Write the files of one case below ``root`` and return its row of the index.

    Raises:
        BadData: If a file is damaged, holds other labels, or does not fit its mask.
    """
    row, grid = _write_image(info, case, root, suffix)
    if not case.labelled:
        return row
    name = f"labels{case.folder}/{case.id}{suffix}"
    if isinstance(case.mask, RawFile):
        with on_disk(case.mask) as (path,):
            mask = volume.read_mask(path, info.labels)
            _place(path if volume.stored_plainly(path) else None, mask, root / name)
    elif case.mask is not None:
        mask = case.mask()
        volume.require_labels(mask.array, info.labels, _source(case))
        _place(None, mask, root / name)
    else:
        assert case.instances is not None
        instances = case.instances()
        mask = Mask((instances.array > 0).astype(np.uint8), instances.grid)
        _place(None, mask, root / name)
        row["instance_file_name"] = f"instances{case.folder}/{case.id}{suffix}"
        _place(None, instances, root / row["instance_file_name"])
        # As it is read back: the smallest type that holds the numbers is part of the digest.
        row["instance_sha256"] = content_sha256(volume.read_mask(root / row["instance_file_name"]))
    volume.require_same_grid(grid, mask.grid, where=_source(case))
    row["label_file_name"] = name
    row["label_sha256"] = content_sha256(mask)
    row["label_values"] = list(volume.count_labels(mask.array))
    return row


def _source(case: RawCase) -> str:
    """Return the first raw file of a mask, for messages."""
    made = case.mask or case.instances
    files = (made,) if isinstance(made, RawFile) else made.files if made else ()
    return str(next(iter(files), "mask"))


def content_sha256(content: Volume | Mask) -> str:
    """Hash voxels and geometry, so that the same data has the same digest however it is stored."""
    array, grid = np.ascontiguousarray(content.array), content.grid
    spacing = [round(s, 5) for s in grid.spacing]
    hasher = hashlib.sha256(f"{array.dtype.str}{array.shape}{spacing}{grid.unit}".encode())
    flat = array.reshape(-1)
    for start in range(0, flat.size, CHUNK):
        part = flat[start : start + CHUNK] + array.dtype.type(0)  # -0.0 becomes 0.0, as files of integers have it
        hasher.update(part.data)
    return hasher.hexdigest()


def _write_image(info: DatasetInfo, case: RawCase, root: Path, suffix: str) -> tuple[dict[str, Any], Grid]:
    """Copy or write the files of an image: one a channel in 3D, one RGB or grey PNG in 2D; return row and grid."""
    if isinstance(case.image, tuple):
        with on_disk(*case.image) as paths:
            return _place_image(info, case, volume.read_image(paths), paths, root, suffix)
    return _place_image(info, case, case.image(), (), root, suffix)


def _place_image(
    info: DatasetInfo, case: RawCase, image: Volume, paths: tuple[Path, ...], root: Path, suffix: str
) -> tuple[dict[str, Any], Grid]:
    if len(image.array) != len(info.channels):
        has, declared = counted(len(image.array), "channel"), len(info.channels)
        msg = f"image has {has}, {info.id} declares {declared}: {info.channels}"
        raise BadData(msg)
    parts = [image] if suffix == ".png" else [Volume(channel[None], image.grid) for channel in image.array]
    names = [f"images{case.folder}/{case.id}_{k:04d}{suffix}" for k in range(len(parts))]
    for name, part, source in zip(
        names, parts, paths if len(paths) == len(parts) else [None] * len(parts), strict=True
    ):
        _place(source, part, root / name)
    row: dict[str, Any] = {
        "image_file_names": names,
        "case_id": case.id,
        "spacing": list(image.grid.spacing),
        "shape": list(image.grid.shape),
        "unit": image.grid.unit,
        "image_sha256": content_sha256(image),
    }
    meta = case.meta(image.grid) if callable(case.meta) else case.meta
    if meta:
        row["meta"] = dict(meta)
    return row, image.grid


def _place(source: Path | None, content: Volume | Mask, target: Path) -> None:
    """Copy ``source`` to ``target`` where its format is the target's, else write ``content`` there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # of a preparation that was killed between the file and its row
    deserved = volume.stored_ending(source) if source else None
    if source and deserved and target.name.endswith(deserved):
        copy(source, target)
    elif isinstance(content, Mask):
        volume.write_mask(target, content)
    else:
        volume.write_image(target, content)


def copy(source: Path, target: Path) -> None:
    """Copy the content of a file; btrfs, XFS and the like share its blocks, which takes neither time nor room."""
    with replacing(target) as temporary, source.open("rb") as old, temporary.open("wb") as new:
        if not _shared(old.fileno(), new.fileno()):
            shutil.copyfileobj(old, new, COPIED)


def _shared(old: int, new: int) -> bool:
    """Whether the system could make the second of two open files share the blocks of the first."""
    try:
        import fcntl  # not on Windows

        fcntl.ioctl(new, FICLONE, old)
    except (ImportError, OSError):  # another file system, or one that cannot
        return False
    return True
