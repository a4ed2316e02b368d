"""Every loss is what its definition says, voxel by voxel in double precision, and can be trained by."""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor, nn

from segeval.training.losses import LOSSES, NOT_TRAINED, Loss, parse_loss

Doubles = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Voxel = tuple[int, ...]
SHAPES = [(2, 3, 5, 6), (1, 2, 4, 5, 3), (2, 4, 3, 3)]  # batch, classes, then y, x or z, y, x


# Definitions, written with loops. ``p[voxel][k]`` is the probability of a class, ``t[voxel]`` the true one.


class Batch:
    """Probabilities and true classes of the voxels of a batch that are trained on, by their place in it."""

    def __init__(self, logits: Doubles, labels: Labels) -> None:
        self.labels, self.classes = labels, range(logits.shape[1])
        self.p: dict[Voxel, list[float]] = {}
        self.t: dict[Voxel, int] = {}
        for n, *place in np.ndindex(labels.shape):
            if labels[(n, *place)] != NOT_TRAINED:
                row = [float(logits[(n, k, *place)]) for k in self.classes]
                total = sum(math.exp(value - max(row)) for value in row)
                self.p[(n, *place)] = [math.exp(value - max(row)) / total for value in row]
                self.t[(n, *place)] = int(labels[(n, *place)])

    def hits(self, k: int) -> float:
        return sum(p[k] for v, p in self.p.items() if self.t[v] == k)

    def answered(self, k: int) -> float:
        return sum(p[k] for p in self.p.values())

    def volume(self, k: int) -> int:
        return sum(t == k for t in self.t.values())

    def images(self) -> range:
        return range(len(self.labels))


def cross_entropy(b: Batch) -> float:
    return sum(-math.log(b.p[v][t]) for v, t in b.t.items()) / len(b.t)


def weighted_ce(b: Batch, w: Sequence[float]) -> float:
    return sum(-w[t] * math.log(b.p[v][t]) for v, t in b.t.items()) / sum(w[t] for t in b.t.values())


def balanced_ce(b: Batch) -> float:
    others = {k: sum(b.volume(j) for j in b.classes if j != k) / len(b.t) for k in b.classes}
    return sum(-others[t] * math.log(b.p[v][t]) for v, t in b.t.items()) / len(b.t)


def focal(b: Batch, w: Sequence[float], gamma: float = 2) -> float:
    each = [w[t] * (1 - b.p[v][t]) ** gamma * -math.log(b.p[v][t]) for v, t in b.t.items()]
    return float(sum(each) / sum(w[t] for t in b.t.values()))


def exp_log(b: Batch, w: Sequence[float], gamma: float = 0.3) -> float:
    dice = [(2 * b.hits(k) + 1) / (b.answered(k) + b.volume(k) + 1) for k in b.classes]
    regions = sum((-math.log(value)) ** gamma for value in dice) / len(dice)
    voxels = sum(w[t] * (-math.log(b.p[v][t])) ** gamma for v, t in b.t.items()) / len(b.t)
    return float(0.8 * regions + 0.2 * voxels)


def soft_dice(b: Batch) -> float:
    worth = [(2 * b.hits(k) + 1) / (b.answered(k) + b.volume(k) + 1) for k in b.classes[1:]]
    return 1 - sum(worth) / len(worth)


def generalised_dice(b: Batch) -> float:
    present = {k: b.volume(k) ** -2 for k in b.classes if b.volume(k)}
    w = [present.get(k, max(present.values())) for k in b.classes]
    overlap = sum(w[k] * b.hits(k) for k in b.classes)
    return 1 - 2 * overlap / sum(w[k] * (b.answered(k) + b.volume(k)) for k in b.classes)


def tversky_indices(b: Batch, missed: float) -> list[float]:
    indices = []
    for k in b.classes[1:]:
        lost = sum(1 - p[k] for v, p in b.p.items() if b.t[v] == k)
        extra = sum(p[k] for v, p in b.p.items() if b.t[v] != k)
        indices.append((b.hits(k) + 0.5) / (b.hits(k) + missed * lost + (1 - missed) * extra + 0.5))
    return indices


def tversky(b: Batch, missed: float = 0.7) -> float:
    indices = tversky_indices(b, missed)
    return sum(1 - index for index in indices) / len(indices)


def focal_tversky(b: Batch, gamma: float = 4 / 3) -> float:
    indices = tversky_indices(b, 0.7)
    return float(sum((1 - index) ** (1 / gamma) for index in indices) / len(indices))


