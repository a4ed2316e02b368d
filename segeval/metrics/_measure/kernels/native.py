"""The compiled passes over label maps: ``kernels.ll`` as machine code; importing this loads it.

The text was made of the sources in ``compiled`` and holds for any processor. LLVM translates it for the one that is
here, which takes less than a second, and the result is kept in the user's cache under the digest of all that it depends
on. Kernels take no memory: what they work in comes from here, and each thread keeps what is not large.
"""

import ctypes
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import llvmlite.binding as llvm
import numpy as np
import platformdirs

from segeval.metrics._measure.kernels.compiled import ENTRY, KERNELS_FILE
from segeval.metrics._measure.kernels.region import Bytes, Floats, Ints, Region

DEFINED = re.compile(rf"^define i64 @{ENTRY}(\w+)\((.*?)\) ", re.MULTILINE)
Kernel = Callable[..., int]
KINDS = {"ptr": ctypes.c_void_p, "i64": ctypes.c_int64, "double": ctypes.c_double}

ROWS = 400  # more rows than this around a voxel are not worth looking at before the blocks are
SIDE = 8  # rows of a block along z and along y
# What things cost in nanoseconds, roughly: they choose a way, never a result.
PER_BLOCK = 1.2
PER_OPEN = 1000.0
PER_VOXEL = 20.0
LONGEST = 32767  # steps along an axis that the transform can count
MANY = 20_000  # queries from which on it pays to ask a sample first
SAMPLE = 2000
MOST_KEPT = 64 << 20  # bytes that a thread keeps to work in


def _loaded() -> tuple[Any, dict[str, Kernel]]:
    """Return what holds the machine code, and the kernels by name."""
    text = KERNELS_FILE.read_text(encoding="utf-8")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    cpu, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=cpu, features=features, opt=3, reloc="default", codemodel="jitdefault", jit=True
    )
    depends = "\n".join([text, target.triple, cpu, features, str(llvm.llvm_version_info)])
    path = Path(platformdirs.user_cache_dir("segeval"), "kernels", hashlib.sha256(depends.encode()).hexdigest()[:32])
    code = _kept(path)
    if code is None:
        code = target.emit_object(llvm.parse_assembly(text))
        _keep(path, code)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    kernels: dict[str, Kernel] = {}
    for name, arguments in DEFINED.findall(text):
        prototype = ctypes.CFUNCTYPE(ctypes.c_int64, *(KINDS[word.split()[0]] for word in arguments.split(", ")))
        kernels[name] = prototype(engine.get_function_address(ENTRY + name))
    return engine, kernels


def _kept(path: Path) -> bytes | None:
    """Return machine code that was kept whole, in a file that nobody but the user or the system could write."""
    with suppress(OSError):
        about = path.stat()
        mine = not hasattr(os, "getuid") or (about.st_uid in (0, os.getuid()) and not about.st_mode & 0o022)
        content = path.read_bytes() if mine else b""
        if hashlib.sha256(content[32:]).digest() == content[:32]:
            return content[32:]
    return None


