"""Scores in a file of somebody else as a run, which is shown and has no rank."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast, get_args

from segeval import datasets, environment, models, rescore, runner, store
from segeval._disk import writing
from segeval.datasets import Prepared
from segeval.errors import BadData, DamagedFile, UsageError, counted
from segeval.exchange import Foreign, ForeignCase, ForeignScore, read_foreign, values_of
from segeval.metrics import Metric, missing_scores, protocol, resolve
from segeval.records import Answerer, CaseScore, RunRecord, Status, unit_of
from segeval.store import CaseEntry, Run

OWN = "segeval"
FROM_COUNTS = ("dice", "iou", "voe", "rvd")  # what counts of a structure give
REASONS = tuple(status for status in get_args(Status) if status not in ("missing", "failed", "not_answered"))


def import_scores(
    path: Path,
    *,
    dataset: str,
    model: str,
    split: str | None = None,
    fold: int | None = None,
    trained_on: str | None = None,
    labels: Mapping[str, str] | None = None,
    output: Path | str = "runs",
) -> runner.Finished:
    """Write the scores in a file of somebody else as a run that carries the mark ``not re-scored``, and so no rank.

    Args:
        path: ``summary.json`` of nnU-Net, whose counts give the scores, or a CSV with case, structure, metric, value.
        dataset: Id of a prepared dataset.
        model: What to call the model.
        split: As for ``segeval run``, likewise ``fold``.
        fold: Fold of the dataset's default split family, instead of ``split``.
        trained_on: What the model was trained on, as for ``segeval run``.
        labels: The structure that each name or label value of the file is, where they are not called alike.
        output: Folder of runs.

    Raises:
        UsageError: If the dataset is not prepared.
        BadData: If the file contradicts itself or the dataset; with the case or the row.
    """
    found, data = read_foreign(path), datasets.load(dataset, split, fold=fold)
    names = _structures(found, data, labels or {}, path)
    silent = tuple(each.name for each in data.info.structures if each.name not in names.values())
    about = Answerer(
        id=model,
        digest=found.sha256,
        kind="scores",
        trained_on=models.parse_trained_on(trained_on),
        not_answered=silent,
    )
    chosen = _metrics(found, data)
    marks = [store.NOT_RESCORED, *models.training_marks(about, data)]
    record = runner.make_record(about, data, tuple(chosen.values()), protocol(OWN).policy, marks)
    given = {case.id: case for case in found.cases}
    if surplus := sorted(set(given) - set(data.expected)):
        msg = (
            f"{path}: {counted(len(surplus), 'case')} not in the part {data.part} of the split {data.split.name} of "
            f"{data.info.id}: {', '.join(surplus[:3])}. Name the right --split, or leave them out of the file."
        )
        raise BadData(msg)
    _require_same_scores(found, names, path)
    entries = [_entry(given[case], data, names, chosen, silent) for case in data.expected if case in given]
    provenance = {
        **environment.describe(),
        "dataset": datasets.about(data),
        "split_source": data.split.source,
        "imported": {"file": path.name, "sha256": found.sha256, "scored_by": found.tool},
    }
    if found.from_counts:
        entries = _with_scores(record, entries, chosen)
    return _written(path, record, entries, chosen, provenance, Path(output))


def _written(
    path: Path,
    record: RunRecord,
    entries: Sequence[CaseEntry],
    chosen: Mapping[str, Metric],
    provenance: Mapping[str, Any],
    output: Path,
) -> runner.Finished:
    """Write a run beside its place, read it back, and move it there if it is sound; BadData names the given file."""
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".import-", dir=output) as temporary:
        folder = store.open_run(Path(temporary), record, [metric.info for metric in chosen.values()])
        for entry in entries:
            store.append(folder, entry)
        summary = store.finish(folder, provenance=provenance)
        try:
            store.read_run(folder)
        except DamagedFile as error:
            said = str(error).removeprefix(f"{folder}: ").partition("; the run was edited")[0]
            msg = f"{path}: {said}; mend the file, or ask who computed it"
            raise BadData(msg) from error
        target = output / folder.relative_to(temporary)
        shutil.rmtree(target, ignore_errors=True)  # an earlier import of the same file
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)
    return runner.Finished(folder=target, summary=summary)


def _structures(found: Foreign, data: Prepared, labels: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return the structure of the dataset that each word of a file is; what is none of them is left out.

    Raises:
        UsageError: If ``labels`` names what is not there.
        BadData: If no word is a structure, or two are the same.
    """
    by_values = {tuple(sorted(each.values)): each.name for each in data.info.structures}
    known = {each.name for each in data.info.structures}
    there, listed = (
        ", ".join(found.structures),
        ", ".join(f"{each.name} {each.values}" for each in data.info.structures),
    )
    wrong = [f"{word}={name}" for word, name in labels.items() if word not in found.structures or name not in known]
    if wrong:
        msg = f"--labels {', '.join(wrong)}: the file has {there}, {data.info.id} has {listed}"
        raise UsageError(msg)
    names: dict[str, str] = {}
    for word in found.structures:
        values = values_of(word)
        name = labels.get(word) or (word if word in known else by_values.get(tuple(sorted(values or ()))))
        if name in names.values():
            msg = f"{path}: two of its structures are {name!r} of {data.info.id}; say with --labels which is"
            raise BadData(msg)
        if name:
            names[word] = name
    if not names:
        msg = f"{path}: none of {there} is a structure of {data.info.id} ({listed}); say which with --labels 1=NAME"
        raise BadData(msg)
    return names


