"""Processes side by side, in one run, cache, board or prepared folder: nothing is lost, torn or mixed."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from segeval.curation.verify import enforce, verify
from segeval.report import board
from segeval.store import open_run, read_ledger
from tests.reliability.writers import appended, built, cached, prepared
from tests.report._factory import Fake, entries, record, write

SPAWN = multiprocessing.get_context("spawn")


@pytest.mark.parametrize(("writers", "cases"), [(3, 60), pytest.param(8, 12_500, marks=pytest.mark.slow)])
def test_no_row_of_many_writers_is_lost_or_torn(tmp_path: Path, writers: int, cases: int) -> None:
    """The slow form appends 12 500 cases of 4 scores each: 50 000 rows."""
    fake = Fake(cases=cases, metrics=("dice", "rvd"))
    run = open_run(tmp_path, record(fake))
    workers = [SPAWN.Process(target=appended, args=(run, fake, k, writers)) for k in range(writers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = read_ledger(run)
    assert found.damaged == 0
    assert len((run / "ledger.jsonl").read_bytes().split()) == cases  # between them may be blank ones
    assert [found.entries[entry.case_id] for entry in entries(fake)] == entries(fake)


def test_two_trainings_may_fill_one_cache_at_once(phantom_2d: Path, tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, SPAWN) as other:
        theirs = other.submit(cached, tmp_path)
        ours = [cached(tmp_path)]
        while not theirs.done():
            ours.append(cached(tmp_path))
    assert {theirs.result(), *ours} == {ours[0]}
    assert ours[0] != 0
    assert {path.suffix for path in tmp_path.iterdir()} == {".npy", ".json"}


@pytest.mark.parametrize(("builders", "times"), [(2, 3), pytest.param(8, 20, marks=pytest.mark.slow)])
def test_boards_that_are_built_side_by_side_are_whole_at_every_moment(
    tmp_path: Path, builders: int, times: int
) -> None:
    for name in ("one", "other"):
        write(tmp_path / "runs", Fake(model=name, cases=4))
    board.build(tmp_path / "runs", tmp_path / "boards")
    files = [path for path in (tmp_path / "boards").rglob("*") if path.is_file()]
    whole = {path: path.read_bytes() for path in files}
    workers = [
        SPAWN.Process(target=built, args=(tmp_path / "runs", tmp_path / "boards", times)) for _ in range(builders)
    ]
    for worker in workers:
        worker.start()
    looks = 0
    while any(worker.is_alive() for worker in workers):
        assert {path: path.read_bytes() for path in files} == whole
        looks += 1
    assert [worker.exitcode for worker in workers] == [0] * builders
    assert looks > 1
    assert sorted(path for path in (tmp_path / "boards").rglob("*") if path.is_file()) == sorted(files)


def test_of_two_preparations_of_one_dataset_one_works_and_the_folder_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGEVAL_DATA", str(tmp_path))
    with ProcessPoolExecutor(2, SPAWN) as others:
        said = list(others.map(prepared, [tmp_path] * 6))
    assert "" in said
    assert all("being prepared by another process" in line for line in said if line)
    enforce(verify("phantom-2d"))
