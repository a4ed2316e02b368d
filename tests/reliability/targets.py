"""Every parser of files of strangers, with a file that it takes: what the fuzzers damage."""

import json
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from segeval import _disk, volume, weights
from segeval.datasets import _archives, _fake, _index, dsb2018, folder, monuseg
from segeval.datasets._raw import RawFile, open_tree
from segeval.gate import policies
from segeval.records import Grid, Mask
from segeval.store import OPTIONAL, RUN_FILES, read_ledger, read_manifest, read_run
from segeval.strategies import crops
from segeval.training.plan import Plan, plan_text, read_plan
from segeval.zoo import _checkpoint
from tests.helpers import grey
from tests.report._factory import Fake, write
from tests.test_volume_dicom import save_slice

Write = Callable[[Path], Path]
Read = Callable[[Path], object]
GRID = Grid.pixels((16, 12))
BAR = np.arange(192, dtype=np.uint8).reshape(16, 12) // 48


@dataclass(frozen=True)
class Target:
    """``write`` makes an honest file below a folder and returns it, ``read`` reads it; ``most`` is how often it pays.

    ``raises`` are the errors that a function below the readers promises besides ours.
    """

    write: Write
    read: Read
    raises: tuple[type[Exception], ...] = ()
    most: int = 40


def text(name: str, content: str) -> Write:
    def written(home: Path) -> Path:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    return written


def a_json(path: Path) -> object:
    return _disk.read_object(path, "")


def lines_of(path: Path) -> object:
    return [*_disk.json_lines(_disk.read_text(path))]


def picture(name: str, **how: Any) -> Target:
    def written(home: Path) -> Path:
        Image.fromarray(BAR).save(home / name, **how)
        return home / name

    return Target(written, both)


def both(path: Path) -> object:
    return volume.read_image(path), volume.read_mask(path)


def a_volume(name: str) -> Target:
    def written(home: Path) -> Path:
        image, mask = _fake.pair(_fake.world((3, 5, 6)), (1,))
        if name.endswith(".mha"):
            _fake.metaimage(home / name, mask.array, mask.grid)
        elif name.endswith(".nrrd"):
            head = "NRRD0004\ntype: uchar\ndimension: 3\nspace: lps\nsizes: 6 5 3\nencoding: raw\n"
            vectors = "space directions: (1,0,0) (0,1,0) (0,0,2)\nspace origin: (0,0,0)\n\n"
            (home / name).write_bytes((head + vectors).encode() + mask.array.tobytes())
        else:
            volume.write_image(home / name, image)
        return home / name

    return Target(written, both)


def dicom(home: Path) -> Path:
    for k in range(3):
        save_slice(home / f"{k}.dcm", BAR.astype(np.uint16), k)
    return home / "2.dcm"


def arrays(name: str) -> Target:
    def written(home: Path) -> Path:
        content = {"image": BAR.astype(np.float32)}
        np.savez_compressed(home / name, image=content["image"]) if name.endswith("npz") else _fake.hdf5(
            home / name, content
        )
        return home / name

    return Target(written, lambda path: volume.read_arrays(path, ("image",)), most=3 if name.endswith("h5") else 40)


def pairs(home: Path, folders: Sequence[str] = ("images/{}", "masks/{}")) -> None:
    for k, place in enumerate(folders):
        for name in "abcde":
            path = home / f"{place.format(name)}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            volume.write_mask(path, Mask((k < BAR).astype(np.uint8), GRID))


def beside(name: str, content: object, folders: Sequence[str] = ("images/{}", "masks/{}")) -> Target:
    """Return a target: a table beside the images and masks of somebody's folder."""

    def written(home: Path) -> Path:
        pairs(home, folders)
        (home / name).write_text(content if isinstance(content, str) else json.dumps(content))
        return home / name

    return Target(written, lambda path: folder.own(path.parent, "x"), most=15)


def raw(path: Path) -> RawFile:
    return RawFile(path.name, path.stat().st_size, path, path.parent)


