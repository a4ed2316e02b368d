"""What every network of the registry keeps, whoever wrote it."""

import ast
import csv
import inspect
import subprocess
import sys
from collections.abc import Iterator
from math import prod
from pathlib import Path

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.records import Architecture
from tests.zoo.golden import SMALL, count_params, on_meta, seeded_logits, seeded_single_thread, smallest

NETS = list(zoo.declared().values())
DIMS = [(net, ndim) for net in NETS for ndim in net.ndim]
GOLDEN = Path(__file__).parents[1] / "golden" / "zoo.csv"

every_net = pytest.mark.parametrize("net", NETS, ids=lambda net: net.id)
every_dim = pytest.mark.parametrize(("net", "ndim"), DIMS, ids=[f"{net.id}-{ndim}d" for net, ndim in DIMS])


def runs_here(net: Architecture, ndim: int) -> bool:
    """Whether a forward and a backward pass at the smallest size take about a second on a slow processor."""
    params = net.params if ndim == len(net.reference_shape) else 3 * net.params
    return params < SMALL and prod(smallest(net, ndim)) <= 64**2


REAL = [(net, ndim) for net, ndim in DIMS if runs_here(net, ndim)]
every_real = pytest.mark.parametrize(("net", "ndim"), REAL, ids=[f"{net.id}-{ndim}d" for net, ndim in REAL])


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield


def golden() -> dict[str, dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return {line["id"]: line for line in csv.DictReader(file)}


def awake(net: Architecture, ndim: int) -> nn.Module:
    """Build a network of 2 channels and 3 classes in which no layer is silenced by zeros."""
    module = zoo.build(net.id, in_channels=2, classes=3, ndim=ndim)
    for parameter in module.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, std=0.1)
    return module


def image(net: Architecture, ndim: int, *, batch: int = 1) -> Tensor:
    return torch.randn(batch, 2, *smallest(net, ndim))


@every_dim
def test_logits_come_at_the_size_of_the_image(net: Architecture, ndim: int) -> None:
    module = on_meta(net, 2, 3, ndim).eval()
    small = smallest(net, ndim)
    step = net.divisor if net.divisor > 1 else 13  # with a divisor of 1: even and odd sizes
    larger = tuple(size + step * (axis + 1) for axis, size in enumerate(small))
    for shape in (small,) if net.fixed_size else (small, larger):
        assert module(torch.empty(2, 2, *shape, device="meta")).shape == (2, 3, *shape)


@every_dim
def test_training_on_one_small_image_reaches_every_parameter(net: Architecture, ndim: int) -> None:
    real = runs_here(net, ndim)
    module = awake(net, ndim) if real else on_meta(net, 2, 3, ndim)
    x = image(net, ndim) if real else torch.empty(1, 2, *smallest(net, ndim), device="meta")
    logits = module(x, side=True) if net.side_outputs else [module(x)]
    sum((out.square().mean() for out in logits), torch.zeros((), device=x.device)).backward()
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            assert parameter.grad is not None, name
            if real and parameter.ndim > 1:
                assert parameter.grad.isfinite().all(), name
                assert parameter.grad.any(), name


@every_net
def test_parameter_counts_are_the_declared_and_the_golden_ones(net: Architecture) -> None:
    in_channels, classes = net.reference
    count = count_params(on_meta(net, in_channels, classes, len(net.reference_shape)))
    row = golden()[net.id]
    assert count == net.params == int(row["params"])
    assert [str(in_channels), str(classes)] == [row["in_channels"], row["classes"]]
    assert "x".join(map(str, net.reference_shape)) == row["input_shape"]


@pytest.mark.parametrize("net", [net for net in NETS if net.params < SMALL], ids=lambda net: net.id)
def test_a_fresh_network_with_seed_0_answers_as_in_the_golden_table(net: Architecture) -> None:
    logits, row = seeded_logits(net), golden()[net.id]
    assert logits.mean().item() == pytest.approx(float(row["logits_mean"]), abs=1e-3)
    assert logits.std().item() == pytest.approx(float(row["logits_std"]), rel=1e-3)


