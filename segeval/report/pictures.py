"""The pictures of the cases of a board that are worth a look, from predictions that its runs kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import numpy as np

from segeval._disk import replace as write
from segeval.drawing import webp
from segeval.errors import BadData, UsageError
from segeval.records import Case, DatasetInfo
from segeval.report._case_pictures import LIMIT, CasePicture, CasePictures, read_pictures, write_pictures
from segeval.report._looks import picked
from segeval.report._overlays import Colours, Labels, errors, layout, photograph, shapes, turned
from segeval.report._pictures import PUBLISHABLE
from segeval.report.figure import read_board
from segeval.report.page import headline_contrasts, leaderboard
from segeval.report.ranking import Board, Row
from segeval.store import Run, find_runs, kept_mask
from segeval.volume import read_image, read_mask, require_same_grid

SIZES = (320, 256, 192, 128)  # pixels of the longer side, the first that keeps within LIMIT
QUALITY = 75
BOTH = 2  # models that a picture shows at least
LOCAL = "local.html"


def draw(
    name: str, cases: Mapping[str, Case], info: DatasetInfo, *, runs: Path, boards: Path, local: bool = False
) -> Path:
    """Draw the cases worth a look of a board and return where the pictures are.

    What was drawn of ranked runs whose predictions are not at hand stays, and what comes to it shows the same slices:
    boards grow on machines that do not have each other's predictions.

    Args:
        name: The dataset of the board.
        cases: Its cases with their images and references.
        info: What is declared about it.
        runs: A folder with the ranked runs of the board, made with their predictions.
        boards: The folder of boards.
        local: Draw a page of its own beside that of the board, which git leaves alone, and publish nothing.

    Raises:
        UsageError: If the licence does not let anybody publish the images, or no ranked run kept predictions.
        BadData: If a prediction is not the one that was scored, or there is no such board.
    """
    if not local and not info.license.startswith(PUBLISHABLE):
        msg = f'{name} is under "{info.license}", so its images are not for everybody; --local draws them for yourself'
        raise UsageError(msg)
    board, place = read_board(name, boards)
    kept = {path.name: path for path in find_runs(runs)}
    earlier = read_pictures(place)
    before = {each.case: each for each in earlier.cases} if earlier else {}
    rows = [row for row in board.rows if row.rank]
    looked = [each.full for each in picked(board, headline_contrasts(board)) if each.full in cases]
    for largest in SIZES:
        drawn = [_drawn(cases[each], info, rows, kept, largest, before.get(each)) for each in looked]
        found = [_with_earlier(each, before.get(each.case), rows) for each in drawn]
        if sum(map(_least, found)) <= LIMIT:
            break
    if not any(each.runs for each in drawn):
        msg = (
            f"{runs} keeps no predictions of the ranked runs of {name}. Make them again, with the same id: "
            f"segeval run --save-predictions --dataset {name} --output {runs} --model ..."
        )
        raise UsageError(msg)
    labels = tuple(info.labels[value] for value in _scored(info))
    source = ", ".join(filter(None, (info.title, info.homepage, info.license)))
    pictures = CasePictures(source=source, labels=labels, cases=tuple(_within(found, rows)))
    return _write_page(board, place, pictures) if local else write_pictures(place, pictures)


def _write_page(board: Board, place: Path, pictures: CasePictures) -> Path:
    """Write a page that git leaves alone, as it does the file that says so."""
    write(place / LOCAL, leaderboard(board, place, pictures=pictures))
    write(place / ".gitignore", f"{LOCAL}\n.gitignore\n")
    return place / LOCAL


def _drawn(
    case: Case,
    info: DatasetInfo,
    rows: Sequence[Row],
    kept: Mapping[str, Path],
    largest: int,
    earlier: CasePicture | None,
) -> CasePicture:
    """Return the picture of a case with a layer for each row that kept its prediction, cut as it was ``earlier``."""
    if case.mask is None:
        msg = f"{case.id} has no reference; prepare the dataset again"
        raise BadData(msg)
    mask = read_mask(case.mask)
    image, grid = turned(read_image(case.images).array, mask.grid)
    masks: dict[str, Labels] = {}
    for run in (run for row in rows for run in row.runs):
        if (folder := kept.get(run.run_id)) and (path := kept_mask(folder, case.id)):
            prediction = read_mask(path)
            require_same_grid(mask.grid, prediction.grid, where=f"{path}, {case.id}")
            _require_scored(run, case.id, mask.array, prediction.array, info.ignore)
            masks[run.run_id] = turned(_plain(prediction.array, info, mask.array), mask.grid)[0]
    reference = turned(_plain(mask.array, info, mask.array), mask.grid)[0]
    found = layout(reference, list(masks.values()), grid.spacing, largest, earlier.slices if earlier else ())
    return CasePicture(
        case=case.id,
        size=found.size[::-1],
        first=found.planes[0].size[::-1],
        slices=found.slices,
        words=found.words,
        image=_webp(photograph(image, found), QUALITY),
        reference=_webp(shapes(reference, _scored(info), found)),
        runs={run_id: _webp(errors(reference, each, found)) for run_id, each in masks.items()},
    )


def _with_earlier(picture: CasePicture, earlier: CasePicture | None, rows: Sequence[Row]) -> CasePicture:
    """Return a picture with the layers that were drawn before; of another size, the one that shows more models."""
    if earlier is None:
        return picture
    same = all(getattr(picture, name) == getattr(earlier, name) for name in ("size", "first", "slices"))
    layers = {**earlier.runs, **picture.runs} if same else earlier.runs
    ranked = [run.run_id for row in rows for run in row.runs if run.run_id in layers]  # the best first
    both = replace(picture if same else earlier, runs={run_id: layers[run_id] for run_id in ranked})
    return max(both, picture, key=lambda each: len(each.runs))


def _webp(picture: Colours, quality: int | None = None) -> bytes:
    height, width = picture.shape[:2]
    return webp(picture.tobytes(), (width, height), quality)


def _scored(info: DatasetInfo) -> list[int]:
    """Return the label values of structures, in the order of their declaration."""
    return list(dict.fromkeys(value for structure in info.structures for value in structure.values))


def _plain(labels: Labels, info: DatasetInfo, reference: Labels) -> Labels:
    """Return labels without those that are not scored, and without anything where nothing is known."""
    scored = np.isin(labels, _scored(info))
    if info.ignore is not None:
        scored &= reference != info.ignore
    return np.where(scored, labels, 0)


def _require_scored(run: Run, case: str, reference: Labels, prediction: Labels, ignore: int | None) -> None:
    """Raise BadData unless a prediction has the counts of voxels that the run on the board has of it."""
    counts = next((each.counts for each in run.cases if each.case_id == case), {})
    valid = np.ones(reference.shape, bool) if ignore is None else reference != ignore
    for structure in run.record.data.structures:
        true, said = (np.isin(each, structure.values) & valid for each in (reference, prediction))
        found = (int((true & said).sum()), int((said & ~true).sum()), int((true & ~said).sum()))
        if structure.name in counts and counts[structure.name][:3] != found:
            msg = (
                f"{case}, {structure.name}: the prediction has tp, fp, fn = {found}, run {run.run_id} of "
                f"{run.record.model.id} was scored with {tuple(counts[structure.name][:3])}; run it again"
            )
            raise BadData(msg)


def _least(picture: CasePicture) -> int:
    """Return the bytes of a picture with the fewest layers that make sense."""
    return len(picture.image) + len(picture.reference) + sum(map(len, list(picture.runs.values())[:BOTH]))


def _within(found: Sequence[CasePicture], rows: Sequence[Row]) -> Iterator[CasePicture]:
    """Yield pictures with the layers of as many models as keep within LIMIT, the best first and the same of each."""
    order = [run.run_id for row in rows for run in row.runs]
    fixed = sum(len(each.image) + len(each.reference) for each in found)
    sums = np.cumsum([sum(len(each.runs.get(run_id, b"")) for each in found) for run_id in order])
    whole = {run_id for run_id, _ in takewhile(lambda each: fixed + each[1] <= LIMIT, zip(order, sums, strict=True))}
    for each in found:
        yield replace(each, runs={run_id: layer for run_id, layer in each.runs.items() if run_id in whole})
