"""Baselines without training: what each of them finds, against what can be worked out by hand."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, models, runner
from segeval.errors import UnknownName, UsageError
from segeval.models import Request
from segeval.models.classical import ALGORITHMS, Options, cut, energies, foreground, look, seeds
from tests.models.toys import rows


def blob(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Return a bright ball on dark noise."""
    axes = np.meshgrid(*(np.linspace(-1, 1, size) for size in shape), indexing="ij")
    inside = sum(axis**2 for axis in axes) < 0.3
    noise = np.random.default_rng(seed).normal(size=shape) * 0.3
    return (3.0 * inside + noise).astype(np.float32)


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * (one & other).sum() / (one.sum() + other.sum()))


BLIND, BRIGHT, DARK = (Options(side=side) for side in ("auto", "bright", "dark"))


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("shape", [(40, 44), (12, 30, 32)])
def test_a_bright_ball_is_found_and_a_dark_one_too(name: str, shape: tuple[int, ...]) -> None:
    image = blob(shape)
    truth = blob(shape, seed=1) > 1.5
    for found in (foreground(image, name, BLIND), foreground(-image, name, BLIND), foreground(-image, name, DARK)):
        assert dice(found, truth) > 0.85
    assert np.array_equal(foreground(image, name, DARK), ~foreground(image, name, BRIGHT))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_mirror_image_has_the_mirrored_answer(name: str) -> None:
    image = blob((24, 26))
    turned = foreground(np.ascontiguousarray(image[::-1, ::-1]), name, BRIGHT)[::-1, ::-1]
    assert (turned == foreground(image, name, BRIGHT)).mean() > 0.995


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_image_or_a_window_that_is_the_same_everywhere_has_no_foreground(name: str) -> None:
    for shape in ((1, 1), (5, 6), (2, 3, 4)):
        assert not foreground(np.full(shape, 7.0, np.float32), name, BLIND).any()
    for low, high in ((5, 6), (2.5, 3.5)):  # of which one holds a blurred ball's edge alone, the other nothing
        assert not foreground(np.eye(9, dtype=np.float32) * 3, name, Options(low=low, high=high)).any()


@pytest.mark.parametrize("name", ALGORITHMS)
def test_two_intensities_are_told_apart_in_the_smallest_image(name: str) -> None:
    image = np.asarray([[0, 0, 0, 1]], np.float32)
    assert np.array_equal(foreground(image, name, Options(blur=0, seeds=1)), image == 1)


