"""What tests of a folder of one's own share: it is prepared as folder/mine, and drawn as pictures beside masks."""

from pathlib import Path

from segeval import datasets
from segeval.datasets import Prepared, _fake
from segeval.records import Grid


def prepared(raw: Path, split: str | None = None) -> Prepared:
    datasets.prepare("folder/mine", raw, root=raw.parent / "data")
    return datasets.load("folder/mine", split, root=raw.parent / "data")


def pictures(home: Path, *names: str, end: str = "png") -> None:
    for seed, name in enumerate(names):
        image, mask = _fake.pair(Grid.pixels((20, 24 + seed)), (1,), channels=3, seed=seed)
        _fake.picture(home / "images" / f"{name}.{end}", image.array)
        _fake.picture(home / "masks" / f"{name}_mask.{end}", 255 * mask.array)
