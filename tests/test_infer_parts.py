"""Logits that pass by in parts: the same answers as with all of them at once, in a part of the memory."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from segeval import infer
from segeval.errors import UnknownName, UsageError
from segeval.infer import Logits, Settings, Windowed, averaged_logits
from segeval.infer._grid import shown
from segeval.infer._memory import Memory
from segeval.infer._window import blend, gathered, passing, walking
from segeval.records import Grid, Input, Output, Recipe, Scaling, Volume
from segeval.scoring import peak_memory
from tests.helpers import CPU, Threshold, grey, in_a_process, mm

LONG = 8, (160, 96, 96), (16, 48, 48)  # labels, image, patch
SIDES = st.integers(1, 14)
CONFLICT = 1e-4  # how far the two largest logits may lie apart where rounding decides
SOFTMAX = Output(labels={0: "background", 300: "b", 7: "c", 2: "d"})
REGIONS = Output(labels={0: "o", 1: "a", 2: "b", 3: "c"}, activation="sigmoid", regions=((2, 1, 3), (1, 3), (3,)))


def volume(shape: Sequence[int], seed: int = 0) -> Volume:
    grid = mm(shape, (1.0,) * 3) if len(shape) == 3 else Grid.pixels(tuple(shape))
    turned = replace(grid, direction=((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))) if len(shape) == 3 else grid
    array = np.random.default_rng(seed).integers(0, 255, (1, *shape)).astype(np.float32)
    return Volume(array, turned)


def wavy(channels: int, shape: Sequence[int], *, smooth: bool, seed: int = 0) -> Tensor:
    """Return random logits, of large regions or of none."""
    values = torch.randn(1, channels, *shape, generator=torch.Generator().manual_seed(seed))
    coarse = functional.interpolate(values, size=[max(1, n // 5) for n in shape])
    return (
        (functional.interpolate(coarse, size=list(shape), mode=("bi" if len(shape) == 2 else "tri") + "linear"))[0]
        if smooth
        else values[0]
    )


# Back on the grid of the image


@settings(max_examples=40)
@given(
    have=st.lists(SIDES, min_size=2, max_size=3),
    want=st.lists(SIDES, min_size=3, max_size=3),
    smooth=st.booleans(),
    output=st.sampled_from([SOFTMAX, REGIONS]),
)
def test_labels_are_those_of_the_resampled_logits(
    have: list[int], want: list[int], smooth: bool, output: Output
) -> None:
    logits, shape = wavy(output.channels, have, smooth=smooth), tuple(want[: len(have)])
    found = infer.answer(lambda _: Logits(logits, output), volume(shape), "case").mask.array
    resized = infer.resize(logits, shape)
    highest = resized.sort(0, descending=True).values
    sure = highest[0] - highest[1] > CONFLICT if output is SOFTMAX else (resized.abs() > CONFLICT).all(0)
    assert np.array_equal(found[sure.numpy()], infer.labels_of(resized, output)[sure.numpy()])


def test_probabilities_and_labels_of_resampled_logits_agree() -> None:
    logits, image = wavy(4, (5, 6, 7), smooth=True), volume((9, 12, 10))
    made = infer.answer(lambda _: Logits(logits, SOFTMAX), image, "case", probabilities=True)
    assert made.probabilities is not None
    expected = infer.resize(logits, (9, 12, 10))[[0, 3, 2, 1]].softmax(0)
    assert np.allclose(made.probabilities, expected, atol=1e-6)
    assert np.array_equal(np.array([0, 2, 7, 300])[made.probabilities.argmax(0)], made.mask.array)


def test_many_labels_and_equal_logits_are_decided_as_by_argmax() -> None:
    many = torch.randint(0, 3, (300, 6, 7), generator=torch.Generator().manual_seed(0)).float()
    output = Output(labels={k: str(k) for k in range(300)})
    assert np.array_equal(infer.labels_of(many, output), many.argmax(0).numpy())


# Parts are the whole


@pytest.mark.parametrize("axes", ["zyx", "xyz", "zx", "yx"])
@pytest.mark.parametrize("shape", [(5, 6, 7), (6, 7)])
@pytest.mark.parametrize("spacing", [None, (1.0, 0.8, 1.3)])
def test_slices_that_are_shown_are_those_of_the_image_of_the_model(
    axes: str, shape: tuple[int, ...], spacing: tuple[float, ...] | None
) -> None:
    if len(shape) == 2 and (spacing or axes != "yx"):
        axes, spacing = "xy", None
    image = volume(shape)
    image = replace(image, array=np.concatenate([image.array, image.array - 100, image.array > 9]).astype(np.float32))
    scalings = Scaling(mean=None, deviation=None, low=0, high=200), Scaling(mean=None, deviation=None, nonzero=True)
    wanted = Input(axes=axes, spacing=spacing, channels=scalings, previous=(1,))
    whole, seen = infer.to_model(image, wanted), shown(image, wanted)
    whole = whole if whole.ndim == 4 else whole[:, None]
    assert seen.shape == whole.shape[1:]
    cuts = [0, 1, seen.shape[0] - 1, seen.shape[0]]
    assert torch.equal(torch.cat([seen.part(a, b) for a, b in pairwise(sorted({*cuts}))], 1), whole)


@settings(max_examples=20)
@given(
    shape=st.tuples(st.integers(1, 30), st.integers(1, 20), st.integers(1, 20)),
    axes=st.sampled_from(["zyx", "xyz", "yx", "zx"]),
    overlap=st.sampled_from([0.0, 0.25, 0.5, 0.8]),
    batch=st.integers(1, 5),
    spacing=st.sampled_from([None, (1.5, 0.8, 1.0)]),
)
def test_parts_follow_each_other_and_are_the_whole(
    shape: tuple[int, int, int], axes: str, overlap: float, batch: int, spacing: tuple[float, ...] | None
) -> None:
    recipe = grey(axes, overlap=overlap, spacing=spacing, flips=(0,))
    how, image, net = replace(CPU, batch=batch, flips=True), volume(shape), mixing(len(axes))
    segment = infer.segmenting(net, recipe, how)
    assert isinstance(segment, Windowed)
    with torch.inference_mode():
        whole = segment(image).array
        given = segment.passing(image)
        parts = [part.clone() for part in given.parts]
    assert [len(part) for part in parts] == [2] * len(parts)
    joined = torch.cat(parts, 1).permute(0, *(1 + given.order.index(axis) for axis in range(3)))
    torch.testing.assert_close(joined, whole)
    mask = infer.answer(segment, image, "case").mask.array
    kept = infer.answer(segment.whole, image, "case").mask.array
    assert np.mean(mask != kept) < 0.01


class Computed(nn.Module):
    """A network without weights."""

    def __init__(self, compute: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.place, self.forward = nn.Parameter(torch.zeros(0)), compute


def mixing(ndim: int) -> nn.Module:
    """Return a network that sees the neighbours of a voxel, in eval mode."""
    torch.manual_seed(0)
    return (nn.Conv2d, nn.Conv3d)[ndim - 2](1, 2, 3, padding=1).eval()


@pytest.mark.parametrize("axes", ["zyx", "yx"])
def test_logits_do_not_depend_on_how_many_windows_are_run_at_once(axes: str) -> None:
    image, recipe = volume((20, 30, 26)), grey(axes)
    net = mixing(len(axes))
    with torch.inference_mode():
        one, *others = (averaged_logits(net, image, recipe, replace(CPU, batch=batch)) for batch in (1, 3, 64))
    for other in others:
        assert (one - other).abs().max() < 1e-4 * one.abs().max()


def test_mirror_images_are_those_of_each_window() -> None:
    net, image, recipe = mixing(2), volume((20, 30)), grey(flips=(0, 1))
    with torch.inference_mode():
        found = averaged_logits(net, image, recipe, replace(CPU, flips=True))

        mirrored = Computed(
            lambda x: torch.stack([net(x.flip(axes)).flip(axes) for axes in ([], [2], [3], [2, 3])]).mean(0)
        )
        torch.testing.assert_close(found, averaged_logits(mirrored, image, recipe, CPU))


# Memory


def grown(work: Callable[[], object]) -> int:
    """Return by how many bytes the process grew at most while it did something."""
    with peak_memory("cpu") as peak:
        before = peak()
        kept = work()
        grew = peak() - before
    del kept
    return grew


def memory_of_parts() -> tuple[int, int, int]:
    """Return by how many bytes a process grows for an array of 80 MB, for an image in parts, and for all its logits."""
    labels, shape, patch = LONG
    recipe = replace(grey("zyx", patch=patch), output=Output(labels={k: str(k) for k in range(labels)}))
    net, image = nn.Conv3d(1, labels, 1).eval(), volume(shape)
    segment = infer.segmenting(net, recipe, replace(CPU, batch=1))
    infer.answer(segment, image, "warm")
    array = grown(lambda: np.ones(10_000_000))
    by_parts = grown(lambda: infer.answer(segment, image, "case"))
    with torch.inference_mode():
        return array, by_parts, grown(lambda: segment(image))


def test_memory_follows_the_depth_of_a_window_and_not_that_of_the_image() -> None:
    said = in_a_process("*tests.test_infer_parts.memory_of_parts()")  # others leave memory in this one
    array, by_parts, at_once = map(int, said.split())
    if not array:
        pytest.skip("this system does not say how much memory a process takes")
    labels, shape, patch = LONG
    everything = 4 * labels * np.prod(shape)
    sums = 4 * (labels + 2) * patch[0] * shape[1] * shape[2]
    result, windows = np.prod(shape), 3 * 4 * labels * np.prod(patch)
    assert by_parts < sums + result + windows + 4_000_000 < 0.6 * everything
    assert at_once > 0.9 * everything


class Crowded(nn.Module):
    """A network that has room for so many windows, of so many voxels; counts those that it was asked about."""

    def __init__(self, windows: int, voxels: int = 10**9, error: Exception | None = None) -> None:
        super().__init__()
        self.net, self.windows, self.voxels = Threshold(2, 0.5), windows, voxels
        self.error = error or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        self.tried: list[tuple[int, ...]] = []

    def forward(self, x: Tensor) -> Tensor:
        self.tried.append((len(x), *x.shape[2:]))
        if len(x) > self.windows or x[0, 0].numel() > self.voxels:
            raise self.error
        logits: Tensor = self.net(x)
        return logits


def ran(
    net: nn.Module, fits: Callable[[tuple[int, ...]], bool] | None = None, how: Settings = CPU
) -> tuple[Memory, bool]:
    """Return what was given up for two cases, and whether their masks are those of a network with enough room."""
    memory = Memory(batch=8, fits=fits)
    segment = infer.segmenting(net, grey(), replace(how, batch=8), memory=memory)
    images = [volume((40, 50)), volume((30, 60), 1)]
    free = infer.segmenting(Threshold(2, 0.5), grey(), CPU)
    same = [
        np.array_equal(infer.answer(segment, image, "case").mask.array, infer.answer(free, image, "case").mask.array)
        for image in images
    ]
    return memory, all(same)


def test_fewer_windows_are_run_at_once_where_memory_is_short(caplog: pytest.LogCaptureFixture) -> None:
    net = Crowded(windows=2)
    memory, same = ran(net)
    assert same
    assert memory.steps == [
        "8 windows at once were too many, 4 are tried",
        "4 windows at once were too many, 2 are tried",
    ]
    assert [count for count, *_ in net.tried if count > 2] == [8, 4]  # the second case does not begin anew
    assert [record.message for record in caplog.records] == [f"out of memory: {step}" for step in memory.steps]


def test_smaller_windows_are_run_where_the_network_takes_them() -> None:
    net = Crowded(windows=1, voxels=8 * 8)
    memory, same = ran(net, fits=lambda patch: min(patch) >= 8)
    assert same
    assert memory.steps[-2:] == [
        "windows of 16×16 were too large, the masks are those of 8×16",
        "windows of 8×16 were too large, the masks are those of 8×8",
    ]
    assert {tried[1:] for tried in net.tried[-5:]} == {(8, 8)}


@pytest.mark.parametrize("fits", [None, lambda patch: min(patch) >= 16])
def test_what_never_fits_is_an_error(fits: Callable[[tuple[int, ...]], bool] | None) -> None:
    with pytest.raises(torch.OutOfMemoryError, match="Tried to allocate"):
        ran(Crowded(windows=0), fits)


@pytest.mark.parametrize(
    "error", [RuntimeError("mat1 and mat2 shapes cannot be multiplied"), ValueError("x"), KeyError("y")]
)
def test_other_errors_are_not_taken_for_memory(error: Exception) -> None:
    net = Crowded(windows=0, error=error)
    with pytest.raises(type(error)):
        ran(net, fits=lambda _: True)
    assert len(net.tried) == 1


def test_sums_go_to_the_cpu_before_a_case_fails() -> None:
    memory, gpu, short = Memory(batch=2), torch.device("cuda"), MemoryError()
    memory.fewer(short, 2, torch.device("cpu"))
    memory.fewer(short, 1, torch.device("meta"))
    assert (memory.batch, memory.on_cpu) == (1, True)
    assert memory.steps[-1] == "sums of logits are kept on the CPU, not on meta"
    with pytest.raises(MemoryError):
        memory.fewer(short, 1, gpu)
    net, recipe, image = mixing(3), grey("zyx"), volume((20, 30, 26))
    with torch.inference_mode():
        made = gathered(passing(net, recipe, walking(recipe, CPU), CPU, memory, image, whole=True)).array
        torch.testing.assert_close(made, averaged_logits(net, image, recipe, CPU))


# Ways to walk


def test_constant_blending_counts_every_window_alike() -> None:
    mean = Computed(lambda x: x.mean((2, 3), keepdim=True).expand(-1, 2, *x.shape[2:]))
    recipe = grey(patch=(4, 4))
    image = Volume(255 * torch.arange(6.0).expand(4, 6)[None].numpy(), Grid.pixels((4, 6)))
    walk = walking(recipe, replace(CPU, blending="constant"))
    with torch.inference_mode():
        (logits,) = blend(mean, shown(image, recipe.input), walk, CPU, Memory(batch=4), whole=True)
    assert logits[0, 0, 0].tolist() == [1.5, 1.5, 2.5, 2.5, 3.5, 3.5]
    with pytest.raises(UnknownName, match="unknown blending 'constent'; did you mean constant"):
        walking(recipe, replace(CPU, blending="constent"))


@pytest.mark.parametrize("output", [SOFTMAX, REGIONS])
def test_windows_without_anything_to_see_are_background_unasked(output: Output) -> None:
    recipe: Recipe = replace(grey("zyx", patch=(4, 8, 8), overlap=0.0), output=output)
    array = np.zeros((1, 8, 16, 16), np.float32)
    array[0, 4:, 8:, 8:] = volume((4, 8, 8)).array[0]
    image = replace(volume((8, 16, 16)), array=array)
    net = nn.Conv3d(1, output.channels, 1).eval()
    nn.init.constant_(net.bias, 3.0)  # type: ignore[arg-type]  # it has a bias
    asked: list[int] = []
    net.register_forward_hook(lambda _, given, __: asked.append(len(given[0])))
    all_of_it, skipped = (
        infer.answer(infer.segmenting(net, recipe, replace(CPU, batch=4, skip_empty=skip)), image, "case").mask.array
        for skip in (False, True)
    )
    assert asked == [4, 4, 1]
    assert np.array_equal(skipped[4:, 8:, 8:], all_of_it[4:, 8:, 8:])
    assert not skipped[:4].any()
    assert output is SOFTMAX or all_of_it[:4].all()


# What is open, and what is counted


@pytest.mark.parametrize(("device", "ndim", "last"), [("cpu", 2, True), ("cpu", 3, False), ("cuda", 2, False)])
def test_channels_come_last_where_that_is_fastest_unless_somebody_chose(device: str, ndim: int, last: bool) -> None:
    assert infer.laid_out(Settings(), torch.device(device), ndim).channels_last is last
    chosen = Settings(channels_last=not last)
    assert infer.laid_out(chosen, torch.device(device), ndim) == chosen


def test_devices_are_a_list_without_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    assert infer.devices("cuda:0, cuda:1") == ["cuda:0", "cuda:1"]
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert infer.devices("cuda") == ["cuda"]
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)
    assert infer.devices("cuda") == ["cuda:0", "cuda:1", "cuda:2"]
    with pytest.raises(UsageError, match="--device 'cuda:0,' has a gap; give devices with commas"):
        infer.devices("cuda:0,")


def test_seconds_inside_of_networks_are_told_from_those_around_them() -> None:
    segment, image = infer.segmenting(Threshold(2, 0.5), grey(), CPU), volume((20, 30))
    assert isinstance(segment, Windowed)
    made = infer.answer(segment.whole, image, "case")  # as a strategy has it, which hides the windows
    assert set(made.seconds) == {"predict", "network", "restore"}
    assert min(made.seconds.values()) > 0
    alone = infer.answer(lambda _: Logits(wavy(4, (20, 30), smooth=True), SOFTMAX), image, "case")
    assert set(alone.seconds) == {"predict", "restore"}


def test_logits_are_changed_and_refined_as_they_pass_by() -> None:
    image, net, recipe = volume((12, 30, 26)), mixing(2), grey("yx", overlap=0.25)
    plain = infer.segmenting(net, recipe, CPU)
    swapped = infer.mapped(plain, lambda logits: logits._replace(array=logits.array.flip(0)))
    refined = infer.with_field(swapped, recipe.input.channels)
    coarse = infer.segmenting(net, replace(recipe, input=grey("yx", spacing=(1.5, 0.8, 1.0)).input), CPU)
    resampled = infer.with_field(coarse, recipe.input.channels)
    for segment, near in ((swapped, None), (refined, None), (resampled, 1e-4)):
        assert isinstance(segment, Windowed)
        with torch.inference_mode():
            parts = [part.clone() for part in segment.passing(image).parts]
            torch.testing.assert_close(torch.cat(parts, 1), segment(image).array, atol=near, rtol=near)
        assert max(part.shape[1] for part in parts) < 12
    assert infer.answer(resampled, image, "case").mask.grid == image.grid


@pytest.mark.parametrize(
    ("patch", "device", "chosen", "windows"),
    [
        ((40, 56, 40), "cpu", None, 4),
        ((64, 96, 96), "cpu", None, 1),
        ((512, 512), "cpu", None, 1),
        ((64, 96, 96), "cuda", None, 4),
        ((64, 96, 96), "cpu", 3, 3),
    ],
)
def test_a_cpu_takes_large_windows_one_by_one_unless_somebody_chose(
    patch: tuple[int, ...], device: str, chosen: int | None, windows: int
) -> None:
    assert infer.together(Settings(batch=chosen), torch.device(device), patch) == windows
