"""Planning by nnU-Net's rules: spacing, stages and patches equal those of its own planner."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest

from segeval import datasets, zoo
from segeval.errors import UsageError
from segeval.records import Recipe
from segeval.training.plan import (
    Extent,
    Fingerprint,
    Kept,
    kept,
    plan,
    plan_within,
    sizes_at,
    target_spacing,
    topology,
)
from segeval.training.plan import _budget as budget

MR, CT = "decathlon/hippocampus", "decathlon/liver"


def seen(spacings: Sequence[Sequence[float]], shapes: Sequence[Sequence[int]], filled: float = 1.0) -> Fingerprint:
    """Return the fingerprint of cases of one channel."""
    extents = [
        Extent(spacing=tuple(map(float, spacing)), shape=tuple(shape), filled=filled, volumes={0: 1})
        for spacing, shape in zip(spacings, shapes, strict=True)
    ]
    return Fingerprint(
        spacing=tuple(float(s) for s in np.median(spacings, axis=0)),
        shape=tuple(int(n) for n in np.median(shapes, axis=0)),
        intensity=((0.0, 1.0, -2.0, 2.0),),
        ranges=((-3.0, 3.0),),
        extents=tuple(extents),
    )


HIPPOCAMPUS = seen([(1, 1, 1)] * 260, [(36, 50, 35)] * 260)
LIVER = seen([(1, 0.77, 0.77)] * 131, [(432, 512, 512)] * 131)
PICTURES = replace(seen([(1, 1)] * 20, [(256, 320)] * 20), intensity=((9.0, 1.0, 2.0, 15.0),) * 3)
HEART = seen([(10, 1.5, 1.5)] * 150 + [(5, 1.5, 1.5)] * 50, [(9, 237, 208)] * 200)


def planner(found: Fingerprint, memory: Any = None) -> Any:
    """Return nnU-Net's planner for a dataset, which asks ``memory`` what a patch costs."""
    module = pytest.importorskip("nnunetv2.experiment_planning.experiment_planners.default_experiment_planner")
    made = object.__new__(module.ExperimentPlanner)
    values = {
        "overwrite_target_spacing": None,
        "anisotropy_threshold": 3,
        "dataset_fingerprint": {
            "spacings": [each.spacing for each in found.extents],
            "shapes_after_crop": [each.shape for each in found.extents],
        },
        "dataset_json": {"channel_names": {"0": "MR"}, "labels": {"background": 0, "a": 1, "b": 2}},
        "UNet_base_num_features": 32,
        "UNet_class": module.PlainConvUNet,
        "UNet_max_features_2d": 512,
        "UNet_max_features_3d": 320,
        "UNet_featuremap_min_edge_length": 4,
        "UNet_blocks_per_stage_encoder": (2,) * 14,
        "UNet_blocks_per_stage_decoder": (2,) * 13,
        "UNet_reference_val_2d": 1.0,
        "UNet_reference_val_3d": 1.0,
        "UNet_reference_val_corresp_GB": 1,
        "UNet_vram_target_GB": 1,
        "UNet_reference_val_corresp_bs_2d": 1,
        "UNet_reference_val_corresp_bs_3d": 1,
        "UNet_min_batch_size": 2,
        "max_dataset_covered": 0.05,
        "preprocessor_name": "",
        "static_estimate_VRAM_usage": memory,
        "determine_normalization_scheme_and_whether_mask_is_used_for_norm": lambda: ([], []),
    }
    for name, value in values.items():
        setattr(made, name, value)
    return made


