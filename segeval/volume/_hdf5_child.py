"""The process that opens an HDF5 file for :mod:`segeval.volume.hdf5`: a file that ends it ends nothing else.

It is run by its path, alone: ``_hdf5_child.py FILE NAME...``. For each array it tells in a line of JSON what it found,
waits for a line that agrees, and writes the bytes. A fault is a line with ``fault``, and the end.
"""

import json
import sys
import zlib
from contextlib import suppress
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

FILTERS = {1: "deflate", 2: "shuffle", 3: "fletcher32", 5: "nbit", 6: "scaleoffset", 32000: "lzf"}
DEFLATE, FLETCHER32 = 1, 3
SLACK = 64  # sums that a filter before this one may have added
MOST_CHUNKS, MOST_CHUNK = 1_000_000, 256 << 20
SECONDS, SPARE = 600, 512 << 20  # of the processor; bytes of memory beside the array


class Fault(Exception):
    """What is wrong with a file that the library can open."""


def main(path: str, names: list[str]) -> None:
    """Answer for one file."""
    try:
        import h5py
        import numpy as np

        limit(0)
        with h5py.File(path, "r") as root:
            if absent := sorted(set(names) - set(root)):
                tell(absent=absent, held=sorted(root)[:100])
                return
            for name in names:
                item = found(h5py, root, name)
                tell(shape=[*item.shape], dtype=item.dtype.str)
                if not sys.stdin.buffer.readline():
                    return
                require_stored(h5py, item, Path(path).stat().st_size)
                limit(item.nbytes)
                array = np.ascontiguousarray(item[()])
                tell(bytes=array.nbytes)
                sys.stdout.buffer.write(array.reshape(-1).view(np.uint8).data)
    except Fault as error:
        tell(fault=str(error), bad=True)
    except Exception as error:  # of a library that reads hostile bytes
        tell(fault=f"{type(error).__name__}: {' '.join(str(error).split())}")
    sys.stdout.buffer.flush()


def tell(**said: Any) -> None:
    """Write one line."""
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.flush()


def limit(size: int) -> None:
    """Let this process take so many bytes more than it has, where the system can limit that."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + 2 * size + SPARE
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def found(h5py: Any, root: Any, name: str) -> Any:
    """Return an array of numbers that lies in the file itself."""
    link = root.get(name, getlink=True)
    item = root[name] if isinstance(link, h5py.HardLink) else None
    if not isinstance(item, h5py.Dataset) or item.external or item.is_virtual:
        msg = f"{name} is no array of this file but a link or a group; get the original"
        raise Fault(msg)
    if item.dtype.kind not in "biuf" or item.dtype.subdtype:
        msg = f"{name} is of type {item.dtype}, not of numbers; get the original"
        raise Fault(msg)
    return item


def require_stored(h5py: Any, item: Any, size: int) -> None:
    """Refuse an array of which the file holds less than all: the library would fill it up with its fill value."""
    kind = item.id.get_create_plist().get_layout()
    if kind == h5py.h5d.CHUNKED:
        require_chunks(item, size)
    elif item.id.get_storage_size() != item.nbytes:
        msg = f"{item.name} holds {item.id.get_storage_size()} of {item.nbytes} bytes; download it again"
        raise Fault(msg)
    elif kind == h5py.h5d.CONTIGUOUS and not 0 < (item.id.get_offset() or 0) <= size - item.nbytes:
        msg = f"{item.name} does not lie within its {size} bytes; download it again"
        raise Fault(msg)


def require_chunks(item: Any, size: int) -> None:
    """Refuse parts that are absent, doubled, outside the file, on top of one another, or stored unpacked."""
    create = item.id.get_create_plist()
    filters = [create.get_filter(k)[0] for k in range(create.get_nfilters())]
    if not set(filters) <= FILTERS.keys() or len(set(filters)) < len(filters):
        known = ", ".join(FILTERS.values())
        msg = f"{item.name} is packed by the filters {filters}; what is read is one each of {known}"
        raise Fault(msg)
    grid = [-(-length // step) for length, step in zip(item.shape, item.chunks, strict=True)]
    if prod(item.chunks) * item.dtype.itemsize > MOST_CHUNK or prod(grid) > MOST_CHUNKS:
        msg = f"{item.name} is stored in {prod(grid)} parts of {item.chunks}, too many or too large; store it again"
        raise Fault(msg)
    parts: list[Any] = []
    item.id.chunk_iter(parts.append)
    steps = item.chunks
    places = {p.chunk_offset for p in parts if not any(k % n for k, n in zip(p.chunk_offset, steps, strict=True))}
    extents = sorted((part.byte_offset, part.byte_offset + part.size) for part in parts)
    apart = all(one[1] <= other[0] for one, other in pairwise(extents))
    whole = len(places) == len(parts) == prod(grid) and not any(part.filter_mask for part in parts)
    if not whole or not apart or extents[-1][1] > size:
        msg = f"{item.name} has {len(places)} of {prod(grid)} parts, or they lie wrongly in the file; download it again"
        raise Fault(msg)
    packed = [number for number in filters if number != FLETCHER32]
    if packed[-1:] == [DEFLATE]:
        behind = 4 if filters[-1] == FLETCHER32 else 0  # its sum
        for part in parts:
            require_deflated(item, part, behind, prod(item.chunks) * item.dtype.itemsize)


def require_deflated(item: Any, part: Any, behind: int, most: int) -> None:
    """Refuse a part whose packed bytes do not end where it does, which the library passes over."""
    data = item.id.read_direct_chunk(part.chunk_offset)[1]
    inflate = zlib.decompressobj()
    inflate.decompress(data[: len(data) - behind], most + SLACK)
    if not inflate.eof or inflate.unused_data:
        msg = f"{item.name} has a part at {part.chunk_offset} that is not whole; download it again"
        raise Fault(msg)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
