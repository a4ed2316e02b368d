"""Where predictions go: what is finished there, what made it, and that nothing else is taken for a prediction."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from segeval import volume
from segeval._disk import plain, read_object, replace, to_json_text, writing
from segeval.errors import BadData, UsageError
from segeval.models.predictions import DECLARATION, INSTANCES, MADE_BY, PROBABILITIES
from segeval.records import Case, DatasetInfo, Grid, Mask, Prediction
from segeval.scoring import write_channels

Format = Literal["auto", "nifti", "png"]
ENDINGS: Mapping[Format, tuple[str, ...]] = {"nifti": (".nii.gz",), "png": (".png",), "auto": (".nii.gz", ".png")}
FILES = (".nii.gz", ".nii", ".png")  # of an OUTPUT that is one file
SCHEMA = "segeval-predict/1"
ADVICE = "Choose another OUTPUT, or pass --overwrite."


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder for many cases, or a file for one; ``format`` is how masks are stored there."""

    path: Path
    is_file: bool
    format: Format
    probabilities: bool

    @property
    def folder(self) -> Path:
        """The folder that everything lies in."""
        return self.path.parent if self.is_file else self.path

    @property
    def record(self) -> Path:
        """The file that says what made the predictions."""
        return self.path.with_name(f"{stem_of(self.path)}.json") if self.is_file else self.path / MADE_BY

    def masks(self, case: str) -> list[Path]:
        """Return where the mask of a case may be."""
        return [self.path] if self.is_file else [self.path / f"{case}{end}" for end in ENDINGS[self.format]]

    def mask(self, case: str, grid: Grid) -> Path:
        """Return where the mask of a case on a grid goes.

        Raises:
            BadData: If the file cannot hold it: a volume is no PNG.
        """
        flat = len(grid.shape) == 2
        if self.format == "png" and not flat:
            msg = f"is a volume of {grid}, which no PNG holds; write NIfTI"
            raise BadData(msg)
        end = ".nii.gz" if self.format == "nifti" or not flat else ".png"
        return self.path if self.is_file else self.path / f"{case}{end}"

    def channels(self, case: str) -> Path:
        """Return where the probabilities of a case go."""
        if self.is_file:
            return self.path.with_name(f"{stem_of(self.path)}_{PROBABILITIES}.nii.gz")
        return self.path / PROBABILITIES / f"{case}.nii.gz"


def stem_of(file: Path) -> str:
    """Return the name of an OUTPUT file, which need not be there yet, without its suffix."""
    return file.name[: -len(next(end for end in FILES if file.name.endswith(end)))]


def place_for(given: Path, output: Path, *, several: bool, form: Format, probabilities: bool) -> Place:
    """Return where the predictions of INPUT go.

    Raises:
        UsageError: If they would lie among the images, or a file is to hold several cases or another format.
    """
    is_file = output.name.endswith(FILES) and not output.is_dir()
    if is_file and several:
        msg = f"{output} is one file and {given} holds several cases. Give a folder as OUTPUT."
        raise UsageError(msg)
    if output.is_file() and not is_file:
        msg = f"{output} is a file. Give a folder as OUTPUT, or a file that ends with {', '.join(FILES)}."
        raise UsageError(msg)
    if is_file:
        own: Format = "png" if output.suffix == ".png" else "nifti"
        if form not in ("auto", own):
            msg = f"{output} and --format {form} contradict each other; leave one out"
            raise UsageError(msg)
        form = own
    inside = output.resolve().is_relative_to(given.resolve()) if given.is_dir() else False
    if inside or (is_file and output.resolve() == given.resolve()):
        msg = f"OUTPUT {output} lies in INPUT {given}, among the images. Choose another OUTPUT."
        raise UsageError(msg)
    return Place(path=output, is_file=is_file, format=form, probabilities=probabilities)


def require_no_image(place: Place, cases: Mapping[str, Case]) -> None:
    """Refuse a place where a prediction would be written over an image."""
    images = {path.resolve() for case in cases.values() for path in case.images}
    for case in cases:
        if over := [path for path in place.masks(case) if path.resolve() in images]:
            msg = f"the prediction of {case} would be written over its image {over[0]}. Choose another OUTPUT."
            raise UsageError(msg)


