"""Options as the command line writes them, their types and their names; sizes along every axis."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from segeval import zoo
from segeval.errors import UnknownName, UsageError

numbers = st.integers(-1000, 1000)
words = st.from_regex(r"[a-z0-9_.-]+", fullmatch=True)
OPTIONS = {
    "flag": (True, st.booleans()),
    "count": (3, numbers),
    "rate": (0.5, st.floats(allow_nan=False, allow_infinity=False)),
    "word": ("none", words),
    "counts": ((1, 2), st.lists(numbers).map(tuple)),
    "rates": ((0.1,), st.lists(st.floats(-5, 5)).map(tuple)),
    "words": (("a", "b"), st.lists(words).map(tuple)),
    "sizes": (((1, 3, 3),), st.lists(st.lists(st.integers(0, 9), min_size=1).map(tuple)).map(tuple)),
    "plan": ((), st.lists(numbers | st.lists(st.integers(0, 9), min_size=2).map(tuple)).map(tuple)),
}
TOY = replace(zoo.get("unet"), id="toy", options={name: default for name, (default, _) in OPTIONS.items()})


@pytest.fixture(autouse=True)
def _toy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the zoo know a network that has every kind of option."""
    entry = zoo.REGISTRY.get("unet")
    toys = type(zoo.REGISTRY)("model")
    toys.add("toy", replace(entry, architecture=TOY), origin="toy.py")
    toys.add("bare", replace(entry, architecture=replace(TOY, id="bare", options={})), origin="bare.py")
    toys.add("unet", entry, origin="unet.py", aliases=("u-net",))
    monkeypatch.setattr(zoo, "REGISTRY", toys)


@given(st.fixed_dictionaries({}, optional={name: values for name, (_, values) in OPTIONS.items()}))
def test_a_name_is_read_as_it_is_spelled(options: dict[str, Any]) -> None:
    name = zoo.full_name("toy", options)
    text = name.removeprefix("toy").removeprefix("[").removesuffix("]")
    assert zoo.parse_options("toy", text) == zoo.changed("toy", options)
    assert zoo.full_name("toy", zoo.parse_options("toy", text)) == name
    assert list(zoo.changed("toy", options)) == sorted(zoo.changed("toy", options))


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("", {}),
        ("word=instance,count=32", {"count": 32, "word": "instance"}),
        (" word = batch , rate = 1 ,", {"rate": 1.0, "word": "batch"}),
        ("flag=false", {"flag": False}),
        ("counts=8+16+32", {"counts": (8, 16, 32)}),
        ("counts=", {"counts": ()}),
        ("sizes=1x3x3+3x3x3", {"sizes": ((1, 3, 3), (3, 3, 3))}),
        ("plan=1x3x3+3", {"plan": ((1, 3, 3), 3)}),
    ],
)
def test_options_of_the_command_line(text: str, options: dict[str, Any]) -> None:
    assert zoo.parse_options("toy", text) == options


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("count=many", r"^toy: option count takes a whole number such as 3, got 'many'$"),
        ("count=1.5", r"^toy: option count takes a whole number such as 3, got '1\.5'$"),
        ("rate=half", r"^toy: option rate takes a number such as 0\.5, got 'half'$"),
        ("rate=nan", r"^toy: option rate takes a number such as 0\.5, got nan$"),
        ("flag=yes", r"^toy: option flag takes true or false, got 'yes'$"),
        ("word=a b", r"^toy: option word takes a word such as none, got 'a b'$"),
        ("counts=1x2", r"^toy: option counts takes a list of numbers such as 1\+2, got '1x2'$"),
        ("plan=1+", r"^toy: option plan takes a list of numbers, got '1\+'$"),
        ("count", r"^toy: cannot read option 'count'; write it as NAME=VALUE$"),
        ("count=1,count=2", r"^toy: option count is set twice, to 1 and to 2$"),
        (
            "cuont=1",
            r"^unknown option of toy 'cuont'; did you mean count or counts\? Its options: count, counts, flag, ",
        ),
    ],
)
def test_a_wrong_text_is_one_clear_line(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.parse_options("toy", text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flag", 1),
        ("count", True),
        ("count", 2.0),
        ("count", None),
        ("rate", False),
        ("rate", "0.5"),
        ("rate", float("inf")),
        ("word", 1),
        ("word", "a,b=c"),
        ("counts", 3),
        ("counts", (1, 2.5)),
        ("counts", (1, True)),
        ("counts", "12"),
        ("sizes", (1, 3, 3)),
        ("plan", (1, (2,))),
        ("plan", (1.5,)),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=rf"^toy: option {name} takes "):
        zoo.changed("toy", {name: value})


def test_whole_numbers_are_rates_and_lists_of_a_file_are_tuples() -> None:
    found = zoo.changed("toy", {"rate": 1, "sizes": [[1, 3], [3, 3]], "plan": [[1, 2], 3]})
    assert found == {"plan": ((1, 2), 3), "rate": 1.0, "sizes": ((1, 3), (3, 3))}
    assert isinstance(found["rate"], float)


def test_a_network_without_options_says_so() -> None:
    with pytest.raises(UnknownName, match=r"^unknown option of bare 'width'\. It has none\.$"):
        zoo.parse_options("bare", "width=3")


def test_options_at_their_default_are_no_part_of_a_name() -> None:
    assert zoo.full_name("unet", {"width": 64, "dropout": 0.5}) == "unet"
    assert zoo.full_name("U-Net", {"width": 32, "norm": "instance"}) == "unet[norm=instance,width=32]"
    assert zoo.changed("unet", {"width": 64, "norm": "group"}) == {"norm": "group"}


def test_options_reach_the_network() -> None:
    with torch.device("meta"):
        net = zoo.build("unet", in_channels=1, classes=2, ndim=2, width=16, dropout=0, norm="instance")
    assert net(torch.empty(1, 1, 32, 32, device="meta")).shape == (1, 2, 32, 32)
    assert sum(isinstance(layer, torch.nn.InstanceNorm2d) for layer in net.modules()) == 18


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"wdith": 3},
            r"^unknown option of unet 'wdith'; did you mean width\? Its options: attention, block, context, .*width\.$",
        ),
        ({"norm": "layer"}, r"^unknown norm 'layer'.* Choose one of none, batch, instance, group\.$"),
        ({"width": -1}, r"^unet\[width=-1\] cannot be built: "),
        ({"dropout": 2.0}, r"^unet\[dropout=2\.0\] cannot be built: dropout probability"),
    ],
)
def test_options_that_make_no_network_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        zoo.build("unet", in_channels=1, classes=2, ndim=2, **options)


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
def test_a_network_without_channels_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^unet\[width=0\] has a layer without channels$"):
        zoo.build("unet", in_channels=1, classes=2, ndim=2, width=0)


