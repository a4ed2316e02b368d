"""The training loop: patches in, weights and their recipe out, resumable at any step."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from segeval import datasets, volume, weights, zoo
from segeval._disk import replace as replace_file
from segeval._disk import to_json_text, writing
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Settings, answer, lay_out, pick_device, segmenting
from segeval.metrics import resolve, score_case
from segeval.records import Case, Recipe, Structure, Trained, canonical, cost, digest, folder_name
from segeval.training.augment import SCALING, UNKNOWN_SCALING, How, augment
from segeval.training.losses import Loss, deeply_supervised, parse_loss
from segeval.training.plan import fingerprint, plan
from segeval.training.sampling import Item, draw_batch, prepare_item

CHECKPOINT = "checkpoint.safetensors"
WARMUP = 0.05
CLIP = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to train; those under ``cost`` do not change the weights.

    ``learning_rate`` is the peak; it warms up linearly and falls by a polynomial of power 0.9. ``loss`` is a sum of
    registered losses. ``patch`` empty takes the plan's. ``augmentation`` is how often random changes happen; 1 suits
    long trainings. ``channels_last`` is a memory layout that is faster for some networks. ``validate_every`` and
    ``save_every`` count steps.
    """

    steps: int = 1000
    batch: int = 8
    learning_rate: float = 3e-3
    loss: str = "dice+ce"
    weight_decay: float = 1e-2
    patch: tuple[int, ...] = ()
    augmentation: float = 1.0
    seed: int = 0
    channels_last: bool = False
    device: str = cost("auto")
    validate_every: int = cost(0)
    validate_cases: int = cost(8)
    save_every: int = cost(200)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingResult:
    """Where the weights are, what they reach on the validation part (Dice by structure), and what they cost."""

    folder: Path
    dice: dict[str, float]
    cpu_seconds: float
    wall_seconds: float


@dataclass(slots=True)
class State:
    """What a step changes."""

    net: nn.Module
    optimizer: torch.optim.AdamW
    step: int = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0


def train(
    *,
    model: str,
    dataset: str,
    split: str | None = None,
    fold: int | None = None,
    model_args: str = "",
    output: Path | None = None,
    options: Options | None = None,
    watch: Callable[[int, float], object] | None = None,
) -> TrainingResult:
    """Train a network of the zoo, with the options of ``model_args``, on the training part of a split.

    ``fold`` is one of the dataset's default split family, instead of ``split``. The same call with the same output goes
    on where the last one stopped; after its last step it only validates. ``watch`` is called after each step, before
    its checkpoint, with the number of steps taken and the loss.

    Raises:
        UsageError: If the output holds weights of another training, or a name is unknown.
        BadData: If a case cannot be read, or its mask holds a label that the dataset does not declare.
    """
    options = options or Options()
    device, losses = pick_device(options.device), parse_loss(options.loss)
    prepared = datasets.load(dataset, split, fold=fold)
    cases = prepared.part_cases("train")
    if not cases:
        msg = f"{prepared.info.id}: split {prepared.split.name!r} has no training cases on disk."
        raise UsageError(msg)
    network = zoo.get(model)
    asked = zoo.parse_options(network.id, model_args)
    recipe = plan(prepared.info, network, fingerprint(cases), patch=options.patch, options=asked)
    recipe = replace(recipe, trained_on=_trained_on(prepared, cases, options.seed))
    name = zoo.full_name(network.id, asked)
    folder = output or weights.default_folder(name, prepared.info.id, prepared.split.name)
    cache = datasets.data_root() / ".cache" / folder_name(prepared.info.id)
    items = [
        prepare_item(case, recipe, cache) for case in tqdm(cases, "prepare", unit="case", disable=None, leave=False)
    ]

    torch.manual_seed(options.seed)
    net = weights.build(recipe).to(device)
    if options.channels_last:
        lay_out(net, recipe.ndim)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)
    state = State(net, optimizer)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    _resume(state, folder, recipe, options)
    step = partial(_step, state, all_outputs(net, bool(network.side_outputs)), losses)
    _run_steps(state, step, items, recipe, options, folder, prepared, watch)
    weights.save(net, recipe, folder)
    dice = validate(net, recipe, prepared.part_cases("val"), prepared.info.structures)
    report = {"key": _key(recipe, options), "options": asdict(options), "dice": dice, **_progress(state)}
    replace_file(folder / weights.TRAINING, to_json_text(report))
    return TrainingResult(folder=folder, dice=dice, cpu_seconds=state.cpu_seconds, wall_seconds=state.wall_seconds)


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
    prepared: Prepared,
    watch: Callable[[int, float], object] | None,
) -> None:
    """Take the steps that are left; batches are drawn one ahead by another thread."""
    device = next(state.net.parameters()).device
    bar = tqdm(total=options.steps, initial=state.step, desc=f"train {recipe.model}", unit="step", disable=None)
    cpu, wall = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(1) as ahead:
        upcoming = ahead.submit(make_batch, items, recipe, options, state.step)
        while state.step < options.steps:
            images, labels = upcoming.result()
            upcoming = ahead.submit(make_batch, items, recipe, options, state.step + 1)
            for group in state.optimizer.param_groups:
                group["lr"] = options.learning_rate * schedule(state.step, options.steps)
            loss = step(images.to(device), labels.to(device))
            state.step += 1
            now_cpu, now_wall = time.process_time(), time.perf_counter()
            state.cpu_seconds += now_cpu - cpu
            state.wall_seconds += now_wall - wall
            cpu, wall = now_cpu, now_wall
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update()
            if watch:
                watch(state.step, loss)
            if options.validate_every and state.step % options.validate_every == 0 and state.step < options.steps:
                some = prepared.part_cases("val")[: options.validate_cases]
                dice = validate(state.net, recipe, some, prepared.info.structures)
                bar.write(f"step {state.step}: " + ", ".join(f"{k} {v:.4f}" for k, v in dice.items()))
            if state.step % options.save_every == 0 or state.step == options.steps:
                _save(state, folder, recipe, options)
    bar.close()


