"""The page of a dataset: what is declared about it, its splits and its published values, whether or not a model ran."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from segeval.published import Published
from segeval.records import DatasetInfo, Split, family, folder_name
from segeval.report._folds import for_each_fold
from segeval.report._published import published_section
from segeval.report._render import render
from segeval.report._standing import standing
from segeval.report.ranking import Board

FOLDER = "datasets"  # of the pages, below that of the boards
Declared = tuple[DatasetInfo, tuple[Split, ...]]  # splits by rule have no ids before there is a download
MODALITIES = ("CT", "MR", "endoscopy", "histology", "microscopy", "photograph", "synthetic", "other")  # that are drawn
ACCESS = {
    "open": "open download",
    "form": "download after a form",
    "login": "download after a login",
    "generated": "generated on your machine",
    "own": "your own files",
}
UNITS = {"mm": "millimetres", "px": "pixels"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Splits of one source, such as the folds of a cross-validation, with what holds for all of them."""

    source: str
    note: str
    group: str
    splits: tuple[Split, ...]


def page_of(dataset: str) -> str:
    """Return where the page of a dataset lies, below the folder of boards; it stays there when models are run."""
    return f"{FOLDER}/{folder_name(dataset)}.html"


def dataset_page(
    declared: Declared,
    boards: Mapping[str, Board] | None = None,
    published: Sequence[Published] = (),
    *,
    fault: bool = False,
    picture: Markup | None = None,
) -> str:
    """Return the page of one dataset.

    Args:
        declared: What is known about it before anyone has a file of it.
        boards: Its boards by their folders, if it has any.
        published: Its printed values.
        fault: Whether there are printed values that cannot be read.
        picture: What stands for it instead of the mark of its modality.
    """
    info, splits = declared
    return render(
        "dataset.html",
        scripts=("dataset.js",),
        styles=("page.css", "head.css", "look.css", "dataset.css", "published.css"),
        title=info.title,
        info=info,
        picture=picture,
        modality=info.modality if info.modality in MODALITIES else "other",
        chips=chips(info),
        boards=[(f"../{name}/index.html", board.family, *standing(board)) for name, board in (boards or {}).items()],
        facts=_facts(info),
        structures=[(s.name, " + ".join(map(str, s.values)), s.tolerance) for s in info.structures],
        files=[(file, sized(file.size)) for file in info.files],
        families=families(splits),
        published=published_section(published, fault),
        commands=commands(info.id, info.default_split, _evaluated(info, splits), _preparing(info)),
        citation=info.citation.strip(),
    )


def chips(info: DatasetInfo) -> list[str]:
    """Return what a reader wants to know first, in a few words each."""
    cases = ", ".join(f"{count} {part}" for part, count in info.counts.items())
    return [info.modality, f"{info.ndim}D", f"cases: {cases}", UNITS[info.unit], info.license, ACCESS[info.access]]


def families(splits: Sequence[Split]) -> list[Family]:
    """Return splits by source, note and unit that was dealt out, in the order in which they were declared.

    Where the sources of folds differ by the number of the fold alone, they are one, with K for the number.
    """
    names = {split.name for split in splits}
    found: dict[tuple[str, str, str], list[Split]] = {}
    for split in splits:
        number = split.name.removeprefix(family(split.name, names)).removeprefix("-")  # of a fold
        source = re.sub(rf"(?<=fold[-_ ]){number}\b", "K", split.source) if number else split.source
        found.setdefault((source, split.note, split.group), []).append(split)
    return [
        Family(source=source, note=note, group=group, splits=tuple(some))
        for (source, note, group), some in found.items()
    ]


def commands(dataset: str, split: str, part: str, preparing: str = "") -> str:
    """Return the three commands that add a row of somebody's predictions to the board of a dataset."""
    run = f"segeval run --model preds:FOLDER --dataset {dataset} --split {split}:{part} --trained-on WHAT"
    return f"{preparing or f'segeval data prepare {dataset}'}\n{for_each_fold(run, split)}\nsegeval board build"


def sized(size: int) -> str:
    """Return a number of bytes with its unit, nothing for an unknown one."""
    steps = {"GB": 1e9, "MB": 1e6, "kB": 1e3}
    return next((f"{size / one:.3g} {unit}" for unit, one in steps.items() if size >= one), f"{size} B" if size else "")


def _evaluated(info: DatasetInfo, splits: Sequence[Split]) -> str:
    return next((split.evaluated for split in splits if split.name == info.default_split), "test")


def _preparing(info: DatasetInfo) -> str:
    if info.access == "generated":
        return f"segeval data prepare {info.id}"
    if any(file.urls for file in info.files):
        return f"segeval data fetch {info.id} && segeval data prepare {info.id}"
    return f"segeval data prepare {info.id} DOWNLOADS    # segeval data fetch {info.id} says where to get them"


def _facts(info: DatasetInfo) -> list[tuple[str, str]]:
    values = ", ".join(f"{value} {name}" for value, name in info.reference_labels.items())
    found: Mapping[str, str] = {
        "Channels": ", ".join(info.channels),
        "Values of the reference": values,
        "Cases that belong together": f"those of one {info.group}" if info.group else "not known",
        "Boards rank by": ", ".join(info.headline),
        "Other metrics of this benchmark": ", ".join(info.metrics),
        "Licence": info.license,
        "Terms": info.terms,
        "Access": ACCESS[info.access],
        "Homepage": info.homepage,
        "Other names": ", ".join(info.aliases),
        "Version of the declaration": str(info.version),
    }
    return [(term, text) for term, text in found.items() if text]
