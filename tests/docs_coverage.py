"""docs/coverage.md, from docs/coverage.csv: where everything is that the surveys name; by ``python -m tests.docs``."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import click

from segeval import datasets, metrics, zoo
from segeval.cli import main
from segeval.infer import Settings
from segeval.models import SCHEMES
from segeval.records import Input
from segeval.strategies import STRATEGIES
from segeval.training.adversarial import CRITICS
from segeval.training.augment import AUGMENTATIONS
from segeval.training.losses import LOSSES

COVERAGE = Path(__file__).parents[1] / "docs/coverage.md"
TABLE = COVERAGE.with_suffix(".csv")
OPENING = """# Coverage

Written by `python -m tests.docs` from [coverage.csv](coverage.csv), which is edited by hand; do not edit this page.
What the surveys of the field name, and where it is: `model:` a network of the zoo, `option:` what `--model-args` sets,
`block:` a layer of `segeval.zoo.blocks`, `strategy:` a node of a pipeline, `scheme:` a way in for models, `setting:` of
`segeval run`, `recipe:` of trained weights, `command:`, `metric:`, `dataset:`, `loss:`, `augmentation:`, `critic:`;
`issue:` where it is planned, *later* where it is not yet; *out* of scope, with the reason. A test resolves every name.

The sources are the lists of what five surveys name, by section and row: 2d-1a, 2d-1b and 2d-6 for images, 3d-1 and 3d-9
for volumes and strategies.
"""


class Item(NamedTuple):
    """A row: who names it, what kind of thing it is, its name, where it is, and a remark."""

    source: str
    kind: str
    item: str
    where: str
    note: str

    @property
    def places(self) -> list[tuple[str, str]]:
        """Return kind and name of each place."""
        return [(kind, name) for kind, _, name in (word.partition(":") for word in self.where.split())]


def items() -> list[Item]:
    """Return the rows of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Item(**row) for row in csv.DictReader(file)]


def coverage_page() -> str:
    """Return the page: a table for each kind of thing."""
    parts, rows = [OPENING], items()
    for kind in dict.fromkeys(row.kind for row in rows):
        lines = ["| named in | what | where | remark |", "|---|---|---|---|"]
        lines += [line(row) for row in rows if row.kind == kind]
        parts.append(f"## {kind.capitalize()}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def line(row: Item) -> str:
    places = ", ".join(f"`{kind}:{name}`" if name else f"*{kind}*" for kind, name in row.places)
    return f"| {row.source} | {row.item} | {places} | {row.note} |"


def unresolved(row: Item) -> Iterator[str]:
    """Yield the places of a row that do not exist."""
    for kind, name in row.places:
        if kind in ("out", "later"):
            if not row.note:
                yield f"{kind} without a reason"
        elif kind not in KNOWN or not KNOWN[kind](name):
            yield f"{kind}:{name}"


def _option(text: str) -> bool:
    name, _, options = text.partition("[")
    return bool(zoo.parse_options(name, options.rstrip("]")))


def _command(text: str) -> bool:
    found: click.Command | None = main
    for word in text.split("/"):
        found = found.commands.get(word) if isinstance(found, click.Group) else None
    return found is not None


KNOWN: Mapping[str, Callable[[str], object]] = {
    "model": zoo.get,
    "option": _option,
    "block": lambda name: getattr(zoo.blocks, name),
    "strategy": STRATEGIES.get,
    "scheme": SCHEMES.get,
    "setting": lambda name: name in {each.name for each in fields(Settings)},
    "recipe": lambda name: name in {each.name for each in fields(Input)},
    "command": _command,
    "metric": metrics.REGISTRY.get,
    "dataset": datasets.describe,
    "loss": LOSSES.get,
    "augmentation": AUGMENTATIONS.get,
    "critic": CRITICS.get,
    "issue": str.isdigit,
}
