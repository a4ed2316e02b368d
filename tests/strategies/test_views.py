"""Mirrored, turned and sliced along other axes: what comes back lies where it belongs."""

from itertools import permutations

import numpy as np
import pytest
import torch

from segeval.errors import BadData, UsageError
from segeval.infer import Logits, likely
from segeval.records import Grid, Volume
from segeval.strategies import STRATEGIES
from segeval.strategies.views import View, seen
from tests.strategies.toys import OUTPUT, along, noting, of_each_voxel, volume

IMAGE = volume((4, 5, 6), channels=2)
mirrored, turned, shifted, planes = (STRATEGIES.get(name).fn for name in ("mirrored", "turned", "shifted", "planes"))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("reversed", [(), (0,), (1, 2), (0, 1, 2)])
def test_every_view_of_a_voxelwise_model_is_its_own_answer(order: tuple[int, ...], reversed: tuple[int, ...]) -> None:  # noqa: A002
    asked: list[Volume] = []
    found = seen(noting(asked, of_each_voxel()), View(order, reversed), IMAGE)
    assert torch.equal(found.array, of_each_voxel()(IMAGE).array)
    assert asked[0].grid.spacing == tuple(IMAGE.grid.spacing[axis] for axis in order)
    assert asked[0].array.shape[1:] == asked[0].grid.shape
    assert asked[0].case == ""


@pytest.mark.parametrize("strategy", [mirrored, turned, shifted, planes])
def test_a_voxelwise_model_answers_the_same(strategy: object) -> None:
    assert callable(strategy)
    found = strategy(of_each_voxel())(IMAGE)
    torch.testing.assert_close(likely(found, IMAGE.grid.shape), of_each_voxel()(IMAGE).array.softmax(0))


def test_mirrored_answers_of_mirrored_images_are_mirrored() -> None:
    model = mirrored(along(1), axes="zyx")
    flipped = Volume(np.ascontiguousarray(IMAGE.array[:, ::-1, :, ::-1]), IMAGE.grid)
    torch.testing.assert_close(model(flipped).array.flip(1, 3), model(IMAGE).array, atol=1e-5, rtol=1e-5)
    asked: list[Volume] = []
    mirrored(noting(asked, along(1)), axes="yx")(IMAGE)
    assert len(asked) == 4
    assert np.array_equal(asked[-1].array, IMAGE.array[:, :, ::-1, ::-1])


def test_turned_answers_of_turned_images_are_turned() -> None:
    model = turned(along(1))
    square = volume((3, 5, 5))
    quarter = Volume(np.ascontiguousarray(np.rot90(square.array, axes=(2, 3))), square.grid)
    found = torch.rot90(model(quarter).array, k=-1, dims=(2, 3))
    torch.testing.assert_close(found, model(square).array, atol=1e-5, rtol=1e-5)
    asked: list[Volume] = []
    turned(noting(asked, along(1)))(square)
    for count, image in enumerate(asked):
        assert any(np.array_equal(image.array, np.rot90(square.array, k, axes=(2, 3))) for k in (count, 4 - count))
    assert len({image.array.tobytes() for image in asked}) == 4


def test_a_model_that_sees_pairs_of_pixels_no_longer_does_when_it_is_moved() -> None:
    def paired(image: Volume) -> Logits:
        """Answer by the mean of pairs of neighbours, which begin at even places: of half the resolution."""
        rows = torch.from_numpy(image.array[0])
        rows = rows[..., : rows.shape[-1] // 2 * 2]
        means = rows.reshape(len(rows), -1, 2).mean(-1).repeat_interleave(2, -1)
        full = torch.nn.functional.pad(means[None], (0, image.array.shape[-1] - means.shape[-1]), mode="replicate")
        return Logits(torch.cat([torch.zeros_like(full), full, -full]), OUTPUT)

    picture = volume((4, 16))
    moved = Volume(np.ascontiguousarray(picture.array[..., 1:]), Grid.pixels((4, 15)))
    inner = (slice(None), slice(None), slice(3, 12))
    alone, other = paired(picture).array[..., 1:], paired(moved).array
    assert not torch.allclose(alone[inner], other[inner])
    model = shifted(paired, axes="x", steps=2)
    one, two = model(picture).array.softmax(0)[..., 1:], model(moved).array.softmax(0)
    torch.testing.assert_close(one[inner], two[inner])


def test_three_planes_of_a_permuted_volume_are_the_permuted_answer() -> None:
    model = planes(along(2))
    cube = Volume(np.random.default_rng(0).normal(size=(1, 4, 4, 4)).astype(np.float32), Grid.pixels((4, 4, 4)))
    expected = model(cube).array
    swapped = Volume(np.ascontiguousarray(cube.array.transpose(0, 2, 1, 3)), cube.grid)
    # Axial and coronal slices change places; a sagittal slice is transposed, which only a symmetric model forgives.
    symmetric = planes(lambda image: Logits(sum_over_slices(image), OUTPUT))
    torch.testing.assert_close(symmetric(swapped).array.transpose(1, 2), symmetric(cube).array, atol=1e-5, rtol=1e-5)
    assert expected.shape == (3, 4, 4, 4)


def sum_over_slices(image: Volume) -> torch.Tensor:
    """Return logits that are the sums of slices across the first axis."""
    total = torch.from_numpy(image.array[0]).sum((1, 2), keepdim=True).expand(image.array.shape[1:])
    return torch.stack([torch.zeros_like(total), total, -total])


def test_three_parts_see_axial_coronal_and_sagittal_slices() -> None:
    asked: list[list[Volume]] = [[], [], []]
    planes(*(noting(notes, of_each_voxel()) for notes in asked))(IMAGE)
    assert [notes[0].grid.shape for notes in asked] == [(4, 5, 6), (5, 4, 6), (6, 4, 5)]


def test_what_has_no_planes_is_refused() -> None:
    with pytest.raises(UsageError, match="give one part, or one for each of axial, coronal and sagittal slices; got 2"):
        planes(of_each_voxel(), of_each_voxel())
    with pytest.raises(BadData, match="only a volume has three planes"):
        planes(of_each_voxel())(volume((4, 5)))
    with pytest.raises(BadData, match="the plane zy is none of an image with the axes yx"):
        turned(of_each_voxel(), plane="zy")(volume((4, 5)))
    with pytest.raises(UsageError, match="'xx' are not different axes among z, y and x"):
        mirrored(of_each_voxel(), axes="xx")
