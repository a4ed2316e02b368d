"""Writing files: whole or not at all, under names that nobody shares, refused in one line."""

import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from segeval._disk import (
    digest,
    file_sha256,
    json_lines,
    parse_csv,
    parse_json,
    read_object,
    read_text,
    replace,
    replacing,
    require_plain,
    sealed,
    tidy,
    to_csv,
)
from segeval.errors import BadData, DamagedFile, UsageError


def test_a_file_is_replaced_when_its_writer_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with replacing(path) as temporary:
        temporary.write_text("new")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            msg = "no value"
            raise LookupError(msg)

    with pytest.raises(LookupError, match="no value"):
        fail()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["a.npy", "weights.safetensors", "b.nii.gz", "x" * 250 + ".png", "ü" * 120 + ".png"])
def test_the_temporary_name_is_hidden_and_ends_like_the_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with replacing(path) as temporary:
        assert temporary.parent == tmp_path
        assert temporary.name.startswith(".")
        assert temporary.name.endswith("".join(path.suffixes))
        temporary.write_bytes(b"1")
    assert path.read_bytes() == b"1"


def test_threads_that_write_one_file_do_not_share_a_temporary_name(tmp_path: Path) -> None:
    path, together = tmp_path / "a.txt", Barrier(8, timeout=60)

    def write(number: int) -> str:
        with replacing(path) as temporary:
            temporary.write_text(str(number) * 1000)
            together.wait()
            assert temporary.read_text(encoding="utf-8") == str(number) * 1000
        return temporary.name

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(write, range(8)))
    assert len(names) == 8
    assert path.read_text(encoding="utf-8") in {str(number) * 1000 for number in range(8)}
    assert list(tmp_path.iterdir()) == [path]


def test_a_refusal_of_the_system_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file is no folder, even for root")
    with pytest.raises(UsageError, match=r"file/a\.txt cannot be written .*choose another folder"):
        replace(tmp_path / "file" / "a.txt", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_text_is_stored_as_it_is(tmp_path: Path) -> None:
    replace(tmp_path / "a.txt", "é\r\n\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\r\n\n".encode()


def test_the_sum_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5000
    (tmp_path / "a").write_bytes(content)
    assert file_sha256(tmp_path / "a") == hashlib.sha256(content).hexdigest()


def test_what_a_spreadsheet_would_run_gets_an_apostrophe() -> None:
    assert to_csv(["a"], [["=1+1"], ["-2.5"], ["-x"], [None], ["'"]]) == "a\n'=1+1\n-2.5\n'-x\n\n''\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 65 + "]" * 65, "more than 64 deep"),
        ("[" * 100_000, "more than 64 deep"),
        ('{"a":' * 100_000, "more than 64 deep"),
        ("[" + "1," * 2_000_001 + "1]", "values, more than 2000000"),
        ('{"a": NaN}', "NaN is no number"),
        ("[-Infinity]", "-Infinity is no number"),
        ("[1e999]", "beyond those of 64 bits"),
        ("-1.5E+400", "beyond those of 64 bits"),
        ('{"a":-12345678901234567890}', "beyond those of 64 bits"),
        ("[9223372036854775808]", "beyond those of 64 bits"),
        ('["\\ud800"]', "surrogates not allowed"),
        ('{"\\u0000": 1}', "holds NUL"),
        ("[1", "Expecting"),
        ("", "Expecting"),
    ],
)
def test_json_has_limits(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_json(text)


def test_json_within_the_limits_says_what_it_says() -> None:
    deep = "[" * 60 + "]" * 60
    assert parse_json(f'{{"a": [1, -2.5, 9223372036854775807, 1e300, "\\ud83d\\ude00"], "b": {deep}}}')["a"] == [
        1, -2.5, 2**63 - 1, 1e300, "😀",
    ]  # fmt: skip


def test_lines_of_json_are_named_by_their_number() -> None:
    assert list(json_lines('{"a": "\u2028"}\n\n[1]\n')) == [{"a": "\u2028"}, [1]]
    with pytest.raises(ValueError, match="line 2: Expecting"):
        list(json_lines("1\n[\n"))


def test_what_killed_writers_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "run" / "predictions").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "run" / "link").symlink_to(tmp_path / "outside")
    left = [tmp_path / "run" / f".{'0a' * 16}.a.csv", tmp_path / "run" / "predictions" / f".{'1b' * 16}.a.png"]
    kept = [tmp_path / "run" / name for name in ("a.csv", ".lock", ".0a.a.csv", f"{'0a' * 16}.csv")]
    kept.append(tmp_path / "outside" / f".{'0a' * 16}.a.csv")
    for path in (*left, *kept):
        path.write_text("")
    os.utime(left[0], (0, time.time() - 100))
    tidy(tmp_path / "run", 50)
    assert [path.exists() for path in (*left, *kept)] == [False, True] + [True] * len(kept)
    tidy(tmp_path / "run")
    assert [path.exists() for path in (*left, *kept)] == [False, False] + [True] * len(kept)


def test_lines_of_a_ledger_are_whole_or_nothing(tmp_path: Path) -> None:
    body = {"case": "a", "dice": [0.5, None]}
    line = json.dumps({**body, "sha": digest(body)})
    torn = (line[:-5], line.replace("0.5", "0.6"), "[1]", "1", "[" * 100_000, '{"a": NaN}', '{"case": "a"}', "\xff")
    path = tmp_path / "ledger.jsonl"
    path.write_bytes("\n".join([line, "", *torn, line]).encode("latin-1"))
    assert list(sealed(path)) == [body, *[None] * len(torn), body]
    assert list(sealed(tmp_path / "absent")) == []
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert list(sealed(tmp_path / "pipe")) == []


def test_a_table_has_limits() -> None:
    assert parse_csv('a;b\n"x;y";2\n', ";") == [["a", "b"], ["x;y", "2"]]
    with pytest.raises(ValueError, match="cells, more than"):
        parse_csv("," * 2_000_001)
    with pytest.raises(ValueError, match="field larger than"):
        parse_csv('"' + "x" * 200_000)


def test_only_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("{}")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert require_plain(tmp_path / "a").st_size == 2
    with pytest.raises(DamagedFile, match="b is a link, which is not followed"):
        require_plain(tmp_path / "b")
    with pytest.raises(DamagedFile, match="is no regular file"):
        require_plain(tmp_path)
    with pytest.raises(ValueError, match="longer than 1 bytes"):
        read_text(tmp_path / "a", 1)
    with pytest.raises(BadData, match=r"zero is absent or no readable JSON \(is no regular file\)\. Look\."):
        read_object(Path("/dev/zero"), "Look.")
