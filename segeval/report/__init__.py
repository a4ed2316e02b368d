"""Leaderboards: static pages and tables that are a pure function of a folder of runs.

A board reads what :mod:`segeval.store` wrote and the published values beside it, so that it can be rebuilt years later
without data, weights or torch; what is declared about datasets comes from the caller. Optional keys of
``provenance.json`` that it shows: ``params`` (trainable numbers) and ``dataset`` with ``title``, ``license``,
``homepage``, ``citation`` and ``modality``; what it trained and on which machine.
"""

from segeval.report._datasets import Declared
from segeval.report._folds import folds, joined_digest
from segeval.report.board import add_clicks, build, check, rebuild
from segeval.report.figure import write_figure
from segeval.report.ranking import Board, Row, complete, rank
from segeval.report.rules import BoardRules, read_rules, rules_of

__all__ = [
    "Board",
    "BoardRules",
    "Declared",
    "Row",
    "add_clicks",
    "build",
    "check",
    "complete",
    "folds",
    "joined_digest",
    "rank",
    "read_rules",
    "rebuild",
    "rules_of",
    "write_figure",
]
