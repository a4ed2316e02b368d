"""A folder of one's own: nnU-Net raw, Decathlon or MONAI lists, or images beside masks; no code is needed.

``segeval data prepare folder/knees FOLDER`` makes it a dataset ``folder/knees``. What is there decides how it is read:

- ``dataset.json`` with ``channel_names``: nnU-Net v2; regions become structures;
- ``dataset.json`` or ``datalist.json`` with lists ``training``, ``validation``, ``test``: Decathlon and MONAI, whose
  "fold" entries become folds;
- otherwise a folder of images (``images``, ``image``, ``imgs`` ...) and one of masks (``masks``, ``labels`` ...),
  matched by stem; folders ``train``, ``val``, ``test`` around them are the split, other folders around them may be
  patients. A ``dataset.json`` with ``labels`` alone says what the masks hold, in nnU-Net's form.

Files of one name in several folders take the folders into their ids. ``splits_final.json`` holds nnU-Net's folds,
``groups.csv`` with columns ``case,group`` says which cases share a patient. Without a split, five folds by nnU-Net's
rule are made. What is there and cannot be used is an error or is named in a warning.
"""

import json
import logging
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace as change
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

from segeval import volume
from segeval.datasets import _fake, _layouts, _own_lists
from segeval.datasets._declare import Dataset, RawCase, dataset
from segeval.datasets._faults import grouped
from segeval.datasets._own import PICTURES, VOLUMES, Contents, case, detached, examined, labels_of, named, one_of
from segeval.datasets._own_tables import read_folds, read_groups
from segeval.datasets._raw import RawFile, Tree, open_tree
from segeval.datasets._splits import NNUNET, PARTS, fold_splits, nnunet_folds
from segeval.errors import BadData, IncompleteDownload, UsageError
from segeval.records import DatasetInfo, Split, SplitPart, Structure

IMAGES, MASKS = ("images", "image", "imgs", "img"), ("masks", "mask", "labels", "label", "annotations", "segmentations")
WORDS: Mapping[str, SplitPart] = {"training": "train", "validation": "val", "valid": "val", "testing": "test"}

logger = logging.getLogger(__name__)

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


def own(raw: Path, name: str = "") -> Dataset:
    """Look into ``raw`` and return what there is to declare under ``folder/name``, the folder's name by default.

    Raises:
        UsageError: If ``raw`` is not a folder or the name cannot name one.
        IncompleteDownload: If it has no images beside masks.
        BadData: If its ``dataset.json``, a table or every mask cannot be read, or it is not clear what masks hold.
    """
    name = name or re.sub(r"\W+", "-", Path(os.path.abspath(raw)).name).strip("-").lower()  # noqa: PTH100  # keeps links
    if not re.fullmatch(r"[a-z0-9][\w.-]{0,79}", name):
        msg = f"folder/{name[:80]}: the name must be of 80 letters, digits, -, _ and . or fewer, the first no sign"
        raise UsageError(msg)
    if not raw.is_dir():
        msg = f"{raw} is not a folder. Give the folder that holds your images and masks."
        raise UsageError(msg)
    with tempfile.TemporaryDirectory() as scratch, open_tree(raw, Path(scratch) / "raw") as tree:
        contents, white = examined(look(tree))
        volumes = not all(file.name.lower().endswith(PICTURES) for each in contents.cases for file in each.files)
        for line in grouped((*contents.unused, *tree.unread), raw):
            logger.warning("folder/%s: %s", name, line)
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
        ignore=contents.ignore,
        group="patient" if contents.groups or any(each.group for each in contents.cases) else "",
        default_split="own" if _divided(contents) else f"{contents.family}-0",
    )
    return Dataset(
        info=info,
        cases=lambda tree: look(tree, white=white).cases,
        fake=fake,
        splits=partial(splits, info.id, contents),
        by_rule=True,
        group=lambda case: contents.groups.get(case, case),
        source=Path(__file__),
    )


def look(tree: Tree, *, white: bool = False) -> Contents:
    """Find out which of the three layouts a folder has, and read it; ``white`` is whether masks are black and white.

    Raises:
        IncompleteDownload: If it has no images beside masks.
        BadData: If a table is not what it should be, or several datasets are below the folder.
    """
    table = one_of(tree, "dataset.json") or one_of(tree, "datalist.json")
    if table is None:
        found = _paired(tree, white=white)
    else:
        try:
            found = _described(tree, table, table.json(), white=white)
        except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
            msg = (
                f"{table}: is not what nnU-Net, the Decathlon or MONAI write ({type(error).__name__}: {error}); fix it"
            )
            raise BadData(msg) from error
    if not found.cases:
        msg = (
            f"{tree.raw} holds no images beside masks: neither imagesTr and labelsTr, nor images and masks; see --help"
        )
        msg += "".join(f"; {line}" for line in grouped(tree.lacking, tree.raw))
        raise IncompleteDownload(msg)
    names = {each.id for each in found.cases}
    folds = read_folds(tree, names)
    if folds and found.folds:
        msg = f"{table}: its entries name folds, and so does splits_final.json; keep one of the two"
        raise BadData(msg)
    groups, unmatched = read_groups(tree, names)
    cases = found.cases if _divided(found) else tuple(change(each, found_in={}) for each in found.cases)
    if groups:
        cases = tuple(change(each, group=groups.get(each.id, each.group)) for each in cases)
    return change(
        found,
        cases=cases,
        folds=folds or found.folds,
        family="nnunet" if folds or not found.folds else found.family,
        groups=groups,
        unused=(*found.unused, *unmatched, *_other_tables(tree, table)),
    )


