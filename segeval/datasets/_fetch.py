"""Downloads of open data: every file that a dataset declares arrives whole and with the declared hash, or not at all.

A file is written as ``NAME.part`` and gets its name when size and hash are right; nothing is unpacked. Only https is
spoken, plain http with this machine alone, and no name or password is ever stored or sent.
"""

import ipaddress
import re
import shlex
import shutil
import time
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from segeval._disk import file_sha256, reading, writing
from segeval._progress import hidden
from segeval.errors import BadData, ContractError, UsageError
from segeval.records import DatasetInfo, RemoteFile

PLAIN = re.compile(r"[A-Za-z0-9][\w .()+-]*", re.ASCII)
HTML = (b"<!doctype html", b"<html")
CHUNK = 1 << 20
SPARE = 256 << 20  # bytes of disk that stay free
TRIES = 3  # in a row without a new chunk
PAUSE, TIMEOUT = 2.0, 60.0  # seconds
HOW = {
    "open": "Still to be placed in {folder}:",
    "form": "Fill in the form on that page, then put into {folder}:",
    "login": "Sign in on that page, then put into {folder}:",
}


def fetch(info: DatasetInfo, folder: Path, *, progress: bool = True) -> list[Path]:
    """Download the files of an open dataset that have urls into ``folder`` and return where they are.

    What is there already with the right size and hash is not asked for again. Where the hash is known, a later call
    goes on where an earlier one was interrupted. Other datasets return an empty list: see :func:`instructions`.

    Raises:
        BadData: No mirror gave a file as it is declared; the other files have been downloaded.
        UsageError: The folder cannot be written, or its disk is too small.
        ContractError: The declaration is unsafe.
    """
    check(info)
    if info.access != "open":
        return []
    paths, errors = [], []
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for file in info.files:
        if file.urls:
            try:
                paths.append(_fetch_file(file, folder, progress))
            except BadData as error:
                errors.append(str(error))
    if errors:
        raise BadData("\n".join(errors))
    return paths


def check(info: DatasetInfo) -> None:
    """Refuse a declaration whose file names are paths or whose urls are neither https nor of this machine."""
    names = [file.name.lower() for file in info.files]
    for file in info.files:
        plain = PLAIN.fullmatch(file.name) and not file.name.endswith((".", " ", ".part"))
        if not plain or names.count(file.name.lower()) > 1:
            msg = f"{info.id}: {file.name!r} is no plain file name, or is declared twice; rename it in the declaration"
            raise ContractError(msg)
        for url in file.urls:
            if wrong := _objection(url):
                msg = f"{info.id}: a url of {file.name} {wrong}; correct the declaration"
                raise ContractError(msg)


def instructions(info: DatasetInfo, folder: Path) -> str:
    """Say under which terms a dataset may be used, which of its files ``folder`` lacks, and how to go on."""
    lines = [f"{info.title}: {info.license}. {info.terms}".rstrip(), f"page: {info.homepage}"]
    if info.access in HOW:
        missing = [file for file in info.files if not (folder / file.name).exists()]
        if missing or not info.files:
            lines.append(HOW[info.access].format(folder=folder))
        for file in missing:
            facts = (f"{file.size:,} bytes" if file.size else "", file.sha256 and f"sha256 {file.sha256}", file.note)
            lines.append(f"  {file.name}  {'; '.join(filter(None, facts))}".rstrip())
    target = "" if info.access == "generated" else f" {shlex.quote(str(folder))}"
    return "\n".join([*lines, f"then: segeval data prepare {info.id}{target}"])


def _fetch_file(file: RemoteFile, folder: Path, progress: bool) -> Path:
    path, part = folder / file.name, folder / f"{file.name}.part"
    if path.exists():
        if wrong := _difference(file, path):
            msg = f"{path} {wrong}; move it away and run the command again"
            raise BadData(msg)
        return path
    reasons = []
    for url in file.urls:
        try:
            _download(url, file, part, progress)
            if wrong := _difference(file, part):
                part.unlink()
                raise BadData(wrong)
        except (OSError, HTTPException, ValueError, BadData) as error:
            reasons.append(f"{url} {error}")
        else:
            with writing(path):
                part.replace(path)
            return path
    msg = f"{file.name} could not be downloaded: {'; '.join(reasons)}. Try again later, or put it into {folder} by hand"
    raise BadData(msg)


