"""Compiled passes over label maps; importing this loads numba, so that it is imported where it is used.

numba keeps what it compiled, but only notices when the file of a function changes, not when one that it calls does. So
the compiled code lies in a folder named after the text of all these files: new text, new folder. Where no folder can be
kept there is one for this process alone, which never is one that others may write.
"""

import hashlib
import os
import tempfile
from pathlib import Path

import platformdirs
from numba.core import config


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
    from segeval.metrics._kernels.scan import scan
    from segeval.metrics._kernels.search import rows_around
    from segeval.metrics._kernels.statistics import order_statistics
    from segeval.metrics._kernels.surfaces import surfaces
    from segeval.metrics._kernels.surfels import surfels
finally:
    config.CACHE_DIR = _before  # type: ignore[attr-defined]

__all__ = ["order_statistics", "rows_around", "scan", "surfaces", "surfels"]
