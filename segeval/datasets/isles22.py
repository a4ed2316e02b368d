"""ISLES'22: acute ischaemic stroke lesions in MR (Hernandez Petzsche et al. 2022, doi:10.1038/s41597-022-01875-5).

BIDS: ``sub-strokecase0001/ses-0001/dwi/sub-strokecase0001_ses-0001_dwi.nii.gz`` and ``..._adc.nii.gz``, FLAIR in
``anat`` on a grid of its own, and the lesion, drawn on DWI, as ``..._msk.nii.gz`` of the subject in ``derivatives``.
Other copies have ``rawdata`` above the subjects and no ``dwi`` and ``anat`` below, so names alone count. Channels are
DWI and ADC, which share the grid of the mask; FLAIR would have to be resampled and is left out. The sha256 of the zip
is the one that public loaders state.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.records import DatasetInfo, RemoteFile, Structure, Volume

INFO = DatasetInfo(
    id="isles22",
    title="ISLES 2022: Ischemic Stroke Lesion Segmentation",
    modality="MR",
    channels=("DWI", "ADC"),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "lesion"},
    structures=(Structure("lesion", (1,)),),
    counts={"train": 250},
    license="CC-BY-4.0",
    access="open",
    terms="Attribution.",
    homepage="https://zenodo.org/records/7960856",
    citation="""
@article{hernandez2022isles,
  title = {ISLES 2022: A multi-center magnetic resonance imaging stroke lesion segmentation dataset},
  author = {Hernandez Petzsche, Moritz R. and de la Rosa, Ezequiel and Hanning, Uta and others},
  journal = {Scientific Data}, volume = {9}, pages = {762}, year = {2022}, doi = {10.1038/s41597-022-01875-5}
}
""",
    default_split="nnunet-0",
    group="patient",
    files=(
        RemoteFile(
            name="ISLES-2022.zip",
            urls=("https://zenodo.org/records/7960856/files/ISLES-2022.zip",),
            sha256="f374895e383f725ddd280db41ef36ed975277c33de0e587a631ca7ea7ad45d6b",
        ),
    ),
    known_issues=(
        "FLAIR lies on another grid and is not a channel here.",
        "The test part of the challenge is not public; the folds are segeval's.",
        "A few cases have no lesion.",
    ),
    aliases=("isles2022",),
)
SUBJECT = re.compile(r"sub-strokecase\d{4}")


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the subjects that have DWI, ADC and a mask."""
    kinds = {
        kind: _layouts.by_key(tree.find(f"*{kind}.nii.gz", f"*{kind}.nii"), subject) for kind in ("dwi", "adc", "msk")
    }
    for name in sorted(set().union(*kinds.values())):
        found = {kind: files[name][0] for kind, files in kinds.items() if name in files}
        several = [files[name] for files in kinds.values() if len(files.get(name, ())) > 1]
        if several:
            tree.lack(f"{several[0][0]}: is there again as {several[0][1]}; keep one of them")
        elif len(found) == 3:
            yield RawCase(id=name, image=(found["dwi"], found["adc"]), mask=found["msk"])
        else:
            absent = sorted(kinds.keys() - found.keys())
            tree.lack(f"{next(iter(found.values()))}: its subject has no {' and no '.join(absent)}")


def subject(file: RawFile) -> str:
    """Return the subject that a name begins with."""
    match = SUBJECT.match(file.stem)
    return match[0] if match else ""


def fake(root: Path) -> None:
    """Write subjects of both parts of a fold in BIDS folders, FLAIR on a grid of its own."""
    split = read_splits(INFO.id)[0]
    home = root / "ISLES-2022"
    for seed, name in enumerate((*split.train[:3], *split.val[:2])):
        image, mask = _fake.pair(_fake.world((5, 12, 14 + seed), (5.0, 2.0, 2.0)), (1,), channels=2, seed=seed)
        scans, stem = home / name / "ses-0001", f"{name}_ses-0001"
        drawn = home / "derivatives" / name / "ses-0001"
        for folder in (scans / "dwi", scans / "anat", drawn):
            folder.mkdir(parents=True)
        for k, kind in enumerate(("dwi", "adc")):
            volume.write_image(scans / "dwi" / f"{stem}_{kind}.nii.gz", Volume(image.array[k : k + 1], image.grid))
        volume.write_image(scans / "anat" / f"{stem}_FLAIR.nii.gz", _fake.pair(_fake.world((9, 15, 15)), (1,))[0])
        volume.write_mask(drawn / f"{stem}_msk.nii.gz", mask)


dataset(INFO, cases=cases, fake=fake)
