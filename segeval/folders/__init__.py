"""Scoring a folder of predictions against a folder of references: a dataset made on the spot, and ``preds:``."""

import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from segeval import datasets, models, runner, scoring, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.folders import _labels
from segeval.folders._labels import Labels
from segeval.metrics import SURFACES, Metric, Surface
from segeval.metrics import protocol as conventions_of
from segeval.models.predictions import (
    DECLARATION,
    INSTANCES,
    PROBABILITIES,
    Files,
    content_digest,
    from_files,
    label_files,
    stem,
    warn_unused,
)
from segeval.records import Case, DatasetInfo, Grid, LabelNames, Split

# Other kinds cost more than reading the files, so that they are kept on request.
KEPT: tuple[Surface, ...] = ("faces",)
AHEAD = 0  # no model is waited for, so that cases which are read ahead would only take memory
HINT = "distances for other protocols are not kept; with --keep-distances, segeval score --protocol can read them later"


def evaluate_folders(  # noqa: PLR0913 - one argument per option of the command
    reference: Path,
    prediction: Path,
    *,
    labels: LabelNames | None = None,
    metrics: str | Sequence[str] = "standard",
    protocol: str = "segeval",
    output: Path | str = "runs",
    name: str | None = None,
    probabilities: Path | None = None,
    trained_on: str | None = None,
    workers: int | None = None,
    ignore: int | None = None,
    keep_distances: bool = False,
    title: str = "",
) -> runner.Finished:
    """Score label files against reference label files of the same names; two single files are a pair whatever names.

    The references decide which cases are expected: one without a prediction is a ``missing`` row.

    Args:
        reference: Folder of reference label files, where known with numbered objects in ``instances/``, or one file.
        prediction: Folder of predicted label files, likewise, or one file.
        labels: Name of each structure to score, ``{(1, 2): "liver", 2: "tumour"}``; default: what ``dataset.json`` in
            the folder of references or above it declares, else there of predictions, else all values found but 0.
        metrics: A preset or a list of ids; under another protocol a preset means all that it defines.
        protocol: The conventions to score by.
        output: Folder of runs.
        name: What to call the predictions; default: the name of their folder.
        probabilities: Folder of ``CASE.nii.gz``, or one file: a channel per label in rising order, background first.
        trained_on: ``DATASET[:SPLIT[:PART]]`` or ``"other: ..."`` that the model saw; no rank where nobody knows it.
        workers: How many cases to read and score at once; default: as many as there are processors.
        ignore: Reference value of voxels that enter no score; default: what ``dataset.json`` calls "ignore".
        keep_distances: Whether to keep all distances, for ``segeval score`` by any protocol.
        title: What to call the references on pages; default: the names of their folder and of the one above.

    Raises:
        UsageError: If there is nothing to compare, or probabilities are needed but not given, or the reverse.
        BadData: If no reference can be read.
    """
    conventions, workers = conventions_of(protocol), workers or os.cpu_count() or 1
    if not keep_distances:
        logging.getLogger(__name__).info(HINT)
    require_match(conventions.metrics(metrics), probabilities)
    references, predictions, surplus = pair_files(reference, prediction)
    asked = labels_of(reference, prediction, labels, ignore)
    if not asked.structures:
        asked = _labels.found(list(references.values()), list(predictions.values()), asked.ignore, workers)
    chosen = conventions.metrics(metrics, asked.structures)
    data = as_dataset(reference, references, asked, numbered(reference, references), title)
    predictor = from_files(
        Files(predictions, numbered(prediction, predictions), _probability_files(probabilities, list(predictions))),
        models.Request(data=data, name=name or "", trained_on=models.parse_trained_on(trained_on)),
        name=stem(prediction),
        surplus=surplus,
    )
    job, folder = runner.open_job(predictor, data, chosen, conventions.policy, Path(output))
    job = replace(job, workers=workers, ahead=AHEAD, surfaces=SURFACES if keep_distances else KEPT, partly=bool(labels))
    finished = runner.run_cases(job, folder, data.cases, {**predictor.costs, "dataset": datasets.about(data)})
    return replace(finished, nothing=_labels.warn_absent(folder, asked, references, predictions, workers))


def labels_of(reference: Path, prediction: Path, given: LabelNames | None, ignore: int | None) -> Labels:
    """Return what is to be scored as given, or as ``dataset.json`` declares it; no structures if neither says any.

    That of the references comes first; ``segeval predict`` leaves one beside its predictions.

    Raises:
        UsageError: If what is to be ignored is scored too.
        BadData: If ``dataset.json`` is needed and cannot be read.
    """
    structures, there = _labels.named(given or {}), Labels()
    with suppress(*[BadData] if structures else []):
        there = _labels.declared(reference)
    taken = {value for structure in structures for value in structure.values}
    ignore = there.ignore if ignore is None and there.ignore not in taken else ignore
    structures = structures or there.structures
    if not structures and (prediction / DECLARATION).is_file():
        structures = _labels.declared(prediction).structures
    if both := [structure.name for structure in structures if ignore in structure.values]:
        msg = f"{', '.join(both)}: its value {ignore} is to be ignored too; leave out one of both"
        raise UsageError(msg)
    return Labels(structures, ignore)


