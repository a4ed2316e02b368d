"""Metrics: declared formulas on a pair of masks.

A metric is one decorated function in a public module of this package and one row of ``tests/golden/metrics.csv``.
"""

from segeval.metrics._evaluate import evaluate
from segeval.metrics._lesions import lesions
from segeval.metrics._pair import WHOLE_MAP, Counts, Pair
from segeval.metrics._protocols import PROTOCOLS, Protocol, protocol
from segeval.metrics._registry import PRESETS, REGISTRY, Declaration, Empty, Metric, Parameter, metric, resolve
from segeval.metrics._score import CaseResult, Score, missing_scores, score, score_case, score_pairs
from segeval.metrics._summary import SURFACES, Sketch, StoredPair, Surface

__all__ = [
    "PRESETS",
    "PROTOCOLS",
    "REGISTRY",
    "SURFACES",
    "WHOLE_MAP",
    "CaseResult",
    "Counts",
    "Declaration",
    "Empty",
    "Metric",
    "Pair",
    "Parameter",
    "Protocol",
    "Score",
    "Sketch",
    "StoredPair",
    "Surface",
    "evaluate",
    "lesions",
    "metric",
    "missing_scores",
    "protocol",
    "resolve",
    "score",
    "score_case",
    "score_pairs",
]
