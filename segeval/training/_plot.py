"""Curves as what an SVG draws: places across in percent of the width, places down in pixels, ticks at round numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
UNITS = 1000  # of the width of a plane, which is as wide as its page
BUCKETS = 300  # of a long curve, each of which keeps its lowest and its highest point
COLUMNS = 50  # that say their numbers to who points at them
COLOURS, DASHES = 6, 3
DOTS = 60  # at most so many of a line are marked
STEPS, TICKS, ROUND = (1, 2, 5), 5, 1e-9  # round numbers, parts of an axis, what may be lost by arithmetic
FALL = 5.0  # a running mean that falls by more than this factor is drawn on a logarithmic axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """What lies between the two ends of an axis; both above 0 where it is logarithmic."""

    low: float
    high: float
    logarithmic: bool = False

    def place(self, values: Floats) -> Floats:
        """Return how far along the axis values lie, from 0 to 1; those beyond lie at its ends."""
        low, high = np.log10((self.low, self.high)) if self.logarithmic else (self.low, self.high)
        kept = np.clip(values, self.low, self.high)
        return np.asarray(((np.log10(kept) if self.logarithmic else kept) - low) / (high - low))

    def ticks(self) -> list[float]:
        """Return a few round numbers from end to end: multiples of 1, 2 or 5; where logarithmic 1, 2, 5, 10 ..."""
        if self.logarithmic:
            numbers = [step * 10.0**power for power in _powers(self.low, self.high) for step in STEPS]
            kept = [number for number in numbers if self.low * (1 - ROUND) <= number <= self.high * (1 + ROUND)]
            return kept if len(kept) <= 3 * TICKS else [number for number in kept if log10(number).is_integer()]
        step = _step(self.low, self.high)
        return [step * k for k in range(ceil(self.low / step - ROUND), floor(self.high / step + ROUND) + 1)]

    def rounded(self) -> "Axis":
        """Return the axis with ends at the nearest round numbers beyond both."""
        if self.logarithmic:
            numbers = [step * 10.0**power for power in _powers(self.low, self.high) for step in STEPS]
            low, high = max(n for n in numbers if n <= self.low), min(n for n in numbers if n >= self.high)
        else:
            step = _step(self.low, self.high)
            low, high = floor(self.low / step + ROUND) * step, ceil(self.high / step - ROUND) * step
        return Axis(low=low, high=high, logarithmic=self.logarithmic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A text at a place; ``wide`` is the percent of a column that says it, 0 for a dot or a tick."""

    x: float = 0.0
    y: float = 0.0
    wide: float = 0.0
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a ``look`` (classes of the style sheet), with its dots; ``latest`` says in words where it ends."""

    name: str
    look: str
    points: str
    dots: tuple[Mark, ...] = ()
    latest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A picture ``height`` pixels high: lines over a grid, and columns that say their numbers."""

    title: str
    note: str
    height: int
    lines: tuple[Line, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    columns: tuple[Mark, ...] = ()


def running_mean(values: Floats, window: int) -> Floats:
    """Return the mean of each value with those before it, at most ``window`` in all."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(0, ends - window)
    return np.asarray((total[ends] - total[starts]) / (ends - starts))


def window_of(count: int) -> int:
    """Return how many of the ``count`` steps of a training its running mean is over: one in 50, at least 5."""
    return min(count, max(5, count // 50))


def loss_plot(steps: Sequence[int], losses: Sequence[float], height: int = 300) -> Plot:
    """Return the losses and their running mean; outliers, one in 200 at either end, do not stretch the axis."""
    values, window = np.asarray(losses, float), window_of(len(losses))
    mean = running_mean(values, window)
    low, high = (float(pick([*np.percentile(values, q), *mean])) for pick, q in ((min, [0.5]), (max, [99.5])))
    logarithmic = low > 0 and bool(mean.max() > FALL * mean.min())
    low, high = (low, high) if low < high else (low - 0.5, high + 0.5)
    up = Axis(low=low, high=high, logarithmic=logarithmic).rounded()
    across = Axis(low=0, high=steps[-1])
    x, y = across.place(np.asarray(steps, float)), height * (1 - up.place(mean))
    end = Mark(x=_percent(x[-1]), y=_pixels(y[-1]), text=f"step {steps[-1]}: mean {mean[-1]:.4g}")
    lines = (
        Line(name="each step", look="raw", points=_points(x, height * (1 - up.place(values)))),
        Line(name=f"mean of the last {window} steps", look="mean", points=_points(x, y), dots=(end,)),
    )
    said = [f"step {s}: loss {v:.4g}, mean {m:.4g}" for s, v, m in zip(steps, losses, mean, strict=True)]
    return Plot(
        title="Loss",
        note="logarithmic axis" if logarithmic else "",
        height=height,
        lines=lines,
        across=_across(across),
        up=_up(up, height),
        columns=_columns(x, said),
    )


def rate_plot(steps: Sequence[int], rates: Sequence[float], height: int = 220) -> Plot:
    """Return the learning rate."""
    values, across = np.asarray(rates, float), Axis(low=0, high=steps[-1])
    up = Axis(low=0, high=float(values.max()) or 1.0).rounded()
    x, y = across.place(np.asarray(steps, float)), height * (1 - up.place(values))
    said = [f"step {step}: {rate:.4g}" for step, rate in zip(steps, rates, strict=True)]
    end = Mark(x=_percent(x[-1]), y=_pixels(y[-1]), text=said[-1])
    return Plot(
        title="Learning rate",
        note="",
        height=height,
        lines=(Line(name="learning rate", look="mean", points=_points(x, y), dots=(end,)),),
        across=_across(across),
        up=_up(up, height),
        columns=_columns(x, said),
    )


def dice_plot(dice: Mapping[str, Mapping[int, float]], last: int, height: int = 220) -> Plot:
    """Return the validation Dice of each structure up to step ``last``, and their mean where there are several."""
    every = {step: value for values in dice.values() for step, value in values.items()}
    up = Axis(low=min(0.9, *every.values()), high=1).rounded()
    across = Axis(low=0, high=max(last, *every))
    lines = [
        _dice_line(name, f"c{index % COLOURS} d{index // COLOURS % DASHES}", values, across, up, height)
        for index, (name, values) in enumerate(dice.items())
    ]
    whole = set.intersection(*(set(values) for values in dice.values()))
    if len(dice) > 1 and whole:
        mean = {step: sum(values[step] for values in dice.values()) / len(dice) for step in whole}
        lines.append(_dice_line("mean of structures", "mean", mean, across, up, height))
    return Plot(
        title="Validation Dice",
        note="mean over cases",
        height=height,
        lines=tuple(lines),
        across=_across(across),
        up=_up(up, height),
    )


def _dice_line(name: str, look: str, values: Mapping[int, float], across: Axis, up: Axis, height: int) -> Line:
    steps = sorted(values)
    scores = np.asarray([values[step] for step in steps])
    x, y = across.place(np.asarray(steps, float)), height * (1 - up.place(scores))
    dots = [
        Mark(x=_percent(x[k]), y=_pixels(y[k]), text=f"{name}, step {step}: {scores[k]:.4f}")
        for k, step in enumerate(steps)
    ]
    best = steps[int(scores.argmax())]
    beyond = "" if best == steps[-1] else f", best {scores.max():.4f} at step {best}"
    return Line(
        name=name,
        look=look,
        points=_points(x, y),
        dots=tuple(dots if len(dots) <= DOTS else dots[-1:]),
        latest=f"{scores[-1]:.4f}{beyond}",
    )


def _powers(low: float, high: float) -> range:
    return range(floor(log10(low)), ceil(log10(high)) + 1)


def _step(low: float, high: float) -> float:
    """Return the round number that divides what lies between into at most about TICKS parts."""
    rough = (high - low) / TICKS
    unit = 10.0 ** floor(log10(rough))
    return next(unit * each for each in (*STEPS, 10) if unit * each >= rough * (1 - ROUND))


def _across(axis: Axis) -> tuple[Mark, ...]:
    numbers = [number for number in axis.ticks() if number.is_integer()]
    return tuple(
        Mark(x=_percent(x), text=f"{number:,.0f}")
        for number, x in zip(numbers, axis.place(np.asarray(numbers)), strict=True)
    )


def _up(axis: Axis, height: int) -> tuple[Mark, ...]:
    numbers = axis.ticks()
    places = height * (1 - axis.place(np.asarray(numbers)))
    return tuple(Mark(y=_pixels(y), text=f"{round(number, 12):g}") for number, y in zip(numbers, places, strict=True))


def _columns(x: Floats, said: Sequence[str]) -> tuple[Mark, ...]:
    """Return columns side by side, each of which says what the point nearest to its middle is."""
    count = min(COLUMNS, len(x))
    middles = (np.arange(count) + 0.5) / count
    nearest = [int(np.abs(x - middle).argmin()) for middle in middles]
    wide = round(100 / count, 3)
    return tuple(Mark(x=round(100 * k / count, 3), wide=wide, text=said[each]) for k, each in enumerate(nearest))


def _points(x: Floats, y: Floats) -> str:
    """Return the points of a polyline; of a long one the lowest and the highest of every bucket."""
    kept: Sequence[int] = range(len(x)) if len(x) <= 2 * BUCKETS else [*_extremes(y)]
    return " ".join(f"{UNITS * x[k]:.1f},{y[k]:.1f}" for k in kept)


def _extremes(y: Floats) -> Iterator[int]:
    for bucket in np.array_split(np.arange(len(y)), BUCKETS):
        yield from sorted({int(bucket[y[bucket].argmin()]), int(bucket[y[bucket].argmax()])})
    yield len(y) - 1


def _percent(share: float) -> float:
    return round(100 * float(share), 3)


def _pixels(y: float) -> float:
    return round(float(y), 1)