def numbered(place: Path, files: Mapping[str, Path]) -> dict[str, Path]:
    """Return the maps of numbered objects in ``instances/`` of a folder, for those files that have one."""
    folder = place / INSTANCES
    if not folder.is_dir():
        return {}
    found = {case: path for case, path in label_files(folder).items() if case in files}
    warn_unused(folder, found.values())
    return found


def as_dataset(
    reference: Path, files: Mapping[str, Path], labels: Labels, instances: Mapping[str, Path], title: str = ""
) -> Prepared:
    """Return reference files as a dataset ``folder-NAME-DIGEST`` whose only split tests them all.

    The digest is of the references: folders of one name, as nnU-Net's labelsTs, are different datasets.
    """
    first, contents, name = _first_grid(list(files.values())), content_digest(files), stem(reference)
    split = Split(
        dataset=f"folder-{name}-{contents[:8]}",
        name="all",
        source="the files of the reference folder",
        test=tuple(files),
    )
    values = {0, *(value for each in labels.structures for value in each.values)}
    info = DatasetInfo(
        id=split.dataset,
        title=title.strip() or f"{_labels.folder_above(reference).name}/{name}",
        modality="other",
        channels=(),
        ndim=2 if len(first.shape) == 2 else 3,
        unit=first.unit,
        labels=dict.fromkeys(sorted(values if labels.ignore is None else {*values, labels.ignore}), ""),
        structures=labels.structures,
        counts={"test": len(files)},
        license="",
        access="own",
        homepage="",
        citation="",
        default_split=split.name,
        ignore=labels.ignore,
    )
    return Prepared(
        info=info,
        split=split,
        splits=(split,),
        part="test",
        expected=split.test,
        cases={
            case: Case(dataset=info.id, id=case, group=case, images=(), mask=path, instances=instances.get(case))
            for case, path in files.items()
        },
        rows={},
        label_digest=contents,
        instance_digest=content_digest(instances) if instances else "",
        image_digest="",
        release="",
        root=Path(),
        partial=False,
    )


def _first_grid(paths: Sequence[Path]) -> Grid:
    """Return the grid of the first file that has one; a damaged file is a failed case, not the end.

    Raises:
        BadData: If no file can be read.
    """
    for path in paths:
        with suppress(BadData):
            return volume.read_grid(path)
    return volume.read_grid(paths[0])


def require_match(metrics: Sequence[Metric], probabilities: Path | None) -> None:
    """Raise UsageError where a metric needs probabilities and there are none, or there are some and none needs them."""
    needing = scoring.need_probabilities(metrics)
    if needing and probabilities is None:
        msg = f"{', '.join(needing)} need probabilities; pass the folder where they are"
        raise UsageError(msg)
    if probabilities and not needing:
        msg = (
            f"{probabilities}: none of {', '.join(metric.id for metric in metrics)} reads probabilities; ask for auroc"
        )
        raise UsageError(msg)


def pair_files(reference: Path, prediction: Path) -> tuple[dict[str, Path], dict[str, Path], list[str]]:
    """Return the label files by case id, the expected ones and the predictions of those, and surplus predictions.

    Raises:
        UsageError: If a path is missing, one is a file and the other a folder, or no name occurs in both.
    """
    for path in (reference, prediction):
        if not path.exists():
            msg = f"{path} does not exist. Give a folder of label files, or one file."
            raise UsageError(msg)
    if reference.is_file() and prediction.is_file():
        case = stem(reference)
        return {case: reference}, {case: prediction}, []
    if reference.is_file() or prediction.is_file():
        msg = f"{reference} and {prediction}: give two folders, or two files."
        raise UsageError(msg)
    references, predictions = label_files(reference), label_files(prediction)
    warn_unused(reference, references.values(), besides=(INSTANCES,))
    warn_unused(prediction, predictions.values(), besides=(INSTANCES, PROBABILITIES))
    shared = {case: path for case, path in predictions.items() if case in references}
    if not shared:
        msg = (
            f"no file name of {prediction} ({', '.join(list(predictions)[:3]) or 'empty'}) occurs in {reference} "
            f"({', '.join(list(references)[:3]) or 'empty'}). Name predictions like their references."
        )
        raise UsageError(msg)
    return references, shared, sorted(set(predictions) - set(references))


def _probability_files(given: Path | None, cases: Sequence[str]) -> dict[str, Path]:
    if given is None:
        return {}
    if given.is_file():
        return dict.fromkeys(cases, given)
    there = label_files(given) if given.is_dir() else {}
    files = {case: there.get(case, given / f"{case}.nii.gz") for case in cases}
    if there:
        warn_unused(given, files.values())
    return files
