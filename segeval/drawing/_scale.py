"""An axis: which numbers stand where, and at which of them it has a tick."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, isfinite, log10

STEPS = (1, 2, 2.5, 5, 10)
DECADE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Scale:
    """The numbers from ``low`` to ``high`` between the pixels ``start`` and ``end``; ``log`` for equal ratios."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return the pixel of a number; one beyond an end stands at the end."""
        kept = min(max(value, self.low), self.high)
        low, high, kept = map(log10, (self.low, self.high, kept)) if self.log else (self.low, self.high, kept)
        return self.start + (self.end - self.start) * ((kept - low) / (high - low))

    def ticks(self, number: int = 5) -> list[float]:
        """Return about so many round numbers on the axis."""
        if self.log:
            found = [value for value in _decades(self) if self.low <= value <= self.high]
            return found if len(found) <= number + 3 else [v for v in found if f"{v:e}"[0] == "1"]
        step = round_step((self.high - self.low) / number)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [k * step for k in range(first, last + 1)]

    def rounded(self, number: int = 5) -> "Scale":
        """Return the scale with ends at the nearest round numbers beyond both, where ticks will stand."""
        if self.log:
            found = list(_decades(self))
            low, high = max(n for n in found if n <= self.low), min(n for n in found if n >= self.high)
        else:
            step = round_step((self.high - self.low) / number)
            low, high = floor(self.low / step + 1e-9) * step, ceil(self.high / step - 1e-9) * step
        return replace(self, low=low, high=high)


def _decades(scale: Scale) -> Iterator[float]:
    """Yield round numbers in equal ratios from the decade of one end to that of the other."""
    powers = range(floor(log10(scale.low)), ceil(log10(scale.high)) + 1)
    yield from (step * 10.0**power for power in powers for step in DECADE)


def round_step(width: float) -> float:
    """Return the smallest round number that is not below ``width``."""
    power = 10.0 ** floor(log10(width))
    return next(step * power for step in STEPS if step * power >= width * (1 - 1e-9))


def spanning(
    values: Iterable[float],
    start: float,
    end: float,
    *,
    log: bool = False,
    air: float = 0.04,
    floor_at: float | None = None,
) -> Scale:
    """Return the scale on which all values lie, with some air; it does not go below ``floor_at`` for air."""
    known = [value for value in values if isfinite(value) and (value > 0 or not log)]
    low, high = (min(known), max(known)) if known else (1.0, 2.0) if log else (0.0, 1.0)
    if log:
        ratio = max(high / low, 1.5) ** air
        return Scale(low / ratio, high * ratio, start, end, log=True)
    width = (high - low) or abs(high) * 0.1 or 1.0
    bottom = low - air * width
    if floor_at is not None and low >= floor_at:
        bottom = max(bottom, floor_at)
    return Scale(bottom, high + air * width, start, end)


def labels(ticks: Sequence[float]) -> list[str]:
    """Return ticks as text with the decimals that tell them apart."""
    step = min((abs(b - a) for a, b in pairwise(ticks)), default=1.0)
    decimals = max(0, -floor(log10(step) + 1e-9)) if step else 0
    if round(step * 10**decimals, 6) % 1:
        decimals += 1  # steps of 2.5
    return [f"{tick:.{decimals}f}".replace("-", "−") for tick in ticks]


def magnitude(value: float) -> str:
    """Return a large or small number in short: 2.2 M, 350 k, 0.5."""
    for size, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"
