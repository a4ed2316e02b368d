"""The probe: models that follow are left alone, and each that is wrong on purpose is told what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from segeval import datasets, models, volume
from segeval.errors import BadData
from segeval.models import Request
from segeval.models._probe import coarser, flipped, probe
from segeval.models.python import Python
from segeval.records import Answerer, Case, DatasetInfo, Grid, LabelArray, Mask, Prediction, Volume

SHAPE = (24, 40, 48)
# Where two things lie in a canonical volume, as slices of its axes, and how bright they are.
THINGS = {1: ((3, 11), (22, 34), (30, 46), 100.0), 2: ((14, 22), (4, 14), (6, 18), 60.0)}
Scene = npt.NDArray[np.float32]


def box_of(label: int) -> tuple[tuple[int, int], ...]:
    return THINGS[label][:3]


@dataclass(frozen=True, kw_only=True)
class Toy:
    """A model that knows where things lie, by share of the extent, and how bright they are; fields make it wrong."""

    canonical: bool = True
    voxels: bool = False  # where they lie by number of voxels
    mirrored: bool = False
    order: tuple[int, int, int] = (0, 1, 2)
    standard: bool = False  # that it expects intensities of mean 0 and deviation 1
    exact: bool = True  # that things are as bright as they were, not brighter than the rest
    names: Mapping[int, int] = field(default_factory=lambda: {1: 1, 2: 2})

    def __call__(self, image: Volume) -> LabelArray:
        array = volume.canonical(image.array, image.grid)[0] if self.canonical else image.array
        seen = array[0].transpose(self.order)
        seen = seen[..., ::-1] if self.mirrored else seen
        labels = self._labels(seen)
        labels = labels[..., ::-1] if self.mirrored else labels
        labels = labels.transpose(tuple(int(place) for place in np.argsort(self.order)))
        return volume.native(labels, image.grid) if self.canonical else labels

    def _labels(self, seen: Scene) -> LabelArray:
        labels = np.zeros(seen.shape, np.uint8)
        top = 1.0 if self.exact else float(seen.max()) / 100
        for label in THINGS:
            bright = THINGS[label][3] * top
            found = (seen > 1) & (seen < 20) if self.standard else np.abs(seen - bright) < 20 * top
            bounds = box_of(label)
            scale = np.ones(3) if self.voxels else np.array(seen.shape) / SHAPE
            near = np.ones(seen.shape, bool)
            for axis, (first, last) in enumerate(bounds):
                places = np.arange(seen.shape[axis])
                inside = (places >= np.floor(first * scale[axis]) - 1) & (places <= np.ceil(last * scale[axis]) + 1)
                near &= inside.reshape([-1 if axis == other else 1 for other in range(3)])
            labels[found & near] = self.names[label]
        return labels


@pytest.fixture
def info(phantom: Path) -> DatasetInfo:
    return datasets.load("phantom", root=phantom.parent).info


@pytest.fixture
def case(tmp_path: Path) -> Case:
    rng = np.random.default_rng(0)
    array, labels = rng.normal(30, 3, SHAPE).astype(np.float32), np.zeros(SHAPE, np.uint8)
    for label in THINGS:
        where = tuple(slice(*bounds) for bounds in box_of(label))
        array[where] += THINGS[label][3] - 30
        labels[where] = label
    direction = ((0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 0.0))
    grid = Grid(shape=SHAPE, spacing=(3, 2, 2), origin=(5, -7, 11), direction=direction, unit="mm")
    volume.write_image(tmp_path / "image.nii.gz", Volume(array[None], grid))
    volume.write_mask(tmp_path / "mask.nii.gz", Mask(labels, grid))
    return Case(
        dataset="phantom", id="one", group="one", images=(tmp_path / "image.nii.gz",), mask=tmp_path / "mask.nii.gz"
    )


def model(function: Callable[[Volume], Any], kind: str = "python") -> Python:
    return Python(function=function, about=Answerer(id="toy", digest="1", kind=kind, trained_on=None), labels=(0, 1, 2))


def fails(_: Volume) -> Any:
    msg = "no such layer"
    raise BadData(msg)


def nothing(image: Volume) -> LabelArray:
    return np.zeros(image.grid.shape, np.uint8)


@pytest.mark.parametrize("modality", ["CT", "MR"])
def test_a_model_that_follows_is_left_alone(modality: Any, case: Case, info: DatasetInfo) -> None:
    toy = Toy(exact=modality == "CT")
    assert probe(model(toy), case, replace(info, modality=modality)) == []


@pytest.mark.parametrize(
    ("function", "modality", "faults", "words"),
    [
        (Toy(canonical=False), "CT", ["orientation"] * 3 + ["axis order"], "axis 2 the other way round, gets another"),
        (Toy(voxels=True), "CT", ["spacing"], "1.5 times the spacing, gets another answer (Dice of both: organ"),
        (Toy(), "MR", ["intensities"], "1000 times the intensities, gets another answer"),
        (
            Toy(mirrored=True),
            "CT",
            ["orientation"],
            "answered better mirrored from left to right: mean Dice 1.00, not 0",
        ),
        (
            Toy(order=(2, 1, 0)),
            "CT",
            ["axis order"],
            "answered better with the axes xyz for zyx: mean Dice 1.00, not 0",
        ),
        (Toy(standard=True), "CT", ["intensities"], "better with intensities of mean 0 and deviation 1: mean Dice"),
        (
            Toy(names={1: 2, 2: 1}),
            "CT",
            ["labels"],
            "says organ where lesion is, lesion where organ is: mean Dice 1.00",
        ),
        (nothing, "CT", ["intensities"], "answered by background alone, its reference holds organ, lesion; check"),
        (fails, "CT", ["failure"], "one has no answer: no such layer"),
    ],
    ids=["orientation", "spacing", "no unit", "mirrored", "axes", "scaling", "labels", "nothing", "fails"],
)
def test_each_fault_is_named_and_no_other(
    function: Callable[[Volume], Any], modality: Any, faults: list[str], words: str, case: Case, info: DatasetInfo
) -> None:
    found = probe(model(function), case, replace(info, modality=modality))
    assert [each.fault for each in found] == faults
    assert any(words in each.words for each in found), found


def test_labels_that_are_exchanged_come_with_the_map_that_mends_them(case: Case, info: DatasetInfo) -> None:
    (found,) = probe(model(Toy(names={1: 2, 2: 1})), case, info)
    assert found.words.endswith('with --map "1=lesion,2=organ"')


def test_without_a_reference_only_what_needs_none_is_found(case: Case, info: DatasetInfo) -> None:
    blind = replace(case, mask=None)
    assert probe(model(Toy(mirrored=True)), blind, info) == []
    assert [each.fault for each in probe(model(Toy(voxels=True)), blind, info)] == ["spacing"]


def test_what_is_stored_for_each_case_is_not_asked(case: Case, info: DatasetInfo) -> None:
    assert probe(model(fails, kind="predictions"), case, info) == []


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A model that opens the files of a case itself."""

    function: Callable[[Volume], Any]
    about: Answerer = field(default_factory=lambda: Answerer(id="r", digest="1", kind="toy", trained_on=None))
    costs: Mapping[str, Any] = field(default_factory=dict)
    labels: tuple[int, ...] = (0, 1, 2)

    def read(self, case: Case) -> tuple[Path, ...]:
        return case.images

    def predict(self, case: Case, given: tuple[Path, ...]) -> Prediction:
        image = volume.read_image(given)
        return Prediction(case_id=case.id, mask=Mask(self.function(image), image.grid))


