"""NIH Pancreas-CT: 82 CT scans, two of them withdrawn (Roth et al. 2015, doi:10.7937/K9/TCIA.2016.tNB1kqBU).

Images are DICOM series, ``Pancreas-CT/PANCREAS_0001/<study>/<series>/*.dcm``, below ``pancreas_ct`` where the Imaging
Data Commons gave them; labels are NIfTI from a zip of their own,
``TCIA_pancreas_labels-02-05-2017/label0001.nii.gz``, whose headers do not say how they lie on the series: public code
turns them in different ways. Which way is right is decided for each scan by what lies under the mask, see ``turn``.

TCIA's version 2 has 80 scans, without 0025 and 0070. A download that holds one of these is release "82".
"""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, as_folder, on_disk
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, FloatArray, LabelArray, Mask, RemoteFile, Structure, Volume

INFO = DatasetInfo(
    id="pancreas-ct",
    title="NIH Pancreas-CT",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "pancreas"},
    structures=(Structure("pancreas", (1,)),),
    counts={"train": 82},
    license="CC-BY-3.0",
    access="open",
    terms="Attribution; images come through TCIA's NBIA Data Retriever.",
    homepage="https://www.cancerimagingarchive.net/collection/pancreas-ct/",
    citation="""
@inproceedings{roth2015deeporgan,
  title = {DeepOrgan: Multi-level Deep Convolutional Networks for Automated Pancreas Segmentation},
  author = {Roth, Holger R. and Lu, Le and Farag, Amal and Shin, Hoo-Chang and others},
  booktitle = {MICCAI}, pages = {556--564}, year = {2015}, doi = {10.1007/978-3-319-24553-9_68}
}
""",
    default_split="nih-4fold-0",
    group="patient",
    files=(
        RemoteFile(name="Pancreas-CT", note="DICOM series, from the manifest with the NBIA Data Retriever"),
        RemoteFile(name="TCIA_pancreas_labels-02-05-2017.zip", note="labels as NIfTI"),
    ),
    known_issues=(
        "0025 and 0070 were withdrawn; old copies and old splits still have them.",
        "Labels lie mirrored on the DICOM stack; each scan's turn is decided by its intensities and refused in doubt.",
        "The pancreases are healthy.",
    ),
    aliases=("nih-pancreas", "tcia-pancreas"),
)
WITHDRAWN = ("0025", "0070")
PLAUSIBLE = (20.0, 180.0)  # median HU of a pancreas in the portal-venous phase, with margins
LEAST_CONTRAST = 15.0  # HU that the organ exceeds what surrounds it, which is mostly fat
LEAST_LEAD = 10.0  # HU by which the best turn must exceed the next
SHELL = 4  # voxels to each side that surround the organ


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the scans that have a label; labels of withdrawn scans are no gap."""
    series = _layouts.by_key(tree.find("*.dcm"), _patient)
    converted = _layouts.by_key(tree.find("pancreas_*.nii*", "image*.nii*"), lambda file: _digits(file.stem))
    labels = _layouts.by_key(tree.find("label*.nii*"), lambda file: _digits(file.stem))
    release = "82" if series.keys() & set(WITHDRAWN) or converted.keys() & set(WITHDRAWN) else "80"
    for name in sorted(series.keys() | converted.keys()):
        files = tuple(series.get(name) or converted[name])
        folders = {file.folder for file in files}
        if len(folders) > 1:
            tree.lack(f"PANCREAS_{name} has several series, {' and '.join(sorted(folders)[:2])}; keep one")
        elif several := _several(labels.get(name, []), converted.get(name, []) if name not in series else []):
            tree.lack(f"PANCREAS_{name}: {several[0]} is there again as {several[1]}; keep one of them")
        elif name not in labels:
            tree.lack(f"{files[0]}: has no label{name}.nii.gz; is the zip with the labels there?")
        else:
            mask = Converted(_mask, (labels[name][0], *files))
            yield RawCase(id=name, image=Converted(_image, files), mask=mask, release=release)
    for name in sorted(labels.keys() - series.keys() - converted.keys() - set(WITHDRAWN)):
        tree.lack(f"{labels[name][0]}: has no scan PANCREAS_{name}")


def _several(*kinds: list[RawFile]) -> list[RawFile]:
    """Return the first list of files of which there should be one."""
    return next((files for files in kinds if len(files) > 1), [])


def _patient(file: RawFile) -> str:
    return next((digits for part in file.parts if (digits := _digits(part))), "")


def _digits(name: str) -> str:
    match = re.fullmatch(r"(?:pancreas_|label|image)(\d{4})", name.lower())
    return match[1] if match else ""


def _image(*files: RawFile) -> Volume:
    if not files[0].name.lower().endswith(".dcm"):
        with on_disk(files[0]) as (path,):
            return volume.read_image(path)
    with as_folder(files) as folder:
        return volume.read_image(folder)


def _mask(label: RawFile, *files: RawFile) -> Mask:
    with on_disk(label) as (path,):
        mask = volume.read_mask(path, INFO.labels)
    image = _image(*files)
    return Mask(turn(mask.array, image.array[0], str(label)), image.grid)


def turn(mask: LabelArray, image: FloatArray, where: str) -> LabelArray:
    """Mirror a mask ``(z, y, x)`` so that it lies on the pancreas of ``image``, in HU and of the same shape.

    Of the eight ways to mirror three axes, those count whose median intensity under the mask is a pancreas's. Among
    them the mask lies right where it is brightest against a shell of a few voxels around it: there it ends at fat,
    anywhere else it cuts through organs. It must lead the next way clearly.

    Raises:
        BadData: If shapes differ, the mask is empty, or no way or more than one fits.
    """
    if mask.shape != image.shape or not mask.any():
        msg = (
            f"{where}: {mask.shape} with {np.count_nonzero(mask)} voxels for a scan of {image.shape}; get the original"
        )
        raise BadData(msg)
    inside, around = np.nonzero(mask), np.nonzero(_shell(mask > 0))
    found = []
    for axes in product((False, True), repeat=3):
        organ, shell = (image[_mirror(at, axes, mask.shape)] for at in (inside, around))
        if PLAUSIBLE[0] <= np.median(organ) <= PLAUSIBLE[1]:
            found.append((float(organ.mean() - shell.mean()), axes))
    found.sort(reverse=True)
    lead = found[0][0] - (found[1][0] if len(found) > 1 else -np.inf) if found else 0.0
    if not found or found[0][0] < LEAST_CONTRAST or lead < LEAST_LEAD:
        ways = (
            ", ".join(f"{contrast:.0f} HU {_axes(axes)}" for contrast, axes in found[:3]) or "none with its intensity"
        )
        msg = f"{where}: how it lies on the scan is not clear (contrast of the pancreas: {ways}); check both files"
        raise BadData(msg)
    return np.ascontiguousarray(np.flip(mask, tuple(axis for axis in range(3) if found[0][1][axis])))


def _mirror(
    at: tuple[npt.NDArray[np.intp], ...], axes: tuple[bool, ...], shape: tuple[int, ...]
) -> tuple[npt.NDArray[np.intp], ...]:
    return tuple(n - 1 - index if flip else index for index, flip, n in zip(at, axes, shape, strict=True))


def _axes(axes: tuple[bool, ...]) -> str:
    return (
        "mirrored in " + "".join(name for name, flip in zip("zyx", axes, strict=True) if flip) if any(axes) else "as is"
    )


def _shell(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the voxels beside a mask, up to SHELL away within the slice."""
    grown = mask.copy()
    for axis in (1, 2):
        for step in (-SHELL, -SHELL // 2, SHELL // 2, SHELL):
            grown |= np.roll(mask, step, axis)  # a pancreas never touches the edge of a scan
    return grown & ~mask


def fake(root: Path) -> None:
    """Write DICOM series of scans of every fold and their labels, mirrored, with that of a withdrawn one."""
    split = next(split for split in read_splits(INFO.id) if split.name == INFO.default_split)
    manifest, labels = root / "manifest-1", root / "TCIA_pancreas_labels-02-05-2017"
    labels.mkdir()
    for seed, name in enumerate((*split.train[:3], *split.val[:2], WITHDRAWN[0])):
        grid = _fake.world((8, 24, 28 + seed), (1.0, 0.8, 0.8))
        mask = np.zeros(grid.shape, np.uint8)
        mask[2:5, 12:19, 6:12] = 1
        rng = np.random.default_rng(seed)
        array = np.where(mask, 90.0, -80.0) + rng.normal(0, 10, grid.shape)
        series = manifest / "Pancreas-CT" / f"PANCREAS_{name}" / "11-24-2015-34557" / f"Pancreas-{name}"
        if name not in WITHDRAWN:
            _fake.dicom_series(series, Volume(array[None].round().astype(np.float32), grid))
        volume.write_mask(labels / f"label{name}.nii.gz", Mask(np.ascontiguousarray(mask[:, :, ::-1]), grid))
    (manifest / "Pancreas-CT" / "LICENSE").write_text("")


dataset(INFO, cases=cases, fake=fake)
