"""What a metric declares about itself, and how it is found by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

from segeval.errors import UsageError
from segeval.metrics._pair import Pair
from segeval.registry import Registry

Formula = Callable[[Pair], float]


@dataclass(frozen=True)
class Empty:
    """Values of a metric where masks are empty: both, only the reference, only the prediction. None: no value."""

    both: float | None
    reference: float | None
    prediction: float | None


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What is known about a metric without computing it.

    ``unit`` is "1" for a fraction, "%" or "length" for the unit of the grid. ``better`` "zero" means that both signs
    are errors. ``empty`` None means that the formula also holds for empty masks. ``needs`` says what the formula reads
    from a pair. A ``whole_map`` metric is also reported once per case for all labels together. ``version`` rises
    whenever a value may change.
    """

    title: str
    unit: Literal["1", "%", "length"]
    better: Literal["higher", "lower", "zero"]
    bounds: tuple[float, float]
    empty: Empty | None
    needs: Literal["counts", "surface"]
    symmetric: bool
    version: int
    source: str
    aliases: tuple[str, ...] = ()
    whole_map: bool = False

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """The bounds as files hold them: None where there is none, since JSON knows no infinity."""
        low, high = self.bounds
        return (low if isfinite(low) else None, high if isfinite(high) else None)


@dataclass(frozen=True, kw_only=True)
class Metric(Declaration):
    """A declared formula of a Pair; use ``score`` rather than ``fn``, which does not know about empty masks."""

    id: str
    fn: Formula


REGISTRY: Registry[Metric] = Registry("metric", "segeval.metrics")

PRESETS = {
    "standard": ("pa", "dice", "iou", "voe", "rvd", "asd", "hd", "hd95"),
    "fast": ("pa", "dice", "iou", "voe", "rvd"),
}


def metric(declaration: Declaration) -> Callable[[Formula], Metric]:
    """Turn a function of a Pair into the Metric of that name."""

    def declare(fn: Formula) -> Metric:
        made = Metric(**vars(declaration), id=fn.__name__, fn=fn)
        # A metric of another package comes by entry point instead, under a name that cannot shadow ours.
        if fn.__module__.startswith(f"{REGISTRY.package}."):
            REGISTRY.add(made.id, made, origin=fn.__code__.co_filename, aliases=made.aliases)
        return made

    return declare


def resolve(names: str | Sequence[str]) -> tuple[Metric, ...]:
    """Return the metrics of a preset ("standard", "fast"), of ids and aliases, or of any mix, each once.

    Names come as a sequence or in one string with commas.

    Raises:
        UnknownName: If no metric has a name; the message suggests the nearest.
        UsageError: If there is no name at all.
    """
    words = [word.strip() for word in (names.split(",") if isinstance(names, str) else names)]
    ids = [REGISTRY.resolve(name) for word in words if word for name in PRESETS.get(word, (word,))]
    if not ids:
        msg = f'no metric in {names!r}; name a preset ({", ".join(PRESETS)}) or run "segeval ls metrics"'
        raise UsageError(msg)
    return tuple(replace(REGISTRY.get(name), id=name) for name in dict.fromkeys(ids))
