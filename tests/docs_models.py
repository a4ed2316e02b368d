"""docs/models.md, from what the networks declare; ``python -m tests.docs`` writes it again."""

import ast
import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from segeval import records, zoo
from segeval.records import FAMILIES, Architecture

MODELS = Path(__file__).parents[1] / "docs/models.md"
GOLDEN = Path(__file__).parent / "golden/zoo.csv"
PARITY = Path(__file__).parent / "golden/parity"
OPENING = """# Models

Written by `python -m tests.docs` from what each network declares; do not edit. Every network is written from its paper
and returns logits at the size of the image. Weights are counted at the channels and classes of the column "for", GMACs
(multiply-accumulates of convolutions and matrix products, in units of 1e9) for one image of the size beside them;
`segeval bench` measures time and memory on your device.

"Compared with" names the public implementation that a network equals, tensor by tensor, to 1e-9 in double precision:
`tests/golden/parity` holds what was recorded, `segeval weights import` loads such checkpoints.
"""


def models_page(compared: Mapping[str, str]) -> str:
    """Return the page of every network of this package; ``compared`` says which public code a network equals."""
    networks = {name: net for name, net in zoo.declared().items() if "/" not in name}
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        costs = {row["id"]: int(row["macs"]) / 1e9 for row in csv.DictReader(file)}
    parts = [OPENING]
    for family, meaning in FAMILIES.items():
        chosen = [net for net in networks.values() if net.family == family]
        if chosen:
            parts.append(f"## {family}: {meaning}\n\n" + "\n".join(table(chosen, costs)) + "\n")
            parts += [section(file, nets, compared) for file, nets in by_module(chosen).items()]
    return "\n".join(parts)


def compared_with() -> dict[str, str]:
    """Return the public implementation that each network equals, from what was recorded."""
    records = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(PARITY.glob("*.json"))]
    return {record["id"]: record["source"] for record in records}


def table(networks: Iterable[Architecture], costs: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of the table of a family."""
    yield "| id | title | year | images | sides | weights | for | GMACs |"
    yield "|---|---|---|---|---|---|---|---|"
    for net in networks:
        cells = [
            f"[`{net.id}`](#{zoo.source(net.id).stem})",
            net.title,
            str(net.year),
            " ".join(f"{n}D" for n in net.ndim),
            zoo.size_rule(net),
            f"{net.params:,}",
            " → ".join(map(str, net.reference)),
            f"{costs[net.id]:.3g} at {'×'.join(map(str, net.reference_shape))}",
        ]
        yield f"| {' | '.join(cells)} |"


def by_module(networks: Iterable[Architecture]) -> dict[Path, list[Architecture]]:
    """Return networks by the file that declares them."""
    found: dict[Path, list[Architecture]] = {}
    for net in networks:
        found.setdefault(zoo.source(net.id), []).append(net)
    return found


def section(file: Path, networks: list[Architecture], compared: Mapping[str, str]) -> str:
    """Return what a module says of its paper, its options, whom it was compared with, and how to cite it."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    head, _, rest = text.partition("\n")
    options = {name: value for net in networks for name, value in net.options.items()}
    spelled = ", ".join(f"`{name}={records.spelled(value)}`" for name, value in options.items())
    peers = sorted({compared[net.id] for net in networks if net.id in compared})
    lines = [
        f"### {file.stem}\n\n**{code(head)}**\n{code(rest)}\n",
        f"- Networks: {', '.join(f'`{net.id}`' for net in networks)}",
        f"- Options: {spelled}" if spelled else "",
        f"- Compared with: {'; '.join(peers)}" if peers else "",
        f"- Cite: `{networks[0].citation}`",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def code(text: str) -> str:
    """Return a docstring as Markdown."""
    return re.sub(r"``(.+?)``", r"`\1`", text)
