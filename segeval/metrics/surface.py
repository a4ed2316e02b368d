"""Distances between two surfaces, in the unit of the grid; a surface is the border voxels of a mask."""

from functools import partial
from math import hypot, inf, sqrt

import numpy as np

from segeval.metrics._measure.pair import BoolArray
from segeval.metrics._reads import HasMasks, HasSurfaces
from segeval.metrics._registry import NO_VALUE, Empty, NoValue, Parameter, metric

HEIMANN = "Heimann et al. 2009, doi:10.1109/TMI.2009.2013851"
RELOADED = "Maier-Hein et al. 2024, doi:10.1038/s41592-023-02151-z"
# Peers that take something else for a surface, so that none of their distances are ours.
OTHER_SURFACES = {
    "surface-distance (DeepMind)": "between surface elements that count by their area",
    "MeshMetrics": "between meshes",
    "seg-metrics": "borders of a full neighbourhood; the edge of the image is no border",
}
POOLED = "one percentile of both directions together: hd95_pooled"

# What every distance declares alike.
distance = partial(metric, unit="length", better="lower", bounds=(0, inf), empty=NO_VALUE, needs="surface")


@distance(
    title="Average symmetric surface distance",
    symmetric=True,
    version=1,
    source=HEIMANN,
    aliases=("assd",),
    agrees=("medpy (from 0.5)", "MetricsReloaded", "MONAI (symmetric)"),
    differs={
        "medpy (before 0.5)": "mean of two means: masd",
        "panoptica": "mean of two means: masd; ignores the spacing of whole images",
        "MONAI (default)": "from the prediction only: asd_prediction",
        "LiTS": "borders of 18 neighbours",
        "SimpleITK": "larger of two means over all voxels of the masks",
        **OTHER_SURFACES,
    },
)
def asd(pair: HasSurfaces) -> float:
    """Mean over the border voxels of both masks together of the distance to the other border."""
    there, back = pair.distances
    return (there.total + back.total) / (there.size + back.size)


@distance(
    title="Mean average surface distance",
    symmetric=True,
    version=1,
    source=RELOADED,
    agrees=("MetricsReloaded", "panoptica (objects)", "medpy (before 0.5)"),
    differs=OTHER_SURFACES,
)
def masd(pair: HasSurfaces) -> float:
    """Mean of the two directed averages, so that the smaller surface counts as much as the larger one."""
    there, back = pair.distances
    return (there.total / there.size + back.total / back.size) / 2


@distance(
    title="Average distance from the reference surface",
    symmetric=False,
    version=1,
    source=HEIMANN,
    agrees=("medpy (swapped)", "MONAI (swapped)"),
    differs=OTHER_SURFACES,
)
def asd_reference(pair: HasSurfaces) -> float:
    """Mean over the border voxels of R of the distance to the border of P: large where something was missed."""
    return pair.distances.from_reference.total / pair.distances.from_reference.size


@distance(
    title="Average distance from the predicted surface",
    symmetric=False,
    version=1,
    source=HEIMANN,
    agrees=("medpy", "MONAI"),
    differs=OTHER_SURFACES,
)
def asd_prediction(pair: HasSurfaces) -> float:
    """Mean over the border voxels of P of the distance to the border of R: large where something was invented."""
    return pair.distances.from_prediction.total / pair.distances.from_prediction.size


@distance(
    title="Root mean square symmetric surface distance",
    symmetric=True,
    version=1,
    source=HEIMANN,
    aliases=("rms",),
    differs={"LiTS": "borders of 18 neighbours", **OTHER_SURFACES},
)
def rmsd(pair: HasSurfaces) -> float:
    """Root of the mean over the border voxels of both masks together of the squared distance to the other border."""
    there, back = pair.distances
    return sqrt((there.squares + back.squares) / (there.size + back.size))


