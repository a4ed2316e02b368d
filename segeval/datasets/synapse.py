"""Abdominal organs in CT of the MICCAI 2015 challenge "Beyond the Cranial Vault" (BTCV), at Synapse syn3193805.

``synapse`` is the official release: ``RawData/Training/img/img0001.nii.gz`` with ``label/label0001.nii.gz`` for 30
scans, numbers 1-10 and 21-40, thirteen organs, and 20 test scans 61-80 without labels.

``synapse-transunet`` is what TransUNet (Chen et al. 2021) made of it and what most papers on "Synapse" score: windowed
to [-125, 275] HU, scaled to [0, 1], eight organs renumbered, and the geometry lost, so lengths are in pixels. Training
scans are single slices, ``train_npz/case0005_slice000.npz``, test scans whole, ``test_vol_h5/case0001.npy.h5``.

A second family of copies, made by the script that CASCADE and others share, has the same names, keys and values with
six of the eight organs under other numbers. The sizes of the organs tell which family a scan is of, see ``order_of``;
its labels are renumbered to TransUNet's, and what fits neither is refused.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, LabelArray, Mask, RemoteFile, Structure, Volume

ORGANS = ("spleen", "right kidney", "left kidney", "gallbladder", "oesophagus", "liver", "stomach", "aorta",
          "inferior vena cava", "portal and splenic vein", "pancreas", "right adrenal gland",
          "left adrenal gland")  # fmt: skip
EIGHT = ("aorta", "gallbladder", "left kidney", "right kidney", "liver", "pancreas", "spleen", "stomach")
OTHER_EIGHT = ("spleen", "right kidney", "left kidney", "gallbladder", "liver", "stomach", "aorta", "pancreas")
ORDERS = {"TransUNet": EIGHT, "CASCADE": OTHER_EIGHT}
# The size of an organ over that of the liver: least, usual, most. Usual is img0001 of the official release, rounded,
# for the gallbladder a fuller one; the bounds are wide enough for atrophied kidneys and large spleens.
SHARES = {
    "aorta": (0.012, 0.045, 0.25),
    "gallbladder": (0.0002, 0.015, 0.12),
    "left kidney": (0.02, 0.1, 0.4),
    "right kidney": (0.02, 0.1, 0.4),
    "liver": (1.0, 1.0, 1.0),
    "pancreas": (0.012, 0.06, 0.25),
    "spleen": (0.02, 0.18, 1.0),
    "stomach": (0.03, 0.27, 1.2),
}
LEAST_LEAD = 2.0  # factor by which the sizes must speak more for one order than for the other
CITATION = """
@inproceedings{landman2015btcv,
  title = {MICCAI Multi-Atlas Labeling Beyond the Cranial Vault - Workshop and Challenge},
  author = {Landman, Bennett and Xu, Zhoubing and Igelsias, Juan and others},
  booktitle = {MICCAI Multi-Atlas Labeling Workshop}, year = {2015}
}
"""
ISSUES = ("Papers on the 18/12 split mostly choose their model on the 12 test scans.",)

OFFICIAL = DatasetInfo(
    id="synapse",
    title="Synapse multi-organ CT (BTCV), official release",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", **dict(enumerate(ORGANS, start=1))},
    structures=tuple(Structure(name, (value,)) for value, name in enumerate(ORGANS, start=1)),
    counts={"train": 30, "test": 20},
    license="Synapse terms of use",
    access="login",
    terms="An account at Synapse and its data use terms; no redistribution.",
    homepage="https://www.synapse.org/Synapse:syn3193805",
    citation=CITATION,
    default_split="transunet-18-12",
    group="patient",
    files=(RemoteFile(name="RawData.zip", note="Abdomen/RawData.zip"),),
    known_issues=("The labels of the 20 official test scans are not public.", *ISSUES),
    aliases=("btcv",),
)
TRANSUNET = DatasetInfo(
    id="synapse-transunet",
    title="Synapse multi-organ CT as TransUNet preprocessed it (8 organs, no spacing)",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="px",
    labels={0: "background", **dict(enumerate(EIGHT, start=1))},
    structures=tuple(Structure(name, (value,)) for value, name in enumerate(EIGHT, start=1)),
    counts={"train": 18, "test": 12},
    license="Synapse terms of use",
    access="form",
    terms="As the official release; the authors pass it on by mail.",
    homepage="https://github.com/Beckschen/TransUNet",
    citation=CITATION,
    default_split="transunet-18-12",
    group="patient",
    files=(RemoteFile(name="train_npz", note="2211 slices"), RemoteFile(name="test_vol_h5", note="12 volumes")),
    known_issues=(
        "No spacing: distances are in voxels and do not compare with the official release.",
        "Copies circulate with all 13 organs in place of 8; they are refused by their labels.",
        "Copies circulate with six organs under other numbers; sizes tell them, and they are renumbered (meta "
        '"organ_order") or refused in doubt.',
        "Some copies are turned against the official release, which swaps left and right kidneys.",
        *ISSUES,
    ),
    aliases=("synapse-npz",),
)


def official_cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the scans of both parts; ``img0001`` and ``label0001`` belong together, wherever they are."""
    images = _layouts.by_key(tree.find("img*.nii", "img*.nii.gz"), _number)
    labels = _layouts.by_key(tree.find("label*.nii", "label*.nii.gz"), _number)
    for number in labels.keys() - images.keys():
        tree.lack(f"{labels[number][0]}: has no img{number}")
    for number, files in images.items():
        test = int(number) > 60
        if not test and number not in labels:
            tree.lack(f"{files[0]}: has no label{number}")
        if len(labels.get(number, ())) > 1:
            tree.lack(f"{files[0]}: has several labels: {', '.join(map(str, labels[number]))}; keep one of them")
            continue
        for file in files:
            mask = labels[number][0] if number in labels else None
            yield RawCase(id=f"img{number}", image=(file,), mask=mask, folder="Ts" if test else "Tr")


