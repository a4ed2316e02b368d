"""Compiled passes over label maps; importing this loads numba, so that it is imported where it is used.

numba keeps what it compiled, but only notices when the file of a function changes, not when one that it calls does. So
the compiled code lies in a folder named after the text of all these files: new text, new folder. Where no folder can be
kept there is one for this process alone, which never is one that others may write.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
import platformdirs
from numba.core import config

from segeval.metrics._measure.kernels.region import Bytes, Floats, Ints, Region


def _folder() -> Path:
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    root = Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("segeval"))
    folder = root / "kernels" / hashlib.sha256(text).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="segeval-kernels-"))


_before = config.CACHE_DIR  # type: ignore[attr-defined]  # set when numba starts
config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined]
try:
    from segeval.metrics._measure.kernels.compiled.scan import scan as _scan
    from segeval.metrics._measure.kernels.compiled.search import rows_around
    from segeval.metrics._measure.kernels.compiled.statistics import order_statistics
    from segeval.metrics._measure.kernels.compiled.surfaces import surfaces as _surfaces
    from segeval.metrics._measure.kernels.compiled.surfels import surfels as _surfels
finally:
    config.CACHE_DIR = _before  # type: ignore[attr-defined]

__all__ = ["order_statistics", "scan", "surfaces", "surfels"]


def scan(reference: Bytes, prediction: Bytes) -> tuple[Ints, Ints, Ints]:
    """Return which bytes occur in two maps, how often each met each, and their boxes; see ``Kernels``."""
    confusion = np.empty((256, 256), np.int64)
    boxes = np.empty((256, 6), np.int64)
    codes = np.flatnonzero(_scan(reference, prediction, confusion, boxes))
    boxes[0] = 0
    return codes, confusion[codes][:, codes], boxes[codes]


def surfaces(region: Region, reach: int) -> tuple[Floats, Floats]:
    """Return the distances from every border voxel of one mask to the border of the other; see ``Kernels``."""
    reference, prediction, box, values, ignored, flat, spacing = region
    around, ends, steps = rows_around(spacing[0], spacing[1], flat), np.array(box), np.array(spacing)
    there, back = _surfaces(reference, prediction, ends, values, ignored, reach, flat, steps, around)
    return there, back


def surfels(region: Region, areas: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return distances and areas of the surface elements of one mask, then of the other; see ``Kernels``."""
    reference, prediction, box, values, ignored, flat, spacing = region
    around, ends, steps = rows_around(spacing[0], spacing[1], flat), np.array(box), np.array(spacing)
    there, area, back, other = _surfels(reference, prediction, ends, values, ignored, flat, steps, around, areas)
    return there, area, back, other
