"""The training loop: patches in, weights and their recipe out, resumable at any step."""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from segeval import datasets, metrics, recipe, volume, weights, zoo
from segeval._disk import replace as replace_file
from segeval._disk import to_json_text, writing
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Settings, lay_out, pick_device, predict
from segeval.records import Case, Recipe, digest, slug, to_json
from segeval.training.augment import SCALING, UNKNOWN_SCALING, augment
from segeval.training.losses import deeply_supervised
from segeval.training.sampling import Item, draw_batch, prepare_item

CHECKPOINT = "checkpoint.safetensors"
WARMUP = 0.05
CLIP = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to train. ``learning_rate`` is the peak; it warms up linearly and falls by a polynomial of power 0.9.

    ``patch`` empty takes the plan's. ``augmentation`` is how often random changes happen; 1 suits long trainings.
    ``channels_last`` is a memory layout that is faster for some networks. ``validate_every`` and ``save_every`` count
    steps.
    """

    steps: int = 1000
    batch: int = 8
    learning_rate: float = 3e-3
    weight_decay: float = 1e-2
    patch: tuple[int, ...] = ()
    augmentation: float = 1.0
    seed: int = 0
    device: str = "auto"
    channels_last: bool = False
    validate_every: int = 0
    validate_cases: int = 8
    save_every: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
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
    output: Path | None = None,
    options: Options | None = None,
) -> Trained:
    """Train a network of the zoo on the training part of a split.

    The same call with the same output goes on where the last one stopped; after its last step it only validates.

    Raises:
        UsageError: If the output holds weights of another training.
    """
    options = options or Options()
    device = pick_device(options.device)
    prepared = datasets.load(dataset, split)
    cases = prepared.part_cases("train")
    if not cases:
        msg = f"{prepared.info.id}: split {prepared.split.name!r} has no training cases on disk."
        raise UsageError(msg)
    network = zoo.get(model)
    plan = recipe.plan(prepared.info, network, recipe.fingerprint(cases), options.patch or None)
    plan = replace(plan, split=prepared.split.name, split_digest=prepared.split.digest, seed=options.seed)
    folder = output or weights.default_folder(network.id, prepared.info.id, prepared.split.name)
    cache = datasets.data_root() / ".cache" / slug(prepared.info.id)
    items = [prepare_item(case, plan, cache) for case in tqdm(cases, "prepare", unit="case", disable=None, leave=False)]

    torch.manual_seed(options.seed)
    net = weights.build(plan).to(device)
    if options.channels_last:
        lay_out(net, plan.ndim)
    optimizer = torch.optim.AdamW(net.parameters(), lr=options.learning_rate, weight_decay=options.weight_decay)
    state = State(net, optimizer)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    _resume(state, folder, plan, options)
    forward = side_forward(net, bool(network.side_outputs))
    _run_steps(state, forward, items, plan, options, folder, prepared)
    weights.save(net, plan, folder)
    dice = validate(net, plan, prepared.part_cases("val"))
    report = {"key": _key(plan, options), "options": asdict(options), "dice": dice, **_progress(state)}
    replace_file(folder / "training.json", to_json_text(report))
    return Trained(folder=folder, dice=dice, cpu_seconds=state.cpu_seconds, wall_seconds=state.wall_seconds)


def _run_steps(
    state: State,
    forward: Callable[[Tensor], Sequence[Tensor]],
    items: Sequence[Item],
    plan: Recipe,
    options: Options,
    folder: Path,
    prepared: Prepared,
) -> None:
    """Take the steps that are left; batches are drawn one ahead by another thread."""
    device = next(state.net.parameters()).device
    bar = tqdm(total=options.steps, initial=state.step, desc=f"train {plan.model}", unit="step", disable=None)
    cpu, wall = time.process_time(), time.perf_counter()
    with ThreadPoolExecutor(1) as ahead:
        upcoming = ahead.submit(make_batch, items, plan, options, state.step)
        while state.step < options.steps:
            images, labels = upcoming.result()
            upcoming = ahead.submit(make_batch, items, plan, options, state.step + 1)
            for group in state.optimizer.param_groups:
                group["lr"] = options.learning_rate * schedule(state.step, options.steps)
            loss = _step(state, forward, images.to(device), labels.to(device))
            state.step += 1
            now_cpu, now_wall = time.process_time(), time.perf_counter()
            state.cpu_seconds += now_cpu - cpu
            state.wall_seconds += now_wall - wall
            cpu, wall = now_cpu, now_wall
            bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
            bar.update()
            if options.validate_every and state.step % options.validate_every == 0 and state.step < options.steps:
                dice = validate(state.net, plan, prepared.part_cases("val")[: options.validate_cases])
                bar.write(f"step {state.step}: " + ", ".join(f"{k} {v:.4f}" for k, v in dice.items()))
            if state.step % options.save_every == 0 or state.step == options.steps:
                _save(state, folder, plan, options)
    bar.close()


def _step(state: State, forward: Callable[[Tensor], Sequence[Tensor]], images: Tensor, labels: Tensor) -> float:
    """Take one optimiser step and return the loss."""
    state.net.train()
    state.optimizer.zero_grad(set_to_none=True)
    with torch.autocast(images.device.type, torch.bfloat16, enabled=images.device.type == "cuda"):
        outputs = forward(images)
    loss = deeply_supervised([logits.float() for logits in outputs], labels)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    nn.utils.clip_grad_norm_(state.net.parameters(), CLIP)
    state.optimizer.step()
    return float(loss.detach())


def side_forward(net: nn.Module, side: bool) -> Callable[[Tensor], Sequence[Tensor]]:
    """Return a function that gives all outputs of a network, finest first."""
    return (lambda images: net(images, side=True)) if side else (lambda images: [net(images)])


def schedule(step: int, steps: int) -> float:
    """Return the share of the peak learning rate at ``step``: a linear warm-up, then (1 - progress) ** 0.9."""
    warmup = max(1, round(WARMUP * steps))
    if step < warmup:
        return (step + 1) / warmup
    return float((1 - (step - warmup) / max(1, steps - warmup)) ** 0.9)


def make_batch(items: Sequence[Item], plan: Recipe, options: Options, step: int) -> tuple[Tensor, Tensor]:
    """Return the augmented batch of a step: a function of seed and step alone, so that resuming changes nothing."""
    images, labels = draw_batch(items, plan.patch, options.batch, np.random.default_rng([options.seed, step]))
    generator = torch.Generator().manual_seed(int(digest([options.seed, step])[:8], 16))
    scaling = SCALING if plan.spacing else UNKNOWN_SCALING
    return augment(images, labels, generator, flips=plan.flips, scaling=scaling, strength=options.augmentation)


def validate(net: nn.Module, plan: Recipe, cases: Sequence[Case]) -> dict[str, float]:
    """Return the mean Dice of each structure's label over ``cases``, on native grids."""
    net.eval()
    totals: dict[str, list[float]] = {name: [] for value, name in plan.labels.items() if value}
    (dice,) = metrics.resolve("dice")
    for case in cases:
        assert case.mask is not None
        predicted = predict(net, volume.read_image(case.images), plan, Settings()).mask.array
        reference = volume.read_mask(case.mask, plan.labels)
        for value, name in plan.labels.items():
            if value:
                pair = metrics.Pair(reference.array == value, predicted == value, reference.grid)
                score = metrics.score(dice, pair)
                totals[name] += [] if score.value is None else [score.value]
    return {name: float(np.mean(values)) for name, values in totals.items() if values}


def _save(state: State, folder: Path, plan: Recipe, options: Options) -> None:
    """Write what resuming needs, in one file that is replaced at once: network, optimiser moments, step and costs."""
    from safetensors.torch import save_file

    tensors = {f"net.{name}": tensor for name, tensor in state.net.state_dict().items()}
    for index, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"{index}.{name}": tensor for name, tensor in moments.items()}
    stored = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    progress = {"key": _key(plan, options), **_progress(state)}
    temporary = folder / f"{CHECKPOINT}.partial"
    save_file(stored, temporary, metadata={"progress": json.dumps(progress)})
    temporary.replace(folder / CHECKPOINT)


def _resume(state: State, folder: Path, plan: Recipe, options: Options) -> None:
    """Load the state of an earlier call with the same recipe and options, if there is one."""
    from safetensors import SafetensorError, safe_open
    from safetensors.torch import load_file

    path = folder / CHECKPOINT
    if not path.is_file():
        if (folder / "model.safetensors").is_file():
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
    if progress["key"] != _key(plan, options):
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


def _key(plan: Recipe, options: Options) -> str:
    """Return a digest of what decides the weights."""
    deciding = {k: v for k, v in asdict(options).items() if k not in ("device", "validate_every", "validate_cases")}
    return digest([to_json(plan), deciding])
