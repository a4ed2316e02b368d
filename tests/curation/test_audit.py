"""Auditing: copies are found whatever was done to them, other images are not, and groups in two parts are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation._hash import SAME, distances, perceptual
from segeval.curation.audit import CACHE, audit
from segeval.datasets import _fake, cvc, glas, kvasir
from segeval.records import Grid, Volume


def scene(seed: int) -> Volume:
    """Return a smooth picture with structure of its own."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(144), np.fft.rfftfreq(176), indexing="ij"))
    spectrum = rng.normal(size=(3, *frequency.shape)) / np.maximum(frequency, 1 / 176)  # as photographs have it
    drawn = np.fft.irfft2(spectrum * np.exp(2j * np.pi * rng.random(frequency.shape)), (144, 176))
    array = 255 * (drawn - drawn.min()) / np.ptp(drawn)
    return Volume(array.round().astype(np.float32), Grid.pixels(array.shape[1:]))


def jpeg(image: Volume) -> Volume:
    return volume.decode_image(volume.Member("x", _fake.encode(image.array, "JPEG", quality=75)))


def half(image: Volume) -> Volume:
    array = image.array.reshape(3, 72, 2, 88, 2).mean(axis=(2, 4))
    return Volume(array, Grid.pixels(array.shape[1:]))


def grey(image: Volume) -> Volume:
    return Volume(image.array.mean(axis=0, keepdims=True), image.grid)


def rescaled(image: Volume) -> Volume:
    return Volume((image.array - image.array.min()) / np.ptp(image.array), image.grid)


@pytest.mark.parametrize("copy", [jpeg, half, grey, rescaled])
def test_a_copy_of_a_picture_is_near(copy: object) -> None:
    for seed in range(5):
        image = scene(seed)
        assert (perceptual(copy(image)) != perceptual(image)).mean() <= SAME[2]  # type: ignore[operator]  # a function


def test_other_pictures_are_far() -> None:
    bits = np.stack([perceptual(scene(seed)) for seed in range(40)])
    apart = distances(bits, bits) + np.eye(40)
    assert apart.min() > 2 * SAME[2]


@pytest.mark.usefixtures("phantom")
def test_a_volume_is_near_its_flipped_clipped_and_unspaced_copies_and_far_from_others() -> None:
    samples = [datasets.Sample(case) for case in datasets.load("phantom").cases.values()]
    bits = np.stack([perceptual(sample.image) for sample in samples])
    assert (distances(bits, bits) + np.eye(len(bits))).min() > SAME[3]
    for sample, own in zip(samples[:6], bits, strict=False):
        image = sample.image
        direction = tuple(tuple(-d if k == 2 else d for d in row) for k, row in enumerate(image.grid.direction))
        flipped = Volume(np.ascontiguousarray(image.array[..., ::-1]), replace(image.grid, direction=direction))
        clipped = Volume(np.clip(image.array, -160, 240), image.grid)
        bare = Volume(image.array, replace(image.grid, spacing=(1.0, 1.0, 1.0)))
        for copy in (flipped, clipped, bare):
            assert (perceptual(copy) != own).mean() <= SAME[3]


def test_a_copy_in_the_test_part_comes_first_and_names_the_split(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    for part, seeds in (("train", (0, 1, 2)), ("test", (0, 3))):
        for seed in seeds:
            image = scene(seed) if part == "train" else jpeg(scene(seed))
            mask = _fake.blobs(image.grid.shape, (1,), seed)
            _fake.picture(raw / part / "images" / f"{part}{seed}.png", image.array)
            _fake.picture(raw / part / "masks" / f"{part}{seed}.png", mask)
    _fake.picture(raw / "train" / "images" / "again.png", scene(1).array)
    _fake.picture(raw / "train" / "masks" / "again.png", _fake.blobs((144, 176), (1,), 0))
    datasets.prepare("folder/mine", raw, root=tmp_path / "data")
    found = audit(["folder/mine"], root=tmp_path / "data")
    assert [(finding.kind, set(finding.cases), finding.leaks) for finding in found] == [
        ("perceptual", {"train0", "test0"}, ("own",)),
        ("exact", {"train1", "again"}, ()),
    ]


def test_groups_in_two_parts_are_found_with_their_splits(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    glas.fake(tmp_path / "raw")
    datasets.prepare("glas", tmp_path / "raw", root=tmp_path / "data", allow_partial=True)
    groups = [finding for finding in audit(["glas"], root=tmp_path / "data") if finding.kind == "group"]
    (official,) = [finding for finding in groups if "official" in finding.leaks]
    assert official.cases == ("testA_1", "train_10")
    assert "patient-2" in official.text
    assert all(finding.leaks for finding in groups)


def test_two_datasets_that_share_an_image_are_found_also_by_what_is_published(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    kvasir.fake(raw)
    cvc.fake_clinic(raw)
    clinic = next(raw.rglob("PNG/Original/1.png"))
    masks = clinic.parents[1] / "Ground Truth" / "1.png"
    target = sorted((raw / "Kvasir-SEG" / "images").iterdir())[0]
    target.write_bytes(_fake.encode(volume.read_image(clinic).array, "JPEG", quality=90))
    (raw / "Kvasir-SEG" / "masks" / target.name).write_bytes(
        _fake.encode(volume.read_image(masks).array, "JPEG", quality=90)
    )
    for dataset in ("kvasir-seg", "cvc-clinicdb"):
        datasets.prepare(dataset, raw, root=tmp_path / "data", allow_partial=True)
    found = audit(root=tmp_path / "data")
    shared = [finding for finding in found if finding.kind == "perceptual" and len(finding.datasets) == 2]
    assert (target.stem, "1") in [tuple(sorted(finding.cases, reverse=True)) for finding in shared]
    declared = [finding.datasets for finding in found if finding.kind == "declared"]
    assert ("kvasir-seg", "cvc-clinicdb") in declared


def test_what_is_published_is_told_without_any_data(tmp_path: Path) -> None:
    pairs = [finding.datasets for finding in audit(["lits"], root=tmp_path)]
    assert pairs == [("lits", "decathlon/liver"), ("lits", "ircadb")]


def test_a_second_audit_reads_no_image(own_phantom_2d: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = audit(["phantom-2d"])
    assert (own_phantom_2d / CACHE).is_file()
    monkeypatch.setattr(volume, "read_image", None)
    assert audit(["phantom-2d"]) == first


@pytest.mark.real
def test_four_real_test_images_of_the_bowl_are_training_images_at_another_exposure(
    real_data: Path, tmp_path: Path
) -> None:
    datasets.prepare("dsb2018", real_data / "dsb2018", root=tmp_path)
    found = [finding for finding in audit(["dsb2018"], root=tmp_path) if finding.leaks]
    split = datasets.load("dsb2018", root=tmp_path).split
    assert len(found) == 4
    for finding in found:
        one, two = sorted(finding.cases, key=split.test.__contains__)
        assert one in split.train
        assert two in split.test


@pytest.mark.real
def test_no_two_real_hippocampi_are_taken_for_one(real_data: Path, tmp_path: Path) -> None:
    datasets.prepare("decathlon/hippocampus", real_data / "Task04_Hippocampus", root=tmp_path)
    assert audit(["decathlon/hippocampus"], root=tmp_path) == ()
