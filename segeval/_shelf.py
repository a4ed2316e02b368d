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
    places = ((weights_root(), f"*/{name}/*/{FILE}"), (SHIPPED, f"*/{name}/{FILE}"))
    return sorted({path.relative_to(root).parts[0] for root, pattern in places for path in root.glob(pattern)})
