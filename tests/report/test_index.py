"""The index and the pages of datasets: complete without JavaScript, offline, never one winner where there is none."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from segeval import catalogue
from segeval.errors import DamagedFile
from segeval.published import Published, published
from segeval.records import Split, folder_name
from segeval.report import Board, build, check, complete, rank, rebuild
from segeval.report._datasets import commands, dataset_page, families, page_of, sized
from segeval.report._folds import for_each_fold
from segeval.report._index import index
from segeval.report._pictures import LARGEST, PICTURES, PUBLISHABLE, picture
from segeval.report._published import linked, published_section
from segeval.report._standing import level, mean_ranks, placed, standing
from segeval.store import read_run
from tests.report._declared import INFO, OTHER, PRINTED, TOY, built, models, put
from tests.report._factory import Fake, write

BOARDS = Path(__file__).parents[2] / "leaderboards"


def board(root: Path, *fakes: Fake) -> Board:
    return complete(rank([read_run(write(root, fake)) for fake in fakes]))


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("index"))


def text_of(path: Path) -> str:
    """Return what a reader sees of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_a_model_leads_alone_only_where_no_other_is_level_with_it(tmp_path: Path) -> None:
    alone = board(tmp_path / "1", *models(a=0.9, b=0.6, c=0.5))
    assert standing(alone)[0] == "a leads 3 models"
    assert re.fullmatch(r"Dice 0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]\*?", standing(alone)[1])
    shared = board(tmp_path / "2", *models(a=0.9, b=0.9, c=0.5))
    assert sorted(row.run.record.model.id for row in level(shared)) == ["a", "b"]
    assert re.fullmatch("2 of 3 share the lead: (a and b|b and a)", standing(shared)[0])
    few = [Fake(model=name, skill=skill, cases=4) for name, skill in (("a", 0.9), ("b", 0.5))]
    assert standing(board(tmp_path / "3", *few))[0] == "Both are level: a and b"
    assert standing(board(tmp_path / "4", Fake(model="a")))[0] == "a is the only ranked model"
    guess = board(tmp_path / "5", Fake(model="a", marks=("random weights",)))
    assert standing(guess) == ("No model is ranked yet", "1 run shown")
    assert placed(guess, guess.rows[0]).tint is None
    assert placed(guess, guess.rows[0]).words == "random weights"


def test_tints_follow_how_many_models_are_surely_better(tmp_path: Path) -> None:
    found = board(tmp_path, *models(a=0.95, b=0.8, c=0.6, d=0.4))
    tints = [placed(found, row).tint for row in found.rows]
    assert [placed(found, row).ranks for row in found.rows] == ["1", "2", "3", "4"]
    assert tints == [0, 2, 3, 4]


def test_a_mean_rank_is_over_the_boards_that_all_of_its_models_share(tmp_path: Path) -> None:
    found = {
        "x": board(tmp_path / "x", *models(a=0.9, b=0.6, only=0.3)),
        "y": board(tmp_path / "y", *models(b=0.9, a=0.6)),
        "z": board(tmp_path / "z", *models(a=0.9, c=0.5)),
    }
    means, shared = mean_ranks(found)
    assert shared == ["x", "y"]
    assert {name: (each.mean, each.low, each.high) for name, each in means.items()} == {
        "a": (1.5, 1.5, 1.5),
        "b": (1.5, 1.5, 1.5),
    }
    assert mean_ranks({"x": found["x"], "z": found["z"]}) == ({}, [])
    assert mean_ranks({}) == ({}, [])


def test_sixty_models_on_twenty_datasets_take_at_most_150_kilobytes(tmp_path: Path) -> None:
    one = board(tmp_path, *(Fake(model=f"model-number-{i}", seed=i, cases=3, skill=0.5 + i / 200) for i in range(60)))
    known = catalogue.declared_datasets()
    largest = Markup(f'<img class="mark" alt="" src="data:image/webp;base64,{"A" * (LARGEST * 4 // 3)}">')
    pictures = {folder_name(info.id): largest for info, _ in known if info.license.startswith(PUBLISHABLE)}
    text = index({folder_name(info.id): one for info, _ in known[:20]}, known, pictures=pictures)
    assert text.count(largest) == len(pictures) > 10
    assert len(re.findall("<td class=t[0-4]", text)) == 60 * 20
    assert 'class="turned"' in text
    assert len(text.encode()) <= 150_000


