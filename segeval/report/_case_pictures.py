"""The pictures of cases in the folder of a board: what lies there, and how a page finds it.

::

    <board>/pictures/pictures.json          the cases, in order, with the sizes of their pictures
    <board>/pictures/<case>-image.webp      eight digits of the digest of the case's id
    <board>/pictures/<case>-reference.webp  a clear layer over the image
    <board>/pictures/<case>-<run_id>.webp   the same of a run's prediction
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segeval._disk import digest, read_object, reading, replace, replacing, require_plain, to_json_text, writing
from segeval.errors import BadData

FOLDER, INDEX, SCHEMA = "pictures", "pictures.json", "segeval-pictures/2"
LIMIT = 400_000  # bytes of all pictures of a board
ADVICE = 'Draw it again with "segeval board pictures".'


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePicture:
    """A case as WebP files: its image, and layers over it of the reference and of runs, by run id.

    ``size`` is the width and height of each in pixels, ``first`` of the plane in the upper left; ``slices`` are the
    places on ``(z, y, x)``, turned, where a volume is cut, and ``words`` say so.
    """

    case: str
    size: tuple[int, int]
    first: tuple[int, int]
    slices: tuple[int, ...]
    words: str
    image: bytes
    reference: bytes
    runs: Mapping[str, bytes]

    def files(self) -> dict[str, bytes]:
        """Return what lies in the folder, by name."""
        start = _start(self.case)
        layers = {"image": self.image, "reference": self.reference, **self.runs}
        return {f"{start}-{name}.webp": content for name, content in layers.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePictures:
    """The pictures of a board; ``labels`` are named in the order of the colours of references.

    ``source`` says whose the images are, and under which licence.
    """

    source: str
    labels: tuple[str, ...]
    cases: tuple[CasePicture, ...]


def write_pictures(place: Path, found: CasePictures) -> Path:
    """Write the pictures of a board instead of those that are there; return their index."""
    folder = place / FOLDER
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.webp"):
            old.unlink()
    for case in found.cases:
        for name, content in case.files().items():
            with replacing(folder / name) as temporary:
                temporary.write_bytes(content)
    told = ("case", "size", "first", "slices", "words")
    cases = [{**{name: getattr(each, name) for name in told}, "runs": list(each.runs)} for each in found.cases]
    replace(
        folder / INDEX, to_json_text({"schema": SCHEMA, "source": found.source, "labels": found.labels, "cases": cases})
    )
    return folder / INDEX


def read_pictures(place: Path) -> CasePictures | None:
    """Return the pictures in the folder of a board, None if there are none.

    Raises:
        DamagedFile: If the index is another one, or a file is absent or a link.
        BadData: If a file is no WebP, or all together are larger than LIMIT.
    """
    index = place / FOLDER / INDEX
    if not index.is_file():
        return None
    with reading(index):
        require_plain(index)
    content = read_object(index, ADVICE)
    if content.get("schema") != SCHEMA:
        msg = f"{index} has schema {content.get('schema')!r}, expected {SCHEMA!r}. {ADVICE}"
        raise BadData(msg)
    with reading(index):
        cases = tuple(_case(index.parent, each) for each in content["cases"])
        labels = tuple(map(str, content["labels"]))
        found = CasePictures(source=str(content["source"]), labels=labels, cases=cases)
    total = sum(len(file) for case in found.cases for file in case.files().values())
    if total > LIMIT:
        msg = f"{index.parent} has {total} bytes of pictures, a board has at most {LIMIT}. {ADVICE}"
        raise BadData(msg)
    return found


def picture_files(place: Path) -> list[Path]:
    """Return the files of pictures in the folder of a board, in order."""
    found = (path for path in (place / FOLDER).glob("*.*") if path.suffix in (".json", ".webp"))
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def _case(folder: Path, content: Mapping[str, Any]) -> CasePicture:
    case = str(content["case"])
    names = ("image", "reference", *map(str, content["runs"]))
    image, reference, *layers = (_webp(folder / f"{_start(case)}-{Path(name).name}.webp") for name in names)
    return CasePicture(
        case=case,
        size=_pair(content["size"]),
        first=_pair(content["first"]),
        slices=tuple(map(int, content["slices"])),
        words=str(content["words"]),
        image=image,
        reference=reference,
        runs=dict(zip(names[2:], layers, strict=True)),
    )


def _start(case: str) -> str:
    return digest(case)[:8]


def _pair(content: Iterable[Any]) -> tuple[int, int]:
    width, height = map(int, content)
    return width, height


def _webp(path: Path) -> bytes:
    with reading(path):
        if require_plain(path).st_size > LIMIT:
            msg = f"{path} is larger than {LIMIT} bytes. {ADVICE}"
            raise BadData(msg)
        content = path.read_bytes()
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        msg = f"{path} is no WebP. {ADVICE}"
        raise BadData(msg)
    return content
