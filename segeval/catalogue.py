"""What segeval knows, as plain rows: for ``segeval ls``, ``segeval info`` and the tables of the README. No torch."""

from dataclasses import asdict
from typing import Any

from segeval import datasets, metrics, zoo
from segeval.errors import UnknownName
from segeval.records import to_json
from segeval.registry import suggest

COLUMNS = {
    "datasets": ("id", "title", "modality", "ndim", "cases", "license", "access"),
    "models": ("id", "title", "year", "ndim", "params", "paper"),
    "metrics": ("id", "title", "unit", "better", "aliases"),
    "protocols": ("id", "title", "metrics"),
    "splits": ("dataset", "name", "train", "val", "test", "group", "cut", "digest", "note"),
}
KINDS = ("datasets", "models", "metrics", "protocols")  # what a single name can mean


def columns(what: str) -> tuple[str, ...]:
    """Return the columns of the short table."""
    return COLUMNS[what]


def entries(what: str) -> list[dict[str, Any]]:
    """Return every dataset, model, metric, protocol or split with all that is declared about it."""
    if what == "splits":
        return [entry for name in _names("datasets") for entry in splits(name)]
    return [_described(what, name) for name in _names(what)]


def describe(name: str) -> dict[str, Any]:
    """Return what is declared under a name or alias of any kind.

    Raises:
        UnknownName: If there is none; suggests the nearest of all kinds.
    """
    for what in KINDS:
        try:
            return {"kind": what.removesuffix("s"), **_described(what, name)}
        except UnknownName:
            continue
    known = [name for what in KINDS for name in _names(what)]
    raise suggest(
        noun="name",
        name=name,
        known=known,
        hint='Run "segeval ls datasets", "segeval ls models", "segeval ls metrics" or "segeval ls protocols".',
    )


def splits(name: str) -> list[dict[str, Any]]:
    """Return the splits of a dataset with their sizes: as prepared where it is, else as committed.

    ``cut`` says how many groups lie in more than one part: "none", "3 of 29", "unknown" where the data names no groups,
    "unprepared" where only a table of the download can tell.
    """
    info, rows = datasets.describe(name), []
    for split, groups in datasets.known_splits(name):
        sizes = {part: len(split.part(part)) for part in datasets.PARTS}
        rows.append({
            **to_json(split),
            **(sizes if any(sizes.values()) else dict.fromkeys(sizes, "rule")),
            "cut": datasets.describe_cut(split, groups, info),
            "digest": split.digest if any(sizes.values()) else "",
        })  # fmt: skip
    return rows


def _names(what: str) -> list[str]:
    if what == "datasets":
        own = [name for name in datasets.prepared_names() if name.startswith(datasets.OWN)]
        return [*datasets.REGISTRY.items(), *own]
    if what == "models":
        return list(zoo.declared())
    if what == "protocols":
        return list(metrics.PROTOCOLS)
    standard = [metric.id for metric in metrics.resolve("standard")]
    return standard + sorted(set(metrics.REGISTRY.items()) - set(standard))


def _described(what: str, name: str) -> dict[str, Any]:
    """Return one entry with the readable columns of its table spelled out."""
    if what == "datasets":
        info = datasets.describe(name)
        cases = ", ".join(f"{count} {part}" for part, count in info.counts.items())
        return {**to_json(info), "cases": cases}
    if what == "models":
        network = zoo.get(name)
        return {**to_json(network), "ndim": " ".join(f"{n}D" for n in network.ndim)}
    if what == "protocols":
        protocol = metrics.protocol(name)
        return {**to_json(protocol), "metrics": ", ".join(protocol.rules) or "every metric"}
    metric = metrics.REGISTRY.get(name)
    entry = {key: value for key, value in vars(metric).items() if key != "fn"}
    entry["empty"] = asdict(metric.empty) if metric.empty else None
    entry["parameter"] = asdict(metric.parameter) if metric.parameter else None
    entry["bounds"] = list(metric.limits)
    return {
        "id": metric.id,
        "family": metric.family,
        **entry,
        "aliases": ", ".join(metric.aliases),
        "formula": metric.formula,
    }
