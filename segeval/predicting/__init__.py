"""Predicting images that have no reference: any model, any folder, masks on the grids of the images.

The engine is that of a run. What stands in a folder of predictions: ``CASE.nii.gz`` or ``CASE.png``, ``probabilities/``
and ``instances/`` where a model gives them, ``dataset.json`` with the names of the labels, and ``predict.json`` with
what made them and which cases failed.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from segeval import _disk, environment, models, scoring, store, volume
from segeval._progress import watched
from segeval.errors import UsageError, counted
from segeval.predicting import _cases, _folder
from segeval.predicting._folder import Format, Place
from segeval.predicting._task import OWN, as_dataset, info_of, seen, task_of
from segeval.records import Case, Grid, LabelNames, Prediction, canonical

if TYPE_CHECKING:
    from segeval.infer import Settings
    from segeval.models import Predictor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """What came of the cases of INPUT: ``made`` now, ``kept`` from before, ``failed`` for a reason."""

    output: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)


class Ended(NamedTuple):
    """How a case ended; without a reason its mask is written."""

    case_id: str
    reason: str = ""


def predict(  # noqa: PLR0913 - one argument per option of the command
    *,
    model: "str | Predictor[Any]",
    input: Path | str,  # noqa: A002 - the name that everybody's command has for it
    output: Path | str,
    dataset: str | None = None,
    split: str | None = None,
    fold: int | None = None,
    labels: LabelNames | None = None,
    weights: str | Path | None = None,
    model_args: str = "",
    name: str = "",
    recipe: Path | None = None,
    label_map: str = "",
    format: Format = "auto",  # noqa: A002 - as the option is called
    overwrite: bool = False,
    settings: "Settings | None" = None,
) -> Predicted:
    """Predict every image of a folder, or one; again, only what is not finished, or is older than its image.

    Args:
        model: As for ``segeval.run``.
        input: An image, a folder of images, or the folder of a DICOM series or of several. Where a model takes several
            channels, they are one file or files ``CASE_0000``, ``CASE_0001`` ... in its order.
        output: Folder, made if need be; for one case also a file that ends with .nii.gz, .nii or .png.
        dataset: Whose labels the model predicts and, of a network of the zoo, whose weights are meant; it need not be
            prepared. Needed for networks of the zoo without ``weights``.
        split: Of the dataset, for which the weights were trained; default: its own.
        fold: Fold of the dataset's default split family, instead of ``split``.
        labels: Name of each structure, ``{1: "liver"}``, for models that do not say what they predict.
        weights: Folder of weights, None for those that training left or that ship.
        model_args: As for ``segeval.run``.
        name: What to call the model; default: its own name.
        recipe: As for ``segeval.run``.
        label_map: As for ``segeval.run``.
        format: "nifti", "png", or "auto": PNG for pictures, NIfTI for all else.
        overwrite: Whether to make again what is there.
        settings: How to run a network, and whether to keep probabilities.

    Raises:
        UsageError: If the request is wrong, or other settings or somebody else made what is in the folder.
    """
    from segeval.infer import Settings

    request = models.Request(
        data=task_of(dataset, split, fold),
        weights=weights,
        settings=settings or Settings(),
        options=model_args,
        name=name,
        recipe=recipe,
        label_map=label_map,
    )
    return _predicted(model, request, (Path(input), Path(output)), labels, form=format, overwrite=overwrite)


def _predicted(
    model: "str | Predictor[Any]",
    request: models.Request,
    places: tuple[Path, Path],
    labels: LabelNames | None,
    *,
    form: Format,
    overwrite: bool,
) -> Predicted:
    """Predict the cases of the first place into the second."""
    if request.weights == "random":
        msg = "random weights predict noise; pass --weights FOLDER, or --dataset for weights that were trained on it"
        raise UsageError(msg)
    info, channels = info_of(model, request, labels)
    found = _cases.find(places[0], channels)
    several = len(found.cases) + len(found.faults) > 1
    kept = bool(request.settings and request.settings.probabilities)
    place = _folder.place_for(*places, several=several, form=form, probabilities=kept)
    cases = {
        case: Case(dataset=info.id, id=case, group=case, images=paths, mask=None) for case, paths in found.cases.items()
    }
    _folder.require_no_image(place, cases)
    info = seen(info, channels, cases)
    split = request.data.split if info.id != OWN else None
    predictor, *others = models.open_each(model, replace(request, data=as_dataset(info, cases, split)))
    told = {
        "schema": _folder.SCHEMA,
        "model": canonical(predictor.about),
        "labels": {str(value): name for value, name in sorted(info.labels.items()) if value != info.ignore},
        "format": place.format,
        "dataset": info.id if info.id != OWN else "",
        "made_by": environment.describe(),
        "failed": {},
    }
    with nullcontext() if place.is_file else _locked(place):
        _folder.begin(place, told, cases, overwrite=overwrite)
        _folder.declare(place, info)
        return _work((predictor, *others), cases, place, found.faults)


def _locked(place: Place) -> Any:
    with _disk.writing(place.folder):
        place.folder.mkdir(parents=True, exist_ok=True)
    return store.lock(place.folder)


def _work(
    every: "Sequence[Predictor[Any]]", cases: Mapping[str, Case], place: Place, faults: Mapping[str, str]
) -> Predicted:
    """Predict the cases that are not finished by a model on every device, and note in the record which failed."""
    predictor, *others = every
    finished = {case: _folder.is_finished(place, cases[case]) for case in cases}
    kept, todo = [case for case in cases if finished[case]], [cases[case] for case in cases if not finished[case]]
    failed = dict(faults)
    steps: scoring.Steps[Any, Grid, Ended] = scoring.Steps(
        name=predictor.about.id,
        predictor=predictor,
        read=lambda case: _read(predictor, place, case),
        finish=lambda case, done, made: _finish(predictor, place, case, done, made),
        failed=lambda case, error: Ended(case.id, " ".join(str(error).split()) or type(error).__name__),
        others=others,
    )
    made = []
    for case, reason in watched(scoring.entries(steps, todo), predictor.about.id, len(todo)):
        log.debug("%s: %s", case, reason or "ok")
        if reason:
            failed[case] = reason
        else:
            made.append(case)
    told = _disk.read_object(place.record, _folder.ADVICE)
    steps_down = scoring.given_up(each.costs.get("memory", ()) for each in every)
    if told["failed"] != failed or steps_down:
        memory = {"memory": steps_down} if steps_down else {}
        _disk.replace(place.record, _disk.to_json_text({**told, **memory, "failed": failed}))
    return Predicted(output=place.path, made=tuple(made), kept=tuple(kept), failed=failed)


def _read(predictor: "Predictor[Any]", place: Place, case: Case) -> scoring.Read[Any, Grid]:
    """Read what the model needs of a case, and the grid of its image; a grid that cannot be stored is refused here."""
    started = time.perf_counter()
    grid = volume.read_grid(case.images[0])
    place.mask(case.id, grid)
    return scoring.Read(predictor.read(case), grid, time.perf_counter() - started)


def _finish(
    predictor: "Predictor[Any]", place: Place, case: Case, done: scoring.Read[None, Grid], made: Prediction
) -> Ended:
    """Write what a model says of a case."""
    try:
        volume.require_same_grid(done.beside, made.mask.grid, where="prediction")
        volume.require_labels(made.mask.array, predictor.labels, Path("prediction"))
        _folder.write(place, case.id, made)
    except Exception as error:  # one bad case must not cost the others
        return Ended(case.id, " ".join(str(error).split()) or type(error).__name__)
    return Ended(case.id)


def summed(done: Predicted) -> str:
    """Return what came of all cases, in one line."""
    parts = [f"{counted(len(done.made), 'case')} predicted"]
    parts += [f"{len(done.kept)} there already"] * bool(done.kept)
    parts += [f"{len(done.failed)} failed"] * bool(done.failed)
    return f"{', '.join(parts)}: {done.output}"
