"""The group that all commands belong to, and what they share."""

import difflib
import errno
import logging
import os
import re
import shlex
import sys
import threading
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from segeval import __version__
from segeval.errors import SegevalError, UsageError

COUNT = re.compile(r"([0-9]*\.?[0-9]+)([kKmMbB]?)")
UNITS = {"": 1, "k": 1e3, "m": 1e6, "b": 1e9}
INTERRUPTED = 130  # what shells expect of a command that Ctrl-C ended


class Commands(click.Group):
    """A group that prints segeval's own errors as one line and suggests commands that are nearly what was typed."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a SegevalError becomes a message and its exit code."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("default", UserWarning)
                warnings.showwarning = echo_warning
                return super().invoke(ctx)
        except SegevalError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:  # a path that the system does not take: too long, no folder, not allowed
            if error.errno == errno.EPIPE:
                raise  # whoever reads the output has enough
            place = f"{str(error.filename)[:200]}: " if error.filename else ""
            click.echo(f"Error: {place}{error.strerror or error}; check the path and who may use it", err=True)
            ctx.exit(UsageError.exit_code)
        except KeyboardInterrupt:
            again = shlex.join(["segeval", *sys.argv[1:]])
            click.echo(f"\nInterrupted. What is finished is kept; this goes on: {again}", err=True)
            if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
                sys.stdout.flush()
                os._exit(INTERRUPTED)  # else Python would wait for the cases that threads are at
            ctx.exit(INTERRUPTED)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find a command by name, or fail with the nearest names."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known:
            near = difflib.get_close_matches(args[0], known, n=2)
            ctx.fail(
                f"No such command {args[0]!r}; " + (f"did you mean {' or '.join(near)}?" if near else "see --help.")
            )
        return super().resolve_command(ctx, args)


def echo_warning(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
    """Print a warning as one line; those of a developer keep the place that they come from."""
    del more
    where = "" if category is UserWarning else f" ({category.__name__}, {place[0]}:{place[1]})"
    click.echo(f"Warning: {message}{where}", err=True)


def listen(level: int) -> None:
    """Print what segeval tells from this level on: DEBUG also every case, INFO also progress, ERROR neither.

    On a terminal the bar shows how far a run is, so that the lines about it are left out.
    """
    log, handler = logging.getLogger("segeval"), logging.StreamHandler(sys.stderr)
    has_bar = level == logging.INFO and sys.stderr.isatty()
    handler.addFilter(lambda record: not (has_bar and record.name == "segeval.progress"))
    handler.setLevel(level)
    log.handlers = [handler]
    log.setLevel(level)


def _listen(context: click.Context, option: click.Parameter, given: bool) -> None:
    del context
    if given:
        listen(logging.DEBUG if option.name == "verbose" else logging.ERROR)


def _allow(context: click.Context, option: click.Parameter, given: str | None) -> None:
    """Put the limit where every reader of images looks, also those of other processes, until the command ends."""
    del option
    if given is None:
        return
    found = re.fullmatch(r"(\d+)([KMGT]?)(i?B)?", given.strip(), re.IGNORECASE)
    if not found:
        msg = f"--max-bytes {given!r} is not a number of bytes such as 20000000000, 500M or 32G"
        raise UsageError(msg)
    before = os.environ.get(MAX_BYTES_NAME)
    os.environ[MAX_BYTES_NAME] = str(int(found[1]) << 10 * " KMGT".index(found[2].upper() or " "))
    context.call_on_close(
        lambda: os.environ.pop(MAX_BYTES_NAME) if before is None else os.environ.update({MAX_BYTES_NAME: before})
    )


MAX_BYTES_NAME = "SEGEVAL_MAX_BYTES"
MAX_BYTES = click.Option(
    ["--max-bytes"],
    expose_value=False,
    callback=_allow,
    help="Most bytes of voxels in one image, as 32G; default: 16G, and less where a file is packed like a bomb.",
)
VERBOSE = click.Option(
    ["-v", "--verbose"], is_flag=True, expose_value=False, callback=_listen, help="Say what becomes of every case."
)
QUIET = click.Option(
    ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_listen, help="No progress, only results and faults."
)


def examples(*lines: str) -> str:
    """Return an epilog that shows calls, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def given(ctx: click.Context, names: Iterable[str]) -> list[str]:
    """Return the flags of those parameters that were typed, in the order of the help."""
    wanted = set(names)
    return [
        param.opts[-1]
        for param in ctx.command.params
        if param.name in wanted and ctx.get_parameter_source(param.name) == ParameterSource.COMMANDLINE
    ]


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        "segeval data prepare dsb2018 downloads/dsb2018",
        "segeval train --model unet-16 --dataset dsb2018",
        "segeval run --model unet-16 --dataset dsb2018",
        "segeval board build",
    ),
)
@click.version_option(__version__, prog_name="segeval")
def main() -> None:
    """Measure how good a segmentation model is on a public dataset, so that anyone can get the same number.

    Exit codes: 0 fine, 1 internal error, 2 wrong request, 3 worse and 4 inconclusive (of a gate), 5 incomplete run,
    6 not comparable, 7 bad data, 130 interrupted.
    """
    listen(logging.INFO)


