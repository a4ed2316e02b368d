"""What a model was trained on: recorded, declared by a person, or unknown; and what follows for its rank."""

from typing import cast

from segeval import datasets
from segeval.datasets import Prepared
from segeval.errors import UnknownName, UsageError
from segeval.records import NOT_BLIND, Answerer, SplitPart, Trained, digest

RANDOM = Trained(other="nothing: random weights")
OTHER = "other:"


def origin(recorded: Trained | None, declared: Trained | None) -> Trained | None:
    """Return what is recorded, else what is declared, None if nobody knows.

    Raises:
        UsageError: If something else is declared than is recorded.
    """
    if recorded and declared:
        msg = f"these weights record that they were trained on {recorded}; leave out --trained-on"
        raise UsageError(msg)
    return recorded or declared


def parse_trained_on(text: str | None) -> Trained | None:
    """Read ``DATASET[:SPLIT[:PART]]`` or ``other: WORDS``, as ``--trained-on`` takes them; None where nothing is said.

    Raises:
        UsageError: If there is no such dataset, split or part, or there are no words.
    """
    if not text:
        return None
    if text.startswith(OTHER):
        words = text.removeprefix(OTHER).strip()
        if not words:
            msg = f'--trained-on "{text}": say it in words, as in "other: 500 CTs of our own"'
            raise UsageError(msg)
        return Trained(other=words, declared=True)
    name, _, rest = text.partition(":")
    wanted, _, part = rest.partition(":")
    try:
        info = datasets.describe(name)
    except UnknownName as error:
        msg = f'{error} Or say it in words: --trained-on "other: ..."'
        raise UsageError(msg) from error
    splits = {split.name: split for split, _ in datasets.known_splits(info.id)}
    chosen = wanted or info.default_split
    if chosen not in splits or part not in ("", *datasets.PARTS):
        msg = f"--trained-on {text}: {info.id} has the splits {', '.join(splits)} with the parts train, val and test"
        raise UsageError(msg)
    split, part = splits[chosen], part or "train"
    known = any(split.part(each) for each in datasets.PARTS)  # a split by rule has no cases before it is prepared
    return Trained(
        dataset=info.id,
        split=split.name,
        split_digest=split.digest if known else "",
        part=part,
        cases=digest(sorted(cases)) if (cases := split.part(cast(SplitPart, part))) else "",
        declared=True,
    )


def training_marks(model: Answerer, data: Prepared) -> list[str]:
    """Return why a model is shown but not ranked on a dataset, for its training; nothing if it may be ranked.

    A strategy may be ranked where all of its parts may. Settings are part of what a model learned.
    """
    marks = [mark for part in model.parts for mark in training_marks(part, data)]
    if not model.parts:
        marks = _marks(model.trained_on, data)
    for chosen in model.chosen_on:
        part = _part(chosen, data)
        if chosen.dataset == data.info.id and part in ("", data.part):
            marks.append(NOT_BLIND if part else "settings were chosen on another split of this dataset")
    return list(dict.fromkeys(marks))


def _marks(trained: Trained | None, data: Prepared) -> list[str]:
    if trained is None:
        return ["training unknown"]
    if trained == RANDOM:
        return ["random weights"]
    if trained.dataset != data.info.id:
        return ["trained on a folder of one's own"] if trained.dataset.startswith(datasets.OWN) else []
    part = _part(trained, data)
    if not part:
        return ["trained on another split of this dataset"]
    return ["scored on its training cases"] if part == data.part else []


def _part(trained: Trained, data: Prepared) -> str:
    """Return the part of a split that has these cases, by whatever name they were known; empty if none has."""
    if trained.split_digest == data.split.digest:
        return trained.part
    parts = (part for part in datasets.PARTS if data.split.part(part))
    return next((part for part in parts if trained.cases == digest(sorted(data.split.part(part)))), "")