def _step(
    state: State,
    forward: Callable[[Tensor], Sequence[Tensor]],
    losses: Sequence[Loss],
    images: Tensor,
    labels: Tensor,
) -> float:
    """Take one optimiser step and return the loss."""
    state.net.train()
    state.optimizer.zero_grad(set_to_none=True)
    with torch.autocast(images.device.type, torch.bfloat16, enabled=images.device.type == "cuda"):
        outputs = forward(images)
    loss = deeply_supervised([logits.float() for logits in outputs], labels, losses)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    nn.utils.clip_grad_norm_(state.net.parameters(), CLIP)
    state.optimizer.step()
    return float(loss.detach())


def all_outputs(net: nn.Module, supervised: bool) -> Callable[[Tensor], Sequence[Tensor]]:
    """Return a function that gives all logits of a network, the answer first, then coarser ones."""
    return cast(zoo.Supervised, net).outputs if supervised else lambda images: [net(images)]


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


def validate(
    net: nn.Module, recipe: Recipe, cases: Sequence[Case], structures: Sequence[Structure]
) -> dict[str, float]:
    """Return the mean Dice of each structure over ``cases``, on native grids; one without any value is left out."""
    net.eval()
    segment, dice = segmenting(net, recipe, Settings()), resolve("dice")
    found: dict[str, list[float]] = {structure.name: [] for structure in structures}
    for case in cases:
        assert case.mask is not None
        prediction = answer(segment, volume.read_image(case.images), case.id)
        reference = volume.read_mask(case.mask, recipe.output.labels)
        result = score_case(
            reference, prediction.mask, structures=structures, metrics=dice, case_id=case.id, group=case.group
        )
        for score in result.scores:
            found[score.structure] += [] if score.value is None else [score.value]
    return {name: float(np.mean(values)) for name, values in found.items() if values}


def _save(state: State, folder: Path, recipe: Recipe, options: Options) -> None:
    """Write what resuming needs, in one file that is replaced at once: network, optimiser moments, step and costs."""
    tensors = {f"net.{name}": tensor for name, tensor in state.net.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"{index}.{name}": tensor for name, tensor in moments.items()}
    progress = {"key": _key(recipe, options), **_progress(state)}
    weights.save_tensors(tensors, folder / CHECKPOINT, {"progress": json.dumps(progress)})


def _resume(state: State, folder: Path, recipe: Recipe, options: Options) -> None:
    """Load the state of an earlier call with the same recipe and options, if there is one."""
    from safetensors import SafetensorError, safe_open
    from safetensors.torch import load_file

    path = folder / CHECKPOINT
    if not path.is_file():
        if (folder / weights.FILE).is_file():
            msg = f"{folder} holds weights without the {CHECKPOINT} of their training. Give another --output."
            raise UsageError(msg)
        return
    try:
        with safe_open(path, "pt") as file:
            progress = json.loads(file.metadata()["progress"])
        tensors = load_file(path)
    except SafetensorError as error:
        msg = f"{path} is damaged ({error}). Delete it to train from the start."
        raise BadData(msg) from error
    if progress["key"] != _key(recipe, options):
        msg = f"{folder} holds another training (recipe or options differ). Give another --output, or delete it."
        raise UsageError(msg)
    moments: dict[int, dict[str, Tensor]] = {}
    for name in [name for name in tensors if not name.startswith("net.")]:
        index, _, moment = name.partition(".")
        moments.setdefault(int(index), {})[moment] = tensors.pop(name)
    state.net.load_state_dict({name.removeprefix("net."): tensor for name, tensor in tensors.items()})
    state.optimizer.load_state_dict({**state.optimizer.state_dict(), "state": moments})
    state.step = progress["step"]
    state.cpu_seconds, state.wall_seconds = progress["cpu_seconds"], progress["wall_seconds"]


def _progress(state: State) -> dict[str, float]:
    seconds = {"cpu_seconds": round(state.cpu_seconds, 1), "wall_seconds": round(state.wall_seconds, 1)}
    return {"step": state.step, **seconds}


def _key(recipe: Recipe, options: Options) -> str:
    """Return a digest of what decides the weights."""
    return digest([canonical(recipe), canonical(options)])
