"""Training cases on the model grid, and the patches that each step draws from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from segeval._disk import file_sha256, read_object, replace, replacing, to_json_text, writing
from segeval.errors import BadData
from segeval.infer import axis_order, model_shape, read_canonical, to_model
from segeval.records import Case, Recipe, canonical, digest
from segeval.training.losses import NOT_TRAINED
from segeval.training.options import FOREGROUND

PLACES = 5_000
IGNORED = 255  # the class index, among stored labels, of voxels that are not trained on
KINDS = ("image", "labels", "places")


@dataclass(frozen=True, slots=True)
class Item:
    """One training case, memory-mapped: image ``(C, *shape)``, class indices ``shape``, and voxels of each class.

    The index IGNORED marks voxels that are not trained on.
    """

    image: npt.NDArray[np.float32]
    labels: npt.NDArray[np.uint8]
    places: tuple[npt.NDArray[np.int32], ...]


def prepare_item(case: Case, recipe: Recipe, cache: Path, ignore: int | None = None) -> Item:
    """Bring a case to the model grid, once: the arrays are kept in ``cache`` and memory-mapped from there.

    What is kept carries its checksums; arrays that do not have them, because a disk failed or another process is not
    done, are computed again. Voxels of the label ``ignore`` are not trained on.

    Raises:
        BadData: If the case has no mask, or one with a label that the recipe does not know.
    """
    key = digest(
        [canonical(recipe.input), canonical(recipe.output), stamps(case), *([] if ignore is None else [ignore])]
    )
    names, seal = [cache / f"{key}-{kind}.npy" for kind in KINDS], cache / f"{key}.json"
    if not _is_intact(names, seal):
        arrays = _compute(case, recipe, ignore)
        with writing(cache):
            cache.mkdir(parents=True, exist_ok=True)
        for name, array in zip(names, arrays, strict=True):
            with replacing(name) as temporary:
                np.save(temporary, array, allow_pickle=False)
        replace(seal, to_json_text({name.name: file_sha256(name) for name in names}))
    image, labels, places = (np.load(name, mmap_mode="r", allow_pickle=False) for name in names)
    by_class = tuple(places[places[:, 0] == k, 1:] for k in range(1, len(recipe.output.labels)))
    return Item(image, labels, tuple(p for p in by_class if len(p)))


def stamps(case: Case) -> list[tuple[str, int, int]]:
    """Return path, time and size of the files of a case, which change with their content."""
    files = (*case.images, *([case.mask] if case.mask else []))
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]


def _is_intact(names: Sequence[Path], seal: Path) -> bool:
    """Whether the arrays of a case are there with the checksums that were written after them."""
    if not (seal.is_file() and all(name.is_file() for name in names)):
        return False
    try:
        return read_object(seal, "") == {name.name: file_sha256(name) for name in names}
    except BadData:
        return False


def labels_of_masks(recipe: Recipe, ignore: int | None) -> dict[int, str]:
    """Return the labels that masks of a training may hold: those of the recipe, and the one that is not trained on."""
    return {**recipe.output.labels, **({} if ignore is None else {ignore: "ignore"})}


def _compute(case: Case, recipe: Recipe, ignore: int | None) -> tuple[npt.NDArray[np.generic], ...]:
    """Return image and labels on the model grid, and rows ``(class, *voxel)`` of up to ``PLACES`` voxels a class."""
    if len(recipe.output.labels) > IGNORED:
        msg = f"{case.dataset} has {len(recipe.output.labels)} labels; a network can be trained on {IGNORED} at most."
        raise BadData(msg)
    image, mask = read_canonical(case, labels_of_masks(recipe, ignore))
    if mask is None:
        msg = f"{case.dataset}/{case.id} has no reference mask; it cannot be trained on."
        raise BadData(msg)
    shape, order = model_shape(image.grid, recipe.input), axis_order(recipe.input.axes, len(image.grid.shape))
    classes = np.searchsorted(list(recipe.output.labels), mask.array).astype(np.uint8)
    if ignore is not None:
        classes[mask.array == ignore] = IGNORED
    nearest = functional.interpolate(torch.from_numpy(classes)[None, None].float(), size=shape, mode="nearest-exact")
    labels = nearest[0, 0].permute(order).numpy().astype(np.uint8)
    rng = np.random.default_rng(0)
    places = [np.zeros((0, 1 + labels.ndim), np.int32)]
    for k in range(1, len(recipe.output.labels)):
        voxels = np.argwhere(labels == k).astype(np.int32)
        voxels = voxels[np.sort(rng.permutation(len(voxels))[:PLACES])]
        places.append(np.column_stack([np.full(len(voxels), k, np.int32), voxels]).astype(np.int32))
    return to_model(image, recipe.input).numpy(), labels, np.concatenate(places)


def draw_batch(
    items: Sequence[Item],
    patch: tuple[int, ...],
    size: int,
    rng: np.random.Generator,
    *,
    foreground: float = FOREGROUND,
) -> tuple[Tensor, Tensor]:
    """Return ``size`` patches: images ``(size, C, *patch)`` and class indices ``(size, *patch)``.

    The index is NOT_TRAINED where a voxel is not trained on.
    A share of ``foreground`` is centred on a voxel of a class drawn evenly from those the case has, the others lie
    anywhere.
    A 2D patch is a slice of a 3D case.
    """
    images, labels = [], []
    for number in range(size):
        item = items[int(rng.integers(len(items)))]
        image, label = crop(item, patch, _centre(item, number < round(size * foreground), rng), rng)
        images.append(image)
        labels.append(label)
    return torch.stack(images), torch.stack(labels)


def _centre(item: Item, foreground: bool, rng: np.random.Generator) -> npt.NDArray[np.int32] | None:
    if not (foreground and item.places):
        return None
    voxels = item.places[int(rng.integers(len(item.places)))]
    return np.asarray(voxels[int(rng.integers(len(voxels)))])


def crop(
    item: Item, patch: tuple[int, ...], centre: npt.NDArray[np.int32] | None, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Return one patch around ``centre``, or anywhere; what lies outside the image is padded with 0 (background)."""
    shape = item.labels.shape
    window = (1,) * (len(shape) - len(patch)) + patch
    low, high = [], []
    for axis, (n, w) in enumerate(zip(shape, window, strict=True)):
        free = max(n - w, 0)
        start = int(rng.integers(free + 1)) if centre is None else int(np.clip(centre[axis] - w // 2, 0, free))
        low.append(start)
        high.append(min(start + w, n))
    box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
    image = torch.from_numpy(np.array(item.image[(slice(None), *box)]))
    label = torch.from_numpy(np.array(item.labels[box])).long()
    label[label == IGNORED] = NOT_TRAINED
    margins = [w - (b - a) for w, a, b in zip(window, low, high, strict=True)]
    padding = [side for m in reversed(margins) for side in (m // 2, m - m // 2)]
    return (
        functional.pad(image, padding).reshape(len(image), *patch),
        functional.pad(label, padding).reshape(patch),
    )
