"""Compiled passes over label maps; importing this loads numba, so that it is imported where it is used.

numba keeps what it compiled, but only notices when the file of a function changes, not when one that it calls does. So
the compiled code lies in a folder named after the text of all these files: new text, new folder.
"""

import hashlib
import os
from pathlib import Path

import platformdirs
from numba.core import config

_text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
_folder = Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("segeval"))
_before = config.CACHE_DIR  # type: ignore[attr-defined]  # set when numba starts
config.CACHE_DIR = str(_folder / "kernels" / hashlib.sha256(_text).hexdigest()[:16])  # type: ignore[attr-defined]
try:
    from segeval.metrics._kernels.scan import scan
    from segeval.metrics._kernels.search import rows_around
    from segeval.metrics._kernels.statistics import order_statistics
    from segeval.metrics._kernels.surfaces import surfaces
    from segeval.metrics._kernels.surfels import surfels
finally:
    config.CACHE_DIR = _before  # type: ignore[attr-defined]

__all__ = ["order_statistics", "rows_around", "scan", "surfaces", "surfels"]
