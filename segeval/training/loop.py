"""The training loop: patches in, weights and their recipe out, resumable at any step."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import NoReturn

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from segeval import datasets, weights, zoo
from segeval._disk import file_sha256, tidy, to_json_text, writing
from segeval._disk import replace as replace_file
from segeval._progress import beating, diary, hidden
from segeval._shelf import FILE, default_folder
from segeval.environment import machine
from segeval.errors import UsageError, counted
from segeval.infer import is_short, lay_out, pick_device
from segeval.records import Case, DatasetInfo, Recipe, digest
from segeval.training import adversarial, curves
from segeval.training.augment import SCALING, UNKNOWN_SCALING, How, Mixed, mix, parse_augmentations
from segeval.training.checkpoint import CHECKPOINT, State, key_of, progress, resume, save
from segeval.training.losses import deeply_supervised, parse_loss, weigh_classes
from segeval.training.options import Options, require_names
from segeval.training.plan import read_plan
from segeval.training.previous import run_ids
from segeval.training.sampling import Item, draw_batch
from segeval.training.steps import averaging, take_step
from segeval.training.task import Task, make_task, prepare_items
from segeval.training.team import Team, joined, own_device
from segeval.training.validation import validate

__all__ = ["CHECKPOINT", "Options", "State", "TrainingResult", "train"]

BEST = "best.safetensors"
LOGGED = 100  # losses of a training in its log
A_FEW = 8  # validation cases on the way
SAVE_SECONDS = 60  # of work that a kill costs at most, however long a step takes

Watch = Callable[[int, float], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """Where the weights are, what they reach on ``validated`` held-out cases (Dice by structure), and what they cost.

    Of several processes the first one ``leads``; the others have no Dice to tell.
    """

    folder: Path
    dice: dict[str, float]
    cpu_seconds: float
    wall_seconds: float
    validated: int = 0
    leads: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training that is open: what it learns from, where it goes, and how far it is.

    ``objective`` gives the loss of outputs and labels; ``score`` the mean Dice by structure on cases.
    """

    recipe: Recipe
    options: Options
    folder: Path
    items: Sequence[Item]
    held: Sequence[Case]
    objective: Callable[..., Tensor]
    score: Callable[..., dict[str, float]]
    state: State
    team: Team


def train(  # noqa: PLR0913 - one argument per option of the command
    *,
    model: str,
    dataset: str,
    split: str | None = None,
    fold: int | None = None,
    model_args: str = "",
    output: Path | None = None,
    plan: Path | None = None,
    previous: Sequence[Path] = (),
    encoder: Path | None = None,
    options: Options | None = None,
    watch: Watch | None = None,
) -> TrainingResult:
    """Train a network of the zoo, with the options of ``model_args``, on the training part of a split.

    ``fold`` is one of the dataset's default split family, instead of ``split``. ``plan`` is a file of ``segeval plan``,
    which then decides patch, batch and spacing. With ``previous``, folders of runs with saved predictions, it becomes
    the second stage of a cascade that also sees those. With ``encoder``, a file of a classifier such as ImageNet's, the
    part of the network with this name starts from its weights (``zoo.load_weights``).

    The same call with the same output goes on where the last one stopped; after its last step it scores the validation
    cases that are left. ``watch`` is called after each step, before its checkpoint, with the number of steps taken and
    the loss. Started by ``torchrun``, several processes share each batch; the first one alone writes and scores.

    Raises:
        UsageError: If the output holds weights of another training, a name is unknown, the memory is too small, or the
            loss is NaN or infinite; then no weights are written, and the checkpoint keeps the last finite state.
        BadData: If a case cannot be read, or its mask holds a label that the dataset does not declare.
    """
    options = options or Options()
    require_names(options)
    batch = read_plan(plan).batch if plan else options.batch
    options = replace(options, previous=run_ids(previous), encoder=named(encoder), batch=batch)
    prepared = datasets.load(dataset, split, fold=fold)
    network = zoo.get(model)
    asked = zoo.parse_options(network.id, model_args)
    folder = output or default_folder(zoo.full_name(network.id, asked), prepared.info.id, prepared.split.name)
    device = own_device(pick_device(options.device))
    with joined(options.batch, device) as team:
        with team.one_after_another():  # what the first one puts into the cache the others find there
            task = make_task(prepared, network, asked, options, previous, plan)
            items = prepare_items(task, prepared.info.ignore)
        state = _start(task.recipe, options, device, encoder)
        training = _open(task, items, prepared.info, options, folder, state, team)
        try:
            _run_steps(training, watch)
        except (MemoryError, RuntimeError) as error:
            if not is_short(error):
                raise
            msg = f"{device} has too little memory for {network.id}; give a lower --batch or a smaller --patch"
            raise UsageError(msg) from error
        return _finish(training)


