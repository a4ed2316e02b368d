"""Declared datasets, printed values, and boards of three models and of none."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from segeval._disk import to_csv
from segeval.published import COLUMNS, FOLDER
from segeval.records import DatasetInfo, Split, Structure, folder_name
from segeval.report import Declared, build
from tests.report._factory import Fake, write

INFO = DatasetInfo(
    id="toy/liver",
    title="Toy livers",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "liver", 2: "tumour"},
    structures=(Structure("liver", (1, 2), 3.0), Structure("tumour", (2,))),
    counts={"train": 4, "test": 2},
    license="CC-BY-4.0",
    access="form",
    homepage="https://example.org/toy",
    citation="@misc{toy}",
    default_split="official",
    known_issues=("Tumours & vessels touch.",),
)
TOY: Declared = (
    INFO,
    (Split(dataset=INFO.id, name="official", source="Us", group="patient", train=("a", "b"), test=("c",)),),
)
OTHER: Declared = (
    replace(INFO, id="eyes", title="Toy eyes", modality="photograph", ndim=2, license="ask", files=(), known_issues=()),
    (Split(dataset="eyes", name="nnunet-0", source="A rule", group="case"),),
)
PRINTED = {
    "split": "their own",
    "method": "unet <1>",
    "year": "2015",
    "structure": "liver",
    "metric": "Dice",
    "value": "0.8180",
    "unit": "1",
    "n": "20",
    "convention": "mean over scans",
    "source": "A paper",
    "citation": "arXiv:2006.11392; github some/where README",
    "note": "test labels & training labels overlap",
}


def models(**skills: float) -> list[Fake]:
    return [Fake(model=name, skill=skill, cases=12, seed=k) for k, (name, skill) in enumerate(skills.items())]


def put(boards: Path, dataset: str, *rows: Mapping[str, str]) -> None:
    (boards / FOLDER).mkdir(parents=True, exist_ok=True)
    text = to_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    (boards / FOLDER / f"{folder_name(dataset)}.csv").write_text(text, encoding="utf-8")


def built(root: Path) -> Path:
    """Build a board of three models with published values, and a dataset that nobody ran anything on."""
    for fake in models(best=0.9, second=0.7, third=0.5):
        write(root / "runs", fake)
    put(root / "boards", INFO.id, PRINTED)
    build(root / "runs", root / "boards", datasets=(TOY, OTHER))
    return root / "boards"
