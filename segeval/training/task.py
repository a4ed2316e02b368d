"""What a training is: its recipe, the cases that it learns from, and those that are held out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from segeval import datasets
from segeval._progress import watched
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.records import Architecture, Case, Recipe, SplitPart, Trained, digest, folder_name
from segeval.training.clicks import clicked, refining
from segeval.training.options import Options, option_name
from segeval.training.plan import Fingerprint, kept_fingerprint, read_plan
from segeval.training.plan import plan as planned
from segeval.training.previous import answers, shown
from segeval.training.sampling import Item, prepare_item
from segeval.weights import require_fit


class Task(NamedTuple):
    """What is trained: its recipe, cases to learn from, cases that are held out, and where their arrays are kept."""

    recipe: Recipe
    cases: Sequence[Case]
    held: Sequence[Case]
    cache: Path


def make_task(
    prepared: Prepared,
    network: Architecture,
    asked: Mapping[str, Any],
    options: Options,
    previous: Sequence[Path],
    plan: Path | None = None,
) -> Task:
    """Plan a training, or read its plan; with ``previous`` runs, cases show their answers and the network sees them.

    Raises:
        UsageError: If there is nothing to learn from, or the request does not suit the network or the dataset.
    """
    known, ignore = answers(previous, prepared), prepared.info.ignore
    cases, held = parts(prepared, options.inner_val)
    cache = datasets.data_root() / ".cache" / folder_name(prepared.info.id)
    if plan:
        recipe = _read(plan, network, asked, prepared, options)
    else:
        seen = kept_fingerprint(cases, cache, ignore, title=f"train {network.id}: look at")
        recipe = _plan(prepared, network, asked, options, seen)
    recipe = replace(
        recipe,
        trained_on=_on(
            prepared,
            "train",
            (case.id for case in cases),
            seed=options.seed,
            other=f"an encoder from {options.encoder}" if options.encoder else "",
        ),
        chosen_on=_chosen_on(prepared, options),
    )
    labels, maps = [*recipe.output.labels], cache / "previous"
    if options.clicks:
        if not known:
            msg = "--clicks trains a refiner of earlier answers: name runs with saved predictions by --previous"
            raise UsageError(msg)
        show = partial(clicked, known=known, labels=labels, folder=maps, seed=options.seed, ignore=ignore)
        return Task(refining(recipe), show(cases), show(held), cache)
    if known:
        foreground = tuple(label for label in labels if label)
        recipe = replace(recipe, input=replace(recipe.input, previous=foreground))
        show = partial(shown, known=known, labels=foreground, folder=maps)
        return Task(recipe, show(cases), show(held), cache)
    return Task(recipe, cases, held, cache)


def _plan(
    prepared: Prepared, network: Architecture, asked: Mapping[str, Any], options: Options, seen: Fingerprint
) -> Recipe:
    """Return the recipe that suits what the cases look like, as far as the options leave it open."""
    recipe = planned(
        prepared.info,
        network,
        seen,
        options=asked,
        patch=options.patch or options.resize,
        axes=options.axes,
        slices=options.slices,
        spacing=options.spacing,
    )
    if options.resize:
        recipe = replace(recipe, input=replace(recipe.input, spacing=None, shape=_shape(prepared, options.resize)))
    return recipe


def _read(file: Path, network: Architecture, asked: Mapping[str, Any], prepared: Prepared, options: Options) -> Recipe:
    """Return the recipe of a plan.

    Raises:
        UsageError: If it is of another network or dataset, or an option asks for what the plan says.
    """
    plan = read_plan(file)
    recipe = plan.recipe
    if plan.dataset != prepared.info.id:
        msg = f"{file} plans for {plan.dataset}, not for {prepared.info.id}; make one for it with segeval plan"
        raise UsageError(msg)
    require_fit(recipe, prepared.info)
    said = [name for name in ("patch", "axes", "spacing", "resize") if getattr(options, name)]
    said += ["slices"] * (options.slices > 1) + ["model_args"] * bool(asked)
    if recipe.model != network.id or said:
        other = f"plans {recipe.model}, not {network.id}"
        msg = f"{file} " + (
            other if recipe.model != network.id else f"says what {option_name(said[0])} is; edit it there"
        )
        raise UsageError(msg)
    return recipe


def prepare_items(task: Task, ignore: int | None) -> list[Item]:
    """Bring the cases to learn from to the model grid, and keep them in the cache.

    Raises:
        UsageError: If a patch is more than twice as long as any image along every axis.
    """
    title = f"train {task.recipe.model}: prepare"
    cases = watched(task.cases, title, len(task.cases), leave=False)
    items = [prepare_item(case, task.recipe, task.cache, ignore) for case in cases]
    patch = task.recipe.window.patch
    most = [max(item.labels.shape[axis] for item in items) for axis in range(-len(patch), 0)]
    if all(length > 2 * extent for length, extent in zip(patch, most, strict=True)):
        ours, theirs = ("×".join(map(str, sizes)) for sizes in (patch, most))
        msg = f"a patch of {ours} voxels is mostly padding: no image is longer than {theirs}; give a smaller one"
        raise UsageError(msg)
    return items


def parts(prepared: Prepared, inner: float) -> tuple[list[Case], list[Case]]:
    """Return the cases to learn from and those held out: the split's, or an ``inner`` share of its training cases.

    Whole groups are held out, in an order that only their names decide, until they hold the share.

    Raises:
        UsageError: If nothing is left to learn from, or the cases are too few to hold some out.
    """
    cases = prepared.part_cases("train")
    if not cases:
        msg = f"{prepared.info.id}: split {prepared.split.name!r} has no training cases on disk."
        raise UsageError(msg)
    if not inner:
        return cases, prepared.part_cases("val")
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case.group or case.id, []).append(case)
    held: list[Case] = []
    for name in sorted(groups, key=lambda name: digest(["inner validation", name])):
        if len(held) >= inner * len(cases):
            break
        held += groups[name]
    kept = {case.id for case in held}
    learned = [case for case in cases if case.id not in kept]
    if not learned:
        few = f"the {len(groups)} {prepared.info.group or 'case'}s of {prepared.info.id} leave nothing to learn from"
        msg = f"--inner-val {inner}: {few}. Leave it out, or give a smaller share."
        raise UsageError(msg)
    return learned, sorted(held, key=lambda case: case.id)


def _shape(prepared: Prepared, size: Sequence[int]) -> tuple[int, ...]:
    if len(size) != prepared.info.ndim:
        msg = f"--resize {tuple(size)}: give {prepared.info.ndim} numbers, {prepared.info.id} is {prepared.info.ndim}D"
        raise UsageError(msg)
    return tuple(size)


def _on(
    prepared: Prepared, part: SplitPart, cases: Iterable[str], *, seed: int | None = None, other: str = ""
) -> Trained:
    """Return how cases of a part are recorded, whether weights were made on them or settings."""
    return Trained(
        dataset=prepared.info.id,
        split=prepared.split.name,
        split_digest=prepared.split.digest,
        part=part,
        cases=digest(sorted(cases)),
        seed=seed,
        other=other,
    )


def _chosen_on(prepared: Prepared, options: Options) -> tuple[Trained, ...]:
    """Return what decided which of the weights on the way are kept: nothing, the inner cases, or those of val."""
    part: SplitPart = "train" if options.inner_val else "val"
    return (_on(prepared, part, prepared.split.part(part)),) if options.best_every else ()
