"""What networks cost on this machine, by themselves and in engines that run them over images; no data needed."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn

from segeval import zoo
from segeval._disk import replace, to_csv, writing
from segeval._progress import watched
from segeval.bench._clock import FEWEST, device_name, peak_of, seconds_of
from segeval.bench._count import GIGA, built, counts, shaped
from segeval.bench._inference import Row, rows_csv, side_by_side
from segeval.bench._picture import scatter
from segeval.bench._sheet import sheet
from segeval.bench._work import trained, works
from segeval.errors import SegevalError, UsageError
from segeval.infer import Settings, halved, pick_device, readied
from segeval.records import Architecture, unbracketed

__all__ = [
    "COLUMNS",
    "Cost",
    "Row",
    "Trial",
    "costs_csv",
    "measure",
    "rows_csv",
    "scatter",
    "sheet",
    "side_by_side",
    "trained",
    "works",
    "write",
]

WARM = 2  # answers before the clock runs
MEGA = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What every network is measured with; ``size`` empty: the one that its published costs are of.

    A network that does not accept the size gets the nearest that it does. Each answer is timed for ``seconds``.
    """

    size: tuple[int, ...] = ()
    in_channels: int = 3
    classes: int = 2
    batch: int = 1
    seconds: float = 2.0
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One row of the table.

    ``gmacs`` are the multiply-accumulates of convolutions and matrix products of one image, in units of 1e9; ``ms`` the
    median time of a batch; ``peak_mb`` the most memory above that before the network was built. ``fault`` says why a
    network could not be measured; the numbers are then NaN.
    """

    model: str
    size: str
    params: int
    gmacs: float
    ms: float
    images_per_s: float
    peak_mb: float
    device: str
    batch: int
    fault: str = ""


COLUMNS = ("model", "size", "params", "gmacs", "ms", "images_per_s", "peak_mb", "device", "fault")


def measure(models: Iterable[str], trial: Trial) -> Iterator[Cost]:
    """Yield the costs of networks, one after the other, each freshly initialised and in eval mode.

    Names may carry options: ``unet[norm=instance,width=32]``.

    Raises:
        UsageError: If there is no such device, or a name cannot be read; that of UnknownName too.
    """
    device = pick_device(trial.settings.device)
    chosen = [_named(model) for model in models]
    for network, options in watched(chosen, "bench", len(chosen), unit="network"):
        shape = _shape(network, trial)
        name = zoo.full_name(network.id, options)
        params, macs = counts(*shaped(network, shape, (trial.in_channels, trial.classes), options))
        try:
            seconds, peak = _tried(network, shape, options, trial, device)
            fault = ""
        except (SegevalError, RuntimeError) as error:  # too little memory, a layer that a backend lacks
            seconds, peak, fault = float("nan"), float("nan"), str(error).splitlines()[0]
        yield Cost(
            model=name,
            size="x".join(map(str, shape)),
            params=params,
            gmacs=macs / GIGA,
            ms=1000 * seconds,
            images_per_s=trial.batch / seconds,
            peak_mb=peak / MEGA,
            device=device_name(device),
            batch=trial.batch,
            fault=fault,
        )


def costs_csv(costs: Iterable[Cost]) -> str:
    """Return every field of the costs as CSV, of what was measured six digits."""
    rows = ([f"{value:.6g}" if isinstance(value, float) else value for value in astuple(cost)] for cost in costs)
    return to_csv([field.name for field in fields(Cost)], rows)


def write(path: Path, text: str) -> None:
    """Write a table or a picture, whole or not at all; UsageError where that cannot be."""
    with writing(path):
        replace(path, text)


def _named(text: str) -> tuple[Architecture, dict[str, Any]]:
    """Read ``unet`` or ``unet[norm=instance,width=32]``."""
    name, options = unbracketed(text)
    if "[" in text and not text.endswith("]"):
        msg = f"cannot read the model {text!r}; write options as in unet[norm=instance,width=32]"
        raise UsageError(msg)
    return zoo.get(name), zoo.parse_options(name, options)


def _shape(network: Architecture, trial: Trial) -> tuple[int, ...]:
    """Return the size that is measured: the asked one, or the nearest that the network accepts."""
    if not trial.size:
        return network.reference_shape
    if len(trial.size) not in network.ndim:
        msg = f"{network.id} takes {network.ndim[0]}D images; --size {','.join(map(str, trial.size))} is none."
        raise UsageError(msg)
    return zoo.nearest(network, trial.size)


def _tried(
    network: Architecture, shape: tuple[int, ...], options: dict[str, Any], trial: Trial, device: torch.device
) -> tuple[float, float]:
    """Return the median seconds of a batch, and the most bytes held above those before the network was built."""

    def fresh() -> tuple[nn.Module, Tensor]:
        torch.manual_seed(0)
        net = built(network, shape, (trial.in_channels, trial.classes), options).to(device).eval()
        net = readied(net, trial.settings, (trial.in_channels, *shape))
        return net, torch.randn(trial.batch, trial.in_channels, *shape, device=device)

    def once() -> None:
        net, image = fresh()
        net(image)

    with torch.inference_mode(), halved(trial.settings, device):
        return median(_times(*fresh(), trial.seconds)), peak_of(once, device)


def _times(net: nn.Module, image: Tensor, seconds: float) -> Iterator[float]:
    """Yield how long the network takes, again and again until the time is up; the first answers do not count."""
    for _ in range(WARM):
        seconds_of(lambda: net(image), image.device)
    count, began = 0, time.perf_counter()
    while count < FEWEST or time.perf_counter() - began < seconds:
        yield seconds_of(lambda: net(image), image.device)
        count += 1