def zipped(home: Path) -> Path:
    with zipfile.ZipFile(home / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("images/a.txt", "abc" * 50)
        archive.writestr("masks/b.txt", "b")
    return home / "a.zip"


def unpacked(path: Path) -> object:
    with ExitStack() as opened:
        found = _archives.entries(path, path.parent / "scratch", opened)
    with open_tree(path.parent, path.parent / "scratch") as tree:
        return found, [file.read() for file in tree.files if file.entry]


def run(name: str) -> Target:
    def written(home: Path) -> Path:
        return write(home / "runs", Fake(model="unet", cases=2)) / name

    def read(path: Path) -> object:
        return read_manifest(path.parent), read_ledger(path.parent), read_run(path.parent)

    return Target(written, read, most=20)


def prepared(name: str) -> Target:
    row = {"case_id": "a", "group_id": "a", "image_file_names": ["imagesTr/a.png"], "label_file_name": "labelsTr/a.png"}

    def written(home: Path) -> Path:
        for part in ("train", "val", "test", "other"):
            (home / f"{part}.jsonl").write_text(json.dumps(row) + "\n")
        (home / ".cases.jsonl").write_text(json.dumps({"key": "k", "row": row, "stamps": {"imagesTr/a.png": [1, 2]}}))
        info = dsb2018.INFO
        told = _index.Description(segeval="1", info=info, splits=(), cases=1, missing=())
        _index.write_description(home, told)
        return home / name

    def read(path: Path) -> object:
        return _index.read_rows(path.parent), _index.read_done(path.parent), _index.read_description(path.parent)

    return Target(written, read)


def tensors(home: Path) -> Path:
    save_file({"layer.weight": torch.ones(2, 3), "layer.bias": torch.zeros(2)}, home / "a.safetensors")
    return home / "a.safetensors"


def recipe(home: Path) -> Path:
    (home / "recipe.json").write_text(weights.recipe_text(grey()))
    return home / "recipe.json"


def plan(home: Path) -> Path:
    (home / "plan.json").write_text(plan_text(Plan(dataset="toy", recipe=grey(patch=(32, 32)), batch=2)))
    return home / "plan.json"


def runs_of_pixels(path: Path) -> object:
    with open_tree(path.parent, path.parent / "scratch") as tree:
        return [dsb2018._draw_runs(shape, codes) for _, shape, codes in dsb2018._solution(tree).values()]


XML = '<Annotations><Regions><Region><Vertices><Vertex X="1" Y="2"/><Vertex X="3" Y="4"/><Vertex X="5" Y="1"/></Vertices></Region></Regions></Annotations>'  # noqa: E501
NNUNET = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "x": [1, 2]}, "file_ending": ".png"}
LISTS = {"labels": {"0": "b", "1": "x"}, "training": [{"image": "images/a.png", "label": "masks/a.png", "fold": 0}]}
RUNS = "ImageId,EncodedPixels,Height,Width\nx,1 3 10 2,16,12\nx,30 1,16,12\n"
TERMS = 'metrics = ["dice"]\nlevel = 0.95\n[margins]\ndice = 0.02\n'
TARGETS: dict[str, Target] = {
    "json": Target(text("a.json", '{"a": [1, 2.5e3, "\\u00e9", null, {"b": true}]}'), a_json),
    "json lines": Target(text("a.jsonl", '{"a": 1}\n[2]\n'), lines_of, (ValueError,)),
    "csv": Target(text("a.csv", 'a,b\n1,"x ""y"\n\'=1,2\n'), _disk.from_csv, (ValueError,)),
    "nifti": a_volume("a.nii"),
    "nifti gzip": a_volume("a.nii.gz"),
    "metaimage": a_volume("a.mha"),
    "nrrd": a_volume("a.nrrd"),
    **{name: picture(f"a.{name}") for name in ("png", "bmp", "gif", "jpg", "tif")},
    "tif deflate": picture("b.tif", compression="tiff_deflate"),
    "dicom": Target(dicom, lambda path: volume.read_image(path.parent), most=25),
    "npz": arrays("a.npz"),
    "hdf5": arrays("a.h5"),
    "zip": Target(zipped, unpacked),
    "own labels": beside("dataset.json", {"labels": {"background": 0, "x": 1, "y": [1, 2]}}),
    "own nnunet": beside("dataset.json", NNUNET, ("imagesTr/{}_0000", "labelsTr/{}")),
    "own lists": beside("dataset.json", LISTS),
    "own groups": beside("groups.csv", "case,group\na,1\nb,1\nc,2\n"),
    "own folds": beside("splits_final.json", [{"train": ["a", "b"], "val": ["c"]}]),
    "aperio xml": Target(text("a.xml", XML), lambda path: [*monuseg.polygons(raw(path))]),
    "run lengths": Target(text("stage1_solution.csv", RUNS), runs_of_pixels, _disk.MALFORMED),
    **{f"prepared {name}": prepared(name) for name in ("segeval.json", "test.jsonl", ".cases.jsonl")},
    **{f"run {name}": run(name) for name in ("ledger.jsonl", *RUN_FILES) if name not in OPTIONAL},
    "safetensors": Target(tensors, _checkpoint.read),
    "recipe": Target(recipe, weights.read_recipe),
    "plan": Target(plan, read_plan),
    "gate terms": Target(text("a.toml", TERMS), policies.read_terms),
    "boxes": Target(text("a.csv", "case,x_low,x_high,y_low,y_high\na,0,4,1,2\n"), crops._read),
}
