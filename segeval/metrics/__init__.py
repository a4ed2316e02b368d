"""Metrics: declared formulas on a pair of masks.

A metric is one decorated function in a public module of this package and one row of ``tests/golden/metrics.csv``.
"""

from segeval.metrics._evaluate import evaluate
from segeval.metrics._lesions import lesions
from segeval.metrics._measure.pair import WHOLE_MAP, Counts, Pair
from segeval.metrics._measure.summary import SURFACES, Sketch, StoredPair, Surface
from segeval.metrics._protocols import PROTOCOLS, Protocol, protocol
from segeval.metrics._reads import HasCounts, HasMasks, HasObjects, HasProbabilities, HasSurfaces
from segeval.metrics._registry import PRESETS, REGISTRY, Empty, Metric, Parameter, metric, resolve
from segeval.metrics._score import CaseResult, Score, missing_scores, score, score_case, score_pairs

__all__ = [
    "PRESETS",
    "PROTOCOLS",
    "REGISTRY",
    "SURFACES",
    "WHOLE_MAP",
    "CaseResult",
    "Counts",
    "Empty",
    "HasCounts",
    "HasMasks",
    "HasObjects",
    "HasProbabilities",
    "HasSurfaces",
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
