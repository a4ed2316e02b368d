"""What every network of the registry keeps, whoever wrote it; toys have what no network of today has.

Whatever runs for real runs in the tiny form; the full form is built without memory.
"""

import ast
import csv
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from segeval import zoo
from segeval.errors import UsageError
from segeval.records import Architecture
from segeval.registry import Registry
from tests.zoo.golden import (
    count_macs,
    count_params,
    on_meta,
    seeded_logits,
    seeded_single_thread,
    tiny,
    tiny_shape,
    wide_shape,
)
from tests.zoo.shapes import known_shapes

TESTS = Path(__file__).parents[1]
TOYS: Registry[zoo.Entry] = Registry("toy", zoo.reading(TESTS / "zoo" / "toys", "tests.zoo.toys"))
NETS = list(zoo.REGISTRY.items().values())
ALL = [*NETS, *TOYS.items().values()]
ENTRIES = {entry.architecture.id: entry for entry in ALL}
VARIANTS = {name for entry in ALL for name in entry.architecture.variants}
HOME = [(entry, len(entry.architecture.reference_shape)) for entry in ALL]
# Variants are the same code: in the other dimension the network that they vary stands for them.
DIMS = [
    (entry, ndim)
    for entry, home in HOME
    for ndim in entry.architecture.ndim
    if ndim == home or entry.architecture.id not in VARIANTS
]
BASES = [(entry, ndim) for entry, ndim in DIMS if entry.architecture.id not in VARIANTS]
FUSED = [(entry, ndim) for entry, ndim in DIMS if entry.architecture.params_fused is not None]
CITED = re.compile(r"\w+ = \{")
BUDGET = 4e9  # multiply-accumulates of a tiny form on its tiny shape: a second or two on a slow processor


def ids(pairs: list[tuple[zoo.Entry, int]]) -> list[str]:
    return [f"{entry.architecture.id}-{ndim}d" for entry, ndim in pairs]


every_net = pytest.mark.parametrize("entry", ALL, ids=lambda entry: entry.architecture.id)
every_dim = pytest.mark.parametrize(("entry", "ndim"), DIMS, ids=ids(DIMS))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with seeded_single_thread():
        yield


def golden() -> dict[str, dict[str, str]]:
    with (TESTS / "golden" / "zoo.csv").open(encoding="utf-8", newline="") as file:
        return {line["id"]: line for line in csv.DictReader(file)}


def awake(entry: zoo.Entry, ndim: int) -> nn.Module:
    """Build a tiny form of 2 channels and 3 classes in which no layer is silenced by zeros."""
    module = tiny(entry, (2, 3), ndim)
    for parameter in module.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, std=0.1)
    return module


@cache
def resting(name: str, ndim: int) -> nn.Module:
    """Return the one ``awake`` form of a network for evaluation, which no test may change."""
    with seeded_single_thread():
        return awake(ENTRIES[name], ndim).eval()


def image(entry: zoo.Entry, ndim: int, *, batch: int = 1) -> Tensor:
    return torch.randn(batch, 2, *tiny_shape(entry.architecture, ndim))


@every_dim
def test_logits_come_at_the_size_of_the_image(entry: zoo.Entry, ndim: int) -> None:
    net = entry.architecture
    small = zoo.smallest(net, ndim)
    # With a divisor of 1: even and odd sizes.
    steps = [step if step > 1 else 13 for step in zoo.per_axis(net.divisor, ndim)]
    larger = tuple(size + step * (axis + 1) for axis, (size, step) in enumerate(zip(small, steps, strict=True)))
    module = on_meta(entry, (2, 3), ndim, small).eval()
    for shape in (small, larger):
        if not zoo.size_fault(net, shape):
            if net.size == "built":
                module = on_meta(entry, (2, 3), ndim, shape).eval()
            with known_shapes():
                assert module(torch.empty(2, 2, *shape, device="meta")).shape == (2, 3, *shape)


@every_dim
def test_the_tiny_form_is_tiny_and_takes_its_shape(entry: zoo.Entry, ndim: int) -> None:
    shape = tiny_shape(entry.architecture, ndim)
    assert zoo.size_fault(entry.architecture, shape) == ""
    with torch.device("meta"):
        assert count_macs(tiny(entry, (2, 3), ndim), 2, shape) < BUDGET


