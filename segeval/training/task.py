"""What a training is: its recipe, the cases that it learns from, and those that are held out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from segeval._progress import watched
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.records import Architecture, Case, Recipe, Trained, digest
from segeval.training.clicks import clicked, refining
from segeval.training.options import Options
from segeval.training.plan import fingerprint, plan
from segeval.training.previous import answers, shown


class Task(NamedTuple):
    """What is trained: its recipe, the cases to learn from and those that are held out."""

    recipe: Recipe
    cases: Sequence[Case]
    held: Sequence[Case]


def make_task(
    prepared: Prepared,
    network: Architecture,
    asked: Mapping[str, Any],
    options: Options,
    previous: Sequence[Path],
    cache: Path,
) -> Task:
    """Plan a training; with ``previous`` runs, cases show their answers and the network sees them.

    Raises:
        UsageError: If there is nothing to learn from, or the request does not suit the network or the dataset.
    """
    known, ignore = answers(previous, prepared), prepared.info.ignore
    cases, held = parts(prepared, options.inner_val)
    seen = fingerprint(watched(cases, f"train {network.id}: look at", len(cases), leave=False), ignore)
    recipe = plan(
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
    recipe = replace(
        recipe,
        trained_on=_trained_on(prepared, cases, options.seed),
        chosen_on=_chosen_on(prepared, options),
    )
    labels, maps = [*recipe.output.labels], cache / "previous"
    if options.clicks:
        if not known:
            msg = "--clicks trains a refiner of earlier answers: name runs with saved predictions by --previous"
            raise UsageError(msg)
        shows = [clicked(some, known, labels, maps, seed=options.seed, ignore=ignore) for some in (cases, held)]
        return Task(refining(recipe), *shows)
    if known:
        foreground = tuple(label for label in labels if label)
        recipe = replace(recipe, input=replace(recipe.input, previous=foreground))
        return Task(recipe, *(shown(some, known, foreground, maps) for some in (cases, held)))
    return Task(recipe, cases, held)


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
        msg = f"--inner-val {inner}: the {len(groups)} groups of {prepared.info.id} leave nothing to learn from"
        raise UsageError(msg)
    return learned, sorted(held, key=lambda case: case.id)


def _shape(prepared: Prepared, size: Sequence[int]) -> tuple[int, ...]:
    if len(size) != prepared.info.ndim:
        msg = f"--resize {tuple(size)}: give {prepared.info.ndim} numbers, {prepared.info.id} is {prepared.info.ndim}D"
        raise UsageError(msg)
    return tuple(size)


def _trained_on(prepared: Prepared, cases: Sequence[Case], seed: int) -> Trained:
    return Trained(
        dataset=prepared.info.id,
        split=prepared.split.name,
        split_digest=prepared.split.digest,
        part="train",
        cases=digest(sorted(case.id for case in cases)),
        seed=seed,
    )


def _chosen_on(prepared: Prepared, options: Options) -> tuple[Trained, ...]:
    """Return what decided which of the weights on the way are kept: nothing, the inner cases, or those of val."""
    if not options.best_every:
        return ()
    part = "train" if options.inner_val else "val"
    split = prepared.split
    return (Trained(dataset=prepared.info.id, split=split.name, split_digest=split.digest, part=part),)
