"""Everything segeval raises on purpose.

SegevalError                 base; ``exit_code`` is what the command line returns
├── UsageError         (2)   the request itself is wrong: an option, a path, a combination
│   ├── UnknownName    (2)   no dataset, model, metric or split has this name
│   └── NoWeights      (2)   a network was asked to predict without trained weights
├── ContractError      (1)   a module of the package breaks the contract of its registry
├── IncompleteRun      (5)   some cases failed or are missing; the others are on disk
├── NotComparable      (6)   two runs were scored on different data or by different rules
└── BadData            (7)   a file or folder is not what it claims to be
    ├── DamagedFile    (7)   truncated, bit-flipped, oversized or of an unknown format
    ├── GridMismatch   (7)   two arrays that must share a grid do not
    ├── MissingPrediction (7) a model has no answer for a case
    ├── UnknownLabel   (7)   a mask holds a value that its dataset does not declare
    └── IncompleteDownload (7)   a raw folder lacks files that the dataset declares

Messages are one line: what, where, which values, what to do next.
"""


class SegevalError(Exception):
    """Base of every deliberate error; the command line prints it as one line."""

    exit_code = 1


class UsageError(SegevalError):
    """The request itself is wrong."""

    exit_code = 2


class UnknownName(UsageError):
    """No registered thing has this name."""


class NoWeights(UsageError):
    """A network was asked to predict without trained weights."""


class ContractError(SegevalError):
    """A module of the package breaks the contract of its registry."""


class IncompleteRun(SegevalError):
    """Some cases failed or are missing."""

    exit_code = 5


class NotComparable(SegevalError):
    """Two runs were scored on different data or by different rules."""

    exit_code = 6


class BadData(SegevalError):
    """A file or folder is not what it claims to be."""

    exit_code = 7


class DamagedFile(BadData):
    """A file is truncated, altered, oversized or of an unknown format."""


class GridMismatch(BadData):
    """Two arrays that must share a grid do not."""


class MissingPrediction(BadData):
    """A model has no answer for a case: no file of that name, for one."""


class UnknownLabel(BadData):
    """A mask holds a value that its dataset does not declare."""


class IncompleteDownload(BadData):
    """A raw folder lacks files that the dataset declares."""


def counted(count: int, noun: str) -> str:
    """Return ``1 case`` or ``2 cases``, for messages; the noun is one that takes an s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
