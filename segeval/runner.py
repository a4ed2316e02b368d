"""A run: a model on a dataset, resumed where it stopped; a finished case is on disk as soon as those before it."""

import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from segeval import datasets, environment, repeats, scoring, store
from segeval._progress import beating, diary, hidden
from segeval.datasets import Prepared
from segeval.errors import BadData, SegevalError, UsageError, counted
from segeval.metrics import SURFACES, Metric, protocol
from segeval.records import NOT_BLIND, Answerer, Case, Data, DatasetInfo, Rules, RunRecord
from segeval.scoring import Job

if TYPE_CHECKING:
    from segeval.infer import Settings
    from segeval.models import Predictor

Input = TypeVar("Input")
# Options that name a part of one model, as they are called on the command line.
OF_ONE = {"name": "--name", "weights": "--weights", "model_args": "--model-args", "recipe": "--recipe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run that ended: its folder and how many cases came to what.

    ``reasons`` are those of the cases that were tried now and came to no score. ``nothing``: the references hold no
    structure that was asked for, but others. ``busy`` is the share of the time in which networks computed, None where
    there was none. ``noise`` is how much answers to one case differ, where that was asked for.
    """

    folder: Path
    summary: store.Summary
    reasons: Mapping[str, str] = field(default_factory=dict)
    nothing: bool = False
    busy: float | None = field(default=None, compare=False)
    noise: store.Noise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a model on a dataset: a run that ended, complete or not, or why there is none."""

    model: str
    dataset: str
    finished: Finished | None = None
    error: Exception | None = None


def run(  # noqa: PLR0913 - one argument per option of the command
    *,
    model: "str | Predictor[Any]",
    dataset: str,
    split: str | None = None,
    fold: int | None = None,
    weights: str | Path | None = None,
    model_args: str = "",
    name: str = "",
    trained_on: str | None = None,
    blind: bool = True,
    recipe: Path | None = None,
    label_map: str = "",
    tried: bool = True,
    metrics: str | Sequence[str] | None = None,
    output: Path | str = "runs",
    save_predictions: bool = False,
    limit: int | None = None,
    repeat: int | None = None,
    settings: "Settings | None" = None,
) -> Finished:
    """Run a model on a split of a prepared dataset and score every case; again, compute only what is not finished.

    Args:
        model: A network of the zoo, ``SCHEME:WHAT`` such as ``preds:FOLDER``, or an object like ``models.Predictor``.
        dataset: Id of a prepared dataset.
        split: ``NAME``, ``PART`` or ``NAME:PART``; default: the part that the dataset's default split evaluates.
        fold: Fold of the dataset's default split family, instead of ``split``.
        weights: Folder of weights, ``"random"``, or None for those that training left or that ship.
        model_args: Options of the network, ``"norm=instance,width=32"``, or keywords of the factory.
        name: What to call the model; default: its own name.
        trained_on: ``DATASET[:SPLIT[:PART]]`` or ``"other: ..."``, where nothing recorded it; unknown is not ranked.
        blind: False where the scored cases were looked at to choose settings; marks the run, which unranks it.
        recipe: File that says how a foreign model wants its images; default: FILE.toml beside the model.
        label_map: Which structure each class of a foreign model is, ``"5=liver,6="``; unknown ones are not answered.
        tried: Whether a model from elsewhere is first tried on forms of one case, which shows a wrong recipe.
        metrics: A preset or a list of ids; default: the standard ones and those that the benchmark reports.
        output: Folder of runs.
        save_predictions: Whether to keep the masks in the run.
        limit: Run the first so many cases of the split only; marks the run, which unranks it.
        repeat: Ask the model until every case has so many answers, and store how much they differ; keeps the masks.
        settings: How to run a network, on which devices, and whether to keep probabilities and maps.

    Raises:
        SegevalError: If the request is wrong, or prepared files are not those that were prepared.
    """
    from segeval import models

    repeats.require(repeat)
    data = require_unchanged(first_cases(datasets.load(dataset, split, fold=fold), limit))
    chosen = _metrics(metrics, data.info)
    asked: dict[str, Any] = {"weights": weights, "options": model_args, "recipe": recipe, "label_map": label_map}
    asked |= {"name": name, "trained_on": models.parse_trained_on(trained_on), "settings": _settings(settings, chosen)}
    predictor, *others = models.open_each(model, models.Request(data=data, **asked))
    job, folder = open_job(predictor, data, chosen, protocol("segeval").policy, Path(output), blind=blind)
    _require_followed(predictor, data, folder, tried=tried)
    job, masks = replace(job, others=others), save_predictions or repeat is not None
    job = _keeping(job, folder, settings, data.info, masks=masks)
    finished = run_cases(job, folder, data.cases, {**predictor.costs, **_about(data)})
    return finished if repeat is None else replace(finished, noise=repeats.measure(job, folder, data.cases, repeat))


def run_pairs(names: Sequence[str], sets: Sequence[str], **options: Any) -> Iterator[Outcome]:
    """Run every model on every dataset, with the options of :func:`run`; a pair that fails costs only itself.

    Raises:
        UnknownName: Before anything runs, if there is no such model, scheme or dataset.
        UsageError: Likewise, if an option is of one model and there are several.
    """
    from segeval.models import require_known

    for model in names:
        require_known(model)
    for dataset in sets:
        datasets.describe(dataset)
    if len(names) > 1 and (own := [OF_ONE[key] for key in OF_ONE if options.get(key) not in (None, "", "random")]):
        msg = f"{', '.join(own)} of which of the {len(names)} models? Give one model, or write a file for --pipeline."
        raise UsageError(msg)
    for dataset, model in itertools.product(sets, names):
        try:
            finished = run(model=model, dataset=dataset, **options)
        except (SegevalError, RuntimeError, MemoryError) as error:  # of a network on one dataset, not of the others
            yield Outcome(model=model, dataset=dataset, error=error)
        else:
            yield Outcome(model=model, dataset=dataset, finished=finished)


def _require_followed(predictor: "Predictor[Any]", data: Prepared, folder: Path, *, tried: bool) -> None:
    """Refuse a model from elsewhere that does not follow the geometry of a file, or whose recipe seems wrong.

    It is tried before the first case of a run; UsageError says what is wrong. The case is one to train on, where there
    is one, so that nothing is learned from cases that are scored.
    """
    from segeval.models import SCHEMES
    from segeval.models._probe import probe

    scheme = SCHEMES.items().get(predictor.about.kind)
    if not tried or scheme is None or not scheme.probed or store.read_ledger(folder).entries:
        return
    cases = data.part_cases("train") or list(data.cases.values())
    if findings := probe(predictor, cases[0], data.info) if cases else []:
        said = "; ".join(finding.words for finding in findings)
        msg = f"{predictor.about.id}, tried on {cases[0].id}: {said}. To run it all the same: --no-probe"
        raise UsageError(msg)


def first_cases(data: Prepared, count: int | None) -> Prepared:
    """Return a dataset of which only the first cases are expected, in the order of the split; None for all.

    Its digests stay those of the whole part. UsageError where no case would be left.
    """
    if count is not None and count < 1:
        msg = f"--limit {count}: give a number of cases, at least 1"
        raise UsageError(msg)
    return data if count is None else replace(data, expected=data.expected[:count])


def require_unchanged(data: Prepared) -> Prepared:
    """Return a dataset; BadData where a file of an expected case is not what was prepared."""
    if altered := datasets.changed(data, [case for case in data.expected if case in data.cases]):
        some = ", ".join(altered[:3]) + (" ..." if len(altered) > 3 else "")
        msg = (
            f"{data.root}: {counted(len(altered), 'file')} not as prepared: {some}. Prepare {data.info.id} again, or "
            f"see what differs with: segeval data verify {data.info.id}"
        )
        raise BadData(msg)
    return data


def _metrics(asked: str | Sequence[str] | None, info: DatasetInfo) -> tuple[Metric, ...]:
    """Return the metrics that were asked for; without any the standard ones and those that the benchmark reports."""
    return protocol("segeval").metrics(("standard", *info.metrics) if asked is None else asked, info.structures)


def _about(data: Prepared) -> dict[str, Any]:
    return {"dataset": datasets.about(data), "split_source": data.split.source}


def _settings(asked: "Settings | None", metrics: Sequence[Metric]) -> "Settings":
    """Return the settings, with probabilities where a metric reads them."""
    from segeval.infer import Settings

    settings = asked or Settings()
    return replace(settings, probabilities=settings.probabilities or bool(scoring.need_probabilities(metrics)))


def _keeping(
    job: Job[Input], folder: Path, settings: "Settings | None", info: DatasetInfo, *, masks: bool
) -> Job[Input]:
    """Return a job that keeps distances in the ledger, and what was asked for in folders of the run."""
    return replace(
        job,
        labels=info.reference_labels,
        surfaces=SURFACES,
        keep=folder / store.MASKS if masks else None,
        keep_probabilities=folder / "probabilities" if settings and settings.probabilities else None,
        keep_maps=folder / "maps" if settings and settings.maps else None,
    )


def open_job(
    predictor: "Predictor[Input]",
    data: Prepared,
    metrics: tuple[Metric, ...],
    policy: str,
    output: Path,
    *,
    blind: bool = True,
) -> tuple[Job[Input], Path]:
    """Return what to do with every case of scoring a model on a dataset by these metrics, and the folder of the run."""
    from segeval.models import training_marks

    marks = training_marks(predictor.about, data) + ["partial dataset"] * data.partial
    marks += [NOT_BLIND] * (not blind and NOT_BLIND not in marks)
    few, all_ = len(data.expected), len(data.split.part(data.part))
    marks += [f"the first {few} of {all_} cases alone"] * (few < all_)
    record = make_record(predictor.about, data, metrics, policy, marks)
    folder = store.open_run(output, record, [metric.info for metric in metrics])
    return Job(record=record, metrics=metrics, predictor=predictor), folder


def make_record(
    about: Answerer, data: Prepared, metrics: Sequence[Metric], policy: str, marks: Sequence[str] = ()
) -> RunRecord:
    """Return the record of scoring a model on a dataset by these metrics."""
    return RunRecord(
        data=Data(
            dataset=data.info.id,
            version=data.info.version,
            unit=data.info.unit,
            split=data.split.name,
            part=data.part,
            split_digest=data.split.digest,
            label_digest=data.label_digest,
            instance_digest=data.instance_digest,
            image_digest=data.image_digest,
            ignore=data.info.ignore,
            case_ids=data.expected,
            structures=data.info.structures,
        ),
        rules=Rules(policy=policy, metrics={metric.id: metric.version for metric in metrics}),
        model=about,
        marks=tuple(marks),
    )


def run_cases(job: Job[Any], folder: Path, cases: Mapping[str, Case], provenance: Mapping[str, Any]) -> Finished:
    """Predict and score the expected cases that the ledger does not hold yet, then write the derived files.

    Which cases are expected comes from the record. Those that are not among ``cases`` become ``missing`` rows, those
    that raise become ``failed`` rows with the reason; neither stops the run. A finished case whose prediction is to be
    kept and is not there is predicted again. ``run.log`` says what happened when.
    """
    from tqdm import tqdm

    reasons: dict[str, str] = {}
    title = f"{job.record.model.id} on {job.record.data.dataset}"
    with store.lock(folder), diary(folder / "run.log") as log:
        done = {case for case, entry in store.read_ledger(folder).entries.items() if entry.status == "ok"}
        expected = [cases[name] for name in job.record.data.case_ids if name in cases]
        todo = [case for case in expected if case.id not in done or not scoring.is_kept(job, case)]
        log.debug("%s: %d of %d cases to do", title, len(todo), len(expected))
        steps = scoring.scored(job, then=partial(_kept, folder))
        bar = tqdm(scoring.entries(steps, todo), title, total=len(todo), unit="case", disable=hidden())
        started, networks = time.monotonic(), 0.0
        with beating(log, title, count := [0], len(todo), "cases"):
            for entry in bar:
                count[0] += 1
                log.debug("%s: %s %s", entry.case_id, entry.status, entry.reason)
                networks += entry.seconds.get("network", 0)
                if entry.status != "ok":
                    reasons[entry.case_id] = entry.reason
        spent = _spent(job, networks, time.monotonic() - started)
        told = {name: value for name, value in provenance.items() if name != "memory"} | spent
        summary = store.finish(folder, provenance={**environment.describe(), **told})
        if "busy" in spent:
            log.debug("%s: networks at work %.0f %% of the time", title, 100 * spent["busy"])
        for step in spent.get("memory", ()):
            log.debug("%s: out of memory: %s", title, step)
        log.debug("%s: %d ok, %d failed, %d missing", title, summary.ok, summary.failed, summary.missing)
        return Finished(folder=folder, summary=summary, reasons=reasons, busy=spent.get("busy"))


def _spent(job: Job[Any], networks: float, seconds: float) -> dict[str, Any]:
    """Return on which devices a run was, the share of its time in which they computed, and what they had no room for.

    The last is an entry only where something was given up for want of memory, the second only where a network ran.
    """
    each = [predictor.costs for predictor in (job.predictor, *job.others)]
    devices = [str(costs["device"]) for costs in each if "device" in costs]
    steps = scoring.given_up(costs.get("memory", ()) for costs in each)
    return {
        **({"device": ",".join(devices)} if devices else {}),
        **({"busy": round(networks / seconds / len(each), 3)} if networks else {}),
        **({"memory": steps} if steps else {}),
    }


def _kept(folder: Path, entry: store.CaseEntry) -> store.CaseEntry:
    store.append(folder, entry)
    return entry
