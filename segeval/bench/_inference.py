"""One network over one image, by our engine and by those of others: seconds, memory, and whether they say the same.

All of them get the same scaled image in memory and end with a label for each voxel on the CPU. The floor is the network
alone on the windows of our engine: what no engine can be faster than. The large pages that we ask torch for serve all
of them, since they share a process. Engines of packages that are not installed are rows that say so.
"""

import contextlib
import io
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, fields
from functools import partial
from importlib import import_module
from importlib.metadata import version
from itertools import product
from statistics import median
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from segeval._disk import to_csv
from segeval._progress import hidden
from segeval.bench._clock import FEWEST, device_name, peak_of, seconds_of
from segeval.bench._work import OVERLAP, Work
from segeval.errors import SegevalError
from segeval.infer import answer, halved, segmenting, starts
from segeval.records import Grid, LabelArray, Recipe, Volume

FLOOR, OURS = "floor: network alone", "segeval"
MEGA = 1e6
Engine = Callable[[Work], LabelArray | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What an engine took; None where it says nothing of that.

    ``least`` and ``median`` are of seconds, of all engines in turn. ``of_floor`` and ``of_ours`` are medians over
    medians. ``equal`` is the share of voxels with our label, ``peak_mb`` the most memory above that before. ``note``
    says why an engine has no numbers.
    """

    model: str
    size: str
    patch: str
    engine: str
    version: str = ""
    windows: int | None = None
    least: float | None = None
    median: float | None = None
    of_floor: float | None = None
    of_ours: float | None = None
    peak_mb: float | None = None
    equal: float | None = None
    device: str = ""
    note: str = ""


ROWS = tuple(each.name for each in fields(Row))


@dataclass(slots=True, kw_only=True)
class Taken:
    """What is known of an engine while it is measured."""

    windows: int = 0
    labels: LabelArray | None = None
    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    note: str = ""


def alone(work: Work) -> None:
    """Run the network on the windows of our engine and throw away what it says."""
    patch = work.recipe.window.patch
    image = nn.functional.pad(work.image, _padding(work)).to(work.device)
    begins = [starts(n, side, OVERLAP) for n, side in zip(image.shape[1:], patch, strict=True)]
    boxes = [
        (slice(None), *(slice(at, at + n) for at, n in zip(corner, patch, strict=True))) for corner in product(*begins)
    ]
    for first in range(0, len(boxes), work.batch):
        work.net(torch.stack([image[box] for box in boxes[first : first + work.batch]]))


def _padding(work: Work) -> list[int]:
    sizes = zip(work.image.shape[1:], work.recipe.window.patch, strict=True)
    return [side for n, w in reversed([*sizes]) for side in (0, max(0, w - n))]


def ours(work: Work) -> LabelArray:
    """Segment the image as a run does."""
    image = work.image.numpy()
    segment = segmenting(work.net, work.recipe, work.settings)
    return answer(segment, Volume(image, Grid.pixels(image.shape[1:])), "image").mask.array


def monai(work: Work) -> LabelArray:
    """Segment the image by MONAI's inferer, with its Gaussian and as many windows at once."""
    inferer = import_module("monai.inferers").SlidingWindowInferer(
        roi_size=work.recipe.window.patch,
        sw_batch_size=work.batch,
        overlap=OVERLAP,
        mode="gaussian",
        progress=False,
    )
    return _labels(inferer(work.image[None].to(work.device), work.net)[0], work.recipe)


def nnunet(work: Work) -> LabelArray:
    """Segment the image by nnU-Net's predictor, which runs one window at a time and sums in half precision."""
    predictor = import_module("nnunetv2.inference.predict_from_raw_data").nnUNetPredictor(
        tile_step_size=1 - OVERLAP, use_mirroring=False, device=work.device, allow_tqdm=False
    )
    heads = SimpleNamespace(num_segmentation_heads=work.recipe.output.channels)
    plans = SimpleNamespace(get_label_manager=lambda _: heads)
    configuration = SimpleNamespace(patch_size=list(work.recipe.window.patch))
    predictor.manual_initialization(work.net, plans, configuration, None, {}, "", None)
    image = work.image if work.image.ndim == 4 else work.image[:, None]
    logits = predictor.predict_sliding_window_return_logits(image)
    return _labels(logits.reshape(len(logits), *work.image.shape[1:]), work.recipe)


def _labels(logits: Tensor, recipe: Recipe) -> LabelArray:
    """Return the label of each voxel of ``(channels, *spatial)``."""
    values = np.array([*recipe.output.labels])
    found: LabelArray = values.astype(np.min_scalar_type(values.max()))[logits.argmax(0).cpu().numpy()]
    return found


ENGINES: Mapping[str, tuple[str, str, Engine]] = {  # the package of each, and what must be there of it
    FLOOR: ("torch", "torch", alone),
    OURS: ("segeval-med", "segeval", ours),
    "MONAI SlidingWindowInferer": ("monai", "monai.inferers", monai),
    "nnU-Net predictor": ("nnunetv2", "nnunetv2.inference.predict_from_raw_data", nnunet),
}


def side_by_side(work: Work, seconds: float) -> list[Row]:
    """Run every engine in turn until each was timed for ``seconds`` and three times; return a row for each."""
    taken = {name: Taken(note=_absent(module)) for name, (_, module, _) in ENGINES.items()}
    runs = {name: partial(ENGINES[name][2], work) for name, each in taken.items() if not each.note}
    with _undisturbed(), torch.inference_mode(), halved(work.settings, work.device):
        for name in [*runs]:
            try:
                taken[name].windows, taken[name].labels = _counted(work.net, runs[name])
            except (SegevalError, RuntimeError, MemoryError) as error:  # too little memory, a layer that is not there
                taken[name].note = str(error).splitlines()[0]
                del runs[name]
        began, rounds = time.perf_counter(), 0
        with tqdm(desc=work.name, unit="round", disable=hidden()) as bar:
            while rounds < FEWEST or time.perf_counter() - began < seconds * len(runs):
                for name, run in runs.items():
                    taken[name].seconds.append(seconds_of(run, work.device))
                rounds += 1
                bar.update()
        for name, run in runs.items():
            taken[name].peak = peak_of(run, work.device)
    return [_row(name, work, taken) for name in ENGINES]


def _counted(net: nn.Module, run: Callable[[], LabelArray | None]) -> tuple[int, LabelArray | None]:
    """Return how many windows an engine gave to the network, and what it answered."""
    counts: list[int] = []
    hook = net.register_forward_pre_hook(lambda _, given: counts.append(len(given[0])))
    try:
        labels = run()
    finally:
        hook.remove()
    return sum(counts), labels


def _row(name: str, work: Work, taken: Mapping[str, Taken]) -> Row:
    package = ENGINES[name][0]
    same: dict[str, Any] = {
        "model": work.name,
        "size": "x".join(map(str, work.image.shape[1:])),
        "patch": "x".join(map(str, work.recipe.window.patch)),
        "engine": name,
        "device": device_name(work.device),
    }
    found, mine = taken[name], taken[OURS]
    if found.note:
        return Row(**same, note=found.note)
    here = median(found.seconds)
    floor, own = (median(taken[other].seconds) if taken[other].seconds else None for other in (FLOOR, OURS))
    compared = found.labels is not None and mine.labels is not None
    return Row(
        **same,
        version=version(package),
        windows=found.windows,
        least=min(found.seconds),
        median=here,
        of_floor=here / floor if floor else None,
        of_ours=here / own if own else None,
        peak_mb=found.peak / MEGA,
        equal=float(np.mean(found.labels == mine.labels)) if compared else None,
    )


def _absent(module: str) -> str:
    """Return why an engine cannot run, nothing if it can."""
    try:
        with _undisturbed():
            import_module(module)
    except ModuleNotFoundError as error:
        return "not installed" if (error.name or "") in module else f"cannot be imported: {error}"
    except Exception as error:  # a package that was made for another torch fails in ways of its own
        return f"cannot be imported: {type(error).__name__}: {' '.join(str(error).split())[:100]}"
    return ""


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep what others print and warn of out of the table."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def rows_csv(rows: Iterable[Row]) -> str:
    """Return every field of the rows as CSV."""
    return to_csv(ROWS, map(astuple, rows))
