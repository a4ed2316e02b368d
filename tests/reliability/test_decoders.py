"""What others wrote is decoded in one place, under limits; whoever decodes elsewhere says here why."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.test_house import ROOT, SOURCES, parse

DECODERS = {
    *("json.load", "json.loads", "JSONDecoder", "json.JSONDecoder", "tomllib.load", "tomllib.loads", "csv.reader"),
    *("csv.DictReader", "yaml.safe_load", "yaml.load", "ElementTree.parse", "ElementTree.fromstring", "ET.fromstring"),
    *("msgspec.json.decode", "pd.read_csv", "pandas.read_csv", "np.load", "np.loadtxt", "np.genfromtxt", "ast.parse"),
}
HOME = "segeval/_disk.py"
# Files that decode by themselves, and what.
ELSEWHERE = {
    "segeval/_guard.py": "lines of a pipe that its own child writes",
    "segeval/bench/_sheet.py": "source of a network of the package",
    "segeval/datasets/_originals.py": "a list of the package",
    "segeval/datasets/_splits.py": "lists of the package",
    "segeval/datasets/dsb2018.py": "a list of the package",
    "segeval/datasets/monuseg.py": "XML, which _disk does not read; a document type is refused before",
    "segeval/models/_graph.py": "entries of an archive that may not be packed, so that its own size is the limit",
    "segeval/models/monai.py": "YAML of at most 1 MB without aliases, which _disk does not read",
    "segeval/models/torchscript.py": "code of an archive that may not be packed; what cannot be parsed is refused",
    "segeval/records/_json.py": "what it has just encoded",
    "segeval/store/_results.py": "rows of a table of scores as they come, of which there may be millions",
    "segeval/training/curves.py": "a line of a curve as it comes",
    "segeval/training/sampling.py": "arrays of a cache whose digests were compared before, no objects",
    "segeval/volume/hdf5.py": "what its own child says of a file",
    "segeval/zoo/_declare.py": "declarations of networks, which are code of the package",
}


def decoding(path: Path) -> Iterator[str]:
    """Yield the decoders that a file calls."""
    calls = (node.func for node in ast.walk(parse(path)) if isinstance(node, ast.Call))
    yield from (name for call in calls if (name := ast.unparse(call)) in DECODERS)


def test_nobody_else_decodes_what_others_wrote() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if next(decoding(path), "")}
    assert sorted(found - {HOME}) == sorted(ELSEWHERE)


def test_whoever_decodes_is_found() -> None:
    assert {*decoding(ROOT / HOME)} >= {"json.JSONDecoder", "json.loads", "tomllib.loads", "csv.reader"}
