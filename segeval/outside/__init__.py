"""What others made, held against a dataset: their predictions, the scores in their files, and their whole runs."""

from collections.abc import Sequence
from pathlib import Path

from segeval import runner
from segeval.errors import UsageError
from segeval.exchange import validate
from segeval.outside._checks import faults_of_data, faults_of_scores
from segeval.outside._scores import import_scores

__all__ = ["evaluate_on", "faults_of_data", "faults_of_scores", "import_scores"]


def evaluate_on(
    dataset: str,
    prediction: Path,
    *,
    split: str | None = None,
    fold: int | None = None,
    name: str = "",
    trained_on: str | None = None,
    metrics: str | Sequence[str] | None = None,
    output: Path | str = "runs",
) -> runner.Finished:
    """Score a folder of predictions on a prepared dataset, as ``segeval run`` would, and check the run like a guest's.

    The folder may be called anything, and has its own name on the board, or ``name``.

    Raises:
        UsageError: If the dataset is not prepared, or no file is called like a case.
        BadData: If the run is not sound, or is not of this version's dataset.
    """
    if not prediction.is_dir():
        msg = f"{prediction} is no folder; with --dataset, give a folder of label files named like the cases"
        raise UsageError(msg)
    finished = runner.run(
        model=f"preds:{prediction}",
        dataset=dataset,
        split=split,
        fold=fold,
        name=name,
        trained_on=trained_on,
        metrics=metrics,
        output=output,
    )
    validate(finished.folder, [faults_of_data])
    return finished
