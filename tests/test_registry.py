"""Registries: found once on first use, every wrong name answered, packages imported and installed ones joined."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from segeval.errors import ContractError, UnknownName
from segeval.registry import Registry, importing, public_modules

MODULE = """
from segeval.registry import Registry
from {package} import REGISTRY
REGISTRY.add("{name}", {value}, origin=__file__, aliases={aliases})
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Registry[int]]:
    """Write a package of declaring modules and return its registry."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, **modules: str) -> Registry[int]:
        folder = tmp_path / name
        folder.mkdir()
        head = "from segeval.registry import Registry, importing\nREGISTRY = Registry('shape', importing(__name__))\n"
        (folder / "__init__.py").write_text(head, encoding="utf-8")
        for module, text in modules.items():
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        registry: Registry[int] = __import__(name).REGISTRY
        return registry

    return write


def declaring(package: str, name: str, value: int = 1, aliases: tuple[str, ...] = ()) -> str:
    return MODULE.format(package=package, name=name, value=value, aliases=aliases)


def install(folder: Path, distribution: str, group: str, points: str) -> None:
    """Write what an installed distribution with entry points leaves behind."""
    info = folder / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{points}\n", encoding="utf-8")


def test_a_table_without_discovery_holds_what_is_added() -> None:
    table: Registry[int] = Registry("loss")
    table.add("b", 2, origin="two.py", aliases=("bee",))
    table.add("a", 1, origin="one.py")
    assert table.items() == {"a": 1, "b": 2}
    assert table.aliases() == {"bee": "b"}
    assert (table.get("BEE"), table.resolve("Bee")) == (2, "b")


def test_discovery_waits_for_the_first_look_and_happens_once() -> None:
    calls: list[str] = []

    def discover(registry: Registry[int]) -> None:
        calls.append(registry.noun)
        registry.add("circle", 1, origin="shapes.py")

    registry = Registry("shape", discover)
    registry.add("own", 0, origin="here.py")
    assert calls == []
    assert list(registry.items()) == ["circle", "own"]
    assert registry.get("circle") == 1
    assert calls == ["shape"]


@pytest.mark.parametrize(
    ("hint", "shown"), [("", r'Run "segeval ls shapes"\.'), ("Ask a painter.", r"Ask a painter\.")]
)
def test_an_unknown_name_is_answered_with_the_nearest_and_a_hint(hint: str, shown: str) -> None:
    registry: Registry[int] = Registry("shape", hint=hint)
    registry.add("circle", 1, origin="shapes.py", aliases=("ring",))
    with pytest.raises(UnknownName, match=rf"^unknown shape 'circel'; did you mean circle\? {shown}$"):
        registry.get("circel")
    with pytest.raises(UnknownName, match=rf"^unknown shape 'zzz'\. {shown}$"):
        registry.get("zzz")


@pytest.mark.parametrize(("name", "aliases"), [("circle", ()), ("other", ("ring",)), ("other", ("circle",))])
def test_a_name_declared_twice_names_both_files(name: str, aliases: tuple[str, ...]) -> None:
    registry: Registry[int] = Registry("shape")
    registry.add("circle", 1, origin="one.py", aliases=("ring",))
    with pytest.raises(ContractError, match=r"^shape '(circle|ring)' is declared twice: in one\.py and in two\.py$"):
        registry.add(name, 2, origin="two.py", aliases=aliases)


def test_public_modules_of_a_package_declare(package: Callable[..., Registry[int]]) -> None:
    shapes = package(
        "shapes_a", round=declaring("shapes_a", "circle", 3, ("ring",)), _parts="raise RuntimeError('never imported')"
    )
    assert "shapes_a.round" not in sys.modules
    assert shapes.items() == {"circle": 3}
    assert shapes.get("ring") == 3
    assert list(public_modules("shapes_a")) == ["shapes_a.round"]


def test_a_failing_module_is_named_at_every_look(package: Callable[..., Registry[int]]) -> None:
    shapes = package("shapes_b", flat="import nowhere_at_all", round=declaring("shapes_b", "circle"))
    for _ in range(2):
        with pytest.raises(ContractError, match=r"flat\.py cannot be imported: ModuleNotFoundError: No module named"):
            shapes.items()


def test_a_second_look_after_a_double_name_finds_the_same_fault(package: Callable[..., Registry[int]]) -> None:
    shapes = package("shapes_c", one=declaring("shapes_c", "circle"), two=declaring("shapes_c", "circle"))
    for _ in range(2):
        with pytest.raises(ContractError, match=r"shape 'circle' is declared twice: in .*one\.py and in .*two\.py"):
            shapes.get("circle")


def test_installed_packages_join_under_their_own_name(package: Callable[..., Registry[int]], tmp_path: Path) -> None:
    shapes = package("shapes_d", round=declaring("shapes_d", "circle", 1))
    (tmp_path / "foreign_shapes.py").write_text("CIRCLE = 9\n", encoding="utf-8")
    install(tmp_path, "Painters", "shapes_d", "circle = foreign_shapes:CIRCLE")
    assert shapes.items() == {"circle": 1, "painters/circle": 9}
    assert shapes.get("Painters/Circle") == 9


def test_an_entry_point_that_cannot_be_loaded_is_named(package: Callable[..., Registry[int]], tmp_path: Path) -> None:
    shapes = package("shapes_e")
    install(tmp_path, "painters", "shapes_e", "circle = nowhere_at_all:CIRCLE")
    with pytest.raises(
        ContractError, match=r"painters/circle = nowhere_at_all:CIRCLE of shapes_e cannot be loaded: No mod"
    ):
        shapes.items()


def test_nothing_is_discovered_by_importing_a_helper() -> None:
    assert callable(importing("nowhere_at_all"))  # the package is looked up at the first look
    with pytest.raises(ModuleNotFoundError):
        Registry("shape", importing("nowhere_at_all")).items()
