"""Answers of a statement, compared with later ones."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.answer import MAX_COMPARED_CELLS, Answer, record_answer
from dsql_tui.events import Column, Described, Event, Failed, Finished, RowsReceived, ServerError


class Rows:
    """Rows of one column."""

    def __init__(self, *values: bytes | None) -> None:
        self.values = values
        self.ntuples = len(values)

    def get_value(self, row: int, column: int) -> bytes | None:
        return self.values[row]


def record(*chunks: Rows) -> Answer:
    kept: list[Answer] = []
    events: list[Event] = [Described((Column("n", 25),))]
    events += [RowsReceived(chunk) for chunk in chunks]
    events.append(Finished("SELECT", 0.1))
    assert list(record_answer(iter(events), kept.append)) == events
    return kept[0]


def test_same_rows_are_the_same_answer_in_any_chunks() -> None:
    assert record(Rows(b"a", b"b"), Rows(b"c")) == record(Rows(b"a"), Rows(b"b", b"c"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Rows(b"a"), Rows(b"b")),
        (Rows(b"a", b"b"), Rows(b"ab")),
        (Rows(b""), Rows(None)),
        (Rows(b"ab", b"c"), Rows(b"a", b"bc")),
        (Rows(b"a", b"b"), Rows(b"b", b"a")),
        (Rows(), Rows(b"")),
    ],
)
def test_different_rows_are_a_different_answer(one: Rows, other: Rows) -> None:
    assert record(one) != record(other)


def test_rows_beyond_the_limit_are_only_counted() -> None:
    many = Rows(*[b"x"] * MAX_COMPARED_CELLS)
    assert record(many, Rows(b"a")) == record(many, Rows(b"b"))
    assert record(many, Rows(b"a")) != record(many)


def test_error_has_no_answer() -> None:
    kept: list[Answer] = []
    list(record_answer(iter([Failed(ServerError("no"), 0.1)]), kept.append))
    assert kept == []
