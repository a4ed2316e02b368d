"""Pictures that stand for datasets, where their licence lets anybody publish one; pages draw a mark for the others."""

from base64 import b64encode
from pathlib import Path

from markupsafe import Markup

from segeval.records import DatasetInfo, folder_name

PICTURES = "pictures"  # folder, beside the boards, of one small WebP a dataset
LARGEST = 2_000  # bytes, since all of them lie in one page
PUBLISHABLE = ("CC0", "CC-BY-1", "CC-BY-2", "CC-BY-3", "CC-BY-4", "CC-BY-SA", "Apache", "MIT")


def picture(boards: Path, info: DatasetInfo) -> Markup:
    """Return the picture that lies beside the boards for a dataset, nothing where there is none.

    One is left out where the licence is not one of those that let anybody publish it, or where it is too large.
    """
    path = boards / PICTURES / f"{folder_name(info.id)}.webp"
    if not info.license.startswith(PUBLISHABLE) or not path.is_file() or path.stat().st_size > LARGEST:
        return Markup()
    text = b64encode(path.read_bytes()).decode()
    return Markup(f'<img class="mark" alt="" src="data:image/webp;base64,{text}">')  # nothing of it is a text
