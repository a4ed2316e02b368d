"""The nouns of segeval: frozen records without behaviour beyond checking themselves.

Array order is ``(z, y, x)`` in 3D and ``(y, x)`` in 2D everywhere; channels come first. Spacing, origin and the rows
of a direction matrix are in the same order as the array, lengths are in ``Grid.unit``.
"""

from segeval.records._json import canonical, cost, decode, digest, to_json
from segeval.records._schema1 import upgraded_recipe, upgraded_run
from segeval.records.data import (
    Case,
    DatasetInfo,
    LabelNames,
    RemoteFile,
    Split,
    SplitPart,
    Structure,
    as_structures,
    family,
    folder_name,
)
from segeval.records.grids import FloatArray, Grid, LabelArray, Mask, Unit, Volume, unit_of
from segeval.records.models import (
    FAMILIES,
    NOT_BLIND,
    Answerer,
    Architecture,
    Input,
    Output,
    Prediction,
    Recipe,
    Scaling,
    Size,
    Trained,
    Window,
    spelled,
    unbracketed,
)
from segeval.records.scores import HELD, CaseScore, Data, MetricInfo, Rules, RunRecord, Status, sameness

__all__ = [
    "FAMILIES",
    "HELD",
    "NOT_BLIND",
    "Answerer",
    "Architecture",
    "Case",
    "CaseScore",
    "Data",
    "DatasetInfo",
    "FloatArray",
    "Grid",
    "Input",
    "LabelArray",
    "LabelNames",
    "Mask",
    "MetricInfo",
    "Output",
    "Prediction",
    "Recipe",
    "RemoteFile",
    "Rules",
    "RunRecord",
    "Scaling",
    "Size",
    "Split",
    "SplitPart",
    "Status",
    "Structure",
    "Trained",
    "Unit",
    "Volume",
    "Window",
    "as_structures",
    "canonical",
    "cost",
    "decode",
    "digest",
    "family",
    "folder_name",
    "sameness",
    "spelled",
    "to_json",
    "unbracketed",
    "unit_of",
    "upgraded_recipe",
    "upgraded_run",
]
