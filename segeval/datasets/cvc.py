"""Polyps in colonoscopy of the Computer Vision Center, Barcelona: CVC-ClinicDB and CVC-ColonDB.

ClinicDB (Bernal et al. 2015, doi:10.1016/j.compmedimag.2015.02.007): 612 frames 384×288 of 29 sequences in
``Original/N.tif`` and ``Ground Truth/N.tif``; Kaggle adds the same as PNG, which is preferred here. The official TIFFs
of frames say "black is zero" and hold three samples, so many readers take the first alone or refuse them.

ColonDB (Bernal et al. 2012): the official release has 300 frames as ``N.bmp`` with ``pN.bmp`` (polyp), ``sN.bmp`` and
``cN.bmp`` in one folder. The polyp literature tests on a release of 380, as ``images/N.png`` and ``masks/N.png``, that
PraNet and Kaggle pass on and that goes back to Tajbakhsh et al. 2016. The two are different releases of one name.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from segeval.datasets import _fake, _layouts, _pranet
from segeval.datasets._declare import RawCase, dataset
from segeval.datasets._layouts import PICTURES
from segeval.datasets._raw import Converted, RawFile, Tree
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import DatasetInfo, Grid, Mask, RemoteFile, Structure

# The first frame of each of ClinicDB's sequences, as its page lists them; the last ends with frame 612.
FIRST_FRAMES = (1, 26, 51, 68, 79, 104, 127, 152, 178, 200, 206, 228, 253, 278, 298, 318, 343, 364, 384, 409, 429, 448,
                467, 479, 504, 529, 547, 572, 592)  # fmt: skip
CLINIC_SHAPE = (288, 384)
PHOTOMETRIC = 262  # TIFF tag
TERMS = "Research and education only, with citation; commercial use is forbidden."

CLINIC = DatasetInfo(
    id="cvc-clinicdb",
    title="CVC-ClinicDB (CVC-612)",
    modality="endoscopy",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "polyp"},
    structures=(Structure("polyp", (1,)),),
    counts={"train": 612},
    license="research and educational use only",
    access="form",
    terms=TERMS,
    homepage="https://polyp.grand-challenge.org/CVCClinicDB",
    citation="""
@article{bernal2015wmdova,
  title = {WM-DOVA maps for accurate polyp highlighting in colonoscopy},
  author = {Bernal, Jorge and Sánchez, F. Javier and Fernández-Esparrach, Gloria and Gil, Debora and others},
  journal = {Computerized Medical Imaging and Graphics}, volume = {43}, pages = {99--111}, year = {2015},
  doi = {10.1016/j.compmedimag.2015.02.007}
}
""",
    default_split="segeval-seq-v1",
    group="sequence",
    files=(RemoteFile(name="CVC-ClinicDB.rar", note="unpack it: RAR is not read"),),
    known_issues=(
        "Frames of a sequence are nearly identical; random splits leak: PraNet's 550/62 cuts through 26 of the 29.",
        "Sequences 10 and 11 seem to show one lesion.",
        "CVC-EndoSceneStill is these frames and CVC-300.",
    ),
    aliases=("clinicdb", "cvc-612", "cvc-clinic"),
)

COLON = DatasetInfo(
    id="cvc-colondb",
    title="CVC-ColonDB",
    modality="endoscopy",
    channels=("red", "green", "blue"),
    ndim=2,
    unit="px",
    labels={0: "background", 1: "polyp"},
    structures=(Structure("polyp", (1,)),),
    counts={"test": 380},
    license="research use only",
    access="form",
    terms="Research only, with citation.",
    homepage="https://mv.cvc.uab.es",
    citation="""