@pytest.mark.parametrize(("entry", "ndim"), BASES, ids=ids(BASES))
def test_convolutions_of_the_tiny_form_see_more_than_padding(entry: zoo.Entry, ndim: int) -> None:
    """On a map that is smaller than its reach a convolution of a wrong dilation answers as a right one."""
    net = entry.architecture
    blind: list[str] = []

    def look(module: nn.Module, args: tuple[Tensor], _: Tensor) -> None:
        assert isinstance(module, nn.Conv1d | nn.Conv2d | nn.Conv3d)
        for size, kernel, dilation in zip(args[0].shape[2:], module.kernel_size, module.dilation, strict=True):
            # In full, on the smallest image, the coarsest map is what it is; only dilation must show.
            counts = dilation > 1 or bool(net.tiny)
            if counts and kernel > 1 and size <= dilation * (kernel // 2):
                blind.append(f"{module} on {tuple(args[0].shape)}")

    with torch.device("meta"):
        module = tiny(entry, (2, 3), ndim).eval()
        for layer in module.modules():
            if isinstance(layer, nn.Conv1d | nn.Conv2d | nn.Conv3d):
                layer.register_forward_hook(look)
    with known_shapes():
        module(torch.empty(1, 2, *wide_shape(net, ndim), device="meta"))
    assert blind == []


@every_dim
def test_training_on_small_images_reaches_every_parameter(entry: zoo.Entry, ndim: int) -> None:
    module, x = awake(entry, ndim), image(entry, ndim, batch=entry.architecture.min_batch)
    for training in (True, False):  # in training a branch may be dropped for this image; gradients add up
        module.train(training)
        logits = module.outputs(x) if isinstance(module, zoo.Supervised) else [module(x)]
        torch.autograd.backward([out.square().mean() for out in logits])
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            assert parameter.grad is not None, name
            assert parameter.grad.isfinite().all(), name
            if parameter.ndim > 1:
                assert parameter.grad.any(), name


@every_net
def test_parameters_are_as_many_as_declared(entry: zoo.Entry) -> None:
    net = entry.architecture
    module: Any = on_meta(entry, net.reference, len(net.reference_shape))
    assert count_params(module) == net.params
    assert inspect.ismethod(getattr(module, "fuse", None)) == (net.params_fused is not None)
    if net.params_fused is not None:
        module.fuse()
        assert count_params(module) == net.params_fused


@pytest.mark.parametrize("entry", NETS, ids=lambda entry: entry.architecture.id)
def test_the_golden_table_agrees(entry: zoo.Entry) -> None:
    net, row, logits = entry.architecture, golden()[entry.architecture.id], seeded_logits(entry)
    assert [*map(str, net.reference), str(net.params)] == [row["in_channels"], row["classes"], row["params"]]
    assert "x".join(map(str, net.reference_shape)) == row["input_shape"]
    spread = float(row["logits_std"])
    assert logits.std().item() == pytest.approx(spread, rel=1e-3)
    assert logits.mean().item() == pytest.approx(float(row["logits_mean"]), abs=1e-3 * spread)


@every_dim
def test_evaluation_repeats_itself_and_keeps_images_apart(entry: zoo.Entry, ndim: int) -> None:
    module, x = resting(entry.architecture.id, ndim), image(entry, ndim, batch=2)
    with torch.inference_mode():
        together, again, alone = module(x), module(x), module(x[:1])
    assert torch.equal(together, again)
    torch.testing.assert_close(together[:1], alone, rtol=1e-4, atol=1e-4 * max(1, together.std().item()))


@every_dim
def test_logits_are_neither_clipped_nor_normalised(entry: zoo.Entry, ndim: int) -> None:
    signs: set[float] = set()
    for trial in range(5):  # a fresh narrow network may well have one sign for all of an image
        module = awake(entry, ndim).eval() if trial else resting(entry.architecture.id, ndim)
        with torch.inference_mode():
            logits = module(image(entry, ndim))
        for total in (logits.sum(1), logits.logsumexp(1)):  # softmax or log-softmax would make one of them constant
            assert total.std() > 1e-4
        signs.update(logits.sign().unique().tolist())
        if {-1, 1} <= signs:
            return
    assert signs >= {-1, 1}


@every_dim
def test_weights_survive_a_safetensors_file(entry: zoo.Entry, ndim: int) -> None:
    torch.manual_seed(1)
    module, twin = resting(entry.architecture.id, ndim), awake(entry, ndim).eval()
    twin.load_state_dict(load(save(module.state_dict())))
    x = image(entry, ndim)
    with torch.inference_mode():
        assert torch.equal(module(x), twin(x))


@every_dim
def test_no_two_weights_share_memory(entry: zoo.Entry, ndim: int) -> None:
    state = on_meta(entry, (2, 3), ndim).state_dict()
    assert len({tensor.untyped_storage()._cdata for tensor in state.values()}) == len(state)


@every_dim
def test_outputs_are_as_many_as_declared_and_begin_with_the_answer(entry: zoo.Entry, ndim: int) -> None:
    module, x = resting(entry.architecture.id, ndim), image(entry, ndim, batch=2)
    assert isinstance(module, zoo.Supervised) == (entry.architecture.side_outputs > 0)
    if isinstance(module, zoo.Supervised):
        with torch.inference_mode():
            logits, answer = module.outputs(x), module(x)
        assert torch.equal(logits[0], answer)
        assert len(logits) == 1 + entry.architecture.side_outputs
        assert all(out.shape[:2] == (2, 3) for out in logits)
        sizes = [out.shape[2:].numel() for out in logits]
        assert sizes == sorted(sizes, reverse=True)


@every_dim
def test_extras_are_the_declared_ones(entry: zoo.Entry, ndim: int) -> None:
    module: Any = resting(entry.architecture.id, ndim)
    names = entry.architecture.extras
    assert hasattr(module, "extras") == bool(names)
    if names:
        with torch.inference_mode():
            found = module.extras(image(entry, ndim, batch=2))
        assert tuple(found) == names
        assert all(len(value) == 2 for value in found.values())


@pytest.mark.parametrize(("entry", "ndim"), FUSED, ids=ids(FUSED))
def test_fusing_changes_no_answer(entry: zoo.Entry, ndim: int) -> None:
    module: Any = awake(entry, ndim)
    x = image(entry, ndim, batch=2)
    module(x)  # running statistics that are not those of the start
    with torch.inference_mode():
        before = module.eval()(x)
        module.fuse()
        torch.testing.assert_close(module(x), before, rtol=1e-5, atol=1e-5)


@every_net
def test_options_are_the_keywords_of_the_function(entry: zoo.Entry) -> None:
    net = entry.architecture
    function = getattr(importlib.import_module(entry.module), entry.function)
    kinds = {parameter.name: parameter.kind for parameter in inspect.signature(function).parameters.values()}
    keywords = {name for name, kind in kinds.items() if kind == inspect.Parameter.KEYWORD_ONLY}
    assert keywords == {*net.options, *(["size"] if net.size == "built" else [])}


@every_net
def test_every_option_can_be_set_and_shows_in_the_module(entry: zoo.Entry) -> None:
    net, ndim = entry.architecture, len(entry.architecture.reference_shape)
    shape = tiny_shape(net, ndim)
    if net.size != "built" and not zoo.size_fault(net, twice := doubled(shape)):
        shape = twice  # where the smallest map is one pixel, no instance norm can be set
    with torch.device("meta"):
        usual = repr(tiny(entry, (2, 3), ndim))
        for name in net.options:
            for value in other_values(net, name):
                module = tiny(entry, (2, 3), ndim, {name: value}).eval()
                assert repr(module) != usual, (name, value)
                with known_shapes():
                    assert module(torch.empty(2, 2, *shape, device="meta")).shape == (2, 3, *shape), (name, value)


def other_values(net: Architecture, name: str) -> tuple[Any, ...]:
    """Return values of an option that differ from the one it has: words all, numbers doubled, empty lists filled."""
    options = {**net.options, **net.tiny}
    value = options[name]
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str):
        return tuple(word for word in net.choices[name] if word != value)
    if value == ():
        stages = max(len(other) for other in options.values() if isinstance(other, tuple))
        return ((1,) * stages,)
    return (doubled(value),)


