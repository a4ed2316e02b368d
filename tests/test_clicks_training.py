"""Training data of refiners: maps beside the image, the same as a refiner is shown later."""

import os
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume, zoo
from segeval.errors import BadData, UsageError
from segeval.infer import read_canonical
from segeval.records import Case, Mask, Volume, digest
from segeval.strategies.clicks import PAPER, WHITE, Click, channels, simulate, standardised, step_graph
from segeval.training.clicks import clicked, refining
from segeval.training.plan import fingerprint, plan
from segeval.training.sampling import prepare_item

LABELS = (0, 1, 2)


def earlier(dataset: str, folder: Path) -> tuple[list[Case], dict[str, Path]]:
    """Return some training cases, one of them with reversed axes, and answers that took lesions for organ."""
    cases = datasets.load(dataset).part_cases("train")[2:5]
    known = {}
    for case in cases:
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        known[case.id] = folder / f"{case.id}{''.join(case.mask.suffixes)}"
        volume.write_mask(known[case.id], Mask((mask.array > 0).astype(np.uint8), mask.grid))
    return cases, known


@pytest.mark.usefixtures("phantom", "phantom_2d")
@pytest.mark.parametrize(("dataset", "suffix"), [("phantom-2d", ".png"), ("phantom", ".nii.gz")])
def test_cases_show_the_answer_before_and_clicks_on_its_faults(dataset: str, suffix: str, tmp_path: Path) -> None:
    cases, known = earlier(dataset, tmp_path)
    for case, shown in zip(cases, clicked(cases, known, LABELS, tmp_path / "maps"), strict=True):
        assert shown.images[: len(case.images)] == case.images
        assert {"".join(path.suffixes) for path in shown.images[1:]} == {suffix}
        assert case.mask is not None
        image, reference = volume.read_image(shown.images), volume.read_mask(case.mask).array
        assert len(image.array) == 1 + 5
        assert np.array_equal(image.array[1], WHITE * (reference > 0))
        assert not image.array[2].any()
        clicks = simulate(reference, (reference > 0) * 1, np.random.default_rng(int(digest([0, case.id]), 16)))
        assert {click.label for click in clicks} <= {2}
        assert not image.array[3:5].any()  # nobody clicked on background or organ
        whitest = {tuple(voxel) for voxel in np.argwhere(image.array[5] == WHITE).tolist()}
        assert {click.voxel for click in clicks} <= whitest
        assert bool(clicks) == bool(whitest)


@pytest.mark.usefixtures("phantom")
def test_a_network_learns_from_what_it_is_shown_later(tmp_path: Path) -> None:
    """A refiner sees canonical axes, files have those of the case; one of these runs the other way."""
    cases, known = earlier("phantom", tmp_path)
    turned = 0
    for case, shown in zip(cases, clicked(cases, known, LABELS, tmp_path / "maps"), strict=True):
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        rng = np.random.default_rng(int(digest([0, case.id]), 16))
        marks = np.full(mask.array.shape, -1)
        for click in simulate(mask.array, (mask.array > 0) * 1, rng):
            marks[click.voxel] = click.label
        canonical = volume.canonical(marks, mask.grid)[0]
        turned += not np.array_equal(canonical, marks)
        clicks = [Click(tuple(voxel), int(canonical[tuple(voxel)])) for voxel in np.argwhere(canonical >= 0).tolist()]
        image, reference = read_canonical(case)
        assert reference is not None
        graph = step_graph(standardised(image.array), image.grid.spacing, PAPER)
        later = channels(graph, (reference.array > 0) * 1, clicks, LABELS)
        assert np.array_equal(read_canonical(shown)[0].array[1:], later)
    assert turned == 1


@pytest.mark.usefixtures("phantom_2d")
def test_a_recipe_brings_the_maps_to_what_a_network_expects(tmp_path: Path) -> None:
    cases, known = earlier("phantom-2d", tmp_path)
    recipe = refining(plan(datasets.load("phantom-2d").info, zoo.get("rnet2d"), fingerprint(cases)))
    assert recipe.in_channels == 1 + 5
    for case in clicked(cases, known, LABELS, tmp_path / "maps"):
        item, files = prepare_item(case, recipe, tmp_path / "cache"), volume.read_image(case.images).array
        np.testing.assert_allclose(item.image[1:], files[1:] / WHITE, atol=1e-6)
        assert (item.image[1:].min(), item.image[1:].max()) == (0, 1)


@pytest.mark.usefixtures("phantom_2d")
def test_maps_are_written_once_and_another_seed_or_answer_makes_others(tmp_path: Path) -> None:
    cases, known = earlier("phantom-2d", tmp_path)
    maps = tmp_path / "maps"
    first = clicked(cases, known, LABELS, maps)
    times = {path: path.stat().st_mtime_ns for path in maps.iterdir()}
    assert clicked(cases, known, LABELS, maps) == first
    assert {path: path.stat().st_mtime_ns for path in maps.iterdir()} == times
    other = clicked(cases, known, LABELS, maps, seed=1)
    assert not {path for case in other for path in case.images[1:]} & set(times)
    os.utime(known[cases[0].id], (1, 1))
    assert clicked(cases, known, LABELS, maps)[0] != first[0]


@pytest.mark.usefixtures("phantom_2d")
def test_cases_without_an_answer_or_on_another_grid_are_refused(tmp_path: Path) -> None:
    cases, known = earlier("phantom-2d", tmp_path)
    with pytest.raises(UsageError, match=r"--previous: no run answers about 2 of 3 cases: phantom_003, phantom_004"):
        clicked(cases, {cases[0].id: known[cases[0].id]}, LABELS, tmp_path / "maps")
    small = volume.read_image(cases[0].images)
    grid = type(small.grid).pixels((9, 9))
    volume.write_image(known[cases[0].id], Volume(np.zeros((1, 9, 9), np.float32), grid))
    with pytest.raises(BadData, match="earlier answer: shapes differ"):
        clicked(cases, known, LABELS, tmp_path / "maps")
