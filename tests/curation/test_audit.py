"""Auditing: copies are found whatever was done to them, other images are not, and groups in two parts are."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from segeval import datasets, volume
from segeval.curation._hash import SAME, SAMPLES, distances, perceptual
from segeval.curation.audit import CACHE, DECLARED, audit
from segeval.datasets import _fake, cvc, glas, kvasir
from segeval.errors import UsageError
from segeval.records import Grid, Mask, Volume


def scene(seed: int, shape: tuple[int, int] = (144, 176)) -> Volume:
    """Return a smooth picture with structure of its own."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(shape[0]), np.fft.rfftfreq(shape[1]), indexing="ij"))
    spectrum = rng.normal(size=(3, *frequency.shape)) / np.maximum(frequency, 1 / shape[1])  # as photographs have it
    drawn = np.fft.irfft2(spectrum * np.exp(2j * np.pi * rng.random(frequency.shape)), shape)
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
        lost = Volume(flipped.array, image.grid)
        clipped = Volume(np.clip(image.array, -160, 240), image.grid)
        bare = Volume(image.array, replace(image.grid, spacing=(1.0, 1.0, 1.0)))
        copies = np.stack([perceptual(copy) for copy in (flipped, lost, clipped, bare)])
        assert distances(own[None], copies).max() <= SAME[3]


def lopsided(shape: tuple[int, ...]) -> Volume:
    """Return a volume without any symmetry, and with noise."""
    rng = np.random.default_rng(0)
    waves = [np.cos(np.linspace(0, 3, n)[:, None] * rng.uniform(1, 4, 9) + rng.uniform(0, 6, 9)) for n in shape]
    array = (np.einsum("zk,yk,xk->zyx", *waves) + rng.normal(0, 9, shape))[None].astype(np.float32)
    return Volume(array, replace(Grid.pixels(shape), unit="mm"))


@pytest.mark.parametrize("shape", [(20, 35, 50), (SAMPLES + 1, 2 * SAMPLES + 2, 3 * SAMPLES + 8)])
def test_the_mirror_images_of_a_volume_are_the_same_whatever_the_header_says(shape: tuple[int, ...]) -> None:
    image = lopsided(shape)
    own = perceptual(image)
    for axes in ((1,), (2,), (3,), (1, 2), (1, 3), (2, 3), (1, 2, 3)):
        mirrored = perceptual(Volume(np.flip(image.array, axes), image.grid))
        assert (mirrored != own).mean() > 0.1
        assert distances(own[None], mirrored[None]) == pytest.approx(0, abs=0.01)


def test_rounding_errors_of_a_symmetric_picture_are_no_content() -> None:
    half = scene(0).array
    even = Volume(np.concatenate([half, half[..., ::-1]], axis=2), Grid.pixels((144, 352)))
    scaled = Volume(even.array / np.float32(7) + np.float32(0.3), even.grid)
    assert np.array_equal(perceptual(scaled), perceptual(even))


def test_distances_are_the_shares_of_bits_that_differ() -> None:
    bits = np.random.default_rng(0).random((6, 143)) < 0.5
    assert np.allclose(distances(bits, bits), [[(one != two).mean() for two in bits] for one in bits])


def test_images_without_content_are_one_image_and_no_other() -> None:
    blank = np.stack([perceptual(Volume(np.full((1, 61, 47), v, np.float32), Grid.pixels((61, 47)))) for v in (0, 7.3)])
    assert distances(blank, blank).max() == 0
    assert distances(blank, perceptual(scene(0))[None]).min() > SAME[2]


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
    assert [(finding.kind, set(finding.cases), finding.leaks, sorted(finding.parts)) for finding in found] == [
        ("perceptual", {"train0", "test0"}, ("own",), ["test", "train"]),
        ("exact", {"train1", "again"}, (), ["train", "train"]),
    ]


def test_a_volume_stored_otherwise_is_exact_even_if_its_spacing_is_lost(tmp_path: Path) -> None:
    for seed, name in enumerate(("one", "two", "again")):
        image, mask = _fake.pair(_fake.world((12, 20, 24), (3.0, 1.0, 1.0)), (1,), seed=seed % 2)
        if name == "again":
            turned = tuple(tuple(-d for d in row) if k == 2 else row for k, row in enumerate(image.grid.direction))
            grid = replace(image.grid, direction=turned, spacing=(1.0, 1.0, 1.0))
            image, mask = Volume(np.flip(image.array, -1), grid), Mask(np.flip(mask.array, -1), grid)
        for folder in ("images", "masks"):
            (tmp_path / "raw" / folder).mkdir(parents=True, exist_ok=True)
        volume.write_image(tmp_path / "raw" / "images" / f"{name}.nii.gz", image)
        volume.write_mask(tmp_path / "raw" / "masks" / f"{name}.nii.gz", mask)
    datasets.prepare("folder/mine", tmp_path / "raw", root=tmp_path / "data")
    rows = datasets.load("folder/mine", root=tmp_path / "data").rows
    assert rows["one"]["image_sha256"] != rows["again"]["image_sha256"]
    (found,) = audit(["folder/mine"], root=tmp_path / "data")
    assert (found.kind, set(found.cases), found.distance) == ("exact", {"one", "again"}, 0)


