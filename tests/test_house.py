"""The house: who may import whom, how large things may be, how far one case travels, what stays unloaded."""

import ast
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "segeval").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEXTS = [
    path
    for pattern in ("*.md", "*.toml", "*.cff", "*.txt", "scripts/*", ".ci/*", "segeval/**/*", "tests/**/*")
    for path in ROOT.glob(pattern)
    if path.is_file() and path.suffix not in (".pyc", ".safetensors", ".gz")
]


class Imports(NamedTuple):
    """What a wing of the house imports, no less and no more: other wings, and packages from outside."""

    house: str = ""
    outside: str = ""


# A wing is a module or package right below segeval, or one below that with a line of its own. Imports inside functions
# and for type checkers count too. From the ground floor up; who is imported stands above who imports.
WINGS: dict[str, Imports] = {
    "errors": Imports(),
    "registry": Imports("errors"),
    "_guard": Imports("errors"),
    "stats": Imports("errors registry", "numpy scipy"),
    "_disk": Imports("errors"),
    "_tensors": Imports(),
    "environment": Imports(),
    "_progress": Imports("", "tqdm"),
    "_pages": Imports("", "jinja2"),
    "drawing": Imports("", "markupsafe PIL"),
    "records": Imports("_disk errors", "numpy msgspec"),
    "volume": Imports("_disk errors records", "numpy nibabel SimpleITK PIL h5py isal"),
    "datasets/_fake": Imports("records volume", "numpy PIL SimpleITK h5py"),  # official files, in all their formats
    "datasets": Imports(
        "_disk _guard _progress errors records registry volume datasets/_fake",
        "numpy platformdirs filelock tqdm torch datasets",
    ),
    "curation": Imports("_disk _progress _pages errors records registry volume datasets", "numpy scipy"),
    "metrics": Imports("errors records registry", "numpy scipy skimage numba llvmlite platformdirs pandas torch"),
    "zoo": Imports("_tensors errors records registry", "torch safetensors"),
    "store": Imports("_disk errors records stats", "filelock numpy"),
    "compare": Imports("_disk _pages errors records stats store volume", "numpy"),
    "gate": Imports("_disk compare errors registry stats store", "numpy"),
    "_shelf": Imports("records"),
    "weights": Imports("_disk _shelf _tensors errors records zoo", "torch safetensors"),
    "recipes": Imports("_disk errors records registry weights"),
    "infer": Imports("errors records registry volume", "numpy torch"),
    "strategies": Imports("_disk errors records registry infer", "numpy scipy skimage torch"),
    "training": Imports(
        "_disk _progress _pages _shelf _tensors drawing environment errors records registry volume datasets metrics "
        "zoo store weights recipes infer strategies stats",
        "numpy scipy torch safetensors tqdm",
    ),
    "models": Imports(
        "_disk _guard _tensors errors records registry volume datasets zoo weights recipes infer strategies training",
        "numpy scipy skimage torch onnxruntime monai yaml segmentation_models_pytorch",
    ),
    "scoring": Imports("_guard errors records volume metrics store models", "torch"),
    "bench": Imports(
        "_disk _progress drawing errors records volume zoo weights infer scoring",
        "numpy torch tqdm monai nnunetv2",  # the last two where they are installed, to be compared with
    ),
    "published": Imports("_disk errors records"),
    "rescore/_again": Imports("errors metrics records store"),
    "report": Imports(
        "_disk _pages drawing errors metrics published records registry rescore/_again stats store volume",
        "numpy jinja2 markupsafe",
    ),
    "exchange": Imports("_disk errors published records report store", "numpy"),
    "clicks": Imports(
        "_disk _progress drawing errors records registry volume datasets metrics zoo store weights infer strategies "
        "models stats",
        "numpy scipy skimage torch",
    ),
    "rescore": Imports("errors records metrics stats store report rescore/_again"),
    "selftest": Imports("errors registry metrics", "numpy medpy monai torch surface_distance seg_metrics panoptica"),
    "catalogue": Imports("_shelf errors records registry datasets metrics zoo models strategies training"),
    "repeats": Imports("_progress errors records volume store scoring", "numpy"),
    "runner": Imports(
        "_progress environment errors records datasets metrics store infer models scoring repeats", "tqdm"
    ),
    "predicting": Imports(
        "_disk _progress _shelf environment errors records volume datasets zoo store infer models scoring"
    ),
    "sweep": Imports("_disk _shelf errors records registry datasets models store zoo weights training runner"),
    "tuning": Imports("errors records volume datasets metrics store strategies", "numpy"),
    "folders": Imports("_disk _progress errors records volume datasets metrics store models scoring runner"),
    "outside": Imports(
        "_disk environment errors exchange records rescore datasets metrics store models scoring runner"
    ),
    "cli": Imports(
        "_disk _guard environment errors records datasets curation infer training store report catalogue runner "
        "folders rescore selftest models weights recipes zoo bench tuning clicks sweep compare gate predicting "
        "exchange outside",
        "click",
    ),
    "__init__": Imports("datasets metrics zoo training runner predicting"),
    "__main__": Imports("cli"),
}
IMAGE_LIBRARIES = {"nibabel", "SimpleITK", "PIL", "h5py", "pydicom", "imageio", "cv2", "tifffile"}