@pytest.mark.parametrize(
    ("name", "per_channel", "per_class"),
    [("unet", 576, 65), ("unet-valid", 576, 65), ("unetpp", 288, 132), ("segnet", 576, 577)],
)
def test_parameter_counts_are_affine_in_channels_and_classes(name: str, per_channel: int, per_class: int) -> None:
    net = zoo.get(name)
    for more_channels, more_classes in ((3, 0), (0, 5), (1, 2)):
        module = on_meta(net, net.reference[0] + more_channels, net.reference[1] + more_classes, 2)
        assert count_params(module) - net.params == per_channel * more_channels + per_class * more_classes


@every_real
def test_evaluation_repeats_itself_and_keeps_images_apart(net: Architecture, ndim: int) -> None:
    module = awake(net, ndim).eval()
    x = image(net, ndim, batch=2)
    with torch.inference_mode():
        together, again, alone = module(x), module(x), module(x[:1])
    assert torch.equal(together, again)
    torch.testing.assert_close(together[:1], alone, rtol=1e-4, atol=1e-4)


@every_real
def test_logits_are_neither_clipped_nor_normalised(net: Architecture, ndim: int) -> None:
    with torch.inference_mode():
        logits = awake(net, ndim).eval()(image(net, ndim))
    assert logits.min() < 0 < logits.max()
    for total in (logits.sum(1), logits.exp().sum(1)):  # a softmax or log-softmax would make one of them constant
        assert total.std() > 1e-4


@every_real
def test_weights_survive_a_safetensors_file(net: Architecture, ndim: int) -> None:
    module, twin = awake(net, ndim).eval(), awake(net, ndim).eval()
    twin.load_state_dict(load(save(module.state_dict())))
    x = image(net, ndim)
    with torch.inference_mode():
        assert torch.equal(module(x), twin(x))


@every_dim
def test_no_two_weights_share_memory(net: Architecture, ndim: int) -> None:
    state = on_meta(net, 2, 3, ndim).state_dict()
    assert len({tensor.untyped_storage()._cdata for tensor in state.values()}) == len(state)


@every_net
def test_side_logits_are_as_many_as_declared_and_follow_the_main_ones(net: Architecture) -> None:
    ndim = net.ndim[0]
    module = on_meta(net, 2, 3, ndim).eval()
    assert ("side" in inspect.signature(module.forward).parameters) == (net.side_outputs > 0)
    if net.side_outputs:
        main, *sides = module(torch.empty(1, 2, *smallest(net, ndim), device="meta"), side=True)
        assert len(sides) == net.side_outputs
        assert all(side.shape[:2] == main.shape[:2] for side in sides)
        sizes = [logits.shape[2:].numel() for logits in (main, *sides)]
        assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("net", "ndim"), [(net, ndim) for net, ndim in REAL if net.side_outputs], ids=lambda value: getattr(value, "id", "")
)
def test_the_answer_is_the_same_with_and_without_side_logits(net: Architecture, ndim: int) -> None:
    module, x = awake(net, ndim).eval(), image(net, ndim)
    with torch.inference_mode():
        assert torch.equal(module(x), module(x, side=True)[0])


@every_net
def test_the_module_names_its_paper_and_stays_short(net: Architecture) -> None:
    text = zoo.source(net.id).read_text(encoding="utf-8")
    assert net.paper in (ast.get_docstring(ast.parse(text)) or "")
    assert text.count("\n") <= 300


@every_net
def test_undeclared_dimensions_and_empty_channels_are_refused(net: Architecture) -> None:
    with pytest.raises(UsageError, match=r"asked for 4D"):
        zoo.build(net.id, in_channels=1, classes=2, ndim=4)
    with pytest.raises(UsageError, match=r"classes must be at least 1"):
        zoo.build(net.id, in_channels=1, classes=0, ndim=net.ndim[0])
    with pytest.raises(UsageError, match=r"in_channels must be at least 1"):
        zoo.build(net.id, in_channels=0, classes=2, ndim=net.ndim[0])


def test_listing_the_zoo_does_not_import_torch() -> None:
    code = "import sys; from segeval import zoo; assert zoo.declared(); print('torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"
