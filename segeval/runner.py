"""The loop over cases: load, infer and score overlapped; every finished case is on disk before the next is counted."""

import platform
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from segeval import __version__, datasets, store, volume
from segeval import metrics as measures
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.metrics import Metric
from segeval.records import Case, Mask, Prediction, RunRecord, Volume, to_json

if TYPE_CHECKING:
    from segeval.infer import Settings
    from segeval.weights import Model

AHEAD = 2
Input = TypeVar("Input")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that ended: its folder and how many cases came to what."""

    folder: Path
    summary: store.Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Input]):
    """What the loop does with every case: ``read`` gives the input of ``predict`` and the reference mask.

    ``read`` runs in a thread of its own. ``keep`` is where predictions are written, None for nowhere.
    """

    record: RunRecord
    metrics: tuple[Metric, ...]
    read: Callable[[Case], tuple[Input, Mask]]
    predict: Callable[[Case, Input], Prediction]
    keep: Path | None = None


def run(
    *,
    model: str,
    dataset: str,
    split: str | None = None,
    weights: str | Path | None = None,
    metrics: str | Sequence[str] = "standard",
    output: Path | str = "runs",
    save_predictions: bool = False,
    settings: "Settings | None" = None,
) -> Finished:
    """Run a network of the zoo on a split of a prepared dataset and score every case on its original grid.

    Args:
        model: Id of a network.
        dataset: Id of a prepared dataset.
        split: ``NAME``, ``PART`` or ``NAME:PART``; default: the part that the dataset's default split evaluates.
        weights: Folder of weights, ``"random"``, or None for those that training left or that ship.
        metrics: A preset or a list of ids.
        output: Folder of runs.
        save_predictions: Whether to keep the masks in ``predictions/`` of the run.
        settings: How to run the network.

    Returns:
        The folder of the run and its summary. The same call again computes only what is not finished.

    Raises:
        SegevalError: If the request is wrong. A case that fails is a row of the run, not an error.
    """
    from segeval.infer import Settings, pick_device, predict

    settings = settings or Settings()
    prepared = datasets.load(dataset, split)
    loaded = _load_model(model, weights, prepared, settings)
    chosen = measures.resolve(metrics)
    record = _record(loaded, prepared, chosen, settings, _marks(loaded, prepared))
    provenance = {
        **environment(),
        "device": str(pick_device(settings.device)),
        "params": sum(p.numel() for p in loaded.net.parameters()),
        "weights": loaded.source,
        "training": loaded.training,
        "dataset": {name: getattr(prepared.info, name) for name in ("title", "license", "homepage", "citation")},
        "split_source": prepared.split.source,
    }
    folder = store.open_run(Path(output), record, [declaration(metric) for metric in chosen])
    job = Job(
        record=record,
        metrics=chosen,
        read=partial(read_case, labels=prepared.info.labels),
        predict=lambda case, image: predict(loaded.net, image, loaded.recipe, settings, case.id),
        keep=folder / "predictions" if save_predictions else None,
    )
    return run_cases(job, folder, prepared.cases, provenance)


def run_cases(job: Job[Input], folder: Path, cases: Mapping[str, Case], provenance: Mapping[str, Any]) -> Finished:
    """Predict and score the expected cases that the ledger does not hold yet, then write the derived files.

    Which cases are expected comes from the record. Those that are not among ``cases`` become ``missing`` rows, those
    that raise become ``failed`` rows with the reason; neither stops the run.
    """
    from tqdm import tqdm

    with store.lock(folder):
        done = {case for case, entry in store.read_ledger(folder).entries.items() if entry.status == "ok"}
        todo = [cases[name] for name in job.record.case_ids if name in cases and name not in done]
        title = f"{job.record.model} on {job.record.dataset}"
        for entry in tqdm(entries(job, todo), title, total=len(todo), unit="case", disable=None):
            store.append(folder, entry)
        return Finished(folder=folder, summary=store.finish(folder, provenance=provenance))


def entries(job: Job[Input], cases: Sequence[Case]) -> Iterator[store.CaseEntry]:
    """Yield the entry of each case; the next cases are read, and the last ones scored, while one is predicted."""
    with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(1) as scorer:
        reading = deque(reader.submit(timed, job.read, case) for case in cases[:AHEAD])
        scoring: deque[Future[store.CaseEntry]] = deque()
        for position, case in enumerate(cases):
            if position + AHEAD < len(cases):
                reading.append(reader.submit(timed, job.read, cases[position + AHEAD]))
            try:
                (given, reference), seconds = reading.popleft().result()
                prediction = job.predict(case, given)
            except Exception as error:  # one bad case must not cost the others
                scoring.append(scorer.submit(failed, job, case, error))
            else:
                scoring.append(scorer.submit(score, job, case, reference, prediction, seconds))
            while scoring and (scoring[0].done() or len(scoring) > AHEAD):
                yield scoring.popleft().result()
        for future in scoring:
            yield future.result()


def timed(read: Callable[[Case], tuple[Input, Mask]], case: Case) -> tuple[tuple[Input, Mask], float]:
    """Return what ``read`` gives for a case, and the seconds that took."""
    started = time.perf_counter()
    return read(case), time.perf_counter() - started


def read_case(case: Case, labels: Mapping[int, str]) -> tuple[Volume, Mask]:
    """Read the image and the reference mask of a case; they share a grid, and the mask holds declared labels only."""
    image = volume.read_image(case.images)
    if case.mask is None:
        msg = f"{case.dataset}/{case.id} has no reference mask to score against"
        raise BadData(msg)
    reference = volume.read_mask(case.mask, labels)
    volume.require_same_grid(image.grid, reference.grid, where=f"{case.dataset}/{case.id}: mask")
    return image, reference


def score(job: Job[Input], case: Case, reference: Mask, prediction: Prediction, reading: float) -> store.CaseEntry:
    """Return the entry of a predicted case; scoring that raises makes it a failed one."""
    started = time.perf_counter()
    try:
        if job.keep:
            job.keep.mkdir(exist_ok=True)
            suffix = ".png" if case.images[0].suffix == ".png" else ".nii.gz"
            volume.write_mask(job.keep / f"{case.id}{suffix}", prediction.mask)
        result = measures.score_case(
            reference,
            prediction.mask,
            structures=job.record.structures,
            metrics=job.metrics,
            case_id=case.id,
            group=case.group,
        )
    except Exception as error:  # as in entries()
        return failed(job, case, error)
    seconds = {"read": reading, **prediction.seconds, "score": time.perf_counter() - started}
    return store.CaseEntry(
        case_id=case.id,
        group=case.group,
        status="ok",
        scores=result.scores,
        counts=result.counts,
        seconds={stage: round(spent, 4) for stage, spent in seconds.items()},
        peak_bytes=prediction.peak_bytes,
    )


def failed(job: Job[Input], case: Case, error: Exception) -> store.CaseEntry:
    """Return the entry of a case that raised: rows without values, and the reason in one line."""
    reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
    scores = measures.missing_scores(
        structures=job.record.structures,
        metrics=job.metrics,
        case_id=case.id,
        group=case.group,
        unit=job.record.unit,
        status="failed",
    )
    return store.CaseEntry(case_id=case.id, group=case.group, status="failed", reason=reason[:500], scores=scores)


def environment() -> dict[str, Any]:
    """Return the versions and the hardware that a result depends on."""
    from importlib.metadata import PackageNotFoundError, version

    packages = {}
    for name in ("torch", "numpy", "scipy", "nibabel", "SimpleITK"):
        with suppress(PackageNotFoundError):
            packages[name] = version(name)
    return {
        "segeval": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": packages,
    }


def _load_model(model: str, weights: str | Path | None, prepared: Prepared, settings: "Settings") -> "Model":
    """Return the network with its weights on its device."""
    from segeval import recipe, zoo
    from segeval import weights as stored
    from segeval.infer import lay_out, pick_device

    network, info, device = zoo.get(model), prepared.info, pick_device(settings.device)
    if weights == stored.RANDOM:
        seen = recipe.fingerprint(prepared.part_cases("train") or prepared.part_cases(prepared.part))
        loaded = stored.untrained(recipe.plan(info, network, seen), device)
    else:
        folder = Path(weights) if weights else stored.find(network.id, info.id, prepared.split.name)
        loaded = stored.load(folder, device)
        stored.require_fit(loaded.recipe, len(info.channels), dict(info.labels))
        if loaded.recipe.model != network.id:
            msg = f"{folder} holds weights of {loaded.recipe.model}, not of {network.id}. Pass --model accordingly."
            raise UsageError(msg)
    if settings.channels_last:
        lay_out(loaded.net, loaded.recipe.ndim)
    return loaded


def _record(
    loaded: "Model", prepared: Prepared, chosen: Sequence[Metric], settings: "Settings", marks: tuple[str, ...]
) -> RunRecord:
    cost_only = ("device", "batch")
    return RunRecord(
        model=loaded.recipe.model,
        weights_sha256=loaded.sha256,
        dataset=prepared.info.id,
        dataset_version=prepared.info.version,
        split=prepared.split.name,
        part=prepared.part,
        split_digest=prepared.split.digest,
        label_digest=prepared.label_digest,
        case_ids=prepared.expected,
        structures=prepared.info.structures,
        unit=prepared.info.unit,
        metrics={metric.id: metric.version for metric in chosen},
        policy=measures.POLICY,
        grid="native",
        recipe=to_json(loaded.recipe),
        inference={name: value for name, value in asdict(settings).items() if name not in cost_only},
        marks=marks,
    )


def _marks(loaded: "Model", prepared: Prepared) -> tuple[str, ...]:
    """Return what every reader of the scores must know about the run."""
    trained = loaded.recipe
    elsewhere = trained.dataset == prepared.info.id and trained.split_digest not in ("", prepared.split.digest)
    marks = {
        "random weights": loaded.source == "random",
        "partial dataset": prepared.partial,
        "trained on another split of this dataset": elsewhere,
        "scored on its training cases": prepared.part == "train",
    }
    return tuple(mark for mark, applies in marks.items() if applies)


def declaration(metric: Metric) -> store.Declaration:
    """Return what the store keeps of a metric, for readers that do not know it."""
    values = {f.name: getattr(metric, f.name) for f in fields(store.Declaration)}
    return store.Declaration(**{**values, "bounds": metric.limits})
