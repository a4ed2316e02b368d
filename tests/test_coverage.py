"""Nothing that the surveys name is lost: every item has a row, and every row leads somewhere."""

import csv
import re
from pathlib import Path

import pytest

from segeval import zoo
from tests.docs_coverage import COVERAGE, Item, coverage_page, items, unresolved

FACTS = Path(__file__).parents[2] / "shared/facts"
# How many rows each list of the surveys has; the pages themselves are not part of this repository.
LISTS = {"2d-1a": 39, "2d-1b": 25, "2d-6": 14, "3d-1": 57, "3d-9": 16}
NAMED = ("seed", "seed library", "modern")  # groups of networks that belong to the zoo


def test_the_page_is_current() -> None:
    assert COVERAGE.read_text(encoding="utf-8") == coverage_page(), 'run "python -m tests.docs"'


@pytest.mark.parametrize("row", items(), ids=lambda row: f"{row.source} {row.item[:30]}")
def test_every_row_leads_somewhere(row: Item) -> None:
    assert row.item
    assert row.places
    assert list(unresolved(row)) == []


def test_a_place_that_does_not_exist_is_noticed() -> None:
    wrong = Item("x", "architecture", "nothing", "issue:13 setting:colour option:unet[width=4] out", "")
    assert list(unresolved(wrong)) == ["setting:colour", "out without a reason"]
    with pytest.raises(Exception, match="unknown model 'nonet'"):
        list(unresolved(wrong._replace(where="model:nonet")))


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_every_list_is_there_once(name: str) -> None:
    found = [row.source.partition(".")[2] for row in items() if row.source.partition(".")[0] == name]
    assert found == [str(number) for number in range(1, LISTS[name] + 1)]


def test_every_network_of_the_reference_table_is_in_the_zoo() -> None:
    table = FACTS / "zoo_reference.csv"
    if not table.is_file():
        pytest.skip("the reference table of the surveys is not beside the checkout")
    with table.open(encoding="utf-8", newline="") as file:
        wanted = [row["id"] for row in csv.DictReader(file) if row["group"] in NAMED]
    assert sorted(set(wanted) - zoo.declared().keys()) == []


def test_the_lists_have_as_many_rows_as_we_counted() -> None:
    if not FACTS.is_dir():
        pytest.skip("the fact pages are not beside the checkout")
    two, three = ((FACTS / f"zoo-{n}d.md").read_text(encoding="utf-8") for n in (2, 3))
    sections = {
        "2d-1a": two.partition("### 1a")[2].partition("### 1b")[0],
        "2d-6": two.partition("\n## 6.")[2].partition("\n## 7.")[0],
        "3d-1": three.partition("\n## 1.")[2].partition("\n## 2.")[0],
        "3d-9": three.partition("\n## 9.")[2].partition("\n## 10.")[0],
    }
    for name, text in sections.items():
        rows = [line for line in text.splitlines() if re.match(r"\|(?!\s*(-|seed|#))", line)]
        assert len(rows) == LISTS[name], name