MODEL_HELP = 'A network of the zoo, preds:FOLDER, py:MODULE:FACTORY ...; see "segeval ls models" and "ls schemes".'
MODEL = click.option("--model", help=MODEL_HELP)
NETWORK = click.option("--model", required=True, help='A network of the zoo; see "segeval ls models".')
MODEL_ARGS = click.option("--model-args", default="", help="Options of the model, as norm=instance,width=32.")
TRAINED_ON = click.option(
    "--trained-on",
    help='What the model was trained on, if that is not recorded: DATASET[:SPLIT[:PART]] or "other: ...".',
)
NAME = click.option("--name", default="", help="What to call the model; default: its own name.")
DATASET_HELP = 'A prepared dataset; see "segeval ls datasets".'
DATASET = click.option("--dataset", required=True, help=DATASET_HELP)
SPLIT = click.option("--split", help="NAME, PART or NAME:PART; default: the dataset's own.")
FOLD = click.option("--fold", type=int, help="Fold of the dataset's default split family.")
DEVICE = click.option("--device", default="auto", show_default=True, help="cpu, cuda, cuda:1, mps ...")
METRICS = click.option("--metrics", default="standard", show_default=True, help="Preset or comma-separated ids.")
PROTOCOL = click.option(
    "--protocol", default="segeval", show_default=True, help='Conventions to score by; see "segeval ls protocols".'
)
NDIM = click.option("--ndim", type=click.IntRange(2, 3), help="Only networks for images of so many dimensions.")
MAX_PARAMS = click.option("--max-params", help="Only networks with at most so many weights, as 5M.")
FAMILY = click.option("--family", help="Only networks of this kind, as transformer.")
OUTPUT = click.option(
    "--output", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Folder of runs."
)


def echo_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as aligned columns."""
    cells = [[str(row[column]) if row[column] is not None else "" for column in columns] for row in rows]
    widths = [max([len(column), *(len(row[k]) for row in cells)]) for k, column in enumerate(columns)]
    for row in [list(columns), *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def parse_patch(text: str, option: str = "--patch") -> tuple[int, ...]:
    """Read ``16,192,192``."""
    try:
        return tuple(int(size) for size in text.split(","))
    except ValueError as error:
        msg = f"{option} {text!r} is not z,y,x or y,x such as 192,192"
        raise UsageError(msg) from error


def parse_spacing(text: str | None) -> tuple[float, ...]:
    """Read ``3,0.8,0.8``; nothing where there is no text."""
    try:
        return tuple(float(size) for size in text.split(",")) if text else ()
    except ValueError as error:
        msg = f"--spacing {text!r} is not z,y,x or y,x in mm such as 3,0.8,0.8"
        raise UsageError(msg) from error


def parse_count(text: str | None) -> float | None:
    """Read ``5M``, ``250k``, ``1.5B`` or a plain number of weights."""
    if text is None:
        return None
    found = COUNT.fullmatch(text.strip())
    if not found:
        msg = f"--max-params {text!r} is not a number such as 5M or 250k"
        raise UsageError(msg)
    return float(found[1]) * UNITS[found[2].lower()]


def parse_labels(text: str) -> dict[tuple[int, ...], str]:
    """Read ``1+2=liver,2=tumour``.

    Raises:
        UsageError: If it is something else, or an entry would replace another one.
    """
    try:
        pairs = [entry.split("=") for entry in text.split(",")]
        read = [(tuple(int(value) for value in values.split("+")), name.strip()) for values, name in pairs]
    except ValueError as error:
        msg = f"--labels {text!r} is not VALUE=NAME or VALUE+VALUE=NAME,... such as 1+2=liver,2=tumour"
        raise UsageError(msg) from error
    named = dict(read)
    if len(named) < len(read) or not all(named.values()):
        msg = f"--labels {text!r} names one value twice, or gives no name; each entry is another VALUE=NAME"
        raise UsageError(msg)
    return named
