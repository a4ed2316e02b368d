"""The columns of a board as a reader wants them: what ranks first, then by what a metric looks at."""

from segeval.records import MetricInfo
from segeval.report.aggregate import MACRO
from segeval.report.ranking import Board

FAMILIES = ("Overlap", "Surface", "Volume", "Instances")
SURFACE = ("nsd", "nsd_voxel", "boundary_iou", "hd", "asd", "masd", "rmsd")
VOLUME = ("rvd", "rvd_abs", "volume_difference", "volumetric_similarity")
INSTANCES = ("aji", "pq", "sq", "rq")
LAST = "pa"  # most pixels are background, of which every model is sure
WHOLE_MAP = "all"  # the pseudo-structure of metrics that are of the whole label map


def family(metric: MetricInfo) -> str:
    """Return what a metric looks at, one of FAMILIES."""
    name = metric.id.partition("@")[0]
    if name in INSTANCES or name.startswith(("lesion_", "object_")):
        return "Instances"
    if name in VOLUME or metric.unit == "volume" or metric.better == "zero":
        return "Volume"
    return "Surface" if name in SURFACE or metric.unit in ("length", "px") else "Overlap"


def ordered(board: Board) -> list[tuple[str, MetricInfo]]:
    """Return the columns of a board: view by view, in each what ranks, then by family, pixel accuracy last."""

    def place(column: tuple[str, MetricInfo]) -> tuple[int, int, int]:
        view, metric = column
        ranking = [each.id for each in board.rules.ranking]
        first = ranking.index(metric.id) if metric.id in ranking else len(ranking)
        last = len(FAMILIES) if metric.id == LAST else FAMILIES.index(family(metric))
        return board.views.index(view), first, last

    return sorted(board.columns, key=place)


def leading_view(board: Board) -> str:
    """Return the view that ranks: the mean over structures, or the only structure."""
    return board.views[0] if board.views else MACRO
