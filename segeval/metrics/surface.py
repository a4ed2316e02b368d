"""Distances between two surfaces, in the unit of the grid; a surface is the border voxels of a mask."""

from math import inf

import numpy as np

from segeval.metrics._pair import Pair
from segeval.metrics._registry import Declaration, Empty, metric

# A structure that was missed has no distance: any number, above all zero, would be invented.
NO_DISTANCE = Empty(both=None, reference=None, prediction=None)


@metric(
    Declaration(
        title="Average symmetric surface distance",
        unit="length",
        better="lower",
        bounds=(0, inf),
        empty=NO_DISTANCE,
        needs="surface",
        symmetric=True,
        version=1,
        source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851",
        aliases=("assd",),
    )
)
def asd(pair: Pair) -> float:
    """Mean over the border voxels of both masks together of the distance to the other border."""
    there, back = pair.distances
    return (float(there.sum()) + float(back.sum())) / (there.size + back.size)


@metric(
    Declaration(
        title="Hausdorff distance (maximum symmetric surface distance)",
        unit="length",
        better="lower",
        bounds=(0, inf),
        empty=NO_DISTANCE,
        needs="surface",
        symmetric=True,
        version=1,
        source="Huttenlocher et al. 1993, doi:10.1109/34.232073; Heimann et al. 2009, doi:10.1109/TMI.2009.2013851",
        aliases=("msd", "hausdorff"),
    )
)
def hd(pair: Pair) -> float:
    """Largest distance from a border voxel of either mask to the border of the other."""
    there, back = pair.distances
    return float(max(there.max(), back.max()))


@metric(
    Declaration(
        title="Hausdorff distance, 95th percentile",
        unit="length",
        better="lower",
        bounds=(0, inf),
        empty=NO_DISTANCE,
        needs="surface",
        symmetric=True,
        version=1,
        source="Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z, as in MetricsReloaded and MONAI",
    )
)
def hd95(pair: Pair) -> float:
    """The larger of the two directed 95th percentiles, each interpolated linearly between ranks."""
    return max(float(np.percentile(distances, 95)) for distances in pair.distances)
