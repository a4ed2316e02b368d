"""How small a difference a number of cases can show, and how many cases a difference takes."""

from math import ceil, sqrt

from segeval.errors import UsageError
from segeval.stats._arrays import require_level
from segeval.stats._laws import t_quantile


def detectable_difference(sd: float, groups: int, *, power: float = 0.8, level: float = 0.95) -> float:
    """Return the smallest true difference that a one-sided test at ``level`` finds with probability ``power``.

    It is (t_level + t_power) sd / sqrt(groups), both quantiles with groups - 1 degrees of freedom.

    Args:
        sd: Spread of the paired differences between groups: the standard error of their mean times sqrt(groups).
        groups: Number of groups, of cases where each is its own.
        power: Probability in (0, 1).
        level: Confidence in (0, 1).

    Raises:
        UsageError: If there are fewer than two groups, or a number is outside its range.
    """
    _require_numbers(sd, power, level)
    if groups < 2:
        msg = f"{groups} groups have no spread; at least 2 are needed to tell a difference."
        raise UsageError(msg)
    quantiles = t_quantile(level, groups - 1) + t_quantile(power, groups - 1)
    return max(0.0, float(quantiles)) * sd / sqrt(groups)


def groups_needed(sd: float, difference: float, *, power: float = 0.8, level: float = 0.95) -> int:
    """Return the fewest groups, at least 2, whose :func:`detectable_difference` is ``difference`` or less.

    Raises:
        UsageError: If the difference is not above 0, or a number is outside its range.
    """
    _require_numbers(sd, power, level)
    if not difference > 0:
        msg = f"difference is {difference}; give the size of a difference, above 0."
        raise UsageError(msg)
    normal = sum(float(t_quantile(each, 1e12)) for each in (power, level))
    groups = max(2, ceil(max(0.0, normal * sd / difference) ** 2))  # of the normal law, which never asks for more
    while detectable_difference(sd, groups, power=power, level=level) > difference:
        groups += 1
    return groups


def _require_numbers(sd: float, power: float, level: float) -> None:
    require_level(level)
    if not 0 < power < 1:
        msg = f"power is {power}; give a probability between 0 and 1, such as 0.8."
        raise UsageError(msg)
    if not 0 <= sd < float("inf"):
        msg = f"sd is {sd}; give a finite spread of at least 0."
        raise UsageError(msg)