def _keep(path: Path, code: bytes) -> None:
    """Keep machine code behind its digest; where that cannot be, the next process translates again."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(code).digest() + code)
        Path(file.name).replace(path)


_engine, _kernels = _loaded()
_scan, _borders, _search = (_kernels[name] for name in ("scan", "borders", "search"))


class _Room(threading.local):
    """What the kernels of one thread work in, and the addresses of it."""

    def __init__(self) -> None:
        self.confusion = np.empty(256 * 256, np.int64)
        self.boxes = np.empty(256 * 6, np.int64)
        self.codes = np.empty(256, np.uint8)
        self.counts = np.empty(2048, np.int64)
        self.pair = np.empty(2, np.float64)
        self.place = np.empty(8, np.int64)
        self.words = np.empty(0, np.uint64)
        arrays = (self.confusion, self.boxes, self.codes, self.counts, self.pair, self.place)
        self.at = tuple(array.ctypes.data for array in arrays)
        self.at_words = 0

    def take(self, count: int) -> int:
        """Return the address of so many words; what was taken before is free again, or stays until the next call."""
        if count > self.words.size:
            self.words = np.empty(count, np.uint64)
            self.at_words = self.words.ctypes.data
        return self.at_words

    def give_back(self) -> None:
        """Let go of what is too large to keep."""
        if self.words.nbytes > MOST_KEPT:
            self.words = np.empty(0, np.uint64)


_room = _Room()


class Around(NamedTuple):
    """The rows around a row, nearest first: steps (dz, dy) and squared distances, and how far they are complete.

    ``reach`` is the squared distance up to which none is missing, the margins are the longest steps along z and y.
    """

    steps: Ints
    squared: Floats
    reach: float
    margin_z: int
    margin_y: int
    at_steps: int
    at_squared: int


@lru_cache(maxsize=256)
def rows_around(sz: float, sy: float, flat: bool) -> Around:
    """Return about ROWS rows around a row, or in a ``flat`` image those of its slice."""
    radius = ROWS * sy / 2 if flat else float(np.sqrt(ROWS * sz * sy / np.pi))
    longest_z, longest_y = (0 if flat else int(radius / sz), int(radius / sy))
    dz, dy = np.mgrid[-longest_z : longest_z + 1, -longest_y : longest_y + 1].reshape(2, -1)
    squared = (dz * sz) ** 2 + (dy * sy) ** 2
    order = np.argsort(squared, kind="stable")
    order = order[squared[order] <= radius**2]
    steps, squared = np.ascontiguousarray(np.stack([dz, dy], axis=1)[order], np.int64), squared[order]
    return Around(steps, squared, radius**2, longest_z, longest_y, steps.ctypes.data, squared.ctypes.data)


class Lattice(NamedTuple):
    """Where bits lie: their numbers along z, y and in words along x, and the distance between them."""

    depth: int
    height: int
    words: int
    spacing: tuple[float, float, float]
    around: Around

    @property
    def size(self) -> int:
        """The number of words."""
        return self.depth * self.height * self.words

    @property
    def rows(self) -> int:
        """Words that hold a byte for each row and for those around."""
        high = self.depth + 2 * self.around.margin_z
        return (high * (self.height + 2 * self.around.margin_y) + 7) // 8


def scan(reference: Bytes, prediction: Bytes) -> tuple[Bytes, Ints, Ints]:
    """Return which bytes occur in two maps, how often each met each, and their boxes; see ``Kernels``."""
    room, size = _room, reference.size
    confusion, boxes, codes = room.at[:3]
    maps = reference.ctypes.data, size, prediction.ctypes.data, size
    n = _scan(*maps, *reference.shape, confusion, 256, 256, boxes, 256, 6, codes, 256)
    table = room.confusion[: n * n].reshape(n, n).copy()
    return room.codes[:n].copy(), table, room.boxes[: 6 * n].reshape(n, 6).copy()


def surfaces(region: Region, reach: int) -> tuple[Floats, Floats]:
    """Return the distances from every border voxel of one mask to the border of the other; see ``Kernels``."""
    here = _lattice(region, 0)
    given, bits, found = _taken(region, here, here)
    counts = _room.at[3]
    _borders(*given, *bits, reach, region.flat, *found, counts, 2)
    there, back = _nearest(here, found, _room.counts[:2].tolist())
    _room.give_back()
    return there, back


def surfels(region: Region, areas: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return distances and areas of the surface elements of one mask, then of the other; see ``Kernels``."""
    lattice, flat = _lattice(region, 1), region.flat
    given, bits, found = _taken(region, _lattice(region, 0), lattice)
    _kernels["masks"](*given, *bits)
    counts = [_kernels["elements"](*bits, side, flat, *found) for side in (0, 1)]
    weights = [np.empty(count, np.float64) for count in counts]
    around = _room.at[3], 8
    for side, values in enumerate(weights):
        values_at = values.ctypes.data, values.size
        _kernels["weigh"](*bits, *found, side, flat, areas.ctypes.data, areas.size, *around, *values_at)
    there, back = _nearest(lattice, found, counts)
    _room.give_back()
    return there, weights[0], back, weights[1]


def order_statistics(values: Floats, rank: int) -> tuple[float, float]:
    """Return the values of ``rank`` and of the next rank, at the end the last one twice, in rising order."""
    room, at, size = _room, values.ctypes.data, values.size
    _kernels["order_statistics"](at, size, at, size, rank, room.at[3], 2048, room.at[4], 2)
    low, high = room.pair.tolist()
    return low, high


def _lattice(region: Region, more: int) -> Lattice:
    """Return the lattice of the voxels of a box, or with ``more`` 1 of their corners."""
    z0, z1, y0, y1, x0, x1 = region.box
    sz, sy, sx = region.spacing
    deeper = 0 if region.flat else more
    words = (x1 - x0) // 64 + 1 if more else (x1 - x0 + 63) // 64
    return Lattice(z1 - z0 + deeper, y1 - y0 + more, words, (sz, sy, sx), rows_around(sz, sy, region.flat))


