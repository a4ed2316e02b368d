"""The loop over cases: load, infer and score overlapped; every finished case is on disk as soon as those before it."""

import platform
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from segeval import __version__, datasets, store, volume
from segeval import metrics as measures
from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.metrics import Metric, Surface
from segeval.records import Case, FloatArray, Grid, Mask, Prediction, RunRecord, Volume, to_json

if TYPE_CHECKING:
    from segeval.infer import Settings
    from segeval.weights import Model

COST_ONLY = ("device", "batch", "probabilities")  # settings that change no mask
Input = TypeVar("Input")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that ended: its folder and how many cases came to what."""

    folder: Path
    summary: store.Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Input]):
    """What the loop does with every case: ``read`` gives the input of ``predict`` and the reference mask.

    ``read`` runs in ``workers`` threads, which also score; at most two cases more than that are in memory. ``keep`` and
    ``keep_probabilities`` are the folders where predictions are written, None for nowhere. ``labels`` are the values
    of the channels of probabilities. Distances between ``surfaces`` are kept for scoring by other conventions.
    """

    record: RunRecord
    metrics: tuple[Metric, ...]
    read: Callable[[Case], tuple[Input, Mask]]
    predict: Callable[[Case, Input], Prediction]
    keep: Path | None = None
    keep_probabilities: Path | None = None
    labels: tuple[int, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    workers: int = 2


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
        settings: How to run the network, and whether to keep its probabilities in ``probabilities/`` of the run.

    Returns:
        The folder of the run and its summary. The same call again computes only what is not finished.

    Raises:
        SegevalError: If the request is wrong. A case that fails is a row of the run, not an error.
    """
    from segeval.infer import Settings, pick_device, predict

    settings = settings or Settings()
    prepared = datasets.load(dataset, split)
    loaded = _load_model(model, weights, prepared, settings)
    chosen = measures.protocol("segeval").metrics(metrics, prepared.info.structures)
    record = _record(loaded, prepared, chosen, settings, _marks(loaded, prepared))
    provenance = {
        **environment(),
        "device": str(pick_device(settings.device)),
        "params": sum(p.numel() for p in loaded.net.parameters()),
        "weights": loaded.source,
        "training": loaded.training,
        "dataset": datasets.told(prepared),
        "split_source": prepared.split.source,
    }
    folder = store.open_run(Path(output), record, [metric.info for metric in chosen])
    predicting = replace(settings, probabilities=settings.probabilities or bool(need_probabilities(chosen)))
    job = Job(
        record=record,
        metrics=chosen,
        read=partial(read_case, labels=prepared.info.labels),
        predict=lambda case, image: predict(loaded.net, image, loaded.recipe, predicting, case.id),
        keep=folder / "predictions" if save_predictions else None,
        keep_probabilities=folder / "probabilities" if settings.probabilities else None,
        labels=tuple(sorted(loaded.recipe.labels)),
        surfaces=measures.SURFACES,
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
    """Yield the entry of each case, in order; other cases are read and scored while one is predicted here."""
    coming, most = iter(cases), job.workers + 2
    reading: deque[tuple[Case, Future[tuple[tuple[Input, Mask], float]]]] = deque()
    scoring: deque[Future[store.CaseEntry]] = deque()
    with ThreadPoolExecutor(job.workers) as pool:
        while True:
            for case in islice(coming, most - len(reading) - len(scoring)):
                reading.append((case, pool.submit(timed, job.read, case)))
            if reading:
                case, future = reading.popleft()
                try:
                    (given, reference), seconds = future.result()
                    prediction = job.predict(case, given)
                except Exception as error:  # one bad case must not cost the others
                    scoring.append(pool.submit(failed, job, case, error))
                else:
                    scoring.append(pool.submit(score, job, case, reference, prediction, seconds))
            elif scoring:
                yield scoring.popleft().result()
            else:
                return
            while scoring and scoring[0].done():
                yield scoring.popleft().result()


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
    channels = prediction.probabilities
    try:
        if job.keep:
            job.keep.mkdir(exist_ok=True)
            suffix = ".png" if case.images[0].suffix == ".png" else ".nii.gz"
            volume.write_mask(job.keep / f"{case.id}{suffix}", prediction.mask)
        if job.keep_probabilities and channels is not None:
            job.keep_probabilities.mkdir(exist_ok=True)
            write_probabilities(job.keep_probabilities / f"{case.id}.nii.gz", channels, prediction.mask.grid)
        result = measures.score_case(
            reference,
            prediction.mask,
            structures=job.record.structures,
            metrics=job.metrics,
            case_id=case.id,
            group=case.group,
            keep=job.surfaces,
            probabilities=None if channels is None else dict(zip(job.labels, channels, strict=True)),
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
        sketches=result.sketches,
        shape=reference.grid.shape,
        spacing=reference.grid.spacing,
        seconds={stage: round(spent, 4) for stage, spent in seconds.items()},
        peak_bytes=prediction.peak_bytes,
    )


def write_probabilities(path: Path, channels: FloatArray, grid: Grid) -> None:
    """Write ``(C, *grid.shape)`` as one NIfTI file of float32; a picture becomes one slice, in pixels."""
    if len(grid.shape) == 2:
        channels, grid = channels[:, None], Grid.pixels((1, *grid.shape))
    volume.write_image(path, Volume(channels, grid))


def need_probabilities(metrics: Sequence[Metric]) -> list[str]:
    """Return the ids of the metrics that read probabilities."""
    return [metric.id for metric in metrics if metric.needs == "probabilities"]


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
        policy=measures.protocol("segeval").policy,
        grid="native",
        recipe=to_json(loaded.recipe),
        inference={name: value for name, value in asdict(settings).items() if name not in COST_ONLY},
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