def lovasz(b: Batch) -> float:
    """Σ m_i (Δ of the i worst voxels - Δ of the i - 1 worst), Δ of a set being the Jaccard loss if just it is wrong."""
    losses = []
    for k in b.classes:
        inside = {v for v, t in b.t.items() if t == k}
        errors = {v: 1 - p[k] if v in inside else p[k] for v, p in b.p.items()}
        worst, total = set[Voxel](), 0.0
        for voxel in sorted(errors, key=errors.__getitem__, reverse=True):
            before = len(worst) / len(inside | worst) if worst else 0
            worst = worst | {voxel}
            total += errors[voxel] * (len(worst) / len(inside | worst) - before)
        losses += [total] if inside else []
    return sum(losses) / len(losses)


def faces(place: Voxel, size: Sequence[int]) -> Iterator[Voxel]:
    for axis, step in itertools.product(range(len(size)), (-1, 1)):
        if 0 <= place[axis] + step < size[axis]:
            yield (*place[:axis], place[axis] + step, *place[axis + 1 :])


def boundary(b: Batch) -> float:
    total = 0.0
    for n, k in itertools.product(b.images(), b.classes[1:]):
        mine = {v[1:]: t for v, t in b.t.items() if v[0] == n}
        inside, outside = ([v for v, t in mine.items() if (t == k) is same] for same in (True, False))
        if inside and outside:
            total += sum(b.p[(n, *v)][k] * min(math.dist(v, u) for u in inside) for v in outside)
            total += sum(b.p[(n, *v)][k] * (1 - min(math.dist(v, u) for u in outside)) for v in inside)
    return total / len(b.t) / (len(b.classes) - 1)


def objects_of(labels: Labels) -> list[set[Voxel]]:
    left = {v for v in np.ndindex(labels.shape) if labels[v] > 0}
    found = []
    while left:
        edge, grown = [left.pop()], set[Voxel]()
        while edge:
            voxel = edge.pop()
            grown.add(voxel)
            near = [u for u in faces(voxel, labels.shape) if u in left and labels[u] == labels[voxel]]
            left -= set(near)
            edge += near
        found.append(grown)
    return found


def border_ce(b: Batch, w: Sequence[float], sigma: float = 5) -> float:
    total = 0.0
    for n in b.images():
        size = b.labels[n].shape
        borders = [[v for v in one if any(u not in one for u in faces(v, size))] for one in objects_of(b.labels[n])]
        for v in (v for v in b.t if v[0] == n):
            near = sorted(min(math.dist(v[1:], u) for u in border) for border in borders if border)
            ridge = 10 * math.exp(-((near[0] + near[1]) ** 2) / (2 * sigma**2)) if len(near) > 1 else 0
            total += (w[b.t[v]] + ridge) * -math.log(b.p[v][b.t[v]])
    return total / len(b.t)


def skeleton(image: Doubles, steps: int) -> Doubles:
    def eroded(one: Doubles) -> Doubles:
        least = [min(one[v], *(one[u] for u in faces(v, one.shape))) for v in np.ndindex(one.shape)]
        return np.reshape(least, one.shape)

    def opened(one: Doubles) -> Doubles:
        small = eroded(one)
        boxes = [tuple(slice(max(i - 1, 0), i + 2) for i in v) for v in np.ndindex(one.shape)]
        return np.reshape([small[box].max() for box in boxes], one.shape)

    kept = np.maximum(image - opened(image), 0)
    for _ in range(steps):
        image = eroded(image)
        kept = kept + (1 - kept) * np.maximum(image - opened(image), 0)
    return kept


def cldice(b: Batch, steps: int = 10) -> float:
    worth = []
    for k in b.classes[1:]:
        answer, reference = np.zeros(b.labels.shape), (b.labels == k).astype(float)
        for v, p in b.p.items():
            answer[v] = p[k]
        ours, theirs = (np.stack([skeleton(one, steps) for one in maps]) for maps in (answer, reference))
        precision = ((ours * reference).sum() + 1) / (ours.sum() + 1)
        sensitivity = ((theirs * answer).sum() + 1) / (theirs.sum() + 1)
        worth.append(2 * precision * sensitivity / (precision + sensitivity))
    return 1 - float(np.mean(worth))


DEFINITIONS: dict[str, Callable[..., float]] = {
    "ce": cross_entropy,
    "weighted-ce": weighted_ce,
    "balanced-ce": balanced_ce,
    "focal": focal,
    "exp-log": exp_log,
    "dice": soft_dice,
    "generalised-dice": generalised_dice,
    "tversky": tversky,
    "focal-tversky": focal_tversky,
    "lovasz": lovasz,
    "boundary": boundary,
    "border-ce": border_ce,
    "cldice": cldice,
}
NUMBERS = {"gamma": (0, 0.5, 1, 3), "missed": (0, 0.3, 1), "sigma": (1, 2.5), "steps": (1, 2)}
NAMES = sorted(DEFINITIONS)
every_loss = pytest.mark.parametrize("name", NAMES)