def _number(file: RawFile) -> str:
    match = re.fullmatch(r"(?:img|label)(\d{4})(?:_0000)?", file.stem.lower())
    return match[1] if match else ""


def transunet_cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the test volumes and the training cases, whose slices are stacked; gaps between slices are noted."""
    for file in tree.find("case*.npy.h5", "case*.h5"):
        files = (file,)
        name = file.stem.removesuffix(".npy")
        yield _transunet_case(name, files, "Ts")
    for name, slices in _layouts.by_key(tree.find("case*_slice*.npz"), lambda file: file.stem.split("_")[0]).items():
        numbers = [int(file.stem.rpartition("slice")[2]) for file in slices]
        absent = sorted(set(range(max(numbers) + 1)) - set(numbers))
        if absent:
            tree.lack(f"{slices[0]}: slices {absent[:5]} of {name} are not there")
        yield _transunet_case(name, tuple(slices), "Tr")


def _transunet_case(name: str, files: tuple[RawFile, ...], folder: Literal["Tr", "Ts"]) -> RawCase:
    def meta(_: Grid) -> dict[str, str]:
        order = order_of(_sizes(_labels(*files)), str(files[0]))
        return {} if order == "TransUNet" else {"organ_order": f"{order}'s, renumbered"}

    image, mask = Converted(_image, files), Converted(_mask, files)
    return RawCase(id=name, image=image, mask=mask, folder=folder, meta=meta)


def _image(*files: RawFile) -> Volume:
    array = _stack("image", files).astype(np.float32)
    return Volume(array[None], Grid.pixels(array.shape))


def _mask(*files: RawFile) -> Mask:
    """Stack the labels and number the organs as TransUNet does."""
    labels = _labels(*files)
    organs = ORDERS[order_of(_sizes(labels), str(files[0]))]
    numbers = np.array([0, *(EIGHT.index(organ) + 1 for organ in organs)], np.uint8)
    renumbered: LabelArray = numbers[labels]
    return Mask(renumbered, Grid.pixels(labels.shape))


def order_of(sizes: Mapping[int, int], where: str) -> str:
    """Return the order of organs, a key of ``ORDERS``, that the sizes in voxels of labels 1 to 8 fit.

    Every organ that is there must have a plausible size beside the liver. Where both orders give plausible sizes, the
    one whose sizes are nearer to the usual ones holds, if it is nearer by a clear factor.

    Raises:
        BadData: If the sizes fit no order, or two about as well.
    """
    support = {}
    for name, organs in ORDERS.items():
        found = {organ: sizes.get(value, 0) for value, organ in enumerate(organs, start=1)}
        shares = {organ: size / max(found["liver"], 1) for organ, size in found.items() if size}
        if all(SHARES[organ][0] <= share <= SHARES[organ][2] for organ, share in shares.items()):
            distances = [abs(np.log(share / SHARES[organ][1])) for organ, share in shares.items()]
            support[name] = float(sum(distances))
    ranked = sorted(support, key=support.__getitem__)
    clear = len(ranked) == 1 or (len(ranked) > 1 and support[ranked[1]] - support[ranked[0]] >= np.log(LEAST_LEAD))
    if not clear:
        shown = ", ".join(f"{value}: {size}" for value, size in sorted(sizes.items()))
        fault = "both orders that circulate" if ranked else "no order that circulates"
        msg = f"{where}: organs of these sizes in voxels ({shown}) fit {fault}; get the authors' copy"
        raise BadData(msg)
    return ranked[0]


def _sizes(labels: LabelArray) -> dict[int, int]:
    counts = np.bincount(labels.ravel(), minlength=len(EIGHT) + 1)
    return {value: int(counts[value]) for value in range(1, len(EIGHT) + 1)}


def _labels(*files: RawFile) -> LabelArray:
    """Stack the labels, which the copies store as floats.

    Raises:
        BadData: If they are no integers, or more than eight.
    """
    array = _stack("label", files)
    whole: LabelArray = np.rint(array).astype(np.uint8)
    if not np.array_equal(whole, array):
        msg = f"{files[0]}: its labels are no integers; get the original"
        raise BadData(msg)
    if whole.max() > len(EIGHT):
        msg = f"{files[0]}: holds label {whole.max()}; this copy has the 13 organs, TransUNet's has 8 renumbered ones"
        raise BadData(msg)
    return whole


def _stack(key: str, files: tuple[RawFile, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    """Return ``(z, y, x)`` from one volume or from slices."""
    with on_disk(*files) as paths:
        arrays = [volume.read_arrays(path, (key,))[key] for path in paths]
    stacked = arrays[0] if len(arrays) == 1 and arrays[0].ndim == 3 else np.stack(arrays)
    if stacked.ndim != 3:
        msg = f"{files[0]}: {key} has {arrays[0].ndim} dimensions; a slice has 2 and a volume 3, get the original"
        raise BadData(msg)
    return stacked


def fake_official(root: Path) -> None:
    """Write scans of both parts of the 18/12 split, and one without labels, in the folders of the zip."""
    split = read_splits(OFFICIAL.id)[0]
    for seed, name in enumerate((*split.train[:2], *split.test[:2], "img0061")):
        part = root / "RawData" / ("Testing" if name == "img0061" else "Training")
        image, mask = _fake.pair(_fake.world((8, 12, 44), (3.0, 0.8, 0.8)), range(1, 14), seed=seed)
        (part / "img").mkdir(parents=True, exist_ok=True)
        volume.write_image(part / "img" / f"{name}.nii.gz", image)
        if part.name == "Training":
            (part / "label").mkdir(exist_ok=True)
            volume.write_mask(part / "label" / f"label{name[3:]}.nii.gz", mask)


BOXES = {  # where the organs of generated scans lie: row, column, height, width
    "aorta": (8, 18, 2, 2),
    "gallbladder": (10, 3, 1, 1),
    "left kidney": (6, 12, 4, 2),
    "right kidney": (6, 15, 4, 2),
    "liver": (1, 1, 8, 10),
    "pancreas": (6, 18, 1, 5),
    "spleen": (1, 18, 4, 4),
    "stomach": (1, 12, 4, 5),
}


def fake_transunet(root: Path) -> None:
    """Write slices of two training scans as npz and two test scans as HDF5, labels as floats, organs of usual sizes."""
    split = read_splits(TRANSUNET.id)[0]
    (root / "train_npz").mkdir()
    (root / "test_vol_h5").mkdir()
    for seed, name in enumerate((*split.train[:2], *split.test[:2])):
        mask = np.zeros((4, 12, 30 + seed), np.uint8)
        for organ, (top, left, height, width) in BOXES.items():
            mask[1:3, top : top + height, left : left + width] = 1 + EIGHT.index(organ)
        image = _fake.textured(mask, 1, seed)[0]
        arrays = {"image": image / np.float32(255), "label": mask.astype(np.float32)}
        if name in split.train:
            for k in range(4):
                np.savez(root / "train_npz" / f"{name}_slice{k:03d}.npz", **{key: a[k] for key, a in arrays.items()})
        else:
            _fake.hdf5(root / "test_vol_h5" / f"{name}.npy.h5", arrays)


dataset(OFFICIAL, cases=official_cases, fake=fake_official)
dataset(TRANSUNET, cases=transunet_cases, fake=fake_transunet)
