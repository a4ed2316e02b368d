"""Cascades: a second model that sees the image and what the first one answered."""

import numpy as np

from segeval.infer import Logits, Segment, certain, decided, likely
from segeval.records import Volume
from segeval.strategies import strategy


@strategy(
    "cascade",
    title="A second look that knows the first answer",
    source="Isensee et al. 2021, doi:10.1038/s41592-020-01008-z: low resolution first, then full resolution",
    example=(
        'strategy = "cascade"\n\n[coarse]\nmodel = "classical:otsu"\n\n[fine]\nmodel = "unet-8"\nweights = "second"\n'
    ),
)
def cascade(coarse: Segment, fine: Segment, *, soft: bool = False) -> Segment:
    """Return the segmenter that gives ``fine`` the image and a map of every label of ``coarse`` but background.

    Maps are 1 where the first model decides for a label and 0 elsewhere; with ``soft`` they are its probabilities. The
    second model was trained with such maps: ``segeval train --previous RUN``, where no map comes from a model that had
    seen its case.
    """

    def segment(image: Volume) -> Logits:
        first = coarse(image)
        maps = likely(first, image.grid.shape)
        if not soft:
            maps = certain(decided(first, image.grid.shape), first.output, maps.device) > 0
        shown = maps if first.output.activation == "sigmoid" else maps[1:]
        array = np.concatenate([image.array, shown.cpu().numpy().astype(np.float32)])
        return fine(Volume(array, image.grid, image.case))

    return segment
