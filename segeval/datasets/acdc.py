"""ACDC: heart chambers in cine MR (Bernard et al. 2018, doi:10.1109/TMI.2018.2837502).

``training/patient001/patient001_frame01.nii.gz`` with ``..._gt.nii.gz``, one pair at end diastole and one at end
systole, beside ``patient001_4d.nii.gz`` and ``Info.cfg``, which names the two frames: end diastole is mostly frame 1,
but not always (patient090: frame 4). Cases are single frames, patients are groups. Labels are 1 right ventricle, 2
myocardium, 3 left ventricle; M&Ms counts the other way round. Some label files have another header than their image;
the grid of the image counts where shapes agree.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Tree
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, Mask, RemoteFile, Split, Structure

INFO = DatasetInfo(
    id="acdc",
    title="ACDC: Automated Cardiac Diagnosis Challenge",
    modality="MR",
    channels=("MR",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "right ventricle", 2: "myocardium", 3: "left ventricle"},
    structures=(
        Structure("right ventricle", (1,)),
        Structure("myocardium", (2,)),
        Structure("left ventricle", (3,)),
    ),
    counts={"train": 200, "test": 100},
    license="CC-BY-NC-SA-4.0",
    access="form",
    terms="Research only, after registration; no redistribution.",
    homepage="https://www.creatis.insa-lyon.fr/Challenge/acdc/",
    citation="""
@article{bernard2018acdc,
  title = {Deep Learning Techniques for Automatic MRI Cardiac Multi-Structures Segmentation and Diagnosis},
  author = {Bernard, Olivier and Lalande, Alain and Zotti, Clement and others},
  journal = {IEEE Transactions on Medical Imaging}, volume = {37}, pages = {2514--2525}, year = {2018},
  doi = {10.1109/TMI.2018.2837502}
}
""",
    default_split="transunet",
    group="patient",
    files=(RemoteFile(name="ACDC.zip", note="training and testing; older downloads have training.zip alone"),),
    known_issues=(
        "Three divisions of the 100 training patients circulate as ACDC 70/10/20 or 80/20 and do not compare.",
        "Slices are 5 to 10 mm thick with gaps; spacing between them is what the header says.",
        "Basal and apical slices may be without labels.",
    ),
)
FRAME = re.compile(r"patient\d{3}_frame\d{2}")


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the frames that have labels, and those of patients whose labels are hidden."""
    files = tree.find("patient*_frame*.nii*")
    images = {file.stem: file for file in files if FRAME.fullmatch(file.stem)}
    masks = {file.stem[:-3]: file for file in files if file.stem.endswith("_gt") and FRAME.fullmatch(file.stem[:-3])}
    for name in sorted(masks.keys() - images.keys()):
        tree.lack(f"{masks[name]}: has no image")
    phases = _phases(tree)
    for name, image in images.items():
        known, frame = phases.get(patient(name), {}), int(name[-2:])
        training = int(name[7:10]) <= 100
        if training and name not in masks:
            tree.lack(f"{image}: has no {name}_gt")
        if known and frame not in known:
            tree.lack(f"{image}: frame {frame} is neither ED nor ES in the Info.cfg beside it")
        yield RawCase(
            id=name,
            image=(image,),
            mask=_layouts.on_image_grid(image, masks[name]) if name in masks else None,
            folder="Tr" if training else "Ts",
            meta=_meta(known, frame),
        )


def patient(case: str) -> str:
    """Return the patient of a frame."""
    return case.partition("_")[0]


def splits(ids: Iterable[str]) -> tuple[Split, ...]:
    """Return the committed splits and the official one, whose test frames only the download names."""
    known = read_splits(INFO.id)
    train = tuple(sorted({case for split in known for case in (*split.train, *split.val, *split.test)}))
    test = tuple(sorted(case for case in ids if int(patient(case)[-3:]) > 100))
    source = "ACDC challenge: patients 1-100 against 101-150, whose labels became public later"
    official = Split(dataset=INFO.id, name="official", source=source, group="patient", train=train, test=test)
    return (*known, official) if test else known


def _phases(tree: Tree) -> dict[str, dict[int, str]]:
    """Read from every ``Info.cfg`` which frame is end diastole and which end systole."""
    found: dict[str, dict[int, str]] = {}
    for file in tree.find("patient*/Info.cfg"):
        lines = dict(line.split(":", 1) for line in file.text().splitlines() if ":" in line)
        found[file.parts[-1]] = {int(lines[phase]): phase for phase in ("ED", "ES") if phase in lines}
        found[file.parts[-1]][0] = lines.get("Group", "").strip()
    return found


def _meta(phases: dict[int, str], frame: int) -> dict[str, str]:
    named = {"phase": phases.get(frame, ""), "diagnosis": phases.get(0, "")}
    return {key: value for key, value in named.items() if value}


def fake(root: Path) -> None:
    """Write patients of every part: two frames each, a 4D file, Info.cfg, and a label file with another header."""
    transunet = next(split for split in read_splits(INFO.id) if split.name == "transunet")
    for seed, first in enumerate((*transunet.train[:4], *transunet.val[:2], *transunet.test[:2], "patient101_frame01")):
        _fake_frame(root / "ACDC" / "database" / ("testing" if seed == 8 else "training"), first, seed)


def _fake_frame(part: Path, name: str, seed: int) -> None:
    home = part / patient(name)
    home.mkdir(parents=True, exist_ok=True)
    image, mask = _fake.pair(_fake.world((5, 10, 16 + seed), (10.0, 1.4, 1.4)), (1, 2, 3), seed=seed)
    odd = Mask(mask.array, _fake.world(mask.array.shape, (1.0, 1.4, 1.4)) if seed == 1 else mask.grid)
    volume.write_image(home / f"{name}.nii.gz", image)
    volume.write_mask(home / f"{name}_gt.nii.gz", odd)
    beats = type(image)(np.concatenate([image.array, image.array]), image.grid)
    volume.write_image(home / f"{patient(name)}_4d.nii.gz", beats)
    frames = sorted({int(path.name[16:18]) for path in home.glob("*_frame??.nii.gz")})
    (home / "Info.cfg").write_text(f"ED: {frames[0]}\nES: {frames[-1]}\nGroup: NOR\nNbFrame: 30\n")
    (home / "MANDATORY_CITATION.md").write_text("")


dataset(INFO, cases=cases, fake=fake, splits=splits, group=patient)
