"""Scoring a folder of predictions against a folder of references: no dataset, no model."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from segeval import metrics as measures
from segeval import runner, store, volume
from segeval.errors import BadData, UsageError
from segeval.metrics import Metric
from segeval.records import (
    Case,
    FloatArray,
    LabelNames,
    Mask,
    Prediction,
    RunRecord,
    Split,
    Structure,
    Unit,
    as_structures,
    digest,
)

SUFFIXES = (".nii.gz", ".nii", ".mha", ".mhd", ".nrrd", ".nhdr", ".png", ".bmp", ".tif", ".tiff", ".gif")

# Other kinds cost more than reading the files; what needs them is scored from the files by its own protocol.
KEPT: tuple[measures.Surface, ...] = ("faces",)


class Given(NamedTuple):
    """What the files of a case say that a model predicted."""

    mask: Mask
    probabilities: FloatArray | None


def evaluate_folders(
    reference: Path,
    prediction: Path,
    *,
    labels: LabelNames | None = None,
    metrics: str | Sequence[str] = "standard",
    protocol: str = "segeval",
    output: Path | str = "runs",
    name: str | None = None,
    probabilities: Path | None = None,
    workers: int | None = None,
) -> runner.Finished:
    """Score label files against reference label files of the same names; two single files are a pair whatever names.

    The references decide which cases are expected: one without a prediction is a ``missing`` row.

    Args:
        reference: Folder of reference label files, or one file.
        prediction: Folder of predicted label files, or one file.
        labels: Name of each structure to score, ``{(1, 2): "liver", 2: "tumour"}``; default: what ``dataset.json`` in
            the folder of references or above it declares, else every value but 0 that any file holds.
        metrics: A preset or a list of ids; under another protocol a preset means all that it defines.
        protocol: The conventions to score by.
        output: Folder of runs.
        name: What to call the predictions; default: the name of their folder.
        probabilities: Folder of ``CASE.nii.gz``, or one file: a channel per label in rising order, background first.
        workers: How many cases to read and score at once; default: as many as there are processors.

    Raises:
        UsageError: If there is nothing to compare, or probabilities are needed but not given, or the reverse.
        BadData: If a file is damaged while its label values are looked up.
    """
    conventions, workers = measures.protocol(protocol), workers or os.cpu_count() or 1
    require_match(conventions.metrics(metrics), probabilities)
    references, predictions = pair_files(reference, prediction)
    files = [*references.values(), *predictions.values()]
    structures = as_structures(labels or {}) or declared(reference) or found(files, workers)
    chosen = conventions.metrics(metrics, structures)
    channels, values = _probability_files(probabilities, list(predictions)), labels_of(structures)
    split = Split(
        dataset=f"folder-{_stem(reference)}",
        name="all",
        source="the files of the reference folder",
        test=tuple(references),
    )
    content = _content(references), _content(predictions, channels)
    unit = volume.read_grid(next(iter(references.values()))).unit
    record = _record(split, name or _stem(prediction), content, structures, chosen, unit, conventions.policy)
    folder = store.open_run(Path(output), record, [metric.info for metric in chosen])
    read = partial(read_pair, channels=channels, labels=values)
    job = runner.Job(
        record=record, metrics=chosen, read=read, predict=as_prediction, labels=values, workers=workers, surfaces=KEPT
    )
    cases = {
        case: Case(dataset=record.dataset, id=case, group=case, images=(path,), mask=references[case])
        for case, path in predictions.items()
    }
    return runner.run_cases(job, folder, cases, runner.environment())


def _record(
    split: Split,
    model: str,
    content: tuple[str, str],
    structures: tuple[Structure, ...],
    metrics: Sequence[Metric],
    unit: Unit,
    policy: str,
) -> RunRecord:
    """Return the record of scoring files; ``content`` are the digests of the references and of the predictions."""
    return RunRecord(
        model=model,
        weights_sha256=content[1],
        dataset=split.dataset,
        dataset_version=1,
        split=split.name,
        part="test",
        split_digest=split.digest,
        label_digest=content[0],
        case_ids=split.test,
        structures=structures,
        unit=unit,
        metrics={metric.id: metric.version for metric in metrics},
        policy=policy,
        grid="native",
        recipe={},
        inference={},
    )


def require_match(metrics: Sequence[Metric], probabilities: Path | None) -> None:
    """Raise UsageError where a metric needs probabilities and there are none, or there are some and none needs them."""
    needing = runner.need_probabilities(metrics)
    if needing and probabilities is None:
        msg = f"{', '.join(needing)} need probabilities; pass the folder where they are"
        raise UsageError(msg)
    if probabilities and not needing:
        msg = (
            f"{probabilities}: none of {', '.join(metric.id for metric in metrics)} reads probabilities; ask for auroc"
        )
        raise UsageError(msg)


def pair_files(reference: Path, prediction: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Return the label files by case id: the expected ones, and the predictions of those.

    Raises:
        UsageError: If a path is missing, one is a file and the other a folder, or no name occurs in both.
    """
    for path in (reference, prediction):
        if not path.exists():
            msg = f"{path} does not exist. Give a folder of label files, or one file."
            raise UsageError(msg)
    if reference.is_file() and prediction.is_file():
        case = _stem(reference)
        return {case: reference}, {case: prediction}
    if reference.is_file() or prediction.is_file():
        msg = f"{reference} and {prediction}: give two folders, or two files."
        raise UsageError(msg)
    references, predictions = _label_files(reference), _label_files(prediction)
    shared = {case: path for case, path in predictions.items() if case in references}
    if not shared:
        msg = (
            f"no file name of {prediction} ({', '.join(list(predictions)[:3]) or 'empty'}) occurs in {reference} "
            f"({', '.join(list(references)[:3]) or 'empty'}). Name predictions like their references."
        )
        raise UsageError(msg)
    return references, shared


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


