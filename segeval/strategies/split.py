"""What touches is cut apart: objects of one label that an answer joins, as nuclei that lie side by side."""

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from segeval.errors import UsageError
from segeval.infer import Logits, Segment, decided, overruled
from segeval.records import Volume
from segeval.strategies import strategy
from segeval.strategies.clean import Bits, wanted

# Mean pq on the validation cases of dsb2018 by blur and apart, of unet-8 after 3000 steps with mirror images, 0.609
# as it answers: (1, 5) 0.690, (2, 3) 0.692, (2, 5) 0.695, (2, 8) 0.679, (3, 3) 0.693, (3, 5) 0.690.
BLUR, APART = 2.0, 5.0


@strategy(
    "split",
    title="Touching objects cut apart",
    source="watershed of the distance to the border: Vincent and Soille 1991, doi:10.1109/34.87344",
    example='strategy = "split"\napart = 8.0\nlabels = [2]\n\n[part]\nmodel = "unet3d-8"\n',
)
def split(part: Segment, *, blur: float = BLUR, apart: float = APART, labels: tuple[int, ...] = ()) -> Segment:
    """Return the segmenter whose touching objects are parted by background, one voxel wide.

    The distance to the border of a label, blurred by a Gaussian of deviation ``blur``, rises to the middle of each
    object: no higher place is within ``apart`` of it along any axis. From there the objects grow until they meet.
    Both are in the unit of the grid (mm or pixels), and ``labels`` are those that this is done to, all where it is
    empty. Metrics of objects (pq, aji ...) count what is parted as several; others lose the voxels between.
    """
    if blur < 0 or apart <= 0:
        msg = f"split: blur = {blur} and apart = {apart}; give a blur of at least 0, and apart above 0"
        raise UsageError(msg)

    def segment(image: Volume) -> Logits:
        logits = part(image)
        found = decided(logits, image.grid.shape).copy()
        for label in wanted(found, labels):
            found[between(found == label, image.grid.spacing, blur, apart)] = 0
        return overruled(logits, found)

    return segment


def between(mask: Bits, spacing: Sequence[float], blur: float, apart: float) -> Bits:
    """Return the voxels of a mask, an array in the order of ``spacing``, that part its objects."""
    from skimage.segmentation import watershed

    depth = ndimage.distance_transform_edt(mask, sampling=spacing)
    depth = ndimage.gaussian_filter(depth, [blur / step for step in spacing])
    reach = [2 * int(apart / step) + 1 for step in spacing]
    neighbours = np.ones((3,) * mask.ndim)
    middles = ndimage.label(mask & (depth == ndimage.maximum_filter(depth, reach)), neighbours)[0]
    objects = watershed(-depth, middles, mask=mask, connectivity=neighbours)  # type: ignore[no-untyped-call]
    edges: Bits = mask & (ndimage.maximum_filter(objects, 3) > objects)  # of two that meet, the first loses
    return edges