@pytest.mark.usefixtures("phantom_2d")
def test_a_dataset_that_is_named_twice_is_compared_once() -> None:
    assert audit(["phantom-2d", "phantom-2d"]) == audit(["phantom-2d"]) == ()


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
    target = sorted((raw / "Kvasir-SEG" / "images").iterdir())[0]
    mask = 255 * _fake.blobs((288, 384), (1,), 0)
    for image, masks in ((clinic, clinic.parents[1] / "Ground Truth"), (target, raw / "Kvasir-SEG" / "masks")):
        _fake.picture(image, scene(0, (288, 384)).array)  # as JPEG in one of them
        _fake.picture(masks / image.name, mask)
    for dataset in ("kvasir-seg", "cvc-clinicdb"):
        datasets.prepare(dataset, raw, root=tmp_path / "data", allow_partial=True)
    found = audit(["kvasir-seg", "cvc-clinicdb"], root=tmp_path / "data")
    shared = [finding for finding in found if finding.kind == "perceptual" and len(finding.datasets) == 2]
    assert [(finding.datasets, finding.cases) for finding in shared] == [
        (("kvasir-seg", "cvc-clinicdb"), (target.stem, "1"))
    ]
    declared = [finding.datasets for finding in found if finding.kind == "declared"]
    assert ("kvasir-seg", "cvc-clinicdb") in declared


def test_what_is_published_is_told_without_any_data(tmp_path: Path) -> None:
    found = audit(["lits"], root=tmp_path)
    assert [finding.datasets for finding in found] == [("lits", "decathlon/liver"), ("lits", "ircadb")]
    assert all("not compared here, since lits and" in finding.text for finding in found)


def test_every_published_overlap_is_of_known_datasets_and_has_a_source() -> None:
    assert {name for pair, _, _ in DECLARED for name in pair} <= set(datasets.REGISTRY.items())
    assert all(what and source for _, what, source in DECLARED)


def test_a_dataset_that_is_not_there_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="glas is not prepared"):
        audit(["glas"], root=tmp_path)


def test_a_second_audit_reads_no_image(own_phantom_2d: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = audit(["phantom-2d"])
    assert (own_phantom_2d / CACHE).is_file()
    monkeypatch.setattr(volume, "read_image", None)
    assert audit(["phantom-2d"]) == first


def spoil(kept: str) -> str:
    """Return what another version of the hash might have kept: the same bits for every image."""
    images = json.loads(kept)["images"]
    return json.dumps({"version": 2, "images": dict.fromkeys(images, next(iter(images.values())))})


@pytest.mark.parametrize("content", ["", "[]", '{"version": 3, "images": {"a": {}}}', spoil])
def test_what_an_audit_kept_is_made_again_where_it_cannot_be_used(
    own_phantom_2d: Path, content: str | Callable[[str], str]
) -> None:
    first = audit(["phantom-2d"])
    kept = (own_phantom_2d / CACHE).read_text(encoding="utf-8")
    (own_phantom_2d / CACHE).write_text(content(kept) if callable(content) else content, encoding="utf-8")
    assert audit(["phantom-2d"]) == first
    assert (own_phantom_2d / CACHE).read_text(encoding="utf-8") == kept


TWINS = ("0287e7ee", "7c318172", "9cdac287", "abbfff07")  # of test images, among the training images of the Bowl


@pytest.mark.real
@pytest.mark.parametrize("kept", [("00", *TWINS), pytest.param(("",), marks=pytest.mark.slow)], ids=["some", "all"])
def test_four_real_test_images_of_the_bowl_are_training_images_at_another_exposure(
    kept: tuple[str, ...], real_data: Path, tmp_path: Path
) -> None:
    datasets.prepare("dsb2018", thinned(real_data / "dsb2018", tmp_path, kept), root=tmp_path, allow_partial=True)
    found = audit(["dsb2018"], root=tmp_path)
    split = datasets.load("dsb2018", root=tmp_path).split
    copies = [finding for finding in found if finding.kind == "perceptual" and finding.leaks]
    assert [finding.leaks for finding in copies] == [("stage1",)] * 4
    clean = datasets.load("dsb2018", "stage1-clean", root=tmp_path).split
    assert not [each for each in found if "stage1-clean" in each.leaks and set(each.cases) & set(clean.test)]
    for finding in copies:
        one, two = sorted(finding.cases, key=split.test.__contains__)
        assert one in split.train
        assert one.startswith(TWINS)
        assert two in split.test


def thinned(raw: Path, folder: Path, kept: tuple[str, ...]) -> Path:
    """Return the download of the Bowl with those training images whose names begin so."""
    thin = folder / "raw"
    thin.mkdir()
    for name in ("stage1_solution.csv", "stage1_test.zip"):
        shutil.copyfile(raw / name, thin / name)
    with ZipFile(raw / "stage1_train.zip") as whole, ZipFile(thin / "stage1_train.zip", "w") as some:
        for name in whole.namelist():
            if name.removeprefix("stage1_train/").startswith(kept):
                some.writestr(name, whole.read(name))
    return thin


@pytest.mark.real
def test_no_two_real_hippocampi_are_taken_for_one(real_data: Path, tmp_path: Path) -> None:
    datasets.prepare("decathlon/hippocampus", real_data / "Task04_Hippocampus", root=tmp_path)
    found = audit(["decathlon/hippocampus"], root=tmp_path)
    assert {finding.kind for finding in found} == {"group"}
    assert len([finding for finding in found if "nnunet-0" in finding.leaks]) == 36
    assert not [finding for finding in found if any(name.startswith("segeval-person") for name in finding.leaks)]
