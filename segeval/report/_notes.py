"""How to read a board, in words: what its averages, intervals and ranks are, and on what they rest."""

from segeval.report._details import machine
from segeval.report._words import groups_text
from segeval.report.aggregate import CONFIDENCE
from segeval.report.ranking import Board
from segeval.report.tables import length, provenance_text


def rules_in_words(board: Board) -> list[tuple[str, str]]:
    """Return the rules by which the numbers of a board came about, as (term, text)."""
    rules = board.rules.rules
    measured: dict[str, list[str]] = {}
    for metric in board.rules.declarations:
        if (unit := length(board, metric.unit)) != metric.unit:
            measured.setdefault(unit, []).append(metric.id)
    units = "; ".join(f"{', '.join(names)} in {unit}" for unit, names in measured.items())
    return [
        (
            "Averages",
            "A cell is the mean over cases. The view “mean” is the unweighted mean of the declared structures that at "
            "least one reference holds. Where both signs are errors (→0) the mean of the absolute values (abs) ranks, "
            "sorts. So does of distances the mean in which a case with one empty mask counts with "
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
            "mean over structures. All pairs of models are compared, paired by case and "
            "summed by group, at 5 % for all pairs together (Holm): 1–3 are the ranks that this leaves possible. In "
            "every column the best and those not told apart from it are bold, unless these are all. Seeds of one model "
            "are one row with their standard deviation, the folds of a cross-validation one row over all cases.",
        ),
        (
            "Not ranked",
            "Runs with failed or missing cases, with a mark (training unknown, settings chosen on the scored cases "
            "...), scored on other data or by other rules, of a model that does not know a structure, or without a "
            "worth by the metric that ranks in a case whose reference holds the structure. A metric in another version "
            "has a column of its own.",
        ),
        ("Units", f"{units}, on the {rules.grid} grid" if units else f"on the {rules.grid} grid"),
    ]


def data_in_words(board: Board) -> list[tuple[str, str]]:
    """Return on what a board scores, and on which machines, as (term, text)."""
    data = board.rules.data
    groups = len(set(board.rows[0].table.scores.groups)) if board.rows else 0
    cases = groups_text(len(data.case_ids), groups or len(data.case_ids))
    machines = list(dict.fromkeys(filter(None, (machine(row.run.provenance) for row in board.rows))))
    source = next((str(text) for row in board.rows if (text := row.run.provenance.get("split_source"))), "")
    found = [
        ("Cases", f"{cases}: part {data.part} of split “{data.split}”"),
        ("Structures", ", ".join(structure.name for structure in data.structures)),
        ("Where the split is from", source),
        ("Machines", "; ".join(machines)),
        ("Dates", dates(board)),
        ("Release", provenance_text(board, "release")),
        ("Licence", provenance_text(board, "license")),
        ("Homepage", provenance_text(board, "homepage")),
    ]
    return [(term, text) for term, text in found if text]


def dates(board: Board) -> str:
    """Return the day, or the first and the last, on which the runs of a board were made; empty if none tells."""
    days = sorted({str(row.run.provenance.get("date", ""))[:10] for row in board.rows} - {""})
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else ""


def digests(board: Board, identity: str) -> list[tuple[str, str]]:
    """Return what tells this board, its data and its metrics from all others, as (term, text)."""
    data = board.rules.data
    found = [
        ("Board, of every file that it was made of", identity),
        ("Comparability key", board.rules.comparability),
        ("Split", data.split_digest),
        ("Labels", f"{data.label_digest}, dataset version {data.version}"),
        ("Objects", data.instance_digest),
        ("Images", data.image_digest),
        ("Metric versions", ", ".join(f"{m} v{version}" for m, version in board.rules.rules.metrics.items())),
    ]
    return [(term, text) for term, text in found if text]
