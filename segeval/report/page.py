"""Self-contained HTML pages: no network, no library, complete without JavaScript, safe against hostile names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from segeval._pages import environment, policy
from segeval.records import MetricInfo, Unit, unit_of
from segeval.report._order import Resolution
from segeval.report._scores import read_scores
from segeval.report.aggregate import CONFIDENCE, MACRO, Cell, Cells, tabulate, title_of, with_intervals
from segeval.report.ranking import Board, Row, views
from segeval.report.tables import length, warnings, worth_word
from segeval.stats import FEWEST
from segeval.store import CaseEntry, Run

ARROWS = {"higher": "↑", "lower": "↓", "zero": "→0"}
PLOT_WIDTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One column of numbers: where it stands, what it is called, and which way a first click sorts it.

    ``n`` is the "k/N" of its cells where all ranked rows agree.
    """

    column: int
    view: str
    title: str
    unit: str
    metric: MetricInfo
    name: str
    n: str = ""

    @property
    def label(self) -> str:
        """The short name with its good direction."""
        return f"{self.name} {ARROWS[self.metric.better]}"

    @property
    def caption(self) -> str:
        """The unit, if it has one, and ``n``."""
        return ", ".join(part for part in (self.unit.removeprefix("1"), self.n and f"n {self.n}") if part)

    @property
    def place(self) -> str:
        """The title of the structure, which no other one has."""
        return title_of(self.view)

    def apart(self, cell: Cell) -> str:
        """Return what to call the worth of a cell where it is not its mean, nothing where it is."""
        differs = self.metric.better == "zero" or cell.worth != cell.mean
        return worth_word(self.metric).removeprefix("mean_") if differs and cell.worth is not None else ""

    @property
    def first(self) -> str:
        """The direction that puts the best on top."""
        return "descending" if self.metric.better == "higher" else "ascending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisker:
    """The headline value of a row and its interval, in pixels of a plot PLOT_WIDTH wide."""

    dot: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a leaderboard with the folders of its files, relative to the page, and its plot."""

    row: Row
    links: tuple[str, ...]
    whisker: Whisker | None


def leaderboard(board: Board, place: Path, identity: str = "") -> str:
    """Return the page of one dataset, which lies in ``place`` together with its runs; ``identity`` is the board's."""
    fixed = 4  # rank, model, cases, plot
    heads = [replace(h, n=_common_n(board, h)) for h in _heads(board.columns, board.rules.data.unit, fixed, board.name)]
    tops = {head.column: _top(board, head) for head in heads}
    scale = _scale(board)
    lines = [
        Line(
            row=row,
            links=tuple(run.path.relative_to(place).as_posix() for run in row.runs),
            whisker=_whisker(row.cell(MACRO, board.headline), scale),
        )
        for row in board.rows
    ]
    return _render(
        "board.html",
        board=board,
        title=_text(board, "title") or board.rules.data.dataset,
        heads=heads,
        groups=_groups(heads),
        fixed=fixed,
        tops=tops,
        ranked=[line for line in lines if line.row.rank],
        others=[line for line in lines if not line.row.rank],
        scale=scale,
        sorted_column=_headline_column(board, heads),
        notes=_notes(board, identity),
        words=words(board),
        beside=[metric for metric in board.rules.ranking if metric != board.headline],
        citation=_text(board, "citation"),
    )


def cases(board: Board) -> Iterator[tuple[Path, str]]:
    """Yield the page of every run of a board with its folder: its aggregates, then every case."""
    several = [(row, run) for row in board.rows if len(row.runs) > 1 for run in row.runs]
    tables = with_intervals([tabulate(read_scores(run), row.table.counted) for row, run in several])
    for row in board.rows:
        if len(row.runs) == 1:
            yield row.run.path, _cases(board, row, row.run, row.cells)
    for (row, run), table in zip(several, tables, strict=True):
        yield run.path, _cases(board, row, run, table.cells)


def _cases(board: Board, row: Row, run: Run, cells: Cells) -> str:
    pairs = {(s.structure, s.metric) for case in run.cases for s in case.scores}
    columns = [
        (view, metric)
        for view in views(run.record.data, {structure for structure, _ in pairs})
        for metric in board.metrics
        if (view, metric.id) in pairs and run.record.rules.metrics[metric.id] == metric.version
    ]
    heads = _heads(columns, run.record.data.unit, 3, lambda metric: metric.id)  # case, group, status
    return _render(
        "cases.html",
        title=run.record.model.id,
        row=row,
        run=run,
        complete=sum(case.status == "ok" for case in run.cases),
        cells=cells,
        heads=heads,
        groups=_groups(heads),
        numbers=partial(_numbers, heads=heads),
        dataset=_text(board, "title") or board.rules.data.dataset,
        warnings=warnings(board),
    )