def _require_same_scores(found: Foreign, names: Mapping[str, str], path: Path) -> None:
    """Refuse a file in which a case lacks a score that another one has: no row is no reason."""
    pairs = dict.fromkeys(pair for case in found.cases for pair in case.scores if pair[0] in names)
    for case in found.cases:
        if lacking := next((pair for pair in pairs if pair not in case.scores), None):
            msg = f"{path}: case {case.id!r} has no row of {lacking[1]} of {lacking[0]!r}; add it, with its status"
            raise BadData(msg)


def _metrics(found: Foreign, data: Prepared) -> dict[str, Metric]:
    """Return our metric for each word of a file; those that counts give where it has no scores.

    Raises:
        BadData: If we have no metric of a name; with the row.
    """
    if found.from_counts:
        return {name: resolve([name])[0] for name in FROM_COUNTS}
    words: dict[str, str] = {}
    for case in found.cases:
        for (_, metric), score in case.scores.items():
            words.setdefault(metric, score.where)
    chosen: dict[str, Metric] = {}
    for word, where in words.items():
        try:
            chosen[word] = protocol(OWN).metrics([word.lower()], data.info.structures)[0]
        except UsageError as error:
            msg = f"{where}: {error}"
            raise BadData(msg) from error
    return chosen


def _entry(
    case: ForeignCase, data: Prepared, names: Mapping[str, str], chosen: Mapping[str, Metric], silent: Sequence[str]
) -> CaseEntry:
    group, known = data.cases[case.id].group if case.id in data.cases else "", data.info.structures
    unanswered = missing_scores(
        structures=[each for each in known if each.name in silent],
        metrics=tuple(chosen.values()),
        case_id=case.id,
        group=group,
        unit=data.info.unit,
        status="not_answered",
    )
    given = {(names[word], metric): score for (word, metric), score in case.scores.items() if word in names}
    return CaseEntry(
        case_id=case.id,
        group=group,
        status="ok",
        counts={names[word]: counts for word, counts in case.counts.items() if word in names},
        scores=(
            *(_score(case.id, group, pair, score, chosen[pair[1]], data) for pair, score in given.items()),
            *unanswered,
        ),
    )


def _score(
    case: str, group: str, pair: tuple[str, str], given: ForeignScore, metric: Metric, data: Prepared
) -> CaseScore:
    """Return a row of somebody's table as a score; BadData where it says too little, or what cannot be."""
    what, unit = f"{given.where}: {pair[1]} of {pair[0]!r}", unit_of(metric.unit, data.info.unit, data.info.ndim)
    status = given.status or ("ok" if given.value is not None else "")
    if status not in REASONS:
        said = "no value and no status" if not status else f"the status {status!r}"
        msg = f"{what} has {said}; give in column status one of {', '.join(REASONS)}"
        raise BadData(msg)
    if given.unit not in ("", unit):
        msg = f"{what} is in {given.unit}, {data.info.id} is measured in {unit}; convert it, or leave it out"
        raise BadData(msg)
    low, high = metric.bounds
    if given.value is not None and not low <= given.value <= high:
        percent = "; it may be in percent" if high == 1 and 1 < given.value <= 100 else ""
        msg = f"{what} is {given.value:g}, outside [{low:g}, {high:g}]{percent}"
        raise BadData(msg)
    if status == "both_empty" and metric.empty and metric.empty.both is None and given.value is not None:
        msg = f"{what} is {given.value:g} where both masks are empty, which has no value here; leave the cell empty"
        raise BadData(msg)
    return CaseScore(
        case_id=case,
        group=group,
        structure=pair[0],
        metric=metric.id,
        value=given.value,
        status=cast(Status, status),
        unit=unit,
    )


def _with_scores(record: RunRecord, entries: Sequence[CaseEntry], chosen: Mapping[str, Metric]) -> list[CaseEntry]:
    """Return entries with the scores that their counts give."""
    run = Run(
        path=Path(),
        run_id=record.run_id,
        record=record,
        declarations={metric.id: metric.info for metric in chosen.values()},
        cases=tuple(entries),
        provenance={},
    )
    return list(rescore.rescore(run, OWN, list(chosen)).cases)
