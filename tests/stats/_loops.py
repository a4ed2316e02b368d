"""The same statistics once more, in plain loops over lists, from the formulas alone."""

import math
from collections.abc import Hashable, Sequence

import numpy as np

Parts = list[tuple[float, int]]  # the sum and the number of the values of each group
SEED, DRAWS = 20261120, 9999


def parts(values: Sequence[float], groups: Sequence[Hashable]) -> Parts:
    found: dict[Hashable, tuple[float, int]] = {}
    for value, group in zip(values, groups, strict=True):
        if not math.isnan(value):
            total, count = found.get(group, (0.0, 0))
            found[group] = total + value, count + 1
    return list(found.values())


def mean_and_se(groups: Parts) -> tuple[float, float]:
    n = sum(count for _, count in groups)
    mean = sum(total for total, _ in groups) / n
    square = sum((total - mean * count) ** 2 for total, count in groups)
    return mean, math.sqrt(len(groups) / (len(groups) - 1) * square) / n


def bootstrap_t(groups: Parts) -> tuple[float, float]:
    """Return the limits at 95 %; groups stand in the order of their number, then of what they add to the mean."""
    mean, se = mean_and_se(groups)
    ordered = sorted(groups, key=lambda each: (each[1], each[0] - mean * each[1]))
    size = len(ordered)
    words = np.random.PCG64(SEED).random_raw(DRAWS * size).tolist()
    found = []
    for draw in range(DRAWS):
        again = mean_and_se([ordered[word % size] for word in words[draw * size : (draw + 1) * size]])
        found.append((again[0] - mean) / again[1])
    found.sort()
    return mean - found[9749] * se, mean - found[249] * se