@distance(
    title="Hausdorff distance (maximum symmetric surface distance)",
    symmetric=True,
    version=1,
    source=f"Huttenlocher et al. 1993, doi:10.1109/34.232073; {HEIMANN}",
    aliases=("msd", "hausdorff"),
    agrees=("medpy", "MetricsReloaded", "MONAI"),
    differs={
        "panoptica": "ignores the spacing of whole images",
        "SimpleITK": "over all voxels of the masks, so that holes count less",
        **OTHER_SURFACES,
    },
)
def hd(pair: HasSurfaces) -> float:
    """Largest distance from a border voxel of either mask to the border of the other."""
    there, back = pair.distances
    return max(there.largest, back.largest)


@distance(
    title="Hausdorff distance, 95th percentile",
    symmetric=True,
    version=1,
    source=f"{RELOADED}, as in MetricsReloaded and MONAI",
    agrees=("MetricsReloaded", "MONAI"),
    differs={"medpy": POOLED, "panoptica": POOLED, "TransUNet": f"{POOLED}, in voxels", **OTHER_SURFACES},
)
def hd95(pair: HasSurfaces) -> float:
    """The larger of the two directed 95th percentiles, each interpolated linearly between ranks."""
    return max(side.percentile(95) for side in pair.distances)


@distance(
    title="Hausdorff distance, 95th percentile of both directions together",
    symmetric=True,
    version=1,
    source=f"{RELOADED}; pooled as in medpy",
    agrees=("medpy",),
    differs={
        "panoptica": "ignores the spacing of whole images",
        "TransUNet": "in voxels",
        "MetricsReloaded": "larger of two percentiles: hd95",
        "MONAI": "larger of two percentiles: hd95",
        **OTHER_SURFACES,
    },
)
def hd95_pooled(pair: HasSurfaces) -> float:
    """95th percentile, interpolated linearly between ranks, of the distances of all border voxels of both masks."""
    return pair.distances.pooled_percentile(95)


@distance(
    title="Hausdorff distance, any percentile",
    symmetric=True,
    version=1,
    source=f"{RELOADED}, as in MetricsReloaded and MONAI",
    parameter=Parameter("percent", 95, 0, 100, "share of each surface, in percent, within the distance"),
    agrees=("MetricsReloaded", "MONAI"),
    differs=OTHER_SURFACES,
)
def hd_percentile(pair: HasSurfaces, percent: float = 95) -> float:
    """The larger of the two directed percentiles, each interpolated linearly between ranks; 100 is hd."""
    return max(side.percentile(percent) for side in pair.distances)


@metric(
    title="Boundary IoU",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="masks",
    symmetric=True,
    version=1,
    source="Cheng et al. 2021, doi:10.1109/CVPR46437.2021.01508, with the pixels of its published code",
    background=True,
    parameter=Parameter("width", None, 1, 1e6, "pixels of the boundary; default: 2 % of the image diagonal"),
    agrees=("boundary-iou-api (Cheng)",),
    differs={
        "MetricsReloaded": "pixels nearer than the width to the border by straight distance, on both of its sides"
    },
)
def boundary_iou(pair: HasMasks, width: float | None = None) -> float:
    """|Rb ∩ Pb| / |Rb ∪ Pb| of the inner boundaries: what erosion by ``width`` steps of a full neighbourhood removes.

    Steps are pixels whatever the spacing, at least 1 and by default 2 % of the diagonal of the image, so that empty
    space around changes the value; outside the image is background. Ignored pixels remove nothing, and there is no
    value where nothing else is near.
    """
    steps = max(1, round(0.02 * hypot(*pair.shape))) if width is None else int(min(width, max(pair.shape)))
    reference, prediction = (_inner_boundary(mask, pair.ignored, steps) for mask in pair.masks)
    if not (either := np.count_nonzero(reference | prediction)):
        raise NoValue
    return np.count_nonzero(reference & prediction) / either


def _inner_boundary(mask: BoolArray, ignored: BoolArray | None, steps: int) -> BoolArray:
    """Return the pixels of a mask at most ``steps`` steps, also diagonal ones, from what is outside and not ignored."""
    from scipy import ndimage

    filled = mask if ignored is None else mask | ignored
    inner = ndimage.minimum_filter(filled, size=2 * steps + 1, mode="constant", cval=0)
    return np.asarray(mask & ~inner)
