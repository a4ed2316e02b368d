"""docs/your-model.md, run from top to bottom in an empty folder: what its commands print is what it says."""

import contextlib
import io
import os
import re
import runpy
import shlex
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from segeval import cli

YOUR_MODEL = Path(__file__).parents[1] / "docs/your-model.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")
NUMBER = re.compile(r"\d+\.\d+")
PROMPT = "$ "


class Said(NamedTuple):
    """What a page prints, with digests and decimal numbers taken out, and these numbers."""

    words: str
    numbers: list[float]


def files_of(page: str) -> dict[int, tuple[str, str]]:
    """Return the files of a page, by where their blocks begin: a first line ``# NAME`` is what they are called."""
    found = {}
    for block in BLOCK.finditer(page):
        first, _, rest = block[2].partition("\n")
        if block[1] != "console":
            found[block.start()] = first.removeprefix("# "), rest
    return found


def executed(page: str, folder: Path) -> str:
    """Return a page with the outputs that its commands have in a folder, which is the current one.

    All scripts are written first, files of settings where they stand; a later one takes the place of an earlier one.
    """
    files = files_of(page)
    for name, text in files.values():
        if name.endswith(".py"):
            (folder / name).write_text(text, encoding="utf-8")

    def run(block: re.Match[str]) -> str:
        if block[1] != "console":
            name, text = files[block.start()]
            (folder / name).write_text(text, encoding="utf-8")
            return block[0]
        commands = [line for line in block[2].splitlines() if line.startswith(PROMPT)]
        parts = [f"{command}\n{output(command.removeprefix(PROMPT))}" for command in commands]
        return f"```console\n{''.join(parts)}```"

    return BLOCK.sub(run, page)


def output(command: str) -> str:
    """Return what a line of a shell prints: a setting, a script, or one of our commands, perhaps into a file."""
    line, _, target = command.partition(" > ")
    program, *words = shlex.split(line)
    if program == "export":
        name, _, value = words[0].partition("=")
        os.environ[name] = value
        return ""
    if program == "python":
        return script(words[0])
    assert program == "segeval", command
    said = CliRunner().invoke(cli.main, words)
    if said.exception and not isinstance(said.exception, SystemExit):
        raise said.exception
    if target:
        Path(target).write_text(said.stdout, encoding="utf-8")
        return said.stderr
    return said.output


def script(name: str) -> str:
    """Return what a script prints."""
    with contextlib.redirect_stdout(io.StringIO()) as said, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch is about to give up TorchScript
        runpy.run_path(name, run_name="__main__")
    return said.getvalue()


def said_by(page: str) -> Said:
    """Return what is compared of a page."""
    text = DIGEST.sub("DIGEST", page)
    return Said(NUMBER.sub("NUMBER", text), [float(each) for each in NUMBER.findall(text)])


@contextlib.contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """Work in a folder, with the environment and the modules as they were afterwards."""
    environment, path, modules = dict(os.environ), [*sys.path], set(sys.modules)
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:] = path
        for name in {"rule"} & (set(sys.modules) - modules):
            del sys.modules[name]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, elsewhere(Path(place)):
        text = executed(YOUR_MODEL.read_text(encoding="utf-8"), Path(place))
    YOUR_MODEL.write_text(text, encoding="utf-8")
