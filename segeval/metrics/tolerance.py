"""Surface Dice: the share of two surfaces that lie within a tolerance of each other (normalised surface distance)."""

from segeval.errors import UsageError
from segeval.metrics._reads import Directions, HasSurfaces
from segeval.metrics._registry import Empty, Parameter, metric

# Unlike a distance, a share of nothing found is known.
EMPTY = Empty(both=None, reference=0, prediction=0)
TOLERANCE = Parameter("tolerance", None, 0, 1e6, "distance in the unit of the grid; default: that of the structure")
PER_SIDE = "mean of the shares of the two surfaces, whatever their sizes"


@metric(
    title="Normalised surface distance (surface Dice)",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=EMPTY,
    needs="surface",
    symmetric=True,
    version=1,
    source="Nikolov et al. 2021, doi:10.2196/26151",
    aliases=("surface_dice",),
    parameter=TOLERANCE,
    agrees=("surface-distance (DeepMind)", "Medical Segmentation Decathlon", "MONAI with use_subvoxels"),
    differs={
        "MetricsReloaded": "counts border voxels, as nsd_voxel",
        "MONAI": "counts border voxels by default, as nsd_voxel",
        "panoptica": PER_SIDE,
        "pymia": "equal in 3D; in 2D it measures a volume of one slice",
        "MeshMetrics": "measures between triangle meshes",
    },
)
def nsd(pair: HasSurfaces, tolerance: float | None = None) -> float:
    """(area of R within τ of the surface of P + area of P within τ of the surface of R) / (area of R + area of P).

    The surface is made of elements between voxels, which count by their area (in 2D by their length). Within τ is up to
    τ · (1 + 1e-6), so that neither single precision in a header nor a turned grid decides.
    """
    return _share(pair.surfels, _limit("nsd", pair, tolerance))


@metric(
    title="Normalised surface distance of border voxels",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=EMPTY,
    needs="surface",
    symmetric=True,
    version=1,
    source="Nikolov et al. 2021, doi:10.2196/26151, as in MetricsReloaded and MONAI",
    parameter=TOLERANCE,
    agrees=("MetricsReloaded", "MONAI"),
    differs={
        "surface-distance (DeepMind)": "weighs elements between voxels by area, as nsd",
        "panoptica": PER_SIDE,
    },
)
def nsd_voxel(pair: HasSurfaces, tolerance: float | None = None) -> float:
    """(border voxels of R within τ of the border of P + those of P within τ of that of R) / (all border voxels).

    Within τ is up to τ · (1 + 1e-6), so that neither single precision in a header nor a turned grid decides.
    """
    return _share(pair.distances, _limit("nsd_voxel", pair, tolerance))


def _limit(name: str, pair: HasSurfaces, tolerance: float | None) -> float:
    limit = pair.tolerance if tolerance is None else tolerance
    if limit is None:
        unit = pair.grid.unit
        msg = f"{name}: the structure has no tolerance; pass one, such as {name}@2 for 2 {unit}, or declare one"
        raise UsageError(msg)
    return limit


def _share(surfaces: Directions, limit: float) -> float:
    there, back = surfaces
    return (there.within(limit) + back.within(limit)) / (there.size + back.size)
