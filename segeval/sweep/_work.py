"""A sweep at work: each training, its run and its scores, and how far all of them are."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, TypeVar

from segeval import runner
from segeval.errors import IncompleteRun, SegevalError, UsageError
from segeval.records import digest
from segeval.sweep._entries import Entry, Untrained, is_trained, told
from segeval.training import loop
from segeval.training.options import Options

INNER = 0.2  # of the training cases, where settings are chosen
One = TypeVar("One")
log = logging.getLogger("segeval.sweep")


class Row(NamedTuple):
    """An entry as a line of a table; ``dice`` is the mean over the structures of its validation cases.

    ``board`` says whether a run of it lies beside the file. What is not trained here has no seed, steps, Dice and time.
    """

    model: str
    dataset: str
    split: str
    seed: int | None = None
    steps: int | None = None
    done: int | None = None
    dice: float | None = None
    cpu_minutes: float | None = None
    board: str = "no"


def share(entries: Sequence[One], shard: str | None) -> list[One]:
    """Return what the part ``1/2`` of a sweep does, so that two processes do all of it: every second entry."""
    if not shard:
        return list(entries)
    number, _, count = shard.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        msg = f"--shard {shard!r}: give NUMBER/COUNT, as 1/2 for the first of two"
        raise UsageError(msg)
    return list(entries[int(number) - 1 :: int(count)])


def work(entries: Sequence[Entry | Untrained], runs: Path) -> None:
    """Train, run and score each entry that is not done or on the board; what fails is told, and the others go on.

    Raises:
        IncompleteRun: At the end, with what failed.
    """
    failed: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        title = f"{entry.name} on {entry.dataset} ({entry.split})"
        title += f", seed {entry.options.seed}" if isinstance(entry, Entry) else ""
        log.info("sweep: %d of %d: %s%s", number, len(entries), title, " stands on the board" if entry.standing else "")
        if entry.standing:
            continue
        try:
            if isinstance(entry, Entry) and not is_trained(entry):
                _train(entry, _chosen(entry))
            for split in (entry.split, *entry.also):
                runner.run(
                    **entry.asked,
                    name=entry.name,
                    dataset=entry.dataset,
                    split=split,
                    output=runs,
                    save_predictions=True,  # of which boards draw pictures
                )
        except (SegevalError, RuntimeError, MemoryError) as error:  # of a network on one dataset, not of the others
            failed[title] = str(error).splitlines()[0] if str(error) else type(error).__name__
            log.warning("sweep: %s failed: %s", title, failed[title])
    if failed:
        some = "; ".join(f"{title}: {reason}" for title, reason in failed.items())
        msg = f"{len(failed)} of {len(entries)} entries failed, the same command tries them again: {some}"
        raise IncompleteRun(msg)


def rows(entries: Sequence[Entry | Untrained]) -> Iterator[Row]:
    """Yield how far each entry is, as its folder and the board tell."""
    for entry in entries:
        row = Row(entry.name, entry.dataset, entry.split, board="yes" if entry.standing else "no")
        if isinstance(entry, Untrained):
            yield row
            continue
        found = entry.standing or told(entry)
        dice = found.get("dice") or {}
        yield row._replace(
            seed=entry.options.seed,
            steps=entry.options.steps,
            done=found.get("step", 0),
            dice=round(sum(dice.values()) / len(dice), 4) if dice else None,
            cpu_minutes=round(found["cpu_seconds"] / 60, 1) if found else None,
        )


def _train(entry: Entry, options: Options, folder: Path | None = None) -> Mapping[str, float]:
    return loop.train(
        model=entry.model,
        model_args=entry.model_args,
        dataset=entry.dataset,
        split=entry.split,
        output=folder or entry.folder,
        options=options,
        encoder=entry.encoder,
    ).dice


def _chosen(entry: Entry) -> Options:
    """Return the options of an entry, those to choose being what the held-out training cases like best."""
    if not entry.choices:
        return entry.options
    reached = []
    for choice in entry.choices:
        tried = replace(entry.options, **choice, inner_val=INNER)
        dice = _train(entry, tried, entry.folder / "choice" / digest(choice))
        reached.append(sum(dice.values()) / max(1, len(dice)))
    best = max(range(len(reached)), key=lambda index: reached[index])
    words = ", ".join(f"{json.dumps(choice)}: {dice:.4f}" for choice, dice in zip(entry.choices, reached, strict=True))
    said = f"mean Dice on {INNER:.0%} of the training cases, held out by group: {words}"
    return replace(entry.options, **entry.choices[best], chosen=(said,))