def _other_tables(tree: Tree, table: RawFile | None) -> Iterator[str]:
    """Yield a line about each list that is not read, because ``dataset.json`` is."""
    for file in tree.find("datalist.json") if table and table.name.lower() == "dataset.json" else ():
        yield f"{file}: is not used, since {table} is there and comes first; keep one of the two"


def splits(identifier: str, contents: Contents, ids: Iterable[str]) -> tuple[Split, ...]:
    """Return the folds that the folder brings or, where it is not divided into parts, folds by nnU-Net's rule."""
    if contents.folds:
        source = "splits_final.json of the folder" if contents.family == "nnunet" else '"fold" of the list\'s entries'
        return tuple(
            Split(
                dataset=identifier,
                name=f"{contents.family}-{k}",
                source=source,
                group="case",
                train=fold.train,
                val=fold.val,
                test=(),
            )
            for k, fold in enumerate(contents.folds)
        )
    if _divided(contents):
        return ()
    return tuple(fold_splits(identifier, "nnunet", nnunet_folds(ids), source=NNUNET, group="case"))


def _divided(contents: Contents) -> bool:
    """Whether the folder itself says what is for training and what for scoring."""
    return any(part != "train" for each in contents.cases if each.labelled for part in each.found_in.values())


def _described(tree: Tree, table: RawFile, content: Mapping[str, Any], *, white: bool) -> Contents:
    """Read a folder by its table: nnU-Net's, one with lists, or one that only says what the masks hold."""
    if "channel_names" in content:
        return _own_lists.nnunet(tree, table, content)
    if content.keys() & _own_lists.LISTS.keys():
        found = _own_lists.lists(tree, table, content, white=white)
        keys = ", ".join(_own_lists.unread_keys(content))
        return change(found, unused=(f"{table}: entries have {keys}, which is not used",)) if keys else found
    labels, structures, ignore = labels_of(content["labels"])
    return change(_paired(tree, labels), labels=labels, structures=structures, ignore=ignore)


def _paired(tree: Tree, labels: Iterable[int] = (), *, white: bool = False) -> Contents:
    """Read images and masks in folders of their own; without ``labels``, what they hold is known when they are read."""
    readable = tuple(f".{end}" for end in (*PICTURES, *VOLUMES))
    inside = {names: [file for file in tree.files if _side(file) in names] for names in (IMAGES, MASKS)}
    images, masks = ([file for file in found if file.name.lower().endswith(readable)] for found in inside.values())
    index = {file.path: file for file in tree.files}
    sides = [[_key(file) for file in files] for files in (images, masks)]
    plain = all(len(set(keys)) == len(keys) for keys in sides)
    pairs = list(_layouts.pairs(tree, images, masks, key=_key if plain else _full_key))
    firsts = [image for _, image, _ in pairs]
    names = named(firsts, [_bare(image.stem) for image in firsts], (*IMAGES, *MASKS)) if pairs else []
    cases = [
        case(index, name, (image,), mask, part=_part(image), labels=frozenset(labels), white=white)
        for name, (_, image, mask) in zip(names, pairs, strict=True)
    ]
    known = {file.path for file in (*images, *masks)}
    known |= {voxels.path for file in (*images, *masks) if (voxels := detached(index, file))}
    others = [file for files in inside.values() for file in files if file.path not in known]
    unused = [f"{file}: is of no kind that is read, and not used" for file in others]
    homes = sorted({_home(file) for file in firsts})
    if len({_part(file) for file in firsts}) < len(homes):
        shown = ", ".join(homes[:3]) + (" ..." if len(homes) > 3 else "")
        unused.append(f"{tree.raw}: {len(homes)} folders with images and masks are read as one dataset: {shown}")
    return Contents(channels=(), labels={}, structures=(), cases=tuple(cases), unused=tuple(unused))


def _modality(channels: tuple[str, ...]) -> Literal["CT", "MR", "other"]:
    words = " ".join(channels).lower()
    return "CT" if re.search(r"\bct\b", words) else "MR" if re.search(r"\bmri?\b|\bt[12]\w*|flair", words) else "other"


def _part(file: RawFile) -> SplitPart:
    """Return the part whose folder a file is in, train where it is in none."""
    named = [WORDS.get(part.lower(), part.lower()) for part in file.parts]
    return cast(SplitPart, next((part for part in named if part in PARTS), "train"))


def _key(file: RawFile) -> str:
    """Return what an image and its mask have in common where no two have it: part and name."""
    return f"{_part(file)}/{_bare(file.stem)}"


def _full_key(file: RawFile) -> str:
    """Return what an image and its mask have in common where names are used again in other folders."""
    return f"{_home(file)}/{_bare(file.stem)}"


def _side(file: RawFile) -> str:
    """Return the folder that says whether a file is an image or a mask, empty if none does."""
    return next((part.lower() for part in reversed(file.parts) if part.lower() in (*IMAGES, *MASKS)), "")


def _home(file: RawFile) -> str:
    """Return the folder in which the folders of images and of masks are, however deep they are below it."""
    places = [k for k, part in enumerate(file.parts) if part.lower() in (*IMAGES, *MASKS)]
    return "/".join(part for k, part in enumerate(file.parts) if k not in places[-1:])


def _bare(stem: str) -> str:
    """Drop what images and masks add to the name of a case."""
    return re.sub(r"(_0000|[-_](mask|label|labels|seg|segmentation|gt))$", "", stem, flags=re.IGNORECASE)


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
