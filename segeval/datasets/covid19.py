"""COVID-19-CT-Seg, on Kaggle covid19-ct-scans: 20 scans with lungs and infection (Ma et al. 2021).

Two releases of the same scans name them differently. Zenodo: ``COVID-19-CT-Seg_20cases/coronacases_001.nii.gz`` and
``Lung_and_Infection_Mask/coronacases_001.nii.gz``. Kaggle: ``ct_scans/coronacases_org_001.nii`` and
``ct_scans/radiopaedia_org_covid-19-pneumonia-10_85902_1-dcm.nii`` with ``lung_and_infection_mask/coronacases_001.nii``
and ``.../radiopaedia_10_85902_1.nii``. A case is what its numbers say, whatever stands between them. Headers of image
and mask may differ; the grid of the image counts where shapes agree.

The ten coronacases are in HU, the ten radiopaedia scans are 8-bit pictures of a window: two domains in one dataset. The
sha256 of the zips are those that public loaders state.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, RemoteFile, Structure, Volume

INFO = DatasetInfo(
    id="covid19-ct",
    title="COVID-19-CT-Seg: 20 CT scans with lungs and infection",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "left lung", 2: "right lung", 3: "infection"},
    structures=(
        Structure("left lung", (1,), tolerance=1.0),
        Structure("right lung", (2,), tolerance=1.0),
        Structure("infection", (3,), tolerance=3.0),
    ),
    counts={"train": 20},
    license="CC-BY-4.0 (Zenodo) or CC-BY-NC-SA (authors' table)",
    access="open",
    terms="Attribution; the authors' own table says no commercial use, so keep to that.",
    homepage="https://zenodo.org/records/3757476",
    citation="""
@article{ma2021covid,
  title = {Toward data-efficient learning: A benchmark for COVID-19 CT lung and infection segmentation},
  author = {Ma, Jun and Wang, Yixin and An, Xingle and others},
  journal = {Medical Physics}, volume = {48}, pages = {1197--1210}, year = {2021}, doi = {10.1002/mp.14676}
}
""",
    default_split="task1-0",
    group="case",
    files=tuple(
        RemoteFile(name=name, urls=(f"https://zenodo.org/records/3757476/files/{name}",), sha256=sha256)
        for name, sha256 in (
            ("COVID-19-CT-Seg_20cases.zip", "a5060480eff9315b069b086312dac4872777901fb80d268a5a83edd9f4e7b440"),
            ("Lung_and_Infection_Mask.zip", "34f5a573cb8fb53cb15abe81868395d9addf436854826a6fd6e70c2b294f19c3"),
        )
    ),
    known_issues=(
        "coronacases are in HU, radiopaedia scans are windowed to 8 bits: never one fixed window for both.",
        "The combined label gives infection no side: lungs 1 and 2 are without their infected parts.",
        "Task1 trains on four scans and tests on sixteen.",
    ),
    aliases=("covid19-ct-scans", "covid-19-ct-seg"),
)
IMAGES, MASKS = ("ct_scans", "covid-19-ct-seg_20cases"), ("lung_and_infection_mask",)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the scans that have the combined mask."""
    sides = []
    for folders in (IMAGES, MASKS):
        files = tree.find(*(f"{folder}/*.nii{end}" for folder in folders for end in ("", ".gz")))
        sides.append(_unpacked(files))
    for name, image, mask in _layouts.pairs(tree, sides[0], sides[1], case_of):
        domain = "HU" if name.startswith("corona") else "8-bit window"
        reference = _layouts.on_image_grid(image, mask)
        yield RawCase(id=name, image=(image,), mask=reference, meta={"intensities": domain})


def _unpacked(files: list[RawFile]) -> list[RawFile]:
    """Drop ``x.nii.gz`` where ``x.nii`` is beside it, as some re-uploads have both."""
    plain = {file.path for file in files if file.name.lower().endswith(".nii")}
    return [file for file in files if file.path.removesuffix(".gz") not in plain or file.path in plain]


def case_of(file: RawFile) -> str:
    """Return the id that the numbers of a name make: one for coronacases, the last three for radiopaedia."""
    numbers = re.findall(r"\d+", file.stem)
    if "radiopaedia" in file.stem.lower() and len(numbers) >= 3:
        return f"radiopaedia_{'_'.join(numbers[-3:])}"
    if ("corona" in file.stem.lower() or file.stem.lower().startswith("case")) and numbers:
        return f"coronacases_{int(numbers[-1]):03d}"
    return ""


def group(case: str) -> str:
    """Return the case number at the source: two radiopaedia scans share one, twice."""
    return "_".join(case.split("_")[:2])


def fake(root: Path) -> None:
    """Write scans of both domains under Kaggle's names, one mask with a float type and another header."""
    (root / "ct_scans").mkdir()
    (root / "lung_and_infection_mask").mkdir()
    split = read_splits(INFO.id)[0]
    for seed, name in enumerate((*split.train[:3], *split.test[:2], *split.test[-2:])):
        image, mask = _fake.pair(_fake.world((6, 12, 16 + seed), (5.0, 0.8, 0.8)), (1, 2, 3), seed=seed)
        rest = name.partition("_")[2]
        scan = (
            f"coronacases_org_{rest}" if name.startswith("corona") else f"radiopaedia_org_covid-19-pneumonia-{rest}-dcm"
        )
        shift = 1000 if name.startswith("corona") else 0
        volume.write_image(root / "ct_scans" / f"{scan}.nii", Volume(image.array - np.float32(shift), image.grid))
        volume.write_mask(root / "lung_and_infection_mask" / f"{name}.nii", mask)
    (root / "metadata.csv").write_text("ct_scan,lung_mask,infection_mask,lung_and_infection_mask\n")


dataset(INFO, cases=cases, fake=fake, group=group)