def _difference(file: RemoteFile, path: Path) -> str:
    """Say how a file on disk differs from the declared one, nothing if it does not."""
    with reading(path):
        with path.open("rb") as stream:
            if stream.read(512).lstrip().lower().startswith(HTML):
                return "is an HTML page instead of data"
        size = path.stat().st_size
        if file.size and size != file.size:
            return f"has {size:,} bytes, expected {file.size:,}"
        if file.sha256 and (got := file_sha256(path)) != file.sha256:
            return f"has sha256 {got}, expected {file.sha256}"
    return ""


def _download(url: str, file: RemoteFile, part: Path, progress: bool) -> None:
    """Append to ``part`` until it is whole, connecting again while that brings something."""
    version, best, idle = "", _size(part), 0
    while not (file.sha256 and file.size and _size(part) == file.size):
        if not (file.sha256 or version):  # nothing could tell whether the rest belongs to an old part
            part.unlink(missing_ok=True)
        try:
            with _open(url, _size(part), version) as answer:
                version = _version(answer)
                _receive(answer, file, part, progress)
            return
        except (OSError, HTTPException) as error:
            if isinstance(error, HTTPError):
                error.close()
                if error.code == 416:  # the part is longer than the file
                    part.unlink(missing_ok=True)
                elif error.code < 500:
                    raise
            idle = 0 if _size(part) >= best + CHUNK else idle + 1
            best = max(best, _size(part))
            if idle == TRIES:
                raise
            time.sleep(PAUSE * idle)


def _open(url: str, have: int, version: str) -> HTTPResponse:
    headers = {"User-Agent": "segeval"}
    if have:
        headers["Range"] = f"bytes={have}-"
    if have and version:
        headers["If-Range"] = version
    answer: HTTPResponse = build_opener(_SafeRedirects).open(Request(url, headers=headers), timeout=TIMEOUT)
    return answer


def _version(answer: HTTPResponse) -> str:
    """Return what names the version of a file to its server; a weak ETag does not."""
    tag: str = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified", "")


def _receive(answer: HTTPResponse, file: RemoteFile, part: Path, progress: bool) -> None:
    """Write one answer into ``part``: behind what is there if the server goes on from it, else from the beginning."""
    from tqdm import tqdm

    have = _size(part)
    start = have if answer.status == 206 else 0
    total = _total(answer, file, start)
    room = have + shutil.disk_usage(part.parent).free - SPARE
    if total > room:
        msg = f"{part.parent} has room for {max(room, 0):,} bytes, {file.name} has {total:,}; free the disk"
        raise UsageError(msg)
    with writing(part):
        sink = part.open("ab" if start else "wb")
    quiet = hidden() if progress else True
    with sink, tqdm(None, file.name, total or None, initial=start, unit="B", unit_scale=True, disable=quiet) as bar:
        end = start
        while block := answer.read1(CHUNK):
            end += len(block)
            if end > (total or room):
                part.unlink()
                msg = f"sends more than {total or room:,} bytes"
                raise BadData(msg)
            with writing(part):
                sink.write(block)
            bar.update(len(block))
    if end < total:
        msg = f"broke off after {end:,} of {total:,} bytes"
        raise ConnectionError(msg)


def _total(answer: HTTPResponse, file: RemoteFile, start: int) -> int:
    """Return how many bytes the file will have, 0 if nobody knows; BadData if it is not the file that was asked for."""
    if start and not answer.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
        msg = "sends another range than it was asked for"
        raise BadData(msg)
    if answer.headers.get_content_type() == "text/html":
        msg = "sends an HTML page instead of data; look at it in a browser"
        raise BadData(msg)
    total = file.size if answer.length is None else start + answer.length
    if file.size and total != file.size:
        msg = f"offers {total:,} bytes, expected {file.size:,}"
        raise BadData(msg)
    return total


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _objection(url: str, origin: str = "") -> str:
    """Say why ``url`` must not be opened, nothing if it may; ``origin`` is the url that redirects to it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "is malformed"
    if parts.username is not None or parts.password is not None:
        return "holds a name or password"
    if parts.scheme == "http" and _is_this_machine(host) and not origin.startswith("https:"):
        return ""
    return "" if parts.scheme == "https" and host else "is not https"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _SafeRedirects(HTTPRedirectHandler):
    """Follows a redirect only to where a declared url may point too, and never from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if wrong := _objection(newurl, req.full_url):
            fp.close()
            text = f"redirects to an address that {wrong}"
            raise BadData(text)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
