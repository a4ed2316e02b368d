"""What is chosen on validation cases: whether it pays to keep only the largest component, by nnU-Net's rule."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from segeval import datasets, store, volume
from segeval.errors import UsageError
from segeval.metrics import resolve, score_case
from segeval.records import Case, LabelArray, Mask, RunRecord, as_structures, unbracketed
from segeval.strategies.clean import cleaned

Dice = Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What pays: the largest component of all labels as one foreground, and of ``labels`` one by one.

    ``before``, ``whole`` and ``after`` are mean Dice by label: of the predictions, with the foreground's largest
    component, and with all that was chosen. ``chosen_on`` names the cases, as ``dataset:split:part``.
    """

    model: str
    whole: bool
    labels: tuple[int, ...]
    before: Dice
    after: Dice
    cases: int
    chosen_on: tuple[str, ...]


def choose(runs: Sequence[Path]) -> Choice:
    """Choose post-processing on runs with saved predictions, such as the validation parts of a cross-validation.

    First the foreground as one: its largest component is kept alone if that raises the mean Dice over the labels and
    lowers that of none. Then each label by itself, if that raises its Dice (Isensee et al. 2021,
    doi:10.1038/s41592-020-01008-z, methods: empirical parameters).

    Raises:
        UsageError: If there is no run, they are of different models or datasets, one is on test cases, which nothing
            may be chosen on, or one kept no predictions.
    """
    records = [store.read_manifest(run).record for run in runs]
    _require_validation(runs, records)
    pairs = [pair for run, record in zip(runs, records, strict=True) for pair in _pairs(run, record)]
    labels = sorted({value for structure in records[0].data.structures for value in structure.values})
    before = _means(pairs, labels, "none", ())
    whole = _means(pairs, labels, "all", ())
    pays = np.mean(list(whole.values())) > np.mean(list(before.values()))
    keep_all = bool(pays) and all(whole[label] >= before[label] for label in before)
    after = dict(whole if keep_all else before)
    base = [(reference, _kept(found, "all", ()) if keep_all else found) for reference, found in pairs]
    chosen = []
    for label in before:
        alone = _means(base, labels, "each", (label,))
        if alone[label] > after[label]:
            chosen.append(label)
            after[label] = alone[label]
    return Choice(
        model=records[0].model.id,
        whole=keep_all,
        labels=tuple(chosen),
        before=before,
        after=after,
        cases=len(pairs),
        chosen_on=tuple(f"{each.data.dataset}:{each.data.split}:{each.data.part}" for each in records),
    )


def pipeline(choice: Choice) -> str:
    """Return the pipeline file of what was chosen, around the model that was run."""
    head = f"# by nnU-Net's rule, on {choice.cases} validation cases of {choice.model}\n"
    head += f"chosen_on = {json.dumps(list(choice.chosen_on))}\n"
    nodes = [['largest = "all"']] if choice.whole else []
    if choice.labels:
        nodes.insert(0, ['largest = "each"', f"labels = {list(choice.labels)}"])
    place, text = "", head
    for node in nodes:
        text += (f"\n[{place}]\n" if place else "") + "\n".join(['strategy = "clean"', *node]) + "\n"
        place = f"{place}.part".strip(".")
    name, options = unbracketed(choice.model)
    text += (f"\n[{place}]\n" if place else "") + f'model = "{name}"\n'
    return text + (f'model_args = "{options}"\n' if options else "")


def _require_validation(runs: Sequence[Path], records: Sequence[RunRecord]) -> None:
    if not runs:
        msg = "give runs on validation cases, made with --save-predictions"
        raise UsageError(msg)
    for run, record in zip(runs, records, strict=True):
        if record.data.part == "test":
            msg = f"{run} is a run on test cases, on which nothing may be chosen. Run the model on its validation part."
            raise UsageError(msg)
        if (record.model.id, record.data.dataset) != (records[0].model.id, records[0].data.dataset):
            msg = f"{run} is {record.model.id} on {record.data.dataset}, {runs[0]} another; choose for one at a time"
            raise UsageError(msg)


def _pairs(run: Path, record: RunRecord) -> Iterator[tuple[Mask, Mask]]:
    """Yield reference and prediction of each case of a run."""
    data = datasets.load(record.data.dataset, f"{record.data.split}:{record.data.part}")
    for name in record.data.case_ids:
        case: Case | None = data.cases.get(name)
        path = store.kept_mask(run, name)
        if case is None or case.mask is None or path is None:
            msg = f"{run} keeps no prediction of {name}. Run it again with --save-predictions."
            raise UsageError(msg)
        yield volume.read_mask(case.mask), volume.read_mask(path)


def _kept(found: Mask, largest: str, labels: Sequence[int]) -> Mask:
    array: LabelArray = cleaned(found.array, largest, 0, labels, holes=False)
    return Mask(array, found.grid)


def _means(
    pairs: Sequence[tuple[Mask, Mask]], labels: Sequence[int], largest: str, only: Sequence[int]
) -> dict[int, float]:
    """Return the mean Dice of each label that any case has a value for, after a clean-up."""
    structures = as_structures({label: str(label) for label in labels})
    values: dict[int, list[float]] = {label: [] for label in labels}
    for number, (reference, found) in enumerate(pairs):
        result = score_case(
            reference,
            _kept(found, largest, only),
            structures=structures,
            metrics=resolve("dice"),
            case_id=str(number),
            group=str(number),
        )
        for score in result.scores:
            values[int(score.structure)] += [] if score.value is None else [score.value]
    return {label: float(np.mean(each)) for label, each in values.items() if each}
