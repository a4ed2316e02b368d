"""Leaderboards: static pages and tables that are a pure function of a folder of runs.

A board reads what :mod:`segeval.store` wrote and nothing else, so that it can be rebuilt years later without data,
weights or torch. Optional keys of ``provenance.json`` that it shows: ``params`` (trainable numbers) and ``dataset``
with ``title``, ``license``, ``homepage`` and ``citation``.
"""

from segeval.report.board import build, check, rebuild
from segeval.report.ranking import Board, Row, complete, rank
from segeval.report.rules import BoardRules, read_rules, rules_of

__all__ = ["Board", "BoardRules", "Row", "build", "check", "complete", "rank", "read_rules", "rebuild", "rules_of"]
