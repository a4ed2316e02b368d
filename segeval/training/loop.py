"""The training loop: patches in, weights and their recipe out, resumable at any step."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from segeval import datasets, weights, zoo
from segeval._disk import replace as replace_file
from segeval._disk import to_json_text, writing
from segeval._progress import beating, diary, hidden, watched
from segeval._shelf import FILE, default_folder
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.infer import lay_out, pick_device
from segeval.records import Architecture, Case, Recipe, Trained, digest, folder_name
from segeval.training.augment import SCALING, UNKNOWN_SCALING, How, augment
from segeval.training.checkpoint import CHECKPOINT, Options, State, key_of, progress, resume, save
from segeval.training.losses import deeply_supervised, parse_loss, weigh_classes
from segeval.training.plan import fingerprint, plan
from segeval.training.previous import answers, run_ids, shown
from segeval.training.sampling import Item, draw_batch, prepare_item
from segeval.training.validation import validate

__all__ = ["CHECKPOINT", "Options", "State", "TrainingResult", "train"]

WARMUP = 0.05
LOGGED = 100  # losses of a training in its log
CLIP = 5.0
A_FEW = 8  # validation cases on the way


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
    network, ignore = zoo.get(model), prepared.info.ignore
    asked = zoo.parse_options(network.id, model_args)
    cache = datasets.data_root() / ".cache" / folder_name(prepared.info.id)
    options = replace(options, previous=run_ids(previous))
    task = _task(prepared, network, asked, options, answers(previous, prepared), cache)
    recipe = task.recipe
    name = zoo.full_name(network.id, asked)
    folder = output or default_folder(name, prepared.info.id, prepared.split.name)
    prepare = watched(task.cases, f"train {network.id}: prepare", len(task.cases), leave=False)
    items = [prepare_item(case, recipe, cache, ignore) for case in prepare]
    losses = weigh_classes(losses, [*recipe.output.labels.values()], (item.labels for item in items))
    objective = partial(deeply_supervised, losses=losses, depths=options.deep_supervision)

    torch.manual_seed(options.seed)
    net = weights.build(recipe).to(device)
    if options.channels_last:
        lay_out(net)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)
    state = State(net, optimizer)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    resume(state, folder, recipe, options)
    step = partial(_step, state, all_outputs(net), objective, options.steps)
    some = task.held[: options.validate_cases or A_FEW]
    score = partial(validate, state.net, recipe, structures=prepared.info.structures, ignore=ignore)
    _run_steps(state, step, items, recipe, options, folder, partial(score, some), watch)
    weights.save(net, recipe, folder)
    held = task.held[: options.validate_cases or None]
    dice = score(held, weights=folder / FILE)
    reached = {"key": key_of(recipe, options), "options": asdict(options), "dice": dice, "validated": len(held)}
    report = {**reached, **progress(state)}
    replace_file(folder / weights.TRAINING, to_json_text(report))
    return TrainingResult(folder=folder, dice=dice, cpu_seconds=state.cpu_seconds, wall_seconds=state.wall_seconds)


class _Task(NamedTuple):
    """What is trained: its recipe, the cases to learn from and those that are held out."""

    recipe: Recipe
    cases: Sequence[Case]
    held: Sequence[Case]


def _task(
    prepared: Prepared,
    network: Architecture,
    asked: Mapping[str, Any],
    options: Options,
    known: Mapping[str, Path],
    cache: Path,
) -> _Task:
    """Plan a training; where earlier answers are ``known``, cases show them and the network sees them."""
    cases, held = prepared.part_cases("train"), prepared.part_cases("val")
    if not cases:
        msg = f"{prepared.info.id}: split {prepared.split.name!r} has no training cases on disk."
        raise UsageError(msg)
    seen = fingerprint(watched(cases, f"train {network.id}: look at", len(cases), leave=False), prepared.info.ignore)
    recipe = plan(
        prepared.info,
        network,
        seen,
        options=asked,
        patch=options.patch,
        axes=options.axes,
        slices=options.slices,
        spacing=options.spacing,
    )
    recipe = replace(recipe, trained_on=_trained_on(prepared, cases, options.seed))
    if not known:
        return _Task(recipe, cases, held)
    labels = tuple(label for label in recipe.output.labels if label)
    recipe = replace(recipe, input=replace(recipe.input, previous=labels))
    return _Task(recipe, *(shown(some, known, labels, cache / "previous") for some in (cases, held)))


def _trained_on(prepared: Prepared, cases: Sequence[Case], seed: int) -> Trained:
    return Trained(
        dataset=prepared.info.id,
        split=prepared.split.name,
        split_digest=prepared.split.digest,
        part="train",
        cases=digest(sorted(case.id for case in cases)),
        seed=seed,
    )


def _run_steps(
    state: State,
    step: Callable[[Tensor, Tensor], float],
    items: Sequence[Item],
    recipe: Recipe,
    options: Options,
    folder: Path,
    look: Callable[[], Mapping[str, float]],
    watch: Callable[[int, float], object] | None,
) -> None:
    """Take the steps that are left; batches are drawn one ahead by another thread. ``train.log`` keeps the losses.

    ``look`` scores a few validation cases on the way.
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
        while state.step < options.steps:
            images, labels = upcoming.result()
            upcoming = ahead.submit(make_batch, items, recipe, options, state.step + 1)
            for group in state.optimizer.param_groups:
                group["lr"] = options.learning_rate * schedule(state.step, options.steps)
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
            if options.validate_every and state.step % options.validate_every == 0 and state.step < options.steps:
                bar.write(f"step {state.step}: " + ", ".join(f"{k} {v:.4f}" for k, v in look().items()))
            if state.step % options.save_every == 0 or state.step == options.steps:
                save(state, folder, recipe, options)


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


