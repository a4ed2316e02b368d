"""Raw layouts that more than one dataset shares."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from segeval import volume
from segeval.datasets._declare import RawCase
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.errors import BadData
from segeval.records import Mask

PICTURES = ("png", "jpg", "jpeg", "tif", "tiff", "bmp")
NEAR = 40  # grey values this near to black or white count as such
MOST_GREY = 0.02  # share of a mask that re-encoded edges can make grey


def decathlon(tree: Tree, prefix: str) -> Iterator[RawCase]:
    """Yield the cases of a Medical Segmentation Decathlon task: ``imagesTr/ID.nii.gz`` and ``labelsTr/ID.nii.gz``.

    The folders decide which cases there are, not the lists of ``dataset.json``: those are known to differ from the
    files in some releases, and they carry no checksums. Among several tasks the one whose ids begin with ``prefix`` is
    taken.
    """
    labels = by_key(tree.find("labelsTr/*.nii*", "labelsTs/*.nii*"), _place)
    for image in tree.find(f"imagesTr/{prefix}*.nii*", f"imagesTs/{prefix}*.nii*"):
        part = image.parts[-1][-2:].capitalize()
        label = next(iter(labels.get(_place(image), ())), None)
        if label is None and part == "Tr":
            tree.lack(f"{image}: has no label in labelsTr")
        yield RawCase(id=image.stem, image=(image,), mask=label, folder="Tr" if part == "Tr" else "Ts")


def _place(file: RawFile) -> str:
    """Return what an image and its label have in common: the folder above theirs, the part, and the stem."""
    return f"{'/'.join(file.parts[:-1])}/{file.parts[-1][-2:]}/{file.stem}".lower()


def pairs(
    tree: Tree, images: Iterable[RawFile], masks: Iterable[RawFile], key: Callable[[RawFile], str]
) -> Iterator[tuple[str, RawFile, RawFile]]:
    """Yield ``(key, image, mask)`` for every key that has both, and note on the tree what has no partner, or several.

    Of several masks none is taken.
    """
    first, second = by_key(images, key), by_key(masks, key)
    for name, files in first.items():
        for file in files:
            found = second.get(name, [])
            if len(found) == 1:
                yield name, file, found[0]
            elif found:
                tree.lack(f"{file}: has {len(found)} masks: {', '.join(map(str, found))}; keep one of them")
            else:
                tree.lack(f"{file}: has no mask")
    for name in second.keys() - first.keys():
        tree.lack(f"{second[name][0]}: has no image")


def by_key(files: Iterable[RawFile], key: Callable[[RawFile], str]) -> Mapping[str, list[RawFile]]:
    """Return files by their key, in order; an empty key leaves a file out."""
    found: dict[str, list[RawFile]] = defaultdict(list)
    for file in files:
        if name := key(file):
            found[name].append(file)
    return dict(found)


def black_and_white(file: RawFile) -> Mask:
    """Read a picture of 0 and 255 as labels 0 and 1; JPEG may have blurred it, and greys near the ends are rounded.

    Raises:
        BadData: If it is coloured, or more of it is grey than re-encoded edges explain.
    """
    picture = volume.decode_image(file.member())
    array = picture.array[0]
    spread = float(np.ptp(picture.array, axis=0).max()) if len(picture.array) > 1 else 0.0
    grey = float(((array > NEAR) & (array < 255 - NEAR)).mean())
    if spread > NEAR or grey > MOST_GREY:
        fault = "is coloured" if spread > NEAR else f"is grey to {grey:.1%}"
        msg = f"{file}: {fault}, and a mask is black and white; it is of another kind than this dataset has"
        raise BadData(msg)
    if 1 < array.max() < 255 - NEAR:
        msg = (
            f"{file}: has no white, its lightest value is {array.max():g}; a mask is black and white, this holds labels"
        )
        raise BadData(msg)
    if array.max() <= 1:  # already labels
        return Mask(array.astype(np.uint8), picture.grid)
    return Mask((array > 127).astype(np.uint8), picture.grid)


def on_image_grid(image: RawFile, mask: RawFile) -> Converted[Mask]:
    """Return a mask that takes over the grid of its image where shapes are equal and headers differ.

    Only for datasets whose headers are known to disagree: everywhere else that is an error.
    """
    return Converted(_read_on_grid, (mask, image))


def _read_on_grid(mask: RawFile, image: RawFile) -> Mask:
    with on_disk(mask, image) as paths:
        labels, grid = volume.read_mask(paths[0]), volume.read_grid(paths[1])
    return Mask(labels.array, grid) if labels.grid.shape == grid.shape else labels
