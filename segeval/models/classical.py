"""Baselines that nobody trained: ``classical:otsu`` and others divide one channel of an image by its intensities.

They cost nothing and say what a network has to beat. What each of them does is in ``_baselines.py``; options are those
of its record ``Options``, given as ``--model-args channel=1,side=dark``.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import torch

from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Logits, Segment, certain
from segeval.models import Request, origin, refuse, scheme
from segeval.models._baselines import BASELINES, SHARED, Baseline, Options, divided, labelled
from segeval.models.network import Network
from segeval.models.python import keywords
from segeval.records import Answerer, DatasetInfo, Output, Trained, Volume, canonical, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

KIND = "classical"
UNTRAINED = Trained(other="nothing: no training")
DEFAULTS: Mapping[str, Any] = {each.name: each.default for each in fields(Options)}
KINDS = {int: "a whole number", float: "a number", str: "a word", tuple: "labels such as 1+2"}
WORDS = {"side": ("auto", "bright", "dark")}
BOUNDS = {
    "channel": (0, inf),
    "axes": (2, 3),
    "classes": (2, 5),
    "share": (0.01, 1),
    "sigma": (0, 100),
    "beta": (0, 1e4),
    "pull": (0, 1000),
    "iterations": (2, 10_000),
    "smoothing": (0, 100),
}


def fake(root: Path, data: Prepared) -> str:
    """Return the baseline that is known best."""
    del root, data
    return "otsu"


@scheme(
    KIND,
    title="no training: " + ", ".join(BASELINES),
    example="classical:otsu",
    fake=fake,
)
def classical(name: str, request: Request) -> Network:
    """Open a baseline, with its options from ``--model-args``."""
    if name not in BASELINES:
        noun = "classical baseline"
        raise suggest(noun, name, BASELINES, f"It is one of {', '.join(BASELINES)}.")
    chosen, info, called = BASELINES[name], request.data.info, f"{KIND}:{name}"
    refuse(request, "weights", "settings", by=called)
    given = _parsed(called, chosen, request.options)
    options = _required(called, chosen, given, info)
    changed = canonical(given)
    spelled = ",".join(f"{key}={_spelled(value)}" for key, value in sorted(changed.items()))
    settings = {"baseline": name, "version": chosen.version, **changed}
    about = Answerer(
        id=request.name or called + (f"[{spelled}]" if spelled else ""),
        digest=digest(settings),
        kind=KIND,
        settings=settings,
        trained_on=origin(UNTRAINED, request.trained_on),
    )
    return Network(
        segment=segmenter(chosen, options, Output(labels=trained_labels(info))),
        about=about,
        costs={"params": 0},
        labels=tuple(trained_labels(info)),
        probabilities=request.settings is not None and request.settings.probabilities,
    )


def segmenter(chosen: Baseline, options: Options, output: Output) -> Segment:
    """Return the segmenter that a baseline is; an image that is the same everywhere is background.

    Raises:
        BadData: When it is used, if the image lacks the channel.
    """

    def segment(image: Volume) -> Logits:
        if options.channel >= len(image.array):
            msg = f"{KIND}:{chosen.id}: channel={options.channel}, the image has {len(image.array)}, counted from 0"
            raise BadData(msg)
        values = image.array[options.channel].astype(np.float64)
        ranks = divided(values, image.grid.spacing, chosen, options)
        labels = labelled(ranks, options.classes, options.label, options.side)
        return Logits(certain(labels, output, torch.device("cpu")), output)

    return segment


def _parsed(called: str, chosen: Baseline, text: str) -> Options:
    """Return the options that a text sets, each of the type of its default and within its bounds.

    Raises:
        UnknownName: If the baseline has no such option, or it has no such word.
        UsageError: If a value is of another type, or out of bounds.
    """
    known = (*SHARED, *chosen.own)
    given: dict[str, Any] = {}
    for key, value in keywords(text).items():
        if key not in known:
            noun = f"option of {called}"
            raise suggest(noun, key, known, f"Its options: {', '.join(known)}.")
        if key in WORDS and value not in WORDS[key]:
            noun = f"{key} of {called}"
            raise suggest(noun, value, WORDS[key], f"Choose one of {', '.join(WORDS[key])}.")
        kind = type(DEFAULTS[key])
        try:
            given[key] = tuple(int(label) for label in value.split("+")) if kind is tuple else kind(value)
        except ValueError as error:
            msg = f"{called}: option {key} takes {KINDS[kind]}, got {value!r}"
            raise UsageError(msg) from error
        low, high = BOUNDS.get(key, (-inf, inf))
        if kind in (int, float) and not low <= given[key] <= high:
            msg = f"{called}: option {key} takes {KINDS[kind]} from {low:g} to {high:g}, got {value}"
            raise UsageError(msg)
    return Options(**given)


def _required(called: str, chosen: Baseline, given: Options, info: DatasetInfo) -> Options:
    """Return options with what the dataset says of those that were left open.

    Raises:
        UsageError: If the dataset has no such channel or label, or options do not go together.
    """
    foreground = {label: name for label, name in trained_labels(info).items() if label != 0}
    label = given.label or tuple(foreground)[:1]
    classes = given.classes or len(label) + 1
    listed = ", ".join(f"{value} {name}" for value, name in foreground.items())
    problems = {
        f"channel={given.channel}; {info.id} has {', '.join(info.channels)}, counted from 0": (
            given.channel >= len(info.channels)
        ),
        f"label={_spelled(label)}; give different ones of {info.id}: {listed}": (
            not label or len(set(label)) < len(label) or not set(label) <= set(foreground)
        ),
        f"label={_spelled(label)}; only otsu writes several": len(label) > 1 and "classes" not in chosen.own,
        f"classes={classes}; labels {_spelled(label)} and the background want {len(label) + 1} to 5": (
            not len(label) < classes <= BOUNDS["classes"][1]
        ),
        f"low={given.low:g}, high={given.high:g}; low lies below high": not given.low < given.high,
        f"iterations={given.iterations}; give an even number": given.iterations % 2 == 1,
    }
    for problem, holds in problems.items():
        if holds:
            msg = f"{called}: {problem}"
            raise UsageError(msg)
    return replace(given, label=label, classes=classes)


def _spelled(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
