"""What answers a case: one door for networks of the zoo, folders of predictions, and anybody's own code.

A model is called ``unet``, or ``SCHEME:WHAT`` such as ``preds:FOLDER`` or ``py:package.module:factory``. A scheme is
one function in a public module of this package, or of an installed one through the entry points ``segeval.models``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from segeval import zoo
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.models._training import RANDOM, origin, parse_trained_on, training_marks
from segeval.records import Answerer, Case, Prediction, Trained, canonical
from segeval.registry import Registry, importing

if TYPE_CHECKING:
    from segeval.infer import Settings

__all__ = [
    "BY_CASE",
    "RANDOM",
    "SCHEMES",
    "Opener",
    "Predictor",
    "Request",
    "Scheme",
    "open",
    "open_each",
    "origin",
    "parse_trained_on",
    "refuse",
    "scheme",
    "training_marks",
]

Input = TypeVar("Input")
BY_CASE = "predictions"  # the kind of what is stored for each case and sees no image


class Predictor(Protocol[Input]):
    """What the loop over cases needs of a model.

    ``about`` says what it is and becomes part of the run's identity, ``costs`` (parameters, device, source) are only
    shown; what is given up for want of "memory" there, in words or lists of them, grows while cases are predicted.
    ``labels`` are the values of the channels of its probabilities, in rising order.
    """

    @property
    def about(self) -> Answerer:
        """What identifies the model."""
        ...

    @property
    def costs(self) -> Mapping[str, Any]:
        """What else a reader may want to know."""
        ...

    @property
    def labels(self) -> tuple[int, ...]:
        """The label values that it may predict, background included."""
        ...

    def read(self, case: Case) -> Input:
        """Read what the model needs of a case; called in a reading thread.

        Raises:
            MissingPrediction: If the model has no answer for this case.
            SegevalError: If something of the case cannot be read; the case then counts as failed.
        """
        ...

    def predict(self, case: Case, given: Input) -> Prediction:
        """Return a mask on the native grid of the case; called for one case at a time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a model is opened for.

    ``weights`` is a folder or "random", None for those that training left or that ship. ``options`` is the text of
    ``--model-args``. ``trained_on`` is what a person declares, None where nobody did. ``name`` is what to call it.
    ``recipe`` is a file that says how a foreign model wants its images, ``label_map`` the text of ``--map``.
    """

    data: Prepared
    weights: str | Path | None = None
    settings: "Settings | None" = None
    options: str = ""
    trained_on: Trained | None = None
    name: str = ""
    recipe: Path | None = None
    label_map: str = ""


Opener = Callable[[str, Request], Predictor[Any]]
Fake = Callable[[Path, Prepared], str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way in for models: ``open`` is called with what stands behind the colon.

    ``fake`` makes a tiny model in an empty folder, for a dataset, and returns what would stand behind the colon.
    ``probed``: its models come from elsewhere, and are tried on forms of one case before a run.
    """

    id: str
    title: str
    example: str
    open: Opener
    fake: Fake
    probed: bool = False


SCHEMES: Registry[Scheme] = Registry("model scheme", importing("segeval.models"), hint='Run "segeval ls schemes".')
NETWORK = "network"
FOREIGN = ("recipe", "label_map")  # fields that only models from elsewhere need
OPTIONS = {"options": "model_args", "label_map": "map"}  # fields of a request that a caller knows by another name


def scheme(
    id: str,  # noqa: A002 - the name of the field
    *,
    title: str,
    example: str,
    fake: Fake,
    probed: bool = False,
) -> Callable[[Opener], Scheme]:
    """Turn a function of (what, request) into the scheme of this id; see CONTRIBUTING.md."""

    def declare(opener: Opener) -> Scheme:
        declared = Scheme(id, title, example, opener, fake, probed)
        # A scheme of another package comes by entry point instead, under a name that cannot shadow ours.
        if opener.__module__.startswith(f"{__name__}."):
            SCHEMES.add(id, declared, origin=opener.__code__.co_filename)
        return declared

    return declare


def require_known(model: str) -> None:
    """Refuse what names no network of the zoo and no scheme; UnknownName suggests the nearest. Nothing is opened."""
    word, colon, _ = model.partition(":")
    SCHEMES.get(word) if colon else zoo.get(model)


def beside(model: str, folder: Path) -> str:
    """Return SCHEME:WHAT of a file that lies in this folder with where it lies, and any other model as it is."""
    word, _, what = model.partition(":")
    return f"{word}:{folder / what}" if what and (folder / what).exists() else model


def open(model: "str | Predictor[Any]", request: Request) -> Predictor[Any]:  # noqa: A001 - models.open, as gzip.open
    """Return the predictor that a name means: a network of the zoo, or SCHEME:WHAT.

    A predictor is returned as it is: anybody's object with the members of :class:`Predictor` can be run.

    Raises:
        UnknownName: If there is no such network or scheme; suggests the nearest.
        UsageError: If the request does not suit it.
    """
    if not isinstance(model, str):
        refuse(
            request, "weights", "options", "settings", "trained_on", "name", *FOREIGN, by=f"a {type(model).__name__}"
        )
        return model
    word, colon, what = model.partition(":")
    return SCHEMES.get(word).open(what, request) if colon else SCHEMES.get(NETWORK).open(model, request)


def open_each(model: "str | Predictor[Any]", request: Request) -> list[Predictor[Any]]:
    """Return what a name means once for each device of the settings; an object is asked where it is.

    Raises:
        UsageError: As :func:`open`, or if the list of devices has a gap.
    """
    if request.settings is None or not isinstance(model, str):
        return [open(model, request)]
    from segeval.infer import devices

    every = [replace(request.settings, device=name) for name in devices(request.settings.device)]
    return [open(model, replace(request, settings=settings)) for settings in every]


def refuse(request: Request, *fields: str, by: str) -> None:
    """Raise UsageError where a request sets what a model has no use for, so that nothing is passed over in silence.

    What only costs, the device for one, may be set.
    """
    if unused := [name for name in fields if canonical(getattr(request, name))]:
        listed = [*canonical(request.settings)] if "settings" in unused else []
        listed += [OPTIONS.get(name, name) for name in unused if name != "settings"]
        msg = f"{by} has no use for {', '.join(listed)}; leave that out"
        raise UsageError(msg)
