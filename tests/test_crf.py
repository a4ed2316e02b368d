"""The dense random field: exact against a sum over all pairs by hand, and the lattice against the exact one."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from segeval.errors import UsageError
from segeval.infer import Field, Logits, refine, with_field
from segeval.infer._crf import lattice, levels
from segeval.records import Output, Scaling, Volume
from tests.helpers import mm
from tests.test_cli import random_run
from tests.zoo.golden import seeded_single_thread

SHORT = Field(iterations=3, near=2.0, near_reach=1.5, alike=3.0, alike_reach=6.0, look=20.0)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield


def by_hand(logits: npt.NDArray[np.float64], grey: npt.NDArray[np.float64], field: Field) -> npt.NDArray[np.float64]:
    """Return the marginals by sums over every pair of pixels, one at a time."""
    labels, height, width = logits.shape
    places = [(y, x) for y in range(height) for x in range(width)]
    kernels = np.zeros((2, len(places), len(places)))
    for i, (y, x) in enumerate(places):
        for j, (v, u) in enumerate(places):
            apart = (y - v) ** 2 + (x - u) ** 2
            unlike = ((grey[:, y, x] - grey[:, v, u]) ** 2).sum() * 3 / len(grey)
            kernels[0, i, j] = np.exp(-apart / (2 * field.near_reach**2))
            kernels[1, i, j] = np.exp(-apart / (2 * field.alike_reach**2) - unlike / (2 * field.look**2))
    roots = 1 / np.sqrt(kernels.sum(2))
    kernels *= roots[:, :, None] * roots[:, None, :]
    unary = logits.reshape(labels, -1).T
    marginals = softmax(unary)
    for _ in range(field.iterations):
        marginals = softmax(unary + field.near * kernels[0] @ marginals + field.alike * kernels[1] @ marginals)
    found: npt.NDArray[np.float64] = marginals.T.reshape(logits.shape)
    return found


def softmax(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    powers = np.exp(x - x.max(1, keepdims=True))
    found: npt.NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
    return found


def scene(size: int, channels: int = 3) -> tuple[Tensor, Tensor]:
    """Return noisy logits of three labels, and an image of a few smooth areas."""
    coarse = torch.rand(1, channels, 5, 5) * 255
    grey = functional.interpolate(coarse, (size, size), mode="bilinear")[0] + 2 * torch.randn(channels, size, size)
    logits = functional.interpolate(2 * torch.randn(1, 3, 6, 6), (size, size))[0] + torch.randn(3, size, size)
    return logits, grey.clamp(0, 255)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_small_image_is_refined_exactly(channels: int) -> None:
    logits, grey = scene(7, channels)
    expected = by_hand(logits.double().numpy(), grey.double().numpy(), SHORT)
    np.testing.assert_allclose(refine(logits, grey, SHORT).exp().numpy(), expected, atol=2e-6)


@pytest.mark.parametrize(("dims", "error"), [(2, 0.03), (3, 0.03), (5, 0.08)])
def test_the_lattice_is_nearly_the_sum_over_all_pairs(dims: int, error: float) -> None:
    rows, columns = torch.meshgrid(torch.arange(30), torch.arange(34), indexing="ij")
    places = torch.stack([rows, columns]).flatten(1).T / 2.5
    features = torch.cat([places, 2 * torch.rand(len(places), dims - 2)], dim=1)
    values = torch.rand(len(places), 2)
    kernel = torch.exp(-0.5 * torch.cdist(features, features).square())
    gauss = lattice(features)
    found = gauss(values) / gauss(torch.ones(len(places), 1))
    assert (found - kernel @ values / kernel.sum(1, keepdim=True)).abs().max() < error


def test_a_value_reaches_no_point_far_away() -> None:
    features = torch.tensor([[0.0, 0.0], [0.1, 0.0], [50.0, -20.0]])
    spread = lattice(features)(torch.tensor([[1.0], [0.0], [0.0]])).flatten()
    assert spread[0] > spread[1] > 0
    assert spread[2] == 0


def test_a_large_image_is_refined_nearly_as_a_small_one() -> None:
    logits, grey = scene(48)
    exactly, nearly = refine(logits, grey, Field()), refine(logits, grey, Field(), exact=0)
    changed = (exactly.argmax(0) != logits.argmax(0)).float().mean()
    differ = (exactly.argmax(0) != nearly.argmax(0)).float().mean()
    assert changed > 0.05
    assert differ < changed / 3
    assert (exactly.exp() - nearly.exp()).abs().mean() < 0.02


def test_a_lone_pixel_yields_to_its_area_and_an_edge_stays() -> None:
    grey, logits = torch.zeros(1, 20, 20), torch.zeros(2, 20, 20)
    grey[:, :, 10:] = 200
    logits[1, :, 10:] = 2
    logits[0, :, :10] = 2
    logits[:, 5, 4] = torch.tensor([0.0, 1.0])
    answer = refine(logits, grey, Field()).argmax(0)
    assert not answer[:, :10].any()
    assert answer[:, 10:].all()


@pytest.mark.parametrize(
    ("values", "how", "wanted"),
    [
        ([0, 100, 255], Scaling(), [0, 100, 255]),
        ([-1000, 50, 400], Scaling(low=-100, high=200), [0, 127.5, 255]),
        ([0, 500, 1000], Scaling(mean=None, deviation=None), [0, 127.5, 255]),
        ([7, 7, 7], Scaling(low=7, high=7), [0, 0, 0]),
    ],
)
def test_intensities_become_grey_levels(values: list[float], how: Scaling, wanted: list[float]) -> None:
    torch.testing.assert_close(levels(torch.tensor(values).float(), how), torch.tensor(wanted).float())


def segment(output: Output) -> Logits:
    logits, _ = scene(6)
    return Logits(logits[:, None].expand(-1, 2, -1, -1), output)


def test_a_volume_is_refined_slice_by_slice_at_the_size_of_the_image() -> None:
    image = Volume(np.random.default_rng(0).normal(size=(1, 2, 12, 12)).astype(np.float32), mm((2, 12, 12), (3, 1, 1)))
    output = Output(labels={0: "background", 1: "a", 2: "b"})
    refined = with_field(lambda _: segment(output), [Scaling()])(image)
    assert refined.array.shape == (3, 2, 12, 12)
    torch.testing.assert_close(refined.array.exp().sum(0), torch.ones(2, 12, 12))
    assert not torch.equal(refined.array[:, 0], refined.array[:, 1])


def test_regions_that_overlap_are_refused() -> None:
    image = Volume(np.zeros((1, 2, 6, 6), dtype=np.float32), mm((2, 6, 6), (3, 1, 1)))
    output = Output(labels={1: "a"}, activation="sigmoid", regions=((1,),))
    with pytest.raises(UsageError, match=r"wants one label a pixel; this model's regions overlap\. Leave out --crf\."):
        with_field(lambda _: segment(output), [Scaling()])(image)


def test_a_run_with_the_field_is_another_run(phantom_2d: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del phantom_2d
    monkeypatch.chdir(tmp_path)
    for more in ((), ("--crf",)):
        done = random_run("phantom-2d", *more)
        assert done.exit_code == 0, done.output
    manifests = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("runs/*/*/*/manifest.json")]
    settings = [manifest["run"]["model"]["settings"] for manifest in manifests]
    assert sorted(each.get("crf", False) for each in settings) == [False, True]
