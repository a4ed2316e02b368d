"""Carvana Image Masking Challenge: cars in a studio, 16 views each (Kaggle 2017).

``train/CAR_NN.jpg`` and ``train_masks/CAR_NN_mask.gif``, where CAR is twelve hex digits and NN the view. The masks are
palette GIFs whose indices are 0 and 1; the colours of the palette are not looked at. The images of the test part have
no public masks and are not prepared. Accepted as well: ``imgs`` and ``masks`` of a well-known U-Net repository.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure

INFO = DatasetInfo(
    id="carvana",
    title="Carvana Image Masking Challenge",
    modality="photograph",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "car"},
    structures=(Structure("car", (1,)),),
    counts={"train": 5088},
    license="Kaggle competition rules",
    access="login",
    terms="For the competition and research; no redistribution.",
    homepage="https://www.kaggle.com/c/carvana-image-masking-challenge",
    citation="@misc{carvana2017, title = {Carvana Image Masking Challenge}, author = {Kaggle}, year = {2017}}",
    default_split="albu-f04a-0",
    group="car",
    files=(RemoteFile(name="train.zip"), RemoteFile(name="train_masks.zip")),
    known_issues=(
        "Sixteen views of one car are nearly one image: splits must keep cars together.",
        "The masks of the official test part are not public.",
        "A few training masks are wrong.",
    ),
)
VIEW = re.compile(r"([0-9a-f]{12})_\d\d")


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the views that have a mask; ``train_hq`` holds the same ones again and counts only without ``train``."""
    images = tree.find("train/*.jpg", "imgs/*.jpg") or tree.find("train_hq/*.jpg")
    masks = tree.find("train_masks/*.gif", "masks/*.gif")
    for name, image, mask in _layouts.pairs(tree, images, masks, key=_view):
        yield RawCase(id=name, image=(image,), mask=Converted(_car, (mask,)))


def _view(file: RawFile) -> str:
    name = file.stem.removesuffix("_mask")
    return name if VIEW.fullmatch(name) else ""


def car(view: str) -> str:
    """Return the car that a view is of."""
    return view.rpartition("_")[0]


def _car(file: RawFile) -> Mask:
    """Read the indices of a palette picture; a grey one has 0 and 255."""
    with on_disk(file) as (path,):
        mask = volume.read_mask(path)
    found = set(volume.count_labels(mask.array))
    if not (found <= {0, 1} or found <= {0, 255}):
        msg = f"{file}: holds the values {sorted(found)[:5]} instead of 0 and 1; get the original"
        raise BadData(msg)
    return Mask((mask.array > 0).astype(np.uint8), mask.grid)


def fake(root: Path) -> None:
    """Write two views each of three cars, as JPEG and palette GIF."""
    split = read_splits(INFO.id)[0]
    names = [name for name in (*split.train[:18], *split.val[:2]) if name.endswith(("_01", "_02"))]
    for seed, name in enumerate(names):
        image, mask = _fake.pair(Grid.pixels((32, 48)), (1,), channels=3, seed=seed)
        _fake.picture(root / "train" / f"{name}.jpg", image.array, quality=95)
        _fake.picture(root / "train_masks" / f"{name}_mask.gif", mask.array, palette=True)
    (root / "train_masks.csv").write_text("img,rle_mask\n")


dataset(INFO, cases=cases, fake=fake, group=car)
