"""``python -m segeval``."""

from segeval.cli import main

main()
