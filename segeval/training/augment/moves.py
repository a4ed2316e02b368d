"""Changes that move voxels to places between voxels: linear in the image, nearest neighbour in the labels."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.augment import SCALING, Batch, How, augmentation
from segeval.training.augment._draws import choose, whole_axes
from segeval.training.augment._warp import (
    Ranges,
    draw_linear,
    gaussian_field,
    grid_field,
    resample,
    spline_field,
    warp,
)

ROTATION = math.radians(25)
DEFORMATION = 0.06

Field = Callable[[int, torch.Size, torch.Generator, torch.device], Tensor]


@augmentation("deform", title="rotation, scale and a smooth bend", share=0.3)
def deform(images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float) -> Batch:
    """Rotate, scale and bend a share of the samples."""
    chosen = choose(images, generator, share)
    if not len(chosen):
        return images, labels
    shape, ndim = images.shape[2:], images.ndim - 2
    matrices = torch.stack([random_affine(ndim, shape, generator, how.scaling) for _ in chosen])
    grid = functional.affine_grid(matrices.to(images.device), [len(chosen), 1, *shape], align_corners=False)
    coarse = torch.randn((len(chosen), ndim, *(4,) * ndim), generator=generator) * (DEFORMATION / 2)
    mode = "bilinear" if ndim == 2 else "trilinear"
    bend = functional.interpolate(coarse.to(images.device), size=shape, mode=mode, align_corners=True)
    return resample(images, labels, chosen, grid + bend.movedim(1, -1))


def random_affine(
    ndim: int, shape: torch.Size, generator: torch.Generator, scaling: tuple[float, float] = SCALING
) -> Tensor:
    """Return a matrix ``(ndim, ndim + 1)`` in normalised coordinates: a rotation about each axis, and a scale."""
    matrix = torch.eye(ndim)
    for a in range(ndim):
        for b in range(a + 1, ndim):
            angle = float(torch.empty(()).uniform_(-ROTATION, ROTATION, generator=generator))
            if b == 2:  # axes run (x, y, z) here; turning slices out of their plane blurs them where they are thick
                angle /= 3
            turn = torch.eye(ndim)
            turn[a, a] = turn[b, b] = math.cos(angle)
            turn[a, b], turn[b, a] = -math.sin(angle), math.sin(angle)
            matrix = matrix @ turn
    extent = torch.tensor(tuple(reversed(shape)), dtype=torch.float32)
    matrix = matrix * extent[None, :] / extent[:, None]  # rotate in voxels, not in normalised coordinates
    scale = float(torch.empty(()).uniform_(math.log(scaling[0]), math.log(scaling[1]), generator=generator))
    return torch.cat([matrix / math.exp(scale), torch.zeros(ndim, 1)], dim=1)


def move(images: Tensor, labels: Tensor, generator: torch.Generator, share: float, ranges: Ranges) -> Batch:
    """Move samples linearly, by a draw from each range in a share of its own, in one interpolation."""
    matrices, offsets, moves = draw_linear(len(images), images.shape[2:], generator, ranges, share)
    chosen = torch.nonzero(moves).flatten()
    if not len(chosen):
        return images, labels
    return warp(images, labels, chosen, matrices[chosen], offsets[chosen])


@augmentation("affine", title="rotation, scale, shear and shift, each on its own, in one interpolation", share=0.2)
def affine(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    degrees: float = 25.0,
    scaling: tuple[float, float] | None = None,
    shear: float = 10.0,
    shift: float = 0.1,
) -> Batch:
    """Rotate, scale, shear and shift, each in a share of the samples; see ``Ranges``."""
    return move(images, labels, generator, share, Ranges(degrees, scaling or how.scaling, shear, shift))


@augmentation("rotate", title="rotation by up to 25 degrees in each plane", share=0.2)
def rotate(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, degrees: float = 25.0
) -> Batch:
    """Rotate about the middle, in voxels."""
    return move(images, labels, generator, share, Ranges(degrees=degrees))


@augmentation("scale", title="magnification within the range of the training", share=0.2)
def scale(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    scaling: tuple[float, float] | None = None,
) -> Batch:
    """Magnify all axes alike, without ``scaling`` in the range that the training allows."""
    return move(images, labels, generator, share, Ranges(scaling=scaling or how.scaling))


@augmentation("shear", title="shear by up to 10 degrees in each plane", share=0.2)
def shear(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, degrees: float = 10.0
) -> Batch:
    """Tilt one axis of each plane towards the other."""
    return move(images, labels, generator, share, Ranges(shear=degrees))


@augmentation("translate", title="shift by up to a tenth of the patch", share=0.2)
def translate(
    images: Tensor, labels: Tensor, generator: torch.Generator, how: How, share: float, *, shift: float = 0.1
) -> Batch:
    """Shift along each axis."""
    return move(images, labels, generator, share, Ranges(shift=shift))


def bend(
    images: Tensor, labels: Tensor, generator: torch.Generator, share: float, field: Field, ranges: Ranges
) -> Batch:
    """Move a share of the samples by a field, and linearly by a draw from each range, in one interpolation."""
    chosen, shape = choose(images, generator, share), images.shape[2:]
    if not len(chosen):
        return images, labels
    displaced = field(len(chosen), shape, generator, images.device)
    displaced[:, [axis for axis in range(len(shape)) if axis not in whole_axes(shape)]] = 0
    matrices, offsets, _ = draw_linear(len(chosen), shape, generator, ranges)
    return warp(images, labels, chosen, matrices, displaced + offsets.to(displaced))


@augmentation("elastic", title="elastic deformation: smoothed noise (Simard et al. 2003)", share=0.2)
def elastic(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    alpha: float = 34.0,
    sigma: float = 4.0,
) -> Batch:
    """Bend a share of the samples by ``gaussian_field``; alpha and sigma in voxels, by default those of the paper.

    In 3D the same alpha moves less: by 0.4 voxels instead of 1.4 (deviations along each axis).
    """
    return bend(images, labels, generator, share, partial(gaussian_field, alpha=alpha, sigma=sigma), Ranges())


@augmentation("elastic-grid", title="elastic deformation of U-Net: 3 points along each axis", share=0.2)
def elastic_grid(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    deviation: float = 10.0,
    degrees: float = 0.0,
    shift: float = 0.0,
) -> Batch:
    """Bend a share of the samples by ``grid_field``, in voxels, and move them linearly; see ``Ranges``."""
    field = partial(grid_field, points=3, deviation=deviation)
    return bend(images, labels, generator, share, field, Ranges(degrees=degrees, shift=shift))


@augmentation("b-spline", title="B-spline deformation of 3D U-Net: points 32 voxels apart", share=0.2)
def b_spline(
    images: Tensor,
    labels: Tensor,
    generator: torch.Generator,
    how: How,
    share: float,
    *,
    spacing: float = 32.0,
    deviation: float = 4.0,
    degrees: float = 0.0,
    scaling: tuple[float, float] = (1.0, 1.0),
) -> Batch:
    """Bend a share of the samples by ``spline_field``, in voxels, and move them linearly; see ``Ranges``."""
    field = partial(spline_field, spacing=spacing, deviation=deviation)
    return bend(images, labels, generator, share, field, Ranges(degrees, scaling))