def drawn(rng: np.random.Generator, ndim: int) -> Fingerprint:
    """Return cases of nearly one spacing and size, of which one axis may be much coarser."""
    spacing, shape = rng.uniform(0.4, 2, ndim), rng.integers(24, 300, ndim)
    if rng.random() < 0.5:
        axis = rng.integers(ndim)
        spacing[axis], shape[axis] = spacing[axis] * rng.uniform(2, 8), max(8, shape[axis] // 6)
    spacings = spacing * rng.uniform(0.7, 1.4, (9, ndim))
    return seen(
        [*map(tuple, spacings)], [tuple(int(n) for n in shape + extra) for extra in rng.integers(0, 9, (9, ndim))]
    )


def test_poolings_kernels_and_patches_are_those_of_nnunet() -> None:
    theirs = pytest.importorskip("nnunetv2.experiment_planning.experiment_planners.network_topology")
    rng = np.random.default_rng(0)
    for _ in range(2000):
        ndim = int(rng.integers(2, 4))
        spacing = tuple(float(s) for s in np.round(rng.choice([1, 0.5, 0.77, 2, 4, rng.uniform(0.2, 9)], ndim), 3))
        patch = tuple(int(n) for n in rng.integers(1, 400, ndim))
        _, strides, kernels, grown, divisor = theirs.get_pool_and_conv_props(spacing, patch, 4, 999999)
        ours = topology(spacing, patch)
        assert (ours.strides, ours.kernels, ours.divisor) == (strides, kernels, tuple(divisor)), (spacing, patch)
        assert ours.patch == tuple(grown)


@pytest.mark.parametrize("ndim", [2, 3])
def test_the_target_spacing_is_that_of_nnunet(ndim: int) -> None:
    rng = np.random.default_rng(ndim)
    finer = 0
    for _ in range(200):
        found = drawn(rng, ndim)
        target = target_spacing(found)
        assert target == pytest.approx(tuple(planner(found).determine_fullres_target_spacing()), abs=2e-5)
        finer += target != found.spacing
    assert 20 < finer < 180


def stage_strides(recipe: Recipe) -> list[tuple[int, ...]]:
    """Return the strides of a recipe of nnU-Net's network, written out."""
    options = {**zoo.get(recipe.model).options, **recipe.options}
    usual = (1, *(2,) * (len(options["widths"]) - 1))
    return [zoo.per_axis(each, recipe.ndim) for each in options["strides"] or usual]


def feature_maps(patch: Sequence[int], strides: Sequence[Sequence[int]]) -> float:
    """Return a cost that grows with the patch and with the channels of each stage."""
    sizes = np.array(patch) / np.cumprod(strides, axis=0)
    return float(sum(np.prod(size) * min(2**depth, 10) for depth, size in enumerate(sizes)))


@pytest.mark.parametrize("ndim", [2, 3])
def test_patch_and_stages_are_those_of_nnunet_at_the_same_cost(
    ndim: Literal[2, 3], monkeypatch: pytest.MonkeyPatch
) -> None:
    info = replace(datasets.describe(MR), ndim=ndim)
    rng = np.random.default_rng(ndim)
    for _ in range(40):
        found, room = drawn(rng, ndim), float(10 ** rng.uniform(*{2: (4.2, 5.5), 3: (4.7, 6.7)}[ndim]))
        monkeypatch.setattr(
            budget,
            "kept",
            lambda recipe, batch: only_maps(batch * feature_maps(recipe.window.patch, stage_strides(recipe))),
        )
        planned = plan_within(info, zoo.get(f"nnunet{ndim}d"), found, room)
        median = np.median(sizes_at(found, target_spacing(found)), axis=0)
        wanted = planner(
            found, lambda patch, *rest, room=room: feature_maps(patch, rest[3]["strides"]) / room
        ).get_plans_for_configuration(
            np.array(target_spacing(found)), median, "", float(np.prod(median)) * len(found.extents), {}
        )
        assert planned.recipe.window.patch == tuple(wanted["patch_size"])
        assert planned.recipe.options == zoo.plan_options(wanted["architecture"])["options"]
        assert planned.batch <= wanted["batch_size"] <= planned.batch + 1  # which is rounded, up as well


def only_maps(size: float) -> Kept:
    return Kept(weights=0, gradients=0, moments=0, images=0, maps=int(np.ceil(size)), loss=0)


@pytest.mark.parametrize(
    ("found", "model", "spacing", "patch", "batch", "options"),
    [
        (HIPPOCAMPUS, "nnunet3d", (1, 1, 1), (40, 56, 40), 9, {"widths": (32, 64, 128, 256)}),
        (LIVER, "nnunet3d", (1, 0.77, 0.77), (128, 128, 128), 2, {}),
        (
            HEART,
            "nnunet3d",
            (5, 1.5, 1.5),
            (20, 256, 224),
            2,
            {"kernels": ((1, 3, 3), 3, 3, 3, 3, 3), "strides": (1, (1, 2, 2), 2, 2, (1, 2, 2), (1, 2, 2))},
        ),
    ],
    ids=["hippocampus", "liver", "ACDC"],
)
def test_eight_gigabytes_give_the_known_patches_of_nnunet(
    found: Fingerprint,
    model: str,
    spacing: tuple[float, ...],
    patch: tuple[int, ...],
    batch: int,
    options: dict[str, Any],
) -> None:
    """40×56×40, 128×128×128 and 20×256×224; the batches are by our count of memory."""
    planned = plan_within(datasets.describe(MR), zoo.get(model), found)
    assert planned.recipe.input.spacing == spacing
    assert planned.recipe.window.patch == patch
    assert (planned.batch, planned.recipe.options) == (batch, options)


@pytest.mark.parametrize("model", ["unet-16", "unet3d-8", "nnunet3d-8"])
def test_what_is_planned_fits_and_more_does_not(model: str) -> None:
    info, network = datasets.describe(CT), zoo.get(model)
    patches = []
    for room in (1.5e9, 4e9):
        planned = plan_within(info, network, LIVER, room)
        assert kept(planned.recipe, planned.batch).total <= room < kept(planned.recipe, planned.batch + 1).total
        patches.append(planned.recipe.window.patch)
        if not planned.recipe.options:
            assert zoo.size_fault(network, planned.recipe.window.patch) == ""
    assert np.prod(patches[0]) < np.prod(patches[1])


def test_a_batch_holds_at_most_a_twentieth_of_the_voxels() -> None:
    few = replace(HIPPOCAMPUS, extents=HIPPOCAMPUS.extents[:100])
    assert plan_within(datasets.describe(MR), zoo.get("unet3d-8"), few).batch == round(0.05 * 100 * 63000 / 89600)


def test_memory_that_is_too_small_says_how_much_is_needed() -> None:
    with pytest.raises(
        UsageError, match=r"sunet keeps 3\.\d\d GB for .* patches, 256×256, more than 0\.1 GB\. Give more"
    ):
        plan_within(datasets.describe("dsb2018"), zoo.get("sunet"), PICTURES, 1e8)
    with pytest.raises(UsageError, match="nnunet2d halves patches, and 6×6 is too small"):
        plan_within(
            datasets.describe("dsb2018"),
            zoo.get("nnunet2d"),
            replace(PICTURES, extents=seen([(1, 1)], [(6, 6)]).extents),
        )


def test_stages_that_somebody_chose_stay() -> None:
    options = {"widths": (4, 8, 16), "bias": False}
    planned = plan_within(datasets.describe(MR), zoo.get("nnunet3d"), HIPPOCAMPUS, options=options)
    assert planned.recipe.options == options
    assert planned.recipe.window.patch == (64, 64, 64)


def test_a_spacing_of_ones_own_is_kept_and_sizes_follow_it() -> None:
    info, network = datasets.describe(MR), zoo.get("nnunet3d-8")
    planned = plan_within(info, network, HEART, spacing=(10, 3, 3))
    assert planned.recipe.input.spacing == (10, 3, 3)
    assert planned.recipe.window.patch[1:] == (128, 112)
    assert plan_within(info, zoo.get("unet-16"), HEART, axes="yx").recipe.input.spacing == (0, 1.5, 1.5)


@pytest.mark.parametrize(("dataset", "filled", "nonzero"), [(MR, 0.74, True), (MR, 0.76, False), (CT, 0.2, False)])
def test_voxels_of_0_are_left_out_where_images_are_mostly_empty(dataset: str, filled: float, nonzero: bool) -> None:
    found = replace(HIPPOCAMPUS, extents=tuple(replace(each, filled=filled) for each in HIPPOCAMPUS.extents))
    info, network = datasets.describe(dataset), zoo.get("unet3d-8")
    assert plan_within(info, network, found).recipe.input.channels[0].nonzero == nonzero
    assert not plan(info, network, found).input.channels[0].nonzero
