"""Folders of one's own that a ``dataset.json`` describes: nnU-Net's layout, and lists of the Decathlon and MONAI."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize

from segeval.datasets._declare import RawCase
from segeval.datasets._own import Contents, Fold, case, detached, labels_of, named, whole
from segeval.datasets._raw import RawFile, Tree
from segeval.errors import BadData
from segeval.records import SplitPart, Structure

LISTS: Mapping[str, SplitPart] = {"training": "train", "validation": "val", "test": "test", "testing": "test"}
ENTRY = {"image", "label", "fold", "case_id", "group"}
MOST_CHANNELS = 1000  # each is a file of every case
FOLDERS = ("imagesTr", "imagesTs", "labelsTr", "labelsTs")


def nnunet(tree: Tree, table: RawFile, content: Mapping[str, Any]) -> Contents:
    """Read nnU-Net v2's raw layout: ``imagesTr/ID_0000.png``, ``labelsTr/ID.png``, lists of labels as regions.

    Only the folders beside ``dataset.json`` count. A label "ignore" is neither scored nor trained on.
    """
    if (count := len(content["channel_names"])) > MOST_CHANNELS:
        msg = f"{table}: names {count} channels, and {MOST_CHANNELS} are the most; fix it"
        raise BadData(msg)
    channels = tuple(content["channel_names"][str(k)] for k in range(len(content["channel_names"])))
    labels, structures, ignore = labels_of(content["labels"])
    end, cases, used = str(content["file_ending"]).lower(), [], set()
    index = {file.path: file for file in tree.files}
    places = {file.path.lower(): file for file in tree.files}
    home = f"{table.folder}/".lstrip("/")
    for first in tree.find(f"imagesTr/*_0000{end}", f"imagesTs/*_0000{end}"):
        if first.path.lower() != f"{home}{first.parts[-1]}/{first.name}".lower():
            continue
        name, part = first.name[: -len(f"_0000{end}")], first.parts[-1][-2:].capitalize()
        wanted = [f"{first.folder}/{name}_{k:04d}{end}" for k in range(len(channels))]
        label = f"{home}labels{part}/{name}{end}"
        used |= {path.lower() for path in (*wanted, label)}
        absent = [path for path in (*wanted, *([label] if part == "Tr" else [])) if path.lower() not in places]
        for path in absent:
            tree.lack(f"{tree.raw / path}: is not there, but {first.name} is")
        if not set(absent) & set(wanted):
            files = [places[path.lower()] for path in wanted]
            own: SplitPart = "train" if part == "Tr" else "test"
            cases.append(case(index, name, files, places.get(label.lower()), part=own, labels=labels))
    for file in _left(tree, index, home, used):
        tree.lack(f"{file}: belongs to no image imagesTr/ID_0000{end}, the ending that {table} states; rename it")
    said, there = content.get("numTraining"), sum(each.found_in["own"] == "train" for each in cases)
    if isinstance(said, int) and said > there:
        tree.lack(f"{table}: counts {said} training cases, and {there} are there; get the others, or mend the count")
    return Contents(channels=channels, labels=labels, structures=structures, ignore=ignore, cases=tuple(cases))


def _left(tree: Tree, index: Mapping[str, RawFile], home: str, used: set[str]) -> Iterator[RawFile]:
    """Yield the files in nnU-Net's folders that no case uses."""
    folders = {f"{home}{folder}".lower() for folder in FOLDERS}
    here = [file for file in tree.files if file.folder.lower() in folders]
    voxels = {found.path for file in here if (found := detached(index, file))}
    yield from (file for file in here if file.path.lower() not in used and file.path not in voxels)