def drawn(shape: tuple[int, ...], seed: int = 0, hidden: float = 0) -> tuple[Tensor, Tensor]:
    """Return logits in double precision and labels; a share ``hidden`` of them is not trained on."""
    generator = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(shape, generator=generator, dtype=torch.float64)
    labels = torch.randint(0, shape[1], (shape[0], *shape[2:]), generator=generator)
    return logits, labels.masked_fill(torch.rand(labels.shape, generator=generator) < hidden, NOT_TRAINED)


def weighing(declared: Loss, classes: int) -> dict[str, Any]:
    """Return class weights for a loss in which classes weigh."""
    return {} if declared.class_weights is None else {"weights": torch.tensor([0.5, 1.5, 3.0, 0.25][:classes])}


def defined(name: str, logits: Tensor, labels: Tensor, weights: Sequence[float] | None = None, **number: Any) -> float:
    if LOSSES.get(name).class_weights is not None:
        number["w"] = [1.0] * logits.shape[1] if weights is None else weights
    return DEFINITIONS[name](Batch(logits.detach().numpy(), labels.numpy()), **number)


def one_hot(labels: Tensor, classes: int) -> Tensor:
    return nn.functional.one_hot(labels, classes).movedim(-1, 1).float()


def backward(value: Tensor) -> None:
    value.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped


def gradient(value: Tensor, logits: Tensor) -> Tensor:
    """Return what a value gives its logits, both being finite."""
    backward(value)
    assert value.isfinite()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()
    return logits.grad


def test_every_loss_has_its_definition_here() -> None:
    assert sorted(LOSSES.items()) == NAMES


@every_loss
@pytest.mark.parametrize("shape", SHAPES)
def test_a_loss_is_what_its_definition_says(name: str, shape: tuple[int, ...]) -> None:
    logits, labels = drawn(shape)
    exact = defined(name, logits, labels)
    assert float(LOSSES.get(name).fn(logits, labels)) == pytest.approx(exact, rel=1e-6)
    assert float(LOSSES.get(name).fn(logits.float(), labels)) == pytest.approx(exact, rel=1e-5, abs=1e-6)


@every_loss
@pytest.mark.parametrize("lacking", [[0], [1], [1, 2], [0, 2]], ids=str)
def test_a_loss_is_what_its_definition_says_where_classes_are_absent(name: str, lacking: list[int]) -> None:
    logits, labels = drawn((2, 3, 4, 5), seed=9, hidden=0.1)
    kept = next(k for k in range(3) if k not in lacking)
    for k in lacking:
        labels = labels.where(labels != k, kept)
    exact = defined(name, logits, labels)
    assert float(LOSSES.get(name).fn(logits, labels)) == pytest.approx(exact, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in NAMES if LOSSES.get(name).class_weights is not None])
def test_class_weights_enter_a_loss_as_its_definition_says(name: str) -> None:
    logits, labels = drawn((2, 3, 4, 5))
    weights = [0.5, 1.5, 3.0]
    exact = defined(name, logits, labels, weights)
    assert exact != pytest.approx(defined(name, logits, labels))
    assert float(LOSSES.get(name).fn(logits, labels, weights=torch.tensor(weights))) == pytest.approx(exact, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (name, n)
        for name in NAMES
        if (known := LOSSES.get(name).parameter)
        for n in NUMBERS[known.name]
        if n >= known.low
    ],
)
def test_a_number_in_the_name_is_the_parameter_of_the_definition(name: str, number: float) -> None:
    (chosen,) = parse_loss(f"{name}@{number:g}")
    parameter = LOSSES.get(name).parameter
    assert parameter is not None
    logits, labels = drawn((1, 3, 6, 5), seed=1)
    named: dict[str, Any] = {parameter.name: number}
    exact = defined(name, logits, labels, **named)
    assert float(chosen.fn(logits, labels)) == pytest.approx(exact, rel=1e-6)
    assert exact != pytest.approx(defined(name, logits, labels), rel=1e-6)


@every_loss
@pytest.mark.parametrize("size", [(5, 4), (3, 4, 3)])
def test_voxels_that_are_not_trained_on_enter_no_loss(name: str, size: tuple[int, ...]) -> None:
    declared = LOSSES.get(name)
    logits, labels = drawn((2, 3, *size), seed=4, hidden=0.3)
    hidden = labels == NOT_TRAINED
    logits.requires_grad_()
    value = declared.fn(logits, labels)
    assert float(value.detach()) == pytest.approx(defined(name, logits, labels), rel=1e-6)
    reached = gradient(value, logits).movedim(1, -1)
    assert not reached[hidden].any()
    assert reached[~hidden].any()
    other = logits.detach() + 7 * hidden[:, None] * torch.randn(logits.shape, dtype=torch.float64)
    assert float(declared.fn(other, labels)) == float(value.detach())


