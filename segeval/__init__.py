"""segeval: how good is this model on that dataset, and can anyone else get the same number?"""

from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segeval import zoo
    from segeval.datasets import load as load_dataset
    from segeval.metrics import evaluate
    from segeval.predicting import predict
    from segeval.runner import run
    from segeval.training.loop import train

__all__ = ["__version__", "evaluate", "load_dataset", "predict", "run", "train", "zoo"]
__version__ = "0.1.0"

# Resolved when first used: "import segeval" takes milliseconds, torch takes seconds.
LAZY = {
    "evaluate": "segeval.metrics:evaluate",
    "load_dataset": "segeval.datasets:load",
    "predict": "segeval.predicting:predict",
    "run": "segeval.runner:run",
    "train": "segeval.training.loop:train",
    "zoo": "segeval.zoo",
}


def __getattr__(name: str) -> Any:
    if name not in LAZY:
        msg = f"module 'segeval' has no attribute {name!r}; it has {', '.join(__all__)}"
        raise AttributeError(msg)
    globals()[name] = value = resolve_name(LAZY[name])
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
