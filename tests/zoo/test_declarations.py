"""Reading declarations without importing them, and every way a declaration can be wrong."""

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import torch

from segeval import zoo
from segeval.errors import ContractError, UnknownName

GOOD = """
from torch import nn
from segeval.zoo import architecture

@architecture(
    id="{id}", title="Tiny", year=2026, paper="doi:10/tiny", ndim=(2,), params=2, reference=(1, 1),
    reference_shape=(4, 4), aliases={aliases},
)
def tiny(in_channels, classes, ndim):
    return nn.Conv2d(in_channels, classes, 1)
"""


@pytest.fixture
def declare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write modules into an empty folder that stands for the package."""
    monkeypatch.setattr(zoo, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(zoo, "entry_points", lambda group: ())
    monkeypatch.setattr(zoo, "_index", zoo._index.__wrapped__)

    def write(name: str, id: str = "tiny", aliases: tuple[str, ...] = (), text: str = GOOD) -> Path:  # noqa: A002
        path = tmp_path / name
        path.write_text(text.format(id=id, aliases=aliases), encoding="utf-8")
        return path

    return write


def test_a_module_that_cannot_be_imported_is_still_listed(declare: Callable[..., Path]) -> None:
    path = declare("tiny.py", text="import nowhere\n" + GOOD)
    assert zoo.declared()["tiny"].paper == "doi:10/tiny"
    assert zoo.source("tiny") == path


def test_modules_with_an_underscore_declare_nothing(declare: Callable[..., Path]) -> None:
    declare("_parts.py")
    assert zoo.declared() == {}


@pytest.mark.parametrize("twin", [{"id": "tiny"}, {"id": "other", "aliases": ("tiny",)}])
def test_a_name_declared_twice_names_both_files(declare: Callable[..., Path], twin: dict[str, str]) -> None:
    declare("one.py")
    declare("two.py", **twin)
    with pytest.raises(ContractError, match=r"'tiny' is declared twice.*one\.py.*two\.py"):
        zoo.declared()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("year=2026", "year=THIS_YEAR", r"year must be a literal, not THIS_YEAR"),
        ("year=2026, ", "", r"missing 1 required keyword-only argument: 'year'"),
        ("year=2026", "year=2026, colour='red'", r"unexpected keyword argument 'colour'"),
        ("year=2026", "**COMMON", r"\*\* must be a literal, not COMMON"),
    ],
)
def test_a_wrong_declaration_names_file_and_line(
    declare: Callable[..., Path], before: str, after: str, message: str
) -> None:
    declare("tiny.py", text=GOOD.replace(before, after))
    with pytest.raises(ContractError, match=rf"tiny\.py:5: .*{message}"):
        zoo.declared()


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(
        UnknownName, match=r'unknown model \'segnett\'; did you mean segnet.* Run "segeval ls models"\.'
    ):
        zoo.get("segnett")


def test_aliases_and_capitals_find_their_network() -> None:
    assert zoo.get("UNet++") is zoo.get("unetpp") is zoo.declared()["unetpp"]


def test_installed_packages_join_under_their_own_name(
    declare: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plugin = tmp_path / "plugin"
    plugin.mkdir()
    (plugin / "foreign_zoo.py").write_text(GOOD.format(id="unet", aliases=("best",)), encoding="utf-8")
    monkeypatch.syspath_prepend(str(plugin))
    points = [EntryPoint("tiny", "foreign_zoo:tiny", zoo.ENTRY_POINTS)]
    monkeypatch.setattr(zoo, "entry_points", lambda group: points)
    declare("unet.py", id="unet")
    assert list(zoo.declared()) == ["external/tiny", "unet"]
    assert "foreign_zoo" not in sys.modules
    module = zoo.build("external/tiny", in_channels=1, classes=1, ndim=2)
    assert module(torch.zeros(1, 1, 4, 4)).shape == (1, 1, 4, 4)
    monkeypatch.delitem(sys.modules, "foreign_zoo")


def test_an_entry_point_that_declares_nothing_is_named(
    declare: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    points = [EntryPoint("tiny", "json:loads", zoo.ENTRY_POINTS)]
    monkeypatch.setattr(zoo, "entry_points", lambda group: points)
    with pytest.raises(ContractError, match=r"tiny = json:loads .* is no function under @architecture"):
        zoo.declared()
