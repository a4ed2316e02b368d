"""The small pictures beside the committed boards; ``python -m tests.pictures`` writes those of prepared datasets again.

Only where the licence lets anybody publish them: the middle case of the part that is scored, with its outlines.
"""

import base64
import io
import sys
from pathlib import Path

from PIL import Image

from segeval import datasets, volume
from segeval.curation._pictures import picture
from segeval.records import folder_name
from segeval.report._pictures import LARGEST, PICTURES, PUBLISHABLE

FOLDER = Path(__file__).parents[1] / "leaderboards" / PICTURES
SIZES = range(160, 63, -16)  # pixels of the longer side
QUALITY = 40


def small(url: str) -> bytes:
    """Return a picture as WebP, as large as SIZES and LARGEST allow."""
    image = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")
    for size in SIZES:
        image.thumbnail((size, size), Image.Resampling.LANCZOS)
        image.save(found := io.BytesIO(), "WEBP", quality=QUALITY, method=6)
        if found.tell() <= LARGEST:
            return found.getvalue()
    msg = f"{SIZES[-1]} pixels take {found.tell()} bytes, more than {LARGEST}"
    raise ValueError(msg)


def written(names: list[str]) -> list[Path]:
    """Write the pictures of prepared datasets whose licence lets anybody publish them; return their files."""
    found = []
    for name in names or [name for name in datasets.prepared_names() if not name.startswith(datasets.OWN)]:
        data = datasets.load(name)
        if data.info.license.startswith(PUBLISHABLE):
            case = data.part_cases(data.part)[len(data) // 2]
            drawn = volume.read_mask(case.instances or case.mask or Path())
            values = [value for value in data.info.labels if value]
            url, _ = picture(volume.read_image(case.images), drawn, values, numbered=case.instances is not None)
            FOLDER.mkdir(parents=True, exist_ok=True)
            path = FOLDER / f"{folder_name(data.info.id)}.webp"
            path.write_bytes(small(url))
            found.append(path)
    return found


if __name__ == "__main__":
    for each in written(sys.argv[1:]):
        sys.stdout.write(f"{each} {each.stat().st_size}\n")
