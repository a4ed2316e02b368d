"""The pages of metrics, models and strategies say what they declare, and what examples reach."""

import re
from pathlib import Path

import pytest

from segeval import zoo
from segeval.metrics import REGISTRY
from tests.docs import METRICS, anchor, interval, metrics_page
from tests.docs_models import MODELS, compared_with, models_page
from tests.docs_strategies import STRATEGIES_PAGE, results, stated, strategies_page


def test_the_page_is_current() -> None:
    assert METRICS.read_text(encoding="utf-8") == metrics_page(), 'run "python -m tests.docs"'


def test_the_page_of_models_is_current() -> None:
    assert MODELS.read_text(encoding="utf-8") == models_page(compared_with()), 'run "python -m tests.docs"'


def test_the_page_of_strategies_is_current_and_its_examples_reach_what_it_says(phantom: Path, tmp_path: Path) -> None:
    page, found = STRATEGIES_PAGE.read_text(encoding="utf-8"), results(tmp_path)
    says = stated(page)
    assert says.keys() == found.keys()
    for name, reached in found.items():
        assert says[name] == pytest.approx(reached, abs=2e-3), name
    assert page == strategies_page(says), 'run "python -m tests.docs"'


def test_every_network_has_a_row_and_a_section() -> None:
    page = models_page(compared_with())
    for name in zoo.declared():
        assert page.count(f"| [`{name}`](#{zoo.source(name).stem}) |") == 1
    for path in {zoo.source(name) for name in zoo.declared()}:
        assert f"### {path.stem}\n" in page


def test_every_metric_has_a_row_and_a_section() -> None:
    page = metrics_page()
    for metric in REGISTRY.items().values():
        assert page.count(f"[`{metric.id}`](#{anchor(metric)})") == 1
        assert page.count(f"- **Id**: `{metric.id}`\n") == 1


def test_every_link_leads_to_one_heading() -> None:
    page = metrics_page()
    titles = re.findall(r"^### (.*)$", page, re.MULTILINE)
    headings = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
    assert sorted(re.findall(r"\(#([^)]+)\)", page)) == sorted(headings)
    assert len(set(headings)) == len(headings)


@pytest.mark.parametrize(
    ("bounds", "words"), [((0, 1), "[0, 1]"), ((-1, float("inf")), "[-1, ∞)"), ((float("-inf"), 0.5), "(−∞, 0.5]")]
)
def test_a_range_is_open_where_it_has_no_end(bounds: tuple[float, float], words: str) -> None:
    assert interval(*bounds) == words
