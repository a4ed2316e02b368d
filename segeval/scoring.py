"""Cases: read, predicted by a model, scored against their references, several at once."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any, Generic, Literal, NamedTuple, TypeVar, cast

from segeval import _guard, store, volume
from segeval.errors import BadData, MissingPrediction
from segeval.metrics import Metric, Surface, missing_scores, score_case
from segeval.models import BY_CASE, Predictor
from segeval.records import Case, CaseScore, FloatArray, Grid, LabelArray, Mask, Prediction, RunRecord, Status, Volume

Input = TypeVar("Input")
Beside = TypeVar("Beside")
Out = TypeVar("Out")
CLEAR, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
PEAK = b"VmHWM:"  # the most resident memory, in kB


class Reference(NamedTuple):
    """The truth about a case: its label map, and its numbered objects where the dataset knows them."""

    mask: Mask
    instances: LabelArray | None


class Read(NamedTuple, Generic[Input, Beside]):
    """What was read of a case: the input of the model and what its answer is held against; the seconds that took.

    Once the model has answered its input is None.
    """

    given: Input
    beside: Beside
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Generic[Input, Beside, Out]):
    """What becomes of a case: it is read, a model is asked, its answer finished; ``failed`` where one of these raises.

    ``name`` tells the work of one run from that of another. ``others`` are the same model on other devices, which cases
    are shared out to. ``workers`` threads read and finish; at most ``ahead`` cases more than that are in memory. With
    ``answered`` the model only hands on what was read, so each thread does the whole of a case.
    """

    name: str
    predictor: Predictor[Input]
    read: Callable[[Case], Read[Input, Beside]]
    finish: Callable[[Case, Read[None, Beside], Prediction], Out]
    failed: Callable[[Case, Exception], Out]
    others: Sequence[Predictor[Input]] = ()
    workers: int = 2
    ahead: int = 2
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Generic[Input]):
    """What is done with every case of a run.

    ``labels`` are the values that references may hold, None for any. ``keep``, ``keep_probabilities`` and ``keep_maps``
    are the folders where predictions are written, None for nowhere. Distances between ``surfaces`` are kept for scoring
    by other conventions. ``others``, ``workers`` and ``ahead`` are as in :class:`Steps`.
    """

    record: RunRecord
    metrics: tuple[Metric, ...]
    predictor: Predictor[Input]
    labels: Mapping[int, str] | None = None
    keep: Path | None = None
    keep_probabilities: Path | None = None
    keep_maps: Path | None = None
    surfaces: tuple[Surface, ...] = ()
    partly: bool = False
    others: Sequence[Predictor[Input]] = ()
    workers: int = 2
    ahead: int = 2


def scored(
    job: Job[Input], then: Callable[[store.CaseEntry], store.CaseEntry] = lambda entry: entry
) -> Steps[Input, Reference, store.CaseEntry]:
    """Return the steps of a case that is scored; what comes out is its entry, and a failed one is a row too.

    ``then`` is called with every entry by the thread that made it, so that a case that hangs keeps no other one back.
    """
    return Steps(
        name=job.record.run_id,
        predictor=job.predictor,
        read=partial(read, job),
        finish=lambda case, done, prediction: then(score(job, case, done, prediction)),
        failed=lambda case, error: then(failed(job, case, error)),
        others=job.others,
        workers=job.workers,
        ahead=job.ahead,
        answered=job.predictor.about.kind == BY_CASE,
    )


def entries(steps: Steps[Input, Beside, Out], cases: Sequence[Case]) -> Iterator[Out]:
    """Return what comes of each case, in order; cases that are known to do harm come last.

    Where a process guards this one, cases that may have ended it are tried one at a time, and those that did so twice
    fail.
    """
    known, all_of = _guard.known(), _at_once if steps.answered else _shared if steps.others else _overlapped
    if not known.suspects:
        return all_of(steps, cases)
    names = {case.id: _name(steps, case) for case in cases}
    hopeless = [case for case in cases if names[case.id] in known.hopeless]
    suspects = [case for case in cases if names[case.id] in known.suspects and case not in hopeless]
    calm = [case for case in cases if names[case.id] not in known.suspects]
    failed = (steps.failed(case, _guard.HopelessCase(known.hopeless[names[case.id]])) for case in hopeless)
    return chain(all_of(steps, calm), *(_overlapped(steps, [case]) for case in suspects), failed)


def _shared(steps: Steps[Input, Beside, Out], cases: Sequence[Case]) -> Iterator[Out]:
    """Yield what comes of each case, in order, from several devices: each takes the next case when it has room."""
    coming, lock, made = iter(enumerate(cases)), Lock(), SimpleQueue[tuple[int, Out] | BaseException]()
    devices, ready = (steps.predictor, *steps.others), dict[int, Out]()

    def taken(numbers: deque[int]) -> Iterator[Case]:
        while True:
            with lock:
                number, case = next(coming, (-1, None))
            if case is None:
                return
            numbers.append(number)
            yield case

    def work(predictor: Predictor[Input]) -> None:
        numbers = deque[int]()
        alone = replace(steps, predictor=predictor, others=(), ahead=0)  # what one has read no other one can take
        try:
            for out in _overlapped(alone, taken(numbers)):
                made.put((numbers.popleft(), out))
        except BaseException as error:  # it is raised where the entries are asked for
            made.put(error)

    pool = ThreadPoolExecutor(len(devices))
    try:
        for predictor in devices:
            pool.submit(work, predictor)
        for at in range(len(cases)):
            while at not in ready:
                found = made.get()
                if isinstance(found, BaseException):
                    raise found
                ready[found[0]] = found[1]
            yield ready.pop(at)
    finally:
        with lock:
            deque(coming, maxlen=0)  # who interrupts a run does not wait for other cases
        pool.shutdown(wait=False, cancel_futures=True)


def _overlapped(steps: Steps[Input, Beside, Out], cases: Iterable[Case]) -> Iterator[Out]:
    """Yield what comes of each case, in order; others are read and finished while a model is asked about one here."""
    coming, most, device = iter(cases), steps.workers + steps.ahead, str(steps.predictor.costs.get("device", "cpu"))
    reading: deque[tuple[Case, Future[Read[Input, Beside]]]] = deque()
    ending: deque[Future[Out]] = deque()
    pool = ThreadPoolExecutor(steps.workers)
    try:
        while True:
            for case in islice(coming, most - len(reading) - len(ending)):
                reading.append((case, pool.submit(_at_work, steps, case, partial(steps.read, case))))
            if ending and ending[0].done():
                yield ending.popleft().result()
            elif reading and reading[0][1].done():
                case, future = reading.popleft()
                try:
                    done = future.result()
                    with _guard.at_work(_name(steps, case)), peak_memory(device) as peak:
                        prediction = steps.predictor.predict(case, done.given)
                        peak_bytes = prediction.peak_bytes or peak()
                except Exception as error:  # one bad case must not cost the others
                    finish = partial(steps.failed, case, error)
                else:
                    answered = Read(None, done.beside, done.seconds)
                    finish = partial(steps.finish, case, answered, replace(prediction, peak_bytes=peak_bytes))
                    del done, prediction
                del future  # which holds the image, and the pool has let go of it
                ending.append(pool.submit(_at_work, steps, case, finish))
                del finish
            elif pending := [*(future for _, future in islice(reading, 1)), *islice(ending, 1)]:
                wait(cast(list[Future[Any]], pending), return_when=FIRST_COMPLETED)
            else:
                return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who interrupts a run does not wait for the cases in work


def _at_once(steps: Steps[Input, Beside, Out], cases: Iterable[Case]) -> Iterator[Out]:
    """Yield what comes of each case, in order; a thread reads, asks and finishes, and goes on to the next one."""

    def whole(case: Case) -> Out:
        try:
            given, beside, seconds = steps.read(case)
            prediction = steps.predictor.predict(case, given)
        except Exception as error:  # one bad case must not cost the others
            return steps.failed(case, error)
        return steps.finish(case, Read(None, beside, seconds), prediction)

    coming, ending = iter(cases), deque[Future[Out]]()
    pool = ThreadPoolExecutor(steps.workers)
    try:
        while True:
            for case in islice(coming, steps.workers + steps.ahead - len(ending)):
                ending.append(pool.submit(_at_work, steps, case, partial(whole, case)))
            if not ending:
                return
            yield ending.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _at_work(steps: Steps[Any, Any, Any], case: Case, work: Callable[[], Out]) -> Out:
    with _guard.at_work(_name(steps, case)):
        return work()


def _name(steps: Steps[Any, Any, Any], case: Case) -> str:
    """Return what the guarding process calls a case."""
    return f"{steps.name}/{case.id}"


@contextmanager
def peak_memory(device: str) -> Iterator[Callable[[], int]]:
    """Give a function that returns the most bytes held since the block began, by all threads; 0 if nobody can tell.

    They are of the GPU where the device is one, else of this process, which only Linux counts anew.
    """
    if device.startswith("cuda"):
        import torch

        torch.cuda.reset_peak_memory_stats(device)
        yield lambda: torch.cuda.max_memory_allocated(device)
        return
    try:
        CLEAR.write_text("5", encoding="ascii")
    except OSError:
        yield lambda: 0
    else:
        yield lambda: next(1024 * int(line.split()[1]) for line in STATUS.read_bytes().splitlines() if PEAK in line)


def read(job: Job[Input], case: Case) -> Read[Input, Reference]:
    """Read what the model needs of a case, and its reference.

    Raises:
        BadData: If there is no reference, or the image or the objects do not lie on its grid.
    """
    started = time.perf_counter()
    given = job.predictor.read(case)
    if case.mask is None:
        msg = f"{case.dataset}/{case.id} has no reference mask to score against"
        raise BadData(msg)
    mask = volume.read_mask(case.mask, job.labels)
    if isinstance(given, Volume):
        volume.require_same_grid(given.grid, mask.grid, where=f"{case.dataset}/{case.id}: mask")
    instances = None
    if case.instances and any(metric.needs == "instances" for metric in job.metrics):
        objects = volume.read_mask(case.instances)
        volume.require_same_grid(mask.grid, objects.grid, where=f"{case.dataset}/{case.id}: instances")
        instances = objects.array
    return Read(given, Reference(mask, instances), time.perf_counter() - started)


def score(job: Job[Any], case: Case, done: Read[None, Reference], prediction: Prediction) -> store.CaseEntry:
    """Return the entry of a predicted case; scoring that raises makes it a failed one."""
    started, reference = time.perf_counter(), done.beside
    channels, silent = prediction.probabilities, job.record.model.not_answered
    answered = [each for each in job.record.data.structures if each.name not in silent]
    try:
        if job.keep or job.keep_probabilities or job.keep_maps:
            keep(job, case, prediction)
        result = score_case(
            reference.mask,
            prediction.mask,
            structures=answered,
            metrics=job.metrics,
            case_id=case.id,
            group=case.group,
            keep=job.surfaces,
            probabilities=None if channels is None else dict(zip(job.predictor.labels, channels, strict=True)),
            instances=(reference.instances, prediction.instances),
            ignore=job.record.data.ignore,
            partly=job.partly,
        )
    except Exception as error:  # one bad case must not cost the others
        return failed(job, case, error)
    seconds = {"read": done.seconds, **prediction.seconds, "score": time.perf_counter() - started}
    grid = reference.mask.grid
    return store.CaseEntry(
        case_id=case.id,
        group=case.group,
        status="ok",
        scores=(*result.scores, *(_not_answered(job, case) if silent else ())),
        counts=result.counts,
        sketches=result.sketches,
        shape=grid.shape,
        spacing=grid.spacing,
        seconds={stage: round(spent, 4) for stage, spent in seconds.items()},
        peak_bytes=prediction.peak_bytes,
    )


def _not_answered(job: Job[Any], case: Case) -> tuple[CaseScore, ...]:
    """Return rows without values for the structures that the model does not know."""
    rows = _without_values(job, case, "not_answered")
    return tuple(row for row in rows if row.structure in job.record.model.not_answered)


def _without_values(job: Job[Any], case: Case, status: Status) -> tuple[CaseScore, ...]:
    return missing_scores(
        structures=job.record.data.structures,
        metrics=job.metrics,
        case_id=case.id,
        group=case.group,
        unit=job.record.data.unit,
        status=status,
    )


def keep(job: Job[Any], case: Case, prediction: Prediction) -> None:
    """Write the prediction where the job keeps them: a folder that ``preds:FOLDER`` can read again."""
    grid, name = prediction.mask.grid, file_name(case)
    if job.keep:
        masks = [(job.keep, prediction.mask)]
        if prediction.instances is not None:
            masks.append((job.keep / "instances", Mask(prediction.instances, grid)))
        for folder, mask in masks:
            folder.mkdir(exist_ok=True)
            volume.write_mask(folder / name, mask)
    if job.keep_probabilities and prediction.probabilities is not None:
        job.keep_probabilities.mkdir(exist_ok=True)
        write_channels(job.keep_probabilities / f"{case.id}.nii.gz", prediction.probabilities, grid)
    if job.keep_maps:
        for what, values in prediction.maps.items():
            (job.keep_maps / what).mkdir(parents=True, exist_ok=True)
            write_channels(job.keep_maps / what / f"{case.id}.nii.gz", values[None], grid)


def is_kept(job: Job[Any], case: Case) -> bool:
    """Whether everything of a case that the job keeps is there already."""
    masks, probabilities, maps, name = job.keep, job.keep_probabilities, job.keep_maps, f"{case.id}.nii.gz"
    return (
        (masks is None or (masks / file_name(case)).is_file())
        and (probabilities is None or (probabilities / name).is_file())
        and (maps is None or any((folder / name).is_file() for folder in maps.glob("*")))
    )


def file_name(case: Case) -> str:
    """Return how the file of a kept mask is called: a picture where the reference is one, else NIfTI."""
    return case.id + (".png" if case.mask and case.mask.suffix == ".png" else ".nii.gz")


def write_channels(path: Path, channels: FloatArray, grid: Grid) -> None:
    """Write ``(C, *grid.shape)`` as one NIfTI file of float32; a picture becomes one slice, in pixels."""
    if len(grid.shape) == 2:
        channels, grid = channels[:, None], Grid.pixels((1, *grid.shape))
    volume.write_image(path, Volume(channels, grid))


def failed(job: Job[Any], case: Case, error: Exception) -> store.CaseEntry:
    """Return the entry of a case that raised: rows without values, and the reason in one line."""
    missing = isinstance(error, MissingPrediction)
    status: Literal["missing", "failed"] = "missing" if missing else "failed"
    reason = str(error) if missing else f"{type(error).__name__}: {' '.join(str(error).split())}"
    scores = _without_values(job, case, status)
    return store.CaseEntry(case_id=case.id, group=case.group, status=status, reason=reason[:500], scores=scores)


def given_up(costs: Iterable[Any]) -> list[str]:
    """Return what models gave up for want of memory, from lists of steps in words or of such lists."""
    return [step for each in costs for step in ([each] if isinstance(each, str) else given_up(each))]


def need_probabilities(metrics: Sequence[Metric]) -> list[str]:
    """Return the ids of the metrics that read probabilities."""
    return [metric.id for metric in metrics if metric.needs == "probabilities"]
