"""A folder of one's own: nnU-Net raw, Decathlon or MONAI lists, or images beside masks; no code is needed.

``segeval data prepare folder/knees FOLDER`` makes it a dataset ``folder/knees``. What is there decides how it is read:

- ``dataset.json`` with ``channel_names``: nnU-Net v2; regions become structures, ``splits_final.json`` the folds;
- ``dataset.json`` with lists ``training``, ``validation``, ``test``: Decathlon and MONAI;
- otherwise a folder of images (``images``, ``image``, ``imgs`` ...) and one of masks (``masks``, ``labels`` ...),
  matched by stem; folders ``train``, ``val``, ``test`` around them are the split.

``groups.csv`` with columns ``case,group`` says which cases share a patient. Without a split, five folds by nnU-Net's
rule are made.
"""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as change
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import Dataset, RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk, open_tree
from segeval.datasets._splits import NNUNET, PARTS, fold_splits, nnunet_folds
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Mask, Split, SplitPart, Structure

PICTURES = (*_layouts.PICTURES, "gif")
VOLUMES = ("nii", "nii.gz", "mha", "mhd", "nrrd")
IMAGES, MASKS = ("images", "image", "imgs", "img"), ("masks", "mask", "labels", "label", "annotations", "segmentations")

INFO = DatasetInfo(
    id="folder",
    title="A folder of your own: nnU-Net, Decathlon/MONAI, or images beside masks",
    modality="other",
    channels=("image",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "organ", 2: "lesion"},
    structures=(Structure("organ", (1, 2)), Structure("lesion", (2,))),
    counts={},
    license="your own",
    access="own",
    homepage="",
    citation="@misc{own, title = {A folder of one's own}, year = {2026}}",
    default_split="nnunet-0",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a folder turned out to hold; ``folds`` are validation ids as the folder itself lists them."""

    channels: tuple[str, ...]
    labels: Mapping[int, str]
    structures: tuple[Structure, ...]
    cases: tuple[RawCase, ...]
    folds: tuple[tuple[str, ...], ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)


def own(raw: Path, name: str = "") -> Dataset:
    """Look into ``raw`` and return what there is to declare under ``folder/name``, the folder's name by default.

    Raises:
        UsageError: If ``raw`` is not a folder or the name cannot name one.
        IncompleteDownload: If it has no images beside masks.
        BadData: If its ``dataset.json`` or a mask cannot be read.
    """
    name = name or re.sub(r"\W+", "-", raw.resolve().name).strip("-").lower()
    if not re.fullmatch(r"[a-z0-9][\w.-]*", name):
        msg = f"folder/{name}: the name must be of letters, digits, -, _ and . and begin with a letter or digit"
        raise UsageError(msg)
    if not raw.is_dir():
        msg = f"{raw} is not a folder. Give the folder that holds your images and masks."
        raise UsageError(msg)
    with tempfile.TemporaryDirectory() as scratch, open_tree(raw, Path(scratch) / "raw") as tree:
        contents = _examined(look(tree))
        volumes = not all(file.name.lower().endswith(PICTURES) for case in contents.cases for file in case.files)
    info = change(
        INFO,
        id=f"folder/{name}",
        title=name,
        modality=_modality(contents.channels),
        channels=contents.channels,
        ndim=3 if volumes else 2,
        unit="mm" if volumes else "px",
        labels=contents.labels,
        structures=contents.structures,
        group="patient" if contents.groups else "",
        default_split="own" if _divided(contents) else "nnunet-0",
    )
    return Dataset(
        info=info,
        cases=lambda tree: look(tree).cases,
        fake=fake,
        splits=partial(splits, info.id, contents),
        by_rule=True,
        group=lambda case: contents.groups.get(case, case),
        source=Path(__file__),
    )


def look(tree: Tree) -> Contents:
    """Find out which of the three layouts a folder has, and read it."""
    table = next(iter(tree.find("dataset.json")), None)
    if table is None:
        found = _paired(tree)
    else:
        try:
            content = json.loads(table.text())
            found = (_nnunet if "channel_names" in content else _lists)(tree, table, content)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            msg = (
                f"{table}: is not what nnU-Net, the Decathlon or MONAI write ({type(error).__name__}: {error}); fix it"
            )
            raise BadData(msg) from error
    if not found.cases:
        msg = (
            f"{tree.raw} holds no images beside masks: neither imagesTr and labelsTr, nor images and masks; see --help"
        )
        raise IncompleteDownload(msg)
    cases = found.cases if _divided(found) else tuple(change(case, found_in={}) for case in found.cases)
    return change(found, cases=cases, groups=_groups(tree))


def splits(identifier: str, contents: Contents, ids: Iterable[str]) -> tuple[Split, ...]:
    """Return the folds that the folder brings or, where it is not divided into parts, folds by nnU-Net's rule."""
    if contents.folds:
        source = "splits_final.json of the folder"
        return tuple(fold_splits(identifier, "nnunet", contents.folds, source=source, group="case"))
    if _divided(contents):
        return ()
    return tuple(fold_splits(identifier, "nnunet", nnunet_folds(ids), source=NNUNET, group="case"))


def _divided(contents: Contents) -> bool:
    """Whether the folder itself says what is for training and what for scoring."""
    return any(part != "train" for case in contents.cases if case.labelled for part in case.found_in.values())


def _nnunet(tree: Tree, table: RawFile, content: Mapping[str, Any]) -> Contents:
    """Read nnU-Net v2's raw layout: ``imagesTr/ID_0000.png``, ``labelsTr/ID.png``, lists of labels as regions."""
    channels = tuple(content["channel_names"][str(k)] for k in range(len(content["channel_names"])))
    given = {name: tuple(v) if isinstance(v, list) else (int(v),) for name, v in content["labels"].items()}
    if "ignore" in given:
        msg = f"{table}: has an 'ignore' label, which a score cannot leave out; relabel these voxels"
        raise BadData(msg)
    structures = tuple(Structure(name, values) for name, values in given.items() if values != (0,))
    values = sorted({value for s in structures for value in s.values})
    names = {s.values[0]: s.name for s in structures if len(s.values) == 1}
    end, cases = content["file_ending"], []
    by_place = {file.path: file for file in tree.files}
    for first in tree.find(f"imagesTr/*_0000{end}", f"imagesTs/*_0000{end}"):
        case, part = first.name.removesuffix(f"_0000{end}"), first.parts[-1][-2:].capitalize()
        paths = [f"{first.folder}/{case}_{k:04d}{end}" for k in range(len(channels))]
        label = f"{'/'.join((*first.parts[:-1], f'labels{part}'))}/{case}{end}"
        absent = [path for path in (*paths, *([label] if part == "Tr" else [])) if path not in by_place]
        for path in absent:
            tree.lack(f"{tree.raw / path}: is not there, but {first.name} is")
        if not set(absent) & set(paths):
            image = tuple(by_place[path] for path in paths)
            own: SplitPart = "train" if part == "Tr" else "test"
            cases.append(_case(case, image, by_place.get(label), own, "Tr" if part == "Tr" else "Ts"))
    folds: Any = next((json.loads(file.text()) for file in tree.find("splits_final.json")), [])
    return Contents(
        channels=channels,
        labels={0: "background", **{value: names.get(value, f"label {value}") for value in values}},
        structures=structures,
        cases=tuple(cases),
        folds=tuple(tuple(fold["val"]) for fold in folds),
    )


def _lists(tree: Tree, table: RawFile, content: Mapping[str, Any]) -> Contents:
    """Read the lists of the Decathlon and MONAI; a test entry without label is prepared but not scored."""
    modality = content.get("modality") or {"0": "image"}
    labels = {int(value): str(name) for value, name in content["labels"].items()}
    by_place = {file.path: file for file in tree.files}
    cases = []
    for key, part in (("training", "train"), ("validation", "val"), ("test", "test")):
        for entry in content.get(key, ()):
            row = {"image": entry} if isinstance(entry, str) else entry
            named = [row["image"]] if isinstance(row["image"], str) else list(row["image"])
            files = {name: by_place.get(_below(table, name)) for name in (*named, *filter(None, [row.get("label")]))}
            for name in [name for name, file in files.items() if file is None]:
                tree.lack(f"{tree.raw / _below(table, name)}: is not there, but {table} lists it")
            if None not in files.values():
                image = tuple(cast(RawFile, files[name]) for name in named)
                cases.append(_case(image[0].stem.removesuffix("_0000"), image, files.get(row.get("label", "")),
                                   cast(SplitPart, part), "Ts" if part == "test" else "Tr"))  # fmt: skip
    return Contents(
        channels=tuple(str(modality[key]) for key in sorted(modality, key=int)),
        labels={**labels, 0: labels.get(0, "background")},
        structures=tuple(Structure(name, (value,)) for value, name in sorted(labels.items()) if value),
        cases=tuple(cases),
    )


def _paired(tree: Tree) -> Contents:
    """Read images and masks in folders of their own; what they hold is only known when they are examined."""
    ends = (*PICTURES, *VOLUMES)
    images, masks = (tree.find(*(f"{name}/*.{end}" for name in names for end in ends)) for names in (IMAGES, MASKS))
    cases = []
    for key, image, mask in _layouts.pairs(tree, images, masks, key=lambda file: f"{_part(file)}/{_bare(file.stem)}"):
        part, _, name = key.partition("/")
        cases.append(_case(name, (image,), mask, cast(SplitPart, part), "Ts" if part == "test" else "Tr"))
    return Contents(channels=(), labels={}, structures=(), cases=tuple(cases))


def _examined(contents: Contents) -> Contents:
    """Fill in channels and labels from the files themselves where nothing lists them, which reads every mask."""
    if contents.labels:
        return contents
    values = sorted({value for case in contents.cases for value in _values(case)})
    names = {1: "foreground"} if values == [1] else {value: f"label {value}" for value in values}
    return change(
        contents,
        channels=_channels(contents.cases[0]),
        labels={0: "background", **names},
        structures=tuple(Structure(name, (value,)) for value, name in names.items()),
    )


def _case(
    name: str, image: tuple[RawFile, ...], mask: RawFile | None, part: SplitPart, folder: Literal["Tr", "Ts"]
) -> RawCase:
    """Return a case; pictures are decoded, so that masks of 0 and 255 become 0 and 1."""
    picture = mask is not None and mask.name.lower().endswith(PICTURES)
    reference = Converted(_picture_mask, (mask,)) if picture and mask else mask
    return RawCase(id=name, image=image, mask=reference, folder=folder, found_in={"own": part})


def _picture_mask(file: RawFile) -> Mask:
    """Read a label picture; one that goes beyond 200 is black and white, which JPEG may have blurred."""
    with on_disk(file) as (path,):
        blurred = file.name.lower().endswith((".jpg", ".jpeg"))
        mask = None if blurred else volume.read_mask(path)
    return _layouts.black_and_white(file) if mask is None or int(mask.array.max()) > 200 else mask


def _values(case: RawCase) -> set[int]:
    """Return the labels of a case besides background."""
    if isinstance(case.mask, RawFile):
        with on_disk(case.mask) as (path,):
            return set(volume.count_labels(volume.read_mask(path).array)) - {0}
    assert case.mask is not None
    return set(volume.count_labels(case.mask().array)) - {0}


def _channels(case: RawCase) -> tuple[str, ...]:
    assert isinstance(case.image, tuple)
    with on_disk(*case.image) as paths:
        count = len(volume.read_image(paths).array)
    return {1: ("image",), 3: ("red", "green", "blue")}.get(count, tuple(f"channel {k}" for k in range(count)))


def _modality(channels: tuple[str, ...]) -> Literal["CT", "MR", "other"]:
    words = " ".join(channels).lower()
    return "CT" if re.search(r"\bct\b", words) else "MR" if re.search(r"\bmri?\b|\bt[12]\w*|flair", words) else "other"


def _part(file: RawFile) -> str:
    """Return the part whose folder a file is in, train where it is in none."""
    words = {"training": "train", "validation": "val", "valid": "val", "testing": "test"}
    named = [words.get(part.lower(), part.lower()) for part in file.parts]
    return next((part for part in named if part in PARTS), "train")


def _bare(stem: str) -> str:
    """Drop what images and masks add to the name of a case."""
    return re.sub(r"(_0000|[-_](mask|label|labels|seg|segmentation|gt))$", "", stem, flags=re.IGNORECASE)


def _below(table: RawFile, name: str) -> str:
    """Return the place of a file that a list names relative to itself; a name that leads outside is refused."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name:
        msg = f"{table}: lists {name!r}, which is outside the folder; it must name files below itself"
        raise BadData(msg)
    return "/".join((*table.parts, *parts))


def _groups(tree: Tree) -> dict[str, str]:
    for file in tree.find("groups.csv")[:1]:
        return {row["case"]: row["group"] for row in csv.DictReader(io.StringIO(file.text()))}
    return {}


def fake(root: Path) -> None:
    """Write six nnU-Net cases, two of them for test."""
    content = {
        "channel_names": {"0": "CT"},
        "labels": {"background": 0, "organ": [1, 2], "lesion": 2},
        "numTraining": 4,
        "file_ending": ".nii.gz",
    }
    (root / "dataset.json").write_text(json.dumps(content))
    for folder in ("imagesTr", "labelsTr", "imagesTs", "labelsTs"):
        (root / folder).mkdir()
    for seed in range(6):
        image, mask = _fake.pair(_fake.world((6, 10, 12 + seed)), (1, 2), seed=seed)
        part = "Ts" if seed > 3 else "Tr"
        volume.write_image(root / f"images{part}" / f"case{seed}_0000.nii.gz", image)
        volume.write_mask(root / f"labels{part}" / f"case{seed}.nii.gz", mask)


def _none(_: Tree) -> Iterator[RawCase]:
    """Find nothing: only ``own`` knows what a folder holds."""
    return iter(())


def _no_splits(_: Iterable[str]) -> tuple[Split, ...]:
    return ()


dataset(INFO, cases=_none, fake=fake, splits=_no_splits, own=own)
