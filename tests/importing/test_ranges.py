"""Ranges of records against sets of numbers."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_tui.importing.ranges import add_range, remove_range, split_file

RANGES = st.tuples(st.integers(0, 12), st.integers(1, 4)).map(lambda each: (each[0], sum(each)))


def expand(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {number for start, end in ranges for number in range(start, end)}


@settings(max_examples=100)
@given(st.lists(RANGES), RANGES)
def test_ranges_are_added_removed_and_left(
    added: list[tuple[int, int]], other: tuple[int, int]
) -> None:
    ranges: tuple[tuple[int, int], ...] = ()
    for each in added:
        ranges = add_range(ranges, each)
    assert expand(ranges) == expand(tuple(added))
    assert all(left[1] < right[0] for left, right in itertools.pairwise(ranges))
    settled = remove_range(ranges, other)
    assert expand(settled) == expand(ranges) - expand((other,))
    parts = list(split_file(settled, (other,)))
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert (parts[0].start, parts[-1].end) == (0, None)
    for kind, expected in (("settled", expand(settled)), ("sending", expand((other,)))):
        assert expected == expand(
            tuple((part.start, part.end or 0) for part in parts if part.kind == kind)
        )