def lists(tree: Tree, table: RawFile, content: Mapping[str, Any], *, white: bool = False) -> Contents:
    """Read the lists of the Decathlon and MONAI; a test entry without label is prepared but not scored.

    MONAI's "fold" of a training entry is the fold that holds it out; entries without one are always trained on.
    """
    others = [key for key, value in content.items() if key not in LISTS and _is_list(value)]
    if others:
        msg = f"{table}: has lists {', '.join(others)}, and {', '.join(LISTS)} are read; rename or remove them"
        raise BadData(msg)
    rows = [(part, _row(table, entry)) for key, part in LISTS.items() for entry in content.get(key, ())]
    modality = content.get("modality") or {"0": "image"}
    modality = {"0": modality} if isinstance(modality, str) else modality
    labels = {whole(value): str(name) for value, name in content.get("labels", {}).items()}
    ignore = next((value for value, name in labels.items() if name.lower() == "ignore"), None)
    index = {file.path: file for file in tree.files}
    found = [(part, row, files) for part, row in rows if (files := _files(tree, index, table, row))]
    firsts = [files[0] for _, _, files in found]
    names = named(firsts, [str(row.get("case_id") or file.stem.removesuffix("_0000"))
                           for (_, row, _), file in zip(found, firsts, strict=True)])  # fmt: skip
    cases: list[RawCase] = []
    for name, (part, row, files) in zip(names, found, strict=True):
        image, mask = (files[:-1], files[-1]) if row.get("label") else (files, None)
        declared, group = {*labels, 0} if labels else set(), str(row.get("group", ""))
        cases.append(case(index, name, image, mask, part=part, labels=declared, white=white, group=group))
    held = {name: row["fold"] for name, (part, row, _) in zip(names, found, strict=True) if "fold" in row
            and part == "train"}  # fmt: skip
    return Contents(
        channels=tuple(str(modality[key]) for key in sorted(modality, key=int)),
        labels={**labels, 0: labels.get(0, "background")} if labels else {},
        structures=tuple(Structure(name, (v,)) for v, name in sorted(labels.items()) if v not in (0, ignore)),
        ignore=ignore,
        cases=tuple(cases),
        folds=_folds([each.id for each in cases if each.found_in["own"] == "train"], held),
        family="monai",
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(entry, dict) and "image" in entry for entry in value)


def _row(table: RawFile, entry: Any) -> dict[str, Any]:
    """Return an entry of a list as a mapping, and refuse what cannot be used of it."""
    row = {"image": entry} if isinstance(entry, str) else dict(entry)
    if not isinstance(row.get("label") or "", str):
        msg = f"{table}: names several labels {row['label']} for {row['image']}; merge them into one label map"
        raise BadData(msg)
    return row


def unread_keys(content: Mapping[str, Any]) -> list[str]:
    """Return the keys of entries that are not understood."""
    entries = [entry for key in LISTS for entry in content.get(key, ()) if isinstance(entry, dict)]
    return sorted({str(key) for entry in entries for key in entry} - ENTRY)


def _files(tree: Tree, index: Mapping[str, RawFile], table: RawFile, row: Mapping[str, Any]) -> list[RawFile]:
    """Return the images of an entry and then its label; nothing, and a note on the tree, where one is not there."""
    wanted = [row["image"]] if isinstance(row["image"], str) else list(row["image"])
    places = [_below(table, name) for name in (*wanted, *filter(None, [row.get("label")]))]
    for place in places:
        if place not in index:
            what = "is a folder, not a file" if _is_folder(tree.raw / place) else "is not there"
            tree.lack(f"{tree.raw / place}: {what}, but {table} lists it")
    return [index[place] for place in places] if all(place in index for place in places) else []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # of a name that is too long
        return False


def _folds(training: Sequence[str], held: Mapping[str, Any]) -> tuple[Fold, ...]:
    """Return a fold for each number that entries name: it holds those out and trains on all others."""
    numbers = sorted(set(held.values()))
    return tuple(
        Fold(train=tuple(name for name in training if held.get(name) != number),
             val=tuple(name for name in training if held.get(name) == number))
        for number in numbers
    )  # fmt: skip


def _below(table: RawFile, name: str) -> str:
    """Return the place of a file that a list names relative to itself; a name that leads outside is refused."""
    parts = [part for part in normalize("NFC", name).replace("\\", "/").split("/") if part not in ("", ".")]
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name:
        msg = f"{table}: lists {name!r}, which is outside the folder; it must name files below itself"
        raise BadData(msg)
    return "/".join((*table.parts, *parts))