def _open(
    task: Task,
    items: Sequence[Item],
    info: DatasetInfo,
    options: Options,
    folder: Path,
    state: State,
    team: Team,
) -> Training:
    """Return a training that is as far as its folder says, or at the start, which is ``state``."""
    recipe = task.recipe
    losses = parse_loss(options.loss, options.class_weights)
    losses = weigh_classes(losses, [*recipe.output.labels.values()], (item.labels for item in items))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    if team.leads:
        tidy(folder)
    resume(state, folder, recipe, options)
    if team.leads:
        curves.cut(folder, state.step)
    team.wait()  # nobody writes before all have read
    return Training(
        recipe=recipe,
        options=options,
        folder=folder,
        items=items,
        held=task.held,
        objective=partial(deeply_supervised, losses=losses, depths=options.deep_supervision),
        score=partial(validate, state.answering, recipe, structures=info.structures, ignore=info.ignore),
        state=state,
        team=team,
    )


def named(encoder: Path | None) -> str:
    """Return the name of a file and the beginning of its digest, empty if there is none; UsageError if it is absent."""
    if encoder is None:
        return ""
    if not encoder.is_file():
        msg = f"--encoder {encoder}: there is no such file"
        raise UsageError(msg)
    return f"{encoder.name}@{file_sha256(encoder)[:16]}"


def _start(recipe: Recipe, options: Options, device: torch.device, encoder: Path | None) -> State:
    """Return the state before the first step, which the seed decides, and for an encoder its file if there is one."""
    torch.manual_seed(options.seed)
    net = weights.build(recipe)
    if encoder:
        zoo.load_weights(net, encoder, part="encoder")
    net = net.to(device)
    if options.channels_last:
        lay_out(net)
    if options.deep_supervision != Options().deep_supervision and not isinstance(net, zoo.Supervised):
        msg = f"--deep-supervision {options.deep_supervision}: {recipe.model} has no coarser outputs; leave it out"
        raise UsageError(msg)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)
    state = State(net, optimizer, averaging(net) if options.ema else None)
    if options.critic:
        sizes = (recipe.ndim, recipe.in_channels, recipe.output.channels)
        state.critic = adversarial.build(options.critic, *sizes, seed=options.seed, device=device)
    return state


def _run_steps(training: Training, watch: Watch | None) -> None:
    """Take the steps that are left; batches are drawn one ahead by another thread.

    ``train.log`` keeps losses, ``curve.csv`` all of them and the Dice of held-out cases on the way.
    """
    recipe, options, state, team = training.recipe, training.options, training.state, training.team
    device = next(state.net.parameters()).device
    title = f"train {recipe.model}"
    draw = partial(make_batch, training.items, recipe, options, device=device)
    cpu, wall = time.process_time(), time.perf_counter()
    saved = wall
    with (
        one_ahead() as ahead,
        tqdm(total=options.steps, initial=state.step, desc=title, unit="step", disable=hidden()) as bar,
        diary(training.folder / ("train.log" if team.leads else f"train-{team.rank}.log")) as log,
        beating(log, title, taken := [state.step], options.steps, "steps"),
    ):
        upcoming = ahead.submit(draw, state.step)
        while state.step < options.steps and not state.ended:
            batch = upcoming.result()
            upcoming = ahead.submit(draw, state.step + 1)
            loss = take_step(state, training.objective, options, team, _shared(batch, team))
            if not math.isfinite(loss):
                _stop(training, loss)
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
            if team.leads:
                curves.append_step(training.folder, state.step, loss, state.optimizer.param_groups[0]["lr"])
                if seen := _look(training):
                    bar.write(seen)
                    log.debug(seen)
                due = state.step % options.save_every == 0 or now_wall - saved >= SAVE_SECONDS
                if due or state.step == options.steps or state.ended:
                    save(state, training.folder, recipe, options)
                    saved = now_wall
            state.ended = team.agreed(state.ended, device)


