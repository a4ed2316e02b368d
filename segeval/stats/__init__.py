"""Statistics on plain arrays: how far a mean can be trusted, which models differ, and how many cases it takes.

Nothing here reads runs or boards. Values are ``(cases,)`` or ``(cases, columns)``, None or NaN where there is none,
and ``groups`` name what cases share: a patient, a field, a sequence. ``tests/benchmarks`` holds the simulations that
show how often the intervals hold and how often equal models are told apart.
"""

from segeval.stats._arrays import (
    Bools,
    Estimates,
    Floats,
    Groups,
    Labels,
    Values,
    estimates,
    read_groups,
    read_values,
    sums_by_group,
)
from segeval.stats._cells import Cell, bounded, cells, limited
from segeval.stats._compare import FEWEST, SIGNIFICANT, Better, Comparison, kendall_tau, pairwise
from segeval.stats._draws import DRAWS
from segeval.stats._intervals import (
    MeanInterval,
    MedianInterval,
    mean_interval,
    mean_intervals,
    median_interval,
    penalised,
)
from segeval.stats._laws import holm, mcnemar_p, p_below, t_quantile
from segeval.stats._places import rank_shares
from segeval.stats._power import detectable_difference, groups_needed
from segeval.stats._ranks import Rankings, rankings

__all__ = [
    "DRAWS",
    "FEWEST",
    "SIGNIFICANT",
    "Better",
    "Bools",
    "Cell",
    "Comparison",
    "Estimates",
    "Floats",
    "Groups",
    "Labels",
    "MeanInterval",
    "MedianInterval",
    "Rankings",
    "Values",
    "bounded",
    "cells",
    "detectable_difference",
    "estimates",
    "groups_needed",
    "holm",
    "kendall_tau",
    "limited",
    "mcnemar_p",
    "mean_interval",
    "mean_intervals",
    "median_interval",
    "p_below",
    "pairwise",
    "penalised",
    "rank_shares",
    "rankings",
    "read_groups",
    "read_values",
    "sums_by_group",
    "t_quantile",
]
