"""Strategies: what is made of models without training one more: several asked, asked again, or asked about a part.

A strategy is one function in a public module of this package, or of an installed one through the entry points
``segeval.strategies``. It takes its parts, each a :data:`segeval.infer.Segment`, and returns another one, so that
strategies nest. A pipeline file (``segeval run --pipeline FILE.toml``) writes such a tree down.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segeval.errors import UsageError
from segeval.infer import Segment
from segeval.registry import Registry, importing, suggest

__all__ = ["STRATEGIES", "Strategy", "one_of", "require", "strategy"]

TABLE = "table with a model or a strategy"
Builder = Callable[..., Segment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A declared strategy: a function of its ``parts`` and, by keyword, of its ``options``.

    With ``several`` its only part stands for any number of them. The last part is the one whose labels are the
    answer's. ``example`` is a pipeline file that shows it on the phantoms.
    """

    id: str
    title: str
    source: str
    example: str
    parts: tuple[str, ...]
    several: bool
    options: Mapping[str, Any]
    files: tuple[str, ...]
    fn: Builder


STRATEGIES: Registry[Strategy] = Registry(
    "strategy", importing("segeval.strategies"), hint='Run "segeval ls strategies".'
)


def strategy(id: str, *, title: str, source: str, example: str) -> Callable[[Builder], Strategy]:  # noqa: A002
    """Turn a function of parts and, by keyword, options into the strategy of this id; see CONTRIBUTING.md.

    Every parameter before the keywords is a part; a single ``*parts`` is any number of them. Options have defaults,
    whose types are theirs; one that is a :class:`pathlib.Path` names a file.
    """

    def declare(fn: Builder) -> Strategy:
        parameters = inspect.signature(fn).parameters.values()
        options = {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}
        declared = Strategy(
            id=id,
            title=title,
            source=source,
            example=example,
            parts=tuple(each.name for each in parameters if each.kind is not each.KEYWORD_ONLY),
            several=any(each.kind is each.VAR_POSITIONAL for each in parameters),
            options=options,
            files=tuple(name for name, default in options.items() if isinstance(default, Path)),
            fn=fn,
        )
        # A strategy of another package comes by entry point instead, under a name that cannot shadow ours.
        if fn.__module__.startswith(f"{__name__}."):
            STRATEGIES.add(id, declared, origin=fn.__code__.co_filename)
        return declared

    return declare


def require(declared: Strategy, parts: Mapping[str, int], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a strategy as its function wants them, if it can have these and so many parts.

    Raises:
        UnknownName: If it has no such option or part.
        UsageError: If a part is lacking or too many, or an option has another type than its default.
    """
    entries = (*declared.parts, *declared.options)
    for name in (*parts, *options):
        if name not in entries:
            noun = f"entry of {declared.id}"
            raise suggest(noun, name, entries, f"It takes {', '.join(entries)}.")
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    for name, value in given.items():
        if name in declared.parts or not _fits(value, declared.options[name]):
            wanted = TABLE if name in declared.parts else type(declared.options[name]).__name__
            msg = f"{declared.id}: {name} = {value!r} is no {wanted}"
            raise UsageError(msg)
    counts = [parts.get(name, 0) for name in declared.parts]
    if not (counts[0] >= 1 if declared.several else counts == [1] * len(counts)):
        number = "one or more" if declared.several else "one each"
        msg = f"{declared.id}: give {number} of {', '.join(declared.parts)}; each is a {TABLE}"
        raise UsageError(msg)
    return given


def _fits(value: Any, default: Any) -> bool:
    """Whether an option may have a value: of the type of its default, whole numbers for others too."""
    if isinstance(default, float):
        return type(value) in (int, float)
    return isinstance(value, Path) if isinstance(default, Path) else type(value) is type(default)


def one_of(declared: str, option: str, value: str, known: tuple[str, ...]) -> str:
    """Return the value of an option that is a word.

    Raises:
        UnknownName: If it is none of ``known``.
    """
    if value not in known:
        unknown = suggest(f"{option} of {declared}", value, known, f"Choose one of {', '.join(known)}.")
        raise unknown
    return value
