"""Options of the commands that ask a model, and help that lists options under headings."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import click

from segeval import _guard

PIPELINE_HELP = "A file of strategies over models, as a model."
RECIPE = click.option(
    "--recipe", type=click.Path(path_type=Path), help='How a foreign model wants its images; see "segeval recipe init".'
)
LABEL_MAP = click.option(
    "--map", "label_map", default="", help="Structures of a foreign model's classes, as 5=liver,6=."
)
AUTOCAST = click.option("--autocast", is_flag=True, help="Compute in bfloat16.")
FLOAT16 = click.option("--float16", is_flag=True, help="Compute in float16.")
COMPILE = click.option("--compile", "compiled", is_flag=True, help="Merge layers by torch.compile.")
GRAPHS = click.option("--cuda-graphs", "graphs", is_flag=True, help="Launch the kernels of a network all at once.")
ENGINE = (
    click.option(
        "--device",
        default="auto",
        show_default=True,
        help="cpu, cuda:1, mps ...; cuda:0,cuda:1 shares cases out over several, and cuda over all that there are.",
    ),
    click.option("--flips", is_flag=True, help="Average over mirror images where the recipe allows them."),
    AUTOCAST,
    FLOAT16,
    COMPILE,
    GRAPHS,
    click.option(
        "--channels-last/--no-channels-last",
        default=None,
        help="Memory layout that is faster on some hardware; default: for pictures on a CPU.",
    ),
    click.option("--crf", is_flag=True, help="Refine the answer by a dense random field of the image."),
    click.option(
        "--mc-dropout", "samples", type=click.IntRange(0), default=0, help="Average so many passes with dropout."
    ),
    click.option("--overlap", type=click.FloatRange(0, 0.9), help="Share of a window that its neighbours repeat."),
    click.option(
        "--blending",
        type=click.Choice(["gaussian", "constant"]),
        default="gaussian",
        show_default=True,
        help="What of a window counts most where windows overlap: its middle, or all of it alike.",
    ),
    click.option("--skip-empty", is_flag=True, help="Windows that hold one value are background, unasked."),
    click.option(
        "--batch", type=click.IntRange(1), help="Windows computed at once; default: 4, of large ones on a CPU 1."
    ),
    click.option(
        "--smaller-windows",
        is_flag=True,
        help="Halve windows that even alone are too much for the memory; masks change.",
    ),
)
PROBABILITIES = click.option(
    "--save-probabilities", "probabilities", is_flag=True, help="Keep a channel per label beside the masks."
)
CASE_TIMEOUT = click.option(
    "--case-timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Fail a case that takes longer, when a second try, alone, did too.",
)
BOARDS = click.option(
    "--boards",
    type=click.Path(path_type=Path),
    default=Path("leaderboards"),
    show_default=True,
    help="Where boards lie.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout; all else goes to stderr.")
PROGRAM = "program"  # what the root context holds where the command line is a program of its own
SECTIONS: Mapping[str, Sequence[str]] = {
    "What to run": (
        "model",
        "models",
        "pipeline",
        "pipelines",
        "dataset",
        "datasets",
        "split",
        "fold",
        "limit",
        "labels",
    ),
    "About the model": (
        *("weights", "model_args", "name", "trained_on", "not_blind", "recipe", "label_map", "no_probe"),
    ),
    "How to compute": (
        *("device", "flips", "autocast", "float16", "compiled", "graphs", "channels_last", "crf", "samples"),
        *("overlap", "blending", "skip_empty", "batch", "smaller_windows", "explain", "repeat", "workers"),
        "case_timeout",
    ),
    "What to write": (
        *("metrics", "output", "format", "overwrite", "save_predictions", "probabilities", "maps", "as_json"),
    ),
}


def asking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of ENGINE, which become :class:`segeval.infer.Settings`."""
    return reduce(lambda made, option: option(made), reversed(ENGINE), command)


class Sectioned(click.Command):
    """A command whose help lists its options under headings; those that have none come last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options by section, each in the order of ``SECTIONS``."""
        options = {str(each.name): each for each in self.get_params(ctx) if isinstance(each, click.Option)}
        named = {name for names in SECTIONS.values() for name in names}
        for heading, names in {**SECTIONS, "Other": [name for name in options if name not in named]}.items():
            records = [options[name].get_help_record(ctx) for name in names if name in options]
            if shown := [record for record in records if record]:
                with formatter.section(heading):
                    formatter.write_dl(shown)


class Guarded(Sectioned):
    """A command whose work a process of its own does, so that a case that kills it costs that case alone.

    Only the program forks; whoever calls the command from Python goes on in the same process.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command in a child process and exit as it does, or, in the child, run it."""
        limit = ctx.params.pop("case_timeout")
        code = _guard.split(limit) if ctx.find_root().obj == PROGRAM else None
        if code is not None:
            ctx.exit(code)
        return super().invoke(ctx)
