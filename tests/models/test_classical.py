"""Baselines without training: what each of them finds, against what can be worked out by hand."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, models, runner
from segeval.errors import UnknownName, UsageError
from segeval.models import Request
from segeval.models.classical import ALGORITHMS, cut, energies, foreground, otsu, seeds
from tests.models.toys import rows


def blob(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Return a bright ball on dark noise."""
    axes = np.meshgrid(*(np.linspace(-1, 1, size) for size in shape), indexing="ij")
    inside = sum(axis**2 for axis in axes) < 0.3
    noise = np.random.default_rng(seed).normal(size=shape) * 0.3
    return (3.0 * inside + noise).astype(np.float32)


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("shape", [(40, 44), (12, 30, 32)])
def test_a_bright_ball_is_found_and_a_dark_one_too(name: str, shape: tuple[int, ...]) -> None:
    image = blob(shape)
    truth = blob(shape, seed=1) > 1.5
    for found in (foreground(image, name, "auto"), foreground(-image, name, "auto"), foreground(-image, name, "dark")):
        assert 2 * (found & truth).sum() / (found.sum() + truth.sum()) > 0.85
    assert np.array_equal(foreground(image, name, "dark"), ~foreground(image, name, "bright"))


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_mirror_image_has_the_mirrored_answer(name: str) -> None:
    image = blob((24, 26))
    turned = foreground(np.ascontiguousarray(image[::-1, ::-1]), name, "bright")[::-1, ::-1]
    assert (turned == foreground(image, name, "bright")).mean() > 0.995


@pytest.mark.parametrize("name", ALGORITHMS)
def test_an_image_that_is_the_same_everywhere_has_no_foreground(name: str) -> None:
    for shape in ((1, 1), (5, 6), (2, 3, 4)):
        assert not foreground(np.full(shape, 7.0, np.float32), name, "auto").any()


def test_otsu_parts_where_the_variance_between_both_sides_is_the_largest() -> None:
    rng = np.random.default_rng(4)
    image = np.concatenate([rng.normal(0, 1, 600), rng.normal(5, 2, 300)]).reshape(30, 30).astype(np.float32)

    def between(bright: np.ndarray) -> float:
        means = image[bright].mean() - image[~bright].mean()
        return float(bright.mean() * (1 - bright.mean()) * means**2)

    best = max(between(image > at) for at in np.unique(image)[:-1])
    assert between(otsu(image)) > (1 - 1e-3) * best


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


def test_seeds_are_the_surest_tenth_of_either_side() -> None:
    image = np.concatenate([np.linspace(0, 1, 50), np.linspace(9, 10, 50)]).reshape(10, 10).astype(np.float32)
    markers = seeds(image)
    assert {int((markers == side).sum()) for side in (1, 2)} <= {5, 6}
    assert image[markers == 1].max() < image[markers == 0].min()
    assert image[markers == 2].min() > image[markers == 0].max()


def test_it_is_run_and_ranked_like_any_model(phantom_2d: Path, tmp_path: Path) -> None:
    del phantom_2d
    finished = runner.run(
        model="classical:otsu", model_args="label=2,side=bright", dataset="phantom-2d", metrics="dice", output=tmp_path
    )
    assert finished.summary.ok == 8
    assert {row["structure"] for row in rows(finished, "scores.csv")} == {"organ", "lesion"}
    data = datasets.load("phantom-2d")
    one, other = (models.open("classical:otsu", Request(data=data, options=text)) for text in ("", "side=dark"))
    assert one.about.digest != other.about.digest
    assert str(one.about.trained_on) == "nothing: no training"
    assert models.training_marks(one.about, data) == []
    case = data.part_cases("test")[0]
    assert set(np.unique(one.predict(case, one.read(case)).mask.array)) <= {0, 1}


@pytest.mark.parametrize(
    ("what", "options", "reason"),
    [
        ("otzu", "", "unknown classical baseline 'otzu'; did you mean otsu"),
        ("otsu", "colour=1", "unknown option of a classical baseline 'colour'"),
        ("otsu", "label=nine", "channel and label are whole numbers"),
        ("otsu", "label=9", r"label one of \[1, 2\]"),
        ("otsu", "channel=4", "channel below 1"),
        ("otsu", "side=left", "side is one of auto, bright, dark"),
    ],
)
def test_wrong_words_are_one_clear_line(phantom_2d: Path, what: str, options: str, reason: str) -> None:
    del phantom_2d
    with pytest.raises((UsageError, UnknownName), match=reason):
        models.open(f"classical:{what}", Request(data=datasets.load("phantom-2d"), options=options))
