"""The gate's rule, step by step, and how often it errs."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats as scipy_stats

from segeval.errors import UsageError
from segeval.gate import Decision, Policy, decide
from segeval.stats import mcnemar_p
from tests.benchmarks.gate_power import SCENARIOS, pair

RANDOM = np.random.default_rng(6)
BASE = RANDOM.beta(18, 2, 65)
NOISE = RANDOM.normal(0, 0.03, 65)
NOISE = 0.03 * (NOISE - NOISE.mean()) / NOISE.std(ddof=1)  # mean 0 and sd 0.03 to the last digit


def changed(n: int = 65, change: float = 0.0) -> Decision:
    """Decide on the first ``n`` cases, whose differences have exactly this mean and sd 0.03."""
    noise = NOISE[:n]
    noise = 0.03 * (noise - noise.mean()) / noise.std(ddof=1)
    return decide(BASE[:n], BASE[:n] + noise + change)


# The steps


def test_equal_scores_are_not_worse_however_few() -> None:
    found = decide([0.8, None], [0.8, None])
    assert (found.verdict, found.difference, found.needed, found.groups) == ("not worse", 0, None, 1)


@pytest.mark.parametrize(("new", "old"), [(4, 0), (3, 0), (7, 1), (5, 1), (0, 0), (1, 4)])
def test_collapses_are_judged_by_mcnemars_mid_p(new: int, old: int) -> None:
    law = scipy_stats.binom(new + old, 0.5)
    p = law.sf(new) + law.pmf(new) / 2
    assert float(mcnemar_p(new, old)) == pytest.approx(p, rel=1e-12)
    before, after = np.full(40, 0.9), RANDOM.normal(0.95, 0.03, 40)
    after[:new], before[new : new + old] = 0.05, 0.05
    found = decide(before, after)
    assert found.collapsed == tuple(range(new))
    assert (found.verdict == "worse") == (p < 0.05)
    if new > old and p >= 0.05:  # neither guilty nor free
        assert found.verdict == "inconclusive"
        assert f"{new} groups collapsed and {old} recovered" in found.reasons


def test_the_cases_of_one_patient_collapse_once() -> None:
    before, after = np.full((40, 2), 0.9), RANDOM.normal(0.9, 0.01, (40, 2))
    after[:4] = 0
    assert decide(before, after, [case // 4 for case in range(40)]).verdict == "inconclusive"
    assert decide(before, after).verdict == "worse"
    assert decide(before, after).collapsed == tuple((case, structure) for case in range(4) for structure in range(2))


@pytest.mark.parametrize(("change", "verdict"), [(0, "not worse"), (0.02, "not worse"), (-0.02, "worse")])
def test_the_mean_decides_where_it_is_clear(change: float, verdict: str) -> None:
    found = changed(change=change)
    half = scipy_stats.t.ppf(0.95, 64) * 0.03 / math.sqrt(65)
    assert (found.verdict, found.needed) == (verdict, None)
    assert (found.difference, found.low, found.high) == pytest.approx((change, change - half, change + half), abs=1e-12)


def test_a_loss_within_half_the_margin_is_never_worse() -> None:
    noise = NOISE / 10
    assert decide(BASE, BASE + noise - 0.004).verdict == "not worse"
    assert decide(BASE, BASE + noise - 0.006).verdict == "worse"


def test_fewer_than_twenty_groups_never_pass_and_fewer_than_six_are_not_judged() -> None:
    tiny = BASE + NOISE / 100
    assert decide(BASE[:20], tiny[:20]).verdict == "not worse"
    few = decide(BASE[:19], tiny[:19])
    assert (few.verdict, few.needed) == ("inconclusive", 20)
    assert decide(BASE[:6], BASE[:6] - 0.1).verdict == "worse"
    assert decide(BASE[:5], BASE[:5] - 0.1).low is None
    assert decide([0.9], [0.8]).verdict == decide(BASE[:5], BASE[:5] - 0.1).verdict == "inconclusive"


def test_needed_is_the_number_of_cases_for_a_power_of_80_percent() -> None:
    """58 at sd 0.03 where nothing changed; more where some was lost, and for a verdict of worse by what was."""
    assert changed(20).needed == 58
    assert changed(20, 0.001).needed == 58
    assert changed(20, -0.004).needed == 157
    worse = changed(20, -0.008)
    assert worse.verdict == "inconclusive"
    assert worse.needed == 89


def test_structures_share_the_error_of_worse_and_must_all_pass() -> None:
    before = np.tile(BASE[:, None], (1, 3))
    p = 0.03
    lost = scipy_stats.t.ppf(p, 64) * 0.03 / math.sqrt(65)
    after = before + NOISE[:, None] + [lost, 0, 0]
    assert decide(before[:, 0], after[:, 0]).verdict == "worse"
    found = decide(before, after)
    assert (found.verdict, len(found.reasons)) == ("inconclusive", 1)  # 3 · 0.03 is above 0.05
    assert isinstance(found.needed, tuple)
    assert found.needed[1:] == (None, None)
    assert (found.needed[0] or 0) > 65
    after[:, 0] -= 0.01
    assert decide(before, after).verdict == "worse"
    before[:, 2] = after[:, 2] = np.nan  # a structure that no case holds
    absent = decide(before, before + 0.001)
    assert absent.verdict == "not worse"
    assert isinstance(absent.difference, tuple)
    assert absent.difference[0] == pytest.approx(0.001)
    assert absent.difference[2] is None


def test_cases_that_repeat_their_patient_decide_nothing_more() -> None:
    once = changed(20, -0.004)
    noise = 0.03 * (NOISE[:20] - NOISE[:20].mean()) / NOISE[:20].std(ddof=1)
    four = [np.repeat(scores, 4) for scores in (BASE[:20], BASE[:20] + noise - 0.004)]
    found = decide(four[0], four[1], np.repeat(np.arange(20), 4))
    assert (found.verdict, found.needed, found.groups) == (once.verdict, once.needed, 20)
    assert (found.low, found.high) == pytest.approx((once.low, once.high), rel=1e-9)


def test_a_score_on_one_side_only_is_listed_and_never_passes() -> None:
    before, after = BASE.copy(), BASE + NOISE / 10
    after[7] = before[11] = np.nan
    found = decide(before, after)
    assert (found.verdict, found.needed, found.unpaired, found.groups) == ("inconclusive", None, (7, 11), 63)
    after[7] = before[11] = 0.9
    assert decide(before, after - 0.02).verdict == "worse"


def test_trainings_that_vary_widen_the_limits_by_satterthwaite() -> None:
    seeds = [0.900, 0.904, 0.897, 0.901]
    found = decide(BASE, BASE + NOISE, seeds=seeds)
    case, tau = 0.03**2 / 65, 2 * float(np.var(seeds, ddof=1))
    df = (case + tau) ** 2 / (case**2 / 64 + tau**2 / 3)
    half = scipy_stats.t.ppf(0.95, df) * math.sqrt(case + tau)
    assert (found.low, found.high) == pytest.approx((-half, half), rel=1e-9)
    assert found.needed is None  # four trainings that vary so much never settle 0.01
    assert isinstance(decide(BASE, BASE + 2 * NOISE, seeds=[0.9, 0.901, 0.9, 0.901]).needed, int)


def test_a_policy_moves_the_thresholds() -> None:
    assert decide(BASE[:8], BASE[:8] + NOISE[:8] / 100, policy=Policy(groups_not_worse=8)).verdict == "not worse"
    assert decide(BASE, BASE + NOISE - 0.008, policy=Policy(level=0.999)).verdict == "inconclusive"


# How often it errs


@pytest.mark.parametrize(
    ("scenario", "cases", "verdict", "least", "most"),
    [
        ("no change, sd 0.03", 20, "worse", 0.02, 0.08),
        ("no change, three structures", 20, "worse", 0.02, 0.08),
        ("loss 0.01 (the margin)", 40, "not worse", 0.01, 0.08),
        ("loss 0.02", 20, "worse", 0.83, 0.95),
    ],
)
def test_the_rule_errs_as_often_as_it_says(scenario: str, cases: int, verdict: str, least: float, most: float) -> None:
    """In 400 decisions; the table of ``tests.benchmarks.gate_power`` has 4000."""
    random = np.random.default_rng(4)
    found = [decide(*pair(random, SCENARIOS[scenario], cases)).verdict == verdict for _ in range(400)]
    assert least <= np.mean(found) <= most


# Bad input


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: decide([0.1, 0.2], [0.1]), "baseline has shape (2,) and candidate (1,)"),
        (lambda: decide([], []), "holds no score"),
        (lambda: decide(0.5, 0.5), "baseline has shape ()"),
        (lambda: decide([0.1], [math.inf]), "candidate[0] is infinite"),
        (lambda: decide([0.1, 0.2], [0.1, 0.3], groups=["a"]), "groups has 1 names for 2 cases"),
        (lambda: decide([0.1], [0.2], margin=0), "margin is 0"),
        (lambda: decide([0.1], [0.2], seeds=[0.1, 0.2, 0.3]), "at least 4 trainings"),
        (lambda: decide([0.1], [0.2], seeds=[0.1, 0.2, 0.3, None]), "with gaps"),
    ],
)
def test_what_cannot_be_meant_is_one_line(ask: Callable[[], object], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