def test_an_index_of_nothing_is_a_page() -> None:
    assert "0 datasets" in index({})
    text = index({}, [OTHER])
    assert "wait for a first run" in text
    assert "<table" not in text


def test_the_index_names_groups_datasets_and_what_others_printed(boards: Path) -> None:
    text = text_of(boards / "index.html")
    assert "best leads 3 models Dice" in text
    assert "Toy livers CT · 3D · 12 cases scored · CC-BY-4.0" in text
    assert "Toy eyes photograph · 2D · 6 cases · download after a form" in text
    assert "1 published value" in text


def test_every_link_between_the_pages_leads_somewhere(boards: Path) -> None:
    for path in [boards / "index.html", *boards.glob("*/index.html"), *boards.glob("datasets/*.html")]:
        text = path.read_text(encoding="utf-8")
        for link in re.findall(r'href="([^"]+)"', text):
            place, _, name = link.partition("#")
            if place and not place.startswith(("https://", "data:")):
                assert (path.parent / place).is_file(), (path.name, link)
            elif not place:
                assert f'id="{name}"' in text, (path.name, link)
    assert page_of("toy/liver") == "datasets/toy-liver.html"
    assert "../datasets/toy-liver.html" in (boards / "toy-liver/index.html").read_text(encoding="utf-8")


def test_the_page_of_a_dataset_has_its_declaration_splits_and_published_values(boards: Path) -> None:
    text = text_of(boards / "datasets/toy-liver.html")
    for phrase in (
        "best leads 3 models",
        "Tumours & vessels touch.",
        "liver 1 + 2 3 mm",
        f"official default 2 0 1 patient {TOY[1][0].digest}",
        "1 number from 1 source",
        "unet <1> 2015 0.8180 [1] a",
        "test labels & training labels overlap",
        "A paper. arXiv:2006.11392 ; github some/where README",
        "segeval run --model preds:FOLDER --dataset toy/liver --split official:test",
        "@misc{toy}",
    ):
        assert phrase in text, phrase
    assert "unet <1> 2015 0.8180" in text_of(boards / "toy-liver/index.html")


def test_a_dataset_without_runs_and_published_values_says_so(boards: Path) -> None:
    text = text_of(boards / "datasets/eyes.html")
    assert "Nobody has run a model on it yet" in text
    assert "by rule, from the ids of the download" in text
    assert "Published values" not in text
    assert "Known issues" not in text
    assert "segeval data fetch eyes says where to get them" in text