def doubled(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(doubled, value))
    if isinstance(value, float):
        return value / 2 or 0.25  # a rate, which must stay below 1
    return 2 * value


@every_net
def test_the_module_names_its_paper_and_stays_short(entry: zoo.Entry) -> None:
    text = entry.path.read_text(encoding="utf-8")
    assert entry.architecture.paper in (ast.get_docstring(ast.parse(text)) or "")
    assert text.count("\n") <= 300


@pytest.mark.parametrize("entry", NETS, ids=lambda entry: entry.architecture.id)
def test_a_network_has_a_family_and_says_how_to_cite_it(entry: zoo.Entry) -> None:
    net = entry.architecture
    assert net.family
    assert net.citation.startswith("@")
    assert {"author = {", "title = {", "year = {"} <= set(CITED.findall(net.citation))
    assert net.citation.count("{") == net.citation.count("}")


@every_net
def test_undeclared_dimensions_and_empty_channels_are_refused(entry: zoo.Entry) -> None:
    ndim = entry.architecture.ndim[0]
    for in_channels, classes, dimensions, message in (
        (1, 2, 4, r"asked for 4D"),
        (1, 0, ndim, r"classes must be at least 1"),
        (0, 2, ndim, r"in_channels must be at least 1"),
    ):
        with pytest.raises(UsageError, match=message):
            entry.build(in_channels=in_channels, classes=classes, ndim=dimensions, options={})


def test_listing_the_zoo_does_not_import_torch() -> None:
    code = """
import sys
from segeval import zoo
assert zoo.declared()
assert zoo.full_name("unet", zoo.parse_options("unet", "width=32")) == "unet[width=32]"
assert zoo.size_fault(zoo.get("unet"), zoo.smallest(zoo.get("unet"), 2)) == ""
print("torch" in sys.modules)
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert result.stdout.strip() == "False"
