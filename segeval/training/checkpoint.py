"""A training on disk: what it was asked, and its state after a step, so that the same call goes on from there."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from segeval import weights
from segeval._shelf import FILE
from segeval.errors import BadData, UsageError
from segeval.records import Recipe, canonical, cost, digest, to_json
from segeval.training.losses import DEPTHS

CHECKPOINT = "checkpoint.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to train; those under ``cost`` do not change the weights.

    ``learning_rate`` is the peak; it warms up linearly and falls by a polynomial of power 0.9. ``loss`` is a sum of
    registered losses; ``class_weights`` says how classes weigh in those where they do, empty for their own way (see
    ``parse_loss``); ``deep_supervision`` is one of DEPTHS. ``patch`` empty takes the plan's. ``augmentation`` is how
    often random changes happen; 1 suits long trainings. ``axes``, ``slices`` and ``spacing`` are those of the recipe's
    input, empty for the plan's. ``previous`` are the ids of runs whose predictions a second stage sees, filled in by
    the training. ``channels_last`` is a memory layout that is faster for some networks. ``validate_every`` and
    ``save_every`` count steps. ``validate_cases`` bounds how many cases are validated on; 0: a few on the way
    (A_FEW), all at the end.
    """

    steps: int = 1000
    batch: int = 8
    learning_rate: float = 3e-3
    loss: str = "dice+ce"
    weight_decay: float = 1e-2
    patch: tuple[int, ...] = ()
    axes: str = ""
    slices: int = 1
    spacing: tuple[float, ...] = ()
    previous: tuple[str, ...] = ()
    class_weights: str = ""
    deep_supervision: str = "halved"
    augmentation: float = 1.0
    seed: int = 0
    channels_last: bool = False
    device: str = cost("auto")
    validate_every: int = cost(0)
    validate_cases: int = cost(0)
    save_every: int = cost(200)

    def __post_init__(self) -> None:
        """Refuse numbers out of their range; UsageError names the option."""
        least = {"steps": 1, "batch": 1, "seed": 0, "validate_every": 0, "validate_cases": 0, "save_every": 1}
        for name, bound in least.items():
            if getattr(self, name) < bound:
                msg = f"{_option(name)} is {getattr(self, name)}; give at least {bound}"
                raise UsageError(msg)
        if not 0 < self.learning_rate < math.inf:
            msg = f"--learning-rate is {self.learning_rate}; give a number above 0, such as 0.003"
            raise UsageError(msg)
        if self.deep_supervision not in DEPTHS:
            msg = f"--deep-supervision is {self.deep_supervision!r}; give {' or '.join(DEPTHS)}"
            raise UsageError(msg)


@dataclass(slots=True)
class State:
    """What a step changes."""

    net: nn.Module
    optimizer: torch.optim.AdamW
    step: int = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0


def save(state: State, folder: Path, recipe: Recipe, options: Options) -> bool:
    """Write what resuming needs, in one file that is replaced at once: network, optimiser moments, step and costs.

    Returns:
        Whether it was written: a network that holds NaN or infinity is not, and what was saved before stays.
    """
    if weights.not_finite(state.net):
        return False
    tensors = {f"net.{name}": tensor for name, tensor in state.net.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"{index}.{name}": tensor for name, tensor in moments.items()}
    reached = {"key": key_of(recipe, options), "asked": _asked(recipe, options), **progress(state)}
    weights.save_tensors(tensors, folder / CHECKPOINT, {"progress": json.dumps(reached)})
    return True


def resume(state: State, folder: Path, recipe: Recipe, options: Options) -> None:
    """Load the state of an earlier call with the same recipe and options, if there is one.

    Raises:
        UsageError: If the folder holds another training; it names what differs.
        BadData: If the checkpoint is damaged.
    """
    from safetensors import SafetensorError, safe_open
    from safetensors.torch import load_file

    path = folder / CHECKPOINT
    if not path.is_file():
        if (folder / FILE).is_file():
            msg = f"{folder} holds weights without the {CHECKPOINT} of their training. Give another --output."
            raise UsageError(msg)
        return
    try:
        with safe_open(path, "pt") as file:
            reached = json.loads(file.metadata()["progress"])
        tensors = load_file(path)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        msg = f"{path} is damaged ({error}). Delete it to train from the start."
        raise BadData(msg) from error
    if reached["key"] != key_of(recipe, options):
        differing = (
            ", ".join(_differences(reached.get("asked", {}), _asked(recipe, options))) or "recipe or options differ"
        )
        msg = f"{folder} holds another training ({differing}). Give another --output, or delete it."
        raise UsageError(msg)
    moments: dict[int, dict[str, Tensor]] = {}
    for name in [name for name in tensors if not name.startswith("net.")]:
        index, _, moment = name.partition(".")
        moments.setdefault(int(index), {})[moment] = tensors.pop(name)
    state.net.load_state_dict({name.removeprefix("net."): tensor for name, tensor in tensors.items()})
    state.optimizer.load_state_dict({**state.optimizer.state_dict(), "state": moments})
    state.step = reached["step"]
    state.cpu_seconds, state.wall_seconds = reached["cpu_seconds"], reached["wall_seconds"]


def progress(state: State) -> dict[str, float]:
    """Return how far a training is and what it cost."""
    seconds = {"cpu_seconds": round(state.cpu_seconds, 1), "wall_seconds": round(state.wall_seconds, 1)}
    return {"step": state.step, **seconds}


def key_of(recipe: Recipe, options: Options) -> str:
    """Return a digest of what decides the weights."""
    return digest([canonical(recipe), canonical(options)])


def _asked(recipe: Recipe, options: Options) -> dict[str, Any]:
    every = to_json(options)
    deciding = [each.name for each in fields(Options) if not each.metadata]  # those that only cost are marked
    return {"options": {name: every[name] for name in deciding}, "recipe": to_json(recipe)}


def _differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs between two trainings, in the words of the command line where there are any."""
    for name, value in ours["options"].items():
        known = theirs.get("options", {})
        if name in known and known[name] != value:
            yield f"{_option(name)} {known[name]} there, {value} here"
    for place, known, value in _leaves(theirs.get("recipe"), ours["recipe"], ""):
        yield f"{place} {known} there, {value} here"


def _leaves(theirs: Any, ours: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in {**theirs, **ours}:
            yield from _leaves(theirs.get(name), ours.get(name), f"{place}.{name}".strip("."))
    elif theirs is not None and theirs != ours:
        yield place, theirs, ours


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
