"""ISBI 2012: membranes in a stack of electron micrographs (Arganda-Carreras et al. 2015, doi:10.3389/fnana.2015.00142).

``train-volume.tif`` and ``train-labels.tif`` are TIFFs of 30 pages, 512×512; the labels of ``test-volume.tif`` were
never public. The labels are inverted to intuition: 255 is the inside of cells and 0 is membrane, so membrane, label 1
here, is where the file has 0. Accepted as well: ``train/image/N.png`` and ``train/label/N.png``. Slices are 2D cases.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.errors import BadData
from segeval.records import DatasetInfo, FloatArray, Grid, Mask, RemoteFile, Structure, Volume

PAGES = 30
STACKS = ("train-volume", "train-labels", "test-volume")
INFO = DatasetInfo(
    id="isbi2012-em",
    title="ISBI 2012 EM stack",
    modality="microscopy",
    channels=("EM",),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "membrane"},
    structures=(Structure("membrane", (1,)),),
    counts={"train": PAGES, "test": PAGES},
    license="research use with citation",
    access="form",
    terms="Free for research; cite Cardona et al. 2010 and Arganda-Carreras et al. 2015.",
    homepage="https://imagej.net/events/isbi-2012-segmentation-challenge",
    citation="""
@article{arganda2015crowdsourcing,
  title = {Crowdsourcing the creation of image segmentation algorithms for connectomics},
  author = {Arganda-Carreras, Ignacio and Turaga, Srinivas C. and Berger, Daniel R. and others},
  journal = {Frontiers in Neuroanatomy}, volume = {9}, pages = {142}, year = {2015},
  doi = {10.3389/fnana.2015.00142}
}
""",
    default_split="nested-0",
    group="volume",
    files=(
        RemoteFile(name="train-volume.tif"),
        RemoteFile(name="train-labels.tif"),
        RemoteFile(name="test-volume.tif"),
    ),
    known_issues=(
        "All slices are of one volume: neighbours across any split are nearly equal.",
        "In the files 255 is cell and 0 is membrane.",
        "The labels of the test stack are not public.",
    ),
    aliases=("isbi2012", "em-stack"),
)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the slices of the two stacks, or pictures of slices."""
    train, labels, test = (next(iter(tree.find(f"{name}.tif", f"{name}.tiff")), None) for name in STACKS)
    if train and not labels:
        tree.lack(f"{train}: has no train-labels.tif beside it")
    for k in range(PAGES):
        if train:
            mask = Converted(partial(_membrane, k), (labels,)) if labels else None
            yield RawCase(id=f"slice-{k:02d}", image=Converted(partial(_slice, k), (train,)), mask=mask)
        if test:
            yield RawCase(id=f"test-{k:02d}", image=Converted(partial(_slice, k), (test,)), folder="Ts")
    pictures, masks = ([] if train else tree.find(f"train/{name}/*.png") for name in ("image", "label"))
    for name, image, label in _layouts.pairs(tree, pictures, masks, _number):
        drawn = Converted(partial(_membrane, 0), (label,))
        yield RawCase(id=f"slice-{int(name):02d}", image=Converted(partial(_slice, 0), (image,)), mask=drawn)


def _number(file: RawFile) -> str:
    return file.stem if file.stem.isdecimal() else ""


def _page(number: int, file: RawFile) -> FloatArray:
    """Return page ``number`` of a stack, ``(y, x)``."""
    array = volume.decode_image(file.member()).array
    pages = array[0][None] if array.ndim == 3 else array[0]
    if len(array) != 1 or len(pages) not in (1, PAGES):
        msg = f"{file}: has {len(pages)} pages of {len(array)} channels instead of {PAGES} grey ones; get the original"
        raise BadData(msg)
    page: FloatArray = pages[number]
    return page


def _slice(number: int, file: RawFile) -> Volume:
    page = _page(number, file)
    return Volume(page[None], Grid.pixels(page.shape))


def _membrane(number: int, file: RawFile) -> Mask:
    """Return label 1 where the file has 0; membranes are the smaller part, or somebody turned the labels over."""
    page = _page(number, file)
    found = set(np.unique(page).tolist())
    if not found <= {0.0, 255.0}:
        msg = f"{file}: page {number} holds {len(found)} values instead of 0 and 255; get the original"
        raise BadData(msg)
    membrane = page == 0
    if membrane.mean() > 0.5:
        msg = (
            f"{file}: page {number} is {membrane.mean():.0%} zeros; membranes (0) are about a fourth, so it is inverted"
        )
        raise BadData(msg)
    return Mask(membrane.astype(np.uint8), Grid.pixels(page.shape))


def fake(root: Path) -> None:
    """Write stacks of 30 small pages."""
    drawn = [_fake.pair(Grid.pixels((24, 32)), (1,), seed=k) for k in range(PAGES)]
    volumes = np.stack([image.array[0] for image, _ in drawn])
    labels = np.stack([np.where(mask.array & (np.indices(mask.array.shape)[1] % 4 == 0), 0, 255) for _, mask in drawn])
    for name, pages in (("train-volume", volumes), ("train-labels", labels), ("test-volume", volumes[::-1])):
        _fake.stack(root / f"{name}.tif", pages)


dataset(INFO, cases=cases, fake=fake, group=lambda _: "stack")
