"""The training loop: patches in, weights and their recipe out, resumable at any step."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from segeval import datasets, weights, zoo
from segeval._disk import replace as replace_file
from segeval._disk import to_json_text, writing
from segeval._progress import beating, diary, hidden, watched
from segeval._shelf import FILE, default_folder
from segeval.errors import UsageError
from segeval.infer import lay_out, pick_device
from segeval.records import Recipe, digest, folder_name
from segeval.training.augment import SCALING, UNKNOWN_SCALING, How, augment
from segeval.training.checkpoint import CHECKPOINT, State, key_of, progress, resume, save
from segeval.training.losses import deeply_supervised, parse_loss, weigh_classes
from segeval.training.options import Options
from segeval.training.previous import run_ids
from segeval.training.sampling import Item, draw_batch, prepare_item
from segeval.training.steps import all_outputs, averaging, take_step
from segeval.training.task import make_task
from segeval.training.validation import validate

__all__ = ["CHECKPOINT", "Options", "State", "TrainingResult", "train"]

BEST = "best.safetensors"
LOGGED = 100  # losses of a training in its log
A_FEW = 8  # validation cases on the way

Look = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """Where the weights are, what they reach on the validation part (Dice by structure), and what they cost."""

    folder: Path
    dice: dict[str, float]
    cpu_seconds: float
    wall_seconds: float


def train(
    *,
    model: str,
    dataset: str,
    split: str | None = None,
    fold: int | None = None,
    model_args: str = "",
    output: Path | None = None,
    previous: Sequence[Path] = (),
    options: Options | None = None,
    watch: Callable[[int, float], object] | None = None,
) -> TrainingResult:
    """Train a network of the zoo, with the options of ``model_args``, on the training part of a split.

    ``fold`` is one of the dataset's default split family, instead of ``split``. With ``previous``, folders of runs with
    saved predictions, it becomes the second stage of a cascade that also sees those. The same call with the same output
    goes on where the last one stopped; after its last step it scores the validation cases that are left. ``watch`` is
    called after each step, before its checkpoint, with the number of steps taken and the loss.

    Raises:
        UsageError: If the output holds weights of another training, a name is unknown, or the loss is NaN or infinite;
            then no weights are written, and the checkpoint keeps the last finite state.
        BadData: If a case cannot be read, or its mask holds a label that the dataset does not declare.
    """
    options = options or Options()
    device, losses = pick_device(options.device), parse_loss(options.loss, options.class_weights)
    prepared = datasets.load(dataset, split, fold=fold)
    network, info = zoo.get(model), prepared.info
    asked = zoo.parse_options(network.id, model_args)
    cache = datasets.data_root() / ".cache" / folder_name(info.id)
    options = replace(options, previous=run_ids(previous))
    recipe, cases, held = make_task(prepared, network, asked, options, previous, cache)
    if options.best_every and not held:
        msg = f"--best-every: split {prepared.split.name!r} of {info.id} has no validation cases; give --inner-val 0.2"
        raise UsageError(msg)
    folder = output or default_folder(zoo.full_name(network.id, asked), info.id, prepared.split.name)
    prepare = watched(cases, f"train {network.id}: prepare", len(cases), leave=False)
    items = [prepare_item(case, recipe, cache, info.ignore) for case in prepare]
    losses = weigh_classes(losses, [*recipe.output.labels.values()], (item.labels for item in items))
    objective = partial(deeply_supervised, losses=losses, depths=options.deep_supervision)

    state = _start(recipe, options, device)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    resume(state, folder, recipe, options)
    score = partial(validate, state.answering, recipe, structures=info.structures, ignore=info.ignore)
    some = held if options.best_every else held[: options.validate_cases or A_FEW]
    step = partial(take_step, state, all_outputs(state.net), objective, options)
    _run_steps(state, step, items, recipe, options, folder, partial(score, some), watch)
    if state.best is not None:
        weights.load_state(state.answering, folder / BEST)
    weights.save(state.answering, recipe, folder)
    held = held[: options.validate_cases or None]
    dice = score(held, weights=folder / FILE)
    reached = {"key": key_of(recipe, options), "options": asdict(options), "dice": dice, "validated": len(held)}
    report = {**reached, "checkpoint_selection": _selection(state, options, len(some)), **progress(state)}
    replace_file(folder / weights.TRAINING, to_json_text(report))
    return TrainingResult(folder=folder, dice=dice, cpu_seconds=state.cpu_seconds, wall_seconds=state.wall_seconds)


def _start(recipe: Recipe, options: Options, device: torch.device) -> State:
    """Return the state before the first step, which the seed decides."""
    torch.manual_seed(options.seed)
    net = weights.build(recipe).to(device)
    if options.channels_last:
        lay_out(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)
    return State(net, optimizer, averaging(net) if options.ema else None)


def _selection(state: State, options: Options, cases: int) -> str:
    """Say which weights were kept."""
    if state.best is None:
        return "last"
    held = f"{cases} inner cases of train" if options.inner_val else f"{cases} cases of val"
    return f"best of every {options.best_every} steps on {held}: step {state.best_step}"


def _run_steps(
    state: State,
    step: Callable[[Tensor, Tensor], float],
    items: Sequence[Item],
    recipe: Recipe,
    options: Options,
    folder: Path,
    look: Look,
    watch: Callable[[int, float], object] | None,
) -> None:
    """Take the steps that are left; batches are drawn one ahead by another thread. ``train.log`` keeps the losses.

    ``look`` scores held-out cases on the way.
    """
    device = next(state.net.parameters()).device
    title = f"train {recipe.model}"
    cpu, wall = time.process_time(), time.perf_counter()
    with (
        ThreadPoolExecutor(1) as ahead,
        tqdm(total=options.steps, initial=state.step, desc=title, unit="step", disable=hidden()) as bar,
        diary(folder / "train.log") as log,
        beating(log, title, taken := [state.step], options.steps, "steps"),
    ):
        upcoming = ahead.submit(make_batch, items, recipe, options, state.step)
        while state.step < options.steps and not state.ended:
            images, labels = upcoming.result()
            upcoming = ahead.submit(make_batch, items, recipe, options, state.step + 1)
            loss = step(images.to(device), labels.to(device))
            if not math.isfinite(loss):
                _stop(state, loss, folder, recipe, options)
            state.step += 1
            now_cpu, now_wall = time.process_time(), time.perf_counter()
            state.cpu_seconds += now_cpu - cpu
            state.wall_seconds += now_wall - wall
            cpu, wall = now_cpu, now_wall
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update()
            taken[0] = state.step
            if state.step % max(1, options.steps // LOGGED) == 0:
                log.debug("step %d: loss %.4f", state.step, loss)
            if watch:
                watch(state.step, loss)
            if seen := _look(state, options, folder, look):
                bar.write(seen)
                log.debug(seen)
            if state.step % options.save_every == 0 or state.step == options.steps or state.ended:
                save(state, folder, recipe, options)


def _look(state: State, options: Options, folder: Path, look: Look) -> str:
    """Score held-out cases where it is time to, keep the weights if they are the best, and say what was seen."""
    last = state.step == options.steps
    if options.best_every and (last or state.step % options.best_every == 0):
        dice = look()
        mean = sum(dice.values()) / max(1, len(dice))
        state.looks += 1
        if state.best is None or mean > state.best:
            state.best, state.best_step, state.looks = mean, state.step, 0
            weights.save_tensors(state.answering.state_dict(), folder / BEST)
        state.ended = 0 < options.patience <= state.looks
    elif options.validate_every and not last and state.step % options.validate_every == 0:
        dice = look()
    else:
        return ""
    return f"step {state.step}: " + ", ".join(f"{name} {value:.4f}" for name, value in dice.items())


def _stop(state: State, loss: float, folder: Path, recipe: Recipe, options: Options) -> NoReturn:
    """End a training whose loss is no number, with the state before this step on the disk if it is finite."""
    kept = save(state, folder, recipe, options) or (folder / CHECKPOINT).is_file()
    rate = state.optimizer.param_groups[0]["lr"]
    left = f"{folder} {'keeps the last finite checkpoint' if kept else 'stays empty'}"
    msg = (
        f"the loss of {recipe.model} is {loss} in step {state.step + 1} of {options.steps}, at a learning rate of "
        f"{rate:.3g}: no weights are written, {left}. "
        "Train again with a lower --learning-rate and another --output."
    )
    raise UsageError(msg)


def make_batch(items: Sequence[Item], recipe: Recipe, options: Options, step: int) -> tuple[Tensor, Tensor]:
    """Return the augmented batch of a step: a function of seed and step alone, so that resuming changes nothing."""
    images, labels = draw_batch(
        items,
        recipe.window.patch,
        options.batch,
        np.random.default_rng([options.seed, step]),
        foreground=options.foreground,
    )
    generator = torch.Generator().manual_seed(int(digest([options.seed, step])[:8], 16))
    scaling = SCALING if recipe.input.spacing else UNKNOWN_SCALING
    how = How(flips=recipe.window.flips, scaling=scaling, strength=options.augmentation)
    return augment(images, labels, generator, how)