def labels_of(structures: Sequence[Structure]) -> tuple[int, ...]:
    """Return the label values that channels of probabilities belong to: background and all of the structures."""
    return tuple(sorted({0, *(value for structure in structures for value in structure.values)}))


def read_pair(case: Case, channels: Mapping[str, Path], labels: Sequence[int]) -> tuple[Given, Mask]:
    """Read the prediction of a case, its probabilities if there are files of them, and the reference, on one grid."""
    assert case.mask is not None
    prediction, reference = volume.read_mask(case.images[0]), volume.read_mask(case.mask)
    volume.require_same_grid(reference.grid, prediction.grid, where=f"{case.id}: prediction")
    if not channels:
        return Given(prediction, None), reference
    path, flat = channels[case.id], reference.array.ndim == 2  # a picture has no place in NIfTI: one slice, in pixels
    image = volume.read_image(path)
    if len(image.array) != len(labels):
        msg = f"{path}: {len(image.array)} channels, expected {len(labels)}: labels {', '.join(map(str, labels))}"
        raise BadData(msg)
    if not flat:
        volume.require_same_grid(reference.grid, image.grid, where=f"{path}: probabilities")
    return Given(prediction, image.array[:, 0] if flat and image.array.ndim == 4 else image.array), reference


def as_prediction(case: Case, given: Given) -> Prediction:
    """Return what was read as a prediction that cost nothing."""
    return Prediction(case_id=case.id, mask=given.mask, seconds={}, peak_bytes=0, probabilities=given.probabilities)


def _label_files(folder: Path) -> dict[str, Path]:
    files = [path for path in sorted(folder.iterdir()) if path.name.endswith(SUFFIXES) and path.name[0] not in "._"]
    named: dict[str, Path] = {}
    for path in files:
        other = named.setdefault(_stem(path), path)
        if other != path:
            msg = f"{other} and {path.name} are both case {_stem(path)!r}. Leave only one of them in the folder."
            raise UsageError(msg)
    return named


def _stem(path: Path) -> str:
    """Return a name without its image suffix."""
    name = path.resolve().name
    suffix = next((suffix for suffix in SUFFIXES if path.is_file() and name.endswith(suffix)), "")
    return name.removesuffix(suffix)


def _probability_files(given: Path | None, cases: Sequence[str]) -> dict[str, Path]:
    if given is None:
        return {}
    return {case: given if given.is_file() else given / f"{case}.nii.gz" for case in cases}


def _content(*groups: Mapping[str, Path]) -> str:
    """Return a digest of the bytes of files; a group that is empty does not count."""
    hashes = [
        {case: hashlib.sha256(path.read_bytes()).hexdigest() for case, path in files.items() if path.exists()}
        for files in groups
        if files
    ]
    return digest(hashes if len(hashes) > 1 else hashes[0])
