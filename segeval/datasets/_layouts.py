"""Raw layouts that more than one dataset shares."""

from collections.abc import Iterator
from pathlib import Path

from segeval.datasets._declare import RawCase
from segeval.errors import IncompleteDownload


def find_folder(raw: Path, name: str, *, within: str = "") -> Path:
    """Return the folder ``name`` at or up to two levels below ``raw`` (below a folder ``within``, where given).

    Raises:
        IncompleteDownload: If there is none, or several.
    """
    candidates = [path for depth in ("", "*/", "*/*/") for path in raw.glob(depth + name) if path.is_dir()]
    candidates = [path for path in candidates if not _hidden(path.relative_to(raw))]
    found = sorted({path for path in candidates if within in (*path.parts, *path.resolve().parts, "")})
    preferred = [path for path in found if path.parent.name == within] or found
    if len(preferred) != 1:
        listed = f"holds several: {', '.join(str(p) for p in preferred)}" if preferred else "holds none"
        wanted = f"{within}/{name}" if within else name
        msg = f"{raw}: expected one folder {wanted} in it and it {listed}. Give the folder of one complete download."
        raise IncompleteDownload(msg)
    return preferred[0]


def visible(folder: Path, pattern: str) -> Iterator[Path]:
    """Yield the files of ``folder`` that match, without AppleDouble and other hidden files, sorted by name."""
    return (path for path in sorted(folder.glob(pattern)) if path.is_file() and not _hidden(Path(path.name)))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def decathlon(raw: Path, folder: str) -> Iterator[RawCase]:
    """Yield the cases of a Medical Segmentation Decathlon task: ``imagesTr/ID.nii.gz`` and ``labelsTr/ID.nii.gz``.

    The folders decide which cases there are, not the lists of ``dataset.json``: those are known to differ from the
    files in some releases, and they carry no checksums.
    """
    images = find_folder(raw, "imagesTr", within=folder)
    for part in ("Tr", "Ts"):
        for image in visible(images.parent / f"images{part}", "*.nii*"):
            name = image.name.partition(".")[0]
            label = next(visible(images.parent / f"labels{part}", f"{name}.nii*"), None)
            yield RawCase(id=name, group=name, image=(image,), mask=label, folder="Tr" if part == "Tr" else "Ts")
