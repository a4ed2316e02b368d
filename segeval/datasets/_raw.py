"""A raw download as one list of files: what lies in an archive reads like what lies in a folder, nothing is unpacked.

An archive counts as a folder of its own name: ``RawData.zip`` with ``img/a.nii.gz`` in it gives
``RawData/img/a.nii.gz``. Hidden files and what operating systems leave behind are not there.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Generic, TypeVar
from unicodedata import normalize

from segeval import volume
from segeval._disk import MALFORMED, parse_csv, parse_json
from segeval.datasets import _archives
from segeval.datasets._archives import Entry
from segeval.errors import BadData

T = TypeVar("T")
LITTER = re.compile(r"\.|__macosx|thumbs\.db|desktop\.ini", re.IGNORECASE)  # at the beginning of a part of a path
DEEPEST = 12  # folders below the raw folder
MOST_READ = 256 << 20  # bytes of one file that is read at once: pictures and tables


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of a download.

    ``path`` is its place below the raw folder, with / between parts and accents composed (NFC), whatever the file
    system does with them; ``size`` its bytes. ``origin`` is the file on
    disk: itself, or the archive in which ``entry`` is; ``unpacked`` are the places where unpacking would put it.
    """

    path: str
    size: int
    origin: Path
    scratch: Path = field(repr=False, compare=False)
    entry: Entry | None = field(default=None, repr=False, compare=False)
    unpacked: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.origin}: member {self.entry.name}" if self.entry else str(self.origin)

    @property
    def disk(self) -> Path | None:
        """Where it lies as a file of its own, None in an archive."""
        return None if self.entry else self.origin

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The name up to its ending; ``.nii.gz`` is one ending, other dots belong to the name."""
        name = re.sub(r"(\.gz)+$", "", self.name, flags=re.IGNORECASE)
        return name.rpartition(".")[0] or name

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders above it, from the raw folder down."""
        return tuple(self.path.split("/")[:-1])

    @property
    def folder(self) -> str:
        """The folder it lies in, below the raw folder."""
        return self.path.rpartition("/")[0]

    def read(self) -> bytes:
        """Return the content; the checksum of an archive is compared.

        Raises:
            BadData: If it is larger than pictures and tables are, or damaged.
        """
        if self.size > MOST_READ:
            msg = f"{self}: is {self.size} bytes, more than a picture or table can be; download it again"
            raise BadData(msg)
        with _archives.decoding(self.origin, self), self.entry.open() if self.entry else self.origin.open("rb") as file:
            return file.read(self.size + 1)

    def text(self) -> str:
        """Return the content as text: UTF-8, with or without a byte order mark, or else Latin-1."""
        content = self.read()
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("latin-1")

    def json(self) -> Any:
        """Return what the content says as JSON.

        Raises:
            BadData: It is none, or beyond the limits of such a text.
        """
        with self._parsing("JSON"):
            return parse_json(self.text())

    def rows(self, separator: str = ",") -> list[list[str]]:
        """Return the rows of a table of this separator.

        Raises:
            BadData: It is none, or beyond the limits of such a text.
        """
        with self._parsing("table"):
            return parse_csv(self.text(), separator)

    @contextmanager
    def _parsing(self, kind: str) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            msg = f"{self}: is no readable {kind} ({error}); fix it, or download it again"
            raise BadData(msg) from error

    def member(self) -> volume.Member:
        """Return the content for ``volume.decode_image``."""
        return volume.Member(str(self), self.read())


@dataclass(frozen=True, slots=True)
class Converted(Generic[T]):
    """What has to be made from raw files: ``make(*files)`` gives it, when it is asked for."""

    make: Callable[..., T]
    files: tuple[RawFile, ...] = ()

    def __call__(self) -> T:
        """Make it.

        Raises:
            BadData: If the files are not what their dataset has.
        """
        try:
            return self.make(*self.files)
        except (*MALFORMED, MemoryError) as error:
            names = " with ".join(map(str, self.files[:2]))
            msg = f"{names}: cannot be converted ({type(error).__name__}: {error}); get the original"
            raise BadData(msg) from error


@dataclass(frozen=True, slots=True)
class Tree:
    """All files of a download in natural order (``2.tif`` before ``10.tif``).

    ``lacking`` collects what a reader of the layout misses, one line each; ``unread`` the archives that were refused
    and the links that lead nowhere.
    """

    raw: Path
    files: tuple[RawFile, ...]
    lacking: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def find(self, *patterns: str) -> list[RawFile]:
        """Return the files whose path ends like one of the patterns, whatever the case of letters.

        ``images/*.png`` is every PNG directly in a folder named images, at any depth.
        """
        wanted = [pattern.lower().split("/") for pattern in patterns]
        return [file for file in self.files if any(_ends_like(file.path.lower().split("/"), parts) for parts in wanted)]

    def lack(self, message: str) -> None:
        """Note something that the download should have: a partner, a table, a folder."""
        self.lacking.append(message)


