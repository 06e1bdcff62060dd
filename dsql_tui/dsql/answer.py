"""A statement's answer in a form small enough to keep and to compare with a later one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from zlib import crc32

from dsql_tui.events import Chunk, Described, Event, Finished, RowsReceived

MAX_COMPARED_CELLS = 100_000
"""Cells that are compared; beyond them only the number of rows is."""


class Answer(NamedTuple):
    """A command tag, the number of rows, and a checksum of the cells."""

    tag: str
    rows: int
    digest: int


def record_answer(events: Iterator[Event], keep: Callable[[Answer], object]) -> Iterator[Event]:
    """Pass events on, and call `keep` with the answer when the statement has finished."""
    width, rows, digest = 0, 0, 0
    for event in events:
        if isinstance(event, Described):
            width = len(event.columns)
        elif isinstance(event, RowsReceived):
            if rows * width < MAX_COMPARED_CELLS:
                digest = _digest(event.chunk, width, digest)
            rows += event.chunk.ntuples
        elif isinstance(event, Finished):
            keep(Answer(event.tag, rows, digest))
        yield event


def _digest(chunk: Chunk, width: int, digest: int) -> int:
    for row in range(chunk.ntuples):
        for column in range(width):
            value = chunk.get_value(row, column)
            digest = crc32(b"\0" if value is None else b"\1" + value, digest)
    return digest
