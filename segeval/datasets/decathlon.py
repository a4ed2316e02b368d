"""Medical Segmentation Decathlon: ten tasks in one layout (Antonelli et al. 2022, doi:10.1038/s41467-022-30695-9).

Case counts, channel and label orders are those of each task's ``dataset.json``. The label order of the brain task is
not that of BraTS: here 1 is oedema and 2 the non-enhancing core. Tolerances are the challenge's, in millimetres, as
remembered by the literature; the official table is not reachable from a test.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import Dataset, RawCase, dataset
from segeval.datasets._raw import Tree
from segeval.datasets._splits import NNUNET, fold_splits, is_committed, nnunet_folds, read_splits
from segeval.records import DatasetInfo, RemoteFile, Split, Structure

CITATION = """
@article{antonelli2022decathlon,
  title = {The Medical Segmentation Decathlon},
  author = {Antonelli, Michela and Reinke, Annika and Bakas, Spyridon and others},
  journal = {Nature Communications}, volume = {13}, pages = {4128}, year = {2022},
  doi = {10.1038/s41467-022-30695-9}
}
"""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the decathlon; ``stem`` is the case id of case 1, ``structures`` joins labels where they nest."""

    name: str
    number: int
    title: str
    modality: Literal["CT", "MR"]
    channels: tuple[str, ...]
    labels: tuple[str, ...]
    structures: tuple[tuple[str, tuple[int, ...]], ...]
    counts: tuple[int, int]
    tolerance: float
    stem: str
    issues: tuple[str, ...] = ()
    sha256: str = ""
    group: str = ""

    @property
    def folder(self) -> str:
        """Folder name of the official archive."""
        return f"Task{self.number:02d}_{''.join(word.capitalize() for word in self.name.split('-'))}"

    @property
    def prefix(self) -> str:
        """What every case id begins with."""
        return self.stem.rpartition("_")[0]


MIRROR = "https://msd-for-monai.s3-us-west-2.amazonaws.com"  # the only sha256 that is public is of one tar
BRAIN = (("whole tumour", (1, 2, 3)), ("tumour core", (2, 3)), ("enhancing tumour", (3,)))
LESION_IN_ORGAN = "The organ is scored with its lesion: label 2 lies inside it."
TASKS = (
    Task("brain-tumour", 1, "Brain tumour", "MR", ("FLAIR", "T1w", "T1gd", "T2w"),
         ("oedema", "non-enhancing tumour", "enhancing tumour"), BRAIN, (484, 266), 5, "BRATS_001",
         ("Label order differs from BraTS: 1 oedema, 2 non-enhancing, 3 enhancing.",)),
    Task("heart", 2, "Left atrium", "MR", ("MR",), ("left atrium",), (("left atrium", (1,)),), (20, 10), 4, "la_003"),
    Task("liver", 3, "Liver and tumour", "CT", ("CT",), ("liver", "cancer"),
         (("liver", (1, 2)), ("cancer", (2,))), (131, 70), 7, "liver_0",
         ("The same scans as LiTS; 20 of them are 3D-IRCADb-01.", LESION_IN_ORGAN)),
    Task("hippocampus", 4, "Hippocampus", "MR", ("MR",), ("anterior", "posterior"),
         (("anterior", (1,)), ("posterior", (2,))), (260, 130), 1, "hippocampus_001",
         ("Intensities reach from 112 to 1.7e6 between cases: normalise each case.",
          "Left and right are two cases of person (n + 1) // 2: equal intensity steps in all 71 pairs that have one.",
          "nnU-Net's folds cut 26 to 36 persons each; the folds segeval-person keep them whole."),
         "282d808a3e84e5a52f090d9dd4c0b0057b94a6bd51ad41569aef5ff303287771", "person"),
    Task("prostate", 5, "Prostate", "MR", ("T2", "ADC"), ("peripheral zone", "transition zone"),
         (("peripheral zone", (1,)), ("transition zone", (2,))), (32, 16), 4, "prostate_00"),
    Task("lung", 6, "Lung cancer", "CT", ("CT",), ("cancer",), (("cancer", (1,)),), (63, 32), 2, "lung_001"),
    Task("pancreas", 7, "Pancreas and tumour", "CT", ("CT",), ("pancreas", "cancer"),
         (("pancreas", (1, 2)), ("cancer", (2,))), (281, 139), 5, "pancreas_001", (LESION_IN_ORGAN,)),
    Task("hepatic-vessel", 8, "Hepatic vessels and tumour", "CT", ("CT",), ("vessel", "tumour"),
         (("vessel", (1,)), ("tumour", (2,))), (303, 140), 3, "hepaticvessel_001"),
    Task("spleen", 9, "Spleen", "CT", ("CT",), ("spleen",), (("spleen", (1,)),), (41, 20), 3, "spleen_2"),
    Task("colon", 10, "Colon cancer", "CT", ("CT",), ("cancer",), (("cancer", (1,)),), (126, 64), 4, "colon_001"),
)  # fmt: skip


