"""Scoring a folder of predictions against a folder of references: a dataset made on the spot, and ``preds:``."""

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from segeval import models, runner, scoring, store, volume
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.metrics import Metric, Surface
from segeval.metrics import protocol as conventions_of
from segeval.models.predictions import INSTANCES, Files, content_digest, from_files, label_files, stem
from segeval.records import Case, DatasetInfo, LabelNames, Split, Structure, as_structures

# Other kinds cost more than reading the files; what needs them is scored from the files by its own protocol.
KEPT: tuple[Surface, ...] = ("faces",)


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
) -> runner.Finished:
    """Score label files against reference label files of the same names; two single files are a pair whatever names.

    The references decide which cases are expected: one without a prediction is a ``missing`` row.

    Args:
        reference: Folder of reference label files, where known with numbered objects in ``instances/``, or one file.
        prediction: Folder of predicted label files, likewise, or one file.
        labels: Name of each structure to score, ``{(1, 2): "liver", 2: "tumour"}``; default: what ``dataset.json`` in
            the folder of references or above it declares, else every value but 0 that any file holds.
        metrics: A preset or a list of ids; under another protocol a preset means all that it defines.
        protocol: The conventions to score by.
        output: Folder of runs.
        name: What to call the predictions; default: the name of their folder.
        probabilities: Folder of ``CASE.nii.gz``, or one file: a channel per label in rising order, background first.
        trained_on: What the model was trained on: ``DATASET[:SPLIT[:PART]]`` or ``"other: ..."``. Predictions of a
            model whose training nobody knows are shown and not ranked.
        workers: How many cases to read and score at once; default: as many as there are processors.

    Raises:
        UsageError: If there is nothing to compare, or probabilities are needed but not given, or the reverse.
        BadData: If a file is damaged while its label values are looked up.
    """
    conventions, workers = conventions_of(protocol), workers or os.cpu_count() or 1
    require_match(conventions.metrics(metrics), probabilities)
    references, predictions, surplus = pair_files(reference, prediction)
    files = [*references.values(), *predictions.values()]
    structures = as_structures(labels or {}) or declared(reference) or found(files, workers)
    chosen = conventions.metrics(metrics, structures)
    data = as_dataset(stem(reference), references, structures, numbered(reference, references))
    channels = _probability_files(probabilities, list(predictions))
    predictor = from_files(
        Files(predictions, numbered(prediction, predictions), channels),
        models.Request(data=data, name=name or "", trained_on=models.parse_trained_on(trained_on)),
        name=stem(prediction),
        surplus=surplus,
    )
    marks = models.training_marks(predictor.about.trained_on, data)
    record = runner.make_record(predictor.about, data, chosen, conventions.policy, marks)
    folder = store.open_run(Path(output), record, [metric.info for metric in chosen])
    job = scoring.Job(record=record, metrics=chosen, predictor=predictor, workers=workers, surfaces=KEPT)
    return runner.run_cases(job, folder, data.cases, predictor.costs)


def numbered(place: Path, files: Mapping[str, Path]) -> dict[str, Path]:
    """Return the maps of numbered objects in ``instances/`` of a folder, for those files that have one."""
    folder = place / INSTANCES
    return {case: path for case, path in label_files(folder).items() if case in files} if folder.is_dir() else {}


def as_dataset(
    name: str, references: Mapping[str, Path], structures: tuple[Structure, ...], instances: Mapping[str, Path]
) -> Prepared:
    """Return reference files as a dataset ``folder-NAME`` whose only split tests them all."""
    first = volume.read_grid(next(iter(references.values())))
    split = Split(
        dataset=f"folder-{name}", name="all", source="the files of the reference folder", test=tuple(references)
    )
    info = DatasetInfo(
        id=split.dataset,
        title=name,
        modality="other",
        channels=(),
        ndim=2 if len(first.shape) == 2 else 3,
        unit=first.unit,
        labels=dict.fromkeys(sorted({0, *(value for each in structures for value in each.values)}), ""),
        structures=structures,
        counts={"test": len(references)},
        license="",
        access="own",
        homepage="",
        citation="",
        default_split=split.name,
    )
    return Prepared(
        info=info,
        split=split,
        splits=(split,),
        part="test",
        expected=split.test,
        cases={
            case: Case(dataset=info.id, id=case, group=case, images=(), mask=path, instances=instances.get(case))
            for case, path in references.items()
        },
        rows={},
        label_digest=content_digest(references),
        instance_digest=content_digest(instances) if instances else "",
        release="",
        root=Path(),
        partial=False,
    )


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
    shared = {case: path for case, path in predictions.items() if case in references}
    if not shared:
        msg = (
            f"no file name of {prediction} ({', '.join(list(predictions)[:3]) or 'empty'}) occurs in {reference} "
            f"({', '.join(list(references)[:3]) or 'empty'}). Name predictions like their references."
        )
        raise UsageError(msg)
    return references, shared, sorted(set(predictions) - set(references))


def declared(reference: Path) -> tuple[Structure, ...]:
    """Return the structures that ``dataset.json`` in the folder of references or above it declares; none without one.

    Both dialects are understood: ``"1": "liver"`` of the Decathlon, ``"liver": 1`` or ``"liver": [1, 2]`` of nnU-Net.

    Raises:
        BadData: If its labels are something else, or one is to be ignored, which no score here does.
    """
    folder = reference if reference.is_dir() else reference.parent
    path = next((path / "dataset.json" for path in (folder, folder.parent) if (path / "dataset.json").is_file()), None)
    if path is None:
        return ()
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))["labels"]
        structures = tuple(_declared(*entry) for entry in labels.items())
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        msg = f"{path}: its labels cannot be read ({type(error).__name__}: {error}); name them with --labels"
        raise BadData(msg) from error
    return tuple(structure for structure in structures if structure.values != (0,))


def _declared(key: str, value: str | int | Sequence[int]) -> Structure:
    if key == "ignore":  # nnU-Net leaves these voxels out of every score
        msg = "a label to ignore is not supported"
        raise ValueError(msg)
    if isinstance(value, str):
        return Structure(value, (int(key),))
    return Structure(key, (value,) if isinstance(value, int) else tuple(int(part) for part in value))


def found(paths: Sequence[Path], workers: int) -> tuple[Structure, ...]:
    """Return every label value but 0 that occurs in any of the files, named by its number."""
    from tqdm import tqdm

    pool = ThreadPoolExecutor(workers)
    try:
        values = pool.map(lambda path: set(volume.count_labels(volume.read_mask(path).array)), paths)
        bar = tqdm(values, "looking for labels (not needed with --labels)", len(paths), unit="file", disable=None)
        return tuple(Structure(f"label {value}", (value,)) for value in sorted(set().union(*bar) - {0}))
    finally:
        pool.shutdown(cancel_futures=True)


def _probability_files(given: Path | None, cases: Sequence[str]) -> dict[str, Path]:
    if given is None:
        return {}
    return {case: given if given.is_file() else given / f"{case}.nii.gz" for case in cases}
