"""MoNuSeg 2018: nuclei in H&E tissue of many organs (Kumar et al. 2020, doi:10.1109/TMI.2019.2947628).

Two zips: ``MoNuSeg 2018 Training Data`` with ``Tissue Images/*.tif`` and ``Annotations/*.xml``, and ``MoNuSegTestData``
with both kinds side by side. The XML is Aperio's: one ``Region`` per nucleus, whose ``Vertex`` has X (column) and Y
(row) in eighths of a pixel, measured from the corner of the first pixel. A pixel belongs to a nucleus when its centre,
half a pixel further, lies in the polygon. Regions of fewer than three vertices or without area are left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure

BARCODE = re.compile(r"TCGA(-\w+){5}")
ADDED = ("TCGA-BC-A217", "TCGA-F9-A8NY", "TCGA-FG-A87N", "TCGA-MH-A561", "TCGA-UZ-A9PJ", "TCGA-UZ-A9PN", "TCGA-XS-A8TJ")

INFO = DatasetInfo(
    id="monuseg",
    title="MoNuSeg 2018",
    modality="histology",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "nucleus"},
    structures=(Structure("nucleus", (1,), tolerance=2.0),),  # our choice, see dsb2018
    counts={"train": 37, "test": 14},
    license="CC-BY-NC-SA-4.0",
    access="form",
    terms="Attribution, no commercial use, derived data under the same licence.",
    homepage="https://monuseg.grand-challenge.org/Data/",
    citation="""
@article{kumar2020monuseg,
  title = {A Multi-Organ Nucleus Segmentation Challenge},
  author = {Kumar, Neeraj and Verma, Ruchika and Anand, Deepak and others},
  journal = {IEEE Transactions on Medical Imaging}, volume = {39}, pages = {1380--1391}, year = {2020},
  doi = {10.1109/TMI.2019.2947628}
}
""",
    default_split="37-14",
    group="patient",
    files=(
        RemoteFile(name="MoNuSeg 2018 Training Data.zip", note="images and Aperio XML"),
        RemoteFile(name="MoNuSegTestData.zip", note="images and Aperio XML"),
    ),
    known_issues=(
        "Papers before 2019 train on 30 images, without the seven that were added later.",
        "About September 2019 several images were replaced under their names (21-5784, A7-A13E, AY-A8YK, B0-5698 ...).",
        "HE-7128, HE-7129 and HE-7130 were scanned at 20x and hold a quarter of all nuclei.",
        "The six that the challenge calls liver carry codes of lung cohorts.",
        "Masks as PNG circulate that differ from the polygons in 2 % of the pixels and have no instances.",
    ),
    metrics=("pq", "aji", "lesion_f1@0.5", "nsd"),  # the challenge ranks by aji
)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the images that have an XML of the same name, anywhere below the folder."""
    test = set(read_splits(INFO.id)[0].test)
    images = tree.find("TCGA-*.tif") or tree.find("TCGA-*.png")
    release = _release({_barcode(file) for file in images})
    for name, image, xml in _layouts.pairs(tree, images, tree.find("TCGA-*.xml"), key=_barcode):
        yield RawCase(
            id=name,
            image=(image,),
            instances=Converted(_nuclei, (xml, image)),
            folder="Ts" if name in test else "Tr",
            release=release,
        )


def _release(barcodes: set[str]) -> str:
    """Return which release the images that are there tell of: "37", "30", or none where a part of either is there.

    One of the seven later images makes it 37. All thirty without them make it 30; fewer may be a part of both.
    """
    if any(barcode.startswith(ADDED) for barcode in barcodes):
        return "37"
    (thirty,) = (split.train for split in read_splits(INFO.id) if split.name == "30-14")
    return "30" if barcodes >= set(thirty) else ""


def _barcode(file: RawFile) -> str:
    return file.stem if BARCODE.fullmatch(file.stem) else ""


def participant(barcode: str) -> str:
    """Return the TCGA participant, the first three fields of a barcode."""
    return barcode[:12]


def _nuclei(xml: RawFile, image: RawFile) -> Mask:
    """Number the nuclei of one image in the order of the file; later ones win where annotations overlap."""
    shape = volume.decode_image(image.member()).grid.shape
    array: npt.NDArray[np.uint16] = np.zeros(shape, np.uint16)
    number = 0
    for polygon in polygons(xml):
        rows, columns = inside(polygon, shape)
        if rows.size:
            number += 1
            array[rows, columns] = number
    return Mask(array, Grid.pixels(shape))


