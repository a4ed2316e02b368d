"""Predictions that are files already: a folder of label files named like the cases."""

import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

from segeval import volume
from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.errors import BadData, MissingPrediction, UsageError
from segeval.models import BY_CASE, FOREIGN, Request, origin, refuse, scheme
from segeval.records import Answerer, Case, FloatArray, LabelArray, Mask, Prediction, digest

# In any case of letters. JPEG is none of them: it changes the values of a label map.
SUFFIXES = (".nii.gz", ".nii", ".hdr", ".mha", ".mhd", ".nrrd", ".nhdr", ".png", ".bmp", ".tif", ".tiff", ".gif")
INSTANCES, PROBABILITIES = "instances", "probabilities"
DECLARATION, MADE_BY = "dataset.json", "predict.json"  # what the labels mean, and what made the files beside it
HEADER = 1 << 20  # bytes that a file has beside its voxels, generously
NAMED = 5  # of files that are left out


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
    refuse(request, "weights", "options", "settings", *FOREIGN, by="a folder of predictions")
    folder = Path(place).expanduser()
    if not folder.is_dir():
        msg = f"preds:{place}: there is no such folder. Give a folder of label files named like the cases."
        raise UsageError(msg)
    wanted = {normalize("NFC", case): case for case in request.data.expected}
    found = label_files(folder)
    shared = {wanted[name]: path for name, path in found.items() if name in wanted}
    if not shared:
        msg = (
            f"no file name of {folder} ({', '.join(list(found)[:3]) or 'empty'}) is a case of "
            f"{request.data.info.id} ({', '.join(request.data.expected[:3])}). Name predictions like the cases."
        )
        raise UsageError(msg)
    beside = {name: label_files(folder / name) for name in (INSTANCES, PROBABILITIES) if (folder / name).is_dir()}
    kept = {
        kind: {wanted[name]: path for name, path in files.items() if wanted.get(name) in shared}
        for kind, files in beside.items()
    }
    warn_unused(folder, found.values(), besides=tuple(beside))
    for kind, used in kept.items():
        warn_unused(folder / kind, used.values())
    files = Files(shared, kept.get(INSTANCES, {}), kept.get(PROBABILITIES, {}))
    return from_files(files, request, name=name_of(folder), surplus=sorted(set(found) - set(wanted)))


def from_files(files: Files, request: Request, *, name: str, surplus: list[str]) -> Predictions:
    """Return the predictor of files; a warning names those that belong to no case."""
    if surplus:
        many = f"{len(surplus)} predictions belong to no case and are"
        what = many if len(surplus) > 1 else "1 prediction belongs to no case and is"
        warnings.warn(f"{what} not scored: {examples(surplus)}", stacklevel=2)
    about = Answerer(
        id=request.name or name,
        digest=content_digest(*files),
        kind=BY_CASE,
        trained_on=origin(None, request.trained_on),
    )
    info = request.data.info
    labels = tuple(sorted({0, *info.labels} - {info.ignore}))
    return Predictions(files=files, about=about, labels=labels, costs={"surplus": surplus} if surplus else {})


def content_digest(*groups: Mapping[str, Path]) -> str:
    """Return a digest of the bytes of files, and of those that they name; a group that is empty does not count."""
    hashes = [{case: _content(path) for case, path in files.items() if path.exists()} for files in groups if files]
    return digest(hashes if len(hashes) > 1 else hashes[0])


def _content(path: Path) -> str | list[str]:
    hashes = [_hash(part) for part in volume.files_of(path)]
    return hashes[0] if len(hashes) == 1 else hashes


def _hash(path: Path) -> str:
    """Return the sha256 of a file; the size alone of one that no reader will take, since it may be endless."""
    size = path.stat().st_size
    return file_sha256(path) if size <= volume.max_bytes() + HEADER else f"{size} bytes"


def label_files(folder: Path) -> dict[str, Path]:
    """Return the label files of a folder by case, sorted.

    Raises:
        UsageError: If two files are the same case.
    """
    named: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.name.startswith(".") or not path.name.lower().endswith(SUFFIXES):
            continue
        other = named.setdefault(stem(path), path)
        if other != path:
            msg = f"{other} and {path.name} are both case {stem(path)!r}. Leave only one of them in the folder."
            raise UsageError(msg)
    return named


def warn_unused(folder: Path, used: Collection[Path], besides: Collection[str] = ()) -> None:
    """Warn of what a folder holds beside the files that are used, their voxels, what tells of them, and ``besides``."""
    there = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    known = {path.name for path in used} | {DECLARATION, MADE_BY, *besides}
    if set(there) - known:  # only then is it worth asking headers for the names of other files
        known |= {part.name for path in used for part in volume.files_of(path)}
    if rest := [name for name in there if name not in known]:
        warnings.warn(f"{folder}: {len(rest)} of its entries not used: {examples(rest)}", stacklevel=3)


def examples(names: Collection[str]) -> str:
    """Return the first few of some names, and a sign that there are more."""
    return ", ".join(list(names)[:NAMED]) + (" ..." if len(names) > NAMED else "")


def stem(path: Path) -> str:
    """Return the name of a file without its image suffix, or of a folder, in composed Unicode (NFC).

    A link has its own name, not that of what it points to: that one may be a digest, or the name of another case.
    """
    name = name_of(path)
    suffix = next((suffix for suffix in SUFFIXES if path.is_file() and name.lower().endswith(suffix)), "")
    return normalize("NFC", name[: len(name) - len(suffix)])


def name_of(path: Path) -> str:
    """Return the last part of a path; that of the place where ``.`` and ``..`` lead."""
    return path.name if path.name not in ("", "..") else path.resolve().name
