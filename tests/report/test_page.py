"""Pages: complete without JavaScript, small, offline, and deaf to hostile names."""

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import Any

import pytest

from segeval import store
from segeval.report import build, complete, rank
from segeval.report.page import leaderboard, number, quantity
from tests.benchmarks.boards import made, metrics
from tests.report._browser import browser_only, watched
from tests.report._factory import Fake, write

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
    "</title><script>window.hit=2</script>",
    "</style><script>window.hit=3</script>",
    "</bdi></button></table><script>window.hit=4</script>",
    "</text><script>window.hit=5</script>",
    "<![CDATA[<script>window.hit=6</script>]]>",
    "<!--<script>window.hit=7</script>",
    "--><script>window.hit=8</script>",
    "<template><script>window.hit=9</script></template>",
    "<iframe src=javascript:window.hit=10>",
    "<a href=javascript:window.hit=11>press</a>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=//example.org/a.css>",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content=0;url=//example.org>",
    "<form action=//example.org><button>go</button></form>",
    "<math><mtext></mtext><script>window.hit=12</script></math>",
    "<foreignObject><img src=x onerror=window.hit=13></foreignObject>",
    "<use href=//example.org/a.svg#x />",
    "&lt;script&gt;window.hit=14&lt;/script&gt;",
    "&#x3c;script>window.hit=15</script>",
    "\\u003cscript>window.hit=16</script>",
    "${window.hit=17}",
    "`+(window.hit=18)+`",
    '"};window.hit=19;//',
    "'};window.hit=20;//",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "%0A%0D<script>window.hit=21</script>",
    "__proto__",
    "constructor",
    "../../../../etc/passwd",
)


def pages(root: Path, *fakes: Fake) -> Path:
    for fake in fakes:
        write(root / "runs", fake)
    build(root / "runs", root / "boards")
    return root / "boards/toy-liver/index.html"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty models with hostile names, of which four have cases with such names too and are not comparable."""
    fakes = [
        Fake(model=name, case_prefix=name[:200] if i < 4 else "case", seed=i, cases=4) for i, name in enumerate(HOSTILE)
    ]
    return pages(tmp_path_factory.mktemp("hostile"), *fakes)


def four() -> list[Fake]:
    return [Fake(model=name, skill=0.6 + 0.1 * i, seed=i) for i, name in enumerate(("unet", "vnet", "transunet"))] + [
        Fake(model="guess", marks=("random weights",))
    ]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages(tmp_path_factory.mktemp("board"), *four())


def models(page: Any, *, off: bool = False) -> list[str]:
    rows = page.locator("#board tbody.off" if off else "#board tbody:not(.off)")
    names: list[str] = rows.locator("th bdi:visible").all_inner_texts()
    return names


def test_the_policy_allows_exactly_the_script_and_style_of_the_page(board: Path) -> None:
    for path in board.parent.parent.rglob("*.html"):
        text = html.unescape(path.read_text(encoding="utf-8"))
        for tag in ("script", "style"):
            (inline,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
            assert f"sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}" in text
        assert "default-src 'none'" in text
        assert not re.search(r'(src|href)="(https?:)?//', text)


def test_our_javascript_stays_under_twenty_four_kilobytes(board: Path) -> None:
    (script,) = re.findall("<script>(.*?)</script>", board.read_text(encoding="utf-8"), re.DOTALL)
    assert 0 < len(script.encode()) <= 24_000


def test_a_page_of_sixty_models_and_twenty_columns_stays_under_150_kilobytes(tmp_path: Path) -> None:
    """Of numbers alone; the cases of the drawings are bounded, however many there are."""
    runs = [store.read_run(_written(tmp_path, f"model-{seed:02}[width=16,norm=batch]", seed)) for seed in range(60)]
    found = complete(rank(runs))
    assert len(found.columns) >= 20
    text = leaderboard(found, tmp_path)
    assert text.count("<th scope=row>") == 60
    assert len(text.encode()) <= 150_000


def _written(root: Path, model: str, seed: int) -> Path:
    record, entries = made(model, seed, cases=9, columns=14)
    run = store.open_run(root, record, list(metrics(7)))
    for entry in entries:
        store.append(run, entry)
    training = {"step": 300, "cpu_seconds": 100.0 + seed, "options": {"steps": 300, "seed": 0}}
    about = {"params": 1000 * (seed + 1), "cpu": "a processor", "training": training, "dataset": {"title": "Sixty"}}
    store.finish(run, provenance=about)
    return run


def test_hostile_names_are_text(hostile: Path) -> None:
    text = hostile.read_text(encoding="utf-8")
    assert text.count("<script>") == 1
    assert text.count("</script>") == 2  # of the script, and of its numbers
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
def test_hostile_names_run_nothing(browser: Any, hostile: Path) -> None:
    first, *others = sorted(hostile.parents[1].rglob("*.html"))
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
@pytest.mark.parametrize(("count", "cases"), [(1, 1), (2, 1), (150, 2)])
def test_a_board_of_hardly_anything_or_of_very_much_is_a_page(
    browser: Any, tmp_path: Path, count: int, cases: int
) -> None:
    path = pages(tmp_path, *(Fake(model=f"model-{seed:03}", cases=cases, seed=seed) for seed in range(count)))
    page, seen = watched(browser, path.as_uri())
    assert len(models(page)) == count
    page.goto(path.parent.parent.joinpath("index.html").as_uri())
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_a_click_sorts_and_says_so(browser: Any, board: Path) -> None:
    page, seen = watched(browser, board.as_uri())
    assert models(page) == ["transunet", "vnet", "unet"]
    head = page.locator('th[data-v="mean"]', has_text="dice")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert models(page) == ["transunet", "vnet", "unet"]
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert models(page) == ["unet", "vnet", "transunet"]
    page.locator('th[data-v="mean"] button', has_text="hd95").click()
    assert page.locator("[aria-sort]").count() == 1
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert models(page, off=True) == ["guess"]
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_filter_structure_and_order_are_in_the_link(browser: Any, board: Path) -> None:
    page, _ = watched(browser, board.as_uri())
    page.locator("#filter").fill("UNET")
    page.locator("#view").select_option("tumour")
    page.locator("[data-preset=Overlap]").click()
    page.locator('th[data-v="tumour"] button', has_text="dice").click()
    link = page.url
    page.close()
    page, seen = watched(browser, link)
    assert models(page) == ["unet", "transunet"]
    assert page.locator("th[data-v]:visible").all_inner_texts() == ["dice ↑\nn 5/6"]
    assert page.locator("#view").input_value() == "tumour"
    assert page.locator("[data-preset=Overlap]").get_attribute("aria-pressed") == "true"
    assert page.locator("#filter").input_value() == "UNET"
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_every_number_is_there_without_javascript(browser: Any, board: Path) -> None:
    page, _ = watched(browser, board.as_uri(), java_script_enabled=False)
    cells = page.locator("#board tbody").first.locator("tr").first.locator("td:visible").all_inner_texts()
    assert len(cells) == 2 + 9 + 3  # rank and difference; three metrics of mean, liver and tumour; alarms and costs
    assert all(re.match(r"[−\d]", cell) for cell in cells)
    assert page.locator("figure svg:visible").count() >= 5
    assert page.locator("#board .more:visible").count() == 4
    assert not page.locator("#filter").is_visible()
    page.close()
