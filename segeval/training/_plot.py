"""Curves as what an SVG draws: places across in percent of the width, places down in pixels, ticks at round numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segeval.drawing import Scale

Floats = npt.NDArray[np.float64]
UNITS = 1000  # of the width of a plane, which is as wide as its page
BUCKETS = 300  # of a long curve, each of which keeps its lowest and its highest point
COLUMNS = 50  # that say their numbers to who points at them
COLOURS, DASHES = 6, 3
DOTS = 60  # at most so many of a line are marked
FALL = 5.0  # a running mean that falls by more than this factor is drawn on a logarithmic axis


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
    up, across = Scale(low, high, height, 0, log=logarithmic).rounded(), Scale(0, steps[-1], 0, 1)
    x, y = _places(across, steps), _places(up, mean)
    end = Mark(x=_percent(x[-1]), y=_pixels(y[-1]), text=f"step {steps[-1]}: mean {mean[-1]:.4g}")
    lines = (
        Line(name="each step", look="raw", points=_points(x, _places(up, values))),
        Line(name=f"mean of the last {window} steps", look="mean", points=_points(x, y), dots=(end,)),
    )
    said = [f"step {s}: loss {v:.4g}, mean {m:.4g}" for s, v, m in zip(steps, losses, mean, strict=True)]
    return Plot(
        title="Loss",
        note="logarithmic axis" if logarithmic else "",
        height=height,
        lines=lines,
        across=_across(across),
        up=_up(up),
        columns=_columns(x, said),
    )


def rate_plot(steps: Sequence[int], rates: Sequence[float], height: int = 220) -> Plot:
    """Return the learning rate."""
    across, up = Scale(0, steps[-1], 0, 1), Scale(0, max(rates) or 1.0, height, 0).rounded()
    x, y = _places(across, steps), _places(up, rates)
    said = [f"step {step}: {rate:.4g}" for step, rate in zip(steps, rates, strict=True)]
    end = Mark(x=_percent(x[-1]), y=_pixels(y[-1]), text=said[-1])
    return Plot(
        title="Learning rate",
        note="",
        height=height,
        lines=(Line(name="learning rate", look="mean", points=_points(x, y), dots=(end,)),),
        across=_across(across),
        up=_up(up),
        columns=_columns(x, said),
    )


def dice_plot(dice: Mapping[str, Mapping[int, float]], last: int, height: int = 220) -> Plot:
    """Return the validation Dice of each structure up to step ``last``, and their mean where there are several."""
    every = {step: value for values in dice.values() for step, value in values.items()}
    up, across = Scale(min(0.9, *every.values()), 1, height, 0).rounded(), Scale(0, max(last, *every), 0, 1)
    lines = [
        _dice_line(name, f"c{index % COLOURS} d{index // COLOURS % DASHES}", values, across, up)
        for index, (name, values) in enumerate(dice.items())
    ]
    whole = set.intersection(*(set(values) for values in dice.values()))
    if len(dice) > 1 and whole:
        mean = {step: sum(values[step] for values in dice.values()) / len(dice) for step in whole}
        lines.append(_dice_line("mean of structures", "mean", mean, across, up))
    return Plot(
        title="Validation Dice",
        note="mean over cases",
        height=height,
        lines=tuple(lines),
        across=_across(across),
        up=_up(up),
    )


def _dice_line(name: str, look: str, values: Mapping[int, float], across: Scale, up: Scale) -> Line:
    steps = sorted(values)
    scores = np.asarray([values[step] for step in steps])
    x, y = _places(across, steps), _places(up, scores)
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


def _places(scale: Scale, values: Iterable[float]) -> Floats:
    return np.asarray([scale.at(value) for value in values])


def _across(scale: Scale) -> tuple[Mark, ...]:
    numbers = [number for number in scale.ticks() if number.is_integer()]
    return tuple(Mark(x=_percent(scale.at(number)), text=f"{number:,.0f}") for number in numbers)


def _up(scale: Scale) -> tuple[Mark, ...]:
    return tuple(Mark(y=_pixels(scale.at(number)), text=f"{round(number, 12):g}") for number in scale.ticks())


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
