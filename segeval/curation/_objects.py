"""Objects of pictures as COCO wants them: category, box, area, and uncompressed run lengths down the columns."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from segeval import volume
from segeval.datasets import Prepared
from segeval.records import Case


def coco(prepared: Prepared, cases: Sequence[Case]) -> dict[str, Any]:
    """Return images, categories and annotations; every object has one, connected parts where none are numbered."""
    info = prepared.info
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for number, case in enumerate(cases, start=1):
        height, width = case.meta["shape"]
        name = case.images[0].relative_to(prepared.root).as_posix()
        images.append({"id": number, "file_name": name, "height": height, "width": width})
        for label, pixels in objects(case):
            annotations.append(
                {"id": len(annotations) + 1, "image_id": number, "category_id": label, "iscrowd": 0, **_outline(pixels)}
            )
    return {
        "info": {"description": info.title, "url": info.homepage},
        "licenses": [{"id": 1, "name": info.license, "url": info.homepage}],
        "categories": [{"id": value, "name": name} for value, name in sorted(info.labels.items()) if value],
        "images": images,
        "annotations": annotations,
    }


def objects(case: Case) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
    """Yield label and pixels of each object of a case: as numbered, else the parts that touch at sides or corners."""
    from scipy.ndimage import label as connect

    assert case.mask is not None
    mask = volume.read_mask(case.mask).array
    if case.instances is not None:
        numbered = volume.read_mask(case.instances).array
        for number in np.unique(numbered[numbered > 0]):
            pixels = numbered == number
            yield int(mask[pixels].max()), pixels
        return
    for value in np.unique(mask[mask > 0]):
        parts, count = connect(mask == value, np.ones((3, 3)))
        for number in range(1, count + 1):
            yield int(value), parts == number


def _outline(pixels: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return area, box ``[x, y, width, height]`` and run lengths, which begin with the background."""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    box = [columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1]
    flat = pixels.T.ravel()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]])))
    counts = np.diff(np.concatenate([[0], edges, [flat.size]] if edges[-1] < flat.size else [[0], edges]))
    return {
        "area": int(pixels.sum()),
        "bbox": [int(n) for n in box],
        "segmentation": {"counts": counts.tolist(), "size": list(pixels.shape)},
    }
