"""MoNuSeg's polygons and GlaS's numbered glands."""

import shutil
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segeval import datasets, volume
from segeval.datasets import Converted, _fake, glas, monuseg
from segeval.datasets._splits import read_splits
from segeval.errors import BadData
from segeval.records import Mask
from tests.datasets.helpers import found, lacking

Points = npt.NDArray[np.float64]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def instances_of(case: datasets.RawCase) -> Mask:
    assert isinstance(case.instances, Converted)
    return case.instances()


def drawn(*corners: tuple[float, float], shape: tuple[int, int] = (8, 8)) -> list[list[int]]:
    array = np.zeros(shape, int)
    array[monuseg.inside(np.array(corners), shape)] = 1
    rows: list[list[int]] = array.tolist()
    return rows


def test_a_box_from_corner_to_corner_covers_exactly_its_pixels() -> None:
    assert drawn((1, 2), (1, 4), (3, 4), (3, 2), shape=(4, 5)) == [
        [0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0],
    ]


def test_a_pixel_counts_when_its_centre_is_inside() -> None:
    assert drawn((0.375, 0.375), (0.375, 1.625), (1.625, 1.625), (1.625, 0.375), shape=(2, 2)) == [[1, 1], [1, 1]]
    assert drawn((0.625, 0.625), (0.625, 1.375), (1.375, 1.375), (1.375, 0.625), shape=(2, 2)) == [[0, 0], [0, 0]]


def test_a_line_that_goes_back_on_itself_covers_nothing() -> None:
    assert drawn((0.01, 0.01), (0.01, 0.01), (3.76, 3.76), shape=(4, 4)) == [[0] * 4] * 4
    assert drawn((0.5, 0.5), (3.5, 3.5), (2.5, 2.5), shape=(4, 4)) == [[0] * 4] * 4


def test_what_leaves_the_image_is_cut_off() -> None:
    assert drawn((-5, -5), (-5, 1), (1, 1), (1, -5), shape=(2, 2)) == [[1, 0], [0, 0]]
    assert drawn((10, 10), (10, 12), (12, 12), shape=(2, 2)) == [[0, 0], [0, 0]]


def exactly(points: Points, size: int) -> list[list[bool]]:
    """Return the pixels inside by the same rule in rational numbers: one centre and one edge at a time."""
    corners = [(Fraction(float(y)), Fraction(float(x))) for y, x in points]
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    half = Fraction(1, 2)

    def is_in(y: Fraction, x: Fraction) -> bool:
        crossed = [(a, b) for a, b in edges if (a[0] <= y) != (b[0] <= y)]
        return sum(a[1] + (y - a[0]) * (b[1] - a[1]) / (b[0] - a[0]) <= x for a, b in crossed) % 2 == 1

    return [[is_in(row + half, column + half) for column in range(size)] for row in range(size)]


@given(st.lists(st.tuples(st.integers(-20, 120), st.integers(-20, 120)), min_size=3, max_size=9))
@settings(max_examples=40)
def test_any_polygon_covers_the_same_pixels_in_rational_numbers(corners: list[tuple[int, int]]) -> None:
    points = np.array(corners) / 8 + (1 / 97, 1 / 89)  # shifted, so that no edge runs exactly through a centre
    ours = np.zeros((13, 13), bool)
    ours[monuseg.inside(points, (13, 13))] = True
    assert ours.tolist() == exactly(points, 13)


def test_round_nuclei_agree_with_scikit_image() -> None:
    polygon: Any = import_module("skimage.draw").polygon  # it has no annotations
    angles = np.linspace(0, 2 * np.pi, 47)[:-1]
    for radius in (2.3, 5.9, 11.2):
        points = np.stack([20.1 + radius * np.sin(angles), 19.7 + 1.4 * radius * np.cos(angles)], axis=1)
        ours, theirs = np.zeros((40, 40), bool), np.zeros((40, 40), bool)
        ours[monuseg.inside(points, (40, 40))] = True
        theirs[polygon(points[:, 0] - 0.5, points[:, 1] - 0.5, (40, 40))] = True
        assert np.array_equal(ours, theirs)


def test_regions_without_area_are_left_out_and_later_ones_win(raw: Path) -> None:
    monuseg.fake(raw)
    for case in found("monuseg", raw).values():
        assert np.unique(instances_of(case).array).tolist() == [0, 1, 2]
    xml = next(raw.rglob("Annotations/*.xml"))
    outer, inner = [(1.0, 1.0), (1.0, 9.0), (9.0, 9.0), (9.0, 1.0)], [(4.0, 4.0), (4.0, 6.0), (6.0, 6.0), (6.0, 4.0)]
    xml.write_text(monuseg._aperio([outer, inner]))
    array = instances_of(found("monuseg", raw)[xml.stem]).array
    assert np.bincount(array.ravel()).tolist() == [40 * 48 - 64, 60, 4]


def test_annotations_that_could_expand_without_end_are_refused(raw: Path) -> None:
    monuseg.fake(raw)
    xml = next(raw.rglob("Annotations/*.xml"))
    xml.write_text('<!DOCTYPE a [<!ENTITY b "c">]>' + xml.read_text(encoding="utf-8"))
    with pytest.raises(BadData, match="declares a document type"):
        instances_of(found("monuseg", raw)[xml.stem])


