"""The command line: every command is a few lines that call one function; heavy packages are imported inside."""

from segeval.cli._bench import bench
from segeval.cli._boards import board
from segeval.cli._clicks import clicks
from segeval.cli._data import data
from segeval.cli._gate import compare, gate
from segeval.cli._look import info, list_known, selftest
from segeval.cli._main import QUIET, VERBOSE, main, parse_labels
from segeval.cli._plan import plan
from segeval.cli._recipe import recipe
from segeval.cli._runs import evaluate, run, score
from segeval.cli._train import train
from segeval.cli._tune import tune
from segeval.cli._weights import weights

for command in (run, evaluate, score, train, plan, recipe, data, board, compare, gate, tune, clicks):
    main.add_command(command)
for command in (list_known, info, weights, bench, selftest):
    main.add_command(command)
for command in (run, evaluate, train, plan, clicks, *data.commands.values()):
    command.params += [VERBOSE, QUIET]


__all__ = ["main", "parse_labels"]
