"""Everything about one network on a page of text: paper, costs, sizes, options, variants, diagram, how to cite it."""

import ast
import re
import textwrap
from collections.abc import Iterator

from segeval import zoo
from segeval.bench._count import GIGA, counts, shaped
from segeval.bench._outline import drawn, outline
from segeval.records import FAMILIES, Architecture, spelled

WIDTH = 100
FIELD = re.compile(r", (?=\w+ = \{)")  # of a BibTeX entry


def sheet(name: str) -> str:
    """Return what is known of a network; nothing is computed but shapes. Raises UnknownName if there is none."""
    network = zoo.get(name)
    module = ast.parse(zoo.source(name).read_text(encoding="utf-8"))
    net, image = shaped(network, network.reference_shape, network.reference, {})
    facts = [(title, line) for title, lines in _facts(network, *counts(net, image)) for line in lines]
    rows = [
        f"{title if index == 0 or facts[index - 1][0] != title else '':<9} {line}"
        for index, (title, line) in enumerate(facts)
    ]
    return "\n".join([
        f"{network.id}: {network.title}",
        "",
        *rows,
        "",
        ast.get_docstring(module) or "",
        "",
        *drawn(outline(net, image)),
        "",
        FIELD.sub(",\n  ", network.citation),
    ])  # fmt: skip


def _facts(network: Architecture, params: int, macs: int) -> Iterator[tuple[str, list[str]]]:
    in_channels, classes = network.reference
    size = "×".join(map(str, network.reference_shape))
    yield "paper", [f"{network.paper}, {network.year}"]
    yield "family", [f"{network.family}: {FAMILIES[network.family]}"] if network.family else []
    yield "weights", [f"{params:,} for {in_channels} channels and {classes} classes"]
    yield "", [f"{network.params_fused:,} when fused for inference"] if network.params_fused else []
    yield "costs", [f"{macs / GIGA:.4g} GMACs for an image of {size}"]
    yield "images", [f"{' and '.join(f'{n}D' for n in network.ndim)}, sides: {zoo.size_rule(network)}"]
    yield "trains", [f"on {network.side_outputs + 1} maps of logits"] if network.side_outputs else []
    yield "also", [", ".join(network.extras)] if network.extras else []
    yield "options", list(_options(network))
    yield "variants", [f"{name}  {values.get('params', params):,}" for name, values in network.variants.items()]
    yield "aliases", [", ".join(network.aliases)] if network.aliases else []
    yield "note", textwrap.wrap(network.note, WIDTH)


def _options(network: Architecture) -> Iterator[str]:
    """Yield every option as it is spelled, with its default and its choices."""
    for name, value in network.options.items():
        among = f"  of {', '.join(network.choices[name])}" if name in network.choices else ""
        yield f"{name}={spelled(value)}{among}"
