"""Reading declarations without importing them, variants, and every way a declaration can be wrong."""

import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
import torch

from segeval import zoo
from segeval.errors import ContractError, UnknownName, UsageError
from segeval.records import Architecture
from segeval.registry import Registry
from tests.test_registry import install

HEAD = """
from torch import nn
from segeval.zoo import architecture
"""
GOOD = (
    HEAD
    + """
@architecture(
    id="{id}", title="Tiny", year=2026, paper="doi:10/tiny", ndim=(2,), params=2, reference=(1, 1),
    reference_shape=(4, 4), options={{"width": 4, "bias": True}}, aliases={aliases},
)
def tiny(channels, ndim, *, width, bias):
    return nn.Sequential(nn.Conv2d(channels[0], width, 1), nn.Conv2d(width, channels[1], 1, bias=bias))
"""
)
VARIED = (
    HEAD
    + """
@architecture(
    id="base", title="Base", year=2026, paper="doi:10/base", ndim=(3,), params=1, reference=(1, 1),
    reference_shape=(4, 4, 4), divisor=2, side_outputs=1, extras=("gate",), options={"width": 4, "plan": (1, 2)},
    tiny={"width": 1}, tiny_shape=(2, 2, 2), params_fused=1, aliases=("b",), note="as published",
    variants={
        "plain": {},
        "other": {
            "title": "Other", "year": 2027, "paper": "doi:10/other", "family": "mlp",
            "citation": "@misc{other}", "no_export": "loops", "ndim": (2, 3), "params": 7,
            "reference": (2, 3), "reference_shape": (8, 8), "divisor": 4, "min_size": 8, "max_size": 64,
            "fixed_size": 16, "size": "built", "side_outputs": 0, "extras": (), "min_batch": 2,
            "options": {"plan": (3,)}, "tiny": {}, "tiny_shape": (), "params_fused": None, "aliases": ("o",),
            "note": "wider",
        },
    },
)
def base(channels, ndim, *, width, plan, size):
    return nn.Conv2d(1, 1, 1)
"""
)