def test_sizes_hold_for_every_axis_or_are_given_per_axis() -> None:
    assert zoo.per_axis(16, 3) == (16, 16, 16)
    assert zoo.per_axis((14, 160, 160), 3) == (14, 160, 160)
    with pytest.raises(UsageError, match=r"^14×160×160 has 3 axes, expected 2$"):
        zoo.per_axis((14, 160, 160), 2)


@pytest.mark.parametrize(
    ("sizes", "shape"),
    [
        ({"divisor": 16}, (16, 16, 16)),
        ({"divisor": 8, "min_size": 17}, (24, 24, 24)),
        ({"divisor": (1, 4, 8), "min_size": 6}, (6, 8, 8)),
        ({"divisor": 1, "min_size": (3, 32, 1)}, (3, 32, 1)),
        ({"fixed_size": (14, 160, 160), "divisor": 32}, (14, 160, 160)),
    ],
)
def test_the_smallest_image(sizes: dict[str, Any], shape: tuple[int, ...]) -> None:
    net = replace(TOY, **sizes)
    assert zoo.smallest(net, 3) == shape
    assert zoo.size_fault(replace(net, divisor=1) if net.fixed_size else net, shape) == ""


@pytest.mark.parametrize(
    ("sizes", "shape", "fault"),
    [
        ({"divisor": 16}, (32, 40), "toy takes images whose sides are multiples of 16×16, got 32×40."),
        ({"divisor": (1, 4)}, (3, 6), "toy takes images whose sides are multiples of 1×4, got 3×6."),
        ({"divisor": 1, "min_size": (9, 1)}, (8, 8), "toy takes images of at least 9×1, got 8×8."),
        ({"divisor": 1, "max_size": 64}, (64, 65), "toy takes images of at most 64×64, got 64×65."),
        ({"fixed_size": 256}, (256, 128), "toy takes images of 256×256, got 256×128."),
        ({"fixed_size": (192, 256), "divisor": 1}, (192, 256), ""),
        ({"divisor": 16, "max_size": 64}, (64, 16), ""),
    ],
)
def test_what_a_network_has_against_an_image(sizes: dict[str, Any], shape: tuple[int, ...], fault: str) -> None:
    assert zoo.size_fault(replace(TOY, **sizes), shape) == fault
