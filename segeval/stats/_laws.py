"""Student's t, the binomial law and what is read off them."""

import numpy as np

from segeval.stats._arrays import Estimates, Floats, Ints


def t_quantile(level: float, df: float | Floats | Ints) -> Floats:
    """Return the quantile of Student's t at ``level`` in (0, 1)."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(df, level), dtype=np.float64)


def p_below(found: Estimates, df: Floats | None = None) -> Floats:
    """Return the one-sided p of each mean being below zero by chance, with groups - 1 degrees of freedom by default.

    Where all groups agree there is no spread to judge by, and p is that of all their signs, 2^-groups. It is 1 where
    there is no standard error.
    """
    from scipy.special import stdtr

    with np.errstate(invalid="ignore", divide="ignore"):
        p = stdtr(found.groups - 1.0 if df is None else df, found.mean / found.se)
    agreed = np.where(found.mean < 0, 0.5**found.groups, 1)
    return np.nan_to_num(np.where(found.se == 0, agreed, p), nan=1)


def binomial_below(k: int | Ints, n: int | Ints) -> Floats:
    """Return the probability of at most ``k`` heads in ``n`` tosses, 0 for ``k`` = -1."""
    from scipy.special import bdtr

    below: Floats = np.where(np.asarray(k) < 0, 0, bdtr(np.maximum(k, 0), n, 0.5))
    return below


def mcnemar_p(new: int | Ints, old: int | Ints) -> Floats:
    """Return the one-sided mid-p of ``new`` changes one way against ``old`` the other way; 0.5 without any.

    Source: Fagerland et al. 2013, doi:10.1186/1471-2288-13-91 (mid-p McNemar test).
    """
    both = np.asarray(new + old)
    p: Floats = 1 - (binomial_below(new, both) + binomial_below(new - 1, both)) / 2
    return p


def holm(p: Floats) -> Floats:
    """Return the p values ``(tests,)`` adjusted so that the chance of any false one is bounded (Holm 1979)."""
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1)
    return adjusted
