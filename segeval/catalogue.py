"""What segeval knows, as plain rows: for ``segeval ls``, ``segeval info`` and the tables of the README.

Only losses, augmentations and ways in for models need torch to be listed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from segeval import datasets, metrics, zoo
from segeval._shelf import at_hand
from segeval.errors import UnknownName
from segeval.records import DatasetInfo, Split, to_json
from segeval.registry import Registry, suggest

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: what a reader calls it, the columns of its short table, its names and what one declares."""

    noun: str
    columns: tuple[str, ...]
    names: Callable[[], Iterable[str]]
    describe: Callable[[str], Entry]


def columns(what: str) -> tuple[str, ...]:
    """Return the columns of the short table."""
    return SPLIT_COLUMNS if what == SPLITS else KINDS[what].columns


def entries(what: str) -> list[Entry]:
    """Return every thing of a kind, or every split, with all that is declared about it."""
    if what == SPLITS:
        return [entry for name in _dataset_names() for entry in splits(name)]
    return [KINDS[what].describe(name) for name in KINDS[what].names()]


def describe(name: str) -> Entry:
    """Return what is declared under a name or alias of any kind.

    Raises:
        UnknownName: If there is none; suggests the nearest of all kinds.
    """
    for kind in KINDS.values():
        try:
            return {"kind": kind.noun, **kind.describe(name)}
        except UnknownName:
            continue
    known = [known for kind in KINDS.values() for known in kind.names()]
    raise suggest(
        noun="name",
        name=name,
        known=known,
        hint=f'Run "segeval ls WHAT", where WHAT is one of {", ".join(KINDS)}.',
    )


def splits(name: str) -> list[Entry]:
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


def declared_datasets() -> tuple[tuple[DatasetInfo, tuple[Split, ...]], ...]:
    """Return what is declared about every dataset, with its splits as committed, whatever this machine has prepared.

    A split by rule has no ids. Folders of one's own are no part of it.
    """
    known = [datasets.REGISTRY.get(name) for name in datasets.REGISTRY.items()]
    return tuple((dataset.info, tuple(dataset.splits(()))) for dataset in known if not dataset.own)


def _dataset_names() -> list[str]:
    own = [name for name in datasets.prepared_names() if name.startswith(datasets.OWN)]
    return [*datasets.REGISTRY.items(), *own]


def _dataset(name: str) -> Entry:
    info = datasets.describe(name)
    return {**to_json(info), "cases": ", ".join(f"{count} {part}" for part, count in info.counts.items())}


def _model(name: str) -> Entry:
    network = zoo.get(name)
    return {
        **to_json(network),
        "ndim": " ".join(f"{n}D" for n in network.ndim),
        "accepts": zoo.size_rule(network),
        "weights": ", ".join(at_hand(network.id)),
    }


def _metric_names() -> list[str]:
    standard = [metric.id for metric in metrics.resolve("standard")]
    return standard + sorted(set(metrics.REGISTRY.items()) - set(standard))


def _metric(name: str) -> Entry:
    number = "@" in name  # nsd@2
    metric = metrics.resolve([name])[0] if number else metrics.REGISTRY.get(name)
    entry = {key: value for key, value in vars(metric).items() if key not in ("fn", "info")}
    entry["empty"] = asdict(metric.empty) if metric.empty else None
    entry["parameter"] = asdict(metric.parameter) if metric.parameter else None
    return {
        **to_json(metric.info),
        "family": metric.family,
        **entry,
        "aliases": ", ".join(metric.aliases),
        "formula": metric.formula,
    }


def _preset(name: str) -> Entry:
    if name not in metrics.PRESETS:
        raise suggest(noun="preset", name=name, known=metrics.PRESETS, hint='Run "segeval ls presets".')
    chosen = metrics.resolve(name)
    families = dict.fromkeys(metric.family for metric in chosen)
    return {
        "id": name,
        "title": f"{len(chosen)} metrics: {', '.join(families)}",
        "metrics": ", ".join(metric.id for metric in chosen),
    }


def _protocol(name: str) -> Entry:
    protocol = metrics.protocol(name)
    return {**to_json(protocol), "metrics": ", ".join(protocol.rules) or "every metric"}


def _of(registry: Callable[[], Registry[Any]]) -> dict[str, Any]:
    """Return the names and the description of what a registry holds: every field but the functions."""

    def described(name: str) -> Entry:
        item = registry().get(name)
        fields = {key: getattr(item, key) for key in item.__slots__}
        return {key: value for key, value in fields.items() if not (callable(value) or key == "game")}

    return {"names": lambda: registry().items(), "describe": described}


def _schemes() -> Registry[Any]:
    from segeval.models import SCHEMES

    return SCHEMES


def _strategies() -> Registry[Any]:
    from segeval.strategies import STRATEGIES

    return STRATEGIES


def _losses() -> Registry[Any]:
    from segeval.training.losses import LOSSES

    return LOSSES


def _augmentations() -> Registry[Any]:
    from segeval.training.augment import AUGMENTATIONS

    return AUGMENTATIONS


def _critics() -> Registry[Any]:
    from segeval.training.adversarial import CRITICS

    return CRITICS


SPLITS = "splits"
SPLIT_COLUMNS = ("dataset", "name", "train", "val", "test", "group", "cut", "digest", "note")
KINDS: Mapping[str, Kind] = {
    "datasets": Kind(
        "dataset", ("id", "title", "modality", "ndim", "cases", "license", "access"), _dataset_names, _dataset
    ),
    "models": Kind(
        "model", ("id", "title", "year", "family", "ndim", "params", "accepts", "weights"), zoo.declared, _model
    ),
    "metrics": Kind("metric", ("id", "title", "unit", "better", "aliases"), _metric_names, _metric),
    "presets": Kind("preset of metrics", ("id", "title", "metrics"), lambda: metrics.PRESETS, _preset),
    "protocols": Kind("protocol", ("id", "title", "metrics"), lambda: metrics.PROTOCOLS, _protocol),
    "schemes": Kind("model scheme", ("id", "title", "example"), **_of(_schemes)),
    "strategies": Kind("strategy", ("id", "title", "source"), **_of(_strategies)),
    "losses": Kind("loss", ("id", "title", "source"), **_of(_losses)),
    "augmentations": Kind("augmentation", ("id", "title", "share"), **_of(_augmentations)),
    "critics": Kind("critic", ("id", "title", "weight", "paper"), **_of(_critics)),
}
