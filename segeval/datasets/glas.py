"""GlaS: glands in colon histology, the Warwick-QU challenge of 2015 (doi:10.1016/j.media.2016.08.008).

One flat folder, ``Warwick QU Dataset (Released 2016_07_08)``: ``train_N.bmp``, ``testA_N.bmp``, ``testB_N.bmp`` and for
each an ``_anno.bmp`` whose grey values number the glands. ``Grade.csv`` has the patients; its header and values are
padded with spaces. JPEG and PNG mirrors code glands as bright greys and lose the numbers, so they are not accepted.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure

INFO = DatasetInfo(
    id="glas",
    title="GlaS: Gland Segmentation in Colon Histology (Warwick-QU)",
    modality="histology",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "gland"},
    structures=(Structure("gland", (1,), tolerance=2.0),),  # our choice, see dsb2018
    counts={"train": 85, "test": 80},
    license="research use only",
    access="form",
    terms="Free for research; cite both papers of the challenge.",
    homepage="https://warwick.ac.uk/fac/cross_fac/tia/data/glascontest/download",
    citation="""
@article{sirinukunwattana2017glas,
  title = {Gland segmentation in colon histology images: The GlaS challenge contest},
  author = {Sirinukunwattana, Korsuk and Pluim, Josien P. W. and Chen, Hao and others},
  journal = {Medical Image Analysis}, volume = {35}, pages = {489--502}, year = {2017},
  doi = {10.1016/j.media.2016.08.008}
}
""",
    default_split="official",
    group="patient",
    files=(RemoteFile(name="warwick_qu_dataset_released_2016_07_08.zip"),),
    known_issues=(
        "The official parts share patients (Grade.csv).",
        "Glands that touch are one region in the mask; the numbered maps keep them apart.",
        "The lumen of a gland belongs to it.",
        "Part B of the test is mostly malignant.",
    ),
    aliases=("warwick-qu",),
    # The challenge reports F1, object Dice and object Hausdorff distance.
    metrics=("pq", "aji", "lesion_f1@0.5", "nsd", "object_dice", "object_hausdorff"),
)
NAMES = re.compile(r"(train|testA|testB)_\d+")
BRIGHT = 226  # the numbers of glands stay far below; mirrors code glands from here to 255


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the images that have an annotation, with patient and grade of ``Grade.csv``."""
    grades = _grades(tree)
    images = [file for file in tree.find("*.bmp") if NAMES.fullmatch(file.stem)]
    annotations = [file for file in tree.find("*_anno.bmp") if NAMES.fullmatch(file.stem[:-5])]
    for name, image, mask in _layouts.pairs(tree, images, annotations, key=lambda file: file.stem.split("_anno")[0]):
        grade = grades.get(name, {})
        yield RawCase(
            id=name,
            image=(image,),
            instances=Converted(_glands, (mask,)),
            group=f"patient-{grade['patient']}" if "patient" in grade else name,
            folder="Tr" if name.startswith("train") else "Ts",
            meta={key: value for key, value in grade.items() if key != "patient"},
        )
    if images and not grades:
        tree.lack(f"{images[0].folder or tree.raw}: has no Grade.csv, which says whose slides these are")


def _grades(tree: Tree) -> dict[str, dict[str, str]]:
    """Read patient, benign or malignant, and the finer grade of every image."""
    rows = {}
    for table in tree.find("Grade.csv")[:1]:
        header, *lines = [[cell.strip() for cell in row] for row in table.rows()] or [[]]
        wanted = ["name", "patient ID", "grade (GlaS)"]
        if header[:3] != wanted:
            msg = f"{table}: its first columns are {header[:3]} instead of {wanted}; get the original"
            raise BadData(msg)
        keys = ("patient", "grade", "grade_2015")
        rows = {line[0]: dict(zip(keys, line[1:], strict=False)) for line in lines if line and line[0]}
    return rows


def _glands(file: RawFile) -> Mask:
    """Read the numbers of the glands; a palette's indices are its numbers."""
    with on_disk(file) as (path,):
        mask = volume.read_mask(path)
    if mask.array.max() >= BRIGHT:
        msg = f"{file}: holds greys up to {mask.array.max()}, no numbers of glands as the original does; get that"
        raise BadData(msg)
    return mask


def fake(root: Path) -> None:
    """Write images of all three parts; two patients, one of them in train and test."""
    home = root / "Warwick QU Dataset (Released 2016_07_08)"
    rows = ["name,patient ID, grade (GlaS), grade (Sirinukunwattana et al. 2015)"]
    for seed, name in enumerate(("train_1", "train_2", "train_10", "testA_1", "testB_1")):
        image, mask = _fake.pair(Grid.pixels((32, 44 + 2 * seed)), (1, 2), channels=3, seed=seed)
        _fake.picture(home / f"{name}.bmp", image.array)
        _fake.picture(home / f"{name}_anno.bmp", mask.array, palette=seed == 1)
        rows.append(f"{name}, {1 + seed // 2}, {'benign' if seed % 2 else 'malignant'}, healthy")
    (home / "Grade.csv").write_text("\n".join(rows) + "\n")
    (home / "readme.txt").write_text("")


dataset(INFO, cases=cases, fake=fake, group=None)
