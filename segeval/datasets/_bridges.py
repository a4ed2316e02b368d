"""Prepared cases for other libraries: Hugging Face datasets and torch, both imported when asked for."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from segeval.datasets._sample import Sample
from segeval.records import Case

if TYPE_CHECKING:
    from datasets import Dataset as HuggingFaceDataset


def to_hf(cases: Iterable[Case], ndim: int) -> "HuggingFaceDataset":
    """Return cases as a table of paths, whose columns decode to nibabel or Pillow images when read.

    Columns: ``case_id``, ``group_id``, ``images`` (one per channel file), ``label`` and, if there are, ``instances``.
    No voxel is copied into the table.
    """
    from datasets import Dataset, Features, Image, List, Nifti, Value

    kind = Nifti() if ndim == 3 else Image()
    columns: dict[str, list[Any]] = {"case_id": [], "group_id": [], "images": [], "label": [], "instances": []}
    for case in cases:
        columns["case_id"].append(case.id)
        columns["group_id"].append(case.group)
        columns["images"].append([str(path) for path in case.images])
        columns["label"].append(str(case.mask))
        columns["instances"].append(str(case.instances) if case.instances else None)
    features = {"case_id": Value("string"), "group_id": Value("string"), "images": List(kind), "label": kind}
    if any(columns["instances"]):
        features["instances"] = kind
    return Dataset.from_dict({name: columns[name] for name in features}, features=Features(features))


class TorchCases:
    """A map-style dataset for torch's DataLoader: cases on their native grids, read when indexed.

    An item has ``image`` float32 ``(C, z, y, x)`` or ``(C, y, x)``, ``label`` int64 of the same space, ``spacing``
    float64, ``case_id`` and ``group``. Cases differ in shape, so batches larger than one need a collate function.
    """

    def __init__(self, samples: Iterable[Sample]) -> None:
        self._samples = list(samples)

    def __len__(self) -> int:
        return len(self._samples)

    def __getitem__(self, index: int) -> dict[str, Any]:
        import torch

        sample = self._samples[index]
        image, reference = sample.image, sample.reference
        return {
            "image": torch.from_numpy(image.array),
            "label": torch.from_numpy(reference.array.astype(np.int64)),
            "spacing": torch.tensor(image.grid.spacing, dtype=torch.float64),
            "case_id": sample.case.id,
            "group": sample.case.group,
        }
