"""What belongs together though nobody says so: tiles whose edges go on in one another, sides of one acquisition."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.ndimage import gaussian_filter

from segeval import datasets, volume
from segeval.curation._edges import SAMPLES, Edges, Join, edges, joins, pack, unpack
from segeval.curation._marks import SHARED, intensity_step, marks, pairs
from segeval.curation.audit import audit
from segeval.datasets import _fake, dsb2018
from segeval.datasets.decathlon import person
from segeval.records import Grid, Volume

TILE = 160


def texture(seed: int, shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return grey levels with details a few pixels wide, as tissue has them: ``(1, y, x)``."""
    drawn = gaussian_filter(np.random.default_rng(seed).normal(size=shape), 2)
    grey: npt.NDArray[np.float32] = (255 * (drawn - drawn.min()) / np.ptp(drawn)).round().astype(np.float32)
    return grey[None]


def tiles(seed: int, side: int = TILE) -> list[Volume]:
    """Return the four quarters of a field, row by row."""
    array = texture(seed, (2 * side, 2 * side))
    grid = Grid.pixels((side, side))
    return [Volume(array[:, y : y + side, x : x + side], grid) for y in (0, side) for x in (0, side)]


def test_quarters_of_fields_join_at_their_four_inner_edges_and_nowhere_else() -> None:
    pictures = [edges(tile) for seed in range(4) for tile in tiles(seed)]
    within = [(0, 1, False), (2, 3, False), (0, 2, True), (1, 3, True)]
    wanted = {Join(4 * k + one, 4 * k + two, below) for k in range(4) for one, two, below in within}
    assert set(joins(pictures)) == wanted


def test_quarters_longer_than_what_is_kept_of_an_edge_join_too() -> None:
    pictures = [edges(tile) for tile in tiles(0, SAMPLES + 44)]
    assert len(pictures[0].lines[0]) == SAMPLES
    assert len(joins(pictures)) == 4


def test_edges_of_other_lengths_and_of_empty_pictures_do_not_join() -> None:
    left, right = tiles(0)[:2]
    cropped = Volume(right.array[:, :-2], Grid.pixels((TILE - 2, TILE)))
    blank = [Volume(np.zeros((1, TILE, TILE), np.float32), Grid.pixels((TILE, TILE)))] * 5
    assert joins([edges(left), edges(cropped)]) == []
    assert joins([edges(image) for image in blank]) == []
    assert joins([]) == []


def test_a_frame_that_all_pictures_share_is_no_join() -> None:
    frame = texture(9, (2, TILE))[0]
    framed = []
    for seed in range(6):
        array = texture(seed, (TILE, TILE))
        array[0, :2], array[0, -2:] = frame, frame[::-1]
        framed.append(edges(Volume(array, Grid.pixels((TILE, TILE)))))
    assert joins(framed) == []
    assert joins(framed[:3]) != []


def test_joins_that_are_as_many_as_their_decoys_are_chance() -> None:
    def even(picture: Edges) -> Edges:
        """Return edges that read the same backwards, so that every join has a decoy."""
        return picture._replace(lines=tuple(line + line[::-1] for line in picture.lines))

    pictures = [edges(tile) for seed in range(4) for tile in tiles(seed)]
    assert joins([even(picture) for picture in pictures]) == []


def test_what_is_kept_of_edges_gives_the_same_joins() -> None:
    pictures = [edges(tile) for seed in range(2) for tile in tiles(seed)]
    kept = [unpack(json.loads(json.dumps(pack(picture)))) for picture in pictures]
    assert joins(kept) == joins(pictures)
    with pytest.raises(ValueError, match="160"):
        unpack({**pack(pictures[0]), "lines": ""})


def test_tiles_of_a_field_in_two_parts_are_found_with_their_split(tmp_path: Path) -> None:
    quarters = [tile for seed in range(2) for tile in tiles(seed)]
    for number, tile in enumerate(quarters):
        part = "test" if number == 3 else "train"
        _fake.picture(tmp_path / "raw" / part / "images" / f"t{number}.png", tile.array)
        _fake.picture(tmp_path / "raw" / part / "masks" / f"t{number}.png", _fake.blobs((TILE, TILE), (1,), number))
    datasets.prepare("folder/mine", tmp_path / "raw", root=tmp_path / "data")
    results = audit(["folder/mine"], root=tmp_path / "data")
    assert Counter(finding.kind for finding in results) == {"adjoining": 8}
    leaks = [(set(finding.cases), finding.leaks, set(finding.parts)) for finding in results if finding.leaks]
    assert leaks == [({"t1", "t3"}, ("own",), {"train", "test"}), ({"t2", "t3"}, ("own",), {"train", "test"})]
    assert "goes on below the second" in results[0].text


