"""How often equal models are told apart: ``python -m tests.benchmarks.comparisons``, about 5 minutes.

It writes ``comparisons.csv`` beside this file. In each of 4000 boards K models are equally good: the score of a case is
what the case shares with all models, and as much again that is the model's own. ``dice``, ``failures`` (8 % of the
model's own parts fall by 0.6), ``patients`` (fives of one patient, whose models also share a part) and ``gaps`` (30 %
of the scores have no value) are equal in law, so that every pair told apart at 5 % is an error. ``uneven`` models have
equal means but other laws: every other one gains 0.05 in 95 % of its cases and loses 0.95 in the rest,
which no test knows of until such a case is seen. Published as the limit of the method.

``error`` is the share of boards with any pair told apart (the family-wise error).
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segeval.stats import Floats, holm, read_groups
from segeval.stats._compare import SIGNIFICANT, pair_tests
from tests.benchmarks.coverage import PATIENT, write

TABLE = Path(__file__).with_name("comparisons.csv")
SCENARIOS = ("dice", "failures", "patients", "gaps", "uneven")
MODELS, CASES = (2, 3, 10, 30), (8, 20, 52, 65, 200)
REPEATS, SD, SEED = 4000, 0.03, 14
CELLS = 2_000_000  # differences at a time


def boards(random: np.random.Generator, scenario: str, shape: tuple[int, int, int]) -> Floats:
    """Return the scores ``(cases, boards, models)`` of equally good models."""
    cases, number, models = shape
    scores = 0.9 + random.normal(0, SD, (cases, number, 1)) + random.normal(0, SD, shape)
    if scenario == "failures":
        scores -= 0.6 * (random.random(shape) < 0.08)
    elif scenario == "patients":
        scores += np.repeat(random.normal(0, SD, (-(-cases // PATIENT), number, models)), PATIENT, axis=0)[:cases]
    elif scenario == "gaps":
        scores[random.random(shape) < 0.3] = np.nan
    elif scenario == "uneven":
        scores[..., ::2] += np.where(random.random(shape)[..., ::2] < 0.05, -0.95, 0.05)
    return scores


def errors(scores: Floats, groups: list[int] | None) -> int:
    """Return in how many boards of ``(cases, boards, models)`` any pair is told apart."""
    cases, number, models = scores.shape
    one, other = ((np.arange(number)[:, None] * models + each).ravel() for each in np.triu_indices(models, 1))
    p = pair_tests(scores.reshape(cases, -1), read_groups(groups, cases), one, other)[1].reshape(number, -1)
    return sum(bool(holm(each).min() <= SIGNIFICANT) for each in p)


def lines(repeats: int = REPEATS) -> Iterator[dict[str, str | int]]:
    """Yield the lines of the table."""
    for scenario in SCENARIOS:
        for models in MODELS:
            for cases in CASES:
                groups = [case // PATIENT for case in range(cases)] if scenario == "patients" else None
                random = np.random.default_rng([SEED, models, cases])
                at_once = max(1, CELLS // (cases * models * (models - 1) // 2))
                sizes = [min(at_once, repeats - done) for done in range(0, repeats, at_once)]
                found = sum(errors(boards(random, scenario, (cases, size, models)), groups) for size in sizes)
                yield {
                    "scenario": scenario,
                    "models": models,
                    "cases": cases,
                    "groups": len(set(groups)) if groups else cases,
                    "error": f"{found / repeats:.4f}",
                }


if __name__ == "__main__":
    write(TABLE, lines())
