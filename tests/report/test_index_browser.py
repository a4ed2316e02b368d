"""The index and the pages of datasets in a browser: deaf to hostile names, filtered, copied, dark, narrow."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from segeval.records import Split, Structure
from segeval.report import Declared, build
from tests.report._browser import browser_only, watched
from tests.report._declared import INFO, PRINTED, built, put
from tests.report._factory import Fake, write
from tests.report.test_page import HOSTILE


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("index"))


def hostile(k: int, name: str) -> Declared:
    info = replace(
        INFO,
        id=f"hostile{k}/{name[:80]}",
        title=name,
        modality=cast(Any, name) if k % 2 else "CT",
        labels={0: name, 1: name},
        structures=(Structure(name, (1,)),),
        license=name,
        terms=name,
        homepage=("javascript:window.hit=1 " if k % 2 else "https://example.org/") + name,
        citation=name,
        known_issues=(name,),
        aliases=(name,),
        default_split=name,
    )
    return info, (Split(dataset=info.id, name=name, source=name, group=name, note=name, val=(name,)),)


@pytest.mark.browser
@browser_only
def test_hostile_datasets_are_text(browser: Any, tmp_path: Path) -> None:
    known = [hostile(k, name[:300]) for k, name in enumerate(HOSTILE)]
    write(tmp_path / "runs", Fake(dataset=known[0][0].id, model=HOSTILE[1]))
    for info, _ in known[::8]:
        put(tmp_path / "boards", info.id, {**PRINTED, "method": info.title or "x", "note": info.title, "split": "x"})
    build(tmp_path / "runs", tmp_path / "boards", datasets=known)
    page, seen = watched(browser, (tmp_path / "boards/index.html").as_uri())
    assert page.locator(".grid li").count() == len(HOSTILE)
    assert page.locator(".grid li svg.mark").count() == len(HOSTILE)
    places = sorted((tmp_path / "boards/datasets").glob("*.html"))
    assert len(places) == len(HOSTILE)
    for path in places:
        page.goto(path.as_uri())
        assert page.evaluate("window.hit") is None
        assert page.locator("iframe, form, base, body script ~ script, a[href^='javascript:']").count() == 0
    assert seen == []
    page.close()


@pytest.mark.browser
@browser_only
def test_the_filters_hide_cards_and_columns_and_are_in_the_link(browser: Any, boards: Path) -> None:
    page, seen = watched(browser, (boards / "index.html").as_uri(), viewport={"width": 1500, "height": 900})
    assert page.locator(".grid li:visible").count() == 2
    page.locator("button[data-m=photograph]").click()
    assert page.locator(".grid h3:visible").all_inner_texts() == ["Toy eyes"]
    assert not page.locator("#matrix").is_visible()
    assert page.locator("#said").inner_text() == "1 of 2 shown"
    link = page.url
    page.close()
    page, again = watched(browser, link, viewport={"width": 1500, "height": 900})
    assert page.locator(".grid h3:visible").all_inner_texts() == ["Toy eyes"]
    assert page.locator("button[data-m=photograph]").get_attribute("aria-pressed") == "true"
    page.locator("button[data-m='']").click()
    page.locator("button[data-d='3D']").click()
    assert page.locator(".grid h3:visible").all_inner_texts() == ["Toy livers"]
    assert page.locator("#matrix tbody td.t0:visible").count() == 1
    assert seen == again == []
    page.close()


@pytest.mark.browser
@browser_only
@pytest.mark.parametrize("name", ["index.html", "datasets/toy-liver.html", "datasets/eyes.html"])
def test_pages_need_neither_javascript_nor_width_nor_light(browser: Any, boards: Path, name: str) -> None:
    url = (boards / name).as_uri()
    page, seen = watched(browser, url, java_script_enabled=False, viewport={"width": 390, "height": 800})
    assert page.locator("h1").is_visible()
    assert page.locator(".tools:visible, #matrix:visible").count() == 0
    assert page.locator(".grid li:visible, #splits tbody th:visible").count() > 0
    page.close()
    grounds = []
    for scheme in ("light", "dark"):
        page, noted = watched(browser, url, color_scheme=scheme, viewport={"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        seen += noted
        page.close()
    assert grounds[0] != grounds[1]
    assert seen == []


@pytest.mark.browser
@browser_only
def test_commands_and_citation_are_copied_at_a_click(browser: Any, boards: Path) -> None:
    page, seen = watched(browser, (boards / "datasets/eyes.html").as_uri())
    assert page.locator("pre .copy").count() == 2
    page.locator("pre .copy").last.click()
    page.wait_for_function("[...document.querySelectorAll('.copy')].at(-1).textContent !== 'copy'")
    assert page.locator("pre .copy").last.inner_text() in ("copied", "selected")
    assert seen == []
    page.close()
