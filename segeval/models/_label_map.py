"""From the classes of a model to the structures of a dataset: ``5=liver,6=``, written by a person, nothing guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from segeval.errors import BadData, UsageError
from segeval.infer import Logits
from segeval.records import DatasetInfo, LabelArray, Output
from segeval.registry import suggest
from segeval.weights import trained_labels

REST = "*"
NEVER = -1e4  # the logit of a label that a model does not know; its softmax is 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelMap:
    """Which label value of a dataset is written for a class of a model; 0 for one that the dataset does not know.

    ``rest``: classes that are not among ``targets`` become background too, instead of being an error. ``answered`` are
    the structures that the model knows; it has nothing to say about the others, which is no empty prediction.
    """

    targets: Mapping[int, int]
    rest: bool
    answered: tuple[str, ...]


def parse_label_map(text: str, info: DatasetInfo, classes: Mapping[int, str] | None = None) -> LabelMap:
    """Read ``CLASS=NAME,CLASS=,*=``: a structure or label of the dataset, or nothing; ``*=`` drops all other classes.

    Class 0 is background where nothing else is said. ``classes`` are those of the model, where they are known; each
    must be named then.

    Raises:
        UsageError: If the text is of another form, or names what the model or the dataset does not have.
    """
    entries = [entry.strip().partition("=") for entry in text.split(",")]
    words = [word.strip() for word, _, _ in entries]
    known = sorted(classes or ())
    if any(not equals for _, equals, _ in entries) or not all(word == REST or word.isdecimal() for word in words):
        msg = f'--map {text!r} is not CLASS=NAME,CLASS=,... with whole numbers, as in "5=liver,6="; *= drops the rest'
        raise UsageError(msg)
    keys = [word if word == REST else int(word) for word in words]
    if len(set(keys)) < len(keys):
        msg = f"--map {text!r} names a class twice; a class becomes one structure"
        raise UsageError(msg)
    named = {key: name.strip() for key, (_, _, name) in zip(keys, entries, strict=True)}
    if named.get(REST):
        msg = f"--map {text!r}: {REST}= stands for all other classes, which become background: leave its name out"
        raise UsageError(msg)
    targets = {0: 0, **{key: _value(name, info) for key, name in named.items() if isinstance(key, int)}}
    rest = REST in named
    if classes is not None and (unknown := sorted(set(targets) - set(known) - {0})):
        msg = f"--map {text!r}: the model has no class {', '.join(map(str, unknown))}; it has {dict(classes)}"
        raise UsageError(msg)
    if not rest and (silent := [key for key in known if key not in targets]):
        msg = f"--map {text!r} says nothing of the classes {silent[:9]}; add {silent[0]}=NAME or {silent[0]}=, or *="
        raise UsageError(msg)
    written = set(targets.values())
    answered = tuple(
        each.name for each in info.structures if each.name in named.values() or set(each.values) <= written
    )
    return LabelMap(targets=targets, rest=rest, answered=answered)


def _value(name: str, info: DatasetInfo) -> int:
    """Return what is written for a structure, its first label value, or for a label; 0 for nothing."""
    labels = {label: value for value, label in trained_labels(info).items()}
    values = {"": 0, **labels, **{each.name: each.values[0] for each in info.structures}}
    if name not in values:
        noun = f"structure of {info.id}"
        raise suggest(noun, name, filter(None, values), f"It has {', '.join(filter(None, values))}.")
    return values[name]


def mapped_labels(labels: LabelArray, mapping: LabelMap, where: str) -> LabelArray:
    """Return a label map with the values of the dataset for the classes of the model.

    Raises:
        BadData: If a class occurs that the map says nothing of.
    """
    found, places = np.unique(labels, return_inverse=True)
    unknown = [int(value) for value in found if int(value) not in mapping.targets]
    if unknown and not mapping.rest:
        msg = f"{where}: class {unknown[0]} is not in --map; add {unknown[0]}=NAME, {unknown[0]}= or *="
        raise BadData(msg)
    values = np.array([mapping.targets.get(int(value), 0) for value in found])
    written: LabelArray = values.astype(np.min_scalar_type(values.max(initial=0)))[places.reshape(labels.shape)]
    return written


def mapped_logits(logits: Logits, mapping: LabelMap, info: DatasetInfo) -> Logits:
    """Return logits whose channels are the labels of the dataset, in rising order, or its regions.

    Where several classes become one label the largest logit speaks for it, so that the decision stays the model's.
    """
    output, labels = logits.output, trained_labels(info)
    if output.activation == "sigmoid":
        regions = tuple(
            tuple(dict.fromkeys(mapping.targets.get(value, 0) for value in region)) for region in output.regions
        )
        return logits._replace(output=replace(output, labels=labels, regions=regions))
    channels: dict[int, list[int]] = {label: [] for label in labels}
    for place, value in enumerate(output.labels):
        channels[mapping.targets.get(value, 0)].append(place)
    array = torch.stack(
        [
            logits.array[places].amax(0) if places else torch.full_like(logits.array[0], NEVER)
            for places in channels.values()
        ]
    )
    return Logits(array, Output(labels=labels), logits.maps)


def find_label_map(text: str, output: Output, info: DatasetInfo, where: str) -> LabelMap | None:
    """Return the map of a text; none where a model has the labels of the dataset and nobody says anything.

    Raises:
        UsageError: If the text is no such map, or there is none and the labels differ.
    """
    if text:
        return parse_label_map(text, info, output.labels)
    require_same_labels(output, info, where)
    return None


def require_same_labels(output: Output, info: DatasetInfo, where: str) -> None:
    """Refuse a model without a label map whose labels are not those of the dataset.

    Raises:
        UsageError: If they are not, value by value and name by name.
    """
    if (found := dict(sorted(output.labels.items()))) != trained_labels(info):
        msg = (
            f"{where} knows {found}, {info.id} has {trained_labels(info)}. Say which is which, as in "
            f'--map "{",".join(f"{value}=NAME" for value in list(found)[1:4])}"; NAME is left out for what it lacks'
        )
        raise UsageError(msg)