def _taken(region: Region, here: Lattice, lattice: Lattice) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Return what a kernel is told of both masks, and room for their bits and for what lies on a lattice of each."""
    reference, prediction, box, values, ignored, _, _ = region
    kinds, room = 4 if ignored.size else 2, _room
    at = room.take(kinds * here.size + 2 * lattice.size + lattice.rows)
    room.place[:] = (*reference.shape[1:], *box)
    maps = reference.ctypes.data, reference.size, prediction.ctypes.data, prediction.size, room.at[5], 8
    labels = values.ctypes.data, values.size, ignored.ctypes.data, ignored.size
    found = at + 8 * kinds * here.size
    return (*maps, *labels), (at, kinds, *here[:3]), (found, 2, *lattice[:3])


def _nearest(lattice: Lattice, both: tuple[int, ...], counts: Sequence[int]) -> tuple[Floats, Floats]:
    """Return the distances from the bits of either side to the nearest of the other, in array order."""
    n = counts[0]
    found = np.empty(n + counts[1], np.float64)
    there, back = found[:n], found[n:]
    if not (n and counts[1]):
        found.fill(np.inf)
        return there, back
    depth, height, _, (_, _, sx), around = lattice
    at, rows, opened = found.ctypes.data, both[0] + 16 * lattice.size, (_room.at[3], 2)
    known = around.squared.size
    sizes = depth + 2 * around.margin_z, height + 2 * around.margin_y
    asked = *both, rows, *sizes, around.at_steps, known, 2, around.at_squared, known, around.reach, sx
    few, left = max(counts) <= MANY, [0, 0]
    if few:
        _search(*asked, 0, 2, 0, at, found.size, *opened)
        left = _room.counts[:2].tolist()
    for side, begin in ((0, 0), (1, n)):
        place = at + 8 * begin, counts[side]
        if not few:
            share = _kernels["opened_of"](*asked, side, max(1, counts[side] // SAMPLE)) * 1e-6
            if share * counts[side] * PER_OPEN > _price(lattice):
                _transform(lattice, both, side, place)
                continue
            _search(*asked, side, side + 1, 0, *place, *opened)
            left[side] = int(_room.counts[side])
        if left[side]:
            _settle(lattice, both, side, place, left[side])
    np.sqrt(found, found)
    return there, back


def _price(lattice: Lattice) -> float:
    """Return what the transform costs, infinite where it cannot count so far."""
    depth, height, words = lattice[:3]
    return PER_VOXEL * lattice.size * 64 if max(depth, height, 64 * words) <= LONGEST else np.inf


def _settle(lattice: Lattice, both: tuple[int, ...], side: int, place: tuple[int, int], opened: int) -> None:
    """Replace the distances that stayed open, of those of a side that lie at an address."""
    depth, height, words, spacing, _ = lattice
    boxes = np.empty((-(-depth // SIDE) * -(-height // SIDE) * words, 6), np.int64)
    bits = both[0] + 8 * lattice.size * (1 - side), depth, height, words
    full = _kernels["blocks"](*bits, boxes.ctypes.data, *boxes.shape)
    if opened * (PER_OPEN + PER_BLOCK * full) > _price(lattice):
        _transform(lattice, both, side, place)
    else:
        bounds, near = np.empty(full, np.float64), np.empty(full, np.int64)
        room = boxes.ctypes.data, full, 6, bounds.ctypes.data, full, near.ctypes.data, full
        _kernels["settle"](*both, side, *room, *spacing, *place)


def _transform(lattice: Lattice, both: tuple[int, ...], side: int, place: tuple[int, int]) -> None:
    """Fill what lies at an address with all squared distances of a side."""
    depth, height, words, spacing, _ = lattice
    longest = max(depth, height) + 1
    room = (
        np.empty((depth, height, 64, 2), np.int16),
        np.empty((depth, height, words), np.int64),
        np.empty((height, 64), np.int64),
        np.empty((depth, 64), np.float64),
        np.empty((3, longest), np.int64),
        np.empty((2, longest), np.float64),
    )
    places = [number for array in room for number in (array.ctypes.data, *array.shape)]
    _kernels["transform"](*both, side, *spacing, *places, *place)
