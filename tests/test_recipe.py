"""Recipes: what is planned for which data, how images are brought to it, and how they are stored."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, recipe, zoo
from segeval.errors import BadData, GridMismatch, UsageError
from segeval.recipe import Fingerprint
from segeval.records import Grid, Recipe
from tests.helpers import GREY, mm

SEEN_3D = Fingerprint(spacing=(2.5, 0.8, 0.8), shape=(70, 300, 310), intensity=(50.0, 20.0, -30.0, 180.0))
SEEN_2D = Fingerprint(spacing=(1.0, 1.0), shape=(256, 320), intensity=(90.0, 30.0, 4.0, 240.0))


def plan(dataset: str, model: str, seen: Fingerprint, patch: tuple[int, ...] | None = None) -> Recipe:
    return recipe.plan(datasets.REGISTRY.get(dataset).info, zoo.get(model), seen, patch)


def test_a_2d_network_on_3d_data_works_slice_by_slice_at_the_spacing_in_the_plane() -> None:
    planned = plan("decathlon/liver", "segnet", SEEN_3D)
    assert planned.ndim == len(planned.patch) == 2
    assert planned.spacing == (0.0, 0.8, 0.8)


def test_a_3d_network_works_at_the_median_spacing() -> None:
    planned = plan("decathlon/liver", "unet3d-8", SEEN_3D)
    assert planned.ndim == len(planned.patch) == 3
    assert planned.spacing == SEEN_3D.spacing


def test_a_3d_network_refuses_pictures() -> None:
    with pytest.raises(UsageError, match="unet3d-8 needs 3D images, dsb2018 has 2D"):
        plan("dsb2018", "unet3d-8", SEEN_2D)


def test_pictures_keep_their_pixels_and_may_be_mirrored() -> None:
    planned = plan("dsb2018", "unet-16", SEEN_2D)
    assert planned.spacing is None
    assert planned.flips == (0, 1)
    assert planned.in_channels == 3
    assert planned.intensity == "zscore"


def test_anatomy_is_not_mirrored_and_ct_keeps_its_numbers() -> None:
    ct, mr = plan("decathlon/liver", "unet-16", SEEN_3D), plan("decathlon/heart", "unet-16", SEEN_3D)
    assert ct.flips == mr.flips == ()
    assert (ct.intensity, ct.intensity_values) == ("ct", SEEN_3D.intensity)
    assert (mr.intensity, mr.intensity_values) == ("zscore", ())


@pytest.mark.parametrize("model", sorted(zoo.declared()))
@pytest.mark.parametrize("shape", [(3, 30, 500), (35, 50, 35), (600, 512, 512)])
def test_a_planned_patch_suits_its_network_and_its_memory(model: str, shape: tuple[int, int, int]) -> None:
    network = zoo.get(model)
    planned = plan("decathlon/liver", model, replace(SEEN_3D, shape=shape))
    if network.fixed_size:
        assert set(planned.patch) == {network.fixed_size}
        return
    assert all(n % network.divisor == 0 and n >= network.min_size for n in planned.patch)
    if network.min_size <= min(shape):
        assert np.prod([n - network.divisor for n in planned.patch]) <= recipe.PATCH_VOXELS[planned.ndim]


@pytest.mark.parametrize("patch", [(64,), (64, 60), (0, 64), (64, 64, 64)])
def test_a_patch_that_does_not_suit_the_network_is_refused(patch: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match="unet-16: give 2 numbers, each a multiple of 16"):
        plan("dsb2018", "unet-16", SEEN_2D, patch)


def test_a_network_of_fixed_size_takes_no_other_patch() -> None:
    assert plan("dsb2018", "sunet", SEEN_2D, (256, 256)).patch == (256, 256)
    with pytest.raises(UsageError, match="sunet: give 2 numbers, each 256"):
        plan("dsb2018", "sunet", SEEN_2D, (128, 128))


def test_a_fingerprint_takes_medians_and_the_intensities_inside_labels(phantom: Path) -> None:
    prepared = datasets.load("phantom")
    seen = recipe.fingerprint(prepared.part_cases("train"))
    shapes = [case.meta["shape"] for case in prepared.part_cases("train")]
    assert seen.shape == tuple(int(n) for n in np.median(shapes, axis=0))
    assert seen.spacing[1:] == (2.0, 2.0)
    mean, deviation, low, high = seen.intensity
    assert 60 < mean < 120
    assert low < mean < high
    assert 10 < deviation < 50


def test_image_and_mask_of_a_case_must_share_a_grid(own_phantom: Path) -> None:
    cases = datasets.load("phantom").cases
    other = replace(cases["phantom_000"], mask=cases["phantom_001"].mask)
    with pytest.raises(GridMismatch, match="phantom/phantom_000: mask"):
        recipe.read_canonical(other)


def test_a_flipped_case_reads_like_any_other(phantom: Path) -> None:
    cases = datasets.load("phantom").cases
    image, mask = recipe.read_canonical(cases["phantom_003"])
    assert mask is not None
    assert np.allclose(np.array(image.grid.direction)[:, ::-1], np.eye(3))
    assert image.grid == mask.grid


# Intensities


def test_ct_is_clipped_and_scaled_by_the_training_set() -> None:
    ct = replace(GREY, intensity="ct", intensity_values=(50.0, 20.0, 0.0, 100.0))
    scaled = recipe.normalise(np.array([[-1000, 50, 70, 3000]], np.float32), ct)
    assert scaled.tolist() == [[-2.5, 0.0, 1.0, 2.5]]
    assert scaled.dtype == np.float32


def test_zscore_gives_each_channel_mean_0_and_deviation_1() -> None:
    image = np.random.default_rng(0).normal([[[100]], [[5]]], [[[30]], [[2]]], (2, 40, 40))
    scaled = recipe.normalise(image.astype(np.float32), replace(GREY, intensity="zscore"))
    assert scaled.mean((1, 2)) == pytest.approx([0, 0], abs=1e-5)
    assert scaled.std((1, 2)) == pytest.approx([1, 1], abs=1e-5)


def test_a_constant_image_becomes_zero_not_nan() -> None:
    scaled = recipe.normalise(np.full((1, 4, 4), 7, np.float32), replace(GREY, intensity="zscore"))
    assert not scaled.any()


def test_minmax_takes_bytes_to_one() -> None:
    assert recipe.normalise(np.array([[0, 255]], np.float32), GREY).tolist() == [[0, 1]]


# The model grid


def test_the_model_grid_keeps_the_extent() -> None:
    grid = mm((10, 40, 60), (5.0, 1.0, 0.5))
    assert recipe.model_shape(grid, replace(GREY, ndim=3, spacing=(2.5, 2.0, 0.5))) == (20, 20, 60)
    assert recipe.model_shape(grid, replace(GREY, spacing=(0.0, 2.0, 1.0))) == (10, 20, 30)
    assert recipe.model_shape(grid, replace(GREY, spacing=(500.0, 1.0, 0.5))) == (1, 40, 60)
    assert recipe.model_shape(grid, GREY) == grid.shape


def test_weights_in_millimetres_refuse_pictures_without_spacing() -> None:
    with pytest.raises(BadData, match=r"work at \(1\.0, 1\.0\) mm, the image has no spacing in mm"):
        recipe.model_shape(Grid.pixels((8, 8)), replace(GREY, spacing=(1.0, 1.0)))


# On disk


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"spacing": (0.0, 1.5, 1.25), "intensity": "ct", "intensity_values": (1.5, 2.0, -3.0, 4.0)},
        {"labels": {0: "background", 2: "b", 10: "c"}, "flips": (0, 1), "seed": 3, "split_digest": "abc"},
    ],
)
def test_a_recipe_reads_back_as_it_was_written(changes: Mapping[str, Any], tmp_path: Path) -> None:
    written = replace(GREY, **changes)
    recipe.save(written, tmp_path / "recipe.json")
    read = recipe.load(tmp_path / "recipe.json")
    assert read == written
    assert list(read.labels) == list(written.labels)


@pytest.mark.parametrize("damage", ["absent", "", "[]", "{}", "nonsense", "extra", "labels", "number"])
def test_a_damaged_recipe_is_named(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.json"
    recipe.save(GREY, path)
    content = json.loads(path.read_text())
    changed = {
        "extra": {**content, "colour": "red"},
        "labels": {**content, "labels": {"one": "organ"}},
        "number": {**content, "patch": 3},
    }
    path.write_text(json.dumps(changed[damage]) if damage in changed else damage)
    if damage == "absent":
        path.unlink()
    with pytest.raises(BadData, match="not a recipe of segeval"):
        recipe.load(path)
