"""What a folder of the user's own holds, whichever layout it has: the record, names of cases, masks, channels."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as change
from functools import partial
from typing import Any, Literal

from segeval import volume
from segeval._progress import watched
from segeval.datasets import _layouts
from segeval.datasets._declare import RawCase
from segeval.datasets._originals import sha256_of
from segeval.datasets._raw import Converted, RawFile, Tree, on_disk
from segeval.errors import BadData
from segeval.records import Mask, SplitPart, Structure, Volume

PICTURES = (*_layouts.PICTURES, "gif")
VOLUMES = ("nii", "nii.gz", "mha", "mhd", "nrrd", "nhdr", "hdr")
DETACHED = (".mhd", ".nhdr", ".hdr")  # headers whose voxels are in another file
VOXELS = re.compile(r"^[ \t]*(?:ElementDataFile[ \t]*=|data ?file:)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
MOST_HEADER = 1 << 20  # bytes of a header whose voxels are elsewhere
WHITE, SMALL = 255, 200  # what void often is; labels below the second do not explain a 255
DECLARE = '{"labels": {"background": 0, "NAME": 1, "ignore": 255}}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """One fold as the folder itself lists it."""

    train: tuple[str, ...]
    val: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a folder turned out to hold.

    ``labels`` are empty where only the masks know them. ``family`` names the ``folds``: "nnunet" or "monai".
    ``ignore`` is the label of what is not scored. ``unused`` says, one line each, what is there and was not understood.
    """

    channels: tuple[str, ...]
    labels: Mapping[int, str]
    structures: tuple[Structure, ...]
    cases: tuple[RawCase, ...]
    ignore: int | None = None
    folds: tuple[Fold, ...] = ()
    family: str = "nnunet"
    groups: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def labels_of(given: Mapping[str, Any]) -> tuple[dict[int, str], tuple[Structure, ...], int | None]:
    """Read nnU-Net's ``labels``, names with a value or a list of them: labels, structures, and what is ignored."""
    regions = {name: tuple(map(whole, v if isinstance(v, list) else [v])) for name, v in given.items()}
    ignore = next((values[0] for name, values in regions.items() if name.lower() == "ignore"), None)
    structures = tuple(Structure(name, v) for name, v in regions.items() if v not in ((0,), (ignore,)))
    values = sorted({value for each in structures for value in each.values})
    names = {each.values[0]: each.name for each in structures if len(each.values) == 1}
    labels = {0: "background", **{value: names.get(value, f"label {value}") for value in values}}
    return labels | ({ignore: "ignore"} if ignore is not None else {}), structures, ignore


def whole(value: Any) -> int:
    """Return a label, which is a whole number, or its text.

    Raises:
        ValueError: If it is not: 1.5 is no label, and no other one either.
    """
    exact = isinstance(value, int | str) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not exact or not -(2**31) <= int(value) < 2**31:
        msg = f"the label {value!r} is no whole number of 32 bits"
        raise ValueError(msg)
    return int(value)


def case(
    index: Mapping[str, RawFile],
    name: str,
    files: Sequence[RawFile],
    mask: RawFile | None,
    *,
    part: SplitPart,
    labels: Collection[int] = (),
    white: bool = False,
    group: str = "",
) -> RawCase:
    """Return a case; headers come with the voxels they name, and pictures of 0 and 255 become labels 0 and 1.

    Args:
        index: All files by path.
        name: Its id.
        files: One file per channel, or one with all.
        mask: Its reference, None where it has none.
        part: Where the folder itself puts it.
        labels: What the folder declares; empty where only the masks know.
        white: Whether its masks are known to be black and white.
        group: What it belongs to, where a list says so.
    """
    extra = [voxels for file in files if (voxels := detached(index, file))]
    image = Converted(partial(_read_image, len(files)), (*files, *extra)) if extra else tuple(files)
    reference: RawFile | Converted[Mask] | None = mask
    if mask and mask.name.lower().endswith(PICTURES):
        reference = Converted(partial(picture_mask, labels=frozenset(labels), white=white), (mask,))
    elif mask and (voxels := detached(index, mask)):
        reference = Converted(_read_mask, (mask, voxels))
    folder: Literal["Tr", "Ts"] = "Ts" if part == "test" else "Tr"
    return RawCase(id=name, image=image, mask=reference, folder=folder, found_in={"own": part}, group=group)


def detached(index: Mapping[str, RawFile], header: RawFile) -> RawFile | None:
    """Return the file in which the voxels of a header are, None where they follow it, or are not where it says."""
    name = header.name.lower()
    if not name.endswith(DETACHED):
        return None
    if name.endswith(".hdr"):
        names = [f"{header.stem}.img", f"{header.stem}.img.gz"]
    else:
        text = header.text() if header.size <= MOST_HEADER else ""
        names = [name for match in VOXELS.finditer(text) if (name := match[1].strip())]
    places = ["/".join((*header.parts, each)) for each in names]
    return next((index[place] for place in places if place in index), None)


def named(files: Sequence[RawFile], stems: Sequence[str], without: Collection[str] = ()) -> list[str]:
    """Return an id for each file: its stem or, where that names several, its folders too.

    What all folders have in common, and those called as ``without`` says, tell nothing apart. Files of one name and
    content are copies, and keep one id.
    """
    if all(count == 1 for count in Counter(stem.lower() for stem in stems).values()):
        return list(stems)
    sizes = Counter((stem, file.size) for stem, file in zip(stems, files, strict=True))
    contents = [sha256_of(f) if sizes[stem, f.size] > 1 else f.path for stem, f in zip(stems, files, strict=True)]
    if len(set(zip(stems, contents, strict=True))) < len(files):
        return list(stems)
    places = [[part for part in file.parts if part.lower() not in without] for file in files]
    shared = 0
    while all(len(place) > shared and place[shared] == places[0][shared] for place in places):
        shared += 1
    return ["-".join((*place[shared:], stem)) for place, stem in zip(places, stems, strict=True)]


