"""Two runs on the same cases: where they are, whether they can be compared, and what changed from one to the other."""

from segeval.compare._changes import CaseChange, Change, Comparison, compare, gains, means
from segeval.compare._find import located
from segeval.compare._page import Picture, as_json, html, markdown, quoted
from segeval.compare._pairs import Column, Paired, differences, pair, read_pair, require_comparable

__all__ = [
    "CaseChange",
    "Change",
    "Column",
    "Comparison",
    "Paired",
    "Picture",
    "as_json",
    "compare",
    "differences",
    "gains",
    "html",
    "located",
    "markdown",
    "means",
    "pair",
    "quoted",
    "read_pair",
    "require_comparable",
]
