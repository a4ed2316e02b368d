"""What a sweep has: trainings and what is not trained here, and whether a folder or a run is of one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from segeval import zoo
from segeval._disk import read_object
from segeval._shelf import FILE
from segeval.errors import BadData
from segeval.records import to_json
from segeval.training.options import Options
from segeval.weights import TRAINING


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One training of a sweep and where its weights go; ``also`` are splits by which they are scored beside ``split``.

    ``encoder`` is a file whose weights the encoder starts with. ``choices`` are the settings to choose among, each in
    full. ``standing`` is what a run beside the file tells of this training, which then is done; empty if there is none.
    """

    model: str
    model_args: str
    dataset: str
    split: str
    options: Options
    folder: Path
    label: str = ""
    encoder: Path | None = None
    also: tuple[str, ...] = ()
    choices: tuple[Mapping[str, Any], ...] = ()
    standing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the model is called on a board."""
        name = zoo.full_name(self.model, zoo.parse_options(self.model, self.model_args))
        return f"{name} ({self.label})" if self.label else name

    @property
    def asked(self) -> Mapping[str, Any]:
        """The model, as options of a run."""
        return {"model": self.model, "model_args": self.model_args, "weights": self.folder}


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrained:
    """A model that a sweep only runs, and scores by ``split`` and by those of ``also``; ``standing``: it is done."""

    name: str
    model: str
    dataset: str
    split: str
    also: tuple[str, ...] = ()
    standing: bool = False

    @property
    def asked(self) -> Mapping[str, Any]:
        """The model, as options of a run."""
        return {"model": self.model}


def is_trained(entry: Entry) -> bool:
    """Whether the folder of an entry holds weights of a training with its options; chosen ones may be any of them."""
    return (entry.folder / FILE).is_file() and bool(told(entry))


def answers(entry: Entry, report: Mapping[str, Any]) -> bool:
    """Whether a training that tells so of itself is that of an entry."""
    known = report.get("options")
    if not isinstance(known, Mapping):
        return False
    known = {**to_json(Options()), **known}  # what came later than this training was at its default
    if entry.encoder and not entry.encoder.is_file():  # where it is not, its name decides
        known["encoder"] = known["encoder"].rpartition("@")[0]
    deciding = [each.name for each in fields(Options) if not each.metadata]
    asked = [to_json(replace(entry.options, **choice)) for choice in entry.choices or ({},)]
    return any(all(known[name] == each[name] for name in deciding) for each in asked)


def told(entry: Entry) -> Mapping[str, Any]:
    """Return what the training of an entry tells in its folder; nothing where it is torn, of another one or absent."""
    path = entry.folder / TRAINING
    if not path.is_file():
        return {}
    try:
        report = read_object(path, "")
    except BadData:  # a torn or foreign file, over which the training goes
        return {}
    return report if answers(entry, report) else {}