def examined(contents: Contents) -> tuple[Contents, bool]:
    """Fill in channels and labels from the files where nothing lists them, which reads every mask.

    Returns:
        The contents, and whether the masks are pictures in black and white.

    Raises:
        BadData: If no mask can be read, or grey levels are neither labels nor black and white.
    """
    channels = contents.channels or _channels(contents.cases)
    if contents.labels:
        return change(contents, channels=channels), False
    found: dict[int, str] = {}  # each value with the file that first had it
    faults: list[BadData] = []
    for each in watched(contents.cases, "look at the masks", len(contents.cases), leave=False):
        try:
            for value in _values(each):
                found.setdefault(value, str(each.files[-1]))
        except BadData as error:
            faults.append(error)  # the case is refused when it is converted, with all others
    if not found and faults:
        raise faults[0]
    values = sorted(found)
    pictures = any(isinstance(each.mask, Converted) for each in contents.cases)
    white = pictures and values == [WHITE]
    _require_labels(found, pictures=pictures)
    names = {1: "foreground"} if white or values == [1] else {value: f"label {value}" for value in values}
    structures = tuple(Structure(name, (value,)) for value, name in names.items())
    labels = {0: "background", **names}
    return change(contents, channels=channels, labels=labels, structures=structures), white


def picture_mask(file: RawFile, *, labels: frozenset[int] = frozenset(), white: bool = False) -> Mask:
    """Read a label picture; 0 and 255 alone are black and white, as JPEG, which blurs, always has to be.

    Raises:
        BadData: If it is a JPEG of something else, or holds 255 where ``labels`` are declared without it.
    """
    if _is_jpeg(file):
        if labels - {0, 1}:
            msg = f"{file}: JPEG blurs edges and cannot hold the labels {sorted(labels)}; store masks as PNG"
            raise BadData(msg)
        return _layouts.black_and_white(file)
    with on_disk(file) as (path,):
        mask = volume.read_mask(path)
    values = volume.count_labels(mask.array).keys()
    if WHITE in values and WHITE not in labels and (white or labels == {0, 1}) and values <= {0, WHITE}:
        return Mask((mask.array > 0).astype("uint8"), mask.grid)
    if labels and WHITE in values and WHITE not in labels:
        declared = f"declared are {sorted(labels)}"
        msg = f'{file}: holds {sorted(values)}, {declared}; if 255 is void, add "ignore": 255 to labels in dataset.json'
        raise BadData(msg)
    return mask


def _require_labels(found: Mapping[int, str], *, pictures: bool) -> None:
    """Refuse a 255 that may be void, white or a label: which of them changes every score."""
    others = [value for value in found if value not in (0, WHITE)]
    if WHITE in found and others and (pictures or max(others) < SMALL):
        values = sorted({0, *found})
        listed = ", ".join(map(str, values[:8])) + (" ..." if len(values) > 8 else "")
        msg = (
            f"{found[WHITE]}: holds {WHITE}, and the masks together hold {listed}: neither black and white nor plainly "
            f"labels. Say what they are in a dataset.json beside the folders, {DECLARE}, where ignore is not scored"
        )
        raise BadData(msg)


def _values(of: RawCase) -> Iterable[int]:
    """Return the labels of a case besides background, as its files hold them; white is 255."""
    if of.mask is None:
        return ()
    if isinstance(of.mask, RawFile):
        with on_disk(of.mask) as (path,):
            return volume.count_labels(volume.read_mask(path).array).keys() - {0}
    values = volume.count_labels(of.mask().array).keys() - {0}
    return {WHITE} if values and _is_jpeg(of.mask.files[0]) else values


def _channels(cases: Sequence[RawCase]) -> tuple[str, ...]:
    """Name the channels after their number in the first image that can be read."""
    fault: BadData | None = None
    for each in cases:
        try:
            if isinstance(each.image, tuple):
                with on_disk(*each.image) as paths:
                    count = len(volume.read_image(paths).array)
            else:
                count = len(each.image().array)
        except BadData as error:
            fault = fault or error
        else:
            names = {1: ("image",), 3: ("red", "green", "blue")}
            return names.get(count, tuple(f"channel {k}" for k in range(count)))
    raise fault or BadData("no image can be read")


def _is_jpeg(file: RawFile) -> bool:
    return file.name.lower().endswith((".jpg", ".jpeg"))


def _read_image(count: int, *files: RawFile) -> Volume:
    with on_disk(*files) as paths:
        return volume.read_image(paths[:count])


def _read_mask(*files: RawFile) -> Mask:
    with on_disk(*files) as paths:
        return volume.read_mask(paths[0])


def one_of(tree: Tree, name: str) -> RawFile | None:
    """Return the only file of a name below the folder, None if there is none.

    Raises:
        BadData: If there are several: each is of another dataset.
    """
    found = tree.find(name)
    if len(found) > 1:
        listed = ", ".join(str(file) for file in found[:5]) + (" ..." if len(found) > 5 else "")
        msg = f"{tree.raw}: holds {len(found)} files {name}: {listed}; give the folder of one dataset, each has its own"
        raise BadData(msg)
    return found[0] if found else None
