"""The generated tables of the README; ``python -m tests.readme`` writes them again."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from segeval import catalogue, zoo
from segeval.records import FAMILIES

README = Path(__file__).parents[1] / "README.md"
MARKED = re.compile(r"(<!-- table:(\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


class Table(NamedTuple):
    """How entries become rows: those that agree in ``by`` share one, and ``item`` is what each adds to it."""

    item: str
    by: str
    columns: tuple[str, ...]


TABLES = {
    "datasets": Table("`{id}` {cases}", "modality", ("modality",)),
    "metrics": Table("`{id}`", "family", ("family",)),
}


def span(low: float, high: float) -> str:
    """Return two counts in millions as ``1.4 M to 136 M``, or one that is both."""
    ends = [f"{count:.0f} M" if count >= 100 else f"{count:.2g} M" for count in (low, high)]
    return " to ".join(dict.fromkeys(ends))


def models() -> str:
    """Return the Markdown table of the families of networks."""
    lines = ["| family | networks | weights | ids |\n", "| --- | --- | --- | --- |\n"]
    declared = zoo.declared().values()
    variants = {name for net in declared for name in net.variants}
    for family, meaning in FAMILIES.items():
        chosen = [net for net in declared if net.family == family]
        if not chosen:
            continue
        counts = sorted(net.params / 1e6 for net in chosen)
        bases = ", ".join(f"`{net.id}`" for net in chosen if net.id not in variants)
        lines.append(f"| {family}: {meaning} | {len(chosen)} | {span(counts[0], counts[-1])} | {bases} |\n")
    return "".join(lines)


def table(what: str) -> str:
    """Return the Markdown table of all datasets, models or metrics."""
    if what == "models":
        return models()
    item, by, columns = TABLES[what]
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in catalogue.entries(what):
        groups[entry[by]].append(entry)
    lines = [("id", *columns), ["---"] * (len(columns) + 1)]
    for entries in groups.values():
        names = "; ".join(item.format(**entry) for entry in entries)
        lines.append([names, *(", ".join(dict.fromkeys(str(entry[key]) for entry in entries)) for key in columns)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def generated(text: str) -> str:
    """Return ``text`` with every table between its markers as it must be."""
    return MARKED.sub(lambda found: found[1] + table(found[2]) + found[3], text)


if __name__ == "__main__":
    README.write_text(generated(README.read_text(encoding="utf-8")), encoding="utf-8")
