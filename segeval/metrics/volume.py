"""Agreement of two volumes, wherever they lie."""

from math import inf, prod

from segeval.metrics._reads import HasCounts
from segeval.metrics._registry import Empty, metric


@metric(
    title="Relative volume difference",
    unit="1",
    better="zero",
    bounds=(-1, inf),
    empty=Empty(both=None, reference=None, prediction=-1),
    needs="counts",
    symmetric=False,
    version=1,
    source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, signed and as a fraction instead of percent",
    agrees=("medpy", "panoptica", "LiTS (whole labels)"),
    differs={
        "LiTS (lesions)": "(|R| − |P|) / |P|: the other sign, relative to the prediction",
        "MetricsReloaded": "without the sign: rvd_abs",
        "seg-metrics": "2 (|P| − |R|) / (|P| + |R|)",
        "SimpleITK": "2 (|P| − |R|) / (|P| + |R|)",
    },
)
def rvd(pair: HasCounts) -> float:
    """(|P| − |R|) / |R|: negative where the prediction is too small."""
    tp, fp, fn, _ = pair.counts
    return (fp - fn) / (tp + fn)


@metric(
    title="Absolute relative volume difference",
    unit="1",
    better="lower",
    bounds=(0, inf),
    empty=Empty(both=None, reference=None, prediction=1),
    needs="counts",
    symmetric=False,
    version=1,
    source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, as a fraction instead of percent",
    aliases=("avdr",),
    agrees=("MetricsReloaded",),
)
def rvd_abs(pair: HasCounts) -> float:
    """||P| − |R|| / |R|."""
    tp, fp, fn, _ = pair.counts
    return abs(fp - fn) / (tp + fn)


@metric(
    title="Volumetric similarity",
    unit="1",
    better="higher",
    bounds=(0, 1),
    empty=Empty(both=None, reference=0, prediction=0),
    needs="counts",
    symmetric=True,
    version=1,
    source="Taha and Hanbury 2015, doi:10.1186/s12880-015-0068-x, section 3.2",
    agrees=("pymia",),
    differs={"seg-metrics": "2 (|P| − |R|) / (|P| + |R|)", "SimpleITK": "2 (|P| − |R|) / (|P| + |R|)"},
)
def volumetric_similarity(pair: HasCounts) -> float:
    """1 − ||P| − |R|| / (|P| + |R|): 1 for equal volumes, even if they share no voxel."""
    tp, fp, fn, _ = pair.counts
    return 1 - abs(fp - fn) / (2 * tp + fp + fn)


@metric(
    title="Absolute volume difference",
    unit="volume",
    better="lower",
    bounds=(0, inf),
    empty=Empty(both=None, reference="formula", prediction="formula"),
    needs="counts",
    symmetric=True,
    version=2,
    source="Heimann et al. 2009, doi:10.1109/TMI.2009.2013851, not relative to the reference",
    aliases=("avd",),
)
def volume_difference(pair: HasCounts) -> float:
    """||P| − |R||, in millilitres, in 2D in square millimetres, without a spacing in voxels."""
    _, fp, fn, _ = pair.counts
    grid = pair.grid
    size = prod(grid.spacing)
    return abs(fp - fn) * (size / 1000 if grid.unit == "mm" and len(grid.shape) == 3 else size)
