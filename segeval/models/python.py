"""Anybody's own code: ``py:package.module:factory`` names a function that returns a model."""

import importlib
import inspect
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.models import FOREIGN, Predictor, Request, origin, refuse, scheme
from segeval.records import Answerer, Case, Mask, Prediction, Volume, digest
from segeval.registry import suggest

# An image in; a mask, or an array of label values of the image's shape, or a whole prediction out.
Function = Callable[[Volume], Mask | Prediction | npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Python:
    """A predictor that calls a function with the image on its native grid."""

    function: Function
    about: Answerer
    labels: tuple[int, ...]
    costs: Mapping[str, Any] = field(default_factory=dict)

    def read(self, case: Case) -> Volume:
        """Read the image of a case."""
        return volume.read_image(case.images)

    def predict(self, case: Case, given: Volume) -> Prediction:
        """Return what the function makes of the image; raises as ``asked`` does."""
        return self.asked(given, case.id)

    def asked(self, given: Volume, name: str) -> Prediction:
        """Return what the function makes of any image.

        Raises:
            BadData: If that is no array of whole numbers of the image's shape.
        """
        made = self.function(given)
        if isinstance(made, Prediction):
            return replace(made, case_id=name)
        if isinstance(made, Mask):
            return Prediction(case_id=name, mask=made)
        array = np.asarray(made)
        if array.shape != given.grid.shape or array.dtype.kind not in "biu":
            msg = (
                f"{self.about.id} returned {array.dtype} of shape {array.shape}, expected integers of shape "
                f"{given.grid.shape}: one label value a voxel"
            )
            raise BadData(msg)
        whole = array.astype(np.uint8) if array.dtype.kind == "b" else array
        return Prediction(case_id=name, mask=Mask(whole, given.grid))


def fake(root: Path, data: Prepared) -> str:
    """Write a module whose model says background, which needs its folder on the path."""
    del data
    (root / "background.py").write_text("def factory():\n    return lambda image: image.array[0] > float('inf')\n")
    sys.path.insert(0, str(root))
    return "background:factory"


@scheme("py", title="your own code", example="py:package.module:factory", fake=fake)
def python(place: str, request: Request) -> Predictor[Any]:
    """Import a module, from the current folder too, and call its factory with ``--model-args``.

    The factory returns a :class:`segeval.models.Predictor`, or a function that takes a ``Volume``. What identifies the
    run is the text of the module and the content of arguments that are files, as in ``checkpoint=best.safetensors``.
    """
    module, colon, name = place.rpartition(":")
    if not colon or not module or not name:
        msg = f"py:{place}: give py:package.module:factory, where factory is a function that returns a model"
        raise UsageError(msg)
    refuse(request, "weights", "settings", *FOREIGN, by="your own code")
    factory, arguments = _find(module, name), keywords(request.options)
    try:
        inspect.signature(factory).bind(**arguments)
    except TypeError as error:
        msg = f"py:{place}: {name}{inspect.signature(factory)} cannot be called with {request.options!r}: {error}"
        raise UsageError(msg) from error
    try:
        made = factory(**arguments)
    except Exception as error:
        msg = f"py:{place}: {name} failed: {_fault(error)}"
        raise UsageError(msg) from error
    if isinstance(getattr(made, "about", None), Answerer):
        refuse(request, "trained_on", "name", by=f"a {type(made).__name__}, which says it itself,")
        predictor: Predictor[Any] = made
        return predictor
    if not callable(made):
        msg = f"py:{place}: {name} returned {type(made).__name__}, expected a Predictor or a function of a Volume"
        raise UsageError(msg)
    files = {key: Path(value) for key, value in arguments.items() if Path(value).is_file()}
    shown = {key: files[key].name if key in files else value for key, value in sorted(arguments.items())}
    spelled = ",".join(f"{key}={value}" for key, value in shown.items())
    about = Answerer(
        id=request.name or f"{module}:{name}" + (f"[{spelled}]" if spelled else ""),
        digest=_content_digest(module, factory, files),
        kind="python",
        settings=shown,
        trained_on=origin(None, request.trained_on),
    )
    return Python(function=made, about=about, labels=tuple(sorted(request.data.info.labels)))


def keywords(text: str) -> dict[str, str]:
    """Read ``key=value,key=value``; values stay text, whose meaning the factory knows.

    Raises:
        UsageError: If an entry has no ``=``, or a key comes twice.
    """
    entries = [entry.partition("=") for entry in text.split(",") if entry]
    if any(not equals for _, equals, _ in entries) or len({key for key, _, _ in entries}) < len(entries):
        msg = f"--model-args {text!r} is not key=value,key=value with different keys"
        raise UsageError(msg)
    return {key.strip(): value.strip() for key, _, value in entries}


def _find(module: str, name: str) -> Callable[..., Any]:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        loaded = importlib.import_module(module)
    except Exception as error:
        msg = f"py:{module}:{name}: {_fault(error)}. Give py:package.module:factory, from here or an installed package."
        raise UsageError(msg) from error
    factory = getattr(loaded, name, None)
    if not callable(factory):
        known = [key for key, value in vars(loaded).items() if callable(value) and key[0] != "_"]
        unknown = suggest(f"function of {module}", name, known, "Give py:package.module:factory.")
        raise unknown
    found: Callable[..., Any] = factory
    return found


def _content_digest(module: str, factory: Callable[..., Any], files: Mapping[str, Path]) -> str:
    """Return a digest of the module that was named, of the one that defines the factory, and of files among arguments.

    What these load in turn is not seen: a factory with weights of its own returns a Predictor that names a digest.
    """
    homes = {module, getattr(factory, "__module__", module)}
    sources = {getattr(sys.modules.get(home), "__file__", None) for home in homes}
    texts = sorted(file_sha256(Path(source)) for source in sources if source)
    return digest([texts, {key: file_sha256(path) for key, path in files.items()}])


def _fault(error: Exception) -> str:
    """Return what somebody's code raised, and where, in one line."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = "" if last.filename.startswith("<") else f" ({Path(last.filename).name}:{last.lineno})"
    return f"{type(error).__name__}: {' '.join(str(error).split())}{place}"
