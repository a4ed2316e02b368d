"""kept: a property that is computed when first asked for."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import cached_property
from typing import Any, TypeVar

T = TypeVar("T")


class kept(cached_property[T]):  # noqa: N801  # a decorator, like property
    """A cached property without the lock that, before Python 3.12, all instances of a class share.

    With it only one thread at a time could measure surfaces.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        super().__init__(compute)
        self.lock = nullcontext()