@pytest.mark.parametrize("text", ["<html></html>", "<Annotations><Region>", "not xml"])
def test_what_is_no_aperio_xml_is_named(raw: Path, text: str) -> None:
    monuseg.fake(raw)
    xml = next(raw.rglob("Annotations/*.xml"))
    xml.write_text(text)
    with pytest.raises(BadData, match=rf"{xml.name}: is (not the XML|a <html>)"):
        instances_of(found("monuseg", raw)[xml.stem])


def test_thirty_and_thirty_seven_training_images_are_two_releases(raw: Path, tmp_path: Path) -> None:
    monuseg.fake(raw)
    assert {case.release for case in found("monuseg", raw).values()} == {"37"}
    for path in raw.rglob("*"):
        if path.name.startswith(monuseg.ADDED):
            path.unlink()
    some = next(raw.rglob("Tissue Images/*.tif"))
    for name in next(split for split in read_splits("monuseg") if split.name == "30-14").train:
        for path, ending in ((some, ".tif"), (next(raw.rglob("Annotations/*.xml")), ".xml")):
            if not (path.parent / f"{name}{ending}").exists():
                shutil.copy(path, path.parent / f"{name}{ending}")
    assert {case.release for case in found("monuseg", raw).values()} == {"30"}
    datasets.prepare("monuseg", raw, root=tmp_path, allow_partial=True)
    assert datasets.load("monuseg", root=tmp_path).split.name == "30-14"


def test_a_part_of_either_release_of_monuseg_names_none(raw: Path) -> None:
    monuseg.fake(raw)
    for path in raw.rglob("*"):
        if path.name.startswith(monuseg.ADDED):
            path.unlink()
    assert {case.release for case in found("monuseg", raw).values()} == {""}


def test_the_two_lists_of_kumar_contradict_each_other_and_say_so() -> None:
    one, two = (split for split in read_splits("monuseg") if split.name.startswith("kumar"))
    assert set(one.test) & set(two.train)
    assert "contradict" in one.note
    assert "contradict" in two.note


def test_an_image_without_polygons_is_told(raw: Path) -> None:
    monuseg.fake(raw)
    xml = next(raw.rglob("Annotations/*.xml"))
    xml.unlink()
    assert lacking("monuseg", raw) == [f"{next(raw.rglob(xml.stem + '.tif'))}: has no mask"]


def test_grade_csv_is_read_despite_its_spaces(raw: Path, tmp_path: Path) -> None:
    glas.fake(raw)
    cases = found("glas", raw)
    assert {name: case.group for name, case in cases.items()} == {
        "train_1": "patient-1",
        "train_2": "patient-1",
        "train_10": "patient-2",
        "testA_1": "patient-2",
        "testB_1": "patient-3",
    }
    assert cases["train_1"].meta == {"grade": "malignant", "grade_2015": "healthy"}
    datasets.prepare("glas", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("glas", root=tmp_path)
    assert datasets.cut_groups(loaded.split, loaded.groups) == ["patient-2"]
    assert "cuts through 1 of" in datasets.split_note(loaded)


def test_cases_that_are_not_there_are_no_patients_of_a_partial_glas(raw: Path, tmp_path: Path) -> None:
    glas.fake(raw)
    datasets.prepare("glas", raw, root=tmp_path, allow_partial=True)
    loaded = datasets.load("glas", root=tmp_path)
    assert datasets.describe_cut(loaded.split, loaded.groups, loaded.info) == "1 of 3"


def test_annotations_are_no_images_and_parts_a_and_b_stay_apart(raw: Path) -> None:
    glas.fake(raw)
    assert {name: case.folder for name, case in found("glas", raw).items()} == {
        "train_1": "Tr",
        "train_2": "Tr",
        "train_10": "Tr",
        "testA_1": "Ts",
        "testB_1": "Ts",
    }


def test_a_palette_of_glands_gives_its_indices(raw: Path) -> None:
    glas.fake(raw)
    assert np.unique(instances_of(found("glas", raw)["train_2"]).array).tolist() == [0, 1, 2]


def test_mirrors_that_lost_the_numbers_of_glands_are_refused(raw: Path) -> None:
    glas.fake(raw)
    path = next(raw.rglob("train_1_anno.bmp"))
    _fake.picture(path, 250 * (volume.read_mask(path).array > 0))
    with pytest.raises(BadData, match="no numbers of glands"):
        instances_of(found("glas", raw)["train_1"])


def test_another_header_of_grade_csv_is_refused(raw: Path) -> None:
    glas.fake(raw)
    next(raw.rglob("Grade.csv")).write_text("a,b,c,d\n")
    with pytest.raises(BadData, match="its first columns are"):
        found("glas", raw)


@pytest.mark.real
def test_real_glands_and_nuclei_have_instances_beside_their_masks(real_data: Path, tmp_path: Path) -> None:
    for name, count in (("glas", 2), ("monuseg", 2)):
        datasets.prepare(name, real_data / "samples" / name, root=tmp_path, allow_partial=True)
        loaded = datasets.load(name, root=tmp_path)
        assert len(loaded.cases) == count
        for sample in map(datasets.Sample, loaded.cases.values()):
            assert sample.instances is not None
            assert np.array_equal(sample.instances.array > 0, sample.reference.array > 0)
            most = int(sample.instances.array.max())
    assert most > 200