def polygons(xml: RawFile) -> Iterator[npt.NDArray[np.float64]]:
    """Yield the regions of all annotations as ``(n, 2)`` arrays of (y, x) from the corner of the first pixel.

    Raises:
        BadData: If the file is no Aperio XML, or holds a document type, which could expand without end.
    """
    content = xml.read()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        msg = f"{xml}: declares a document type, which Aperio never writes; get the original"
        raise BadData(msg)
    try:
        root = ElementTree.fromstring(content)
        for region in root.iter("Region"):
            vertices = [(float(v.attrib["Y"]), float(v.attrib["X"])) for v in region.iter("Vertex")]
            if len(vertices) >= 3:
                yield np.array(vertices)
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        msg = f"{xml}: is not the XML of Aperio's annotations ({error}); download it again"
        raise BadData(msg) from error
    if root.tag != "Annotations":
        msg = f"{xml}: is a <{root.tag}>, not Aperio's <Annotations>; download it again"
        raise BadData(msg)


def inside(polygon: npt.NDArray[np.float64], shape: tuple[int, ...]) -> tuple[npt.NDArray[np.intp], ...]:
    """Return rows and columns of the pixels whose centre lies in a polygon of (y, x) corners, by the even-odd rule."""
    first, last = np.floor(polygon.min(axis=0)).astype(int), np.ceil(polygon.max(axis=0)).astype(int)
    first, last = np.maximum(first, 0), np.minimum(last, shape)
    if (first >= last).any():
        return np.empty(0, np.intp), np.empty(0, np.intp)
    centres = np.arange(first[0], last[0])[:, None] + 0.5
    ends = np.stack([polygon, np.roll(polygon, -1, axis=0)], axis=1)
    # From the upper end down, so that an edge crosses a row at the same place whichever way it is walked.
    (y0, x0), (y1, x1) = np.take_along_axis(ends, ends[:, :, :1].argsort(axis=1), axis=1).transpose(1, 2, 0)
    row, edge = np.nonzero((y0 <= centres) != (y1 <= centres))  # half-open, so that a shared corner counts once
    at = x0[edge] + (centres[row, 0] - y0[edge]) * (x1[edge] - x0[edge]) / (y1[edge] - y0[edge])
    # Each crossing flips all pixels of its row whose centre is not left of it.
    width = last[1] - first[1]
    flips = np.zeros((len(centres), width + 1), np.int32)
    np.add.at(flips, (row, np.clip(np.ceil(at - 0.5).astype(int) - first[1], 0, width)), 1)
    rows, columns = np.nonzero(flips[:, :-1].cumsum(axis=1) % 2)
    return rows + first[0], columns + first[1]


def fake(root: Path) -> None:
    """Write images of both parts in the official folders, with AppleDouble litter and a region of two vertices."""
    split = read_splits(INFO.id)[0]
    train = root / "MoNuSeg 2018 Training Data"
    for seed, name in enumerate((*split.train[:2], *split.train[-1:], *split.test[:2])):
        image, mask = _fake.pair(Grid.pixels((40, 48)), (1, 2), channels=3, seed=seed)
        home = root / "MoNuSegTestData" if name in split.test else train
        tissue, notes = (home, home) if name in split.test else (home / "Tissue Images", home / "Annotations")
        _fake.picture(tissue / f"{name}.tif", image.array, compression="tiff_lzw" if seed else None)
        notes.mkdir(exist_ok=True)
        (notes / f"{name}.xml").write_text(_aperio([_box(mask.array == number) for number in (1, 2)]))
    litter = root / "__MACOSX" / train.name
    litter.mkdir(parents=True)
    (litter / f"._{split.train[0]}.xml").write_bytes(b"\0\5\x16\7")


def _box(nucleus: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Return the corners (y, x) of a box, an eighth of a pixel inside its edges."""
    (top, bottom), (left, right) = (np.flatnonzero(nucleus.any(axis=k))[[0, -1]] for k in (1, 0))
    low, high = (top + 0.125, left + 0.125), (bottom + 0.875, right + 0.875)
    return [low, (low[0], high[1]), high, (high[0], low[1])]


def _aperio(outlines: list[list[tuple[float, float]]]) -> str:
    """Return an annotation file with one region an outline, and one of two vertices as some files have."""
    regions = ""
    for number, outline in enumerate([*outlines, [(1.0, 1.0), (2.0, 2.0)]], start=1):
        vertices = "".join(f'<Vertex X="{x:.6f}" Y="{y:.6f}"/>' for y, x in outline)
        regions += f'<Region Id="{number}" Type="0"><Vertices>{vertices}</Vertices></Region>'
    return (
        '<Annotations MicronsPerPixel="0.248000"><Annotation Id="1"><Regions><RegionAttributeHeaders/>'
        f"{regions}</Regions></Annotation></Annotations>"
    )


dataset(INFO, cases=cases, fake=fake, group=participant)
