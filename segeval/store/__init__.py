"""A run on disk: one folder that survives kill -9 and that anyone can read with a CSV reader.

::

    <root>/<dataset>/<model>/<run_id>/
        manifest.json    what was asked, and how each metric is read; written once, before the first case
        ledger.jsonl     append-only, one checksummed line per finished case: the only file written while running
        cases.csv        one row per expected case: status, reason, seconds, peak memory, counts per structure
        scores.csv       one row per expected case x structure x metric; no times, so that equal runs are equal bytes
        surfaces.jsonl   per case and structure sketches of the distances, for scoring by other conventions
        summary.json     how many cases, and the mean of every structure x metric
        provenance.json  versions, hardware, command: whatever the runner knows
        noise.json       how much answers to one case differ, where that was measured

Those from cases.csv to provenance.json are derived by :func:`finish` and replaced atomically. No file ever holds NaN.
"""

from segeval.store._entries import CaseEntry, Ledger, Manifest, Run, Summary
from segeval.store._ledger import SCHEMA, append, lock, manifest_text, open_run, read_ledger, read_manifest
from segeval.store._masks import MASKS, kept_mask
from segeval.store._noise import NOISE, Change, Noise, noise_words, read_noise, write_noise
from segeval.store._results import (
    OPTIONAL,
    RUN_FILES,
    SCORE_COLUMNS,
    files_of,
    find_runs,
    finish,
    read_run,
    write_scores,
)
from segeval.store._rows import Head, Parts, parts_of, table_of
from segeval.store._sound import NOT_RESCORED

__all__ = [
    "MASKS",
    "NOISE",
    "NOT_RESCORED",
    "OPTIONAL",
    "RUN_FILES",
    "SCHEMA",
    "SCORE_COLUMNS",
    "CaseEntry",
    "Change",
    "Head",
    "Ledger",
    "Manifest",
    "Noise",
    "Parts",
    "Run",
    "Summary",
    "append",
    "files_of",
    "find_runs",
    "finish",
    "kept_mask",
    "lock",
    "manifest_text",
    "noise_words",
    "open_run",
    "parts_of",
    "read_ledger",
    "read_manifest",
    "read_noise",
    "read_run",
    "table_of",
    "write_noise",
    "write_scores",
]
