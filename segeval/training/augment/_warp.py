"""Where voxels come from: matrices and smooth fields of displacements, all in voxels, and images taken from there.

Numbers are drawn on the CPU, so that a seed gives the same ones everywhere; fields of them are smoothed on the device.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from segeval.training.augment import Batch
from segeval.training.augment._draws import along, whole_axes


class Ranges(NamedTuple):
    """From where to where a linear motion is drawn; the defaults move nothing.

    ``degrees`` is the largest angle of rotation in each plane and ``shear`` of a tilt of one axis towards another,
    ``scaling`` the range of magnifications (drawn evenly in the logarithm), ``shift`` the largest one along each axis,
    as a share of the patch.
    """

    degrees: float = 0.0
    scaling: tuple[float, float] = (1.0, 1.0)
    shear: float = 0.0
    shift: float = 0.0


def draw_linear(
    count: int, shape: torch.Size, generator: torch.Generator, ranges: Ranges, share: float = 1.0
) -> tuple[Tensor, Tensor, Tensor]:
    """Draw matrices ``(count, d, d)``, offsets ``(count, d, 1, ...)`` in voxels, and which samples move at all.

    Rotation, scale, shear and shift each happen with the probability ``share``. A voxel at p off the middle shows what
    lies at matrix · p + offset. Slices of flat patches stay whole.
    """
    ndim, axes = len(shape), whole_axes(shape)
    pairs = [(a, b) for a in axes for b in axes if a < b]
    active = [ranges.degrees > 0, ranges.scaling != (1, 1), ranges.shear > 0, ranges.shift > 0]
    happens = (torch.rand((4, count), generator=generator) < share) & torch.tensor(active)[:, None]
    turns, zooms, tilts, shifts = (
        torch.empty((count, size)).uniform_(-1, 1, generator=generator) * each[:, None]
        for size, each in zip((len(pairs), 1, len(pairs), ndim), happens, strict=True)
    )
    low, high = map(math.log, ranges.scaling)
    matrices = torch.eye(ndim).repeat(count, 1, 1)
    for number, (a, b) in enumerate(pairs):
        matrices = matrices @ in_plane(ndim, a, b, rotations(turns[:, number] * math.radians(ranges.degrees)))
    for number, (a, b) in enumerate(pairs):
        tilted = torch.eye(2).repeat(count, 1, 1)
        tilted[:, 0, 1] = torch.tan(tilts[:, number] * math.radians(ranges.shear))
        matrices = matrices @ in_plane(ndim, a, b, tilted)
    zoom = torch.exp(-torch.where(happens[1], low + (zooms[:, 0] + 1) / 2 * (high - low), 0.0))
    matrices[:, list(axes)] *= zoom[:, None, None]
    extent = torch.tensor([n if axis in axes else 0 for axis, n in enumerate(shape)])
    offsets = (shifts * ranges.shift * extent).reshape(count, ndim, *(1,) * ndim)
    return matrices, offsets, happens.any(0)


def rotations(angles: Tensor) -> Tensor:
    """Return matrices ``(n, 2, 2)`` for angles in radians."""
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([cos, -sin, sin, cos], 1).reshape(-1, 2, 2)


def in_plane(ndim: int, a: int, b: int, matrices: Tensor) -> Tensor:
    """Return matrices ``(n, ndim, ndim)`` that act as those ``(n, 2, 2)`` in the plane of two axes."""
    whole = torch.eye(ndim).repeat(len(matrices), 1, 1)
    for row, axis in enumerate((a, b)):
        whole[:, axis, a], whole[:, axis, b] = matrices[:, row, 0], matrices[:, row, 1]
    return whole


def warp(images: Tensor, labels: Tensor, chosen: Tensor, matrices: Tensor, offsets: Tensor) -> Batch:
    """Return the batch with its ``chosen`` samples taken from matrix · p + offset, p the place off the middle.

    ``offsets`` are ``(n, d, *spatial)`` or of size 1 along spatial axes. Outside the patch lies 0, the background.
    """
    exact = torch.promote_types(images.dtype, torch.float32)
    axes = [torch.arange(n, dtype=exact, device=images.device) - (n - 1) / 2 for n in images.shape[2:]]
    places = torch.stack(torch.meshgrid(*axes, indexing="ij"))
    source = torch.einsum("nab,b...->na...", matrices.to(places), places) + offsets.to(places)
    half = torch.tensor(images.shape[2:]).to(places) / 2
    grid = source.movedim(1, -1) / half
    return resample(images, labels, chosen, grid.flip(-1))  # torch has x first


def resample(images: Tensor, labels: Tensor, chosen: Tensor, grid: Tensor) -> Batch:
    """Take ``chosen`` samples from a grid as torch has it: linear in the image, nearest neighbour in the labels."""
    images, labels = images.clone(), labels.clone()
    exact = torch.promote_types(images.dtype, torch.float32)
    grid = grid.to(images.device, exact)
    taken = functional.grid_sample(images[chosen].to(exact), grid, mode="bilinear", align_corners=False)
    images[chosen] = taken.to(images.dtype)
    moved = functional.grid_sample(labels[chosen, None].to(exact), grid, mode="nearest", align_corners=False)
    labels[chosen] = moved[:, 0].to(labels.dtype)
    return images, labels


def gaussian(sigma: Tensor, n: int, pad: int = 0) -> Tensor:
    """Return matrices ``(*sigma.shape, n, n + 2 pad)`` of Gaussian means with weights that sum to 1.

    The input starts ``pad`` before the output; what lies outside it counts as its first or last value.
    """
    radius = max(1, math.ceil(4 * float(sigma.max())))
    offsets = torch.arange(-radius, radius + 1)
    weights = torch.exp(-0.5 * (offsets / sigma[..., None]) ** 2)
    weights = weights / weights.sum(-1, keepdim=True)
    places = (torch.arange(n)[:, None] + pad + offsets).clamp(0, n + 2 * pad - 1)
    matrix = torch.zeros(*sigma.shape, n, n + 2 * pad)
    return matrix.scatter_add_(
        -1, places.expand(*sigma.shape, -1, -1), weights[..., None, :].expand(*matrix.shape[:-1], -1)
    )


def gaussian_field(
    count: int, shape: torch.Size, generator: torch.Generator, device: torch.device, *, alpha: float, sigma: float
) -> Tensor:
    """Return displacements ``(count, d, *shape)``: alpha times noise from -1 to 1 under a Gaussian of sigma voxels.

    Simard et al. 2003, doi:10.1109/ICDAR.2003.1227801. Noise goes on beyond the patch, so that the field has the same
    deviation everywhere: alpha / √3 · (2 sigma √π)^(-d/2), as long as sigma is 1 or more.
    """
    pad = math.ceil(4 * sigma)
    field = torch.empty((count, len(shape), *(n + 2 * pad for n in shape))).uniform_(-1, 1, generator=generator)
    field = field.to(device)
    for axis, n in enumerate(shape):
        field = along(field, axis + 2, gaussian(torch.tensor(sigma), n, pad))
    return alpha * field


def grid_field(
    count: int, shape: torch.Size, generator: torch.Generator, device: torch.device, *, points: int, deviation: float
) -> Tensor:
    """Return displacements ``(count, d, *shape)``: normal at points evenly over the patch, cubic between them.

    Ronneberger et al. 2015, arXiv:1505.04597: 3 points along each axis, a deviation of 10 pixels.
    """
    field = (torch.randn((count, len(shape), *(points,) * len(shape)), generator=generator) * deviation).to(device)
    for axis, n in enumerate(shape):
        steps = torch.eye(points)[None, None]
        matrix = functional.interpolate(steps, size=(n, points), mode="bicubic", align_corners=True)[0, 0]
        field = along(field, axis + 2, matrix)
    return field


def spline_field(
    count: int, shape: torch.Size, generator: torch.Generator, device: torch.device, *, spacing: float, deviation: float
) -> Tensor:
    """Return displacements ``(count, d, *shape)`` of a uniform cubic B-spline with normal control points.

    Çiçek et al. 2016, arXiv:1606.06650: points 32 voxels apart, a deviation of 4 voxels. The first point lies one
    spacing before the first voxel. The field is smoother than its points: where four meet, of half their variance along
    each axis.
    """
    matrices = [spline(n, spacing) for n in shape]
    size = (count, len(shape), *(matrix.shape[1] for matrix in matrices))
    field = (torch.randn(size, generator=generator) * deviation).to(device)
    for axis, matrix in enumerate(matrices):
        field = along(field, axis + 2, matrix)
    return field


def spline(n: int, spacing: float) -> Tensor:
    """Return the matrix ``(n, points)`` of the uniform cubic B-spline, in the four basis functions of each voxel."""
    place = torch.arange(n) / spacing
    first = place.floor()
    u = place - first
    basis = torch.stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3], 1) / 6
    index = first.long()[:, None] + torch.arange(4)
    return torch.zeros(n, int(index.max()) + 1).scatter_(1, index, basis)
