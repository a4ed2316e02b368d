"""Where trained weights lie: those that ship with segeval, and the user's own. No torch."""

import os
from pathlib import Path

from segeval.records import folder_name

SHIPPED = Path(__file__).parent / "zoo" / "weights"
FILE = "model.safetensors"


def weights_root() -> Path:
    """Return where training leaves weights: ``$SEGEVAL_WEIGHTS``, with ~ for the home, else ``weights`` here."""
    return Path(os.environ.get("SEGEVAL_WEIGHTS") or "weights").expanduser()


def default_folder(model: str, dataset: str, split: str) -> Path:
    """Return where ``segeval train`` leaves the weights of a model, named with its options, trained on one split."""
    return weights_root() / folder_name(dataset) / folder_name(model) / split


def at_hand(model: str) -> list[str]:
    """Return the folder names of the datasets that a model, named with its options, has weights of, own or shipped."""
    name = folder_name(model)
    found = [*weights_root().glob(f"*/{name}/*/{FILE}"), *SHIPPED.glob(f"*/{name}/{FILE}")]
    roots = (weights_root(), SHIPPED)
    return sorted({path.relative_to(next(r for r in roots if path.is_relative_to(r))).parts[0] for path in found})
