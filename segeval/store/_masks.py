"""The predictions that a run keeps beside its scores, where it was asked to."""

from pathlib import Path

MASKS = "predictions"  # the folder of a run with a label file for each case
SUFFIXES = (".nii.gz", ".png")  # a picture where the reference is one, else a volume


def kept_mask(run: Path, case: str) -> Path | None:
    """Return the label file that a run keeps of a case; None if it keeps none."""
    return next((path for suffix in SUFFIXES if (path := run / MASKS / f"{case}{suffix}").is_file()), None)
