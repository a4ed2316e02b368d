"""A server on this machine that cuts, lies and redirects, and downloads from it."""

import hashlib
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

from segeval.datasets._fetch import fetch
from segeval.records import DatasetInfo, RemoteFile, Structure

DATA = bytes(range(256)) * 9000  # more than two chunks
SHA256 = hashlib.sha256(DATA).hexdigest()


@dataclass
class Page:
    """How the server behaves at one path; ``cut`` is after how many bytes it hangs up, the first ``cuts`` times."""

    body: bytes = DATA
    ranges: bool = True
    cut: int = 0
    cuts: int = 99
    length: bool = True
    tag: str = '"1"'
    kind: str = "application/zip"
    status: int = 200
    location: str = ""
    rotten: str = ""  # a Content-Range that does not fit
    asked: list[dict[str, str]] = field(default_factory=list)


class Server(NamedTuple):
    """A running server: its address, and its pages by path."""

    url: str
    pages: dict[str, Page]


class Handler(BaseHTTPRequestHandler):
    pages: dict[str, Page]

    def do_GET(self) -> None:
        page = self.pages[self.path]
        page.asked.append(dict(self.headers))
        start, body = 0, page.body
        if page.ranges and "Range" in self.headers and self.headers.get("If-Range", page.tag) == page.tag:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        self.send_response(416 if start >= len(body) else 206 if start else page.status)
        if start:
            self.send_header("Content-Range", page.rotten or f"bytes {start}-{len(body) - 1}/{len(body)}")
        if page.location:
            self.send_header("Location", page.location)
        if page.tag:
            self.send_header("ETag", page.tag)
        if page.length:
            self.send_header("Content-Length", str(len(body[start:])))
        self.send_header("Content-Type", page.kind)
        self.end_headers()
        end = start + page.cut if page.cut and len(page.asked) <= page.cuts else len(body)
        try:
            self.wfile.write(body[start:end])
        except OSError:
            assert page.body  # the client hung up, as it should on what it does not want

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that http.server gives it
        """Keep quiet."""


def info(*files: RemoteFile, access: str = "open") -> DatasetInfo:
    return DatasetInfo(
        id="knees",
        title="Knees",
        modality="MR",
        channels=("MR",),
        ndim=3,
        unit="mm",
        labels={0: "background", 1: "cartilage"},
        structures=(Structure("cartilage", (1,)),),
        counts={"train": 1},
        license="CC-BY-4.0",
        access=access,  # type: ignore[arg-type]  # a word of the parameters below
        homepage="https://example.org/knees",
        citation="",
        default_split="official",
        terms="Cite Doe 2026.",
        files=files,
    )


def declared(server: Server, *pages: Page, **known: str | int) -> RemoteFile:
    """Declare one file with a mirror for every page."""
    for number, page in enumerate(pages):
        server.pages[f"/{number}"] = page
    urls = tuple(f"{server.url}/{number}" for number in range(len(pages)))
    return replace(RemoteFile(name="a.zip", urls=urls, sha256=SHA256, size=len(DATA)), **known)  # type: ignore[arg-type]  # fields of RemoteFile


def get(file: RemoteFile, folder: Path) -> Path:
    (path,) = fetch(info(file), folder, progress=False)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def ranges(page: Page) -> list[str]:
    return [headers.get("Range", "") for headers in page.asked]
