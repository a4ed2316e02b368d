"""The rules of a board: on which data and by which metrics it ranks. They are committed with it as ``board.json``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segeval._disk import parse_json, read_text, reading, to_json_text
from segeval.errors import BadData, DamagedFile
from segeval.records import Data, MetricInfo, Rules, canonical, decode, digest, folder_name, sameness
from segeval.store import Run

RULES_FILE, SCHEMA = "board.json", "segeval-board/2"
HEADLINE = "dice"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRules:
    """What a board ranks: runs on this data by these rules, by the metric ``headline`` and each of ``beside`` alone.

    ``declarations`` say how its metrics are read, in the order of their columns; what a run says of them changes no
    rank. ``grouping`` is the digest of which cases belong together, empty on boards that were made without it.
    """

    data: Data
    rules: Rules
    declarations: tuple[MetricInfo, ...]
    headline: str = HEADLINE
    grouping: str = ""
    beside: tuple[str, ...] = ()

    @property
    def by(self) -> MetricInfo:
        """The metric that ranks: the headline, the first where the board lacks it."""
        return next((metric for metric in self.declarations if metric.id == self.headline), self.declarations[0])

    @property
    def ranking(self) -> tuple[MetricInfo, ...]:
        """The metrics that give ranks, the headline first."""
        known = {metric.id: metric for metric in self.declarations}
        return tuple(
            {metric.id: metric for metric in (self.by, *(known[n] for n in self.beside if n in known))}.values()
        )

    @property
    def comparability(self) -> str:
        """What a run must share to be ranked."""
        return digest(sameness(self.data, self.rules))

    def differences(self, run: Run) -> list[str]:
        """Return the words for what keeps a run off this board, nothing if it may be ranked."""
        ours, theirs = sameness(self.data, self.rules), sameness(run.record.data, run.record.rules)
        return [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]

    def contradicted(self, run: Run) -> list[str]:
        """Return the metrics that a run reads otherwise than this board does: another direction, unit or range."""
        known = {(metric.id, metric.version): metric for metric in self.declarations}
        pairs = [(metric, known.get((metric.id, metric.version), metric)) for metric in declared(run)]
        return [ours.id for theirs, ours in pairs if _reading(theirs) != _reading(ours)]


def rules_of(run: Run, others: Sequence[Run] = (), headline: str | None = None) -> BoardRules:
    """Return the rules of a board that begins with ``run``: its data, and the metrics of all runs on the same data.

    Of a metric in several versions the newest counts. Without ``headline`` the board ranks by the metrics that the
    dataset names, else by Dice.
    """
    first, *beside = [headline] if headline else _headlines(run)
    newest: dict[str, MetricInfo] = {}
    for other in (run, *(other for other in others if other.record.comparability == run.record.comparability)):
        for metric in declared(other):
            known = newest.get(metric.id)
            if known is None or metric.version > known.version:
                newest[metric.id] = metric
    versions = {metric.id: metric.version for metric in newest.values()}
    rules = Rules(policy=run.record.rules.policy, grid=run.record.rules.grid, metrics=versions)
    return BoardRules(
        data=run.record.data,
        rules=rules,
        declarations=tuple(newest.values()),
        headline=first,
        grouping=grouping(run) if is_complete(run) else "",
        beside=tuple(beside),
    )


def family_of(run: Run) -> str:
    """Return the split of a run, of folds what they are called together; nothing where it is its dataset's default."""
    about = run.provenance.get("dataset", {})
    family = about.get("split_family", "")
    return "" if family == about.get("default_family", "") else str(family)


def board_name(run: Run) -> str:
    """Return the folder of the board that a run is on: a dataset has one, and one for each further family of splits."""
    name, family = folder_name(run.record.data.dataset), family_of(run)
    return f"{name}.{folder_name(family)}" if family else name


def _headlines(run: Run) -> list[str]:
    """Return the metrics that the dataset of a run ranks by, as its provenance names them."""
    named = run.provenance.get("dataset", {}).get("headline")
    return [str(name) for name in named] if isinstance(named, list) and named else [HEADLINE]


def grouping(run: Run) -> str:
    """Return a digest of which cases of a run belong together; a case without a group is its own."""
    return digest(sorted([case.case_id, case.group or case.case_id] for case in run.cases))


def is_complete(run: Run) -> bool:
    """Whether every case was scored."""
    return all(case.status == "ok" for case in run.cases)


def _reading(metric: MetricInfo) -> tuple[object, ...]:
    return metric.unit, metric.better, metric.bounds


def propose_rules(runs: Sequence[Run], headline: str | None = None) -> BoardRules:
    """Return the rules of a board that has none yet: those of the run with the newest data and the most cases.

    Runs that cannot be ranked anyway do not decide, and how many runs share a rule does not either.
    """
    complete = [run for run in runs if not run.record.marks and is_complete(run)]
    first = max(
        complete or runs,
        key=lambda run: (run.record.data.version, len(run.record.data.case_ids), run.record.comparability, run.run_id),
    )
    return rules_of(first, sorted(runs, key=lambda run: run.run_id), headline)


def declared(run: Run) -> list[MetricInfo]:
    """Return how the metrics of a run are read; one without a declaration gets the least that can be said."""
    return [run.reading(name) for name in run.record.rules.metrics]


def rules_text(rules: BoardRules) -> str:
    """Return the text of ``board.json``."""
    return to_json_text({"schema": SCHEMA, **canonical(rules)})


def read_rules(place: Path) -> BoardRules | None:
    """Return the rules that lie in the folder of a board, None where there are none yet.

    Raises:
        DamagedFile: If they cannot be read.
    """
    path = place / RULES_FILE
    if not path.is_file():
        return None
    with reading(path):
        content: Mapping[str, object] = parse_json(read_text(path))
        body = {key: value for key, value in content.items() if key != "schema"}
    try:
        return decode(BoardRules, body)
    except BadData as error:
        msg = f"{path}: {error}"
        raise DamagedFile(msg) from error
