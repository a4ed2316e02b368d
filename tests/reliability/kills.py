"""Commands that are killed at random moments, again and again, and go on: ``python -m tests.reliability.kills``.

Each command works on small data in processes forked from this one, where everything is loaded, so that the moments fall
into the work. Whatever is hit goes on by the same command until it ends; then it must have written what one writes that
nobody hit. ``python -m tests.reliability.kills [KILLS] [OTHERS] [TABLE] [COMMAND...]`` hits every command so often by
SIGKILL and by each other signal; Linux alone, which tells the children of a process.
"""

import os
import random
import re
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from segeval._disk import TEMPORARY, from_csv, parse_json, to_csv
from segeval.cli import program
from segeval.datasets import _index
from segeval.report import board
from segeval.store import read_ledger, read_manifest
from tests.reliability.commands import PREPARE, Command, content

TABLE = Path(__file__).with_name("kills.csv")
COLUMNS = ("command", "signal", "hits", "starts", "lost", "doubled", "torn", "different", "unclean", "left", "seconds")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
HEAVY = ("torch", "SimpleITK", "scipy.ndimage", "nibabel", "segeval.training", "segeval.folders", "segeval.predicting")
SLOWEST = 300  # seconds after which a start has hung
COPIES, BOTH = 6, ("images", "labels")
LEARN = "train --model unet-8 --model-args width=2 --dataset phantom-2d --batch 1 --patch 16,16 --device cpu"
DROPPING = LEARN.replace("width=2", "width=2,dropout=0.5")  # whose random numbers have to go on too
OWN = "data prepare folder/many HOME/raw -v"
RUN = "run --model unet-8 --dataset folder/many --weights random --device cpu --metrics dice --save-predictions -v"
EVAL = "eval --reference HOME/raw/masks --prediction HOME/made --metrics dice,hd95 -v"
PREDICT = "predict --model unet-8 --model-args width=2 --dataset phantom-2d --weights HOME/w --device cpu -v"
KILLED: Mapping[str, Command] = {
    "run": Command(f"{RUN} --output HOME/r", ("r",), (PREPARE, "many", OWN)),
    "eval": Command(f"{EVAL} --output HOME/e", ("e",), (PREPARE, "many")),
    "predict": Command(
        f"{PREDICT} HOME/data/phantom-2d/imagesTr HOME/p", ("p",), (PREPARE, f"{LEARN} --steps 1 --output HOME/w")
    ),
    "prepare": Command(OWN, ("data/folder-many", "data/.folder-many.preparing"), (PREPARE, "many")),
    "board": Command(
        "board build --runs HOME/e --boards HOME/b", ("b",), (PREPARE, "many", f"{EVAL} --output HOME/e --name one")
    ),
    "train": Command(f"{DROPPING} --steps 410 --output HOME/t", ("t", "data/.cache"), (PREPARE,)),
}
# Files that grow or are replaced while a command works; all others are whole as soon as they are there.
GROWS = re.compile(
    r"\.(log|lock|safetensors)$|^(ledger|validation|\.cases)\.jsonl$|^curve\.csv$|^training\.(html|json)$"
)
FINISHED = re.compile(r"^([\w-]+): (?:ok|prepared) ?$", re.MULTILINE)
INTERRUPTED = re.compile(r"^Interrupted\. What is finished is kept; this goes on: segeval ", re.MULTILINE)


@dataclass
class Count:
    """What came of the hits of one signal on one command: a column each, but for the seconds since it began."""

    hits: int = 0
    starts: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    different: int = 0
    unclean: int = 0
    left: int = 0
    began: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Start:
    """A command at work: its first process, a pipe that closes when all its processes have ended, what it says."""

    process: int
    alive: int
    said: Path

    def ends(self, seconds: float) -> bool:
        """Wait until all its processes have ended, for at most so long; whether they have."""
        return bool(select.select([self.alive], [], [], seconds)[0])

    def code(self) -> int:
        """Return the exit code of an ended one, below 0 for a signal."""
        os.close(self.alive)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def hit(self, how: signal.Signals, rng: random.Random) -> None:
        """Hit it as a terminal does, as ``kill`` does, or as the system does that is out of memory."""
        if how == signal.SIGINT:
            os.killpg(self.process, how)
            return
        whom = rng.choice(["all", "first", "worker"]) if how == signal.SIGKILL else "first"
        if whom == "all":
            os.killpg(self.process, how)
        else:
            children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text(encoding="ascii").split()
            os.kill(int(children[0]) if whom == "worker" and children else self.process, how)


