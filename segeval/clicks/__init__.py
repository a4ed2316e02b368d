"""Interactive segmentation with a simulated person: the Dice of a first model, and after clicks on what is wrong.

After Wang et al. 2019 (DeepIGeoS), arXiv:1707.00652: a model answers, clicks fall on its faults as the reference shows
them, a refiner makes another answer of the image, the answer before and the clicks, and so on. Refiners are a network
that was trained with maps of clicks, or one of two that need no training: "geodesic" and "random-walker".

::

    <output>/
        request.json   what was asked; written once, before the first case
        ledger.jsonl   append-only, one checksummed line per finished case: the only file written while it goes on
        clicks.csv     one row per case x round x structure: clicks so far, Dice
        curve.csv      mean Dice and its interval per structure and number of clicks
        curve.svg      the same as a picture
        summary.csv    per structure how many clicks a Dice of 0.8 and 0.9 takes, and how many cases never reach it
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from pathlib import Path
from typing import Any

from segeval import datasets, models
from segeval._disk import replace, to_csv
from segeval._progress import watched
from segeval.clicks._curve import Effort, Point, efforts, points, trajectories
from segeval.clicks._ledger import append, opened
from segeval.clicks._refine import BUILT_IN, REACH, open_refiner
from segeval.clicks._rounds import Row, Rules, Sitting, click_through
from segeval.datasets import Prepared
from segeval.drawing import Curve, curves, svg
from segeval.errors import UsageError
from segeval.infer import Settings
from segeval.metrics import protocol
from segeval.records import Case, canonical

__all__ = ["BUILT_IN", "REACH", "Effort", "Finished", "Point", "Row", "Rules", "run"]

COLUMNS = ("case", "structure", "round", "clicks", "dice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What came out: where it lies, the curves, the clicks that a Dice takes, and why cases failed now.

    ``marks`` say why the first model would not be ranked on these cases, such as having been trained on them.
    """

    folder: Path
    points: tuple[Point, ...]
    efforts: tuple[Effort, ...]
    marks: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


def run(  # noqa: PLR0913 - one argument per option of the command
    *,
    model: str,
    refine: str,
    dataset: str,
    output: Path,
    split: str | None = None,
    fold: int | None = None,
    weights: str | Path | None = None,
    model_args: str = "",
    refine_weights: Path | None = None,
    refine_args: str = "",
    reach: float = REACH,
    rules: Rules | None = None,
    device: str = "auto",
) -> Finished:
    """Click through the cases of a split; the same call again does only those that are not done.

    Args:
        model: What gives the first answers: as for ``segeval run``, or a pipeline file that ends in ``.toml``.
        refine: "geodesic", "random-walker", or a network that was trained with maps of clicks.
        dataset: Id of a prepared dataset.
        output: Folder of the results.
        split: ``NAME``, ``PART`` or ``NAME:PART``; default: the part that the dataset's default split evaluates.
        fold: Fold of the dataset's default split family, instead of ``split``.
        weights: Folder of weights of the first model, ``"random"``, or None for those trained here or shipped.
        model_args: Options of the first model.
        refine_weights: Folder of weights of the refining network; default: those that were trained here.
        refine_args: Options of the refining network.
        reach: How far the other refiners decide anew around a click, in voxels of the finest axis.
        rules: How clicks are simulated.
        device: Where networks run.

    Raises:
        SegevalError: If the request is wrong, or the folder holds the results of another one.
    """
    rules = rules or Rules()
    if reach <= 0 or rules.clicks < 1 or rules.at_once < 0 or rules.least < 1:
        msg = f"{rules} and a reach of {reach}: clicks, least and reach are above 0, and at_once is not below"
        raise UsageError(msg)
    data = datasets.load(dataset, split, fold=fold)
    name = f"pipeline:{model}" if model.endswith(".toml") and ":" not in model else model
    request = models.Request(data=data, weights=weights, settings=Settings(device=device), options=model_args)
    sitting = Sitting(
        data=data,
        predictor=models.open(name, request),
        refiner=open_refiner(refine, data, folder=refine_weights, options=refine_args, reach=reach, device=device),
        metrics=protocol("segeval").metrics(("dice",), data.info.structures),
        rules=rules,
    )
    marks = models.training_marks(sitting.predictor.about, data)
    with opened(output, _request(sitting)) as done:
        reasons = _go_through(sitting, output, done)
        rows = [row for case in data.expected if case in done for row in done[case]]
        found, needed = _written(output, rows, sitting)
    return Finished(folder=output, points=found, efforts=needed, marks=tuple(marks), reasons=reasons)


def _request(sitting: Sitting) -> dict[str, Any]:
    """Return what decides the results, as it is kept beside them."""
    data: Prepared = sitting.data
    return {
        "model": canonical(sitting.predictor.about),
        "refine": dict(sitting.refiner.about),
        "rules": asdict(sitting.rules),
        "metrics": {metric.id: metric.version for metric in sitting.metrics},
        "data": {
            "dataset": data.info.id,
            "version": data.info.version,
            "split": data.split.name,
            "part": data.part,
            "images": data.image_digest,
            "labels": data.label_digest,
            "cases": list(data.expected),
        },
    }


def _go_through(sitting: Sitting, output: Path, done: dict[str, list[Row]]) -> dict[str, str]:
    """Click through the cases that are not done, and add their rows; return why others failed or are missing."""
    cases: dict[str, Case] = sitting.data.cases
    reasons = {name: "this case is not on the disk" for name in sitting.data.expected if name not in cases}
    todo = [cases[name] for name in sitting.data.expected if name in cases and name not in done]
    title = f"{sitting.predictor.about.id} and clicks on {sitting.data.info.id}"
    for case in watched(todo, title, len(todo)):
        try:
            rows = click_through(sitting, case)
        except Exception as error:  # one bad case must not cost the others
            reasons[case.id] = f"{type(error).__name__}: {' '.join(str(error).split())}"[:500]
        else:
            append(output, case.id, rows)
            done[case.id] = rows
    return reasons


def _written(folder: Path, rows: Sequence[Row], sitting: Sitting) -> tuple[tuple[Point, ...], tuple[Effort, ...]]:
    """Write the tables and the picture, and return what is in them."""
    walked = trajectories(rows, sitting.rules.clicks)
    found, needed = tuple(points(walked, sitting.data.groups)), tuple(efforts(walked))
    cells = ([getattr(row, name) for name in COLUMNS] for row in rows)
    replace(folder / "clicks.csv", to_csv(COLUMNS, cells))
    replace(folder / "curve.csv", _table(Point, found))
    replace(folder / "summary.csv", _table(Effort, needed))
    refiner = sitting.refiner.about["refiner"]
    title = f"{sitting.predictor.about.id}, then {refiner}, on {sitting.data.info.id} ({sitting.data.part})"
    drawing = curves(list(_curves(found)), up="Mean Dice, with its 95 % interval", across="clicks", sentence=title)
    replace(folder / "curve.svg", svg(drawing, alone=True))
    return found, needed


def _curves(found: Sequence[Point]) -> Iterator[Curve]:
    for name in dict.fromkeys(point.structure for point in found):
        own = [point for point in found if point.structure == name]
        yield Curve(
            name=name,
            counts=tuple(point.clicks for point in own),
            means=tuple(point.mean for point in own),
            lows=tuple(point.low for point in own),
            highs=tuple(point.high for point in own),
        )


def _table(kind: type[Any], records: Iterable[Any]) -> str:
    return to_csv([each.name for each in fields(kind)], map(astuple, records))
