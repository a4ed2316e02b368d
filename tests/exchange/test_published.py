"""Values that others printed: every committed row can be looked up, and none is ranked."""

from pathlib import Path

import pytest

from segeval import catalogue, report
from segeval._disk import to_csv
from segeval.errors import BadData
from segeval.exchange import published, sections
from segeval.published import COLUMNS, FOLDER
from segeval.records import folder_name

BOARDS = Path(__file__).parents[2] / "leaderboards"
DATASETS = {folder_name(name): name for name in catalogue.KINDS["datasets"].names()}
NOT_BUILT = "is not what its runs give; do not edit it, rebuild it with segeval board"
ROW = {
    "split": "880-120",
    "method": "unet",
    "year": "2015",
    "structure": "polyp",
    "metric": "Dice",
    "value": "0.8180",
    "unit": "1",
    "n": "120",
    "convention": "mean over images",
    "source": "A paper",
    "citation": "arXiv:2006.11392; doi:10.1109/TMI.2020.1; github DengPingFan/PraNet README",
    "note": "",
}


def put(folder: Path, *rows: dict[str, str]) -> Path:
    (folder / FOLDER).mkdir(exist_ok=True)
    text = to_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])
    (folder / FOLDER / "kvasir-seg.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", sorted((BOARDS / FOLDER).glob("*.csv")), ids=lambda path: path.stem)
def test_a_committed_table_is_of_a_dataset_that_we_know_and_every_row_can_be_looked_up(path: Path) -> None:
    rows = published(DATASETS[path.stem], BOARDS)
    assert rows
    assert all(row.links for row in rows)
    assert not [row for row in rows if "stored text" in row.citation + row.note]
    tables = sections(rows)
    assert len({(table.split, table.convention) for table in tables}) == len(tables)
    assert sum(bool(value) for table in tables for line in table.lines for value in line.values) == len(rows)


def test_a_dataset_without_a_table_has_no_rows_and_tables_are_no_boards(tmp_path: Path) -> None:
    assert published("phantom", BOARDS) == ()
    assert report.check(put(tmp_path, ROW)) == [f"{tmp_path / 'index.html'} {NOT_BUILT}"]


def test_values_keep_their_digits_and_say_where_they_can_be_looked_up(tmp_path: Path) -> None:
    (row,) = published("kvasir-seg", put(tmp_path, ROW))
    assert (row.value, row.printed, row.n, row.year) == (0.818, "0.8180", 120, 2015)
    assert row.links == (
        ("arXiv 2006.11392", "https://arxiv.org/abs/2006.11392"),
        ("doi 10.1109/TMI.2020.1", "https://doi.org/10.1109/TMI.2020.1"),
        ("github DengPingFan/PraNet", "https://github.com/DengPingFan/PraNet"),
    )


def test_splits_and_conventions_never_share_a_table(tmp_path: Path) -> None:
    other = {**ROW, "metric": "IoU", "value": "0.746"}
    folder = put(
        tmp_path,
        {**ROW, "convention": "pooled"},
        ROW,
        other,
        {**ROW, "method": "fcn", "n": ""},
        {**ROW, "split": "own"},
        {**ROW, "source": "Another paper", "value": "0.82", "note": "a copy"},
    )
    first, *rest = sections(published("kvasir-seg", folder))
    assert (first.split, first.convention, first.n) == ("880-120", "mean over images", (120,))
    assert first.columns == (("polyp", "Dice", "1"), ("polyp", "IoU", "1"))
    assert [(line.method, line.values, line.notes) for line in first.lines] == [
        ("fcn", ("0.8180", ""), ()),
        ("unet", ("0.8180", "0.746"), ()),
        ("unet", ("0.82", ""), ("a copy",)),
    ]
    assert [len(table.lines) for table in rest] == [1, 1]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source": ""}, r"kvasir-seg.csv row 3: unet, Dice 0.8180 has no source that can be looked up"),
        ({"citation": "a README"}, r"row 3: .* no source that can be looked up \(a README\); give one as"),
        ({"convention": " "}, "row 3: .* has no convention"),
        ({"value": "nan"}, "row 3: .* is no number"),
        ({"value": "high"}, "row 3: .*could not convert"),
        ({"year": "2015?"}, "row 3: .*invalid literal"),
    ],
)
def test_a_row_that_says_too_little_is_refused_in_one_line(tmp_path: Path, change: dict[str, str], words: str) -> None:
    with pytest.raises(BadData, match=words) as caught:
        published("kvasir-seg", put(tmp_path, ROW, {**ROW, **change}))
    assert "\n" not in str(caught.value)


def test_a_table_of_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "kvasir-seg.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadData, match="columns a, b, expected split, method"):
        published("kvasir-seg", tmp_path)
