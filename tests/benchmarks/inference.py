"""From an image to its mask, beside MONAI's sliding window and nnU-Net's predictor and export, on one thread.

``python -m tests.benchmarks.inference [back frame volume resampled slices]``; the peers are installed by
``pip install monai nnunetv2``. The implementations of a workload take turns, each in a process of its own, since
ours has torch use larger pages. ``python -m tests.benchmarks.inference large`` is 13 labels of 512×512×800 voxels.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import ctypes
import gc
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval import zoo
from segeval.infer import Logits, Settings, answer, averaged_logits, labels_of, laid_out, readied, segmenting, starts
from segeval.records import Grid, Input, LabelArray, Output, Recipe, Scaling, Volume, Window
from tests.benchmarks.metrics import memory
from tests.helpers import in_a_process

Shape = tuple[int, int, int]
Task = Callable[[], LabelArray]
CPU, OVERLAP = torch.device("cpu"), 0.5
PEERS = {"nnunetv2": "nnU-Net", "monai": "MONAI"}


class Work(NamedTuple):
    """A workload: ours comes first, ``floor`` is what nobody can do without."""

    title: str
    tasks: dict[str, Task]
    floor: tuple[str, Callable[[], object]]


class Given(nn.Module):
    """A network that costs what it takes to write logits: those of all windows are the same."""

    def __init__(self, classes: int, patch: Shape) -> None:
        super().__init__()
        self.place = nn.Parameter(torch.zeros(0))
        self.logits = torch.randn(1, classes, *patch, generator=torch.Generator().manual_seed(0))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(N, classes, *patch)``."""
        return self.logits.repeat(len(x), *(1,) * (x.ndim - 1))  # a copy: others change it