# Gradients


@every_loss
@pytest.mark.parametrize("shape", [(2, 3, 3, 4), (1, 2, 3, 2, 3)])
def test_the_gradient_is_that_of_the_value(name: str, shape: tuple[int, ...]) -> None:
    declared = LOSSES.get(name)
    logits, labels = drawn(shape, seed=2, hidden=0.1)
    weights = weighing(declared, shape[1])
    assert torch.autograd.gradcheck(lambda x: declared.fn(x, labels, **weights), logits.requires_grad_())


@every_loss
@pytest.mark.parametrize("shape", [(2, 6, 6), (1, 4, 5, 6)], ids=str)
@pytest.mark.parametrize("size", [30.0, 1e4])
@pytest.mark.parametrize("labelled", ["drawn", "background", "foreground", "right", "wrong"])
def test_nothing_overflows_however_sure_the_answer_is(name: str, labelled: str, size: float, shape: Voxel) -> None:
    """Value and gradient are finite, and the value is that of double precision."""
    generator = torch.Generator().manual_seed(3)
    answer = torch.randint(0, 3, shape, generator=generator)
    logits = (size * (2 * one_hot(answer, 3) - 1)).requires_grad_()
    labels = {
        "drawn": torch.randint(0, 3, answer.shape, generator=generator),
        "background": torch.zeros_like(answer),
        "foreground": torch.full_like(answer, 2),
        "right": answer,
        "wrong": (answer + 1) % 3,
    }[labelled]
    declared = LOSSES.get(name)
    value, exact = (declared.fn(each, labels, **weighing(declared, 3)) for each in (logits, logits.detach().double()))
    assert gradient(value, logits).shape == logits.shape
    assert float(value.detach()) == pytest.approx(float(exact), rel=1e-4, abs=1e-5)


@every_loss
def test_there_is_a_gradient_where_a_class_is_empty(name: str) -> None:
    logits = torch.randn((2, 3, 4, 4, 4), generator=torch.Generator().manual_seed(6)).requires_grad_()
    labels = torch.zeros((2, 4, 4, 4), dtype=torch.int64)
    labels[:, 1:3, 1:3] = 1
    assert gradient(LOSSES.get(name).fn(logits, labels), logits).any()


@every_loss
def test_a_batch_without_a_voxel_to_train_on_is_a_finite_loss_without_a_gradient(name: str) -> None:
    logits = torch.randn((1, 3, 4, 4), generator=torch.Generator().manual_seed(5), requires_grad=True)
    assert not gradient(LOSSES.get(name).fn(logits, torch.full((1, 4, 4), NOT_TRAINED)), logits).any()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "boundary"])
@pytest.mark.parametrize("size", [(8, 9), (5, 6, 7)])
def test_a_certain_and_right_answer_costs_nothing(name: str, size: tuple[int, ...]) -> None:
    labels = torch.randint(0, 3, (2, *size), generator=torch.Generator().manual_seed(7))
    value = LOSSES.get(name).fn(40 * one_hot(labels, 3), labels)
    assert float(value) == pytest.approx(0, abs=2e-3 if name == "exp-log" else 1e-5)
    assert float(LOSSES.get(name).fn(40 * one_hot((labels + 1) % 3, 3), labels)) > 0.5


@every_loss
@pytest.mark.parametrize("ndim", [2, 3])
def test_a_loss_lowers_itself_in_eight_steps(name: str, ndim: int) -> None:
    generator = torch.Generator().manual_seed(8)
    labels = torch.zeros((2, *[12] * ndim), dtype=torch.int64)
    for k, middle in enumerate((3, 8), 1):
        labels[(slice(None), *[slice(middle - 2, middle + 2)] * ndim)] = k
    image = labels[:, None].float() + 0.3 * torch.randn(labels[:, None].shape, generator=generator)
    torch.manual_seed(0)
    conv = nn.Conv2d if ndim == 2 else nn.Conv3d
    net = nn.Sequential(conv(1, 8, 3, padding=1), nn.ReLU(), conv(8, 3, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    declared, values = LOSSES.get(name), []
    for _ in range(8):
        optimizer.zero_grad()
        value = declared.fn(net(image), labels)
        backward(value)
        optimizer.step()
        values.append(float(value.detach()))
    assert values[-1] < values[0] - 0.03
