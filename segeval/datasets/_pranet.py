"""PraNet's re-release of polyp images: folders ``TrainDataset`` and ``TestDataset/NAME`` that are a split as well."""

from collections.abc import Iterable, Mapping

from segeval.datasets._raw import RawFile
from segeval.datasets._splits import read_splits
from segeval.records import SplitPart

SPLIT = "pranet"
FOLDERS: Mapping[str, SplitPart] = {"traindataset": "train", "testdataset": "test"}
OWN = "pranet-folders"


def part_of(file: RawFile) -> SplitPart | None:
    """Return the part of PraNet's split that the folders of a file name."""
    words = {part.lower() for part in file.parts}
    return next((part for word, part in FOLDERS.items() if word in words), None)


def other_parts(identifier: str, files: Iterable[RawFile]) -> dict[str, Mapping[str, SplitPart]]:
    """Return, by case, the part of a split ``pranet-folders`` where the folders are another split than PraNet's.

    Where every file is in the folder that the committed list says, or in none of these folders, there is no other
    split and nothing is returned. A case in both folders is in the one that is listed first.
    """
    (listed,) = (split for split in read_splits(identifier) if split.name == SPLIT)
    parts: dict[str, SplitPart] = {}
    for file in files:
        if part := part_of(file):
            parts.setdefault(file.stem, part)
    same = all(case in listed.part(part) for case, part in parts.items())
    return {} if same else {case: {OWN: part} for case, part in parts.items()}
