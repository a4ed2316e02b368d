"""Validation: the mean Dice of a network on cases, on their own grids; what was scored is not scored again."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from torch import nn

from segeval import __version__, volume
from segeval._disk import file_sha256, sealed, writing
from segeval._progress import watched
from segeval.infer import Settings, answer, segmenting
from segeval.metrics import resolve, score_case
from segeval.records import Case, Recipe, Structure, canonical, digest
from segeval.stats import cells
from segeval.training.sampling import labels_of_masks, stamps

LEDGER = "validation.jsonl"  # one line per scored case: its key, its Dice by structure, and a checksum
Dice = Mapping[str, float | None]


def validate(
    net: nn.Module,
    recipe: Recipe,
    cases: Sequence[Case],
    structures: Sequence[Structure],
    ignore: int | None = None,
    weights: Path | None = None,
) -> dict[str, float]:
    """Return the mean Dice of each structure over ``cases``, on native grids; one without any value is left out.

    Voxels whose reference is ``ignore`` are not scored. Where the network is that of a file of ``weights``, a ledger
    beside it keeps what each case came to, so that the next call scores only the others.
    """
    net.eval()
    segment, metrics = segmenting(net, recipe, Settings()), resolve("dice")
    labels = labels_of_masks(recipe, ignore)

    def score(case: Case) -> Dice:
        assert case.mask is not None
        prediction = answer(segment, volume.read_image(case.images), case.id)
        result = score_case(
            volume.read_mask(case.mask, labels),
            prediction.mask,
            structures=structures,
            metrics=metrics,
            case_id=case.id,
            group=case.group,
            ignore=ignore,
        )
        return {score.structure: score.value for score in result.scores}

    asked = [canonical(recipe), canonical(structures), ignore, metrics[0].version, __version__]
    scored = score if weights is None else _once(score, weights, asked)
    rows = [scored(case) for case in watched(cases, f"validate {recipe.model}", len(cases), leave=False)]
    heads = [(structure.name, metrics[0].id, "") for structure in structures]
    values = np.array([[row[name] for name, *_ in heads] for row in rows], float).reshape(-1, len(heads))
    return {cell.structure: cell.mean for cell in cells(heads, values) if cell.mean is not None}


def _once(score: Callable[[Case], Dice], weights: Path, asked: Sequence[object]) -> Callable[[Case], Dice]:
    """Return ``score`` with a memory: the ledger beside the weights, of which lines of other weights are no part."""
    ledger, owner = weights.with_name(LEDGER), file_sha256(weights)
    known = _read(ledger)

    def once(case: Case) -> Dice:
        key = digest([owner, asked, case.id, stamps(case)])
        if key not in known:
            known[key] = score(case)
            body = {"key": key, "case": case.id, "dice": known[key]}
            line = json.dumps({**body, "sha": digest(body)}, separators=(",", ":"))
            with writing(ledger), ledger.open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")  # a torn line must not swallow this one
        return known[key]

    return once


def _read(ledger: Path) -> dict[str, Dice]:
    """Return the Dice of scored cases by key; a line that is torn or altered is as if its case was never scored."""
    known: dict[str, Dice] = {}
    for body in filter(None, sealed(ledger)):
        with suppress(LookupError, TypeError):
            known[body["key"]] = body["dice"]
    return known