def is_finished(place: Place, case: Case) -> bool:
    """Whether all that is asked for of a case is there, and is not older than its images."""
    masks = [path for path in place.masks(case.id) if path.is_file()]
    if not masks or (place.probabilities and not place.channels(case.id).is_file()):
        return False
    images = [file.stat().st_mtime_ns for path in case.images for file in volume.files_of(path)]
    return masks[0].stat().st_mtime_ns >= max(images)


def begin(place: Place, made_by: Mapping[str, Any], cases: Mapping[str, Case], *, overwrite: bool) -> None:
    """Write what makes the predictions beside them, or check that it is what made those that are there.

    Those of the same cases are removed where they are to be made again, before anything says that they are.

    Raises:
        UsageError: If others made what is there, or nobody knows who.
    """
    with writing(place.folder):
        place.folder.mkdir(parents=True, exist_ok=True)
    there = [path for case in cases for path in place.masks(case) if path.is_file()]
    asked = plain({key: made_by[key] for key in ("model", "labels", "format")})
    different = [] if not place.record.is_file() else list(_differences(_read(place.record), asked))
    if not overwrite and there and not place.record.is_file():
        msg = f"{place.folder} holds {there[0].name}, and no {place.record.name} says what made it. {ADVICE}"
        raise UsageError(msg)
    if different and not overwrite:
        msg = f"{place.record} says that these predictions were made otherwise: {different[0]}. {ADVICE}"
        raise UsageError(msg)
    if different and not place.is_file:
        known = {path for case in cases for path in place.masks(case)}
        known |= {place.folder / name for name in (MADE_BY, DECLARATION)}
        others = sorted(path.name for path in place.folder.iterdir() if path.is_file() and path.name[0] != ".")
        if stays := [name for name in others if place.folder / name not in known]:
            msg = (
                f"{place.folder} holds {stays[0]} of no case of INPUT, made otherwise: {different[0]}. "
                "Choose another OUTPUT."
            )
            raise UsageError(msg)
    if overwrite:
        with writing(place.folder):
            for path in there:
                path.unlink()
    if overwrite or not place.record.is_file():
        replace(place.record, to_json_text(made_by))


def declare(place: Place, info: DatasetInfo) -> None:
    """Write ``dataset.json`` with the names of the labels, in the form of nnU-Net, which ``segeval eval`` reads."""
    named = {each.name: [*each.values] if len(each.values) > 1 else each.values[0] for each in info.structures}
    if not place.is_file:
        replace(place.path / DECLARATION, to_json_text({"labels": {"background": 0, **named}}))


def write(place: Place, case: str, prediction: Prediction) -> None:
    """Write what a model says of a case; the mask comes last, since a case that has one is finished."""
    grid = prediction.mask.grid
    mask = place.mask(case, grid)
    if place.probabilities:
        if prediction.probabilities is None:
            msg = "the model gives no probabilities; leave out --save-probabilities"
            raise UsageError(msg)
        place.channels(case).parent.mkdir(exist_ok=True)
        write_channels(place.channels(case), prediction.probabilities, grid)
    if prediction.instances is not None and not place.is_file:
        (place.path / INSTANCES).mkdir(exist_ok=True)
        _write_labels(place.path / INSTANCES / mask.name, Mask(prediction.instances, grid))
    _write_labels(mask, prediction.mask)


def _write_labels(path: Path, mask: Mask) -> None:
    """Write a label map; a picture becomes one slice, in pixels, where NIfTI is asked for."""
    if mask.array.ndim == 2 and path.suffix != ".png":
        mask = Mask(mask.array[None], Grid.pixels((1, *mask.array.shape)))
    volume.write_mask(path, mask)


def _read(record: Path) -> dict[str, Any]:
    content = read_object(record, ADVICE)
    if content.get("schema") != SCHEMA:
        msg = f"{record} was not written by segeval predict. {ADVICE}"
        raise UsageError(msg)
    return content


def _differences(one: Mapping[str, Any], other: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield what differs in what ``other`` holds, and in what it lacks of nested tables of ``one``."""
    for key in other if not path else {**one, **other}:
        here, there = one.get(key), other.get(key)
        if isinstance(here, dict) and isinstance(there, dict):
            yield from _differences(here, there, f"{path}{key}.")
        elif here != there:
            yield f"{path}{key} was {_shown(here)}, is {_shown(there)}"


def _shown(value: Any) -> str:
    text = "not set" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]} ..."
