"""The second stage of a cascade: cases that also show what an earlier model answered, which had not seen them.

What a model says of its own training cases is too good: a second one would learn to copy it. So the answers come from
runs, each on cases that its model was not trained on, as the validation parts of a cross-validation are (Isensee et al.
2021, doi:10.1038/s41592-020-01008-z, for the cascade).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from segeval import store, volume
from segeval._disk import writing
from segeval.datasets import Prepared
from segeval.errors import UsageError
from segeval.records import Answerer, Case, Data, Mask, digest


def run_ids(runs: Sequence[Path]) -> tuple[str, ...]:
    """Return the ids of runs, sorted: which answers a training has seen."""
    return tuple(sorted(store.read_manifest(run).run_id for run in runs))


def answers(runs: Sequence[Path], data: Prepared) -> dict[str, Path]:
    """Return the label file of each case of some runs with saved predictions.

    Raises:
        UsageError: If a run is of another dataset, kept no predictions, or its model may have seen the cases; or if two
            runs answer about one case.
    """
    known: dict[str, Path] = {}
    for run in runs:
        record = store.read_manifest(run).record
        if record.data.dataset != data.info.id:
            msg = f"--previous {run}: this is a run on {record.data.dataset}, not on {data.info.id}"
            raise UsageError(msg)
        if fault := _may_have_seen(record.model, record.data):
            msg = f"--previous {run}: {fault}. Give runs on cases that their model was not trained on."
            raise UsageError(msg)
        files = {case: store.kept_mask(run, case) for case in record.data.case_ids}
        for case, path in files.items():
            if path is None:
                continue
            if case in known:
                msg = f"--previous: {known[case]} and {path} both answer about {case}. Leave one of the runs out."
                raise UsageError(msg)
            known[case] = path
        if not any(files.values()):
            msg = f"--previous {run} holds no {store.MASKS}. Run it again with --save-predictions."
            raise UsageError(msg)
    return known


def _may_have_seen(model: Answerer, data: Data) -> str:
    """Return why a model may have been trained on the cases that it was run on; nothing if it was not."""
    if model.parts:
        return next(filter(None, (_may_have_seen(part, data) for part in model.parts)), "")
    trained = model.trained_on
    if trained is None:
        return f"nobody knows what {model.id} was trained on"
    if trained.dataset != data.dataset:
        return ""
    if trained.split_digest != data.split_digest:
        return f"{model.id} was trained on another split of {data.dataset}"
    return f"{model.id} was trained on these cases" if trained.part == data.part else ""


def shown(cases: Sequence[Case], known: Mapping[str, Path], labels: Sequence[int], folder: Path) -> list[Case]:
    """Return cases whose images go on with a map for each of ``labels``: 1 where the earlier answer is it, else 0.

    The maps are written to ``folder``, named by the content that they come from.

    Raises:
        UsageError: If there is no answer about a case.
    """
    require_answers(cases, known)
    return [replace(case, images=(*case.images, *_maps(known[case.id], labels, folder))) for case in cases]


def require_answers(cases: Sequence[Case], known: Mapping[str, Path]) -> None:
    """Raise UsageError if there is no answer about a case."""
    if lacking := [case.id for case in cases if case.id not in known]:
        some = ", ".join(lacking[:3]) + (" ..." if len(lacking) > 3 else "")
        msg = f"--previous: no run answers about {len(lacking)} of {len(cases)} cases: {some}"
        raise UsageError(msg)


def _maps(path: Path, labels: Sequence[int], folder: Path) -> list[Path]:
    """Return the files with a map of each label of a label file; written where they are not there yet."""
    stat, suffix = path.stat(), ".png" if path.suffix == ".png" else ".nii.gz"
    key = digest([str(path.resolve()), stat.st_mtime_ns, stat.st_size])
    files = [folder / f"{key}-{label}{suffix}" for label in labels]
    if not all(file.is_file() for file in files):
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        mask = volume.read_mask(path)
        for file, label in zip(files, labels, strict=True):
            volume.write_mask(file, Mask((mask.array == label).astype(np.uint8), mask.grid))
    return files
