"""One case in rounds: the first answer, clicks on its faults, the refined answer, clicks on that, and so on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from segeval import volume
from segeval.clicks._refine import Refiner
from segeval.datasets import Prepared
from segeval.errors import BadData
from segeval.infer import read_canonical
from segeval.metrics import Metric, score_case
from segeval.models import Predictor
from segeval.records import Case, LabelArray, Mask, Status, Volume, digest
from segeval.strategies.clicks import LEAST, Click, simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How clicks are simulated: at most ``clicks`` a case, ``at_once`` a round (0: all that the paper's rule gives).

    A component of fewer than ``least`` voxels gets none. ``seed`` and the id of a case decide where its clicks fall.
    """

    clicks: int = 20
    at_once: int = 1
    least: int = LEAST
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The Dice of a structure after a round, None where neither mask holds it; ``clicks`` are those given so far.

    ``status`` says which of the two masks are empty, as in every table of scores. Round 0 is the first answer.
    """

    case: str
    structure: str
    round: int
    clicks: int
    dice: float | None
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What all cases are clicked through with."""

    data: Prepared
    predictor: Predictor[Any]
    refiner: Refiner
    metrics: tuple[Metric, ...]
    rules: Rules


def click_through(sitting: Sitting, case: Case) -> list[Row]:
    """Return the rows of a case, round by round; it ends when the clicks are used up or no fault is left to click on.

    Raises:
        SegevalError: If the case has no reference, or its files or answers are not what they should be.
    """
    info, rules = sitting.data.info, sitting.rules
    image, reference = read_canonical(case, info.reference_labels)
    if reference is None:
        msg = f"{case.dataset}/{case.id} has no reference mask to click by"
        raise BadData(msg)
    answer = sitting.predictor.predict(case, sitting.predictor.read(case)).mask
    array, grid = volume.canonical(answer.array, answer.grid)
    volume.require_same_grid(reference.grid, grid, where=f"{case.dataset}/{case.id}: answer of the first model")
    first: LabelArray = array.astype(np.int32)  # so that labels of the reference fit in
    refine = sitting.refiner.open(Volume(image.array, image.grid, case.id), first)
    rng = np.random.default_rng(int(digest([rules.seed, case.id]), 16))
    given: list[Click] = []
    previous = first
    rows = list(_scored(sitting, case, reference, first, 0, 0))
    while len(given) < rules.clicks:
        found = simulate(reference.array, previous, rng, least=rules.least, ignore=info.ignore)
        fresh = found[: min(rules.at_once or rules.clicks, rules.clicks - len(given))]
        if not fresh:
            break
        given += fresh
        previous = refine(previous, given)
        rows += _scored(sitting, case, reference, previous, rows[-1].round + 1, len(given))
    return rows


def _scored(
    sitting: Sitting, case: Case, reference: Mask, answer: LabelArray, number: int, clicks: int
) -> Iterator[Row]:
    result = score_case(
        reference,
        Mask(answer, reference.grid),
        structures=sitting.data.info.structures,
        metrics=sitting.metrics,
        case_id=case.id,
        group=case.group,
        ignore=sitting.data.info.ignore,
    )
    for score in result.scores:
        dice = None if score.value is None else float(score.value)
        yield Row(case.id, score.structure, number, clicks, dice, score.status)
