"""Damaged, hostile and mutilated files of every kind: what comes out of a parser is its content or a SegevalError.

``python -m tests.reliability.fuzz`` does the same for hours, led by coverage; its result is in ``docs/reliability.md``.
"""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from segeval.errors import SegevalError
from tests.reliability.targets import TARGETS, Target

# What breaks parsers: brackets, quotes, signs and zeros, numbers beyond every type, halves of letters, long runs.
TOKENS = (
    *(b'[]{}",:;=+-@#<>&%\0\n\r\t\\/. 0'[k : k + 1] for k in range(28)),
    *(
        b"\xff",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"\\u0000",
        b"NaN",
        b"Infinity",
        b"-1",
        b"1e999",
        b"null",
        b"true",
    ),
    *(b"9" * 30, b"[" * 3000, b"a" * 3000, b"\xff" * 8, b"\0" * 64, b"\x7f\xff\xff\xff", b"../", b"/etc/passwd"),
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(TOKENS) | st.binary(max_size=4)), max_size=4
)


def edited(content: bytes, edits: list[tuple[float, int, bytes]], kept: float) -> bytes:
    """Return content with places replaced, each by its share of the length, and cut short to a share of the rest."""
    data = bytearray(content)
    for place, removed, put in edits:
        start = int(place * len(data))
        data[start : start + removed] = put
    return bytes(data[: round(kept * len(data))])


def tried(target: Target, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with suppress(SegevalError, *target.raises):
        target.read(path)


def fuzzed(target: Target, path: Path, times: int) -> int:
    content, count = path.read_bytes(), 0

    @seed(7)
    @settings(max_examples=times, database=None, suppress_health_check=list(HealthCheck))
    @given(EDITS, st.floats(0, 1) | st.just(1.0))
    def try_all(edits: list[tuple[float, int, bytes]], kept: float) -> None:
        nonlocal count
        count += 1
        tried(target, path, edited(content, edits, kept))

    try_all()
    return count


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_only_our_errors_come_out_of_a_parser(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    path = target.write(tmp_path)
    target.read(path)  # whole, it is taken
    assert fuzzed(target, path, target.most) > target.most // 2


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_only_our_errors_come_out_of_a_parser_after_many_tries(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    assert fuzzed(target, target.write(tmp_path), 50 * target.most) > 20 * target.most
