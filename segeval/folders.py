"""Scoring a folder of predictions against a folder of references: no dataset, no model."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from segeval import metrics as measures
from segeval import runner, store, volume
from segeval.errors import UsageError
from segeval.records import Case, Mask, Prediction, RunRecord, Split, Structure, digest

SUFFIXES = (".nii.gz", ".nii", ".mha", ".mhd", ".nrrd", ".nhdr", ".png", ".bmp", ".tif", ".tiff", ".gif")


def evaluate_folders(
    reference: Path,
    prediction: Path,
    *,
    labels: Mapping[int, str] | None = None,
    metrics: str | Sequence[str] = "standard",
    output: Path | str = "runs",
    name: str | None = None,
) -> runner.Finished:
    """Score label files against reference label files of the same names; two single files are a pair whatever names.

    The references decide which cases are expected: one without a prediction is a ``missing`` row.

    Args:
        reference: Folder of reference label files, or one file.
        prediction: Folder of predicted label files, or one file.
        labels: Name of each label value to score; default: every value but 0 that occurs in any file.
        metrics: A preset or a list of ids.
        output: Folder of runs.
        name: What to call the predictions; default: the name of their folder.

    Raises:
        UsageError: If there is nothing to compare.
        BadData: If a file is damaged while its label values are looked up.
    """
    references, predictions = pair_files(reference, prediction)
    named = dict(labels) if labels else found_labels([*references.values(), *predictions.values()])
    dataset = f"folder-{_stem(reference)}"
    cases = {
        case: Case(dataset=dataset, id=case, group=case, images=(path,), mask=references[case])
        for case, path in predictions.items()
    }
    chosen = measures.resolve(metrics)
    split = Split(dataset=dataset, name="all", source="the files of the reference folder", test=tuple(references))
    record = RunRecord(
        model=name or _stem(prediction),
        weights_sha256=_content(predictions),
        dataset=dataset,
        dataset_version=1,
        split=split.name,
        part="test",
        split_digest=split.digest,
        label_digest=_content(references),
        case_ids=split.test,
        structures=tuple(Structure(label, (value,)) for value, label in named.items()),
        unit=volume.read_grid(next(iter(references.values()))).unit,
        metrics={metric.id: metric.version for metric in chosen},
        policy=measures.POLICY,
        grid="native",
        recipe={},
        inference={},
    )
    folder = store.open_run(Path(output), record, [runner.declaration(metric) for metric in chosen])
    job = runner.Job(record=record, metrics=chosen, read=read_pair, predict=as_prediction)
    return runner.run_cases(job, folder, cases, runner.environment())


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


def found_labels(paths: Iterable[Path]) -> dict[int, str]:
    """Return every label value but 0 that occurs in any of the files, named by its number."""
    values = {value for path in paths for value in volume.count_labels(volume.read_mask(path).array)}
    return {value: f"label {value}" for value in sorted(values - {0})}


def read_pair(case: Case) -> tuple[Mask, Mask]:
    """Read the prediction and the reference of a case; they share a grid."""
    assert case.mask is not None
    prediction, reference = volume.read_mask(case.images[0]), volume.read_mask(case.mask)
    volume.require_same_grid(reference.grid, prediction.grid, where=f"{case.id}: prediction")
    return prediction, reference


def as_prediction(case: Case, mask: Mask) -> Prediction:
    """Return a mask that was read as a prediction that cost nothing."""
    return Prediction(case_id=case.id, mask=mask, seconds={}, peak_bytes=0)


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


def _content(files: Mapping[str, Path]) -> str:
    return digest({case: hashlib.sha256(path.read_bytes()).hexdigest() for case, path in files.items()})
