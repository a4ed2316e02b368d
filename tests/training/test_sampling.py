"""Patches: where they come from, and what lies beyond the edge."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from segeval import datasets
from segeval.errors import BadData, UnknownLabel
from segeval.infer import read_canonical
from segeval.records import Case, Input, Recipe, Scaling
from segeval.training.losses import NOT_TRAINED
from segeval.training.options import FOREGROUND
from segeval.training.sampling import IGNORED, Item, crop, draw_batch, prepare_item
from tests.helpers import grey

LABELS = {0: "background", 1: "organ", 2: "lesion"}
RNG = np.random.default_rng(0)


def rare(shape: tuple[int, ...]) -> Item:
    """Return a large empty case with one voxel of class 1 and two of class 2."""
    labels = np.zeros(shape, np.uint8)
    voxels = [tuple(n // 3 + k for n in shape) for k in range(3)]
    for voxel, value in zip(voxels, (1, 2, 2), strict=True):
        labels[voxel] = value
    places = (np.array(voxels[:1], np.int32), np.array(voxels[1:], np.int32))
    return Item(labels[None].astype(np.float32), labels, places)


def labelled(axes: str = "yx", spacing: tuple[float, ...] | None = None, labels: Mapping[int, str] = LABELS) -> Recipe:
    recipe = grey(axes, spacing=spacing)
    return replace(recipe, output=replace(recipe.output, labels=labels))


def case(name: str = "phantom_000") -> Case:
    return datasets.load("phantom").cases[name]


@pytest.mark.parametrize(("shape", "patch"), [((300, 300), (16, 16)), ((40, 90, 90), (8, 8, 8)), ((9, 99, 99), (8, 8))])
def test_a_third_of_every_batch_shows_foreground(shape: tuple[int, ...], patch: tuple[int, ...]) -> None:
    images, labels = draw_batch([rare(shape)], patch, 30, np.random.default_rng(1))
    assert images.shape == (30, 1, *patch)
    assert labels.shape == (30, *patch)
    shown = labels.flatten(1).any(1)
    assert shown[: round(30 * FOREGROUND)].all()
    assert float(shown.float().mean()) < 0.6


def test_classes_are_drawn_evenly_however_rare() -> None:
    item = rare((500, 500))
    ordinary = replace(item, places=(np.repeat(item.places[0], 1000, axis=0), item.places[1]))
    _, labels = draw_batch([ordinary], (1, 1), 300, np.random.default_rng(2))
    counts = np.bincount(labels[:100].flatten().numpy())
    assert counts[0] == 0
    assert 30 < counts[1] < 70


def test_image_and_labels_are_cut_alike() -> None:
    values = (np.arange(30 * 20) % IGNORED).reshape(30, 20).astype(np.uint8)
    item = Item(values[None].astype(np.float32), values, ())
    for centre in (None, np.array([3, 17], np.int32), np.array([29, 0], np.int32)):
        image, label = crop(item, (8, 8), centre, RNG)
        assert torch.equal(image[0].long(), label)
        if centre is not None:
            assert values[tuple(centre)] in label


def test_beyond_the_edge_is_background() -> None:
    item = Item(np.ones((1, 3, 5), np.float32), np.ones((3, 5), np.uint8), ())
    image, label = crop(item, (8, 4), None, RNG)
    assert image.shape == (1, 8, 4)
    assert label.sum() == image.sum() == 3 * 4
    assert label[2:5].all()


def test_a_case_without_foreground_is_sampled_anywhere() -> None:
    item = Item(np.zeros((1, 9, 9), np.float32), np.zeros((9, 9), np.uint8), ())
    _, labels = draw_batch([item], (8, 8), 4, RNG)
    assert not labels.any()


def test_a_case_is_brought_to_the_model_grid_once(phantom: Path, tmp_path: Path) -> None:
    recipe = labelled("zyx", spacing=(4.0, 4.0, 4.0))
    item = prepare_item(case(), recipe, tmp_path)
    files = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert len(files) == 4
    again = prepare_item(case(), recipe, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == files
    assert np.array_equal(item.labels, again.labels)
    extent = np.array(case().meta["shape"]) * case().meta["spacing"]
    assert np.abs(np.array(item.labels.shape) * 4.0 - extent).max() <= 2
    for value, voxels in enumerate(item.places, start=1):
        assert (item.labels[tuple(voxels.T)] == value).all()


def test_another_recipe_is_another_cache(phantom: Path, tmp_path: Path) -> None:
    recipe = labelled()
    prepare_item(case(), recipe, tmp_path)
    prepare_item(case(), replace(recipe, input=replace(recipe.input, channels=(Scaling(mean=None),))), tmp_path)
    assert len(list(tmp_path.iterdir())) == 8
    prepare_item(case(), replace(recipe, model="segnet", window=replace(recipe.window, patch=(32, 32))), tmp_path)
    assert len(list(tmp_path.iterdir())) == 8


def test_threads_that_prepare_one_case_do_not_meet(phantom: Path, tmp_path: Path) -> None:
    alone = prepare_item(case(), labelled(), tmp_path / "alone")
    with ThreadPoolExecutor(4) as pool:
        items = list(pool.map(lambda _: prepare_item(case(), labelled(), tmp_path / "shared"), range(8)))
    for item in items:
        assert np.array_equal(item.image, alone.image)
        assert np.array_equal(item.labels, alone.labels)
    assert len(list((tmp_path / "shared").iterdir())) == 4


@pytest.mark.parametrize(("axes", "order"), [("zyx", (0, 1, 2)), ("xyz", (2, 1, 0)), ("zx", (1, 0, 2))])
def test_labels_have_the_axes_of_their_image(axes: str, order: tuple[int, ...], phantom: Path, tmp_path: Path) -> None:
    image, mask = read_canonical(case())
    assert mask is not None
    recipe = labelled(axes)
    item = prepare_item(case(), replace(recipe, input=Input(axes=axes, spacing=None, channels=(Scaling(),))), tmp_path)
    assert np.array_equal(item.labels, mask.array.transpose(order))
    assert np.array_equal(item.image[0], image.array[0].transpose(order))


def test_labels_become_class_indices(phantom: Path, tmp_path: Path) -> None:
    plain = prepare_item(case(), labelled(), tmp_path).labels
    assert set(np.unique(plain)) == {0, 1, 2}
    item = prepare_item(case(), labelled(labels={0: "background", 1: "organ", 2: "lesion", 9: "absent"}), tmp_path)
    assert np.array_equal(item.labels, plain)
    assert len(item.places) == 2


def test_a_label_that_the_dataset_does_not_declare_is_no_class(phantom: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownLabel, match="2"):
        prepare_item(case(), labelled(labels={0: "background", 1: "organ", 5: "other"}), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_case_without_a_mask_cannot_be_trained_on(phantom: Path, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="phantom/phantom_000 has no reference mask"):
        prepare_item(replace(case(), mask=None), labelled(), tmp_path)


def test_voxels_of_the_ignored_label_have_no_class_and_are_never_a_centre(phantom: Path, tmp_path: Path) -> None:
    labels = {value: name for value, name in LABELS.items() if value != 2}
    plain = prepare_item(case(), labelled(), tmp_path)
    item = prepare_item(case(), labelled(labels=labels), tmp_path, ignore=2)
    assert len(list(tmp_path.iterdir())) == 8
    assert np.array_equal(item.labels == IGNORED, plain.labels == 2)
    assert np.array_equal(item.labels == 1, plain.labels == 1)
    assert len(item.places) == 1
    _, drawn = draw_batch([item], (16, 16), 30, np.random.default_rng(3))
    assert set(np.unique(drawn.numpy()).tolist()) == {NOT_TRAINED, 0, 1}


@pytest.mark.parametrize("kind", ["image", "labels", "places"])
@pytest.mark.parametrize("damage", ["flip", "truncate", "empty", "lost seal", "torn seal"])
def test_a_damaged_cache_is_noticed_and_made_again(phantom: Path, tmp_path: Path, kind: str, damage: str) -> None:
    whole = prepare_item(case(), labelled(), tmp_path)
    image, labels = np.array(whole.image), np.array(whole.labels)
    [array], [seal] = tmp_path.glob(f"*-{kind}.npy"), tmp_path.glob("*.json")
    content = array.read_bytes()
    damages = {
        "flip": (array, content[:-5] + bytes([content[-5] ^ 4]) + content[-4:]),
        "truncate": (array, content[:-7]),
        "empty": (array, b""),
        "lost seal": (seal, b"{}"),
        "torn seal": (seal, seal.read_bytes()[:-9]),
    }
    path, text = damages[damage]
    path.unlink()  # another file, since the arrays above are mapped from this one
    path.write_bytes(text)
    again = prepare_item(case(), labelled(), tmp_path)
    assert np.array_equal(again.image, image)
    assert np.array_equal(again.labels, labels)
    assert array.read_bytes() == content


def test_more_classes_than_the_cache_can_number_are_refused(phantom: Path, tmp_path: Path) -> None:
    many = {value: f"label {value}" for value in range(256)}
    with pytest.raises(BadData, match="256 labels"):
        prepare_item(case(), labelled(labels=many), tmp_path)
