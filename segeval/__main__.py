"""``python -m segeval``."""

from segeval.cli import program

program()