def test_a_model_that_reads_files_itself_gets_files(case: Case, info: DatasetInfo) -> None:
    assert probe(Reader(function=Toy()), case, info) == []
    found = [each.fault for each in probe(Reader(function=Toy(canonical=False)), case, info)]
    assert found == ["orientation"] * 3 + ["axis order"]


def test_forms_of_a_scene_put_it_where_it_was(case: Case) -> None:
    """World positions of the middle of a thing, found in each form; the image is all that is looked at."""
    image = volume.read_image(case.images)
    middles = []
    for form in (image, flipped(image, 0), flipped(image, 2), coarser(image)):
        places = np.argwhere(form.array[0] > 80).mean(0)
        middles.append(np.array(form.grid.origin) + places @ form.grid.steps)
    assert np.allclose(middles, middles[0], atol=1.2)  # half a voxel of the coarser form
    assert coarser(image).grid.shape == (16, 27, 32)


@pytest.mark.slow
def test_a_network_of_ours_follows_and_nnunet_says_that_it_does_not(phantom: Path, tmp_path: Path) -> None:
    data = datasets.load("phantom", root=phantom.parent)
    case = data.part_cases("test")[0]
    assert probe(models.open("unet-8", Request(data=data)), case, data.info) == []
    what = models.SCHEMES.get("nnunet").fake(tmp_path, data)
    blind, found = replace(case, mask=None), {}
    for orientation in ("stored", "ras"):
        opened = models.open(f"nnunet:{what}", Request(data=data, options=f"orientation={orientation}"))
        found[orientation] = {each.fault for each in probe(opened, blind, data.info)}
    assert "orientation" in found["stored"]
    assert not found["ras"] & {"orientation", "axis order"}