def person(case: str) -> str:
    """Return the person of a hippocampus: cases 2k - 1 and 2k are the two sides of person k."""
    number = case.rpartition("_")[2]
    return f"person_{(int(number) + 1) // 2:03d}" if number.isdigit() else case


def splits(identifier: str, ids: Iterable[str]) -> tuple[Split, ...]:
    """Return the committed folds where the case ids are known, else nnU-Net's rule applied to the ids found."""
    if is_committed(identifier):
        return read_splits(identifier)
    return tuple(fold_splits(identifier, "nnunet", nnunet_folds(ids), source=NNUNET, group="case"))


def cases(task: Task, tree: Tree) -> Iterator[RawCase]:
    """Yield the cases of a task; images with several channels are one 4D file each."""
    yield from _layouts.decathlon(tree, f"{task.prefix}_")


def fake(task: Task, root: Path) -> None:
    """Write six labelled cases and an unlabelled one, with AppleDouble litter as in the official archives."""
    number = task.stem.rpartition("_")[2]
    if is_committed(f"decathlon/{task.name}"):
        folds = read_splits(f"decathlon/{task.name}")
        ids = [*folds[0].val[:3], *folds[0].train[:3]]
    else:
        ids = [f"{task.prefix}_{int(number) + k:0{len(number)}d}" for k in range(6)]
    for folder in ("imagesTr", "labelsTr", "imagesTs"):
        (root / task.folder / folder).mkdir(parents=True)
    (root / task.folder / "imagesTr" / f"._{ids[0]}.nii.gz").write_bytes(b"\0\5\x16\7")
    for seed, name in enumerate([*ids, f"{task.prefix}_test"]):
        grid = _fake.world((8, 12, 12 + seed))
        image, mask = _fake.pair(grid, range(1, len(task.labels) + 1), channels=len(task.channels), seed=seed)
        part = "Ts" if name.endswith("_test") else "Tr"
        volume.write_image(root / task.folder / f"images{part}" / f"{name}.nii.gz", image)
        if part == "Tr":
            volume.write_mask(root / task.folder / "labelsTr" / f"{name}.nii.gz", mask)


def _declare(task: Task) -> Dataset:
    identifier = f"decathlon/{task.name}"
    info = DatasetInfo(
        id=identifier,
        title=f"Medical Segmentation Decathlon, task {task.number}: {task.title}",
        modality=task.modality,
        channels=task.channels,
        ndim=3,
        unit="mm",
        labels={0: "background", **dict(enumerate(task.labels, start=1))},
        structures=tuple(Structure(name, values, task.tolerance) for name, values in task.structures),
        counts={"train": task.counts[0], "test": task.counts[1]},
        license="CC-BY-SA-4.0",
        access="open",
        group=task.group,
        terms="Attribution; what is made of it under the same licence.",
        homepage="http://medicaldecathlon.com",
        files=(RemoteFile(name=f"{task.folder}.tar", urls=(f"{MIRROR}/{task.folder}.tar",), sha256=task.sha256),),
        citation=CITATION,
        default_split="nnunet-0",
        known_issues=("The labels of the official test part are not public.", *task.issues),
        aliases=(f"msd/task{task.number:02d}", f"task{task.number:02d}", task.folder.lower()),
    )
    return dataset(
        info,
        cases=partial(cases, task),
        fake=partial(fake, task),
        splits=partial(splits, identifier),
        group=person if task.group else str,
    )


for _task in TASKS:
    _declare(_task)
