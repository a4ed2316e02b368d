"""The only place that opens image files: read, write, reorient, and compare grids.

A reader gives exactly what was stored or raises BadData; there is no third way. The format is decided by content,
checksums are verified to the end of the stream, and sizes are checked before memory is taken.
"""

from segeval.volume.arrays import read_arrays
from segeval.volume.dicom import kept_locale
from segeval.volume.files import (
    decode_image,
    files_of,
    read_grid,
    read_image,
    read_mask,
    stored_ending,
    stored_plainly,
    write_image,
    write_mask,
)
from segeval.volume.geometry import canonical, native, require_same_grid
from segeval.volume.raster import encode_png
from segeval.volume.shown import brightness, in_proportion
from segeval.volume.stream import MAX_BYTES, Member, Room, max_bytes, require_likely
from segeval.volume.values import count_labels, require_labels

__all__ = [
    "MAX_BYTES",
    "Member",
    "Room",
    "brightness",
    "canonical",
    "count_labels",
    "decode_image",
    "encode_png",
    "files_of",
    "in_proportion",
    "kept_locale",
    "max_bytes",
    "native",
    "read_arrays",
    "read_grid",
    "read_image",
    "read_mask",
    "require_labels",
    "require_likely",
    "require_same_grid",
    "stored_ending",
    "stored_plainly",
    "write_image",
    "write_mask",
]
