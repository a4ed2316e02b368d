"""Explanations: each kind of map against its formula by hand, blended and on the grid of the case."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from segeval.errors import UnknownName, UsageError
from segeval.infer import Logits, Settings, answer, averaged_logits, gaussian, segmenting
from segeval.infer._explain import scores
from segeval.records import Grid, Output, Volume
from tests.explaining import OUTPUT, STRUCTURES, decided, drawn, hooks, maps, noise, recipe
from tests.helpers import Threshold, grey, mm


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


# Gradients


def test_the_gradient_is_what_a_step_of_each_voxel_changes_in_a_linear_network() -> None:
    image, net = noise(6, 7, channels=2), nn.Conv2d(2, 3, 3, padding=1).double()
    found, where = maps(net.float(), image, "gradient"), decided(net, image)
    assert tuple(found) == ("gradient-organ", "gradient-the_lesion")

    def score(array: Tensor) -> Tensor:
        with torch.no_grad():
            logits: Tensor = net.double()(array[None])[0, 1:]
        return (logits * where).sum((1, 2))

    array = torch.from_numpy(image.array).double()
    changes = torch.empty(2, 2, 6, 7)  # structure, channel
    for place in np.ndindex(2, 6, 7):
        stepped = array.clone()
        stepped[place] += 1
        changes[:, *place] = (score(stepped) - score(array)).float()
    assert where.any((1, 2)).all()
    torch.testing.assert_close(torch.stack([*found.values()]), changes.abs().amax(1), atol=1e-4, rtol=1e-4)


class Layered(nn.Module):
    """Two hidden layers of one place each, with a ReLU that is written in one of several ways."""

    def __init__(self, relu: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Conv2d(1, 5, 1), nn.Conv2d(5, 6, 1), nn.Conv2d(6, 3, 1)
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.last(self.relu(self.second(self.relu(self.first(x)))))
        return logits


RELUS: dict[str, Callable[[Tensor], Tensor]] = {
    "module": nn.ReLU(),
    "module in place": nn.ReLU(inplace=True),
    "six": nn.ReLU6(),
    "six in place": nn.ReLU6(inplace=True),
    "function": functional.relu,
    "function in place": lambda x: functional.relu(x, inplace=True),
    "torch": torch.relu,
    "method": Tensor.relu,
    "method in place": Tensor.relu_,
}


@pytest.mark.parametrize("written", RELUS)
@pytest.mark.parametrize("kind", ["guided", "gradient"])
def test_gradients_through_two_relus_are_those_by_hand(kind: str, written: str) -> None:
    net, image = Layered(RELUS[written]), noise(4, 5)
    drawn(net, image)
    found = torch.stack([*maps(net, image, kind).values()])
    weights = [layer.weight.detach()[:, :, 0, 0].numpy() for layer in (net.first, net.second, net.last)]
    biases = [layer.bias.detach().numpy() for layer in (net.first, net.second) if layer.bias is not None]
    where, expected = decided(net, image), np.zeros((2, 4, 5))
    for structure, y, x in np.ndindex(2, 4, 5):
        hidden = weights[0][:, 0] * image.array[0, y, x] + biases[0]
        deeper = weights[1] @ np.maximum(hidden, 0) + biases[1]
        above = weights[2][1 + structure]
        for values, below in ((deeper, weights[1]), (hidden, weights[0])):
            above = np.where(values > 0, np.maximum(above, 0) if kind == "guided" else above, 0) @ below
        expected[structure, y, x] = abs(above[0]) * where[structure, y, x].item()
    assert expected.any((1, 2)).all()
    np.testing.assert_allclose(found.numpy(), expected, atol=1e-6)


def test_a_structure_that_is_not_found_has_maps_of_zeros() -> None:
    net = nn.Conv2d(1, 3, 1)
    with torch.no_grad():
        net.bias.copy_(torch.tensor([0.0, 0.0, -1e3]))  # type: ignore[union-attr]  # it has a bias
    found = maps(net, noise(8, 9), "gradient")
    assert found["gradient-organ"].any()
    assert not found["gradient-the_lesion"].any()


def test_the_score_of_a_region_sums_its_logit_where_it_is_likelier_than_not() -> None:
    logits = torch.tensor([[[1.0, -2.0, 3.0]], [[-1.0, -1.0, -1.0]], [[2.0, 2.0, -2.0]]])[None]
    regions = Output(labels=OUTPUT.labels, activation="sigmoid", regions=((1, 4), (4,), (1,)))
    assert [score.item() for score in scores(logits, regions, [0, 1, 2])] == [4, 0, 4]
    assert [score.item() for score in scores(logits, OUTPUT, [1, 2])] == [-1 * 0.0, 2 + 2]
    how = replace(recipe(8, 8), output=regions)
    names = ["gradient-organ+the_lesion", "gradient-the_lesion", "gradient-organ"]
    assert list(maps(nn.Conv2d(1, 3, 1), noise(8, 8), "gradient", how)) == names


# Grad-CAM


class Pooled(nn.Module):
    """Three maps at half the size between two layers of one place each."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(1, 3, 1), nn.ReLU(inplace=True))
        self.up, self.head = nn.Upsample(scale_factor=2), nn.Conv2d(3, 3, 1)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.head(self.up(self.body(x)))
        return logits