def _numbers(case: CaseEntry, heads: Sequence[Head]) -> Markup:
    """Return the cells of a case; a page has thousands, and a template would be ten times slower."""
    scores = {(score.structure, score.metric): score for score in case.scores}
    lines = []
    for head in heads:
        score = scores[head.view, head.metric.id]
        reason = score.status.replace("_", " ") if score.status != case.status == "ok" else ""
        small = f"<small>{escape(reason)}</small>" if reason else ""
        lines.append(f'<td class="n">{number(score.value, head.unit)}{small}</td>\n')
    return Markup("".join(lines))  # nothing but numbers, and words that are escaped


def index(entries: Sequence[tuple[str, Board]]) -> str:
    """Return the page that lists boards, given as (folder, board)."""
    titles = {name: _text(board, "title") or board.rules.data.dataset for name, board in entries}
    return _render("boards.html", title="Leaderboards", entries=entries, titles=titles, macro=MACRO)


def number(value: float | None, unit: str, digits: int = 4) -> str:
    """Return a value as it is printed: fractions with ``digits`` decimals, lengths and percentages with two."""
    if value is None:
        return "–"
    return f"{value:.{digits if unit == '1' else 2}f}".replace("-", "−")


def quantity(value: object) -> str:
    """Return a count of parameters or seconds with three significant digits."""
    if not isinstance(value, int | float):
        return "–"
    for size, suffix in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:.3g}{suffix}"
    return f"{value:.3g}"


def words(board: Board) -> list[str]:
    """Return what the cases of a board can and cannot show, a sentence each."""
    found = [_resolved(board.resolution, board.headline)] if board.resolution else []
    groups = len(set(board.rows[0].table.scores.groups)) if board.best else FEWEST
    if groups < FEWEST:
        found.append(f"{groups} groups of cases tell no models apart: the ranks are those of the means alone.")
    others = [
        f"{each.metric} ({number(each.tau, '1', 2)}"
        + (")" if each.first == each.headline_first else f", {each.first} first)")
        for each in board.disagreements
    ]
    if others:
        said = (
            f"These order the models otherwise than {board.headline.id}, by Kendall's tau, and who is first instead: "
        )
        found.append(said + ", ".join(others) + ".")
    return found


def _resolved(found: Resolution, metric: MetricInfo) -> str:
    groups = f"{found.groups} cases" if found.groups == found.cases else f"{found.cases} cases in {found.groups} groups"
    return (
        f"{groups} tell apart {found.difference:.2g} of {metric.id} at this spread (80 % of the time, one-sided 5 %); "
        f"{found.needed} would tell apart {found.finer:g}."
    )


@cache
def _environment() -> Environment:
    made = environment("segeval.report", lstrip_blocks=True, keep_trailing_newline=True)
    made.filters.update(number=number, quantity=quantity, title_of=title_of)
    templates = files("segeval.report") / "templates"
    script = (templates / "page.js").read_text(encoding="utf-8")
    style = (templates / "page.css").read_text(encoding="utf-8")
    # The only two texts that are not escaped; both are files of this package.
    made.globals.update(script=Markup(script), style=Markup(style), policy=policy(style, script))
    return made


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def _heads(
    columns: Sequence[tuple[str, MetricInfo]], unit: Unit, start: int, name: Callable[[MetricInfo], str]
) -> list[Head]:
    return [
        Head(
            column=column,
            view=view,
            title=metric.title,
            unit=unit_of(metric.unit, unit),
            metric=metric,
            name=name(metric),
        )
        for column, (view, metric) in enumerate(columns, start)
    ]


