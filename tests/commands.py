"""Command lines as they are typed."""

import shlex

import click

from segeval import cli


def typed(line: str) -> click.Context:
    """Return what a line asks of segeval, which is parsed as on a command line and not run."""
    _, *words = shlex.split(line, comments=True)
    root = click.Context(cli.main, **cli.main.context_settings)
    command: click.Command = cli.main
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    return command.make_context(command.name, words, parent=root)  # whose names of help a command keeps
