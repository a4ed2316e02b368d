"""Results that leave and enter: exports, files of others, citations, printed values, runs of third parties.

Nothing here needs data, weights or torch: what must look at a dataset or at masks is in :mod:`segeval.outside`.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from segeval import report, store
from segeval.errors import UsageError
from segeval.exchange import formats, tables
from segeval.exchange.citing import Citation, cite
from segeval.exchange.foreign import Foreign, ForeignCase, ForeignScore, read_foreign, values_of
from segeval.exchange.merging import Merged, merge, validate
from segeval.published import PrintedLine, PrintedSection, Published, published, sections
from segeval.records import folder_name
from segeval.report import Board
from segeval.report import tables as own_tables

__all__ = [
    "FORMATS",
    "Citation",
    "Foreign",
    "ForeignCase",
    "ForeignScore",
    "Merged",
    "PrintedLine",
    "PrintedSection",
    "Published",
    "cite",
    "export",
    "find_board",
    "merge",
    "published",
    "read_foreign",
    "sections",
    "validate",
    "values_of",
]


def _wide(board: Board, metrics: Sequence[str] = ()) -> str:
    if metrics:
        msg = "csv-wide has every metric of the board; choose some with csv, latex or markdown"
        raise UsageError(msg)
    return own_tables.leaderboard(board)


FORMATS: Mapping[str, Callable[[Board, Sequence[str]], str]] = {
    "csv": tables.long,
    "csv-wide": _wide,
    "csv-cases": tables.every_case,
    "json": tables.document,
    "latex": tables.latex,
    "markdown": tables.markdown,
    "hf": formats.hugging_face,
    "nnunet": formats.nnunet,
    "challenger": formats.challenger,
}


def export(board: Board, to: str, metrics: Sequence[str] = ()) -> str:
    """Return a board as text in one of ``FORMATS``; ``metrics`` are those to show, none for the usual ones.

    Raises:
        UsageError: If there is no such format or metric, or a format cannot hold what was asked.
    """
    if to not in FORMATS:
        msg = f"there is no format {to!r}; it is one of {', '.join(FORMATS)}"
        raise UsageError(msg)
    return FORMATS[to](board, metrics)


def find_board(name: str, boards: Path = Path("leaderboards")) -> Board:
    """Return a board with its intervals: of a dataset among ``boards``, of the folder of one, or of a single run.

    Raises:
        UsageError: If there is none of this name.
        DamagedFile: If a run is not what its manifest or its counts say.
    """
    place = Path(name)
    if (place / "manifest.json").is_file():
        return report.complete(report.rank([store.read_run(place)]))
    place = place if (place / "runs").is_dir() else boards / folder_name(name)
    found = store.find_runs(place)
    if not found:
        there = ", ".join(sorted(path.parent.name for path in boards.glob("*/runs"))) or "none"
        msg = f"{name}: no such board in {boards} and no folder of a run; boards there: {there}"
        raise UsageError(msg)
    runs = [store.read_run(run) for run in found]
    return report.complete(report.rank(runs, rules=report.read_rules(place)))
