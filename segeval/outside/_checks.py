"""Whether a run of someone fits its dataset, and whether its scores are what its predictions give."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

from segeval import datasets, runner, scoring, store
from segeval.errors import UnknownName, UsageError, counted
from segeval.metrics import Metric, protocol
from segeval.models.predictions import INSTANCES, Files, Predictions, label_files
from segeval.records import Case, Data
from segeval.scoring import Job
from segeval.store import CaseEntry, Run

CLOSE = 1e-6  # between processors and versions of libraries


def faults_of_data(run: Run) -> list[str]:
    """Return what a run says of its dataset that is not so here; nothing where nobody here knows the dataset.

    Its labels and images are compared where the dataset is prepared.
    """
    said = run.record.data
    try:
        splits = [split for split, _ in datasets.known_splits(said.dataset) if split.name == said.split]
    except UnknownName:
        return []
    if not splits:
        return [f"{said.dataset} has no split {said.split!r}; see segeval ls splits"]
    ids = splits[0].part(said.part)
    if ids and splits[0].digest != said.split_digest:
        return [f"its split {said.split} has the digest {said.split_digest}, here it is {splits[0].digest}"]
    faults = []
    if lacking := [case for case in ids if case not in said.case_ids]:
        faults.append(f"{counted(len(lacking), 'expected case')} not in it: {', '.join(lacking[:3])}")
    if ids and (surplus := [case for case in said.case_ids if case not in ids]):
        faults.append(f"{counted(len(surplus), 'case')} not of its part {said.part}: {', '.join(surplus[:3])}")
    if said.dataset in datasets.prepared_names() and not faults:
        here = datasets.load(said.dataset, f"{said.split}:{said.part}")
        faults += list(_differences(said, runner.make_record(run.record.model, here, (), "").data))
    return faults


def faults_of_scores(run: Run, *, predictions: Path | None = None, references: Path | None = None) -> list[str]:
    """Score a run again from its predictions; return every score and count that is not what they give.

    Args:
        run: A run of someone.
        predictions: Folder of its label files; default: those that it keeps, and without any there is nothing to do.
        references: Folder of reference label files; default: those of the prepared dataset.

    Raises:
        UsageError: If a folder does not exist, or the dataset is needed and not prepared.
    """
    folder = predictions or run.path / store.MASKS
    if not folder.is_dir():
        return [f"{folder}: no predictions to score again"] if predictions else []
    metrics, old = _rescorable(run)
    objects = label_files(folder / INSTANCES) if (folder / INSTANCES).is_dir() else {}
    predictor = Predictions(files=Files(label_files(folder), objects), about=run.record.model, labels=())
    cases, labels = _references(run, references)
    lacking = [case for case in run.record.data.case_ids if case not in cases]
    if lacking:
        return [f"no reference is called {', '.join(lacking[:3])}"]
    job = Job(record=run.record, metrics=metrics, predictor=predictor, labels=labels, partly=labels is None)
    again = scoring.entries(scoring.scored(job), [cases[case] for case in run.record.data.case_ids])
    faults = [fault for said, found in zip(run.cases, again, strict=True) for fault in _contradictions(said, found)]
    return [*(f"{name} is of another version here, so that it cannot be scored again" for name in old), *faults]


def _differences(said: Data, here: Data) -> Iterator[str]:
    for name in ("version", "unit", "structures", "label_digest", "instance_digest", "image_digest", "ignore"):
        theirs, ours = getattr(said, name), getattr(here, name)
        if theirs != ours and theirs not in ("", None):
            yield f"its {name.replace('_', ' ')} is {theirs}, that of {said.dataset} here is {ours}"


def _rescorable(run: Run) -> tuple[tuple[Metric, ...], list[str]]:
    """Return the metrics of a run that masks give, and the names of those whose version is another one."""
    record = run.record
    known = protocol(record.rules.policy.rpartition("-")[0]).metrics(list(record.rules.metrics), record.data.structures)
    old = [metric.id for metric in known if metric.version != record.rules.metrics[metric.id]]
    return tuple(m for m in known if m.id not in old and m.needs != "probabilities"), old


def _references(run: Run, folder: Path | None) -> tuple[Mapping[str, Case], Mapping[int, str] | None]:
    """Return the cases of a run with their references, and the labels that these may hold, None for any."""
    data = run.record.data
    if folder is None:
        prepared = datasets.load(data.dataset, f"{data.split}:{data.part}")
        return prepared.cases, prepared.info.reference_labels
    if not folder.is_dir():
        msg = f"{folder} is no folder; give the folder of reference label files"
        raise UsageError(msg)
    objects = label_files(folder / INSTANCES) if (folder / INSTANCES).is_dir() else {}
    groups = {case.case_id: case.group for case in run.cases}
    return {
        name: Case(
            dataset=data.dataset, id=name, group=groups.get(name, ""), images=(), mask=path, instances=objects.get(name)
        )
        for name, path in label_files(folder).items()
    }, None


def _contradictions(said: CaseEntry, found: CaseEntry) -> Iterator[str]:
    """Yield where the entry of a case is not what its prediction gives."""
    where = f"case {said.case_id!r}"
    if said.status != found.status:
        yield f"{where} is {said.status} in cases.csv, scored again it is {found.status} ({found.reason or 'no fault'})"
        return
    for structure, counts in found.counts.items():
        if structure in said.counts and said.counts[structure] != tuple(counts):
            words = f"are {said.counts[structure]}, its masks give {tuple(counts)}"
            yield f"{where}: (tp, fp, fn, tn) of {structure!r} {words}"
    known = {(score.structure, score.metric): score for score in said.scores}
    for score in found.scores:
        theirs = known.get((score.structure, score.metric))
        if theirs and not _alike(theirs.value, score.value):
            yield f"{where}: {score.metric} of {score.structure!r} is {theirs.value}, its masks give {score.value}"


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
