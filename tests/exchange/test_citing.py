"""What to cite: entries that BibTeX can read, and a paragraph that says only what the runs record."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segeval import catalogue, exchange, metrics, store
from segeval.exchange.citing import _added_sources
from segeval.records import Trained
from tests.report._factory import Fake, write

BOARDS = Path(__file__).parents[2] / "leaderboards"


def describe(kind: str, name: str) -> Mapping[str, Any]:
    return catalogue.KINDS[kind].describe(name)


def entries(bibtex: str) -> dict[str, str]:
    """Return entries by key, found by counting braces, as BibTeX does."""
    found, at = {}, 0
    while (at := bibtex.find("@", at)) >= 0:
        depth, end = 0, bibtex.index("{", at)
        while True:
            depth += {"{": 1, "}": -1}.get(bibtex[end], 0)
            end += 1
            if depth == 0:
                break
        key = re.match(r"@\w+\{\s*([\w:.-]+)\s*,", bibtex[at:end])
        assert key, bibtex[at:end]
        assert key[1] not in found
        found[key[1]] = bibtex[at:end]
        at = end
    return found


@pytest.mark.parametrize("place", sorted(BOARDS.glob("*/runs")), ids=lambda path: path.parent.name)
def test_every_entry_of_a_committed_board_is_cited_and_every_citation_has_an_entry(place: Path) -> None:
    runs = [store.read_run(run) for run in store.find_runs(place.parent)]
    found = exchange.cite(runs, describe)
    cited = {key for keys in re.findall(r"\\cite\{([^}]*)\}", found.methods) for key in keys.split(",")}
    assert cited == set(entries(found.bibtex))
    pandoc = exchange.cite(runs, describe, "markdown").methods
    assert {key for keys in re.findall(r"\[(@[^\]]*)\]", pandoc) for key in re.findall(r"@([\w.-]+)", keys)} == cited
    for run in runs:
        assert run.run_id in pandoc
        assert run.record.model.id in pandoc
    first = runs[0].record
    for fact in (first.data.split, first.data.split_digest, first.rules.policy, f"{len(first.data.case_ids)} cases"):
        assert fact in pandoc
    assert "steps 300" in pandoc
    assert "AMD EPYC, no GPU, torch 2.13.0" in pandoc
    assert metrics.resolve("dice")[0].formula.rstrip(".") in pandoc


def test_marks_missing_cases_and_unknown_training_are_told(tmp_path: Path) -> None:
    fake = Fake(model="theirs", trained_on=None, marks=("training unknown",), bad={0: "failed"})
    found = exchange.cite([store.read_run(write(tmp_path, fake))], describe, "markdown")
    assert "theirs (network, digest 000000000000" in found.methods
    assert "is of unknown training" in found.methods
    assert "training unknown; 1 of 6 cases have no score." in found.methods
    assert set(entries(found.bibtex)) == {"segeval", "dice1945", "heimann2009", "maierhein2024"}


def test_the_rule_for_empty_masks_is_told_by_metric_and_only_for_our_own_policy(tmp_path: Path) -> None:
    run = store.read_run(write(tmp_path, Fake()))
    told = exchange.cite([run], describe, "markdown").methods
    assert "both empty no value, only the reference empty 0, only the prediction empty 0 (Dice" in told
    assert "no value if a mask is empty (Hausdorff distance, 95th percentile)" in told
    rules = replace(run.record.rules, policy="transunet-1")
    other = replace(run, record=replace(run.record, rules=rules))
    assert "the policy transunet-1: see what it declares." in exchange.cite([other], describe, "markdown").methods


def test_hostile_names_break_neither_the_entries_nor_the_paragraph(tmp_path: Path) -> None:
    name = "}@misc{x,\\input{y}%&$\n"
    about = {"segeval": "0.1}{\\", "commit": "}}", "dataset": {"title": name}, "date": "2026"}
    fake = Fake(model=name, trained_on=Trained(other=name), provenance=about)
    found = exchange.cite([store.read_run(write(tmp_path, fake))], describe)
    assert set(entries(found.bibtex)) == {"segeval", "dice1945", "heimann2009", "maierhein2024"}
    assert "\\input" not in found.methods
    assert found.methods.count("\n") == 1
    assert not re.search(r"(?<!\\)[%&$#]", re.sub(r"\$(\\\w+|-)\$", "", found.methods))


def test_every_metric_names_a_source_that_becomes_an_entry() -> None:
    for metric in metrics.REGISTRY.items().values():
        found: dict[str, str] = {}
        assert _added_sources(metric.source, found), metric.id
        assert len(entries("\n".join(found.values()))) == len(found)
        assert all("doi = {10." in entry or "eprint" in entry or "note = {" in entry for entry in found.values())
    found = {}
    _added_sources(metrics.resolve("brier")[0].source, found)
    assert "doi = {10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2}" in found["brier1950"]
    found = {}
    assert _added_sources(metrics.resolve("cldice")[0].source, found) == ("shit2021", "zhang1984", "lee1994")
