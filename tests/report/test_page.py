"""Pages: complete without JavaScript, small, offline, and deaf to hostile names."""

import base64
import hashlib
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from segeval.report import build
from segeval.report.page import number, quantity
from tests.report._factory import Fake, write

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = (
    "<script>window.hit=1;alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "=HYPERLINK(1)",
    "{{ 7*7 }}",
    "\u202egnp.exe",
    "line\nbreak\tand\rreturn",
    "x" * 10_000,
)
browser_only = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium executable on PATH")


def pages(root: Path, *fakes: Fake) -> Path:
    for fake in fakes:
        write(root / "runs", fake)
    build(root / "runs", root / "boards")
    return root / "boards/toy-liver/index.html"


def four() -> list[Fake]:
    return [Fake(model=name, skill=0.6 + 0.1 * i, seed=i) for i, name in enumerate(("unet", "vnet", "transunet"))] + [
        Fake(model="guess", marks=("random weights",))
    ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages(tmp_path_factory.mktemp("board"), *four())


def watched(browser: Any, url: str, **options: Any) -> tuple[Any, list[str]]:
    """Open a page and note everything that it should not do."""
    page = browser.new_page(**options)
    seen: list[str] = []
    page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.dismiss()}"))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text))
    page.on("request", lambda request: None if request.is_navigation_request() else seen.append(request.url))
    page.goto(url)
    return page, seen


def models(page: Any, body: int = 0) -> list[str]:
    names: list[str] = page.locator("tbody").nth(body).locator("th bdi:visible").all_inner_texts()
    return names


def test_the_policy_allows_exactly_the_script_and_style_of_the_page(board: Path) -> None:
    for path in board.parent.parent.rglob("*.html"):
        text = html.unescape(path.read_text(encoding="utf-8"))
        for tag in ("script", "style"):
            (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            assert f"sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}" in text
        assert "default-src 'none'" in text
        assert not re.search(r'(src|href)="(https?:)?//', text)


def test_our_javascript_stays_under_four_kilobytes(board: Path) -> None:
    (script,) = re.findall("<script>(.*?)</script>", board.read_text(encoding="utf-8"), re.DOTALL)
    assert 0 < len(script.encode()) <= 4096


def test_a_page_of_sixty_runs_stays_under_150_kilobytes(tmp_path: Path) -> None:
    page = pages(tmp_path, *(Fake(model=f"model-{i}", seed=i, cases=3) for i in range(60)))
    assert page.stat().st_size <= 150_000


def test_hostile_names_are_text(tmp_path: Path) -> None:
    text = pages(tmp_path, *(Fake(model=name) for name in HOSTILE)).read_text(encoding="utf-8")
    assert text.count("<script>") == 1
    assert "<img" not in text
    assert "<svg onload" not in text
    assert "{{ 7*7 }}" in text


def test_negative_numbers_have_a_minus_sign_and_nothing_is_a_dash() -> None:
    assert number(-0.5, "1") == "−0.5000"
    assert number(3.14159, "mm") == "3.14"
    assert number(None, "1") == "–"
    assert quantity(31_037_698) == "31 M"
    assert quantity("unknown") == "–"


def test_the_page_says_what_its_numbers_mean(board: Path) -> None:
    text = board.read_text(encoding="utf-8")
    for phrase in ("Toy livers", "random weights", "hd95 in mm", "cluster bootstrap-t", "5" * 16, "segeval-1"):
        assert phrase in text


@pytest.mark.browser
@browser_only
def test_hostile_names_run_nothing(browser: Any, tmp_path: Path) -> None:
    fakes = [Fake(model=name, case_prefix=name[:200], seed=i) for i, name in enumerate(HOSTILE)]
    pages(tmp_path, *fakes)
    first, *others = sorted((tmp_path / "boards").rglob("*.html"))
    page, seen = watched(browser, first.as_uri())
    for path in others:
        page.goto(path.as_uri())
        page.mouse.move(200, 200)
        assert page.evaluate("window.hit") is None
    assert len(others) == 1 + len(HOSTILE)
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_a_click_sorts_and_says_so(browser: Any, board: Path) -> None:
    page, seen = watched(browser, board.as_uri())
    assert models(page) == ["transunet", "vnet", "unet"]
    head = page.locator('th[data-view="mean"]', has_text="dice")
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert models(page) == ["unet", "vnet", "transunet"]
    page.locator('th[data-view="mean"] button', has_text="hd95").click()
    assert page.locator("[aria-sort]").count() == 1
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert models(page, 1) == ["guess"]
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_filter_structure_and_order_are_in_the_link(browser: Any, board: Path) -> None:
    page, _ = watched(browser, board.as_uri())
    page.locator("#filter").fill("UNET")
    page.locator("button[data-show=tumour]").click()
    page.locator('th[data-view="tumour"] button', has_text="dice").click()
    page.locator('th[data-view="tumour"] button', has_text="dice").click()
    link = page.url
    page.close()
    page, seen = watched(browser, link)
    assert models(page) == ["unet", "transunet"]
    assert page.locator("th[data-view]:visible").count() == 3
    assert page.locator("#filter").input_value() == "UNET"
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_every_number_is_there_without_javascript(browser: Any, board: Path) -> None:
    page, _ = watched(browser, board.as_uri(), java_script_enabled=False)
    cells = page.locator("tbody tr").first.locator("td.n:visible").all_inner_texts()
    assert len(cells) == 2 + 9 + 3
    assert all(re.match(r"[−\d]", cell) for cell in cells)
    assert not page.locator("#filter").is_visible()
    page.close()
