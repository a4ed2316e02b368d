"""Tasks of TotalSegmentator with weights that lie here: ``totalsegmentator:TASK``; Wasserthal 2023, arXiv:2208.05868.

Its package keeps an nnU-Net a task, or several whose structures are put together, below ``~/.totalsegmentator``, or
where TOTALSEG_WEIGHTS_PATH or TOTALSEG_HOME_DIR say; ``TASK@FOLDER`` names another place. Images are turned to RAS,
nothing is mirrored, later models write over earlier ones, as there. Labels are numbered as the names of the models
follow each other, which is the order of "total". What differs: the package resamples images before and label maps after
a model, here logits are. Tasks that the package runs on a region that another model finds are not among these.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from segeval.datasets import Prepared
from segeval.errors import BadData, UsageError
from segeval.infer import Logits, Segment, certain, decided
from segeval.models import Predictor, Request, refuse, scheme
from segeval.models._label_map import LabelMap
from segeval.models._nnunet_folder import PLANS, RAS
from segeval.models.nnunet import Results, answering, open_results
from segeval.models.nnunet import fake as fake_results
from segeval.records import DatasetInfo, Output, Volume, digest
from segeval.registry import suggest
from segeval.weights import trained_labels

# The numbers of the nnU-Net datasets of a task in its version 2; of several for a model, any one that is there.
TASKS: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "total": ((291,), (292,), (293,), (294,), (295,)),
    "total_fast": ((297,),),
    "total_fastest": ((298,),),
    "total_mr": ((850, 730), (851, 731)),
    "total_mr_fast": ((852, 732),),
    "total_mr_fastest": ((853, 733),),
    "body": ((299,),),
    "body_fast": ((300,),),
    "body_mr": ((597,),),
    "body_mr_fast": ((598,),),
    "vertebrae_mr": ((756,),),
    "breasts": ((527,),),
    "vertebrae_body": ((305, 302),),
    "appendicular_bones": ((304,),),
    "appendicular_bones_mr": ((855,),),
    "tissue_types": ((481,),),
    "tissue_types_mr": ((925, 734),),
    "tissue_4_types": ((485,),),
    "face": ((303,),),
    "face_mr": ((856, 737),),
    "thigh_shoulder_muscles": ((857,),),
}
OPTIONS = f"folds=0,mirroring=no,orientation={RAS}"
FAKE = "Dataset299_body_1559subj/nnUNetTrainer__nnUNetPlans__3d_fullres"


def fake(root: Path, data: Prepared) -> str:
    """Write the layout of the package, with a tiny network of random weights for one task."""
    if not (root / FAKE).exists():
        (root / FAKE).parent.mkdir(parents=True)
        Path(fake_results(root, data)).rename(root / FAKE)
    return f"body@{root}"


@scheme("totalsegmentator", title="task of TotalSegmentator", example="totalsegmentator:TASK", fake=fake, probed=True)
def totalsegmentator(place: str, request: Request) -> Predictor[Any]:
    """Open the models of a task and put their structures together."""
    where = f"totalsegmentator:{place}"
    refuse(request, "weights", "options", "recipe", by=where)
    opened = [open_results(folder, replace(request, options=OPTIONS), where) for folder in folders_of(place)]
    results = opened[0] if len(opened) == 1 else together(opened, where)
    name = f"TotalSegmentator {place.partition('@')[0]}"
    return answering(results, request, where, kind="totalsegmentator", name=name)


def folders_of(place: str) -> list[Path]:
    """Return the folders of the models of ``TASK`` or ``TASK@FOLDER``; UsageError if there is no such task or model."""
    where = f"totalsegmentator:{place}"
    task, _, given = place.partition("@")
    if task not in TASKS:
        noun = "task of TotalSegmentator"
        raise suggest(noun, task, TASKS, f"In {where}: those run here are {', '.join(TASKS)}.")
    root = Path(given).expanduser() if given else home()
    return [_folder(root, numbers, where) for numbers in TASKS[task]]


def home() -> Path:
    """Return where the package keeps its models."""
    own = Path(os.environ.get("TOTALSEG_HOME_DIR") or Path.home() / ".totalsegmentator")
    return Path(os.environ.get("TOTALSEG_WEIGHTS_PATH") or own / "nnunet" / "results")


def _folder(root: Path, numbers: Sequence[int], where: str) -> Path:
    """Return the folder of the trainer of a model.

    Raises:
        UsageError: If it is not there, or there are several.
    """
    found = [path.parent for number in numbers for path in sorted(root.glob(f"Dataset{number:03d}_*/*__*__*/{PLANS}"))]
    if not found:
        names = " or ".join(f"Dataset{number:03d}_*" for number in numbers)
        msg = f"{where}: there is no {names} in {root}. Run totalseg_download_weights, or give TASK@FOLDER."
        raise UsageError(msg)
    if len({path.parent for path in found}) == 1 and len(found) > 1:
        named = ", ".join(path.name for path in found)
        msg = f"{where}: {found[0].parent} holds several models ({named}); leave one there"
        raise UsageError(msg)
    return found[0]


def together(parts: Sequence[Results], where: str) -> Results:
    """Return several models as one: its labels are theirs one after the other, later ones written over earlier ones.

    Raises:
        BadData: If two of them know one name.
    """
    names = [name for part in parts for value, name in part.output.labels.items() if value]
    if len(set(names)) < len(names) or len({part.channels for part in parts}) > 1:
        msg = f"{where}: its models know a structure twice or take different channels; download them again"
        raise BadData(msg)
    output = Output(labels={0: "background", **dict(enumerate(names, 1))})

    counts = [len(part.output.labels) - 1 for part in parts]
    begins = [sum(counts[:place]) for place in range(len(parts))]

    def segmenting(mapping: LabelMap | None, info: DatasetInfo) -> Segment:
        known = output if mapping is None else Output(labels=trained_labels(info))
        inner = [
            part.segment(_own(mapping, part.output, begin), info) for part, begin in zip(parts, begins, strict=True)
        ]

        def segment(image: Volume) -> Logits:
            merged = np.zeros(image.grid.shape, np.min_scalar_type(max(known.labels)))
            for one, begin in zip(inner, begins, strict=True):
                labels = decided(one(image), image.grid.shape)
                merged[labels > 0] = labels[labels > 0] + (begin if mapping is None else 0)
            return Logits(certain(merged, known, torch.device("cpu")), known)

        return segment

    return replace(
        parts[0],
        segment=segmenting,
        output=output,
        settings={"parts": [dict(part.settings) for part in parts]},
        digest=digest([part.digest for part in parts]),
        costs={
            **parts[0].costs,
            "params": sum(part.costs["params"] for part in parts),
            "memory": [part.costs["memory"] for part in parts],
        },
    )


def _own(mapping: LabelMap | None, output: Output, begin: int) -> LabelMap | None:
    """Return a map of the labels of all models as one of the labels of a model, which follow ``begin`` others."""
    if mapping is None:
        return None
    targets = {value: mapping.targets.get(value + begin, 0) if value else 0 for value in output.labels}
    return replace(mapping, targets=targets)
