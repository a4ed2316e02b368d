"""Metrics: declared formulas on a pair of masks.

A metric is one decorated function in a public module of this package and one row of ``tests/golden/metrics.csv``.
"""

from segeval.metrics._evaluate import evaluate
from segeval.metrics._pair import Counts, Pair
from segeval.metrics._registry import PRESETS, REGISTRY, Declaration, Empty, Metric, metric, resolve
from segeval.metrics._score import POLICY, WHOLE_MAP, CaseResult, Score, missing_scores, score, score_case

__all__ = [
    "POLICY",
    "PRESETS",
    "REGISTRY",
    "WHOLE_MAP",
    "CaseResult",
    "Counts",
    "Declaration",
    "Empty",
    "Metric",
    "Pair",
    "Score",
    "evaluate",
    "metric",
    "missing_scores",
    "resolve",
    "score",
    "score_case",
]
