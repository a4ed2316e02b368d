"""The command line: every command is a few lines that call one function; heavy packages are imported inside."""

from segeval.cli._bench import bench
from segeval.cli._boards import board
from segeval.cli._clicks import clicks
from segeval.cli._data import data
from segeval.cli._exchange import cite, import_, merge, validate
from segeval.cli._gate import compare, gate
from segeval.cli._look import info, list_known, selftest
from segeval.cli._main import MAX_BYTES, QUIET, VERBOSE, main, parse_labels
from segeval.cli._options import PROGRAM
from segeval.cli._plan import plan
from segeval.cli._predict import predict
from segeval.cli._recipe import recipe
from segeval.cli._runs import evaluate, run, score
from segeval.cli._train import train
from segeval.cli._tune import tune
from segeval.cli._weights import weights

for command in (run, evaluate, predict, score, train, plan, recipe, data, board, compare, gate, tune, clicks):
    main.add_command(command)
for command in (list_known, info, weights, bench, selftest, cite, import_, merge, validate):
    main.add_command(command)
for command in (run, evaluate, predict, train, plan, clicks, *data.commands.values()):
    command.params += [MAX_BYTES, VERBOSE, QUIET]


def program() -> None:
    """Run the command line as a program of its own."""
    main(obj=PROGRAM)


__all__ = ["main", "parse_labels", "program"]
