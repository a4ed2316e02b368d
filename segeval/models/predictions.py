"""Predictions that are files already: a folder of label files named like the cases."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from segeval import volume
from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import BadData, MissingPrediction, UsageError
from segeval.models import Request, origin, refuse, scheme
from segeval.records import Answerer, Case, FloatArray, LabelArray, Mask, Prediction, digest

SUFFIXES = (".nii.gz", ".nii", ".mha", ".mhd", ".nrrd", ".nhdr", ".png", ".bmp", ".tif", ".tiff", ".gif")
INSTANCES, PROBABILITIES = "instances", "probabilities"
NAMED = 5  # of surplus predictions


class Given(NamedTuple):
    """What the files of a case say that a model predicted."""

    mask: Mask
    instances: LabelArray | None
    probabilities: FloatArray | None


class Files(NamedTuple):
    """The files of a model's answers by case: label maps and, where there are any, objects and probabilities."""

    masks: Mapping[str, Path]
    instances: Mapping[str, Path] = {}
    probabilities: Mapping[str, Path] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictions:
    """A predictor that reads its answers."""

    files: Files
    about: Answerer
    labels: tuple[int, ...]
    costs: Mapping[str, Any] = field(default_factory=dict)

    def read(self, case: Case) -> Given:
        """Read the label file of a case, its objects and its probabilities, all on one grid."""
        path = self.files.masks.get(case.id)
        if path is None:
            msg = f"no prediction is called {case.id}"
            raise MissingPrediction(msg)
        mask = volume.read_mask(path)
        return Given(mask, self._instances(case.id, mask), self._probabilities(case.id, mask))

    def predict(self, case: Case, given: Given) -> Prediction:
        """Return what was read."""
        mask, instances, probabilities = given
        return Prediction(case_id=case.id, mask=mask, instances=instances, probabilities=probabilities)

    def _instances(self, case: str, mask: Mask) -> LabelArray | None:
        path = self.files.instances.get(case)
        if path is None:
            return None
        instances = volume.read_mask(path)
        volume.require_same_grid(mask.grid, instances.grid, where=f"{path}: instances")
        return instances.array

    def _probabilities(self, case: str, mask: Mask) -> FloatArray | None:
        path, flat = self.files.probabilities.get(case), mask.array.ndim == 2
        if path is None:
            return None
        image = volume.read_image(path)
        if len(image.array) != len(self.labels):
            listed = ", ".join(map(str, self.labels))
            msg = f"{path}: {len(image.array)} channels, expected {len(self.labels)}: labels {listed}"
            raise BadData(msg)
        if not flat:  # a picture has no place in NIfTI: one slice, in pixels
            volume.require_same_grid(mask.grid, image.grid, where=f"{path}: probabilities")
        return image.array[:, 0] if flat and image.array.ndim == 4 else image.array


def fake(root: Path, data: Prepared) -> str:
    """Copy the references of a dataset: predictions that are perfect."""
    for case in data.part_cases(data.part):
        assert case.mask is not None
        volume.write_mask(root / f"{case.id}.nii.gz", volume.read_mask(case.mask))
    return str(root)


@scheme("preds", title="folder of predictions", example="preds:FOLDER", fake=fake)
def predictions(place: str, request: Request) -> Predictions:
    """Open a folder of label files named like the cases, with ``instances/`` and ``probabilities/`` beside them."""
    refuse(request, "weights", "options", "settings", by="a folder of predictions")
    folder = Path(place)
    if not folder.is_dir():
        msg = f"preds:{place}: there is no such folder. Give a folder of label files named like the cases."
        raise UsageError(msg)
    wanted = set(request.data.expected)
    found = label_files(folder)
    shared = {case: path for case, path in found.items() if case in wanted}
    if not shared:
        msg = (
            f"no file name of {folder} ({', '.join(list(found)[:3]) or 'empty'}) is a case of "
            f"{request.data.info.id} ({', '.join(request.data.expected[:3])}). Name predictions like the cases."
        )
        raise UsageError(msg)
    beside = {name: label_files(folder / name) for name in (INSTANCES, PROBABILITIES) if (folder / name).is_dir()}
    kept = {name: {case: path for case, path in files.items() if case in shared} for name, files in beside.items()}
    files = Files(shared, kept.get(INSTANCES, {}), kept.get(PROBABILITIES, {}))
    return from_files(files, request, name=folder.resolve().name, surplus=sorted(set(found) - wanted))


def from_files(files: Files, request: Request, *, name: str, surplus: list[str]) -> Predictions:
    """Return the predictor of files; a warning names those that belong to no case."""
    if surplus:
        named = ", ".join(surplus[:NAMED]) + (" ..." if len(surplus) > NAMED else "")
        warnings.warn(f"{len(surplus)} predictions belong to no case and are not scored: {named}", stacklevel=2)
    about = Answerer(
        id=request.name or name,
        digest=content_digest(*files),
        kind="predictions",
        trained_on=origin(None, request.trained_on),
    )
    labels = tuple(sorted({0, *request.data.info.labels}))
    return Predictions(files=files, about=about, labels=labels, costs={"surplus": surplus} if surplus else {})


def content_digest(*groups: Mapping[str, Path]) -> str:
    """Return a digest of the bytes of files; a group that is empty does not count."""
    hashes = [{case: file_sha256(path) for case, path in files.items() if path.exists()} for files in groups if files]
    return digest(hashes if len(hashes) > 1 else hashes[0])


def label_files(folder: Path) -> dict[str, Path]:
    """Return the label files of a folder by case, sorted.

    Raises:
        UsageError: If two files are the same case.
    """
    named: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name[0] in "._" or not path.name.endswith(SUFFIXES):
            continue
        other = named.setdefault(stem(path), path)
        if other != path:
            msg = f"{other} and {path.name} are both case {stem(path)!r}. Leave only one of them in the folder."
            raise UsageError(msg)
    return named


def stem(path: Path) -> str:
    """Return the name of a file without its image suffix, or of a folder."""
    name = path.resolve().name
    suffix = next((suffix for suffix in SUFFIXES if path.is_file() and name.endswith(suffix)), "")
    return name.removesuffix(suffix)
