"""What processes do that write beside one another; it loads little, since each of them does."""

from pathlib import Path

from segeval.store import append
from tests.report._factory import Fake, entries


def appended(run: Path, fake: Fake, first: int, step: int) -> None:
    """Append every ``step``-th entry of a fake run."""
    for entry in entries(fake)[first::step]:
        append(run, entry)


def cached(cache: Path) -> float:
    """Bring the cases of the 2D phantoms to the grid of a model, and return the sum of their images."""
    import numpy as np

    from segeval import datasets
    from segeval.training.sampling import prepare_item
    from tests.reliability.test_caches import reading

    data = datasets.load("phantom-2d")
    items = [prepare_item(case, reading(data.info.labels), cache) for case in data.part_cases("train")]
    return float(sum(np.asarray(item.image).sum(dtype=np.float64) for item in items))


def built(runs: Path, boards: Path, times: int) -> None:
    """Build the boards of these runs so many times."""
    from segeval.report import board

    for _ in range(times):
        board.build(runs, boards)


def prepared(root: Path) -> str:
    """Prepare the 2D phantoms; return why that was refused, empty if it was not."""
    import os

    from segeval import datasets
    from segeval.errors import UsageError

    os.environ["SEGEVAL_DATA"] = str(root)
    try:
        datasets.prepare("phantom-2d")
    except UsageError as error:
        return str(error)
    return ""
