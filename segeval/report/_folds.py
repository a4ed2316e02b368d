"""Names of folds: ``nested-0`` to ``nested-4`` are splits, and ``nested-0..4`` is what a board calls them together."""

import re

from segeval.records import digest

FOLD = re.compile(r"(?P<family>.+)-(?P<number>\d+)")
JOINED = re.compile(r"(?P<family>.+)-0\.\.(?P<last>\d+)")


def joined_name(first: str, count: int) -> str:
    """Return what so many folds are called together, of which ``first`` is the name of fold 0."""
    return f"{first}..{count - 1}"


def joined_digest(digests: list[str]) -> str:
    """Return the digest of a whole from those of its folds, empty if they have none; that of one split is its own."""
    return digests[0] if len(digests) == 1 or not digests[0] else digest(digests)


def folds(split: str) -> list[str]:
    """Return the splits that a name of a board joins, which is one where it joins none."""
    found = JOINED.fullmatch(split)
    return [f"{found['family']}-{number}" for number in range(int(found["last"]) + 1)] if found else [split]


def for_each_fold(command: str, split: str) -> str:
    """Return a command of a shell or, where it names this split and that joins folds, a loop over them."""
    found = JOINED.fullmatch(split)
    if not found or split not in command:
        return command
    numbers = " ".join(map(str, range(int(found["last"]) + 1)))
    return f"for fold in {numbers}; do {command.replace(split, found['family'] + '-${fold}')}; done"
