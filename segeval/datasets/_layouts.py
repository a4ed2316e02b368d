"""Raw layouts that more than one dataset shares."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from segeval.datasets._declare import RawCase
from segeval.datasets._raw import RawFile, Tree


def decathlon(tree: Tree, prefix: str = "") -> Iterator[RawCase]:
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
    """Yield ``(key, image, mask)`` for every key that has both, and note on the tree what has no partner."""
    first, second = by_key(images, key), by_key(masks, key)
    for name, files in first.items():
        for file in files:
            if name in second:
                yield name, file, second[name][0]
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
