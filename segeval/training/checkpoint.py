"""A training on disk: what it was asked, and its state after a step, so that the same call goes on from there."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from segeval import weights
from segeval._disk import parse_json
from segeval._shelf import FILE
from segeval._tensors import require_few_tensors
from segeval.errors import BadData, UsageError
from segeval.records import Recipe, canonical, digest, to_json
from segeval.training.adversarial import Critic
from segeval.training.options import Options, option_name

CHECKPOINT = "checkpoint.safetensors"
SUM = "sha256"
PROGRESS = ("step", "best", "best_step", "looks", "ended", "cpu_seconds", "wall_seconds")


@dataclass(slots=True)
class State:
    """What a step changes.

    ``average`` is the running mean of the weights, ``critic`` what judges the answers, where there are such. ``best``
    is the best mean Dice of held-out cases, reached at step ``best_step``; ``looks`` counts those since then.
    ``ended``: they were as many as the patience.
    """

    net: nn.Module
    optimizer: torch.optim.AdamW
    average: nn.Module | None = None
    critic: Critic | None = None
    step: int = 0
    best: float | None = None
    best_step: int = 0
    looks: int = 0
    ended: bool = False
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0

    @property
    def answering(self) -> nn.Module:
        """The network that is kept: the mean of the weights where there is one."""
        return self.net if self.average is None else self.average


def save(state: State, folder: Path, recipe: Recipe, options: Options) -> bool:
    """Write what resuming needs, in one file that is replaced at once: network, optimiser moments, step and costs.

    And where the random numbers are from which dropout is drawn.

    Returns:
        Whether it was written: a network that holds NaN or infinity is not, and what was saved before stays.
    """
    if weights.not_finite(state.net):
        return False
    tensors = {f"net.{name}": tensor for name, tensor in state.net.state_dict().items()}
    if state.average is not None:
        tensors |= {f"average.{name}": tensor for name, tensor in state.average.state_dict().items()}
    if state.critic is not None:
        tensors |= {f"critic.{name}": tensor for name, tensor in state.critic.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"{index}.{name}": tensor for name, tensor in moments.items()}
    tensors |= {f"drawn.{kind}": where for kind, where in _drawn(next(state.net.parameters()).device).items()}
    reached = {"key": key_of(recipe, options), "asked": _asked(recipe, options), **progress(state)}
    told = json.dumps(reached)
    weights.save_tensors(tensors, folder / CHECKPOINT, {"progress": told, SUM: sum_of(tensors, told)})
    return True


def sum_of(tensors: Mapping[str, Tensor], told: str) -> str:
    """Return a digest of what is told and of all numbers by name, since the file itself has none."""
    hasher = hashlib.sha256(told.encode())
    for name, tensor in sorted(tensors.items()):
        hasher.update(name.encode())
        hasher.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return hasher.hexdigest()


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
        require_few_tensors(path)
        with safe_open(path, "pt") as file:
            said = file.metadata()
        reached, tensors = parse_json(said["progress"]), load_file(path)
        summed = sum_of(tensors, said["progress"])
        if said.get(SUM, summed) != summed or said.keys() - {"progress", SUM}:
            msg = "something in it was altered"
            raise ValueError(msg)
        key = reached["key"]
    except (SafetensorError, OSError, LookupError, TypeError, ValueError) as error:
        msg = f"{path} is damaged ({error}). Delete it to train from the start."
        raise BadData(msg) from error
    if key != key_of(recipe, options):
        differing = (
            ", ".join(_differences(reached.get("asked", {}), _asked(recipe, options))) or "recipe or options differ"
        )
        msg = f"{folder} holds another training ({differing}). Give another --output, or delete it."
        raise UsageError(msg)
    moments: dict[int, dict[str, Tensor]] = {}
    kept: dict[str, dict[str, Tensor]] = {"net": {}, "average": {}, "critic": {}, "drawn": {}}
    for name, tensor in tensors.items():
        place, _, rest = name.partition(".")
        (kept[place] if place in kept else moments.setdefault(int(place), {}))[rest] = tensor
    state.net.load_state_dict(kept["net"])
    if state.average is not None:
        state.average.load_state_dict(kept["average"])
    if state.critic is not None:
        state.critic.load_state_dict(kept["critic"])
    state.optimizer.load_state_dict({**state.optimizer.state_dict(), "state": moments})
    _draw_from(kept["drawn"], next(state.net.parameters()).device)
    for name in PROGRESS:
        setattr(state, name, reached.get(name, getattr(state, name)))


def _drawn(device: torch.device) -> dict[str, Tensor]:
    """Return where torch's generators are: that of the CPU, and that of a card which computes."""
    cards = {"cuda": torch.cuda.get_rng_state(device)} if device.type == "cuda" else {}
    return {"cpu": torch.get_rng_state(), **cards}


def _draw_from(places: Mapping[str, Tensor], device: torch.device) -> None:
    """Let torch's generators go on from there; what has no place, as in older checkpoints, stays where it is."""
    if "cpu" in places:
        torch.set_rng_state(places["cpu"])
    if "cuda" in places and device.type == "cuda":
        torch.cuda.set_rng_state(places["cuda"], device)


def progress(state: State) -> dict[str, Any]:
    """Return how far a training is, what it cost and, where it looked at held-out cases, what it saw."""
    seconds = {"cpu_seconds": round(state.cpu_seconds, 1), "wall_seconds": round(state.wall_seconds, 1)}
    seen = {name: getattr(state, name) for name in PROGRESS if name == "step" or state.best is not None}
    return {**seen, **seconds}


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
            yield f"{option_name(name)} {known[name]} there, {value} here"
    for place, known, value in _leaves(theirs.get("recipe"), ours["recipe"], ""):
        yield f"{place} {known} there, {value} here"


def _leaves(theirs: Any, ours: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for name in {**theirs, **ours}:
            yield from _leaves(theirs.get(name), ours.get(name), f"{place}.{name}".strip("."))
    elif theirs is not None and theirs != ours:
        yield place, theirs, ours
