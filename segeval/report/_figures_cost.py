"""The charts of what a score costs: parameters and seconds, with the line of models that nothing cheaper beats."""

from collections.abc import Callable, Sequence

from segeval.report._charts_cost import Priced, cost, front
from segeval.report._contrast import Contrast
from segeval.report._figures import Figure
from segeval.report._words import listed, model
from segeval.report.ranking import Board, Row
from segeval.report.tables import length


def costs(board: Board, found: Contrast) -> list[Figure]:
    """Return the score against parameters and against seconds, where at least two models tell theirs."""
    charts = (("params", "parameters", _params), ("seconds", "seconds per case, all stages", _seconds))
    priced = [(key, across, _priced(board, found, of)) for key, across, of in charts]
    unit = length(board, found.metric.unit)
    up = found.metric.title + ("" if unit == "1" else f" ({unit})")
    return [_cost(key, across, up, models, found) for key, across, models in priced if len(models) > 1]


def _params(row: Row) -> object:
    return row.run.provenance.get("params")


def _seconds(row: Row) -> object:
    return row.seconds


def _priced(board: Board, found: Contrast, of: Callable[[Row], object]) -> list[Priced]:
    models = []
    for k in found.rows:
        price, cell = of(board.rows[k]), board.rows[k].cell(found.view, found.metric)
        if isinstance(price, int | float) and price > 0 and cell and cell.mean is not None:
            name, level = model(board.rows[k]), k in found.level
            models.append(Priced(model=name, cost=price, score=cell.mean, low=cell.low, high=cell.high, level=level))
    return models


def _cost(key: str, across: str, up: str, priced: Sequence[Priced], found: Contrast) -> Figure:
    higher, name = found.metric.better == "higher", found.metric.title
    told = f"Nothing cheaper is better than {listed([each.model for each in front(priced, higher=higher)])}."
    machine = " On the machines named below, which may have been shared." if key == "seconds" else ""
    return Figure(
        key=key,
        title=f"{name} against {across.partition(',')[0]}",
        drawing=cost(priced, across=across, up=up, higher=higher, sentence=f"{name} against {across}. {told}"),
        caption=f"{told} {found.cases} cases, means with 95 % intervals; blue: not told apart from the best.{machine}",
        head=("model", across, "mean", "low", "high"),
        rows=tuple((each.model, each.cost, each.score, each.low, each.high) for each in priced),
    )
