"""How often the gate errs and finds what is worse: ``python -m tests.benchmarks.gate_power``, about 5 minutes.

It writes ``gate_power.csv`` beside this file: the shares of "worse" and of "not worse" in 4000 decisions at the margin
of 0.01. Baselines are Dice, Beta(18, 2); differences per case are normal with the sd that is named, unless:

- ``4 cases per patient``: three quarters of the variance are the patient's, who is declared.
- ``three structures``: no change in any, sd 0.03.
- ``retrained``: both trainings move all cases by a normal number with sd 0.004; "tau from 4 seeds" tells the gate.
- ``5 % collapse``: that share of cases falls to 0.05.
- ``0.01 lost by few``: 5 % of the cases lose 0.2, the others change with sd 0.005: of few cases none may be seen.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from segeval.gate import decide
from segeval.stats import Floats
from tests.benchmarks.coverage import write

TABLE = Path(__file__).with_name("gate_power.csv")
CASES = (8, 20, 40, 65, 200)
REPEATS, PATIENT, SEED = 4000, 4, 14


class Scenario(NamedTuple):
    """How a candidate differs: its mean change, the sd of cases and of trainings, and what else there is."""

    change: float = 0.0
    sd: float = 0.03
    tau: float = 0.0
    seeds: int = 0
    collapse: float = 0.0
    few: float = 0.0
    structures: int = 1
    patients: bool = False


SCENARIOS = {
    "no change, sd 0.03": Scenario(),
    "no change, sd 0.06": Scenario(sd=0.06),
    "no change, 4 cases per patient": Scenario(patients=True),
    "no change, three structures": Scenario(structures=3),
    "retrained, tau from 4 seeds": Scenario(tau=0.004, seeds=4),
    "retrained, tau from 10 seeds": Scenario(tau=0.004, seeds=10),
    "retrained, tau ignored": Scenario(tau=0.004),
    "loss 0.01 (the margin)": Scenario(change=-0.01),
    "loss 0.01, three structures": Scenario(change=-0.01, structures=3),
    "loss 0.02": Scenario(change=-0.02),
    "5 % collapse": Scenario(collapse=0.05),
    "0.01 lost by few": Scenario(few=0.05, sd=0.005),
}


def pair(random: np.random.Generator, case: Scenario, cases: int) -> tuple[Floats, Floats]:
    """Return the scores ``(cases, structures)`` of a baseline and a candidate."""
    shape = cases, case.structures
    baseline = random.beta(18, 2, shape)
    spread = random.normal(0, case.sd, shape)
    if case.patients:
        shared = random.normal(0, case.sd, (-(-cases // PATIENT), case.structures))
        spread = 0.75**0.5 * np.repeat(shared, PATIENT, axis=0)[:cases] + 0.5 * spread
    trained = random.normal(0, case.tau * 2**0.5, case.structures)
    lost = 0.2 * (random.random(shape) < case.few)
    candidate = baseline + case.change + spread + trained - lost
    return baseline, np.where(random.random(shape) < case.collapse, 0.05, candidate)


def lines(repeats: int = REPEATS, cases: tuple[int, ...] = CASES) -> Iterator[dict[str, str | int]]:
    """Yield the lines of the table."""
    for name, scenario in SCENARIOS.items():
        for n in cases:
            random = np.random.default_rng([SEED, n])
            groups = [case // PATIENT for case in range(n)] if scenario.patients else None
            verdicts = []
            for _ in range(repeats):
                scores = pair(random, scenario, n)
                seeds = random.normal(0.9, scenario.tau, (scenario.seeds, scenario.structures))
                verdicts.append(decide(*scores, groups, seeds=seeds if scenario.seeds else None).verdict)
            yield {
                "scenario": name,
                "cases": n,
                "groups": len(set(groups)) if groups else n,
                **{verdict: f"{verdicts.count(verdict) / repeats:.4f}" for verdict in ("worse", "not worse")},
            }


if __name__ == "__main__":
    write(TABLE, lines())