def test_a_printed_row_without_source_is_named_and_every_page_is_built(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    put(tmp_path / "boards", INFO.id, PRINTED, {**PRINTED, "citation": "somebody told me"})
    with pytest.raises(DamagedFile, match=r"toy-liver\.csv row 3: unet <1>, Dice 0\.8180 has no source"):
        build(tmp_path / "runs", tmp_path / "boards", datasets=(TOY, OTHER))
    assert len(check(tmp_path / "boards", (TOY, OTHER))) == 1
    for path in ("toy-liver/index.html", "datasets/toy-liver.html"):
        assert "has a fault and is left out" in text_of(tmp_path / "boards" / path)
    assert "has a fault" not in text_of(tmp_path / "boards/datasets/eyes.html")


def test_an_edited_or_missing_page_of_a_dataset_is_found_out(boards: Path) -> None:
    assert check(boards, (TOY, OTHER)) == []
    for path in (boards / "datasets/eyes.html", boards / "index.html"):
        path.write_text(path.read_text(encoding="utf-8").replace("Toy", "Real"), encoding="utf-8")
        assert [fault.partition(" is not")[0] for fault in check(boards, (TOY, OTHER))] == [str(path)]
        path.unlink()
        assert len(check(boards, (TOY, OTHER))) == 1
        rebuild(boards, (TOY, OTHER))
    assert check(boards, (TOY, OTHER)) == []


def test_the_board_is_another_one_when_its_published_values_change(tmp_path: Path) -> None:
    write(tmp_path / "runs", Fake())
    build(tmp_path / "runs", tmp_path / "boards")
    lock = tmp_path / "boards/toy-liver/board.lock.json"
    before = json.loads(lock.read_text(encoding="utf-8"))
    put(tmp_path / "boards", INFO.id, PRINTED)
    rebuild(tmp_path / "boards")
    after = json.loads(lock.read_text(encoding="utf-8"))
    assert after["id"] != before["id"]
    assert after["runs"] == before["runs"]


def test_a_picture_is_shown_only_where_the_licence_lets_anybody_publish_it(tmp_path: Path) -> None:
    (tmp_path / PICTURES).mkdir()
    for info in (INFO, OTHER[0]):
        (tmp_path / PICTURES / f"{folder_name(info.id)}.webp").write_bytes(b"RIFF")
    shown = picture(tmp_path, INFO)
    assert shown == '<img class="mark" alt="" src="data:image/webp;base64,UklGRg==">'
    assert not picture(tmp_path, OTHER[0])
    assert not picture(tmp_path, replace(INFO, license="CC-BY-NC-ND-4.0"))
    assert "data:image/webp" in dataset_page(TOY, picture=shown)
    assert '<svg class="mark"' in dataset_page(TOY)
    (tmp_path / PICTURES / "toy-liver.webp").write_bytes(b"R" * (LARGEST + 1))
    assert not picture(tmp_path, INFO)


def test_citations_link_what_can_be_looked_up_and_nothing_else() -> None:
    text = linked("<b>arXiv:2006.11392</b>; doi:10.1109/TMI.1; javascript:alert(1)")
    assert text.count("<a href=") == 2
    assert text.startswith('&lt;b&gt;<a href="https://arxiv.org/abs/2006.11392">arXiv:2006.11392</a>&lt;/b&gt;')
    assert '<a href="https://doi.org/10.1109/TMI.1">doi:10.1109/TMI.1</a>; javascript:alert(1)' in text


def test_notes_of_a_table_have_letters_that_go_on_after_z() -> None:
    given = {key: PRINTED[key] for key in ("split", "structure", "metric", "unit", "convention", "source", "citation")}
    rows = [
        Published(
            dataset="x", method=f"m{k:02}", year=2000, value=0.5, printed="0.50", n=None, note=f"note {k}", **given
        )
        for k in range(28)
    ]
    text = published_section(rows)
    assert "<sup>z</sup> note 25. <sup>aa</sup> note 26. <sup>ab</sup> note 27." in text
    assert published_section([]) == ""


def test_folds_of_one_source_are_one_family() -> None:
    def split(name: str, source: str) -> Split:
        return Split(dataset="x", name=name, source=source, group="case")

    folds = [split(f"ours-{k}", f"lists/fold-{k}.txt of 2021") for k in range(3)]
    found = families([*folds, split("30-14", "fold-14 of somebody"), split("other", "lists/fold-0.txt of 2021")])
    assert [(each.source, [s.name for s in each.splits]) for each in found] == [
        ("lists/fold-K.txt of 2021", ["ours-0", "ours-1", "ours-2"]),
        ("fold-14 of somebody", ["30-14"]),
        ("lists/fold-0.txt of 2021", ["other"]),
    ]


def test_commands_name_the_dataset_split_and_part() -> None:
    assert commands("lits", "nnunet-0", "val").splitlines() == [
        "segeval data prepare lits",
        "segeval run --model preds:FOLDER --dataset lits --split nnunet-0:val --trained-on WHAT",
        "segeval board build",
    ]
    assert commands("isbi2012-em", "nested-0..2", "test").splitlines()[1] == (
        "for fold in 0 1 2; do segeval run --model preds:FOLDER --dataset isbi2012-em "
        "--split nested-${fold}:test --trained-on WHAT; done"
    )
    assert for_each_fold("segeval train --split other", "nested-0..2") == "segeval train --split other"
    assert [sized(size) for size in (0, 12, 4_200, 31_000_000)] == ["", "12 B", "4.2 kB", "31 MB"]


def test_every_dataset_of_the_catalogue_has_a_page_and_all_of_them_are_small() -> None:
    known = catalogue.declared_datasets()
    assert len(known) >= 28
    pages = [dataset_page(each, published=published(each[0].id, BOARDS)) for each in known]
    for (info, splits), text in zip(known, pages, strict=True):
        assert html.escape(info.title) in text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
        assert all(split.digest in text for split in splits if split.test or split.val)
        assert info.homepage in html.unescape(text)
    assert sum(len(text.encode()) for text in pages) <= 620_000
