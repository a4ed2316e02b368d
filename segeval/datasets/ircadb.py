"""3D-IRCADb-01: livers and liver tumours in CT of twenty patients, IRCAD Strasbourg.

``3Dircadb1.N`` has ``PATIENT_DICOM`` with the scan and ``MASKS_DICOM`` with a folder of DICOM slices per organ and per
tumour (``liver``, ``livertumor01`` ...), each zipped in the download; slices are ``image_0`` ... without an ending,
masks are 0 and 255. Every folder whose name begins with ``livertumor`` is tumour: ``livertumor1``, ``livertumor01`` and
``livertumors`` occur. Tumour lies inside the mask of the liver.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from segeval import volume
from segeval.datasets import _fake, _layouts
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._raw import Converted, RawFile, Tree, as_folder
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Mask, RemoteFile, Structure, Volume

WITHOUT_TUMOUR = (5, 7, 11, 14, 20)

INFO = DatasetInfo(
    id="ircadb",
    title="3D-IRCADb-01",
    modality="CT",
    channels=("CT",),
    ndim=3,
    unit="mm",
    labels={0: "background", 1: "liver", 2: "tumour"},
    structures=(Structure("liver", (1, 2)), Structure("tumour", (2,))),
    counts={"test": 20},
    license="CC-BY-NC-ND (as remembered)",
    access="open",
    terms="Research with attribution, no commercial use.",
    homepage="https://www.ircad.fr/research/data-sets/liver-segmentation-3d-ircadb-01/",
    citation="""
@misc{soler2010ircadb,
  title = {3D image reconstruction for comparison of algorithm database},
  author = {Soler, Luc and Hostettler, Alexandre and Agnus, Vincent and others}, year = {2010}
}
""",
    default_split="all",
    group="patient",
    files=(RemoteFile(name="3Dircadb1.zip", note="or the twenty 3Dircadb1.N.zip"),),
    known_issues=(
        "All scans are also in LiTS (volumes 28-47) and MSD Liver.",
        f"No liver tumour in patients {', '.join(map(str, WITHOUT_TUMOUR))}. Patient 7 has a folder `tumor`, which "
        "some count as one of the liver; it is left out here.",
    ),
    aliases=("3dircadb", "3d-ircadb-01"),
)
PATIENT = re.compile(r"3Dircadb1\.\d+", re.IGNORECASE)
SLICE = re.compile(r"image_\d+(\.dcm)?", re.IGNORECASE)


def cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the patients that have a scan and a liver."""
    found: dict[str, dict[str, list[RawFile]]] = {}
    for file in tree.files:
        patient = next((part for part in file.parts if PATIENT.fullmatch(part)), "")
        if patient and SLICE.fullmatch(file.name):
            words = [part.lower() for part in file.parts]
            kind = "scan" if "patient_dicom" in words else words[-1] if "masks_dicom" in words else ""
            found.setdefault(patient, {}).setdefault(kind, []).append(file)
    for patient, kinds in found.items():
        scan, liver = kinds.get("scan"), kinds.get("liver")
        if not scan or not liver:
            tree.lack(f"{patient}: has no {'MASKS_DICOM/liver' if scan else 'PATIENT_DICOM'}")
            continue
        tumours = [file for kind, files in kinds.items() if kind.startswith("livertumor") for file in files]
        name = f"3Dircadb1.{patient.rpartition('.')[2]}"
        yield RawCase(
            id=name, image=Converted(_image, tuple(scan)), mask=Converted(_mask, (*liver, *tumours)), folder="Ts"
        )


def _image(*files: RawFile) -> Volume:
    with as_folder(files) as folder:
        return volume.read_image(folder)


def _mask(*files: RawFile) -> Mask:
    """Join the masks: liver is 1, and 2 where any tumour is."""
    organs = _layouts.by_key(files, lambda file: file.folder)
    masks = {folder: _image(*slices) for folder, slices in organs.items()}
    liver, *tumours = masks.values()
    array = (liver.array[0] > 0).astype(np.uint8)
    for folder, tumour in zip(list(masks)[1:], tumours, strict=True):
        if tumour.array.shape != liver.array.shape:
            msg = f"{folder}: is {tumour.array.shape[1:]} and the liver is {liver.array.shape[1:]}; download it again"
            raise BadData(msg)
        array[tumour.array[0] > 0] = 2
    return Mask(array, liver.grid)


def fake(root: Path) -> None:
    """Write three patients: one with two tumours, zipped twice over, one without tumour, one unpacked."""
    for seed, name in enumerate(read_splits(INFO.id)[0].test[:3]):
        grid = _fake.world((5, 14, 18), (1.6, 0.7, 0.7))
        image, mask = _fake.pair(grid, (1, 2), seed=seed)
        masks = {"liver": mask.array > 0, "bone": mask.array < 0}
        if seed != 1:
            masks |= {
                "livertumor01": mask.array == 2,
                "livertumors": (mask.array == 2) & (np.indices(grid.shape)[0] > 2),
            }
        _series(root / name / "PATIENT_DICOM", image)
        for organ, drawn in masks.items():
            _series(root / name / "MASKS_DICOM" / organ, Volume(255 * drawn[None].astype(np.float32), grid))
        if seed == 0:
            _fake.pack(root / name / "PATIENT_DICOM")
            _fake.pack(root / name / "MASKS_DICOM")
            _fake.pack(root / name)


def _series(folder: Path, image: Volume) -> None:
    """Write slices named as in the download, which have no ending."""
    _fake.dicom_series(folder, image, intercept=0)
    for number, path in enumerate(sorted(folder.glob("*.dcm"))):
        path.rename(folder / f"image_{number}")


dataset(INFO, cases=cases, fake=fake)