def _step(
    state: State,
    forward: Callable[[Tensor], Sequence[Tensor]],
    objective: Callable[..., Tensor],
    steps: int,
    images: Tensor,
    labels: Tensor,
) -> float:
    """Take one optimiser step, of as many as ``steps``, and return the loss.

    Without a finite loss and gradient take none and return NaN.
    """
    state.net.train()
    state.optimizer.zero_grad(set_to_none=True)
    with torch.autocast(images.device.type, torch.bfloat16, enabled=images.device.type == "cuda"):
        outputs = forward(images)
    loss = objective([logits.float() for logits in outputs], labels, done=state.step / steps)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    norm = nn.utils.clip_grad_norm_(state.net.parameters(), CLIP)
    if not bool((loss.detach() + norm).isfinite()):
        return math.nan
    state.optimizer.step()
    return float(loss.detach())


def all_outputs(net: nn.Module) -> Callable[[Tensor], Sequence[Tensor]]:
    """Return a function that gives all logits of a network, the answer first, then coarser ones."""
    return net.outputs if isinstance(net, zoo.Supervised) else lambda images: [net(images)]


def schedule(step: int, steps: int) -> float:
    """Return the share of the peak learning rate at ``step``: a linear warm-up, then (1 - progress) ** 0.9."""
    warmup = max(1, round(WARMUP * steps))
    if step < warmup:
        return (step + 1) / warmup
    return float((1 - (step - warmup) / max(1, steps - warmup)) ** 0.9)


def make_batch(items: Sequence[Item], recipe: Recipe, options: Options, step: int) -> tuple[Tensor, Tensor]:
    """Return the augmented batch of a step: a function of seed and step alone, so that resuming changes nothing."""
    images, labels = draw_batch(items, recipe.window.patch, options.batch, np.random.default_rng([options.seed, step]))
    generator = torch.Generator().manual_seed(int(digest([options.seed, step])[:8], 16))
    scaling = SCALING if recipe.input.spacing else UNKNOWN_SCALING
    how = How(flips=recipe.window.flips, scaling=scaling, strength=options.augmentation)
    return augment(images, labels, generator, how)
