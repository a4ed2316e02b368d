"""ACDC: heart chambers in cine MR (Bernard et al. 2018, doi:10.1109/TMI.2018.2837502).

``training/patient001/patient001_frame01.nii.gz`` with ``..._gt.nii.gz``, one pair at end diastole and one at end
systole, beside ``patient001_4d.nii.gz`` and ``Info.cfg``, which names the two frames: end diastole is mostly frame 1,
but not always (patient090: frame 4). Cases are single frames, patients are groups. Labels are 1 right ventricle, 2
myocardium, 3 left ventricle; M&Ms counts the other way round. Some label files have another header than their image;
the grid of the image counts where shapes agree.

Every official frame has qform 0, sform 2 and an sform of unit scale, and its spacing in pixdim alone: who reads the
affine sees 1 x 1 x 1 mm. Of exactly such files pixdim is believed; copies with a repaired header are read as they are.
"""

import gzip
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.datasets._splits import read_splits
from segeval.errors import BadData, DamagedFile
from segeval.records import DatasetInfo, Mask, RemoteFile, Split, Structure, Volume

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
        "The official headers hold the spacing in pixdim alone and an affine of 1 mm: readers of the affine, such as "
        "nibabel, get every distance and volume wrong. pixdim is believed here, and prepared files say it in both.",
        "Slices are 5 to 10 mm thick with gaps; spacing between them is what the header says.",
        "Basal and apical slices may be without labels.",
    ),
)
FRAME = re.compile(r"patient\d{3}_frame\d{2}")


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the frames that have labels, and those of patients whose labels are hidden."""
    files = tree.find("patient*_frame*.nii*")
    images = [file for file in files if FRAME.fullmatch(file.stem)]
    drawn = _layouts.by_key([file for file in files if file.stem.endswith("_gt")], lambda file: file.stem[:-3])
    masks = {name: drawn[name][0] for name in drawn if FRAME.fullmatch(name)}
    for name in sorted(masks.keys() - {image.stem for image in images}):
        tree.lack(f"{masks[name]}: has no image")
    phases = _phases(tree)
    for image in images:
        name = image.stem
        if len(drawn.get(name, ())) > 1:
            tree.lack(f"{image}: has several labels: {', '.join(map(str, drawn[name]))}; keep one of them")
            continue
        known, frame = phases.get(patient(name), {}), int(name[-2:])
        training = int(name[7:10]) <= 100
        if training and name not in masks:
            tree.lack(f"{image}: has no {name}_gt")
        if known and frame not in known:
            tree.lack(f"{image}: frame {frame} is neither ED nor ES in the Info.cfg beside it")
        yield RawCase(
            id=name,
            image=Converted(_image, (image,)),
            mask=Converted(_mask, (masks[name], image)) if name in masks else None,
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


def _spacing(path: Path) -> Literal["affine", "pixdim"]:
    """Return where the header of a frame says its spacing."""
    try:
        volume.read_grid(path, spacing="pixdim")
    except DamagedFile:
        raise
    except BadData:  # not the official pattern
        return "affine"
    return "pixdim"


def _image(file: RawFile) -> Volume:
    """Read a frame.

    Raises:
        BadData: If it says 1 x 1 x 1 mm, as copies do that went through a reader of the affine; no frame has that.
    """
    with on_disk(file) as (path,):
        image = volume.read_image(path, spacing=_spacing(path))
    if np.allclose(image.grid.spacing, 1.0):
        msg = f"{file}: says 1 x 1 x 1 mm, and slices of ACDC are 5 to 10 mm apart; get a copy that kept its spacing"
        raise BadData(msg)
    return image


def _mask(file: RawFile, image: RawFile) -> Mask:
    """Read the labels of a frame, on the grid of the frame where shapes agree."""
    with on_disk(file, image) as (labels, frame):
        mask = volume.read_mask(labels, spacing=_spacing(labels))
        grid = volume.read_grid(frame, spacing=_spacing(frame))
    return Mask(mask.array, grid) if mask.grid.shape == grid.shape else mask


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
    """Write patients of every part: frames, a 4D file, Info.cfg, headers as the originals; one label has another."""
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
    for path in (f"{name}.nii.gz", f"{name}_gt.nii.gz", f"{patient(name)}_4d.nii.gz"):
        if seed != 2:  # one patient has the repaired headers that some copies have
            _hide_spacing(home / path)
    frames = sorted({int(path.name[16:18]) for path in home.glob("*_frame??.nii.gz")})
    (home / "Info.cfg").write_text(f"ED: {frames[0]}\nES: {frames[-1]}\nGroup: NOR\nNbFrame: 30\n")
    (home / "MANDATORY_CITATION.md").write_text("")


def _hide_spacing(path: Path) -> None:
    """Give a NIfTI-1 file the header of the official ones: qform 0, sform 2 of unit scale, spacing in pixdim alone."""
    content = bytearray(gzip.decompress(path.read_bytes()))
    struct.pack_into("<2h", content, 252, 0, 2)
    struct.pack_into("<12f", content, 280, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0)
    content[123] = 0  # no unit
    path.write_bytes(gzip.compress(bytes(content), mtime=0))


dataset(INFO, cases=cases, fake=fake, splits=splits, group=patient)
