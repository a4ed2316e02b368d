"""A fuzzer led by coverage over every parser: ``python -m tests.reliability.fuzz [SECONDS] [TARGET...]``.

Each target runs for so many seconds in a process of its own, with atheris (libFuzzer), which must be installed beside
segeval. Anything but an error of ours, a process that dies, one call of a minute or 2 GB of memory is a finding; its
input is kept in the folder of temporary files. The result is a table, ``tests/reliability/fuzz.csv``.
"""

import os
import re
import sys
import tempfile
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("fuzz.csv")
COLUMNS = ("target", "seconds", "executions", "edges", "findings")
LIMITS = ("-timeout=60", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1")
ENDED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
EDGES = re.compile(r"cov: (\d+)")


def loaded() -> tuple[Any, Any, Any]:
    """Return atheris, the targets and our error, all of segeval instrumented; the import takes a minute."""
    atheris: Any = import_module("atheris")  # it has no annotations
    with atheris.instrument_imports(include=["segeval"]):
        targets = import_module("tests.reliability.targets").TARGETS
        error = import_module("segeval.errors").SegevalError
    return atheris, targets, error


def fuzz(atheris: Any, target: Any, error: type[Exception], home: Path, arguments: list[str]) -> None:
    """Fuzz one target until its time is up; the process ends with the fuzzer."""
    path = target.write(home)
    corpus = Path(tempfile.mkdtemp(dir=home, prefix="."))
    (corpus / "honest").write_bytes(path.read_bytes())
    warnings.simplefilter("ignore")
    target.read(path)  # what is imported late is not the time of an input

    def once(data: bytes) -> None:
        path.write_bytes(data)
        with suppress(error, *target.raises):
            target.read(path)

    atheris.Setup([sys.argv[0], *arguments, str(corpus)], once)
    atheris.Fuzz()


def measured(name: str, seconds: int, atheris: Any, target: Any, error: type[Exception]) -> tuple[str, ...]:
    """Return the line of the table about one target."""
    found = Path(tempfile.gettempdir()) / f"segeval-finding-{name.replace(' ', '-')}-"
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            os.dup2(said.fileno(), 2)
            fuzz(
                atheris, target, error, Path(home), [*LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={found}"]
            )
        _, status = os.waitpid(child, 0)
        said.seek(0)
        text = said.read().decode(errors="replace")
    runs, edges = ENDED.findall(text), EDGES.findall(text)
    if status:
        sys.stderr.write(text[-3000:])
    return name, str(seconds), (runs or ["0"])[-1], (edges or ["0"])[-1], str(int(status != 0))


def main(arguments: list[str]) -> None:
    """Fuzz the targets that are named, or all, and write the table."""
    atheris, targets, error = loaded()
    seconds = int(arguments[0]) if arguments else 60
    lines = [",".join(COLUMNS)]
    for name in arguments[1:] or targets:
        lines.append(",".join(measured(name, seconds, atheris, targets[name], error)))
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    if not arguments[1:]:
        TABLE.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
