"""What the tests of dataset modules share: the cases of a raw folder, and the tree they were found in."""

from contextlib import ExitStack
from pathlib import Path

from segeval import datasets
from segeval.datasets import RawCase, Tree
from segeval.datasets._raw import open_tree

OPEN = ExitStack()  # archives stay open until the test ends, see conftest.py


def listed(raw: Path) -> Tree:
    """Return the files of a raw folder, which can be read until the test ends."""
    return OPEN.enter_context(open_tree(raw, raw.resolve().with_name(".scratch")))


def found(name: str, raw: Path) -> dict[str, RawCase]:
    """Return the cases of dataset ``name`` by id; a case that is there twice is an error of the test."""
    cases = list(datasets.REGISTRY.get(name).cases(listed(raw)))
    assert len({case.id for case in cases}) == len(cases)
    return {case.id: case for case in cases}


def lacking(name: str, raw: Path) -> list[str]:
    """Return what a dataset misses in a raw folder."""
    tree = listed(raw)
    list(datasets.REGISTRY.get(name).cases(tree))
    return tree.lacking
