"""What a gate asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The thresholds of :func:`segeval.gate.decide`.

    A case collapses from ``collapse_from`` or more to below ``collapse_below``, in the unit of the score. ``level`` is
    the one-sided confidence of every verdict. Fewer groups than ``groups_worse`` are never judged by their mean, fewer
    than ``groups_not_worse`` never pass. ``power`` is the probability of a verdict that ``needed`` aims at.
    """

    level: float = 0.95
    power: float = 0.8
    collapse_from: float = 0.5
    collapse_below: float = 0.1
    groups_worse: int = 6
    groups_not_worse: int = 20


POLICY = Policy()
