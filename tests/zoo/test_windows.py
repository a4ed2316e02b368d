"""Shifted windows, along any number of axes."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from segeval.zoo._blocks.windows import drop_path, joined, offsets, seam_mask, windows

CPU = torch.device("cpu")
sides = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=1, max_size=3)


@given(sides)
def test_windows_of_any_number_of_axes_are_joined_as_they_were_cut(axes: list[tuple[int, int]]) -> None:
    size, window = [count * side for count, side in axes], [side for _, side in axes]
    x = torch.arange(2 * 3 * torch.Size(size).numel()).view(2, *size, 3)
    cut = windows(x, window)
    assert cut.shape == (2, torch.Size([count for count, _ in axes]).numel(), torch.Size(window).numel(), 3)
    assert torch.equal(joined(cut, tuple(size), window), x)


def test_a_window_holds_neighbours_in_the_order_of_the_map() -> None:
    x = torch.randn(1, 4, 6, 9, 2)
    assert torch.equal(windows(x, (2, 3, 3))[0, 1 * 6 + 0 * 3 + 2], x[0, 2:4, :3, 6:9].reshape(18, 2))


def test_pairs_of_one_offset_read_one_row_of_the_table() -> None:
    window = (2, 3, 4)
    rows = offsets(window, CPU)
    places = torch.cartesian_prod(*map(torch.arange, window))
    apart = places[:, None] - places
    rows_of: dict[tuple[int, ...], set[int]] = {}
    for offset, row in zip(apart.flatten(0, 1).tolist(), rows.flatten().tolist(), strict=True):
        rows_of.setdefault(tuple(offset), set()).add(row)
    assert sorted(row for found in rows_of.values() for row in found) == list(range(3 * 5 * 7))


def test_a_smaller_window_reads_the_rows_of_its_offsets_in_a_larger_table() -> None:
    full = offsets((4, 5), CPU).view(4, 5, 4, 5)
    assert torch.equal(offsets((2, 3), CPU, (4, 5)), full[:2, :3, :2, :3].reshape(6, 6))


@pytest.mark.parametrize(
    ("shift", "closed"), [((2, 2), {3, 4, 5, 2}), ((2, 0), {3, 4, 5}), ((0, 2), {2, 5}), (0, set())]
)
def test_only_windows_at_the_end_of_a_shifted_axis_have_a_seam(shift: int | tuple[int, int], closed: set[int]) -> None:
    mask = seam_mask((8, 12), shift, CPU, window=(4, 4))
    assert mask.shape == (6, 1, 16, 16)
    assert {index for index, window in enumerate(mask) if window.any()} == closed
    assert set(mask.flatten().tolist()) <= {-100.0, 0.0}


def test_a_seam_parts_what_the_shift_has_joined() -> None:
    """Rolled columns 0 to 7 are columns 2 to 7, then 0 and 1: the last window holds 6, 7 | 0, 1."""
    last = seam_mask((8,), 2, CPU, window=(4,))[1, 0]
    assert last.tolist() == [[0, 0, -100, -100], [0, 0, -100, -100], [-100, -100, 0, 0], [-100, -100, 0, 0]]


def test_a_dropped_branch_is_dropped_for_whole_images_and_made_up_for_by_the_others() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        x = drop_path(torch.ones(4000, 2, 3), 0.25, training=True)
    assert (x == x[:, :1, :1]).all()
    kept = x[:, 0, 0] > 0
    assert kept.float().mean().item() == pytest.approx(0.75, abs=0.03)
    torch.testing.assert_close(x[kept], torch.full_like(x[kept], 4 / 3))
    assert drop_path(x, 0.25, training=False) is x
