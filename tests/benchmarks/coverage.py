"""How often the intervals of a mean hold the true one: ``python -m tests.benchmarks.coverage``, about 3 minutes.

It writes ``coverage.csv`` beside this file. Each line is a scenario and a number of cases, simulated 4000 times:

- ``dice``: Dice of an organ, Beta(18, 2): mean 0.9, sd 0.065, skewed to the left.
- ``dice, failures``: the same, but 8 % of cases are half failures with Beta(2, 2), mean 0.5.
- ``dice, collapses``: the same, but 8 % of cases are lost with Beta(1, 9), mean 0.1.
- ``hd, lognormal``: distances exp(N(2, 1)), median 7.4.
- ``hd, pareto``: distances with P(x > t) = t^-2.2, whose skewness is infinite. Published as the limit of the method.
- ``patients``: ``dice`` in fives that share a patient, correlation 0.5 of the underlying normal numbers; declared.
- ``patients, unknown``: the same without telling.
- ``rare``: ``dice, failures`` of a structure that 30 % of cases hold; the others have no value.

``given`` is the share of simulations with an interval, ``coverage`` the share of these that hold the true mean, and
``below`` and ``above`` those that lie wholly below and above it. ``percentile`` is the plain bootstrap of groups.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from segeval.stats import Floats, mean_intervals, read_groups, sums_by_group

TABLE = Path(__file__).with_name("coverage.csv")
CASES = (8, 20, 52, 65, 200)
REPEATS, PATIENT, DRAWS, LEVEL, SEED = 4000, 5, 1999, 0.95, 14

Draw = Callable[[np.random.Generator, int, int], Floats]
Ends = tuple[Floats, Floats]


def dice(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Dice of an organ ``(cases, repeats)``."""
    return random.beta(18, 2, (cases, repeats))


def failing(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Dice of an organ with failures."""
    failed = random.random((cases, repeats)) < 0.08
    return np.where(failed, random.beta(2, 2, (cases, repeats)), dice(random, cases, repeats))


def collapsing(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Dice of an organ with collapses."""
    failed = random.random((cases, repeats)) < 0.08
    return np.where(failed, random.beta(1, 9, (cases, repeats)), dice(random, cases, repeats))


def lognormal(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Distances with a long tail."""
    return random.lognormal(2, 1, (cases, repeats))


def pareto(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Distances with a tail that has hardly a variance."""
    return 1 + random.pareto(2.2, (cases, repeats))


def patients(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Dice of cases in fives of one patient."""
    from scipy.special import betaincinv, ndtr

    shared = np.repeat(random.normal(size=(-(-cases // PATIENT), repeats)), PATIENT, axis=0)[:cases]
    normal = (shared + random.normal(size=(cases, repeats))) / 2**0.5
    return np.asarray(betaincinv(18, 2, ndtr(normal)), dtype=np.float64)


def rare(random: np.random.Generator, cases: int, repeats: int) -> Floats:
    """Dice with failures of a structure that few cases hold."""
    return np.where(random.random((cases, repeats)) < 0.3, failing(random, cases, repeats), np.nan)


FAILING_MEAN = 0.92 * 0.9 + 0.08 * 0.5
SCENARIOS: dict[str, tuple[Draw, float]] = {  # the draw and its true mean
    "dice": (dice, 0.9),
    "dice, failures": (failing, FAILING_MEAN),
    "dice, collapses": (collapsing, 0.92 * 0.9 + 0.08 * 0.1),
    "hd, lognormal": (lognormal, float(np.exp(2.5))),
    "hd, pareto": (pareto, 2.2 / 1.2),
    "patients": (patients, 0.9),
    "patients, unknown": (patients, 0.9),
    "rare": (rare, FAILING_MEAN),
}


def ours(values: Floats, groups: list[int] | None) -> Ends:
    """Return the limits of each column, NaN where there are none."""
    found = mean_intervals(values, groups, LEVEL)
    low, high = (np.array([getattr(each, end) for each in found], dtype=np.float64) for end in ("low", "high"))
    return low, high


def percentile(values: Floats, groups: list[int] | None) -> Ends:
    """Return the quantiles of the means of columns when groups are drawn with replacement."""
    sums, counts = sums_by_group(values, read_groups(groups, len(values)))
    drawn = np.random.default_rng(SEED).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), DRAWS).astype(float)
    with np.errstate(invalid="ignore"):
        means = np.sort((drawn @ sums) / (drawn @ counts), axis=0)  # NaN, of draws without a value, come last
    last = np.count_nonzero(~np.isnan(means), axis=0) - 1
    low, high = (
        np.take_along_axis(means, np.rint(part * np.maximum(last, 0)).astype(int)[None], axis=0)[0]
        for part in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    return low, high


def lines(repeats: int = REPEATS, cases: tuple[int, ...] = CASES) -> Iterator[dict[str, str | int]]:
    """Yield the lines of the table."""
    for name, (draw, truth) in SCENARIOS.items():
        for n in cases:
            values = draw(np.random.default_rng([SEED, n]), n, repeats)
            groups = [case // PATIENT for case in range(n)] if name == "patients" else None
            for method, interval in (("segeval", ours), ("percentile", percentile)):
                low, high = interval(values, groups)
                given = ~np.isnan(low)
                below, above = (high < truth)[given], (low > truth)[given]
                parts = {"coverage": ~below & ~above, "below": below, "above": above}
                yield {
                    "scenario": name,
                    "method": method,
                    "cases": n,
                    "groups": len(set(groups)) if groups else n,
                    "given": f"{given.mean():.3f}",
                    **{part: f"{which.mean():.3f}" if which.size else "" for part, which in parts.items()},
                    "median width": f"{np.median((high - low)[given]):.4g}" if given.any() else "",
                }


def write(path: Path, table: Iterator[dict[str, str | int]]) -> None:
    """Write a table as CSV."""
    rows = list(table)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write(TABLE, lines())
