"""Every test of a network draws with seed 0, on one thread."""

from collections.abc import Iterator

import pytest

from tests.zoo.golden import seeded_single_thread


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield
