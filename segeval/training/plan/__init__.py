"""What a training set looks like becomes a recipe."""

from segeval.training.plan._budget import BUDGET, Plan, plan_within
from segeval.training.plan._file import plan_text, read_plan
from segeval.training.plan._fingerprint import (
    Extent,
    Fingerprint,
    fingerprint,
    kept_fingerprint,
    sizes_at,
    target_spacing,
)
from segeval.training.plan._memory import Kept, kept
from segeval.training.plan._recipe import OF_THE_IMAGE, PATCH_VOXELS, plan
from segeval.training.plan._table import Line, plan_lines, seen_lines
from segeval.training.plan._topology import Topology, stage_options, topology

__all__ = [
    "BUDGET",
    "OF_THE_IMAGE",
    "PATCH_VOXELS",
    "Extent",
    "Fingerprint",
    "Kept",
    "Line",
    "Plan",
    "Topology",
    "fingerprint",
    "kept",
    "kept_fingerprint",
    "plan",
    "plan_lines",
    "plan_text",
    "plan_within",
    "read_plan",
    "seen_lines",
    "sizes_at",
    "stage_options",
    "target_spacing",
    "topology",
]
