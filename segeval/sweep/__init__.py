"""A sweep: models on datasets, splits and seeds, trained, run and scored; the file of it is the record of a board.

Every table ``[[train]]`` is a budget. Its lists (``models`` with their options, ``datasets``, ``splits`` or ``folds``,
``seeds``) are combined with each other; ``also`` lists further splits by which the same weights are scored; ``label``
tells models from those of another budget; ``encoder`` is a file beside that of the sweep; its other words are options
of ``segeval train``. In ``[train.choose]`` stand lists of values among which an inner validation part of the training
cases decides. docs/training.md has an example.
Every table ``[[run]]`` has what is not trained here: in ``[run.models]`` a name for each algorithm, pipeline of trained
weights, or model from elsewhere, and the same lists of where. A pipeline is a file beside that of the sweep.
That of which a run lies beside the file, as on a board, is done: boards grow on machines without its weights.
"""

from segeval.sweep._entries import Entry, Untrained, answers, is_trained
from segeval.sweep._file import read
from segeval.sweep._work import INNER, Row, rows, share, work

__all__ = ["INNER", "Entry", "Row", "Untrained", "answers", "is_trained", "read", "rows", "share", "work"]