def body(air: float, bone: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a slice of CT in Hounsfield units, most of it air, with a bright organ and bones; and its organ."""
    y, x = np.mgrid[-1:1:64j, -1:1:64j]
    rng = np.random.default_rng(0)
    image = np.where(x**2 + y**2 < 0.5, rng.normal(40, 8, x.shape), air)
    organ = (x - 0.2) ** 2 + y**2 < 0.09
    image[organ] = rng.normal(110, 8, organ.sum())
    image[(x + 0.35) ** 2 + y**2 < 0.02] = bone
    return image.astype(np.float32), organ


@pytest.mark.parametrize("name", ALGORITHMS)
def test_in_a_window_an_organ_is_found_and_what_lies_outside_makes_no_difference(name: str) -> None:
    image, organ = body(air=-1000, bone=900)
    window = Options(low=-50, high=250)
    found = foreground(image, name, window)
    assert dice(foreground(image, name, BLIND), organ) < 0.5
    assert dice(found, organ) > 0.95
    assert not found[(image < -50) | (image > 250)].any()
    assert np.array_equal(found, foreground(body(air=-3000, bone=3000)[0], name, window))
    turned = foreground(-image, name, Options(low=-250, high=50))
    assert (turned == found).mean() > 0.995


@pytest.mark.parametrize("low", [-np.inf, 1.0])
def test_otsu_parts_where_the_variance_between_both_sides_is_the_largest(low: float) -> None:
    rng = np.random.default_rng(4)
    image = np.concatenate([rng.normal(0, 1, 600), rng.normal(5, 2, 300)]).reshape(30, 30).astype(np.float32)
    inside = image[image >= low]

    def between(bright: np.ndarray) -> float:
        means = inside[bright].mean() - inside[~bright].mean()
        return float(bright.mean() * (1 - bright.mean()) * means**2)

    best = max(between(inside > at) for at in np.unique(inside)[:-1])
    scene = look(image, Options(low=low, blur=0))
    assert scene is not None
    assert between(scene.bright[scene.inside]) > (1 - 1e-3) * best


@pytest.mark.parametrize("seed", range(6))
def test_no_labelling_costs_less_than_the_cut(seed: int) -> None:
    image = np.random.default_rng(seed).normal(size=(3, 3)).astype(np.float32)
    means = (-0.7, 0.8)
    data, links = energies(image, means, 1.0)

    def cost(labels: np.ndarray) -> int:
        flat = labels.ravel().astype(int)
        own = int(data[flat, np.arange(flat.size)].sum())
        return own + sum(int(each[flat[one] != flat[other]].sum()) for one, other, each in links)

    every = [np.array(bits, bool).reshape(3, 3) for bits in product((False, True), repeat=9)]
    assert cost(cut(image, means)) == min(map(cost, every))


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_seeds_are_the_surest_share_of_either_side(share: float) -> None:
    image = np.concatenate([np.linspace(0, 1, 50), np.linspace(9, 10, 50)]).reshape(10, 10).astype(np.float32)
    markers = seeds(image, np.ones((10, 10), bool), image > 5, share)
    ranks = np.sort(image.ravel()).searchsorted(image)
    assert np.abs((markers == 1).sum() - 50 * share) <= 1
    assert np.array_equal(markers == 1, ranks < (markers == 1).sum())
    assert np.array_equal(markers == 2, ranks >= 100 - (markers == 2).sum())
    assert np.array_equal(markers == 2, (markers == 1)[::-1, ::-1])


def test_it_is_run_and_ranked_like_any_model(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    finished = runner.run(
        model="classical:otsu", model_args="label=2,side=bright", dataset="phantom-2d", metrics="dice", output=tmp_path
    )
    assert finished.summary.ok == 8
    assert {row["structure"] for row in rows(finished, "scores.csv")} == {"organ", "lesion"}
    data = datasets.load("phantom-2d")
    texts = ("", "side=dark", "low=20", "high=150", "blur=2", "seeds=0.5")
    one, *others = (models.open("classical:otsu", Request(data=data, options=text)) for text in texts)
    assert len({each.about.digest for each in (one, *others)}) == len(texts)
    assert str(one.about.trained_on) == "nothing: no training"
    assert models.training_marks(one.about, data) == []
    case = data.part_cases("test")[0]
    assert set(np.unique(one.predict(case, one.read(case)).mask.array)) <= {0, 1}


@pytest.mark.parametrize(
    ("what", "options", "reason"),
    [
        ("otzu", "", "unknown classical baseline 'otzu'; did you mean otsu"),
        ("otsu", "colour=1", "unknown option of a classical baseline 'colour'"),
        ("otsu", "label=nine", "channel, label are whole numbers"),
        ("otsu", "low=air", "low, high, blur, seeds numbers .*'air'"),
        ("otsu", "low=200,high=100", "low is below high"),
        ("otsu", "low=nan", "low is below high"),
        ("otsu", "blur=-1", "blur a number of voxels, 0 or more"),
        ("watershed", "seeds=0", "seeds above 0 and at most 1"),
        ("otsu", "label=9", r"label one of \[1, 2\]"),
        ("otsu", "channel=4", "channel below 1"),
        ("otsu", "side=left", "side is one of auto, bright, dark"),
    ],
)
def test_wrong_words_are_one_clear_line(phantom_2d: Path, what: str, options: str, reason: str) -> None:
    del phantom_2d
    with pytest.raises((UsageError, UnknownName), match=reason):
        models.open(f"classical:{what}", Request(data=datasets.load("phantom-2d"), options=options))