def blobs(classes: int, shape: Shape) -> Tensor:
    """Return logits ``(classes, *shape)`` of smooth random regions, with a little noise."""
    torch.manual_seed(0)
    coarse = torch.randn(1, classes, *(max(2, n // 15) for n in shape)) * 4
    return functional.interpolate(coarse, size=shape, mode="trilinear")[0].add_(torch.randn(shape), alpha=0.1)


def image(shape: Shape, spacing: tuple[float, ...] = (1.0, 1.0, 1.0)) -> Volume:
    """Return noise with canonical axes, so that nothing has to turn."""
    array = np.random.default_rng(0).normal(size=(1, *shape)).astype(np.float32)
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    return Volume(array, Grid(shape=shape, spacing=spacing, origin=(0.0, 0.0, 0.0), direction=direction, unit="mm"))


def recipe(axes: str, patch: tuple[int, ...], classes: int, spacing: tuple[float, ...] | None = None) -> Recipe:
    """Return how a network with so many labels is run."""
    return Recipe(
        model="unet-8",
        input=Input(axes=axes, spacing=spacing, channels=(Scaling(),)),
        window=Window(patch=patch, overlap=OVERLAP),
        output=Output(labels={k: str(k) for k in range(classes)}),
    )


def nnunet_back(logits: Tensor, shape: Shape, spacing: tuple[float, ...], wanted: tuple[float, ...]) -> LabelArray:
    """Return labels by nnU-Net's export."""
    from nnunetv2.inference.export_prediction import convert_predicted_logits_to_segmentation_with_correct_shape as back
    from nnunetv2.preprocessing.resampling.default_resampling import resample_data_or_seg_to_shape as resample
    from nnunetv2.utilities.label_handling.label_handling import LabelManager

    labels = {"background": 0, **{str(k): k for k in range(1, len(logits))}}
    how = {"is_seg": False, "order": 1, "order_z": 0, "force_separate_z": None}
    plans = SimpleNamespace(transpose_forward=[0, 1, 2], transpose_backward=[0, 1, 2])
    configuration = SimpleNamespace(spacing=wanted, resampling_fn_probabilities=partial(resample, **how))
    told: dict[str, Any] = {
        "spacing": spacing,
        "shape_before_cropping": shape,
        "shape_after_cropping_and_before_resampling": shape,
    }
    told["bbox_used_for_cropping"] = [[0, n] for n in shape]
    return np.asarray(back(logits, plans, configuration, LabelManager(labels, None), told, num_threads_torch=1))


def nnunet_logits(net: nn.Module, array: Tensor, patch: tuple[int, ...], classes: int) -> Tensor:
    """Return logits ``(classes, *shape)`` of a model's image by nnU-Net's predictor."""
    from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor

    predictor = nnUNetPredictor(
        tile_step_size=1 - OVERLAP,
        use_mirroring=False,
        perform_everything_on_device=False,
        device=CPU,
        allow_tqdm=False,
    )
    predictor.network = net
    predictor.configuration_manager = SimpleNamespace(patch_size=patch)
    predictor.label_manager = SimpleNamespace(num_segmentation_heads=classes)
    logits: Tensor = predictor.predict_sliding_window_return_logits(array)
    return logits


def monai_logits(net: nn.Module, array: Tensor, patch: tuple[int, ...], batch: int) -> Tensor:
    """Return logits ``(classes, *shape)`` of a model's image by MONAI; a flat window walks along the first axis."""
    from monai.inferers.inferer import SliceInferer, SlidingWindowInferer

    how: Any = {"sw_batch_size": batch, "overlap": OVERLAP, "mode": "gaussian", "sigma_scale": 0.125}
    inferer = SlidingWindowInferer(patch, **how) if len(patch) == 3 else SliceInferer(0, roi_size=patch, **how)
    with torch.inference_mode():
        return inferer(array[None], net)[0]


def decided(logits: Tensor) -> LabelArray:
    """Return labels by MONAI's transform of answers."""
    from monai.transforms.post.array import AsDiscrete

    found: LabelArray = AsDiscrete(argmax=True)(logits)[0].numpy()
    return found


def back() -> Work:
    """14 labels at another resolution, back on the grid of a CT."""
    have, shape, spacing = (150, 390, 390), (300, 512, 512), (1.5, 0.8, 0.8)
    wanted = tuple(s * n / m for s, n, m in zip(spacing, shape, have, strict=True))
    logits, seen = blobs(14, have), Volume(np.zeros((1, *shape), np.float32), image((1, 1, 1), spacing).grid)
    seen = replace(seen, grid=replace(seen.grid, shape=shape))
    output = recipe("zyx", have, 14).output
    tasks: dict[str, Task] = {
        "segeval": lambda: answer(lambda _: Logits(logits, output), seen, "case").mask.array,
        "nnU-Net, export": lambda: nnunet_back(logits, shape, spacing, wanted),
        "MONAI, resize": lambda: decided(functional.interpolate(logits[None], size=shape, mode="trilinear")[0]),
    }
    return Work("back: 14 × 150×390×390 → 300×512×512", tasks, ("reading the logits", logits.sum))


def frame() -> Work:
    """The frame around a network that costs next to nothing."""
    shape, patch, classes = (128, 160, 160), (64, 96, 96), 14
    net = Given(classes, patch)
    title = f"frame: {classes} labels, 128×160×160, windows 64×96×96"
    return around(title, net, shape, patch, classes)


def volume() -> Work:
    """A network on a volume at the resolution of the model."""
    net = zoo.build("nnunet3d-8", in_channels=1, classes=3, ndim=3).eval()
    return around("volume: nnunet3d-8, 128×160×160, windows 64×96×96", net, (128, 160, 160), (64, 96, 96), 3)


def resampled() -> Work:
    """A network on a volume that is brought to the resolution of the model, and back."""
    net = zoo.build("nnunet3d-8", in_channels=1, classes=14, ndim=3).eval()
    title = "resampled: nnunet3d-8, 14 labels, 240×320×320 at 96×160×160, windows 64×96×96"
    return around(title, net, (240, 320, 320), (64, 96, 96), 14, model=(96, 160, 160))


def slices() -> Work:
    """A network that sees slices."""
    net = zoo.build("unet-8", in_channels=1, classes=3, ndim=2).eval()
    return around("slices: unet-8, 24×256×256, windows 128×128", net, (24, 256, 256), (128, 128), 3)


def around(
    title: str,
    net: nn.Module,
    shape: Shape,
    patch: tuple[int, ...],
    classes: int,
    *,
    model: Shape | None = None,
) -> Work:
    """Return the work of running a network over an image; ``model`` is its size at the resolution of the network."""
    wanted = None if model is None else tuple(n / m for n, m in zip(shape, model, strict=True))
    how, seen = recipe("zyx"[-len(patch) :], patch, classes, wanted), image(shape)
    settings = laid_out(Settings(device="cpu"), CPU, len(patch))
    own = readied(deepcopy(net), settings, (1, *patch))  # as a run does

    def at_model() -> Tensor:
        array = torch.from_numpy(seen.array)
        return array if model is None else functional.interpolate(array[None], size=model, mode="trilinear")[0]

    def by_monai(batch: int) -> LabelArray:
        logits = monai_logits(net, at_model(), patch, batch)
        return decided(
            logits if model is None else functional.interpolate(logits[None], size=shape, mode="trilinear")[0]
        )

    def forwards() -> None:
        array = at_model()
        axes = [starts(n, w, OVERLAP) for n, w in zip(array.shape[-len(patch) :], patch, strict=True)]
        planes = [array] if len(patch) == 3 else array.unbind(1)
        with torch.inference_mode():
            for plane in planes:
                for corner in np.stack(np.meshgrid(*axes), -1).reshape(-1, len(patch)).tolist():
                    box = tuple(slice(at, at + w) for at, w in zip(corner, patch, strict=True))
                    net(plane[(slice(None), *box)][None])

    def everything() -> LabelArray:
        with torch.inference_mode():
            return labels_of(averaged_logits(own, seen, how, settings), how.output)

    tasks: dict[str, Task] = {
        "segeval": lambda: answer(segmenting(own, how, settings), seen, "case").mask.array,
        "segeval, batch 4": lambda: answer(segmenting(own, how, replace(settings, batch=4)), seen, "case").mask.array,
        "segeval, batch 1": lambda: answer(segmenting(own, how, replace(settings, batch=1)), seen, "case").mask.array,
        "segeval, all logits kept": everything,
        "MONAI, batch 4": lambda: by_monai(4),
        "MONAI, batch 1": lambda: by_monai(1),
        "nnU-Net": lambda: nnunet_back(
            nnunet_logits(net, at_model(), patch, classes), shape, (1.0, 1.0, 1.0), wanted or (1.0, 1.0, 1.0)
        ),
    }
    if model is not None:
        del tasks["segeval, all logits kept"]
    return Work(title, tasks, ("bare forwards, one by one", forwards))


def trimmed() -> float | None:
    """Give freed memory back and return what this process holds, in MB, its peak being counted from here."""
    gc.collect()
    if platform.system() == "Linux":
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return memory("VmRSS", reset=True)


def rows(name: str, rounds: int) -> Iterator[str]:
    """Yield a line of the table for each implementation; the best of several rounds in which all take turns."""
    work = WORKS[name]()
    title, names, floor = work.title, [*work.tasks], work.floor[0]
    del work  # each process makes its own
    taken: dict[str, list[tuple[float, float]]] = {}
    masks: dict[str, LabelArray] = {}
    with TemporaryDirectory() as folder:
        for _ in range(rounds):
            for task in (*names, floor):
                answered = Path(folder) / "answer.npy"
                call = f"*tests.benchmarks.inference.alone({name!r}, {task!r}, {str(answered)!r})"
                # Peers get memory as torch takes it without us.
                usual = {"THP_MEM_ALLOC_ENABLE": "0"} if task.startswith(tuple(PEERS.values())) else {}
                seconds, peak = map(float, in_a_process(call, **usual).splitlines()[-1].split())
                taken.setdefault(task, []).append((seconds, peak))
                masks[task] = np.load(answered)
    ours = min(seconds for seconds, _ in taken["segeval"])
    for task, costs in taken.items():
        seconds, peak = map(min, zip(*costs, strict=True))
        same = f"{np.mean(masks[task] == masks['segeval']):.5%}" if task in names else ""
        yield f"| {title} | {task} | {seconds:.3g} | {seconds / ours:.3g} | {peak:.0f} | {same} |"


def alone(name: str, task: str, answered: str) -> tuple[float, float]:
    """Do a task twice and write the answer; return CPU seconds and the peak in MB above the inputs of the second."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    work = WORKS[name]()
    run = {**work.tasks, work.floor[0]: work.floor[1]}[task]
    run()
    before, started = trimmed(), time.process_time()
    found = run()
    seconds, peak = time.process_time() - started, (memory("VmHWM") or 0) - (before or 0)
    np.save(answered, np.asarray(found if task in work.tasks else 0))
    return seconds, peak


def large(patch: Shape, network: str) -> str:
    """Return what a volume of 512×512×800 voxels and 13 labels takes, without a file and without turning axes."""
    shape, classes = (800, 512, 512), 13
    net = zoo.build(network, in_channels=1, classes=classes, ndim=3).eval() if network else Given(classes, patch)
    how = recipe("zyx", patch, classes)
    array = np.empty((1, *shape), np.float32)
    for z in range(shape[0]):
        array[0, z] = np.random.default_rng(z).normal(size=shape[1:])
    seen, before, started = Volume(array, replace(image((1, 1, 1)).grid, shape=shape)), trimmed(), time.process_time()
    answer(segmenting(net, how, Settings(device="cpu", batch=1)), seen, "case")
    spent, peak, voxels = time.process_time() - started, memory("VmHWM") or 0, np.prod(shape) / 1e6
    sums = 4 * (classes + 2) * patch[0] * shape[1] * shape[2] / 1e6
    return (
        f"13 labels, 800×512×512, windows {patch}: {spent:.0f} CPU s, peak {peak:.0f} MB; "
        f"image and Python {before or 0:.0f}, sums by formula {sums:.0f}, labels {voxels:.0f}; "
        f"all logits {4 * classes * voxels:.0f}"
    )


WORKS: dict[str, Callable[[], Work]] = {each.__name__: each for each in (back, frame, volume, resampled, slices)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("works", nargs="*", choices=[*WORKS, "large"], default=list(WORKS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patch", default="64,128,128", help="of large")
    parser.add_argument("--network", default="", help="of large; default: one that only writes logits")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    told: Any = [f"{name} {version(package)}" for package, name in {"torch": "torch", **PEERS}.items()]
    print(", ".join([f"Python {platform.python_version()}", *told]), flush=True)  # noqa: T201
    for name in given.works:
        if name == "large":
            print(large(tuple(map(int, given.patch.split(","))), given.network))  # type: ignore[arg-type]  # noqa: T201
            continue
        print("| workload | implementation | CPU s | CPU / ours | peak MB above the inputs | same labels |")  # noqa: T201
        print("|---|---|---|---|---|---|")  # noqa: T201
        for line in rows(name, given.rounds):
            print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
