"""Ranges of the records of a file: which are settled, in flight, and left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

Range = tuple[int, int]
"""The number of the first record, from 0, and of the one after the last."""


class Part(NamedTuple):
    """A part of the file whose records are treated alike."""

    kind: Literal["settled", "sending", "left"]
    start: int
    end: int | None
    """`None` is the end of the file."""


def add_range(ranges: tuple[Range, ...], new: Range) -> tuple[Range, ...]:
    """Return the ranges with another one, in order; those that touch are joined."""
    start, end = new
    apart = []
    for each in ranges:
        if each[1] < start or end < each[0]:
            apart.append(each)
        else:
            start, end = min(start, each[0]), max(end, each[1])
    return tuple(sorted([*apart, (start, end)]))


def remove_range(ranges: tuple[Range, ...], removed: Range) -> tuple[Range, ...]:
    """Return the ranges without the records of another one."""
    start, end = removed
    pieces = [(first, min(last, start)) for first, last in ranges]
    pieces += [(max(first, end), last) for first, last in ranges]
    return tuple(sorted(piece for piece in pieces if piece[0] < piece[1]))


def split_file(settled: tuple[Range, ...], sending: tuple[Range, ...]) -> Iterator[Part]:
    """Yield the parts of a file in order; the last one is left and goes to its end."""
    parts = [Part("settled", *each) for each in settled]
    parts += [Part("sending", *each) for each in sending]
    position = 0
    for part in sorted(parts, key=lambda each: each.start):
        if position < part.start:
            yield Part("left", position, part.start)
        yield part
        position = part.end or 0
    yield Part("left", position, None)
