"""docs/strategies.md, from what strategies declare and what their examples reach on the phantoms."""

import inspect
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from segeval import datasets, runner, store, volume
from segeval.strategies import STRATEGIES, Strategy
from segeval.training.loop import Options, train

STRATEGIES_PAGE = Path(__file__).parents[1] / "docs/strategies.md"
DATASET, SPLIT = "phantom", "drawn:val"
Reached = Mapping[str, float]
OPENING = """# Strategies

Written by `python -m tests.docs` from what each strategy declares and what its example reaches; do not edit. A strategy
makes one model of others: it asks several, asks one several times, or asks about a part of the image. Any model takes
part that `segeval run` takes: networks of the zoo, folders of predictions (`preds:`), your own code (`py:`).

A pipeline is a TOML file. A table with `model` is a model, with the words of `segeval run` (`weights`, `model_args`,
`trained_on`, `flips` ...); a table with `strategy` has options and, as tables, its parts, which may be strategies.
Paths lie beside the file; `{split}` in `weights` is the split that is scored, as fold 3 of five. Its whole tree
identifies the run, and it is ranked only where each of its models may be.

```console
segeval run --pipeline ensemble.toml --dataset phantom
segeval ls strategies
```

In Python, `segeval.models.pipeline.compose("ensemble", one, other, data=data, fuse="mean")` is such a model too.

Every example below is run by a test on four phantoms, with networks that ship; the line under it is what that reaches.
The second stage of the cascade is trained for 40 steps first, to show that it runs and not what it can.
"""


def strategies_page(reached: Mapping[str, Reached]) -> str:
    """Return the page of every strategy of this package; ``reached`` are the results of the examples."""
    return "\n".join([OPENING, *(section(each, reached[each.id]) for each in own())])


def own() -> Iterator[Strategy]:
    """Yield the strategies of this package; what others add is not ours to describe."""
    yield from (each for name, each in STRATEGIES.items().items() if "/" not in name)


def section(declared: Strategy, reached: Reached) -> str:
    """Return what a strategy declares, its example and what that reaches."""
    signature = ", ".join(f"`{name} = {spelled(value)}`" for name, value in declared.options.items())
    lines = {
        "Parts": ("any number of " if declared.several else "") + ", ".join(f"`{name}`" for name in declared.parts)
    }
    lines |= {"Options": signature or "none", "Source": declared.source}
    facts = "\n".join(f"- **{name}**: {fact}" for name, fact in lines.items())
    what = inspect.cleandoc(inspect.getdoc(declared.fn) or "")
    dice = ", ".join(f"{name} {value:.3f}" for name, value in reached.items())
    example = f"```toml\n{declared.example}```\n\nMean Dice: {dice}.\n"
    return f"## {declared.id}: {declared.title}\n\n{what}\n\n{facts}\n\n{example}"


def spelled(value: object) -> str:
    """Return a value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    return f'"{value}"' if isinstance(value, str | Path) else str(value)


def results(folder: Path) -> dict[str, Reached]:
    """Run the example of every strategy on some phantoms and return the mean Dice of each structure."""
    data = datasets.load(DATASET, SPLIT)
    write_boxes(data, folder / "boxes.csv")
    train_second(folder)
    found: dict[str, Reached] = {}
    for declared in own():
        path = folder / f"{declared.id}.toml"
        path.write_text(declared.example, encoding="utf-8")
        done = runner.run(
            model=f"pipeline:{path}", dataset=DATASET, split=SPLIT, metrics="dice", output=folder / "runs"
        )
        scores = [score for entry in store.read_run(done.folder).cases for score in entry.scores]
        names = dict.fromkeys(score.structure for score in scores)
        found[declared.id] = {
            name: float(np.mean([each.value for each in scores if each.structure == name and each.value is not None]))
            for name in names
        }
    return found


def train_second(folder: Path) -> None:
    """Train the second stage of the example of a cascade: it sees what Otsu's threshold finds."""
    earlier = [
        runner.run(
            model="classical:otsu",
            dataset=DATASET,
            split=f"drawn:{part}",
            metrics="dice",
            output=folder / "earlier",
            save_predictions=True,
        ).folder
        for part in ("train", "val")
    ]
    few = Options(steps=40, batch=2, patch=(16, 32, 32), device="cpu", validate_cases=1)
    train(model="unet-8", dataset=DATASET, output=folder / "second", previous=earlier, options=few)


def write_boxes(data: datasets.Prepared, path: Path) -> None:
    """Write the box of the reference of each test case, in world coordinates."""
    rows = ["case,x_low,x_high,y_low,y_high,z_low,z_high"]
    for case in data.part_cases(data.part):
        assert case.mask is not None
        mask = volume.read_mask(case.mask)
        corners = np.array(list(ends(mask.array > 0))) @ mask.grid.steps + mask.grid.origin
        sides = zip(corners.min(0), corners.max(0), strict=True)
        rows.append(",".join([case.id, *(f"{end:.6g}" for side in sides for end in side)]))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def ends(found: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """Yield the corners, as voxels, of the box of all voxels that are set."""
    sides = [(int(line.min()), int(line.max())) for line in np.nonzero(found)]
    yield from ((z, y, x) for z in sides[0] for y in sides[1] for x in sides[2])


def stated(page: str) -> dict[str, Reached]:
    """Return the results that a page states."""
    found: dict[str, Reached] = {}
    for part in page.split("\n## ")[1:]:
        pairs = re.findall(r"(\w+) (\d\.\d{3})", part.rpartition("Mean Dice: ")[2])
        found[part.partition(":")[0]] = {name: float(value) for name, value in pairs}
    return found


def fresh_results() -> dict[str, Reached]:
    """Return the results of the examples, run in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SEGEVAL_DATA"] = f"{folder}/data"
        datasets.prepare(DATASET)
        return results(Path(folder))
