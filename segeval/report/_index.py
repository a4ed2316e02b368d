"""The page over all boards: which model stands where, and a card for every dataset."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from segeval.records import folder_name
from segeval.report._datasets import ACCESS, MODALITIES, Declared, page_of
from segeval.report._render import render
from segeval.report._standing import MeanRank, Placed, mean_ranks, placed, ranked_rows, standing
from segeval.report._words import model
from segeval.report.ranking import Board, Row
from segeval.report.tables import board_title, provenance_text

UPRIGHT = 8  # datasets beyond which the heads of their columns are turned


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A dataset on the index. ``head`` and ``words`` say who leads, or that nobody has run a model."""

    title: str
    link: str
    about: str
    modality: str
    ndim: str
    picture: Markup
    cases: str
    access: str
    measured: bool
    head: str
    words: str
    printed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A model on the index: its mean rank, if it has one, and its place on each board, None where it never ran."""

    model: str
    mean: MeanRank | None
    places: tuple[Placed | None, ...]


def index(
    boards: Mapping[str, Board],
    datasets: Sequence[Declared] = (),
    printed: Mapping[str, int] | None = None,
    pictures: Mapping[str, Markup] | None = None,
) -> str:
    """Return the page.

    Args:
        boards: By the folder in which they lie.
        datasets: What the catalogue declares.
        printed: How many published values there are, by the folder name of the dataset.
        pictures: What stands for a dataset instead of the mark of its modality, by the folder name of the dataset.
    """
    cards = list(_cards(boards, datasets, printed or {}, pictures or {}))
    measured = [card for card in cards if card.measured]
    lines, shared = _lines(boards)
    return render(
        "index.html",
        scripts=("index.js",),
        styles=("page.css", "head.css", "look.css", "index.css"),
        title="Leaderboards",
        cards=cards,
        datasets=len({board.rules.data.dataset for board in boards.values()} | {info.id for info, _ in datasets}),
        measured=measured,
        lines=lines,
        shared=[card.title for name, card in zip(boards, measured, strict=True) if name in shared],
        averaged=sum(line.mean is not None for line in lines),
        turned=len(boards) > UPRIGHT,
        runs=sum(len(row.runs) for board in boards.values() for row in board.rows),
        printed=sum(card.printed for card in cards),
        modalities=[each for each in MODALITIES if any(card.modality == each for card in cards)],
        dimensions=sorted({card.ndim for card in cards} - {""}),
    )


def _cards(
    boards: Mapping[str, Board],
    datasets: Sequence[Declared],
    printed: Mapping[str, int],
    pictures: Mapping[str, Markup],
) -> Iterator[Card]:
    """Yield the cards of the boards in their order, then those of datasets without one."""
    declared = {folder_name(info.id): info for info, _ in datasets}
    told: set[str] = set()  # datasets that have a card
    for name, board in boards.items():
        data = board.rules.data
        of = folder_name(data.dataset)
        info = declared.get(of)
        shape = next((case.shape for row in board.rows for case in row.run.cases if case.shape), ())
        ndim = info.ndim if info else len(shape)
        modality = info.modality if info else provenance_text(board, "modality")
        head, words = standing(board)
        yield Card(
            title=board_title(board, info.title if info else ""),
            link=f"{name}/index.html",
            about=page_of(info.id) if info else "",
            modality=modality if modality in MODALITIES else "other",
            ndim=f"{ndim}D" if ndim else "",
            picture=pictures.get(of, Markup()),
            cases=f"{len(data.case_ids)} cases scored",
            access=info.license if info else provenance_text(board, "license"),
            measured=True,
            head=head,
            words=words,
            printed=printed.get(of, 0) if of not in told else 0,
        )
        told.add(of)
    for name, info in declared.items():
        if name not in told:
            yield Card(
                title=info.title,
                link=page_of(info.id),
                about="",
                modality=info.modality if info.modality in MODALITIES else "other",
                ndim=f"{info.ndim}D",
                picture=pictures.get(name, Markup()),
                cases=f"{sum(info.counts.values())} cases",
                access=ACCESS[info.access],
                measured=False,
                head="",
                words="",
                printed=printed.get(name, 0),
            )


def _lines(boards: Mapping[str, Board]) -> tuple[list[Line], list[str]]:
    """Return the models, those of best mean rank first, then those on most boards; and the boards of that mean."""
    rows = [shown_rows(board) for board in boards.values()]
    means, shared = mean_ranks(boards)
    names = {name: sum(name in found for found in rows) for found in rows for name in found}
    order = sorted(names, key=lambda name: (means[name].mean if name in means else len(names), -names[name], name))
    lines = [
        Line(
            model=name,
            mean=means.get(name),
            places=tuple(
                placed(board, found[name]) if name in found else None
                for board, found in zip(boards.values(), rows, strict=True)
            ),
        )
        for name in order
    ]
    return lines, shared


def shown_rows(board: Board) -> dict[str, Row]:
    """Return the row of each model: the best one that has a rank, else the first."""
    return {**{model(row): row for row in reversed(board.rows)}, **ranked_rows(board)}
