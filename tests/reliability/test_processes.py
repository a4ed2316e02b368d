"""Many processes that write into one run, and two that use one cache: nothing is lost, torn or mixed."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from segeval.store import open_run, read_ledger
from tests.reliability.writers import appended, cached
from tests.report._factory import Fake, entries, record

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