def _groups(heads: Sequence[Head]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for head in heads:
        groups[head.place] = groups.get(head.place, 0) + 1
    return groups


def _headline_column(board: Board, heads: Sequence[Head]) -> int:
    return next((h.column for h in heads if h.view == board.views[0] and h.metric == board.headline), 0)


def _top(board: Board, head: Head) -> float | None:
    """Return the best number of a column among ranked rows that miss no case that counts, to print it bold."""
    cells = [cell for row in board.rows if row.rank and (cell := row.cell(head.view, head.metric)) and not cell.missed]
    known = [cell.worth for cell in cells if cell.worth is not None]
    if len(known) < 2:
        return None
    return max(known) if head.metric.better == "higher" else min(known)


def _common_n(board: Board, head: Head) -> str:
    cells = [row.cell(head.view, head.metric) for row in board.rows if row.rank]
    texts = {f"{cell.n}/{cell.expected}" if cell else "" for cell in cells}
    return texts.pop() if len(texts) == 1 else ""


def _scale(board: Board) -> tuple[float, float]:
    """Return the ends of the headline plot: the ranked rows fill it, or all rows if none is ranked."""
    rows = [row for row in board.rows if row.rank] or board.rows
    cells = [row.cell(MACRO, board.headline) for row in rows]
    drawn = [v for cell in cells if cell for v in (cell.mean, cell.low, cell.high) if v is not None]
    return (min(drawn), max(drawn)) if drawn else (0.0, 1.0)


def _whisker(cell: Cell | None, scale: tuple[float, float]) -> Whisker | None:
    if cell is None or cell.mean is None:
        return None
    low, high = scale
    if not low <= cell.mean <= high:
        return None
    width = (high - low) or 1.0
    ends = [min(max(cell.mean if v is None else v, low), high) for v in (cell.mean, cell.low, cell.high)]
    dot, left, right = (round(4 + (v - low) / width * (PLOT_WIDTH - 8), 1) for v in ends)
    return Whisker(dot=dot, low=left, high=right)


def _text(board: Board, key: str) -> str:
    """Return what the provenance of the first run that knows ``key`` says about the dataset."""
    known = (row.run.provenance.get("dataset", {}) for row in board.rows)
    return next((str(dataset[key]) for dataset in known if dataset.get(key)), "")


def _notes(board: Board, identity: str) -> list[tuple[str, str]]:
    data, rules = board.rules.data, board.rules.rules
    measured: dict[str, list[str]] = {}
    for metric in board.rules.declarations:
        if (unit := length(board, metric.unit)) != metric.unit:
            measured.setdefault(unit, []).append(metric.id)
    units = "; ".join(f"{', '.join(names)} in {unit}" for unit, names in measured.items())
    notes = [
        (
            "Averages",
            "A cell is the mean over cases. The view “mean” is the unweighted mean of the declared structures that at "
            "least one reference holds. Where both signs are errors (→0) the mean of the absolute values (abs) ranks, "
            "sorts and is printed bold. So does of distances the mean in which a case with one empty mask counts with "
            "the diagonal of its image (penalised).",
        ),
        (
            "Undefined values",
            f"Policy {rules.policy}. A case without a value (for instance a structure absent from reference and "
            "prediction) is left out of the mean; n says how many of N entered it. False alarms are predictions of "
            "a structure in cases whose reference does not hold it, of all such cases.",
        ),
        (
            "Intervals",
            f"{CONFIDENCE:.0%}, by cluster bootstrap-t over whole groups (patients, sequences). Below ten groups with "
            "a value, or where groups hardly differ, by Student's t, marked *; below five none.",
        ),
        (
            "Ranks",
            f"By {board.headline.title}, {'mean of absolute values, ' if board.headline.better == 'zero' else ''}"
            "mean over structures; equal values share a rank. All pairs of models are compared, paired by case and "
            "summed by group, at 5 % for all pairs together (Holm): [1, 3] are the ranks that this leaves possible, ≈ "
            "marks models that are not told apart from the best, and “leads” says how often a model is first when "
            "groups are drawn again. Seeds of one model are one row with their standard deviation, the folds of a "
            "cross-validation one row over all cases.",
        ),
        (
            "Not ranked",
            "Runs with failed or missing cases, with a mark (training unknown, settings chosen on the scored cases "
            "...), scored on other data or by other rules, of a model that does not know a structure, or without a "
            "worth by the metric that ranks in a case whose reference holds the structure. A metric in another version "
            "has a column of its own.",
        ),
        ("Unit", f"{units}, on the {rules.grid} grid." if units else rules.grid),
        ("Split", f"{data.split}, part {data.part}, {len(data.case_ids)} cases, digest {data.split_digest}"),
        ("Labels", f"dataset version {data.version}, digest {data.label_digest}"),
        ("Metric versions", ", ".join(f"{m} v{version}" for m, version in rules.metrics.items())),
        ("Comparability key", board.rules.comparability),
        *([("Board", f"{identity}, the digest of every file that it was made of")] if identity else []),
    ]
    if data.instance_digest:
        objects = (
            "Of references those that the dataset numbers, of predictions the model's own, else connected components"
        )
        notes.append(("Objects", f"{objects}; digest {data.instance_digest}"))
    shown = (("Release", "release"), ("Licence", "license"), ("Homepage", "homepage"))
    return [*warnings(board), *notes, *((title, _text(board, key)) for title, key in shown if _text(board, key))]
