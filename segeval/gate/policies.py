"""What a gate asks of two runs: a profile, and what a TOML file changes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from segeval._disk import parse_toml, read_text
from segeval.errors import UsageError
from segeval.gate._policy import POLICY, Policy
from segeval.registry import suggest

FRACTION_MARGIN = 0.01  # of Dice and surface Dice
FEWEST_GROUPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a gate asks of two runs.

    Every one of ``metrics`` must be in both. ``margins`` are the losses that can be tolerated in the unit of the
    metric, by metric and structure, "" for all others; fractions have 0.01 where nothing is said. ``exact``: nothing
    passes but equal scores in every metric of both. ``strict``: inconclusive does not pass.
    """

    profile: str = "full"
    metrics: tuple[str, ...] = ("dice",)
    margins: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    exact: bool = False
    strict: bool = False
    policy: Policy = POLICY


FEW = replace(POLICY, groups_not_worse=POLICY.groups_worse)
PROFILES: Mapping[str, Terms] = {
    "smoke": Terms(profile="smoke", strict=True, policy=FEW),  # a few drawn cases, on every commit
    "golden": Terms(profile="golden", exact=True, strict=True, policy=FEW),  # stored predictions: the numbers stay
    "full": Terms(),  # a test split, of which the rule's figures hold
}
THRESHOLDS = tuple(each.name for each in fields(Policy))
WORDS = ("profile", "metrics", "margins", "exact", "strict", *THRESHOLDS)
COUNTS = ("groups_worse", "groups_not_worse")


def profile(name: str) -> Terms:
    """Return the terms of a profile; UnknownName if there is none of this name."""
    if name not in PROFILES:
        noun = "profile"
        raise suggest(noun, str(name), PROFILES, f"Profiles are {', '.join(PROFILES)}.")
    return PROFILES[name]


def read_terms(path: Path) -> Terms:
    """Read a policy.

    Every word is optional::

        profile = "full"              # or smoke, golden; what follows changes it
        metrics = ["dice", "hd95"]
        strict = true
        groups_not_worse = 20         # and the other words of segeval.gate.Policy
        [margins]
        dice = { organ = 0.01, lesion = 0.03 }
        hd95 = 2.0

    Raises:
        UsageError: If the file cannot be read, or holds another word or an impossible value.
    """
    try:
        content = parse_toml(read_text(path))
    except (OSError, ValueError) as error:
        msg = f"policy {path}: {error}. Give a TOML file such as docs/gate.md shows."
        raise UsageError(msg) from error
    for word in content:
        if word not in WORDS:
            noun = f"word of policy {path}:"
            raise suggest(noun, word, WORDS, f"Words are {', '.join(WORDS)}.")
    terms = profile(content.get("profile", "full"))
    metrics = _metrics(path, content.get("metrics", list(terms.metrics)))
    return replace(
        terms,
        metrics=metrics,
        margins=_margins(path, content.get("margins", {}), metrics),
        exact=_switch(path, "exact", content.get("exact", terms.exact)),
        strict=_switch(path, "strict", content.get("strict", terms.strict)),
        policy=_policy(path, terms.policy, {word: content[word] for word in THRESHOLDS if word in content}),
    )


def margin_of(terms: Terms, metric: str, structure: str, *, fraction: bool) -> float:
    """Return the loss that can be tolerated.

    Raises:
        UsageError: If nothing is said for a metric that is no fraction.
    """
    said = terms.margins.get(metric, {})
    margin = said.get(structure, said.get("", FRACTION_MARGIN if fraction else None))
    if margin is None:
        msg = f"the policy has no margin of {metric} for {structure!r}; add {metric} = ... below [margins], in its unit"
        raise UsageError(msg)
    return margin


def _refuse(path: Path, word: str, value: object, wanted: str) -> UsageError:
    return UsageError(f"policy {path}: {word} is {value!r}; give {wanted}.")


def _metrics(path: Path, said: Any) -> tuple[str, ...]:
    wanted = 'a list of metrics, each once, such as ["dice", "nsd"]'
    if not isinstance(said, list) or not said or not all(isinstance(name, str) for name in said):
        raise _refuse(path, "metrics", said, wanted)
    if len(set(said)) < len(said):
        raise _refuse(path, "metrics", said, wanted)
    return tuple(said)


def _margins(path: Path, said: Any, metrics: tuple[str, ...]) -> dict[str, dict[str, float]]:
    if not isinstance(said, dict):
        raise _refuse(path, "margins", said, "a table of losses by metric")
    margins: dict[str, dict[str, float]] = {}
    for metric, value in said.items():
        if metric not in metrics:
            noun = f"metric below [margins] of policy {path}:"
            raise suggest(noun, metric, metrics, f"It is not among metrics = {list(metrics)}.")
        table = value if isinstance(value, dict) else {"": value}
        margins[metric] = {
            name: _number(path, f"margins.{metric}{'.' * bool(name)}{name}", each, 0, float("inf"))
            for name, each in table.items()
        }
    return margins


def _policy(path: Path, policy: Policy, said: Mapping[str, Any]) -> Policy:
    ranges = {"level": (0.5, 1), "power": (0, 1)}
    for word, value in said.items():
        if word in COUNTS:
            if type(value) is not int or value < FEWEST_GROUPS:
                raise _refuse(path, word, value, f"a whole number from {FEWEST_GROUPS}")
        else:
            _number(path, word, value, *ranges.get(word, (float("-inf"), float("inf"))))
    changed = replace(policy, **said)
    if changed.collapse_below >= changed.collapse_from:
        raise _refuse(
            path, "collapse_below", changed.collapse_below, f"less than collapse_from, {changed.collapse_from}"
        )
    return changed


def _number(path: Path, word: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low < value < high:
        raise _refuse(path, word, value, f"a number above {low:g}" + (f" and below {high:g}" if high < 2 else ""))
    return float(value)


def _switch(path: Path, word: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refuse(path, word, value, "true or false")
    return value
