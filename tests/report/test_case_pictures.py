"""Pictures of cases: drawn only of predictions that were scored, only where the licence lets anybody, and small."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from click.testing import CliRunner

from segeval import catalogue, datasets, report, volume
from segeval.cli import main
from segeval.errors import BadData, DamagedFile, UsageError
from segeval.records import Case, DatasetInfo, Grid, Mask, Volume
from segeval.report import build, check, rebuild
from segeval.report._case_pictures import LIMIT, picture_files, read_pictures
from segeval.report._keys import ERRORS, STRUCTURES
from segeval.report._overlays import CONTOUR, FILL, errors, layout, photograph, shapes
from segeval.report.pictures import LOCAL, draw
from segeval.store import CaseEntry, append, find_runs, finish, open_run
from tests.report._browser import browser_only, watched
from tests.report._declared import INFO
from tests.report._factory import STRUCTURES as DECLARED
from tests.report._factory import Fake, _score, declarations, record

GRID = replace(Grid.pixels((10, 12, 14)), spacing=(2.0, 1.0, 1.0), unit="mm")
CASES, MODELS = 7, {"sure": 0, "near": 1, "far": 4}  # by how many voxels each is aside
OPEN = (INFO, ())


def truth(k: int) -> npt.NDArray[np.uint8]:
    """Return a liver of label 1 that grows with the case, with a tumour of label 2 in it."""
    labels = np.zeros(GRID.shape, np.uint8)
    labels[3:8, 2:9, 2 : 6 + k // 2] = 1
    labels[4:6, 4:6, 3:5] = 2
    return labels


def counts(true: npt.NDArray[np.bool_], said: npt.NDArray[np.bool_]) -> tuple[int, int, int, int]:
    return tuple(int((a & b).sum()) for a, b in ((true, said), (~true, said), (true, ~said), (~true, ~said)))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Case]]:
    """Return a folder with runs of three models that kept their predictions, and the cases that they are of."""
    root = tmp_path_factory.mktemp("pictures")
    cases: dict[str, Case] = {}
    for model, aside in MODELS.items():
        fake = Fake(model=model, cases=CASES, metrics=("dice",), provenance={"dataset": {"title": "Toy livers"}})
        run = open_run(root / "runs", record(fake), declarations(fake))
        for k, name in enumerate(record(fake).data.case_ids):
            image, mask = root / f"{name}.nii.gz", root / f"{name}-mask.nii.gz"
            if name not in cases:
                volume.write_image(image, Volume(truth(k)[None].astype(np.float32) * 50, GRID))
                volume.write_mask(mask, Mask(truth(k), GRID))
                cases[name] = Case(dataset=INFO.id, id=name, group=name, images=(image,), mask=mask)
            said = np.roll(truth(k), min(aside + k // 3, 5) if aside else 0, axis=2)
            (run / "predictions").mkdir(exist_ok=True)
            volume.write_mask(run / "predictions" / f"{name}.nii.gz", Mask(said, GRID))
            found = {s.name: counts(np.isin(truth(k), s.values), np.isin(said, s.values)) for s in DECLARED}
            dice = {s: 2 * tp / (2 * tp + fp + fn) for s, (tp, fp, fn, _) in found.items()}
            scores = tuple(_score(name, name, s, "dice", value) for s, value in dice.items())
            append(run, CaseEntry(case_id=name, group=name, status="ok", scores=scores, counts=found))
        finish(run, provenance=fake.provenance)
    return root, cases


@pytest.fixture
def boards(made: tuple[Path, dict[str, Case]], tmp_path: Path) -> Path:
    build(made[0] / "runs", tmp_path, datasets=[OPEN])
    return tmp_path


def drawn(made: tuple[Path, dict[str, Case]], boards: Path, info: DatasetInfo = INFO, **given: Any) -> Path:
    return draw(info.id, made[1], info, runs=made[0] / "runs", boards=boards, **given)


def page_of(boards: Path) -> str:
    return (boards / "toy-liver/index.html").read_text(encoding="utf-8")


def test_a_board_shows_its_cases_and_is_still_what_its_files_give(
    made: tuple[Path, dict[str, Case]], boards: Path
) -> None:
    assert "data:image/webp" not in page_of(boards)
    index = drawn(made, boards)
    rebuild(boards, [OPEN])
    assert check(boards, [OPEN]) == []
    found = read_pictures(index.parent.parent)
    assert found is not None
    assert found.labels == ("liver", "tumour")
    assert {len(case.runs) for case in found.cases} == {len(MODELS)}
    files = picture_files(boards / "toy-liver")
    assert sum(path.stat().st_size for path in files) <= LIMIT
    text = page_of(boards)
    assert text.count("data:image/webp") == len(files) - 1
    assert "Images and references: Toy livers, https://example.org/toy, CC-BY-4.0;" in text
    before = json.loads((boards / "toy-liver/board.lock.json").read_text(encoding="utf-8"))["id"]
    drawn(made, boards)  # the same pixels are the same board
    rebuild(boards, [OPEN])
    assert json.loads((boards / "toy-liver/board.lock.json").read_text(encoding="utf-8"))["id"] == before


def test_what_was_drawn_of_runs_whose_predictions_are_elsewhere_stays(
    made: tuple[Path, dict[str, Case]], boards: Path, tmp_path: Path
) -> None:
    place = drawn(made, boards).parent.parent
    before = read_pictures(place)
    here, *_ = find_runs(made[0] / "runs")
    alone = tmp_path / "alone" / here.parent.parent.name / here.parent.name
    alone.mkdir(parents=True)
    (alone / here.name).symlink_to(here)
    assert draw(INFO.id, made[1], INFO, runs=tmp_path / "alone", boards=boards) == place / "pictures/pictures.json"
    assert read_pictures(place) == before
    shutil.rmtree(place / "pictures")
    draw(INFO.id, made[1], INFO, runs=tmp_path / "alone", boards=boards)
    after = read_pictures(place)
    assert after is not None
    assert {tuple(case.runs) for case in after.cases} == {(here.name,)}
    drawn(made, boards)
    grown = read_pictures(place)
    assert grown is not None
    assert {len(case.runs) for case in grown.cases} == {len(MODELS)}
    assert [each.slices for each in grown.cases] == [each.slices for each in after.cases]


def test_a_prediction_that_was_not_scored_is_refused(made: tuple[Path, dict[str, Case]], boards: Path) -> None:
    path = next(find_runs(made[0] / "runs")[0].glob("predictions/case-000.nii.gz"))
    content = path.read_bytes()
    volume.write_mask(path, Mask(np.ones(GRID.shape, np.uint8), GRID))
    try:
        with pytest.raises(BadData, match=r"case-000, liver: the prediction has tp, fp, fn = \(1\d\d, 1\d\d\d, 0\)"):
            drawn(made, boards)
    finally:
        path.write_bytes(content)


def test_images_that_may_not_be_published_stay_on_the_machine(made: tuple[Path, dict[str, Case]], boards: Path) -> None:
    closed = replace(INFO, license="research only")
    with pytest.raises(UsageError, match=r'toy/liver is under "research only".*--local'):
        drawn(made, boards, closed)
    place = drawn(made, boards, closed, local=True)
    assert place.name == LOCAL
    assert "data:image/webp" in place.read_text(encoding="utf-8")
    assert (place.parent / ".gitignore").read_text(encoding="utf-8") == f"{LOCAL}\n.gitignore\n"
    assert picture_files(place.parent) == []
    drawn(made, boards)
    rebuild(boards, [(closed, ())])  # of a dataset whose licence has changed
    assert "data:image/webp" not in page_of(boards)


def test_runs_without_predictions_are_told_how_to_keep_them(
    made: tuple[Path, dict[str, Case]], boards: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="segeval run --save-predictions --dataset toy/liver"):
        draw(INFO.id, made[1], INFO, runs=tmp_path / "toy-liver", boards=boards)


def test_damaged_pictures_are_named_and_left_out(made: tuple[Path, dict[str, Case]], boards: Path) -> None:
    index = drawn(made, boards)
    layer = next(index.parent.glob("*-reference.webp"))
    for content in (b"<svg onload=alert(1)>", b"RIFF....WEBP" + bytes(LIMIT)):
        layer.write_bytes(content)
        with pytest.raises(DamagedFile, match=layer.name):
            rebuild(boards, [OPEN])
        assert "data:image/webp" not in page_of(boards)
    layer.unlink()
    index.write_text(index.read_text(encoding="utf-8").replace('"size"', '"sizes"'))
    with pytest.raises(DamagedFile, match=r"pictures\.json is absent or damaged"):
        rebuild(boards, [OPEN])


def test_a_layer_says_what_is_found_missed_too_much_and_confused() -> None:
    true, said = np.zeros((40, 40), np.int64), np.zeros((40, 40), np.int64)
    true[:, :20], said[:20, :20], said[20:, 20:], said[30:, :20] = 1, 1, 1, 2
    plan = layout(true, [said], (1.0, 1.0), 40)
    shown = errors(true, said, plan)
    inner = {name: tuple(shown[at]) for name, at in zip(ERRORS, ((10, 10), (25, 10), (25, 30), (35, 10)), strict=True)}
    assert inner == {name: (*colour, FILL) for name, colour in ERRORS.items()}
    assert [shown[10, x, 3] for x in (17, 18, 19, 20)] == [FILL, CONTOUR, CONTOUR, 0]
    assert shown[0, 10, 3] == FILL  # the border of the picture is no contour
    assert tuple(shapes(true, [1], plan)[10, 10]) == (*STRUCTURES[0], FILL)


def test_a_volume_is_cut_where_most_is_to_be_seen() -> None:
    true = np.zeros((10, 20, 30), np.int64)
    true[4, 5:15, 7], true[4, 6, 5:12] = 1, 1
    plan = layout(true, [true], (3.0, 1.0, 1.0), 128)
    assert plan.words == "axial slice 5 of 10; coronal slice 7 of 20; sagittal slice 8 of 30"
    assert layout(true, [true], (3.0, 1.0, 1.0), 128, plan.slices) == plan
    assert layout(true, [true], (3.0, 1.0, 1.0), 128, (9, 0, 29)).slices == (9, 0, 29)
    assert layout(true, [true], (3.0, 1.0, 1.0), 128, (10, 0, 0)) == plan
    assert max(plan.size) <= 128
    image = np.arange(true.size, dtype=np.float32).reshape(1, *true.shape)
    shown = photograph(image, plan)
    assert shown.shape == (*plan.size, 4)
    for plane in plan.planes:
        (y, x), (height, width) = plane.corner, plane.size
        assert (shown[y : y + height, x : x + width, 3] == 255).all()
    assert (shown[: plan.planes[0].size[0], plan.planes[0].size[1] :, 3] == 0).all()  # nothing beside the axial plane
    assert shown[0, 0, 0] > shown[plan.planes[0].size[0] - 1, 0, 0]  # the front is up


@pytest.mark.browser
@browser_only
def test_arrow_keys_change_the_model_and_the_link_keeps_it(
    made: tuple[Path, dict[str, Case]], boards: Path, browser: Any
) -> None:
    drawn(made, boards)
    rebuild(boards, [OPEN])
    url = (boards / "toy-liver/index.html").as_uri()
    plain, seen = watched(browser, url, java_script_enabled=False)
    assert plain.locator(".shot use").count() == 7 * plain.locator(".shot").count()
    assert seen == []
    plain.close()
    page, seen = watched(browser, url, viewport={"width": 1500, "height": 1000})
    last = page.locator(".shot").last.locator(".four p")
    assert last.all_inner_texts()[2].startswith("sure 1.0000")
    page.locator("#shots").focus()
    for key, model in (("ArrowRight", "near"), ("ArrowRight", "far"), ("ArrowLeft", "near")):
        page.keyboard.press(key)
        assert {shot.locator("p").nth(3).inner_text().split()[0] for shot in page.locator(".shot").all()} == {model}
    page.keyboard.press("Shift+ArrowLeft")
    shown = last.all_inner_texts()[2:]
    assert shown[0].startswith("far")
    page.reload()
    assert last.all_inner_texts()[2:] == shown
    page.locator("#cases image").first.click(position={"x": 3, "y": 3})
    assert page.locator(".shot.here").get_attribute("id") == "shot-0"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert seen == []
    page.close()


def test_the_command_draws_of_the_data_that_the_board_scored(
    made: tuple[Path, dict[str, Case]], boards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = SimpleNamespace(label_digest="1" * 16, cases=made[1], info=INFO)
    monkeypatch.setattr(datasets, "load", lambda name, split: {("toy/liver", "official:test"): data}[name, split])
    monkeypatch.setattr(catalogue, "declared_datasets", lambda: (OPEN,))
    asked = ["board", "pictures", "toy/liver", "--runs", str(made[0] / "runs"), "--boards", str(boards)]
    done = CliRunner().invoke(main, asked)
    assert done.output == f"{boards / 'toy-liver/pictures/pictures.json'}\n"
    assert "data:image/webp" in page_of(boards)
    data.label_digest = "2" * 16
    other = ["board", "pictures", "other", "--boards", str(boards)]
    for given, told in ((asked, "the prepared labels are 2222"), (other, "holds no board of other")):
        refused = CliRunner().invoke(main, given)
        assert refused.exit_code == 7
        assert told in refused.output


def test_a_board_of_joined_folds_is_drawn_of_the_data_of_all_of_them(
    made: tuple[Path, dict[str, Case]], boards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = report.read_rules(boards / "toy-liver")
    assert rules is not None
    labels = ["1" * 16, "2" * 16]
    folds = {f"toy-{k}:test": SimpleNamespace(label_digest=labels[k], cases=made[1], info=INFO) for k in (0, 1)}
    joined = replace(rules.data, split="toy-0..1", label_digest=report.joined_digest(labels))
    monkeypatch.setattr(report, "read_rules", lambda _: replace(rules, data=joined))
    monkeypatch.setattr(datasets, "load", lambda _, split: folds[split])
    monkeypatch.setattr(catalogue, "declared_datasets", lambda: (OPEN,))
    asked = ["board", "pictures", "toy/liver", "--runs", str(made[0] / "runs"), "--boards", str(boards)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert "data:image/webp" in page_of(boards)
    folds["toy-1:test"].label_digest = "3" * 16
    assert "the prepared labels are" in CliRunner().invoke(main, asked).output
