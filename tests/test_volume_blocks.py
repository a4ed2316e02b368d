"""Memory that is used again is never that of an array which somebody still has."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest

from segeval.volume import blocks
from segeval.volume.blocks import LEAST, block


@pytest.fixture(autouse=True)
def _nothing_free() -> Iterator[None]:
    blocks._free.clear()
    yield
    blocks._free.clear()


def place(array: blocks.Bytes) -> int:
    return int(array.__array_interface__["data"][0])


def test_memory_is_taken_again_when_the_last_view_of_it_is_gone() -> None:
    first = block(LEAST + 8)
    where, part = place(first), first[8:].view(np.int64).reshape(-1, 4)[1:]
    part[:] = 7
    del first
    gc.collect()
    second = block(LEAST + 8)
    second[:] = 1
    assert place(second) != where
    assert (part == 7).all()
    del part
    gc.collect()
    assert place(block(LEAST + 4)) == where


@pytest.mark.parametrize("size", [LEAST // 2, 3 * LEAST])
def test_memory_of_another_size_is_not_taken(size: int) -> None:
    first = block(LEAST)
    where = place(first)
    del first
    other = block(size)
    assert (place(other) != where, len(other)) == (True, size)
    assert len(blocks._free) == 1


def test_no_more_is_kept_than_a_case_needs() -> None:
    many = [block(LEAST) for _ in range(5)]
    assert len({place(each) for each in many}) == 5
    many.clear()
    gc.collect()
    assert len(blocks._free) == 2
