"""The rule of the gate: whether a candidate is worse than a baseline, not worse, or too few cases say.

The rule takes plain arrays; ``segeval.gate.runs`` applies it to two runs. ``tests/benchmarks/gate_power.py`` holds the
simulation that shows how often it errs.
"""

from segeval.gate._decide import Decision, decide
from segeval.gate._policy import POLICY, Policy
from segeval.gate._rule import Verdict

__all__ = ["POLICY", "Decision", "Policy", "Verdict", "decide"]