@pytest.mark.parametrize("layer", ["", "@body", "@body.1"])
def test_grad_cam_is_the_formula_by_hand(layer: str) -> None:
    net, image = Pooled(), noise(8, 12)
    drawn(net, image)
    with torch.no_grad():
        before = net.body[1](net.body[0](torch.from_numpy(image.array)[None]))[0]
    layered, where = before.relu(), decided(net, image)
    found = maps(net, image, f"grad-cam{layer}")
    assert where.any((1, 2)).all()
    for structure in range(2):
        # Every place of a map is read by four voxels, each with the weight of the head.
        reads = functional.avg_pool2d(where[structure].float()[None], 2)[0] * 4
        slope = net.head.weight.detach()[1 + structure, :, 0, 0][:, None, None] * reads
        watched = before if layer == "@body.1" else layered
        weights = (slope * (before > 0) if layer == "@body.1" else slope).mean((1, 2))
        cam = (weights[:, None, None] * watched).sum(0).relu()
        expected = functional.interpolate(cam[None, None], size=(8, 12), mode="bilinear", align_corners=False)[0, 0]
        torch.testing.assert_close(found[f"grad-cam-{STRUCTURES[structure]}"], expected)


@pytest.mark.parametrize(
    ("explain", "error", "words"),
    [
        ("gradcam", UnknownName, "did you mean grad-cam or gradient"),
        ("guided@body", UnknownName, "grad-cam@LAYER"),
        ("grad-cam@boby", UnknownName, r"did you mean body .* There are .*body, head, and those within them"),
        ("attention", UsageError, r"no gates .* Try --explain grad-cam\."),
    ],
)
def test_what_cannot_be_explained_is_refused_in_a_line(explain: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        segmenting(Pooled().eval(), recipe(8, 8), Settings(explain=explain))


def test_guided_back_propagation_wants_a_relu_and_dropout_no_explanation() -> None:
    net = nn.Sequential(nn.Conv2d(1, 3, 1), nn.LeakyReLU())
    with pytest.raises(UsageError, match=r"wants a network with ReLU; this one has none\. Try --explain gradient\."):
        segmenting(net, recipe(8, 8), Settings(explain="guided"))
    with pytest.raises(UsageError, match="Leave out --explain or --mc-dropout"):
        segmenting(net, recipe(8, 8), Settings(explain="gradient", samples=3))


def test_nothing_is_left_hooked_where_a_network_raises() -> None:
    class Failing(Pooled):
        def forward(self, x: Tensor) -> Tensor:
            if self.body(x) is not None:
                raise ValueError
            return x

    net = Failing().eval()
    for kind in ("grad-cam", "attention"):
        with pytest.raises(ValueError, match=r"^$"):
            maps(net, noise(8, 8), kind)
    assert hooks(net) == 0


# Windows


@pytest.mark.parametrize("kind", ["gradient", "guided", "grad-cam"])
def test_a_map_moves_with_the_image(kind: str) -> None:
    class Free(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.enter = nn.Conv2d(1, 4, 3, padding=1, bias=False)
            self.coarse = nn.Sequential(nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, padding=1, bias=False), nn.ReLU())
            self.head = nn.Conv2d(6, 3, 1, bias=False)

        def forward(self, x: Tensor) -> Tensor:
            logits: Tensor = functional.interpolate(self.head(self.coarse(self.enter(x).relu())), scale_factor=2)
            return logits

    net, array = Free(), np.zeros((1, 32, 40), np.float32)
    array[0, 10:16, 12:18] = noise(6, 6).array[0]
    image = Volume(array, Grid.pixels((32, 40)))
    moved = Volume(np.roll(array, (6, 8), (1, 2)), image.grid)
    here, there = maps(net, image, kind), maps(net, moved, kind)
    assert any(each.any() for each in here.values())
    for name, each in here.items():
        torch.testing.assert_close(there[name], each.roll((6, 8), (0, 1)))


def test_windows_are_blended_as_their_logits_are() -> None:
    net, image = nn.Sequential(nn.Conv2d(1, 4, 5, padding=2), nn.ReLU(), nn.Conv2d(4, 3, 1)), noise(12, 20)
    drawn(net, image)
    blended = maps(net, image, "guided", recipe(12, 12, overlap=0.25))
    weight, total, weights = gaussian((12, 12)), torch.zeros(2, 12, 20), torch.zeros(12, 20)
    for start in (0, 8):
        part = Volume(image.array[:, :, start : start + 12], Grid.pixels((12, 12)))
        total[..., start : start + 12] += torch.stack([*maps(net, part, "guided").values()]) * weight
        weights[:, start : start + 12] += weight
    torch.testing.assert_close(torch.stack([*blended.values()]), total / weights)


def test_mirror_images_are_averaged() -> None:
    net, image, how = nn.Conv2d(1, 3, 3, padding=1), noise(9, 9), recipe(9, 9)
    how = replace(how, window=replace(how.window, flips=(1,)))
    mirrored = Volume(image.array[..., ::-1].copy(), image.grid)
    one, other = maps(net, image, "gradient", how), maps(net, mirrored, "gradient", how)
    both = segmenting(net, how, Settings(explain="gradient", flips=True))(image).maps
    for name, each in both.items():
        torch.testing.assert_close(each, (one[name] + other[name].flip(1)) / 2)


@pytest.mark.parametrize("orientation", [0, 17, 40])
def test_maps_lie_on_the_grid_of_the_case(orientation: int) -> None:
    grid = mm((7, 18, 11), (3.0, 1.0, 2.0), orientation)
    image = Volume(np.random.default_rng(0).integers(0, 255, (1, *grid.shape)).astype(np.float32), grid)
    for axes in ("zyx", "xy"):
        given = answer(
            segmenting(Threshold(len(axes), 0.5).eval(), grey(axes), Settings(explain="gradient")), image, "k"
        )
        # The slope of a threshold is 1 over the deviation that the recipe divides by, wherever it says bright.
        np.testing.assert_allclose(given.maps["gradient-bright"], given.mask.array == 4, atol=1e-6)


def test_logits_and_maps_come_on_one_grid() -> None:
    net, image = Pooled().eval(), noise(8, 12)
    logits = segmenting(net, recipe(8, 12), Settings(explain="grad-cam"))(image)
    assert isinstance(logits, Logits)
    assert torch.equal(logits.array, averaged_logits(net, image, recipe(8, 12), Settings()).detach())
    assert {each.shape for each in logits.maps.values()} == {logits.array.shape[1:]}
