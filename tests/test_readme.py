"""The README says what is true: its tables, its commands, its Python."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import segeval
from segeval import catalogue
from tests.commands import typed
from tests.readme import README, generated

ROOT = Path(__file__).parents[1]
TEXT = README.read_text(encoding="utf-8")
CONSOLE = "\n".join(re.findall(r"^```console\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE))
PYTHON = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
TABLES = "\n".join(line for line in TEXT.splitlines() if line.startswith("|"))
COMMANDS = [line for line in CONSOLE.splitlines() if line.startswith("segeval ")]


def public(name: str) -> Any:
    """Return what ``segeval.NAME`` is to someone who has imported nothing else."""
    return segeval.__getattr__(name)


def test_the_tables_are_current() -> None:
    assert generated(TEXT) == TEXT, 'run "python -m tests.readme"'


@pytest.mark.parametrize("what", ["datasets", "models", "metrics"])
def test_everything_registered_is_listed(what: str) -> None:
    entries = catalogue.entries(what)
    variants = {name for entry in entries for name in entry.get("variants", ())}  # which stand in docs/models.md
    assert [entry["id"] for entry in entries if f"`{entry['id']}`" not in TABLES and entry["id"] not in variants] == []


def test_it_stays_short() -> None:
    assert len(TEXT.splitlines()) <= 150


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_can_be_typed(line: str) -> None:
    assert typed(line).args == []


def test_every_named_script_exists() -> None:
    scripts = re.findall(r"^(scripts/\w+)", CONSOLE, re.MULTILINE)
    assert scripts == ["scripts/quickstart", "scripts/test"]
    assert all((ROOT / script).stat().st_mode & 0o111 for script in scripts)


def test_links_lead_to_files() -> None:
    assert [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if not (ROOT / link).is_file()] == []


def test_the_example_of_evaluate_runs() -> None:
    names: dict[str, Any] = {}
    exec(PYTHON[0].partition("trained =")[0], names)
    table = names["table"].set_index(["structure", "metric"]).value
    assert list(names["table"].columns) == ["structure", "metric", "value", "status", "unit"]
    assert table["1", "dice"] == 0.75
    assert table["1", "hd"] == 1.0
    assert names["net"].__class__.__name__ == "UNet"


def test_every_call_of_the_examples_has_the_arguments_it_names() -> None:
    calls = [node for text in PYTHON for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    ours = [call for call in calls if re.fullmatch(r"segeval\.\w+", ast.unparse(call.func))]
    assert {ast.unparse(call.func) for call in ours} == {f"segeval.{name}" for name in segeval.LAZY} - {"segeval.zoo"}
    for call in ours:
        function = public(ast.unparse(call.func).removeprefix("segeval."))
        inspect.signature(function).bind(*call.args, **{word.arg or "": word.value for word in call.keywords})


def test_an_unknown_public_name_is_answered_with_the_known() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'evalute'; it has .*evaluate, load_dataset, predict, run"):
        public("evalute")