FILE_LINES, FUNCTION_LINES = 400, 60


class Hops(NamedTuple):
    """Distinct functions and files of segeval that one case crosses, and the deepest stack, ``runner.run`` included."""

    functions: int
    files: int
    depth: int


PATH = Hops(functions=57, files=15, depth=8)
EVERYTHING = Hops(functions=156, files=32, depth=11)  # with every decoder and formula: may shrink, should not grow


def wing(path: Path) -> str:
    return room(path.relative_to(ROOT / "segeval").with_suffix("").parts)


def room(parts: Sequence[str]) -> str:
    """Return the wing of a module, given as the words of its name after ``segeval``."""
    inner = "/".join(parts[:2])
    return inner if inner in WINGS else parts[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of everything imported anywhere, by statement or by ``import_module("name")``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def neighbours(path: Path) -> tuple[set[str], set[str]]:
    """Return the wings and the outside packages that a file of segeval imports."""
    names = [name.split(".") for name in imports(parse(path))]
    house = {room(parts[1:]) for parts in names if parts[0] == "segeval"} & set(WINGS)
    outside = {parts[0] for parts in names} - {"segeval", *sys.stdlib_module_names}
    return house - {wing(path)}, outside


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_file = pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=short)


@pytest.mark.parametrize("name", WINGS)
def test_a_wing_imports_exactly_what_its_line_names(name: str) -> None:
    found = [neighbours(path) for path in SOURCES if wing(path) == name]
    assert set().union(*(house for house, _ in found)) == set(WINGS[name].house.split())
    assert set().union(*(outside for _, outside in found)) == set(WINGS[name].outside.split())


def test_every_module_lies_in_a_wing() -> None:
    assert {wing(path) for path in SOURCES} == set(WINGS)


def test_nobody_imports_in_a_circle() -> None:
    reached = {name: set(rule.house.split()) for name, rule in WINGS.items()}
    for _ in WINGS:
        reached = {name: near.union(*(reached[other] for other in near)) for name, near in reached.items()}
    assert [name for name, far in reached.items() if name in far] == []


def test_only_volume_and_fake_downloads_know_an_image_library() -> None:
    users = {wing(path) for path in SOURCES if neighbours(path)[1] & IMAGE_LIBRARIES}
    assert users == {"volume", "datasets/_fake", "drawing"}  # the last one draws charts, and opens no file


@every_file
def test_files_and_functions_stay_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES
    functions = [node for node in ast.walk(parse(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: lines for name, lines in lengths.items() if lines > FUNCTION_LINES} == {}


@every_file
def test_imports_are_absolute_and_by_name(path: Path) -> None:
    froms = [node for node in ast.walk(parse(path)) if isinstance(node, ast.ImportFrom)]
    assert [ast.unparse(node) for node in froms if node.level or node.names[0].name == "*"] == []


@every_file
def test_no_file_that_is_read_can_run_code(path: Path) -> None:
    tree = parse(path)
    assert {name.split(".")[0] for name in imports(tree)} & {"pickle", "dill", "joblib", "shelve", "marshal"} == set()
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    given = {f"{word.arg}={ast.unparse(word.value)}" for call in calls for word in call.keywords}
    assert given & {"weights_only=False", "allow_pickle=True"} == set()
    for call in calls:
        if ast.unparse(call.func) == "torch.load":  # of checkpoints that others wrote: tensors, or an error
            assert "weights_only=True" in {f"{word.arg}={ast.unparse(word.value)}" for word in call.keywords}


def test_no_class_of_the_house_has_a_grandparent_in_it() -> None:
    classes = [(path, node) for path in SOURCES for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)]
    bases = {(path.name, node.name): {ast.unparse(base).split("[")[0] for base in node.bases} for path, node in classes}
    ours = {name: set().union(*(near for (_, n), near in bases.items() if n == name)) for _, name in bases}
    deep = {
        (file, name)
        for (file, name), parents in bases.items()
        for parent in parents & ours.keys() - {name}
        if ours[parent] & ours.keys() and file != "errors.py"  # its tree is drawn at its top
    }
    assert deep == set()


def test_texts_name_no_place_on_our_machines() -> None:
    places = re.compile(r"(?<![\w.])/(work|tmp|home|root|Users|opt|mnt)/|(pypi|pythonhosted|download\.pytorch)\.org")
    found = {short(path): match[0] for path in TEXTS if (match := places.search(path.read_text(encoding="utf-8")))}
    assert found == {}


def test_the_version_is_the_same_everywhere() -> None:
    from segeval import __version__

    for file, line in {
        "pyproject.toml": f'version = "{__version__}"',
        "CITATION.cff": f"version: {__version__}",
        "CHANGELOG.md": f"## [{__version__}]",
    }.items():
        assert line in (ROOT / file).read_text(encoding="utf-8").splitlines(), file


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", "import segeval"],
        ["-c", "import segeval.metrics"],
        ["-c", "import segeval.report"],
        ["-m", "segeval", "--help"],
        ["-m", "segeval", "run", "--help"],
        ["-m", "segeval", "ls", "models"],
        ["-m", "segeval", "ls", "datasets"],
        ["-m", "segeval", "ls", "metrics"],
        ["-m", "segeval", "info", "dice"],
    ],
    ids=" ".join,
)
def test_looking_around_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, encoding="utf-8", check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "segeval" in loaded
    assert loaded & {"torch", "SimpleITK", "pandas", "numba", "datasets"} == set()


