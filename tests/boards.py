"""What lies beside the boards: the tables of every committed run in their page, and the picture of costs.

``python -m tests.boards`` makes them again from the runs and from ``costs.csv``, which ``segeval bench`` measured.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from segeval import store, sweep, zoo
from segeval._disk import from_csv
from segeval.bench import Cost, scatter
from segeval.errors import counted
from segeval.report.aggregate import MACRO
from segeval.report.figure import read_board
from segeval.report.ranking import Board

BOARDS = Path(__file__).parents[1] / "leaderboards"
PAGE, COSTS, PICTURE = BOARDS / "README.md", BOARDS / "costs.csv", BOARDS / "costs.svg"
SWEEPS = ("sweep.toml", "full.toml")  # beside a board: small networks, and those of the size of their papers
MARKED = re.compile(r"(<!-- (zoo|budgets|persons|runs) -->\n).*?(<!-- end -->)", re.DOTALL)
UNTRAINED: Mapping[str, Any] = {
    "options": {"seed": ""},
    "step": 0,
    "cpu_seconds": 0.0,
    "checkpoint_selection": "nothing is trained",
}
WHOLE = {"dsb2018": 2, "kvasir-seg": 2, "decathlon-hippocampus": 3}  # boards for the whole zoo, and how many dimensions
COMPOSED: Mapping[str, Any] = {**UNTRAINED, "checkpoint_selection": "those of its parts"}
HEAD = ("model", "split", "seed", "steps", "CPU minutes", "weights", "processor", "kept", "chosen on")
Line = tuple[str, ...]


def lines(board: Path) -> Iterator[Line]:
    """Yield a line for every run of a board, as its own files tell."""
    for folder in store.find_runs(board):
        run = store.read_run(folder)
        about, model = run.provenance, run.record.model
        training = about.get("training") or (COMPOSED if model.parts else UNTRAINED)
        chosen = (*training["options"].get("chosen", ()), *map(str, model.chosen_on))
        yield (
            f"`{model.id}`",
            run.record.data.split,
            str(training["options"]["seed"]),
            str(training["step"]),
            f"{training['cpu_seconds'] / 60:.1f}",
            f"{about.get('params', 0):,}",
            processor(training.get("machine", about)),
            training.get("checkpoint_selection", "last"),
            "; ".join(run.record.marks or chosen) or "nothing was chosen",
        )


def processor(machine: Mapping[str, Any]) -> str:
    """Name what a training ran on: cards where there are any, else the processor and how many threads."""
    own = f"{machine.get('cpu', machine['platform'])}, {counted(machine.get('threads', 1), 'thread')}"
    return ", ".join(machine.get("gpus", ())) or own


def sections() -> Iterator[str]:
    """Yield for every board its command and the table of its runs; a board without a sweep is scored by another's."""
    for board in sorted(path.parent for path in BOARDS.glob("*/board.json")):
        own = board / "sweep.toml"
        sweep = own if own.is_file() else BOARDS / board.name.partition(".")[0] / own.name
        runs = table([HEAD, ("---",) * len(HEAD), *sorted(lines(board))])
        yield f"\n### {board.name}\n\n`segeval train --sweep {sweep.relative_to(BOARDS.parent)}`\n\n{runs}"


def modules(names: Iterable[str]) -> set[str]:
    """Return the modules of the zoo in which these networks are."""
    return {zoo.source(name).stem for name in names}


def named(board: str) -> set[str]:
    """Return the modules of the zoo of which the sweep of a board trains a network."""
    return modules(each.model for each in sweep.read(BOARDS / board / "sweep.toml") if isinstance(each, sweep.Entry))


def covered() -> Iterator[Line]:
    """Yield a line for every board of a whole zoo: how much of it its sweep names, and how much has a row."""
    yield ("board", "modules of the zoo for such images", "named by its sweep", "with a row")
    yield ("---",) * 4
    for board, ndim in WHOLE.items():
        asked = [store.read_manifest(folder).record.model.settings for folder in store.find_runs(BOARDS / board)]
        shown = modules(each["recipe"]["model"] for each in asked if "recipe" in each)
        able = modules(net.id for net in zoo.chosen(ndim=ndim))
        yield (board, *(str(len(each)) for each in (able, named(board), shown)))


@cache
def ranked(name: str) -> Board:
    """Return a board as its runs and rules give it."""
    return read_board(name, BOARDS)[0]


def persons() -> Iterator[Line]:
    """Yield a line for every network with five folds of hippocampus, by person and not: what ranks, by structure."""
    yield ("network", "both sides of a person in one fold", "folds that part them")
    yield ("---",) * 3
    apart, whole = map(ranked, ("decathlon-hippocampus", "decathlon-hippocampus.segeval-person"))
    parted = {row.runs[0].record.model.id: row for row in apart.rows if not row.rank}  # beside the ranks of fold 0
    for row in whole.rows:
        name = row.run.record.model.id
        cells = [
            " / ".join(
                f"{each.cells[structure.name, whole.headline.id].mean:.3f}" for structure in whole.rules.data.structures
            )
            for each in (row, parted[name])
        ]
        yield (f"`{name}`", *cells)


def budgets() -> Iterator[Line]:
    """Yield a line for every network of a board that has several budgets: what ranks, by the steps of training."""
    steps = (300, 3_000, 30_000)
    yield ("board", "network", *(f"{each:,} steps" for each in steps))
    yield ("---",) * (2 + len(steps))
    for place in sorted(path.parent for path in BOARDS.glob("*/board.json")):
        board = ranked(place.name)
        reached: dict[str, dict[int, float | None]] = {}
        for row in board.rows:
            model, training = row.runs[0].record.model, row.run.provenance.get("training") or UNTRAINED
            if row.rank and model.settings.keys() == {"recipe"}:
                value = row.cells[MACRO, board.headline.id].mean
                reached.setdefault(model.id.partition(" (")[0], {})[training["step"]] = value
        for network, values in reached.items():
            if len(values) > 1:
                yield (place.name, f"`{network}`", *(f"{values[k]:.3f}" if k in values else "–" for k in steps))


def table(lines: Iterable[Line]) -> str:
    """Return lines of Markdown."""
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def page(text: str) -> str:
    """Return the page with its tables as they must be."""
    made = {
        "zoo": f"\n{table(covered())}",
        "budgets": f"\n{table(budgets())}",
        "persons": f"\n{table(persons())}",
        "runs": "".join(sections()),
    }
    return MARKED.sub(lambda found: f"{found[1]}{made[found[2]]}\n{found[3]}", text)


def costs() -> dict[str, Cost]:
    """Return what every network costs, by its name."""
    kinds = get_type_hints(Cost)
    rows = [Cost(**{name: kinds[name](value) for name, value in row.items()}) for row in from_csv(COSTS)]
    return {row.model: row for row in rows}


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    PICTURE.write_text(scatter(costs().values()), encoding="utf-8")
