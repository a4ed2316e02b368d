"""One chart of a board as a file for a paper: SVG, PDF, PNG, or its numbers as CSV."""

from pathlib import Path

from segeval._disk import replace, replacing, to_csv
from segeval.drawing import pdf, png, svg
from segeval.errors import BadData, UsageError
from segeval.records import folder_name
from segeval.registry import suggest
from segeval.report.page import figures, headline_contrasts
from segeval.report.ranking import Board, complete, rank
from segeval.report.rules import read_rules
from segeval.store import find_runs, read_run

ENDINGS = (".svg", ".pdf", ".png", ".csv")


def write_figure(name: str, out: Path, *, chart: str = "forest", boards: Path = Path("leaderboards")) -> Path:
    """Draw a chart of a board and return where it is.

    Args:
        name: The dataset of the board.
        out: A file that ends in one of ENDINGS.
        chart: ``forest``, ``pairs``, ``redrawn``, ``ranks``, ``params``, ``seconds``, ``cases`` or ``clicks``.
        boards: The folder of boards.

    Raises:
        UsageError: If the ending is another one.
        BadData: If there is no such board.
        UnknownName: If the board has no such chart.
    """
    if out.suffix.lower() not in ENDINGS:
        msg = f"{out} ends in {out.suffix or 'nothing'}; a figure is {', '.join(ENDINGS)}"
        raise UsageError(msg)
    board, place = read_board(name, boards)
    found = {figure.key: figure for figure in figures(board, headline_contrasts(board), place)}
    if chart not in found:
        noun = "chart"
        raise suggest(noun, chart, found, f"This board has {', '.join(found) or 'none, since no model is ranked'}.")
    figure = found[chart]
    if out.suffix.lower() == ".csv":
        replace(out, to_csv(figure.head, figure.rows))
    elif out.suffix.lower() == ".svg":
        replace(out, str(svg(figure.drawing, alone=True)))
    else:
        with replacing(out) as temporary:
            temporary.write_bytes((pdf if out.suffix.lower() == ".pdf" else png)(figure.drawing))
    return out


def read_board(name: str, boards: Path) -> tuple[Board, Path]:
    """Return the board of a dataset and its folder.

    Raises:
        BadData: If there is no such board.
    """
    place = boards / folder_name(name)
    runs = [read_run(path) for path in find_runs(place)]
    if not runs:
        msg = f"{place} holds no board; run segeval board build, or name another folder with --boards"
        raise BadData(msg)
    return complete(rank(runs, rules=read_rules(place))), place
