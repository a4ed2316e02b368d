"""Downloads: from a server on this machine that cuts, lies and redirects."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import pytest

from segeval import datasets
from segeval.datasets import _fetch
from segeval.datasets._fetch import check, fetch, instructions
from segeval.errors import BadData, ContractError, UsageError
from segeval.records import RemoteFile
from tests.datasets.server import DATA, SHA256, Page, Server, declared, get, info, names, ranges


def test_a_file_arrives_under_its_name_in_a_new_folder(server: Server, tmp_path: Path) -> None:
    path = get(declared(server, Page()), tmp_path / "raw" / "knees")
    assert path.read_bytes() == DATA
    assert names(path.parent) == ["a.zip"]


def test_a_second_call_downloads_nothing(server: Server, tmp_path: Path) -> None:
    page = Page()
    file = declared(server, page)
    assert get(file, tmp_path) == get(file, tmp_path) == tmp_path / "a.zip"
    assert len(page.asked) == 1


def test_a_cut_connection_goes_on_where_it_broke_off(server: Server, tmp_path: Path) -> None:
    page = Page(cut=1_000_000)
    assert get(declared(server, page), tmp_path).read_bytes() == DATA
    assert ranges(page) == ["", "bytes=1000000-", "bytes=2000000-"]
    assert {headers.get("If-Range") for headers in page.asked[1:]} == {'"1"'}


def test_a_file_that_changed_between_two_connections_starts_again(server: Server, tmp_path: Path) -> None:
    """The second answer has another ETag, so the server sends all of it, and not a byte of the first is kept."""
    page = Page(cut=1_000_000, cuts=1, tag='"old"')
    server.pages["/0"] = page
    file = RemoteFile(name="a.zip", urls=(f"{server.url}/0",))

    class Changing(list[dict[str, str]]):
        def append(self, headers: dict[str, str]) -> None:
            super().append(headers)
            if len(self) == 2:
                page.tag, page.body = '"new"', DATA[::-1]

    page.asked = Changing()
    assert get(file, tmp_path).read_bytes() == DATA[::-1]


@pytest.mark.parametrize("known", [{}, {"sha256": "", "size": 0}], ids=["hash known", "nothing known"])
def test_a_server_without_ranges_starts_again(server: Server, tmp_path: Path, known: dict[str, str | int]) -> None:
    page = Page(cut=1_000_000, cuts=1, ranges=False, tag="")
    assert get(declared(server, page, **known), tmp_path).read_bytes() == DATA


def test_an_interrupted_download_leaves_a_part_and_the_next_call_goes_on_from_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    page = Page(cut=1_500_000, cuts=1)
    file = declared(server, page)
    with monkeypatch.context() as patch:
        patch.setattr("time.sleep", interrupt)
        with pytest.raises(KeyboardInterrupt):
            fetch(info(file), tmp_path, progress=False)
    assert names(tmp_path) == ["a.zip.part"]
    assert get(file, tmp_path).read_bytes() == DATA
    assert ranges(page) == ["", "bytes=1500000-"]
    assert names(tmp_path) == ["a.zip"]


def test_a_whole_part_is_only_checked(server: Server, tmp_path: Path) -> None:
    page = Page()
    (tmp_path / "a.zip.part").write_bytes(DATA)
    assert get(declared(server, page), tmp_path).read_bytes() == DATA
    assert page.asked == []


def test_a_part_of_an_earlier_call_is_not_trusted_without_a_hash(server: Server, tmp_path: Path) -> None:
    page = Page()
    (tmp_path / "a.zip.part").write_bytes(b"of another release")
    assert get(declared(server, page, sha256=""), tmp_path).read_bytes() == DATA
    assert ranges(page) == [""]


def test_a_part_that_is_longer_than_the_file_is_thrown_away(server: Server, tmp_path: Path) -> None:
    page = Page()
    (tmp_path / "a.zip.part").write_bytes(DATA + b"more")
    assert get(declared(server, page), tmp_path).read_bytes() == DATA
    assert ranges(page) == [f"bytes={len(DATA) + 4}-", ""]


def test_a_wrong_hash_names_both_and_leaves_nothing(server: Server, tmp_path: Path) -> None:
    other = DATA[::-1]
    with pytest.raises(BadData, match=r"a\.zip could not be downloaded") as refused:
        get(declared(server, Page(body=other)), tmp_path)
    assert SHA256 in str(refused.value)
    assert hashlib.sha256(other).hexdigest() in str(refused.value)
    assert names(tmp_path) == []


def test_a_file_that_was_put_there_and_is_not_the_declared_one_is_not_touched(server: Server, tmp_path: Path) -> None:
    page = Page()
    file = declared(server, page)
    (tmp_path / "a.zip").write_bytes(b"of the user")
    with pytest.raises(BadData, match="has 11 bytes, expected 2,304,000; move it away"):
        get(file, tmp_path)
    assert (tmp_path / "a.zip").read_bytes() == b"of the user"
    assert page.asked == []


def test_mirrors_are_tried_in_order(server: Server, tmp_path: Path) -> None:
    pages = [Page(status=404), Page(body=DATA[::-1]), Page(), Page()]
    assert get(declared(server, *pages), tmp_path).read_bytes() == DATA
    assert [len(page.asked) for page in pages] == [1, 1, 1, 0]


def test_a_mirror_goes_on_from_what_another_gave(server: Server, tmp_path: Path) -> None:
    dying, good = Page(cut=1_500_000), Page()
    file = declared(server, dying, good)
    dying.body = DATA[:1_600_000]  # it has no more
    dying.length = False
    assert get(file, tmp_path).read_bytes() == DATA
    assert ranges(good)[0].startswith("bytes=1")


def test_every_reason_is_told_when_no_mirror_has_the_file(server: Server, tmp_path: Path) -> None:
    gone, busy = Page(status=404), Page(status=503)
    with pytest.raises(BadData, match=r"/0 HTTP Error 404.*/1 HTTP Error 503.*Try again later"):
        get(declared(server, gone, busy), tmp_path)
    assert (len(gone.asked), len(busy.asked)) == (1, _fetch.TRIES)


def test_one_file_that_cannot_be_had_does_not_keep_the_others_away(server: Server, tmp_path: Path) -> None:
    good = declared(server, Page())
    server.pages["/gone"] = Page(status=404)
    gone = RemoteFile(name="b.zip", urls=(f"{server.url}/gone",))
    with pytest.raises(BadData, match=r"^b\.zip"):
        fetch(info(gone, good), tmp_path, progress=False)
    assert names(tmp_path) == ["a.zip"]


@pytest.mark.parametrize("page", [Page(b"<p>log in", kind="text/html"), Page(b"\n<!DOCTYPE html><title>Log in")])
def test_a_web_page_is_no_data(server: Server, tmp_path: Path, page: Page) -> None:
    with pytest.raises(BadData, match="an HTML page instead of data"):
        get(declared(server, page, sha256="", size=0), tmp_path)
    assert names(tmp_path) == []


def test_another_size_is_refused_before_a_byte_is_written(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="offers 2,304,000 bytes, expected 99"):
        get(declared(server, Page(), size=99), tmp_path)
    assert names(tmp_path) == []


def test_a_body_without_an_end_is_stopped_at_the_declared_size(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="sends more than 2,000,000 bytes"):
        get(declared(server, Page(length=False), size=2_000_000), tmp_path)
    assert names(tmp_path) == []


def test_a_body_of_unknown_size_is_stopped_before_the_disk_is_full(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_at(monkeypatch, 1_000_000)
    with pytest.raises(BadData, match="sends more than 1,000,000 bytes"):
        get(declared(server, Page(length=False), sha256="", size=0), tmp_path)
    assert names(tmp_path) == []


def test_a_file_that_does_not_fit_on_the_disk_is_not_begun(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_at(monkeypatch, 1_000_000)
    with pytest.raises(UsageError, match=r"room for 1,000,000 bytes, a\.zip has 2,304,000"):
        get(declared(server, Page()), tmp_path)
    assert names(tmp_path) == []


def full_at(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(size + _fetch.SPARE))


def test_a_range_that_was_not_asked_for_is_refused(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.zip.part").write_bytes(DATA[:1000])
    with pytest.raises(BadData, match="another range than it was asked for"):
        get(declared(server, Page(rotten="bytes 5-9/10")), tmp_path)


def test_a_redirect_is_followed_and_keeps_the_range(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a.zip.part").write_bytes(DATA[:1000])
    target = server.pages["/target"] = Page()
    assert get(declared(server, Page(status=302, ranges=False, location="/target")), tmp_path).read_bytes() == DATA
    assert ranges(target) == ["bytes=1000-"]


@pytest.mark.parametrize(
    "location", ["http://192.0.2.1/a.zip", "https://me:secret@example.org/a.zip", "file:///etc/hosts", "http://[::1"]
)
def test_a_redirect_to_an_unsafe_address_is_refused(server: Server, tmp_path: Path, location: str) -> None:
    with pytest.raises(BadData, match="could not be downloaded"):
        get(declared(server, Page(status=302, location=location)), tmp_path)
    assert names(tmp_path) == []


def test_a_redirect_in_a_circle_ends(server: Server, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="infinite loop"):
        get(declared(server, Page(status=302, location="/0")), tmp_path)


def test_https_never_turns_into_http() -> None:
    assert _fetch._objection("http://127.0.0.1/a.zip") == ""
    assert _fetch._objection("http://127.0.0.1/a.zip", origin="https://example.org/a.zip") == "is not https"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.zip",
        "http://localhost.example.org/a.zip",
        "ftp://example.org/a.zip",
        "file:///etc/hosts",
        "https:///a.zip",
        "https://[::1/a.zip",
        "https://me:secret@example.org/a.zip",
        "https://me@example.org/a.zip",
    ],
)
def test_a_declared_url_is_https_without_a_name_or_password(url: str) -> None:
    with pytest.raises(ContractError, match=r"knees: a url of a\.zip") as refused:
        check(info(RemoteFile(name="a.zip", urls=(url,))))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a.zip", "/a.zip", "b/a.zip", "b\\a.zip", "C:a.zip", ".a", "a\n", "a\0", "a ", "a.part"]
)
def test_a_declared_name_is_a_plain_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContractError, match="no plain file name"):
        fetch(info(RemoteFile(name=name, urls=("https://example.org/a.zip",))), tmp_path / "raw")
    assert names(tmp_path) == []


def test_two_files_do_not_share_a_name() -> None:
    with pytest.raises(ContractError, match="declared twice"):
        check(info(RemoteFile(name="a.zip"), RemoteFile(name="A.zip")))


def test_every_registered_download_is_declared_safely() -> None:
    for declared_dataset in datasets.REGISTRY.items().values():
        check(declared_dataset.info)
        urls = [url for file in declared_dataset.info.files for url in file.urls]
        assert all(url.startswith("https://") for url in urls)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        fetch(info(), tmp_path / "raw" / "knees")


def test_nothing_is_sent_that_tells_who_asks(server: Server, tmp_path: Path) -> None:
    page = Page()
    get(declared(server, page), tmp_path)
    assert set(page.asked[0]) == {"Host", "User-Agent", "Accept-Encoding", "Connection"}


def test_progress_is_shown_in_bytes(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fetch(info(declared(server, Page())), tmp_path, progress=False)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("access", "how"), [("form", "Fill in the form"), ("login", "Sign in")])
def test_gated_data_is_explained_and_not_asked_for(server: Server, tmp_path: Path, access: str, how: str) -> None:
    page = Page()
    gated = info(declared(server, page, note="the scans"), access=access)
    assert fetch(gated, tmp_path / "raw") == []
    assert page.asked == []
    assert names(tmp_path) == []
    assert instructions(gated, Path("my raw")).splitlines() == [
        "Knees: CC-BY-4.0. Cite Doe 2026.",
        "page: https://example.org/knees",
        f"{how} on that page, then put into my raw:",
        f"  a.zip  2,304,000 bytes; sha256 {SHA256}; the scans",
        "then: segeval data prepare knees 'my raw'",
    ]


def test_open_data_lists_what_must_still_be_placed_by_hand(server: Server, tmp_path: Path) -> None:
    by_hand = RemoteFile(name="scans", note="with the NBIA Data Retriever")
    half = info(declared(server, Page()), by_hand)
    fetch(half, tmp_path, progress=False)
    assert f"Still to be placed in {tmp_path}:\n  scans  with the NBIA Data Retriever\n" in instructions(half, tmp_path)
    (tmp_path / "scans").mkdir()
    assert "Still to be placed" not in instructions(half, tmp_path)


def test_generated_data_needs_no_folder() -> None:
    assert instructions(info(access="generated"), Path("raw")).splitlines()[-1] == "then: segeval data prepare knees"
