"""LiTS 2017: liver and liver tumours in contrast-enhanced CT (Bilic et al. 2023, arXiv:1901.04056).

``volume-N.nii`` and ``segmentation-N.nii``, N from 0 to 130, in two zips of any nesting; Kaggle keeps volumes in
``volume_pt1`` ... ``volume_pt8`` and masks in ``segmentations``. ``test-volume-N.nii`` have no public labels. Liver is
labels 1 and 2: tumours lie in it. Task 3 of the Decathlon is the same scans as ``liver_N``.

Two faults of the official headers are known. The label files of volumes 48 to 52 say 1 x 1 x 1 mm where their scans do
not, and public loaders copy the scan's affine to them: the grid of the scan holds, and the cases say so. The headers of
28 to 47 hold an identity affine, which makes up their spacing and their orientation.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure, Volume

WITHOUT_TUMOUR = (32, 34, 38, 41, 47, 87, 89, 91, 105, 106, 114, 115, 119)
IRCADB = range(28, 48)  # 3D-IRCADb-01, patients 1 to 20 in order
UNIT_LABELS = range(48, 53)  # their label headers claim 1 mm

INFO = DatasetInfo(
    id="lits",
    title="LiTS: Liver Tumor Segmentation Benchmark",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "liver", 2: "tumour"},
    structures=(Structure("liver", (1, 2)), Structure("tumour", (2,))),
    counts={"train": 131, "test": 70},
    license="CC-BY-NC-ND-4.0",
    access="login",
    terms="Attribution, no commercial use, no changed copies passed on; an account at CodaLab.",
    homepage="https://competitions.codalab.org/competitions/17094",
    citation="""
@article{bilic2023lits,
  title = {The Liver Tumor Segmentation Benchmark (LiTS)},
  author = {Bilic, Patrick and Christ, Patrick and Li, Hongwei Bran and others},
  journal = {Medical Image Analysis}, volume = {84}, pages = {102680}, year = {2023},
  doi = {10.1016/j.media.2022.102680}
}
""",
    default_split="nnunet-0",
    group="patient",
    files=(
        RemoteFile(name="Training_Batch1.zip", note="volumes 0-27"),
        RemoteFile(name="Training_Batch2.zip", note="volumes 28-130"),
    ),
    known_issues=(
        f"No tumour in volumes {', '.join(map(str, WITHOUT_TUMOUR))}.",
        "Volumes 28-47 are 3D-IRCADb-01. Their headers hold an identity affine, so spacing (1 mm) and orientation are "
        'made up and lengths in mm are wrong; prepared cases say so (meta "spacing" and "orientation").',
        "The label headers of volumes 48-52 claim 1 mm where the scans do not; the scan's grid holds and the cases say "
        'so (meta "label_header").',
        "The same scans as MSD Liver. The labels of the 70 test scans are not public.",
        "Orientations differ between scans.",
    ),
    aliases=("lits17",),
)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the training scans with their masks, and test scans without."""
    volumes = tree.find("volume-*.nii", "volume-*.nii.gz")
    masks = tree.find("segmentation-*.nii", "segmentation-*.nii.gz")
    for name, image, mask in _layouts.pairs(tree, volumes, masks, key=_number):
        number = int(name)
        reference = Converted(_unit_label, (mask, image)) if number in UNIT_LABELS else mask
        yield RawCase(id=f"volume-{name}", image=(image,), mask=reference, meta=partial(_meta, number, mask))
    for image in tree.find("test-volume-*.nii", "test-volume-*.nii.gz"):
        yield RawCase(id=image.stem, image=(image,), folder="Ts")


def _number(file: RawFile) -> str:
    match = re.fullmatch(r"(?:volume|segmentation)-(\d+)", file.stem.lower())
    return str(int(match[1])) if match else ""


def notes(number: int, grid: Grid, label: Grid | None = None) -> dict[str, Any]:
    """Return what to note about a volume: what the headers of scan and label made up, and that it has no tumour."""
    suspect = "suspect" if number in IRCADB and _is_unit(grid) else ""
    replaced = number in UNIT_LABELS and label is not None and label.difference(grid)
    found = {
        "spacing": suspect,
        "orientation": suspect,
        "tumour": "none" if number in WITHOUT_TUMOUR else "",
        "label_header": "replaced by the scan's" if replaced else "",
    }
    return {key: value for key, value in found.items() if value}


def _meta(number: int, mask: RawFile, grid: Grid) -> dict[str, Any]:
    if number not in UNIT_LABELS:
        return notes(number, grid)
    with on_disk(mask) as (path,):
        return notes(number, grid, volume.read_grid(path))


def _is_unit(grid: Grid) -> bool:
    return bool(np.allclose(grid.spacing, 1.0, atol=1e-6))


def _unit_label(mask: RawFile, image: RawFile) -> Mask:
    """Read a label on the grid of its scan where its own header claims 1 mm; other differences are left to be told."""
    with on_disk(mask, image) as paths:
        labels, grid = volume.read_mask(paths[0]), volume.read_grid(paths[1])
    made_up = labels.grid.shape == grid.shape and _is_unit(labels.grid)
    return Mask(labels.array, grid) if made_up else labels


def fake(root: Path) -> None:
    """Write a zip and an unpacked batch: scans with and without tumour, of 1 mm, with a label of 1 mm, a test scan."""
    fold = read_splits(INFO.id)[0]
    for folder in ("Training Batch 1", "media/nas/01_Datasets/CT/LITS/Training Batch 2", "LITS-Challenge-Test-Data"):
        (root / folder).mkdir(parents=True)
    names = ["volume-0", *fold.val[:3], "volume-2", "volume-28", "volume-32", "volume-48", "volume-130"]
    for seed, name in enumerate(dict.fromkeys(names)):
        number = int(name.partition("-")[2])
        home = root / ("Training Batch 1" if number < 28 else "media/nas/01_Datasets/CT/LITS/Training Batch 2")
        grid = _fake.world((6, 12, 14 + seed), (1.0, 1.0, 1.0) if number in IRCADB else (2.5, 0.7, 0.7))
        image, mask = _fake.pair(grid, (1,) if number in WITHOUT_TUMOUR else (1, 2), seed=seed)
        turned = replace(grid, direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (-1.0, 0.0, 0.0)))  # LAS, as the originals
        volume.write_image(home / f"volume-{number}.nii", Volume(image.array - np.float32(1024), turned))
        drawn = replace(turned, spacing=(1.0, 1.0, 1.0)) if number in UNIT_LABELS else turned
        volume.write_mask(home / f"segmentation-{number}.nii", Mask(mask.array, drawn))
    volume.write_image(root / "LITS-Challenge-Test-Data" / "test-volume-0.nii", image)
    _fake.pack(root / "Training Batch 1", top=False)


dataset(INFO, cases=cases, fake=fake)