def _ends_like(path: Sequence[str], wanted: Sequence[str]) -> bool:
    last = path[-len(wanted) :]
    return len(last) == len(wanted) and all(map(fnmatchcase, last, wanted))


@contextmanager
def open_tree(raw: Path | None, scratch: Path) -> Iterator[Tree]:
    """List a raw folder; ``scratch`` is where files of archives are put while they are needed, and removed after.

    ``raw`` None is the download of generated data, which has no files.
    """
    unread: list[str] = []
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, scratch, ignore_errors=True)
        files = _once(list(_walk(raw, scratch, unread, opened))) if raw else []
        yield Tree(raw or Path(), tuple(sorted(files, key=lambda file: natural(file.path))), unread=unread)


def _once(files: list[RawFile]) -> list[RawFile]:
    """Leave out what lies in an archive and, unpacked and of equal size, beside it: that is one file."""
    there = {file.path.lower(): file.size for file in files if file.disk}
    return [
        file
        for file in files
        if not any(there.get(place.lower()) == file.size for place in (file.path, *file.unpacked)) or file.disk
    ]


def natural(text: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers in names by value."""
    return [(int(part), "") if part.isdecimal() else (-1, part.lower()) for part in re.split(r"(\d+)", text)]


@contextmanager
def on_disk(*files: RawFile) -> Iterator[tuple[Path, ...]]:
    """Give paths under which the files can be opened, with their own names; those from archives vanish afterwards.

    Files of archives lie in one folder while they are there, since a header may name its neighbour.
    """
    if all(file.disk for file in files):
        yield tuple(file.origin for file in files)
        return
    scratch = files[0].scratch
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        paths = []
        for number, file in enumerate(files):
            path = Path(home) / file.name
            if path.exists():
                path = Path(home) / str(number) / file.name
                path.parent.mkdir()
            _put(file, path)
            paths.append(path)
        yield tuple(paths)


@contextmanager
def as_folder(files: Sequence[RawFile]) -> Iterator[Path]:
    """Give a folder that holds exactly these files, numbered, for readers of DICOM series."""
    scratch = files[0].scratch
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as name:
        for number, file in enumerate(files):
            _put(file, Path(name) / f"{number:05d}_{file.name}")
        yield Path(name)


def _put(file: RawFile, target: Path) -> None:
    if file.entry is None:
        target.symlink_to(file.origin.resolve())
        return
    with _archives.decoding(file.origin, file):
        _archives.copy(file.entry, target)


def _walk(raw: Path, scratch: Path, unread: list[str], opened: ExitStack) -> Iterator[RawFile]:
    """Yield the files below ``raw`` and in its archives; links to folders are followed, but never in a circle."""
    seen: set[str] = set()
    for place, folders, names in os.walk(raw, followlinks=True):
        here = Path(place)
        real = os.path.realpath(place)
        folders[:] = [] if real in seen or len(here.relative_to(raw).parts) >= DEEPEST else sorted(_wanted(folders))
        if real in seen:
            continue
        seen.add(real)
        for name in sorted(_wanted(names)):
            path = here / name
            if path.is_file():
                below = normalize("NFC", path.relative_to(raw).as_posix())
                file = RawFile(below, path.stat().st_size, path, scratch)
                yield from _expand(file, unread, opened)
            elif path.is_symlink():
                unread.append(f"{path}: is a link to '{path.readlink()}', which is not there; its file is not used")


def _wanted(names: Iterable[str]) -> list[str]:
    return [name for name in names if not LITTER.match(name)]


def _expand(file: RawFile, unread: list[str], opened: ExitStack, depth: int = 2) -> Iterator[RawFile]:
    """Yield the file, or what is in it where it is an archive, or an archive in one."""
    if _archives.is_sealed(file.name):
        unread.append(f"{file}: archives of this kind are not read; unpack it beside itself")
    if depth == 0 or not _archives.is_archive(file.name):
        yield file
        return
    try:
        path = file.origin if file.entry is None else _extracted(file)
        found = _archives.entries(path, file.scratch, opened)
    except BadData as error:
        unread.append(str(error))
        return
    place, *others = _homes(file)
    for entry in found:
        if not any(map(LITTER.match, entry.name.split("/"))):
            name = normalize("NFC", entry.name)
            unpacked = tuple(f"{home}/{name}".lstrip("/") for home in others)
            inner = replace(file, path=f"{place}/{name}", size=entry.size, entry=entry, unpacked=unpacked)
            yield from _expand(inner, unread, opened, depth - 1)


def _homes(archive: RawFile) -> list[str]:
    """Return where the content of an archive may lie: a folder of its name, which counts here, or beside itself."""
    places = (archive.path, *archive.unpacked)
    return [re.sub(r"(\.tar)?\.\w+$", "", place) for place in places] + [place.rpartition("/")[0] for place in places]


def _extracted(file: RawFile) -> Path:
    """Put an archive that is in an archive on disk, where it stays as long as the tree."""
    file.scratch.mkdir(parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(dir=file.scratch)) / file.name
    _put(file, target)
    return target