class Place:
    """A folder of modules that stands for the package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, id: str = "tiny", aliases: tuple[str, ...] = (), text: str = GOOD) -> Path:  # noqa: A002
        path = self.folder / name
        path.write_text(text.format(id=id, aliases=aliases) if "{id}" in text else text, encoding="utf-8")
        return path

    def read(self, group: str = "") -> Registry[zoo.Entry]:
        return Registry("toy", zoo.reading(self.folder, "written_zoo", group))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "written_zoo"
    folder.mkdir()
    return Place(folder)


def test_a_module_that_cannot_be_imported_is_still_listed(place: Place) -> None:
    path = place.write("tiny.py", text="import nowhere\n" + GOOD)
    entry = place.read().get("tiny")
    assert entry.architecture.paper == "doi:10/tiny"
    assert (entry.path, entry.module, entry.function) == (path, "written_zoo.tiny", "tiny")


def test_modules_with_an_underscore_declare_nothing(place: Place) -> None:
    place.write("_parts.py")
    assert place.read().items() == {}


@pytest.mark.parametrize(("name", "aliases"), [("tiny", ()), ("other", ("tiny",))])
def test_a_name_declared_twice_names_both_files(place: Place, name: str, aliases: tuple[str, ...]) -> None:
    place.write("one.py")
    place.write("two.py", name, aliases)
    with pytest.raises(ContractError, match=r"'tiny' is declared twice.*one\.py.*two\.py"):
        place.read().items()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("year=2026", "year=THIS_YEAR", r"year must be a literal, not THIS_YEAR"),
        ("year=2026, ", "", r"missing 1 required keyword-only argument: 'year'"),
        ("year=2026", "year=2026, family='red'", r"family is one of fcn, context, .*, not red"),
        ("year=2026", "year=2026, choices={{'wide': ('a',)}}", r"unknown option of tiny 'wide'; did you mean width\?"),
        ("year=2026", "year=2026, colour='red'", r"unexpected keyword argument 'colour'"),
        ("year=2026", "**COMMON", r"\*\* must be a literal, not COMMON"),
        ("year=2026", "year=2026, divisor=(1, 2, 2)", r"1×2×2 has 3 axes, expected 2"),
        ("year=2026", "year=2026, tiny={{'wide': 2}}", r"unknown option of tiny 'wide'; did you mean width\?"),
        (
            "year=2026",
            "year=2026, tiny={{'width': 2.5}}",
            r"tiny: option width takes a whole number such as 4, got 2\.5",
        ),
        ('"bias": True', '"bias": None', r"option bias takes a list of numbers such as None, got None"),
        ('"bias": True', '"size": 4', r"must be tiny\(channels, ndim, \*, size, width\)"),
        ("width, bias", "width", r"the function must be tiny\(channels, ndim, \*, bias, width\)"),
        ("*, width", "*, depth, width", r"the function must be tiny\(channels, ndim, \*, bias, width\)"),
        ("channels, ndim, *", "in_channels, classes, ndim, *", r"the function must be tiny\(channels, ndim, "),
        ("width, bias):", "width, bias, **rest):", r"the function must be tiny\(channels, ndim, "),
        ("year=2026", "year=2026, size='built'", r"must be tiny\(channels, ndim, \*, bias, size, width\)"),
        ("year=2026", "year=2026, variants={{'a': {{'id': 'b'}}}}", r"variant 'a': id cannot be overridden"),
        ("year=2026", "year=2026, variants={{'a': {{'colour': 1}}}}", r"variant 'a': .*argument 'colour'"),
        (
            "year=2026",
            "year=2026, variants={{'a': {{'options': {{'x': 1}}}}}}",
            r"variant 'a': .* must be tiny\(channels, ndim, \*, bias, width, x\)",
        ),
    ],
)
def test_a_wrong_declaration_names_file_and_line(place: Place, before: str, after: str, message: str) -> None:
    assert before in GOOD
    place.write("tiny.py", text=GOOD.replace(before, after))
    with pytest.raises(ContractError, match=rf"tiny\.py:5: .*{message}"):
        place.read().items()


def test_an_option_cannot_have_the_name_of_an_argument(place: Place) -> None:
    place.write("tiny.py", text=GOOD.replace('"bias": True', '"ndim": 2').replace("*, width, bias", "*, width, ndim"))
    with pytest.raises(ContractError, match=r"tiny\.py:5: ndim cannot be the name of an option"):
        place.read().items()


def test_a_file_that_is_no_python_is_named(place: Place) -> None:
    place.write("tiny.py", text="def tiny(:\n")
    with pytest.raises(ContractError, match=r"tiny\.py cannot be read: invalid syntax"):
        place.read().items()


def test_a_variant_overrides_any_field_and_inherits_the_others(place: Place) -> None:
    place.write("base.py", text=VARIED.replace("plan, size", "plan").replace('"size": "built", ', ""))
    nets = {name: entry.architecture for name, entry in place.read().items().items()}
    assert list(nets) == ["base", "other", "plain"]
    told = {field.name for field in fields(Architecture)} - {"id", "options", "choices", "variants", "size"}
    assert all(getattr(nets["other"], name) != getattr(nets["base"], name) for name in told)
    assert nets["other"].options == {"width": 4, "plan": (3,)}
    assert (nets["plain"].aliases, nets["plain"].note, nets["plain"].variants) == ((), "", {})
    kept = told - {"aliases", "note"}
    assert all(getattr(nets["plain"], name) == getattr(nets["base"], name) for name in kept | {"options"})
    assert place.read().get("o").function == "base"


def test_a_variant_may_be_built_for_a_size(place: Place) -> None:
    text = VARIED.replace('"options": {"plan": (3,)}', '"options": {}').replace("divisor=2", "divisor=2, size='built'")
    place.write("base.py", text=text)
    assert place.read().get("plain").architecture.size == "built"


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (None, r"^placed is built for one size of image; say which: size takes 3 numbers\.$"),
        ((4, 8, 10), r"^placed takes images whose sides are multiples of 1×4×4, got 4×8×10\.$"),
        ((1, 8, 8), r"^placed takes images of at least 2×8×8, got 1×8×8\.$"),
        ((2, 8, 68), r"^placed takes images of at most 16×64×64, got 2×8×68\.$"),
        ((8, 8), r"^8×8 has 2 axes, expected 3$"),
    ],
)
def test_a_network_of_one_size_must_know_it(size: tuple[int, ...] | None, message: str) -> None:
    toys = Registry("toy", zoo.reading(Path(__file__).parent / "toys", "tests.zoo.toys"))
    with pytest.raises(UsageError, match=message):
        toys.get("placed").build(in_channels=1, classes=2, ndim=3, size=size, options={})


def test_a_network_for_every_size_takes_one_without_looking() -> None:
    with torch.device("meta"):
        module = zoo.build("unet-8", in_channels=1, classes=2, ndim=2, size=(3, 5))
    assert module(torch.empty(1, 1, 32, 32, device="meta")).shape == (1, 2, 32, 32)


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r'unknown model \'segnett\'; did you mean segnet.* Run "segeval ls models"\.'
    ):
        zoo.get("segnett")


def test_aliases_and_capitals_find_their_network() -> None:
    assert zoo.get("UNet++") is zoo.get("unetpp") is zoo.declared()["unetpp"]


def test_installed_packages_join_under_their_own_name(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plugin = tmp_path / "plugin"
    plugin.mkdir()
    text = GOOD.replace("aliases={aliases}", "aliases={aliases}, variants={{'wide': {{'options': {{'width': 8}}}}}}")
    (plugin / "foreign_zoo.py").write_text(text.format(id="unet", aliases=("best",)), encoding="utf-8")
    install(plugin, "Foreign", "written.architectures", "tiny = foreign_zoo:tiny")
    monkeypatch.syspath_prepend(str(plugin))
    place.write("unet.py", id="unet", aliases=("best",))
    nets = place.read("written.architectures")
    assert list(nets.items()) == ["foreign/tiny", "foreign/wide", "unet"]
    assert list(nets.get("foreign/tiny").architecture.variants) == ["foreign/wide"]
    assert "foreign_zoo" not in sys.modules
    module = nets.get("foreign/wide").build(in_channels=1, classes=1, ndim=2, options={"bias": False})
    assert module(torch.zeros(1, 1, 4, 4)).shape == (1, 1, 4, 4)
    assert [tuple(weight.shape[:2]) for weight in module.parameters() if weight.ndim == 4] == [(8, 1), (1, 8)]
    monkeypatch.delitem(sys.modules, "foreign_zoo")


@pytest.mark.parametrize("target", ["json:loads", "nowhere.at.all:tiny"])
def test_an_entry_point_that_declares_nothing_is_named(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, target: str
) -> None:
    install(tmp_path, "foreign", "written.architectures", f"tiny = {target}")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ContractError, match=rf"tiny = {target} .* is no function under @architecture"):
        place.read("written.architectures").items()


def test_an_error_of_the_declared_form_is_not_blamed_on_options(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(place.folder.parent))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # or the second text, as long and as old, would be the first
    place.write("tiny.py", text=GOOD.replace("    return", "    assert width < 8\n    return"))
    entry: zoo.Entry = place.read().get("tiny")
    build: Callable[..., torch.nn.Module] = entry.build
    with pytest.raises(UsageError, match=r"^tiny\[width=8\] cannot be built: "):
        build(in_channels=1, classes=1, ndim=2, options={"width": 8})
    place.write("tiny.py", text=GOOD.replace("    return", "    assert width > 8\n    return"))
    monkeypatch.delitem(sys.modules, "written_zoo.tiny")
    monkeypatch.delitem(sys.modules, "written_zoo")
    with pytest.raises(AssertionError):
        build(in_channels=1, classes=1, ndim=2, options={"width": 4})
    monkeypatch.delitem(sys.modules, "written_zoo.tiny", raising=False)
    monkeypatch.delitem(sys.modules, "written_zoo", raising=False)
