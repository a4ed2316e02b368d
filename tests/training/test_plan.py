"""Plans: what a training set looks like decides the recipe."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from segeval import datasets, volume, weights, zoo
from segeval._shelf import SHIPPED
from segeval.errors import UnknownName, UsageError
from segeval.records import Case, Mask, Recipe, Scaling, Volume
from segeval.training.plan import OF_THE_IMAGE, PATCH_VOXELS, Fingerprint, fingerprint, plan
from tests.helpers import mm

SEEN_3D = Fingerprint(spacing=(2.5, 0.8, 0.8), shape=(70, 300, 310), intensity=((50.0, 20.0, -30.0, 180.0),))
SEEN_2D = Fingerprint(spacing=(1.0, 1.0), shape=(256, 320), intensity=((90.0, 30.0, 4.0, 240.0),) * 3)


def planned(
    dataset: str, model: str, seen: Fingerprint, patch: tuple[int, ...] = (), options: dict[str, Any] | None = None
) -> Recipe:
    return plan(datasets.describe(dataset), zoo.get(model), seen, patch=patch, options=options)


def test_a_2d_network_on_3d_data_works_slice_by_slice_at_the_spacing_in_the_plane() -> None:
    recipe = planned("decathlon/liver", "ternausnet11", SEEN_3D)
    assert recipe.input.axes == "yx"
    assert recipe.ndim == len(recipe.window.patch) == 2
    assert recipe.input.spacing == (0.0, 0.8, 0.8)


def test_a_3d_network_works_at_the_median_spacing() -> None:
    recipe = planned("decathlon/liver", "unet3d-8", SEEN_3D)
    assert recipe.input.axes == "zyx"
    assert recipe.ndim == len(recipe.window.patch) == 3
    assert recipe.input.spacing == SEEN_3D.spacing


def test_a_patch_of_two_numbers_makes_slices_for_a_network_of_both_dimensions() -> None:
    assert planned("decathlon/liver", "unet-8", SEEN_3D).input.axes == "zyx"
    assert planned("decathlon/liver", "unet-8", SEEN_3D, (64, 64)).input.axes == "yx"


def test_a_3d_network_refuses_pictures() -> None:
    with pytest.raises(UsageError, match="unet3d-8 needs 3D images, dsb2018 has 2D"):
        planned("dsb2018", "unet3d-8", SEEN_2D)


def test_pictures_keep_their_pixels_and_may_be_mirrored() -> None:
    recipe = planned("dsb2018", "unet-16", SEEN_2D)
    assert recipe.input.spacing is None
    assert recipe.window.flips == (0, 1)
    assert recipe.in_channels == 3
    assert recipe.input.channels == (OF_THE_IMAGE,) * 3


def test_anatomy_is_not_mirrored_and_ct_keeps_its_numbers() -> None:
    ct, mr = (planned(f"decathlon/{organ}", "unet-16", SEEN_3D) for organ in ("liver", "heart"))
    assert ct.window.flips == mr.window.flips == ()
    assert ct.input.channels == (Scaling(low=-30, high=180, mean=50, deviation=20),)
    assert mr.input.channels == (OF_THE_IMAGE,)


def test_the_labels_of_the_dataset_are_the_channels_in_rising_order() -> None:
    info = datasets.describe("decathlon/liver")
    backwards = replace(info, labels=dict(sorted(info.labels.items(), reverse=True)))
    recipe = plan(backwards, zoo.get("unet-8"), SEEN_3D)
    assert list(recipe.output.labels) == sorted(info.labels)
    assert recipe.output.channels == len(info.labels)


def test_only_options_that_are_not_at_their_default_are_written_down() -> None:
    assert planned("dsb2018", "unet", SEEN_2D, options={"width": 4, "norm": "none"}).options == {"width": 4}
    assert planned("dsb2018", "unet", SEEN_2D).options == {}
    with pytest.raises(UnknownName, match=r"unknown option of unet 'widht'; did you mean width\?"):
        planned("dsb2018", "unet", SEEN_2D, options={"widht": 4})


@pytest.mark.parametrize("model", sorted(zoo.declared()))
@pytest.mark.parametrize("shape", [(3, 30, 500), (35, 50, 35), (600, 512, 512)])
def test_a_planned_patch_suits_its_network_and_its_memory(model: str, shape: tuple[int, int, int]) -> None:
    network = zoo.get(model)
    recipe = planned("decathlon/liver", model, replace(SEEN_3D, shape=shape))
    patch = recipe.window.patch
    assert zoo.size_fault(network, patch) == ""
    least, steps = zoo.smallest(network, recipe.ndim), zoo.per_axis(network.divisor, recipe.ndim)
    if network.fixed_size is None and all(low < side for low, side in zip(least, patch, strict=True)):
        assert np.prod(np.subtract(patch, steps)) <= PATCH_VOXELS[recipe.ndim]


@pytest.mark.parametrize(
    ("network", "patch"),
    [
        ({"divisor": (8, 32, 32)}, (64, 64, 64)),
        ({"fixed_size": (14, 160, 160)}, (14, 160, 160)),
        ({"divisor": 1, "max_size": (16, 50, 99)}, (16, 50, 64)),
        ({"divisor": 16, "max_size": (40, 50, 99)}, (32, 48, 64)),
        ({"divisor": 16, "min_size": (16, 128, 16)}, (64, 128, 64)),
    ],
)
def test_sizes_of_a_network_may_differ_along_its_axes(network: dict[str, Any], patch: tuple[int, ...]) -> None:
    declared = replace(zoo.get("unet3d-8"), **{"min_size": 1, **network})
    recipe = plan(datasets.describe("decathlon/liver"), declared, replace(SEEN_3D, shape=(64, 64, 64)))
    assert recipe.window.patch == patch


@pytest.mark.parametrize(
    ("model", "patch", "fault"),
    [
        ("segnet", (64,), "give 2 numbers"),
        ("segnet", (64, 64, 64), "give 2 numbers"),
        ("unet-16", (64, 60), r"unet-16 takes images whose sides are multiples of 16×16, got 64×60\."),
        ("unet-16", (0, 64), r"unet-16 takes images of at least 1×1, got 0×64\."),
        ("sunet", (128, 128), r"sunet takes images of 256×256, got 128×128\."),
    ],
)
def test_a_patch_that_does_not_suit_the_network_is_refused(model: str, patch: tuple[int, ...], fault: str) -> None:
    with pytest.raises(UsageError, match=f"does not suit {model}: {fault}"):
        planned("dsb2018", model, SEEN_2D, patch)


def test_a_patch_that_suits_the_network_is_taken() -> None:
    assert planned("dsb2018", "sunet", SEEN_2D, (256, 256)).window.patch == (256, 256)
    assert planned("dsb2018", "unet-16", SEEN_2D, (64, 48)).window.patch == (64, 48)


def test_a_fingerprint_takes_medians_and_the_intensities_inside_labels(phantom: Path) -> None:
    prepared = datasets.load("phantom")
    seen = fingerprint(prepared.part_cases("train"))
    shapes = [case.meta["shape"] for case in prepared.part_cases("train")]
    assert seen.shape == tuple(int(n) for n in np.median(shapes, axis=0))
    assert seen.spacing[1:] == (2.0, 2.0)
    [(mean, deviation, low, high)] = seen.intensity
    assert 60 < mean < 120
    assert low < mean < high
    assert 10 < deviation < 50


def test_the_recipes_of_the_shipped_weights_come_out_as_they_are(phantom: Path) -> None:
    prepared = datasets.load("phantom")
    seen = fingerprint(prepared.part_cases("train"))
    for folder in (SHIPPED / "phantom").iterdir():
        recipe = weights.read_recipe(folder / "recipe.json")
        planned = plan(prepared.info, zoo.get(recipe.model), seen, patch=recipe.window.patch)
        assert replace(planned, trained_on=recipe.trained_on) == recipe


PET_CT = ((-20.0, 90.0, -300.0, 250.0), (4.0, 2.0, 0.1, 12.0))


@pytest.mark.parametrize(
    ("modality", "channels", "ct"),
    [
        ("CT", ("CT", "PET"), (True, False)),
        ("CT", ("SUV", "ct"), (False, True)),
        ("other", ("PET", "CT"), (False, True)),
        ("MR", ("T1", "cect_2"), (False, True)),
        ("MR", ("T1ct", "FLAIR"), (False, False)),
        ("CT", ("arterial", "venous"), (True, True)),
        ("MR", ("ADC", "DWI"), (False, False)),
        ("other", ("action", "direction"), (False, False)),
    ],
)
def test_each_channel_is_scaled_as_what_it_is(modality: Any, channels: tuple[str, str], ct: tuple[bool, bool]) -> None:
    info = replace(datasets.describe("decathlon/liver"), modality=modality, channels=channels)
    recipe = plan(info, zoo.get("unet-8"), replace(SEEN_3D, intensity=PET_CT))
    numbers = [Scaling(mean=m, deviation=d, low=low, high=high) for m, d, low, high in PET_CT]
    assert recipe.input.channels == tuple(n if each else OF_THE_IMAGE for n, each in zip(numbers, ct, strict=True))


def test_a_fingerprint_keeps_the_channels_apart_and_leaves_out_ignored_voxels(tmp_path: Path) -> None:
    labels = np.zeros((6, 8, 8), np.uint8)
    labels[2:5, 2:6, 2:6], labels[2:5, 6, 2:6] = 1, 2
    grid, noise = mm(labels.shape, (1, 1, 1)), np.random.default_rng(0).normal(size=labels.shape)
    paths = [tmp_path / f"one_{k}.nii.gz" for k in range(2)]
    for path, array in zip(paths, (200 * noise - 50, 2 * noise + 5), strict=True):
        volume.write_image(path, Volume(np.where(labels == 2, 9999, array)[None].astype(np.float32), grid))
    mask = tmp_path / "mask.nii.gz"
    volume.write_mask(mask, Mask(labels, grid))
    case = Case(dataset="own", id="one", group="", images=tuple(paths), mask=mask)
    first, second = fingerprint([case], ignore=2).intensity
    inside = noise[labels == 1]
    assert first[:2] == pytest.approx((200 * inside.mean() - 50, 200 * inside.std()), rel=1e-4)
    assert second[:2] == pytest.approx((2 * inside.mean() + 5, 2 * inside.std()), rel=1e-4)
    assert second[3] < 20
    assert fingerprint([case]).intensity[1][3] == 9999
    info = replace(datasets.describe("decathlon/liver"), labels={0: "background", 1: "liver", 2: "void"}, ignore=2)
    assert plan(info, zoo.get("unet-8"), SEEN_3D).output.labels == {0: "background", 1: "liver"}


def test_axes_name_the_slices_that_a_network_sees() -> None:
    info, net = datasets.describe("decathlon/liver"), zoo.get("unet-16")
    recipe = plan(info, net, SEEN_3D, axes="zx")
    assert (recipe.input.axes, recipe.ndim) == ("zx", 2)
    assert recipe.input.spacing == (2.5, 0.0, 0.8)
    assert recipe.window.patch == zoo.nearest(net, (80, 310))


def test_slices_become_channels_and_a_spacing_of_ones_own_is_taken() -> None:
    info, net = datasets.describe("decathlon/liver"), zoo.get("unet-16")
    recipe = plan(info, net, SEEN_3D, patch=(64, 64), slices=5)
    assert (recipe.input.slices, recipe.in_channels) == (5, 5)
    assert plan(info, zoo.get("unet3d-8"), SEEN_3D, spacing=(5, 2, 2)).input.spacing == (5.0, 2.0, 2.0)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"axes": "xt"}, "--axes xt: give 2 of zyx"),
        ({"axes": "yy"}, "--axes yy: give 2 of zyx"),
        ({"slices": 4, "axes": "yx"}, "--slices 4: give an odd number"),
        ({"slices": 3}, "--slices 3: give an odd number, and slices of volumes"),
        ({"spacing": (1.0, 1.0)}, "--spacing .1.0, 1.0.: give 3 numbers in mm"),
    ],
)
def test_an_input_that_images_do_not_have_is_refused(how: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        plan(datasets.describe("decathlon/liver"), zoo.get("unet-16"), SEEN_3D, **how)