def is_hop(code: CodeType) -> bool:
    """Whether a code object is a function of segeval; lambdas and comprehensions belong to the one they stand in.

    A kept property is the function that it keeps the value of.
    """
    path = Path(code.co_filename)
    ours = path.is_relative_to(ROOT / "segeval") and wing(path) != "zoo"  # a network's layers are its own business
    return ours and path.name != "cached.py" and not code.co_name.startswith("<")


def is_inside(stack: list[CodeType]) -> bool:
    """Whether the innermost function is one that the loop's reader need not open.

    That is a metric's formula and what it asks of a pair, and what lies below the doors of ``volume`` and of
    ``metrics/_measure``: where other harnesses call nibabel, ITK or scipy, whose functions nobody counts.
    """
    inner, *outer = (Path(code.co_filename) for code in stack[:2])
    caller = outer[0] if outer else inner
    below = caller is not inner and (wing(caller) == "volume" or "_measure" in caller.parts)
    compiled = "kernels" in inner.parts  # whose caller Python does not know
    return below or compiled or is_formula(inner) or is_formula(caller)


def is_formula(path: Path) -> bool:
    return path.parent.name == "metrics" and not path.name.startswith("_")


class Walk:
    """Notes which functions run, in any thread, and how deep; ``path`` leaves out what ``is_inside``."""

    def __init__(self) -> None:
        self.all: dict[CodeType, int] = {}
        self.path: dict[CodeType, int] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not is_hop(frame.f_code):
            return
        stack = [code for code in codes_upwards(frame) if is_hop(code)]
        for seen in (self.all,) if is_inside(stack) else (self.all, self.path):
            seen[stack[0]] = max(len(stack), seen.get(stack[0], 0))


def codes_upwards(frame: FrameType | None) -> Iterator[CodeType]:
    while frame:
        yield frame.f_code
        frame = frame.f_back


def hops(seen: dict[CodeType, int]) -> Hops:
    return Hops(len(seen), len({code.co_filename for code in seen}), max(seen.values()))


@pytest.mark.usefixtures("phantom_2d")
def test_one_case_crosses_few_functions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the start of the loop over one case until its entry is in the ledger, with all standard metrics."""
    from segeval import runner, scoring
    from segeval.metrics._measure.kernels import native

    assert callable(native.scan)  # loaded before the walk, as for every case but the first of a process
    walk, loop = Walk(), scoring.entries

    def watched(job: Any, cases: Any) -> Any:
        """Give the first entry; the loop comes back for more when it is in the ledger, and the walk ends."""
        threading.setprofile(walk)
        sys.setprofile(walk)
        try:
            yield from loop(job, cases[:1])
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    monkeypatch.setattr(scoring, "entries", watched)
    finished = runner.run(model="unet-8", dataset="phantom-2d", weights="random", output=tmp_path)
    assert finished.summary.ok == 1
    for seen, most in ((walk.path, PATH), (walk.all, EVERYTHING)):
        assert all(count <= limit for count, limit in zip(hops(seen), most, strict=True)), hops(seen)
