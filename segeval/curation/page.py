"""The page of a dataset: its table, histograms and a few cases; no network, no script, safe against hostile names."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from segeval import volume
from segeval._disk import replace, to_csv
from segeval._pages import environment, policy
from segeval.curation._pictures import COLOURS, picture
from segeval.curation.stats import CaseStats, Stats, digits, plain_table, stats, table
from segeval.records import unit_of

BINS, WIDTH, HEIGHT = 24, 240, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case with its picture and why it was chosen."""

    entry: CaseStats
    why: str
    url: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Bars ``(x, y, width, height)`` in pixels, with the range that they span."""

    title: str
    low: str
    high: str
    bars: tuple[tuple[float, float, float, float], ...]


def write_stats(name: str, output: Path, *, root: Path | None = None) -> Stats:
    """Write ``stats.csv`` and ``stats.html`` into ``output`` and return the numbers."""
    found = stats(name, root=root)
    rows = plain_table(found.rows)
    output.mkdir(parents=True, exist_ok=True)
    replace(
        output / "stats.csv",
        to_csv(list(rows[0]), [row.values() for row in rows]),
    )
    replace(output / "stats.html", page(found))
    return found


def page(stats: Stats) -> str:
    """Return the HTML of a dataset."""
    prepared = stats.prepared
    style = (files("segeval.curation") / "templates" / "stats.css").read_text(encoding="utf-8")
    labels = [
        (name, COLOURS[k]) for k, name in enumerate(name for value, name in prepared.info.labels.items() if value)
    ]
    return (
        environment("segeval.curation")
        .get_template("stats.html")
        .render(
            info=prepared.info,
            split=prepared.split,
            release=prepared.release,
            stats=stats,
            rows=table(stats.rows),
            legend=[(name, "#{:02x}{:02x}{:02x}".format(*colour)) for name, colour in labels],
            histograms=_histograms(stats),
            shown=[_show(stats, entry, why) for entry, why in _choose(stats)],
            style=style,
            policy=policy(style),
            width=WIDTH,
            height=HEIGHT,
        )
    )


def _choose(stats: Stats) -> list[tuple[CaseStats, str]]:
    """Return the first case, the median and the largest by foreground, and one without; each once."""
    ranked = sorted((entry for entry in stats.cases if entry.foreground), key=lambda entry: entry.foreground)
    empty = [entry for entry in stats.cases if not entry.foreground]
    wanted = [(stats.cases[0], "first")] if stats.cases else []
    if ranked:
        wanted += [(ranked[len(ranked) // 2], "median foreground"), (ranked[-1], "most foreground")]
    wanted += [(entry, "no foreground") for entry in empty[:1]]
    return list({entry.case.id: (entry, why) for entry, why in reversed(wanted)}.values())[::-1]


def _show(stats: Stats, entry: CaseStats, why: str) -> Shown:
    case = entry.case
    assert case.mask is not None
    values = [value for value in stats.prepared.info.labels if value]
    drawn = volume.read_mask(case.instances or case.mask)
    url, caption = picture(volume.read_image(case.images), drawn, values, numbered=case.instances is not None)
    return Shown(entry=entry, why=why, url=url, caption=caption)


def _histograms(stats: Stats) -> list[Histogram]:
    """Return how sizes of structures, medians of intensity and slice distances are spread."""
    info = stats.prepared.info
    unit = unit_of("volume", info.unit, info.ndim)
    found = [
        (f"{name}, {unit}", [entry.amount(label) for entry in stats.cases if entry.sizes.get(label)])
        for label, name in info.labels.items()
        if label
    ]
    found.append((f"median of {info.channels[0]}", [entry.intensities[1] for entry in stats.cases]))
    if info.unit == "mm":
        found.append(("largest spacing, mm", [max(entry.spacing) for entry in stats.cases]))
    return [_histogram(title, values) for title, values in found if values]


def _histogram(title: str, values: list[float]) -> Histogram:
    low, high = min(values), max(values)
    span = (low, high) if high > low else (low - 0.5, high + 0.5)
    counts, _ = np.histogram(values, BINS, span)
    step, top = WIDTH / BINS, counts.max()
    heights = [HEIGHT * float(count) / top for count in counts]
    bars = tuple(
        (round(k * step, 1), round(HEIGHT - h, 1), round(step - 1, 1), round(h, 1)) for k, h in enumerate(heights)
    )
    return Histogram(title=title, low=digits(low), high=digits(high), bars=bars)
