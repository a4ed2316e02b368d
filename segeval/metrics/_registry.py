"""What a metric declares about itself, and how it is found by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from inspect import cleandoc
from math import inf, isfinite
from typing import Any, Literal

from segeval.errors import UsageError
from segeval.records import MetricInfo
from segeval.registry import Registry, importing

Better = Literal["higher", "lower", "zero"]
Needs = Literal["counts", "surface", "masks", "instances", "probabilities"]
Scope = tuple[Literal["structure", "map"], ...]
Worth = float | Literal["formula"] | None


@dataclass(frozen=True)
class Empty:
    """What a metric is worth where masks are empty: both, only the reference, only the prediction.

    A number, "formula" where that holds too, or None: there is no value.
    """

    both: Worth
    reference: Worth
    prediction: Worth


# A structure that was missed has no distance: any number, above all zero, would be invented.
NO_VALUE = Empty(both=None, reference=None, prediction=None)


class NoValue(Exception):
    """Raised by a formula that has no value for a pair although no mask is empty."""


@dataclass(frozen=True)
class Parameter:
    """A number that a formula takes after the pair; ``hd_percentile@99`` sets it. Default None: see ``meaning``."""

    name: str
    default: float | None
    low: float
    high: float
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A declared formula of a pair; use ``score`` rather than ``fn``, which does not know about empty masks.

    ``info`` is what lies beside scores. ``empty`` None means that the formula also holds for empty masks. ``needs``
    says what the formula reads from a pair, ``scope`` whether there is a value per structure, one per case for the
    whole label map, or both. ``background`` is True where empty space around the object may change the value.
    ``agrees`` and ``differs`` name other packages and how they differ.
    """

    info: MetricInfo
    empty: Empty | None
    needs: Needs
    symmetric: bool
    source: str
    aliases: tuple[str, ...] = ()
    scope: Scope = ("structure",)
    background: bool = False
    parameter: Parameter | None = None
    agrees: tuple[str, ...] = ()
    differs: Mapping[str, str] = field(default_factory=dict)
    fn: Callable[..., float]

    @property
    def id(self) -> str:
        """Its name, with the number where it is not the default."""
        return self.info.id

    @property
    def title(self) -> str:
        """What a table calls it."""
        return self.info.title

    @property
    def unit(self) -> str:
        """Its unit, as ``MetricInfo`` explains it."""
        return self.info.unit

    @property
    def better(self) -> str:
        """Whether higher or lower values are better, or those near zero."""
        return self.info.better

    @property
    def version(self) -> int:
        """A number that rises whenever a value may change."""
        return self.info.version

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest value, infinite where there is none."""
        low, high = self.info.bounds
        return (-inf if low is None else low, inf if high is None else high)

    @property
    def family(self) -> str:
        """The module that declares it: overlap, surface, instance ..."""
        return str(getattr(self.fn, "func", self.fn).__module__).rpartition(".")[2]

    @property
    def wants_tolerance(self) -> bool:
        """Whether it asks for the tolerance of the structure: it takes one and none is in its name."""
        return self.parameter is not None and self.parameter.name == "tolerance" and "@" not in self.id

    @property
    def formula(self) -> str:
        """The first paragraph of the docstring: what is computed."""
        return cleandoc(getattr(self.fn, "func", self.fn).__doc__ or "")


REGISTRY: Registry[Metric] = Registry("metric", importing("segeval.metrics"))

PRESETS = {
    "standard": ("pa", "dice", "iou", "voe", "rvd", "asd", "hd", "hd95"),
    "fast": ("pa", "dice", "iou", "voe", "rvd"),
    "full": (
        *("pa", "dice", "iou", "voe", "precision", "recall", "specificity", "f_beta", "balanced_accuracy", "kappa"),
        *("mcc", "generalised_dice", "volumetric_similarity", "rvd", "rvd_abs", "asd", "masd", "rmsd"),
        *("hd", "hd95", "hd95_pooled", "boundary_iou"),
    ),
    "lesions": ("lesion_precision", "lesion_recall", "lesion_f1", "lesion_fp", "pq", "sq", "rq"),
}


def metric(  # noqa: PLR0913  # a keyword for each field
    *,
    title: str,
    unit: Literal["1", "%", "length", "volume", "count", "px"],
    better: Better,
    bounds: tuple[float, float],
    empty: Empty | None,
    needs: Needs,
    symmetric: bool,
    version: int,
    source: str,
    aliases: tuple[str, ...] = (),
    scope: Scope = ("structure",),
    background: bool = False,
    parameter: Parameter | None = None,
    agrees: tuple[str, ...] = (),
    differs: Mapping[str, str] | None = None,
) -> Callable[[Callable[..., float]], Metric]:
    """Turn a function of a pair, and of the declared parameter, into the Metric of that name.

    The keywords are the fields of ``MetricInfo`` and of ``Metric``; ``bounds`` may be infinite.
    """
    low, high = bounds

    def declare(fn: Callable[..., float]) -> Metric:
        made = Metric(
            info=MetricInfo(
                id=fn.__name__,
                title=title,
                unit=unit,
                better=better,
                # Files hold None, since JSON knows no infinity.
                bounds=(low if isfinite(low) else None, high if isfinite(high) else None),
                version=version,
            ),
            empty=empty,
            needs=needs,
            symmetric=symmetric,
            source=source,
            aliases=aliases,
            scope=scope,
            background=background,
            parameter=parameter,
            agrees=agrees,
            differs=differs or {},
            fn=fn,
        )
        # A metric of another package comes by entry point instead, under a name that cannot shadow ours.
        if fn.__module__.startswith("segeval.metrics."):
            REGISTRY.add(made.id, made, origin=fn.__code__.co_filename, aliases=aliases)
        return made

    return declare


def resolve(names: str | Sequence[str]) -> tuple[Metric, ...]:
    """Return the metrics of a preset, of ids and aliases, with ``@NUMBER`` where they take one, or of any mix.

    Names come as a sequence or in one string with commas; each metric is returned once.

    Raises:
        UnknownName: If no metric has a name; the message suggests the nearest.
        UsageError: If there is no name at all, or a number is not what the metric takes.
    """
    found = _resolved(tuple(word.strip() for word in (names.split(",") if isinstance(names, str) else names)))
    if not found:
        msg = f'no metric in {names!r}; name a preset ({", ".join(PRESETS)}) or run "segeval ls metrics"'
        raise UsageError(msg)
    return found


@lru_cache(maxsize=256)  # for those who score many small masks
def _resolved(words: tuple[str, ...]) -> tuple[Metric, ...]:
    wanted = [name for word in words if word for name in PRESETS.get(word, (word,))]
    return tuple({chosen.id: chosen for chosen in map(_chosen, wanted)}.values())


def _chosen(name: str) -> Metric:
    """Return the metric of a name such as ``dice``, ``msd`` or ``f_beta@2``, with its number filled in."""
    word, at, text = name.partition("@")
    key = REGISTRY.resolve(word)
    found = REGISTRY.get(key)
    if found.id != key:  # of another package
        found = replace(found, info=replace(found.info, id=key))
    if not at:
        return found
    parameter = found.parameter
    if parameter is None:
        msg = f"metric {name!r}: {key} takes no number; use {key}"
        raise UsageError(msg)
    try:
        number = float(text)
    except ValueError:
        number = -inf
    if not parameter.low <= number <= parameter.high:
        msg = f"metric {name!r}: {parameter.name} is a number from {parameter.low:g} to {parameter.high:g}"
        raise UsageError(msg)
    fixed: Any = partial(found.fn, **{parameter.name: number})
    name = key if number == parameter.default else f"{key}@{number:g}"
    return replace(found, info=replace(found.info, id=name), fn=fixed)
