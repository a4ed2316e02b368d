"""Shapes without numbers, quickly: on the device "meta" torch works out most of them in Python, again and again."""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_unflatten

# What torch answered, by operator and by the forms of what it was given; None: the first argument, changed in place.
_KNOWN: dict[Hashable, Any] = {}


def known_shapes() -> AbstractContextManager[object]:
    """Within it an operator that has met such tensors on "meta" before answers as it did then.

    Views, and whatever has numbers, torch is asked each time.
    """
    return _Remembered()  # type: ignore[no-untyped-call]  # torch's modes have no types


class _Remembered(TorchDispatchMode):  # type: ignore[no-untyped-call]  # as above
    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if _is_view(func):
            return func(*args, **kwargs)
        given, spec = tree_flatten((args, kwargs))
        tensors = [value for value in given if isinstance(value, Tensor)]
        if not tensors or not all(tensor.is_meta for tensor in tensors):
            return func(*args, **kwargs)
        key = (func, spec, *map(_form, given))
        if key not in _KNOWN:
            answer = func(*args, **kwargs)
            found, back = tree_flatten(answer)
            if answer is args[0]:
                if _form(answer) == key[2]:
                    _KNOWN[key] = None
            elif not func._schema.is_mutable and all(isinstance(value, Tensor) for value in found):
                _KNOWN[key] = ([(value.shape, value.stride(), value.dtype) for value in found], back)
            return answer
        known = _KNOWN[key]
        if known is None:
            return args[0]
        forms, back = known
        made = [torch.empty_strided(size, steps, dtype=dtype, device="meta") for size, steps, dtype in forms]
        return tree_unflatten(made, back)


@cache
def _is_view(func: Any) -> bool:
    return bool(func.is_view)


def _form(value: Any) -> Hashable:
    return (value.shape, value.stride(), value.dtype) if isinstance(value, Tensor) else (type(value), value)
