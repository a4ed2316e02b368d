"""The recipes of CONTRIBUTING.md, followed literally in a copy of the package."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```\w+ (?P<path>\S+)(?: (?P<inside>\w+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


class Checkout:
    """A copy of the package and its tests in which the recipes are followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("segeval", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "weights"))
        shutil.copy(ROOT / "pyproject.toml", root)

    def follow(self, title: str) -> None:
        """Write what the section ``### title`` says: each block is added to the end of its file, or into a dict."""
        _, _, section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(f"\n### {title}\n")
        blocks = list(BLOCK.finditer(section.partition("\n### ")[0]))
        assert blocks
        for block in blocks:
            path = self.root / block["path"]
            before = path.read_text(encoding="utf-8") if path.exists() else ""
            if block["inside"]:
                head, opening, tail = before.partition(f"{block['inside']} = {{\n")
                assert opening
                text = head + opening + block["text"] + tail
            else:
                text = before + ("\n\n" if before and path.suffix == ".py" else "") + block["text"]
            path.write_text(text, encoding="utf-8")

    def python(self, *arguments: str) -> str:
        """Run Python on the copy and return what it printed."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "SEGEVAL_DATA": str(self.root / "data"),
            "SEGEVAL_KERNELS": "scipy",  # numba would compile for this copy alone
        }
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def info(self, name: str) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads(self.python("-m", "segeval", "info", name, "--json"))
        return entry

    def passes(self, name: str, *tests: str) -> bool:
        """Check the style of the package, and run the tests of one registered thing: a handful or more."""
        self.python("-m", "ruff", "check", "segeval")
        self.python("-m", "ruff", "format", "--check", "segeval")
        output = self.python("-m", "pytest", *tests, "-k", name, "-p", "no:cacheprovider")
        found = re.search(r"(\d+) passed", output)
        return found is not None and int(found[1]) > 4


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def test_a_dataset_is_a_module_and_its_splits(checkout: Checkout) -> None:
    checkout.follow("A dataset")
    assert checkout.info("knees")["cases"] == "6 train, 2 test"
    assert checkout.passes("knees", "tests/contracts/test_datasets.py")


def test_an_architecture_is_a_module_and_a_golden_row(checkout: Checkout) -> None:
    checkout.follow("An architecture")
    assert checkout.info("context")["params"] == 14_114
    assert checkout.passes("context", "tests/contracts/test_zoo.py")
    assert checkout.info("context-64")["options"] == {"width": 64}


def test_a_way_in_for_a_model_is_a_module(checkout: Checkout, phantom: Path) -> None:
    checkout.follow("A way in for a model")
    assert checkout.info("threshold")["kind"] == "model scheme"
    assert checkout.passes("threshold", "tests/contracts/test_models.py")
    shutil.copytree(phantom, checkout.root / "data" / phantom.name)
    checkout.python("-m", "segeval", "run", "--model", "threshold:120", "--dataset", "phantom")
    assert len(list((checkout.root / "runs/phantom/threshold-120").glob("*/scores.csv"))) == 1


def test_a_strategy_is_a_function(checkout: Checkout, phantom: Path) -> None:
    checkout.follow("A strategy")
    assert checkout.info("smoothed")["options"] == {"sigma": 1.0}
    assert checkout.passes("smoothed", "tests/contracts/test_strategies.py")
    shutil.copytree(phantom, checkout.root / "data" / phantom.name)
    shutil.copytree(ROOT / "segeval/zoo/weights", checkout.root / "segeval/zoo/weights")
    checkout.python("-m", "segeval", "run", "--pipeline", "smooth.toml", "--dataset", "phantom")
    assert len(list((checkout.root / "runs/phantom").glob("*/*/scores.csv"))) == 1


def test_no_recipe_needs_a_name_that_is_not_public() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks = [block["text"] for block in BLOCK.finditer(text) if block["path"].endswith(".py")]
    assert len(blocks) == 5
    assert re.findall(r"^(?:from|import) .*\b_\w+", "\n".join(blocks), re.MULTILINE) == []


def test_a_metric_is_a_function_and_its_golden_rows(checkout: Checkout) -> None:
    checkout.follow("A metric")
    assert checkout.info("ochiai")["kind"] == "metric"
    assert checkout.passes("ochiai", "tests/contracts/test_metrics.py", "tests/metrics/test_golden.py")