@article{bernal2012polyp,
  title = {Towards automatic polyp detection with a polyp appearance model},
  author = {Bernal, Jorge and Sánchez, Javier and Vilariño, Fernando},
  journal = {Pattern Recognition}, volume = {45}, pages = {3166--3182}, year = {2012},
  doi = {10.1016/j.patcog.2012.03.002}
}
""",
    default_split="test380",
    files=(RemoteFile(name="CVC-ColonDB", note="images/N.png and masks/N.png, in PraNet's TestDataset or on Kaggle"),),
    known_issues=(
        "Two releases under one name: 300 frames (official) and 380 (PraNet, Kaggle).",
        "CVC-300 is of the same videos: never train on one and test on the other.",
        "No table of frames and sequences is public.",
    ),
    aliases=("colondb", "cvc-colon"),
)


def sequence(frame: str) -> str:
    """Return the sequence, of 29, that a frame of ClinicDB is of."""
    return f"sequence-{bisect_right(FIRST_FRAMES, int(frame))}"


def clinic_cases(tree: Tree) -> Iterator[RawCase]:
    """Yield frames with a mask; where a frame is there in several formats, PNG counts."""
    images = _numbered(tree, "clinicdb", "original", "images", "image")
    masks = _numbered(tree, "clinicdb", "ground truth", "masks", "mask")
    parts = _pranet.other_parts(CLINIC.id, images)
    for name, image, mask in _layouts.pairs(tree, _best(images), _best(masks), key=lambda file: file.stem):
        reference = Converted(_clinic_mask, (mask,))
        yield RawCase(id=name, image=(image,), mask=reference, found_in=parts.get(name, {}))


def colon_cases(tree: Tree) -> Iterator[RawCase]:
    """Yield the frames of either release; where both are there, none, since one name would mean two frames."""
    old = [file for file in tree.find("*.bmp") if file.stem.isdecimal()]
    polyps = [file for file in tree.find("p*.bmp") if file.stem[1:].isdecimal()]
    new = _numbered(tree, "colondb", "images", "image")
    masks = _numbered(tree, "colondb", "masks", "mask")
    if old and new:
        tree.lack(f"{tree.raw}: holds the releases of 300 frames ({old[0]}) and of 380 ({new[0]}); keep one of them")
        return
    both = (old, polyps) if old else (_best(new), _best(masks))
    for name, image, mask in _layouts.pairs(tree, *both, lambda file: file.stem.lstrip("p")):
        reference = Converted(_layouts.black_and_white, (mask,))
        release = "300" if old else "380"
        yield RawCase(id=name, image=(image,), mask=reference, folder="Ts", release=release)


def _numbered(tree: Tree, dataset_name: str, *folders: str) -> list[RawFile]:
    """Return the pictures with a number for a name in folders of these names.

    PraNet's folders hold several datasets: those below a folder that says ``dataset_name`` are meant then, and its
    TrainDataset, in which only ClinicDB's names are numbers.
    """
    found = tree.find(*(f"{folder}/*.{end}" for folder in folders for end in PICTURES))
    found = [file for file in found if file.stem.isdecimal() and not file.name.lower().endswith(".bmp")]
    train = [file for file in found if "/traindataset/" in f"/{file.path.lower()}" and dataset_name == "clinicdb"]
    named = [file for file in found if dataset_name in file.path.lower()]
    elsewhere = [file for file in found if "/testdataset/" not in f"/{file.path.lower()}"]
    return [*named, *train] if named else elsewhere


def _best(files: list[RawFile]) -> list[RawFile]:
    """Return one file of each number: official before PraNet's, PNG before TIFF, which may need more than Pillow."""

    def rank(file: RawFile) -> tuple[bool, bool]:
        return _pranet.part_of(file) is not None, not file.name.lower().endswith(".png")

    ranked = sorted(files, key=rank, reverse=True)
    return list({file.stem: file for file in ranked}.values())


def _clinic_mask(file: RawFile) -> Mask:
    mask = _layouts.black_and_white(file)
    if mask.grid.shape != CLINIC_SHAPE:
        msg = f"{file}: is {mask.grid.shape}, and the frames of ClinicDB are {CLINIC_SHAPE}; this copy was resized"
        raise BadData(msg)
    return mask


def fake_clinic(root: Path) -> None:
    """Write frames of all parts as TIFF with the tags of the original and, as Kaggle does, as PNG."""
    split = read_splits(CLINIC.id)[0]
    for seed, name in enumerate((*split.train[:2], split.train[-1], *split.val[:1], *split.test[:2])):
        image, mask = _fake.pair(Grid.pixels(CLINIC_SHAPE), (1,), channels=3, seed=seed)
        for end in ("tif", "png"):
            home = root / "CVC-ClinicDB" / end.upper()
            _fake.picture(home / "Original" / f"{name}.{end}", image.array)
            _fake.picture(home / "Ground Truth" / f"{name}.{end}", 255 * mask.array)
        _say_black_is_zero(root / "CVC-ClinicDB" / "TIF" / "Original" / f"{name}.tif")
    (root / "CVC-ClinicDB" / "metadata.csv").write_text("frame_id,sequence_id\n1,1\n")


def _say_black_is_zero(path: Path) -> None:
    """Give a little-endian RGB TIFF the tag of grey pictures, PhotometricInterpretation 1, as the originals have."""
    content = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        if struct.unpack_from("<H", content, place) == (PHOTOMETRIC,):
            struct.pack_into("<H", content, place + 8, 1)
    path.write_bytes(content)


def fake_colon(root: Path) -> None:
    """Write three frames of the release of 380."""
    for seed, name in enumerate(("1", "2", "10")):
        image, mask = _fake.pair(Grid.pixels((50, 57 + seed)), (1,), channels=3, seed=seed)
        _fake.picture(root / "CVC-ColonDB" / "images" / f"{name}.png", image.array)
        _fake.picture(root / "CVC-ColonDB" / "masks" / f"{name}.png", 255 * mask.array)


def fake_official_colon(root: Path) -> None:
    """Write three frames of the release of 300: four files each, in one folder."""
    for seed, name in enumerate(("1", "2", "10")):
        image, mask = _fake.pair(Grid.pixels((50, 57)), (1,), channels=3, seed=seed)
        for prefix, array in (("", image.array), ("p", 255 * mask.array), ("s", mask.array), ("c", mask.array)):
            _fake.picture(root / "CVC-ColonDB" / f"{prefix}{name}.bmp", array)


dataset(CLINIC, cases=clinic_cases, fake=fake_clinic, group=sequence)
dataset(COLON, cases=colon_cases, fake=fake_colon)
