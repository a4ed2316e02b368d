"""Archives of ``torch.export`` of others: ``export:FILE.pt2``, with a recipe.

``torch.export.load`` of torch 2.13 runs what an archive wants, as its source shows: it opens pickled weights, custom
objects and sample inputs with ``weights_only=False`` (for sample inputs as a fallback after an error, which the archive
can cause), gives expressions for sizes to ``sympy.sympify``, which evaluates them, and compiles ``guards_code`` and the
names of nodes into Python. So it is not called. The graph is read here instead: operators of torch's own that touch no
file, plain tensors, and nothing else of the archive; whatever needs more is refused.
"""

from pathlib import Path

import torch

from segeval._disk import file_sha256
from segeval.datasets import Prepared
from segeval.models import Request, scheme
from segeval.models._fakes import tiny, write_recipe
from segeval.models._foreign import Loaded, foreign
from segeval.models._graph import read_graph
from segeval.models.network import Network


def fake(root: Path, data: Prepared) -> str:
    """Write a tiny network as an archive, and its recipe."""
    net, image = tiny(data.info)
    path = root / "tiny.pt2"
    torch.export.save(torch.export.export(net, (image,)), path)
    write_recipe(path, data.info)
    return str(path)


@scheme("export", title="archive of torch.export with a recipe", example="export:FILE.pt2", fake=fake, probed=True)
def exported(place: str, request: Request) -> Network:
    """Open a file that ``torch.export.save`` wrote; its recipe is given, or lies beside it as ``FILE.toml``."""
    return foreign(f"export:{place}", Path(place).expanduser(), request, read, kind="export")


def read(path: Path, device: torch.device) -> Loaded:
    """Read an archive; the device is that of the image, where its tensors are moved to.

    Raises:
        BadData: If it is none, damaged, or needs more than operators and tensors.
    """
    del device
    graph = read_graph(path)
    return Loaded(call=graph, sha256=file_sha256(path), takes=graph.takes)
