"""The ranked models of a board scored by the conventions of other benchmarks, from what their runs keep."""

from collections.abc import Sequence
from contextlib import suppress
from math import inf

from segeval.errors import UsageError
from segeval.report._scores import read_scores
from segeval.report.aggregate import MACRO, tabulate
from segeval.report.ranking import Board, Row
from segeval.store import NOT_RESCORED


def losses_by_protocol(board: Board, rows: Sequence[Row]) -> dict[str, list[float]]:
    """Return, for each protocol that has the headline per case, a number for each row that is lower for the better one.

    Infinite where there is no worth. There is none of rows that are several runs as one, and none where a run does not
    keep what it takes.
    """
    from segeval.metrics import PROTOCOLS

    if any(len(row.runs) > 1 or NOT_RESCORED in row.run.record.marks for row in rows):
        return {}
    metric = board.headline.id
    rules = {name: protocol.rules.get(metric) for name, protocol in PROTOCOLS.items()}
    known: dict[object, list[float]] = {}  # several protocols may read one metric alike
    for name, rule in rules.items():
        if rule and rule.averaging == "cases" and rule not in known:
            with suppress(UsageError):
                known[rule] = [_loss(row, name, metric) for row in rows]
    return {name: known[rule] for name, rule in rules.items() if rule in known}


def _loss(row: Row, protocol: str, metric: str) -> float:
    from segeval.rescore._again import rescore

    again = rescore(row.run, protocol, [metric])
    cell = tabulate(read_scores(again), row.table.counted).cells.get((MACRO, metric))
    if cell is None or cell.worth is None:
        return inf
    return -cell.worth if again.declarations[metric].better == "higher" else cell.worth
