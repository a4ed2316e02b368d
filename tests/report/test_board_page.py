"""The board in a browser: what its controls do, what it keeps in its link, and how it looks small, dark and printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from segeval import _disk
from segeval.report import add_clicks, build, rebuild, write_figure
from segeval.report._published import published_section
from segeval.report._table import Head
from segeval.report.page import _labels
from tests.report._browser import browser_only, watched
from tests.report._factory import DECLARATIONS, Fake, write

pytestmark = [pytest.mark.browser, browser_only]
COMMITTED = Path(__file__).parents[2] / "leaderboards"
SKILLS = {"unet[norm=batch,width=16]": 0.8, "unet-8": 0.799, "vnet-16": 0.7, "segresnet": 0.6, "fcn": 0.5}
TRAINING = {"step": 300, "cpu_seconds": 90.0, "options": {"steps": 300, "batch": 4, "loss": "dice+ce", "seed": 0}}


def fake(name: str, skill: float, seed: int) -> Fake:
    about = {
        "params": 1_000_000 * (seed + 1),
        "cpu": "A processor",
        "date": "2026-11-28T10:00:00",
        "training": TRAINING,
        "dataset": {
            "title": "Toy livers",
            "license": "CC0-1.0",
            "citation": "@article{toy}",
            "known_issues": ["Labels of case 3 are wrong."],
        },
    }
    return Fake(model=name, skill=skill, seed=seed, cases=24, provenance=about)


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("page")
    for seed, (name, skill) in enumerate(SKILLS.items(), 1):
        write(root / "runs", fake(name, skill, seed))
    write(root / "runs", Fake(model="guess", cases=24, marks=("random weights",)))
    build(root / "runs", root / "boards")
    return root / "boards"


@pytest.fixture
def page(browser: Any, boards: Path) -> Iterator[Any]:
    opened, seen = watched(browser, address(boards), viewport={"width": 1500, "height": 1000})
    yield opened
    assert seen == []
    opened.close()


def address(boards: Path, link: str = "") -> str:
    return (boards / "toy-liver/index.html").as_uri() + link


def names(page: Any) -> list[str]:
    found: list[str] = page.locator("#board tbody:visible th bdi").all_inner_texts()
    return found


def heads(page: Any) -> list[str]:
    return [text.split("\n")[0] for text in page.locator("#board thead [data-c]:visible").all_inner_texts()]


def test_the_first_screen_says_who_leads_and_what_to_beware_of(page: Any) -> None:
    sentence = page.locator(".sentence").inner_text()
    assert sentence.startswith("unet[norm=batch,width=16] has the best Dice (mean over structures): 0.")
    assert "It is not told apart from unet-8." in sentence
    assert "Labels of case 3 are wrong." in page.locator(".beware").inner_text()
    assert {"24 cases", "CC0-1.0", "2026-11-28"} <= set(page.locator(".chips li").all_inner_texts())
    assert page.locator("#forest").bounding_box()["y"] < 420


def test_presets_and_the_chooser_show_the_columns_that_they_name(page: Any) -> None:
    assert heads(page)[:5] == ["Rank", "Model", "Δ best", "dice ↑", "hd95 ↓"]
    page.locator("[data-preset=Cost]").click()
    assert heads(page) == ["Rank", "Model", "Δ best", "dice ↑", "params", "s/case ↓", "train min"]
    page.locator("[data-preset=All]").click()
    assert len(heads(page)) == 3 + 9 + 4
    page.locator(".menu summary").click()
    page.locator("#cols label", has_text="rvd").first.locator("input").uncheck()
    assert len(heads(page)) == 3 + 9 + 4 - 1
    page.reload()
    assert len(heads(page)) == 3 + 9 + 4 - 1


def test_another_metric_draws_the_forest_again_and_sorts_the_table(page: Any) -> None:
    page.locator("#metric").select_option("hd95")
    assert "metric=hd95" in page.url
    assert page.locator("#forest svg text", has_text="Hausdorff distance, 95th percentile").count() == 1
    order = page.locator("#forest svg g[data-k] .c-first, #forest svg g[data-k] .c-name").all_text_contents()
    assert order == names(page)[: len(SKILLS)]
    assert page.locator("#board [aria-sort]").inner_text().startswith("hd95")
    first = page.locator("#board tbody").first.locator("td").nth(1).inner_text()
    assert first == "0.00"
    page.locator("#metric").select_option("dice")
    assert page.locator("#forest .now").inner_text() == ""


def test_the_link_brings_structure_metric_order_and_filter_back(browser: Any, boards: Path) -> None:
    link = "#view=tumour&metric=rvd&sort=1&order=descending&filter=net&preset=Volume"
    page, seen = watched(browser, address(boards, link))
    assert (page.locator("#view").input_value(), page.locator("#metric").input_value()) == ("tumour", "rvd")
    assert names(page) == ["vnet-16", "unet[norm=batch,width=16]", "unet-8", "segresnet"]
    assert heads(page) == ["Rank", "Model", "Δ best", "rvd →0"]
    assert page.locator("#forest svg text", has_text="Relative volume difference, tumour").count() == 1
    assert seen == []
    page.close()


def test_a_row_opens_in_place_with_recipe_commands_and_files(page: Any) -> None:
    button = page.locator("#board tbody th button").first
    assert button.get_attribute("aria-expanded") == "false"
    assert page.locator("#board .more:visible").count() == 0
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    more = page.locator("#board .more:visible")
    assert more.get_attribute("id") == button.get_attribute("aria-controls")
    text = more.inner_text()
    assert "segeval train --model unet --model-args norm=batch,width=16 --dataset toy/liver" in text
    assert "segeval run --model unet --model-args norm=batch,width=16 --dataset toy/liver --split official:test" in text
    assert "A processor" in text
    assert more.locator("a").count() == 3
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == names(page)[1]


def test_a_slash_goes_to_the_filter(page: Any) -> None:
    page.keyboard.press("/")
    page.keyboard.type("vnet")
    assert names(page) == ["vnet-16"]
    assert "filter=vnet" in page.url


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("Markdown", r"^\| 1–2 \| unet\[norm=batch,width=16\] \| 0\.0000 \| 0\.\d{4} \[0\.\d{3}, 0\.\d{3}\] \|"),
        ("LaTeX", r"^1--2 & unet\[norm=batch,width=16\] & 0\.0000 & 0\.\d{4} \[0\.\d{3}, 0\.\d{3}\] & "),
        ("CSV", r'^1–2,"unet\[norm=batch,width=16\]",0\.0000,"0\.\d{4} \[0\.\d{3}, 0\.\d{3}\]",'),
        ("BibTeX", r"^@article\{toy\}"),
    ],
)
def test_the_table_is_copied_as_it_is_shown(page: Any, kind: str, line: str) -> None:
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator(f"[data-copy={kind}]").click()
    page.locator("#said", has_text=f"{kind} copied").wait_for()
    copied = page.evaluate("window.copied")
    assert re.search(line, copied, re.MULTILINE), copied


def saved(page: Any, chart: str, kind: str) -> str:
    """Press a button under a chart and return what it would save, without a download, which a busy machine delays."""
    page.evaluate("""() => {
        HTMLAnchorElement.prototype.click = function () { window.saved = this.download; };
        URL.createObjectURL = (blob) => { window.kept = blob; return "#"; };
    }""")
    page.locator(f"#{chart} [data-{kind}]").click()
    assert page.evaluate("window.saved") == f"toy-liver-{chart}.{kind}"
    return str(page.evaluate("window.kept.text()"))


def test_every_chart_is_saved_as_svg_and_csv(page: Any) -> None:
    charts = [figure.get_attribute("id") for figure in page.locator("figure[id]").all()]
    assert charts == ["forest", "pairs", "redrawn", "ranks", "params", "seconds", "cases"]
    for chart in charts:
        picture = saved(page, chart, "svg")
        assert picture.startswith("<svg")
        assert "var(" not in picture
        lines = saved(page, chart, "csv").splitlines()
        assert len(lines) == 1 + (24 if chart == "cases" else len(SKILLS) + (chart == "forest")), chart


def test_saved_numbers_are_those_of_the_board(page: Any, boards: Path, tmp_path: Path) -> None:
    for chart in ("forest", "pairs", "redrawn", "cases"):
        (tmp_path / "ours.csv").write_text(saved(page, chart, "csv"), encoding="utf-8")
        write_figure("toy/liver", tmp_path / "theirs.csv", chart=chart, boards=boards)
        ours, theirs = (_disk.from_csv(tmp_path / name) for name in ("ours.csv", "theirs.csv"))
        for one, other in zip(ours, theirs, strict=True):
            numbers = [(one[key], other[key]) for key in other if key in one and key not in ("rank", "model")]
            assert len(numbers) >= 5
            for a, b in numbers:
                assert a == b or float(a) == pytest.approx(float(b), abs=2e-3)


def test_it_is_dark_where_the_reader_wants_that(browser: Any, boards: Path) -> None:
    colours = {}
    for scheme in ("light", "dark"):
        page, seen = watched(browser, address(boards), color_scheme=scheme)
        ground, ink = page.evaluate(
            "(({backgroundColor, color}) => [backgroundColor, color])(getComputedStyle(document.body))"
        )
        dot = page.evaluate("getComputedStyle(document.querySelector('.c-box')).stroke")
        colours[scheme] = (luminance(ground), luminance(ink), dot)
        assert contrast_of(ground, ink) >= 7
        assert seen == []
        page.close()
    assert colours["light"][0] > 0.9
    assert colours["dark"][0] < 0.1
    assert colours["light"][2] != colours["dark"][2]


def luminance(colour: str) -> float:
    """Return the relative luminance of ``rgb(r, g, b)`` as WCAG 2.2 defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_of(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("place", sorted(COMMITTED.glob("**/index.html")), ids=lambda path: path.parent.name)
def test_on_a_phone_no_committed_page_is_wider_than_that(browser: Any, place: Path) -> None:
    page, seen = watched(browser, place.as_uri(), viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert seen == []
    page.close()


def test_on_a_phone_every_model_is_a_card_with_its_numbers(browser: Any, boards: Path) -> None:
    page, seen = watched(browser, address(boards), viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    cards = page.locator("#board tbody:visible")
    assert cards.count() == len(SKILLS) + 1
    for card in cards.all():
        box = card.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    value = cards.first.locator("td").nth(2)
    assert re.match(r"0\.\d{4}", value.inner_text())
    assert json.loads(value.evaluate("e => getComputedStyle(e, '::before').content")) == "dice ↑"
    assert seen == []
    page.close()


def test_the_printed_page_has_the_numbers_and_no_controls(browser: Any, boards: Path) -> None:
    page, seen = watched(browser, address(boards))
    page.emulate_media(media="print")
    assert page.locator("button:visible").all_inner_texts() == [
        *page.locator("#board thead button:visible").all_inner_texts(),
        *page.locator("#board tbody button:visible").all_inner_texts(),
    ]
    assert page.locator("input:visible, select:visible, nav:visible").count() == 0
    assert page.locator("figure svg:visible").count() == 7
    assert page.pdf()[:4] == b"%PDF"
    assert seen == []
    page.close()


def test_clicks_are_a_chart_of_their_board(browser: Any, boards: Path, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(
        json.dumps({"model": {"id": "unet-8"}, "refine": {"refiner": "geodesic"}, "data": {"dataset": "toy/liver"}})
    )
    rows = "".join(f"liver,{k},24,{0.8 + 0.01 * k},{0.78 + 0.01 * k},{0.82 + 0.01 * k}\n" for k in range(6))
    (tmp_path / "curve.csv").write_text("structure,clicks,cases,mean,low,high\n" + rows)
    folder = add_clicks(tmp_path, boards)
    rebuild(boards)
    page, seen = watched(browser, address(boards))
    assert "unet-8 + geodesic, liver from 0.800 to 0.850" in page.locator("#clicks svg title").first.text_content()
    assert seen == []
    page.close()
    for path in (*folder.iterdir(), folder):
        path.unlink() if path.is_file() else path.rmdir()
    rebuild(boards)


def test_a_cell_and_a_dot_lead_to_their_case(page: Any, boards: Path, tmp_path: Path) -> None:
    worth_a_look = [line.get_attribute("data-case") for line in page.locator("tr[data-case]").all()]
    page.locator("#cases image").first.click(position={"x": 3, "y": 3})
    assert page.locator("tr.here").get_attribute("data-case") == worth_a_look[0]
    values = _disk.from_csv(write_figure("toy/liver", tmp_path / "all.csv", chart="cases", boards=boards))
    by_value = sorted((line for line in values if line["unet-8"]), key=lambda line: float(line["unet-8"]))
    k = next(k for k, line in enumerate(by_value) if line["case"] not in worth_a_look)  # it is on the run's page alone
    row = page.locator("#forest g[data-k]").nth(1)
    x, y = row.locator(".c-dot").get_attribute("d").split("h0")[k].lstrip("M").split()
    zoom = page.locator("#forest svg").bounding_box()["width"] / 1080
    page.locator("#forest svg").click(position={"x": float(x) * zoom, "y": (46 + 28 + float(y)) * zoom})
    page.wait_for_url("**/unet-8/*/cases.html#filter=*")
    assert page.locator("table.sortable tbody tr:visible th bdi").all_inner_texts() == [by_value[k]["case"]]


def test_a_name_cannot_leave_the_styles_that_print_it() -> None:
    label = '"}</style><script>alert(1)</script>'
    head = Head(column=3, label=label, title="", first="ascending", view="mean", metric=DECLARATIONS[0])
    text = _labels([head, head, head], "mean")
    assert "<" not in text
    assert text.count('"') == 2
    assert text.count("}") == 2


def test_nothing_published_is_no_section() -> None:
    assert published_section(()) == ""
