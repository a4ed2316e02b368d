"""docs/metrics.md, from what the metrics declare; ``python -m tests.docs`` writes it and the other pages again."""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from math import inf
from pathlib import Path

from segeval.metrics import REGISTRY, Metric
from tests.docs_coverage import COVERAGE, coverage_page
from tests.docs_models import MODELS, compared_with, models_page
from tests.docs_strategies import STRATEGIES_PAGE, fresh_results, strategies_page

METRICS = Path(__file__).parents[1] / "docs/metrics.md"

# Of families only the order is said here; one that is not named comes last.
FAMILIES = ("overlap", "agreement", "volume", "surface", "tolerance", "topology", "instance", "probability")
UNITS = {
    "1": "fraction",
    "%": "%",
    "length": "mm, or px where there is no spacing",
    "volume": "ml (mm² in 2D), or px where there is no spacing",
    "count": "count",
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "zero": "0 is best, both signs are errors"}
SCOPES = {"structure": "each structure", "map": "the whole label map"}
OPENING = """# Metrics

Written by `python -m tests.docs` from what each metric declares; do not edit. R is the reference, P the prediction.
Arrays are `(z, y, x)`, distances are in the unit of the grid, and "no value" is excluded from a mean and counted.

**Voxels to ignore.** Where the reference holds the ignored label (`ignore=255`) nothing is known. These voxels enter no
count, not even that of agreeing background; objects end there and probabilities there do not count. Both masks are
background there, but the edge of such a region is no surface: a voxel is border, and a surface element exists, only
where something outside of the mask that is not ignored touches it. The area of an element is that of the masks as they
are then. A mask that is left without any surface has no distances and no surface Dice. A prediction that holds the
ignored label elsewhere is an error.

**Volumes of one slice.** An axis along which there is one voxel is no axis: surfaces, boundaries, objects and shapes
are those of the image in the other two, in its spacing. A volume in ml stays one: the slice has a thickness.

**Tolerances.** A distance is within a tolerance up to a relative 1e-6 more than it, because headers hold single
precision and grids are turned.
"""


def metrics_page() -> str:
    """Return the page of every metric of this package, family by family."""
    families: dict[str, list[Metric]] = {}
    for metric in REGISTRY.items().values():
        if "/" not in metric.id:  # what other packages add is not ours to describe
            families.setdefault(declared_in(metric), []).append(metric)
    ordered = sorted(families, key=lambda module: (place(module), module))
    known = [metric for module in ordered for metric in families[module]]
    parts = [OPENING, "\n".join(table(known)) + "\n"]
    for module in ordered:
        parts.append(f"## {module.rpartition('.')[2].capitalize()}\n\n{inspect.getdoc(sys.modules[module])}\n")
        parts += [section(metric) for metric in families[module]]
    return "\n".join(parts)


def declared_in(metric: Metric) -> str:
    """Return the full name of the module that declares a metric."""
    return str(getattr(metric.fn, "func", metric.fn).__module__)


def place(module: str) -> int:
    """Return where a family stands on the page."""
    name = module.rpartition(".")[2]
    return FAMILIES.index(name) if name in FAMILIES else len(FAMILIES)


def table(metrics: Iterable[Metric]) -> Iterator[str]:
    """Yield the lines of the table on top."""
    yield "| id | title | unit | range | better | family |"
    yield "|---|---|---|---|---|---|"
    for metric in metrics:
        family = declared_in(metric).rpartition(".")[2]
        link = f"[`{metric.id}`](#{anchor(metric)})"
        cells = [link, metric.title, metric.unit, interval(*metric.bounds), metric.better, family]
        yield f"| {' | '.join(cells)} |"


def heading(metric: Metric) -> str:
    """Return the heading of a metric."""
    return f"{metric.title}: {metric.id}"


def anchor(metric: Metric) -> str:
    """Return what the heading becomes in a link: lower case, hyphens for spaces, no other punctuation."""
    return re.sub(r"[^\w\- ]", "", heading(metric).lower()).replace(" ", "-")


def interval(low: float, high: float) -> str:
    """Return a range; infinity is never reached, so that its bracket is round."""
    return ("(−∞" if low == -inf else f"[{low:g}") + ", " + ("∞)" if high == inf else f"{high:g}]")


def section(metric: Metric) -> str:
    """Return what a metric declares, as a section."""
    facts = {
        "Id": f"`{metric.id}`",
        "Aliases": ", ".join(f"`{alias}`" for alias in metric.aliases),
        "Unit": UNITS[metric.unit],
        "Range": f"{interval(*metric.bounds)}; {BETTER[metric.better]}",
        "Parameter": parameter(metric),
        "Empty masks": empty(metric),
        "A value for": " and ".join(SCOPES[scope] for scope in metric.scope),
        "Swapping R and P": "changes nothing" if metric.symmetric else "changes the value",
        "Empty space around": "may change the value" if metric.background else "",
        "Same in": ", ".join(metric.agrees),
        "Different in": "".join(f"\n  - {peer}: {how}" for peer, how in metric.differs.items()),
        "Version": str(metric.version),
        "Source": metric.source,
    }
    lines = [f"- **{name}**: {fact}".replace(": \n", ":\n") for name, fact in facts.items() if fact]
    formula = inspect.cleandoc(metric.formula)
    return f"### {heading(metric)}\n\n{formula}\n\n" + "\n".join(lines) + "\n"


def parameter(metric: Metric) -> str:
    """Say what number a metric takes; nothing if none."""
    taken = metric.parameter
    if taken is None:
        return ""
    default = "" if taken.default is None else f"; default {taken.default:g}"
    example = "" if taken.default is None else f", as in `{metric.id}@{taken.default:g}`"
    return f"`{taken.name}` in {interval(taken.low, taken.high)}{example}: {taken.meaning}{default}"


def empty(metric: Metric) -> str:
    """Say what empty masks are worth."""
    if metric.empty is None:
        return "the formula holds for them too"
    worth = {
        "both": metric.empty.both,
        "only the reference": metric.empty.reference,
        "only the prediction": metric.empty.prediction,
    }
    words = {
        which: "no value" if value is None else f"{value:g}" if isinstance(value, float | int) else "by the formula"
        for which, value in worth.items()
    }
    if len(set(words.values())) == 1:
        return f"{words['both']}, whichever is empty"
    return ", ".join(f"{which} {value}" for which, value in words.items())


if __name__ == "__main__":
    METRICS.parent.mkdir(exist_ok=True)
    METRICS.write_text(metrics_page(), encoding="utf-8")
    MODELS.write_text(models_page(compared_with()), encoding="utf-8")
    COVERAGE.write_text(coverage_page(), encoding="utf-8")
    STRATEGIES_PAGE.write_text(strategies_page(fresh_results()), encoding="utf-8")
