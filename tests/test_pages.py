"""The maps of a network lie on large pages, of which few are cleared."""

import resource
from pathlib import Path

import pytest
import torch

from segeval import datasets, models
from segeval.models import Request
from tests.helpers import in_a_process

CHOICE = Path("/sys/kernel/mm/transparent_hugepage/enabled")
BYTES, PAGE = 64 << 20, 4 << 10

pytestmark = pytest.mark.skipif(
    not CHOICE.is_file() or "[madvise]" not in CHOICE.read_text(encoding="ascii"),
    reason="this system gives large pages to everybody or to nobody",
)


def cleared() -> int:
    """Return how many pages the system clears for 64 MiB of a tensor, once a model was opened."""
    models.open("unet-8", Request(data=datasets.load("phantom-2d"), weights="random"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.ones(BYTES // 4)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.usefixtures("phantom_2d")
def test_maps_of_a_network_lie_on_large_pages() -> None:
    usual, found = (int(in_a_process("tests.test_pages.cleared()", THP_MEM_ALLOC_ENABLE=said)) for said in ("0", "1"))
    assert found < BYTES // PAGE / 8 <= usual


@pytest.mark.usefixtures("phantom_2d")
def test_nobody_has_to_ask_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THP_MEM_ALLOC_ENABLE", raising=False)
    assert int(in_a_process("tests.test_pages.cleared()")) < BYTES // PAGE / 8