@pytest.mark.parametrize("step", [5.95897, 0.0123457, 3.0, 1e-3])
@pytest.mark.parametrize("offset", [0.0, -1024.0])
def test_the_step_of_stored_integers_is_found_whatever_their_scale(step: float, offset: float) -> None:
    stored = np.random.default_rng(0).integers(0, 400, (20, 20, 20))
    assert intensity_step((stored * step + offset).astype(np.float64)) == pytest.approx(step, rel=1e-7)
    assert intensity_step((stored * step).astype(np.float32)) == pytest.approx(step, rel=1e-6)


def test_values_that_are_no_multiples_have_no_step() -> None:
    rng = np.random.default_rng(0)
    assert intensity_step(rng.normal(size=(9, 9, 9))) is None
    assert intensity_step(np.array([0.0, 1.0, 2.5, 2.5 + 1 / 3])) is None
    assert intensity_step(np.array([0.0, np.nan, 7.0])) is None


def scan(step: float, **changes: Any) -> Volume:
    stored = np.random.default_rng(int(1e4 * step)).integers(0, 200, (1, 8, 9, 10))
    return Volume((stored * step).astype(np.float32), replace(_fake.world((8, 9, 10)), **changes))


def test_only_numbers_that_nobody_chooses_are_marks() -> None:
    turned = ((0.0, 0.0, 1.0), (0.8, 0.6, 0.0), (-0.6, 0.8, 0.0))
    assert marks(scan(1.0)) == marks(scan(0.5)) == marks(scan(2.0, origin=(-90.0, -126.0, -72.0))) == {}
    assert set(marks(scan(5.95897, direction=turned, origin=(-12.3456, 33.4567, 1.0)))) == {
        "intensity step",
        "oblique axes",
        "origin",
    }


def test_cases_pair_by_rare_marks_and_near_names() -> None:
    many = {f"case_{k}": {"origin": (1.2345, 6.789, 0.0)} for k in range(SHARED + 1)}
    assert list(pairs(many)) == []
    few = {f"case_{k}": many["case_0"] for k in (9, 10)}
    assert [(pair.one, pair.two, pair.marks) for pair in pairs(few)] == [("case_9", "case_10", ("origin",))]
    between = {f"case_{k}": {"origin": (float(k) + 0.12345, 1.0, 1.0)} for k in range(11, 20)}
    assert list(pairs({"case_10": many["case_0"], **between, "case_20": many["case_0"]})) == []
    assert list(pairs({"case_1": {"step": (5.0001,)}, "case_2": {"step": (5.0002,)}})) == []


def test_two_sides_of_one_scan_in_two_parts_are_found(tmp_path: Path) -> None:
    steps = {1: 3.14159, 2: 3.14159, 3: 2.71828, 4: 1.41421, 5: 1.41421, 6: 1.73205}
    for number, step in steps.items():
        image = scan(step)
        folder = tmp_path / "raw" / ("train" if number < 5 else "test")
        for kind in ("images", "masks"):
            (folder / kind).mkdir(parents=True, exist_ok=True)
        volume.write_image(folder / "images" / f"case_{number}.nii.gz", image)
        volume.write_mask(folder / "masks" / f"case_{number}.nii.gz", _fake.pair(image.grid, (1,), seed=number)[1])
    datasets.prepare("folder/mine", tmp_path / "raw", root=tmp_path / "data")
    results = [finding for finding in audit(["folder/mine"], root=tmp_path / "data") if finding.kind == "acquisition"]
    assert [(finding.cases, finding.leaks, finding.parts) for finding in results] == [
        (("case_4", "case_5"), ("own",), ("train", "test")),
        (("case_1", "case_2"), (), ("train", "train")),
    ]
    assert all("share intensity step" in finding.text for finding in results)


@pytest.mark.real
def test_the_step_of_a_real_scan_is_that_of_both_hippocampi_of_a_person_and_of_no_other(real_data: Path) -> None:
    files = sorted((real_data / "Task04_Hippocampus" / "imagesTr").glob("h*.nii.gz"))
    known = {path.name.removesuffix(".nii.gz"): marks(volume.read_image((path,))) for path in files}
    people = [(person(pair.one), person(pair.two), pair.marks) for pair in pairs(known)]
    assert len(people) == 71
    assert all(one == two and kinds == ("intensity step",) for one, two, kinds in people)
    sides = Counter(person(name) for name in known if "intensity step" in known[name])
    assert sum(number == 2 for number in sides.values()) == 71


@pytest.mark.real
def test_the_committed_fields_of_real_nuclei_are_what_their_edges_say(real_data: Path) -> None:
    arguments = [real_data / "dsb2018", real_data.parent / "splits" / "dsb2018_stage1_test_fields.csv"]
    script = Path(__file__).parents[2] / "scripts" / "dsb2018_fields"
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == json.loads(dsb2018.FIELDS.read_text(encoding="utf-8"))
    assert "fits on no grid" not in done.stderr
    assert "457 joins, 144 fields of 522 tiles" in done.stderr
