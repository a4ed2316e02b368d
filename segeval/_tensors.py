"""Limits of files of weights, checked before a library of others opens them."""

import zipfile
from pathlib import Path

MOST_HEADER, MOST_TENSORS = 16 << 20, 20_000  # bytes of a list of tensors, and tensors in it
MOST_PACKED = 64 << 20  # bytes that an archive may hold beyond its own size


def require_few_tensors(path: Path) -> None:
    """Refuse a safetensors file whose list of tensors is longer than that of any network, before it is parsed.

    Raises:
        ValueError: It is, or the file is cut short within its first number.
    """
    with path.open("rb") as file:
        length = int.from_bytes(head := file.read(8), "little")
        if len(head) < 8 or length > MOST_HEADER:
            msg = f"its list of tensors takes {length} bytes, more than {MOST_HEADER}"
            raise ValueError(msg)
        if (count := file.read(length).count(b'"dtype"')) > MOST_TENSORS:
            msg = f"its list of tensors names {count}, more than {MOST_TENSORS}"
            raise ValueError(msg)


def require_no_bomb(path: Path) -> None:
    """Refuse a zip archive that holds far more than its size; torch packs code, which is small, and no tensor.

    Raises:
        ValueError: It is one, or damaged. What is no archive passes.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            held = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        msg = f"is a damaged archive: {error}"
        raise ValueError(msg) from error
    if held > (size := path.stat().st_size) + MOST_PACKED:
        msg = f"holds {held} bytes in {size}, more than torch ever packs, as in a bomb"
        raise ValueError(msg)