def start(line: str, home: Path) -> Start:
    """Start a command in a process group of its own."""
    said = home / "said"
    alive, held = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.setpgid(child, child)  # as the child does, whichever of them comes first
        os.close(held)
        return Start(child, alive, said)
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell turns off for what is in the background
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.update(SEGEVAL_DATA=str(home / "data"), SEGEVAL_WEIGHTS=str(home / "weights"))
    sys.argv = ["segeval", *line.replace("HOME", str(home)).split()]
    code: object = 1
    try:
        program()
    except SystemExit as ended:
        code = ended.code
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def done(line: str, home: Path) -> None:
    """Do what must have been done before, undisturbed."""
    if line == "many":
        many(home)
        return
    work = start(line, home)
    if not work.ends(SLOWEST) or (code := work.code()):
        msg = f"{line} came to {code}: {work.said.read_text(encoding='utf-8')[-2000:]}"
        raise RuntimeError(msg)
    work.said.unlink()


def many(home: Path) -> None:
    """Copy the phantoms to many pairs, and beside each what somebody predicted: the mask of the one before."""
    files = {kind: sorted((home / "data/phantom-2d" / f"{kind}Tr").iterdir()) for kind in BOTH}
    shapes: dict[int, Path] = dict(enumerate(files["labels"]))
    for folder in ("raw/images", "raw/masks", "made"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for k in range(COPIES * len(shapes)):
        for kind, folder in (("images", "raw/images"), ("labels", "raw/masks"), ("labels", "made")):
            shutil.copy(files[kind][k % len(shapes)], home / folder / f"c{k:03d}.png")


def runs_below(home: Path, command: Command) -> list[Path]:
    return [path.parent for folder in command.writes for path in (home / folder).glob("*/*/*/ledger.jsonl")]


def acknowledged(home: Path, command: Command) -> set[str]:
    """Return the cases of which the command has said that they are finished."""
    said = home / "said"
    return set(FINISHED.findall(said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""))


def kept(name: str, home: Path, command: Command) -> set[str]:
    """Return the cases that are finished on disk."""
    if name in ("run", "eval"):
        found = (read_ledger(run).entries.values() for run in runs_below(home, command))
        return {entry.case_id for entries in found for entry in entries if entry.status == "ok"}
    if name == "predict":
        return {path.stem for path in (home / "p").glob("[!.]*.png")}
    return {case for folder in command.writes for case in _index.read_done(home / folder)}


def check_hit(name: str, home: Path, command: Command, whole: Mapping[str, str], count: Count) -> None:
    """Count what a hit has cost: finished cases that are not on disk, and visible files that are not whole."""
    if said := acknowledged(home, command):
        count.lost += len(said - kept(name, home, command))
    for path, told in content(home, command).items() if name != "prepare" else ():  # which works in a folder apart
        file = Path(path).name
        if not (GROWS.search(file) or TEMPORARY.match(file)):
            count.torn += told != whole.get(path)


def check_end(home: Path, command: Command, whole: Mapping[str, str], count: Count) -> None:
    """Count what is not as if nobody had hit the command."""
    found = content(home, command)
    hidden = {path for path in found if TEMPORARY.match(Path(path).name)}
    count.left += len(hidden)
    differing = {path for path in (found.keys() | whole.keys()) - hidden if found.get(path) != whole.get(path)}
    count.different += len(differing)
    for run in runs_below(home, command):
        lines = [line for line in (run / "ledger.jsonl").read_bytes().split(b"\n") if line]
        cases = Counter(str(parse_json(line.decode())["case_id"]) for line in lines if line.endswith(b"}"))
        count.torn += read_ledger(run).damaged
        count.doubled += sum(cases.values()) - len(cases)
        count.lost += len(set(read_manifest(run).record.data.case_ids) - set(cases))
    if differing:
        sys.stdout.write(f"  different: {sorted(differing)[:5]}\n")


def boards_of(home: Path, command: Command) -> dict[str, bytes]:
    """Return all files of the boards of the runs that a command wrote, with their times and memory set aside."""
    with tempfile.TemporaryDirectory() as place:
        for folder in command.writes:
            shutil.copytree(home / folder, Path(place) / "runs", dirs_exist_ok=True)
        for run in (path.parent for path in Path(place).glob("runs/*/*/*/cases.csv")):
            rows = from_csv(run / "cases.csv")
            for row in rows:
                row.update({key: "1" for key in row if key.startswith("seconds_") or key == "peak_bytes"})
            (run / "cases.csv").write_text(to_csv([*rows[0]], [row.values() for row in rows]), encoding="utf-8")
            (run / "provenance.json").write_text("{}\n", encoding="utf-8")
        board.build(Path(place) / "runs", Path(place) / "boards")
        files = [path for path in (Path(place) / "boards").rglob("*") if path.is_file()]
        return {str(path.relative_to(place)): path.read_bytes() for path in files}


def cleared(home: Path, command: Command) -> None:
    (home / "said").unlink(missing_ok=True)
    for folder in command.writes:
        shutil.rmtree(home / folder, ignore_errors=True)


def is_clean(work: Start, how: signal.Signals, code: int) -> bool:
    """Whether the first Ctrl-C ended a command, with its exit code and a line that says how it goes on."""
    return how != signal.SIGINT or (code == 128 + how and bool(INTERRUPTED.search(work.said.read_text("utf-8"))))


def tried(name: str, how: signal.Signals, hits: int, home: Path, rng: random.Random) -> Count:
    """Hit a command so many times, in rounds that end with an undisturbed end."""
    command, count = KILLED[name], Count()
    cleared(home, command)
    began = time.monotonic()
    done(command.line, home)
    longest = time.monotonic() - began
    whole, boards = content(home, command), boards_of(home, command) if name in ("run", "eval") else {}
    while count.hits < hits:
        cleared(home, command)
        while True:
            work, hit = start(command.line, home), False
            count.starts += 1
            if not work.ends(rng.uniform(0, longest) if count.hits < hits else SLOWEST):
                work.hit(how, rng)
                hit = True
            count.unclean += not work.ends(SLOWEST)
            code = work.code()
            if code == 0:
                count.hits += hit  # the worker alone was hit, or the signal came too late to be heard
                break
            count.hits += 1
            if not hit:
                sys.stdout.write(f"  exit {code}: {work.said.read_text('utf-8')[-500:]}\n")
            count.unclean += not hit or not is_clean(work, how, code)
            check_hit(name, home, command, whole, count)
        check_end(home, command, whole, count)
        count.different += boards != (boards_of(home, command) if boards else {})
    return count


def measured(names: list[str], hits: Mapping[signal.Signals, int]) -> Iterator[tuple[object, ...]]:
    """Yield the row of every command and signal."""
    for module in HEAVY:
        import_module(module)
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            for line in KILLED[name].before:
                done(line, Path(place))
            for how, times in hits.items():
                if times:
                    count = tried(name, how, times, Path(place), random.Random(f"{name} {how}"))
                    took = time.monotonic() - count.began
                    yield name, how.name, *(getattr(count, column) for column in COLUMNS[2:-1]), f"{took:.0f}"


def main(arguments: list[str]) -> None:
    """Hit the commands that are named, or all, and write the table."""
    kills, others, table, *names = [*arguments, *("30", "10", str(TABLE))[len(arguments) :]]
    lines = [",".join(COLUMNS)]
    for row in measured(names or [*KILLED], dict.fromkeys(SIGNALS, int(others)) | {signal.SIGKILL: int(kills)}):
        lines.append(",".join(map(str, row)))
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    Path(table).write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
