"""Strategies over models, written down: ``pipeline:FILE.toml`` is a tree whose leaves are models of any kind.

A table with ``model`` is a leaf, with the words of ``segeval run``: ``weights``, ``model_args``, ``trained_on`` and
``flips``, ``overlap`` and the other settings. A table with ``strategy`` is a node: its options, and its parts as
tables. Paths lie beside the file; ``{split}`` in ``weights`` is the split that is scored, so that one file serves the
folds of a cross-validation. ``chosen_on`` at the top names the cases on which settings were chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from segeval import models, volume
from segeval._disk import file_sha256, parse_toml, read_text
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Logits, Segment, Settings, certain, unlikely
from segeval.models import FOREIGN, Predictor, Request, parse_trained_on, refuse, scheme
from segeval.models.network import Network
from segeval.models.python import Python
from segeval.records import Answerer, Output, Prediction, Trained, Volume, canonical, digest
from segeval.registry import suggest
from segeval.strategies import STRATEGIES, Strategy, require

KIND = "pipeline"
WORDS = ("model", "weights", "model_args", "trained_on", "name", "chosen_on")  # of a leaf, besides the settings


def fake(root: Path, data: Prepared) -> str:
    """Write a pipeline of one network that ships."""
    del data
    path = root / "mirrored.toml"
    path.write_text('strategy = "mirrored"\n[part]\nmodel = "unet-8"\n', encoding="utf-8")
    return str(path)


@scheme(KIND, title="strategy over models", example="pipeline:FILE.toml", fake=fake)
def pipeline(place: str, request: Request) -> Network:
    """Open the models of a pipeline file and compose them."""
    refuse(request, "weights", "options", "settings", *FOREIGN, by="a pipeline file")
    if request.trained_on:
        msg = f"pipeline:{place}: each model of the file says what it was trained on; leave out --trained-on"
        raise UsageError(msg)
    path = Path(place).expanduser()
    try:
        table = parse_toml(read_text(path))
    except (OSError, ValueError) as error:
        msg = f"pipeline:{place}: {error}. Give a TOML file with a strategy and its parts."
        raise UsageError(msg) from error
    composed = _network(_opened(table, request, path, str(path.name)), request.data)
    name = request.name or str(table.get("name", "")) or composed.about.id
    kept = request.settings is not None and request.settings.probabilities
    about = replace(composed.about, id=name, chosen_on=_chosen_on(table, path))
    return replace(composed, about=about, probabilities=kept)


def _chosen_on(table: Mapping[str, Any], path: Path) -> tuple[Trained, ...]:
    """Return the cases that settings of a file were chosen on: ``chosen_on = ["DATASET:SPLIT:PART"]``."""
    named = table.get("chosen_on", [])
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        msg = f'{path}: chosen_on is a list of texts, such as ["dsb2018:stage1:val"]'
        raise UsageError(msg)
    return tuple(chosen for each in named if (chosen := parse_trained_on(each)))


def compose(strategy: str, *parts: Predictor[Any], data: Prepared, **options: Any) -> Network:
    """Return the model that a strategy makes of others: ``compose("ensemble", one, other, data=data, fuse="mean")``.

    Raises:
        UnknownName: If there is no such strategy, or it has no such option.
        UsageError: If it takes other parts, or an option has another type.
    """
    declared = STRATEGIES.get(strategy)
    if declared.several:
        named = {declared.parts[0]: tuple(parts)}
    elif len(parts) == len(declared.parts):
        named = {name: (part,) for name, part in zip(declared.parts, parts, strict=True)}
    else:
        msg = f"{declared.id} takes the parts {', '.join(declared.parts)}; got {len(parts)}"
        raise UsageError(msg)
    return _composed(declared, named, options, data)


def _opened(table: Mapping[str, Any], request: Request, path: Path, where: str) -> Predictor[Any]:
    """Return the model of a table of a pipeline file."""
    if ("model" in table) == ("strategy" in table):
        msg = (
            f'{path}: {where} names a model or a strategy, and one of them: model = "unet-16", or strategy = "ensemble"'
        )
        raise UsageError(msg)
    if "model" in table:
        return _leaf(table, request, path, where)
    declared = STRATEGIES.get(str(table["strategy"]))
    tables: dict[str, list[Any]] = {}
    options: dict[str, Any] = {}
    for key, value in table.items():
        if key in declared.parts and isinstance(value, list | dict):
            tables[key] = value if isinstance(value, list) else [value]
        elif key not in ("strategy", "name", "chosen_on"):
            options[key] = path.parent / str(value) if key in declared.files else value
    require(declared, {name: len(given) for name, given in tables.items()}, options)
    parts = {
        name: tuple(
            _opened(each, request, path, f"{where}: {name}" + f"[{index}]" * (len(given) > 1))
            for index, each in enumerate(given)
        )
        for name, given in tables.items()
    }
    return _composed(declared, parts, options, request.data)


def _leaf(table: Mapping[str, Any], request: Request, path: Path, where: str) -> Predictor[Any]:
    base = request.settings or Settings()
    known = [each.name for each in fields(Settings) if each.name not in ("device", "batch", "probabilities")]
    for key in table:
        if key not in (*WORDS, *known):
            noun = "entry of a model"
            raise suggest(noun, key, (*WORDS, *known), f"It stands in {path}, {where}.")
    given = {name: table[name] for name in known if name in table}
    weights = table.get("weights")
    if isinstance(weights, str):
        weights = weights.replace("{split}", request.data.split.name)
        found = path.parent / weights
        weights = found if weights != "random" and found.exists() else weights
    cost = replace(Settings(), device=base.device, batch=base.batch)
    leaf = replace(
        request,
        weights=weights,
        settings=replace(cost, **given),
        options=str(table.get("model_args", "")),
        trained_on=parse_trained_on(table.get("trained_on")),
        name=str(table.get("name", "")),
    )
    return models.open(models.beside(str(table["model"]), path.parent), leaf)


def _composed(
    declared: Strategy, parts: Mapping[str, tuple[Predictor[Any], ...]], options: Mapping[str, Any], data: Prepared
) -> Network:
    """Return what a strategy makes of its parts; who it is, is the tree of who they are."""
    own = require(declared, {name: len(given) for name, given in parts.items()}, options)
    asked = [part for name in declared.parts for part in parts[name]]
    segment = declared.fn(*(segment_of(part, data) for part in asked), **own)
    abouts = tuple(part.about for part in asked)
    changed = {
        name: file_sha256(value) if name in declared.files else canonical(value)
        for name, value in sorted(options.items())
        if value != declared.options[name]
    }
    shown = ", ".join([*(about.id for about in abouts), *(f"{name}={_shown(options[name])}" for name in changed)])
    settings = {"strategy": declared.id, **changed}
    about = Answerer(
        id=f"{declared.id}({shown})",
        digest=digest([settings, [canonical(about) for about in abouts]]),
        kind=KIND,
        settings=settings,
        trained_on=_joined([about.trained_on for about in abouts]),
        parts=abouts,
    )
    costs = [part.costs for part in asked]
    return Network(
        segment=segment,
        about=about,
        costs={
            "device": next((str(cost["device"]) for cost in costs if "device" in cost), "cpu"),
            "params": sum(cost.get("params", 0) for cost in costs),
            "memory": [cost["memory"] for cost in costs if "memory" in cost],
        },
        labels=asked[-1].labels,
    )


def _network(predictor: Predictor[Any], data: Prepared) -> Network:
    """Return a model as one that segments images; a pipeline file may hold nothing but a leaf."""
    if isinstance(predictor, Network):
        return predictor
    return Network(
        segment=segment_of(predictor, data), about=predictor.about, costs=predictor.costs, labels=predictor.labels
    )


def _shown(value: Any) -> str:
    return value.name if isinstance(value, Path) else str(value)


def _joined(trained: Sequence[Trained | None]) -> Trained | None:
    """Return what several models were trained on, as far as that is known of all."""
    if any(each is None for each in trained):
        return None
    different = sorted({str(each) for each in trained})
    return trained[0] if len(different) == 1 else Trained(other="; ".join(different))


def segment_of(predictor: Predictor[Any], data: Prepared) -> Segment:
    """Return what a model makes of an image; one that knows cases, not images, answers for whole cases of ``data``."""
    if isinstance(predictor, Network):
        return predictor.segment

    def segment(image: Volume) -> Logits:
        if isinstance(predictor, Python):
            return _logits(predictor.asked(image, image.case), image, predictor)
        case = data.cases.get(image.case)
        if case is None:
            msg = f"{predictor.about.id} answers whole cases, not parts of their images or images that were turned"
            raise BadData(msg)
        return _logits(predictor.predict(case, predictor.read(case)), image, predictor)

    return segment


def _logits(prediction: Prediction, image: Volume, predictor: Predictor[Any]) -> Logits:
    """Return a prediction as logits on the grid of a canonical image."""
    native, output = prediction.mask.grid, Output(labels={label: str(label) for label in predictor.labels})
    array, grid = volume.canonical(prediction.mask.array, native)
    volume.require_same_grid(image.grid, grid, where=f"{prediction.case_id}: prediction of {predictor.about.id}")
    if prediction.probabilities is not None:
        channels = volume.canonical(prediction.probabilities, native)[0]
        return Logits(unlikely(torch.from_numpy(channels), output), output)
    if unknown := set(np.unique(array).tolist()) - set(predictor.labels):
        msg = (
            f"{prediction.case_id}: {predictor.about.id} predicts {sorted(unknown)}, which are no labels of the dataset"
        )
        raise BadData(msg)
    return Logits(certain(array, output, torch.device("cpu")), output)
