"""The passes over label maps as numba reads them; ``python -m`` this package compiles them into ``kernels.ll``.

No module here is loaded to measure anything: ``kernels.native`` runs the text that was made of them, without numba.
"""

import hashlib
from pathlib import Path

KERNELS_FILE = Path(__file__).parents[1] / "kernels.ll"
ENTRY = "segeval_"  # before the names of kernels, so that they meet no others


def sources_digest() -> str:
    """Return the digest of the sources, which the text that was made of them names."""
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(text).hexdigest()[:16]