@contextmanager
def one_ahead() -> Iterator[ThreadPoolExecutor]:
    """Give a thread for batches that computes with one core, so that it does not take those of the steps.

    torch keeps a number of threads for each thread, and one for those that are still to come.
    """
    threads = torch.get_num_threads()
    with ThreadPoolExecutor(1) as ahead:
        ahead.submit(torch.set_num_threads, 1).result()
        ahead.submit(torch.get_num_threads).result()  # from the first look on the number of a thread is its own
        torch.set_num_threads(threads)
        yield ahead


def _shared(batch: Mixed, team: Team) -> Mixed:
    """Return this process's share of a batch."""
    images, labels, other = map(team.share, batch[:3])
    return Mixed(images, labels, other, batch.weight)


def _look(training: Training) -> str:
    """Score held-out cases where it is time to, keep the weights if they are the best, and say what was seen."""
    options, state, folder = training.options, training.state, training.folder
    last = state.step == options.steps
    if options.best_every and (last or state.step % options.best_every == 0):
        dice = training.score(training.held)
        mean = sum(dice.values()) / max(1, len(dice))
        state.looks += 1
        if state.best is None or mean > state.best:
            state.best, state.best_step, state.looks = mean, state.step, 0
            weights.save_tensors(state.answering.state_dict(), folder / BEST)
        state.ended = 0 < options.patience <= state.looks
        told = f"; the best is step {state.best_step}{', which ends the training' if state.ended else ''}"
    elif options.validate_every and not last and state.step % options.validate_every == 0:
        dice, told = training.score(training.held[: options.validate_cases or A_FEW]), ""
    else:
        return ""
    curves.append_dice(folder, state.step, dice)
    return f"step {state.step}: " + ", ".join(f"{name} {value:.4f}" for name, value in dice.items()) + told


def _finish(training: Training) -> TrainingResult:
    """Write weights, what they reach, and the page of the training's course."""
    options, state, folder = training.options, training.state, training.folder
    result = partial(TrainingResult, folder=folder, cpu_seconds=state.cpu_seconds, wall_seconds=state.wall_seconds)
    if not training.team.leads:
        return result(dice={}, leads=False)
    if state.best is not None:
        weights.load_state(state.answering, folder / BEST)
    weights.save(state.answering, training.recipe, folder)
    held = training.held[: options.validate_cases or None]
    dice = training.score(held, weights=folder / FILE)
    report = {
        "key": key_of(training.recipe, options),
        "options": asdict(options),
        "dice": dice,
        "validated": len(held),
        "checkpoint_selection": _selection(training),
        "processes": training.team.size,
        "machine": machine(),
        **progress(state),
    }
    replace_file(folder / weights.TRAINING, to_json_text(report))
    about = {name: value for name, value in asdict(options).items() if value not in ("", (), 0)}
    about[f"Dice of the {counted(len(held), 'validation case')}"] = dice
    trained = training.recipe.trained_on
    curves.draw(folder, f"{zoo.full_name(training.recipe.model, training.recipe.options)} on {trained}", about)
    return result(dice=dice, validated=len(held))


def _selection(training: Training) -> str:
    """Say which weights were kept, and what ended the training if it was not its last step."""
    options, state = training.options, training.state
    if state.best is None:
        return "last"
    cases = f"{len(training.held)} {'inner cases of train' if options.inner_val else 'cases of val'}"
    looks = counted(state.looks, "look")
    early = f"; ended at step {state.step}, after {looks} without a better one" if state.ended else ""
    return f"best of every {options.best_every} steps on {cases}: step {state.best_step}{early}"


def _stop(training: Training, loss: float) -> NoReturn:
    """End a training whose loss is no number, with the state before this step on the disk if it is finite."""
    recipe, options, folder, state = training.recipe, training.options, training.folder, training.state
    kept = (training.team.leads and save(state, folder, recipe, options)) or (folder / CHECKPOINT).is_file()
    rate = state.optimizer.param_groups[0]["lr"]
    left = f"{folder} {'keeps the last finite checkpoint' if kept else 'stays empty'}"
    msg = (
        f"the loss of {recipe.model} is {loss} in step {state.step + 1} of {options.steps}, at a learning rate of "
        f"{rate:.3g}: no weights are written, {left}. "
        "Train again with a lower --learning-rate and another --output."
    )
    raise UsageError(msg)


def make_batch(items: Sequence[Item], recipe: Recipe, options: Options, step: int, *, device: torch.device) -> Mixed:
    """Return the batch of a step, augmented on a device: seed and step alone decide it, so resuming changes nothing."""
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
    return mix(images.to(device), labels.to(device), generator, how, parse_augmentations(options.augment))
