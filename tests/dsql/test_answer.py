"""Whether a statement answers the same a second time."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.answer import CELLS, Answer, remembering
from dsql_tui.events import Arrived, Column, Described, Event, Finished, Refusal, Refused


class Rows:
    """Rows of one column."""

    def __init__(self, *values: bytes | None) -> None:
        self.values = values
        self.ntuples = len(values)

    def get_value(self, row: int, column: int) -> bytes | None:
        return self.values[row]


def answered(*chunks: Rows) -> Answer:
    kept: list[Answer] = []
    events: list[Event] = [Described((Column("n", 25),))]
    events += [Arrived(chunk) for chunk in chunks]
    events.append(Finished("SELECT", 0.1))
    assert list(remembering(iter(events), kept.append)) == events
    return kept[0]


def test_the_same_rows_are_the_same_answer_however_they_come() -> None:
    assert answered(Rows(b"a", b"b"), Rows(b"c")) == answered(Rows(b"a"), Rows(b"b", b"c"))


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
def test_other_rows_are_another_answer(one: Rows, other: Rows) -> None:
    assert answered(one) != answered(other)


def test_of_very_many_rows_the_last_are_only_counted() -> None:
    many = Rows(*[b"x"] * CELLS)
    assert answered(many, Rows(b"a")) == answered(many, Rows(b"b"))
    assert answered(many, Rows(b"a")) != answered(many)


def test_a_refusal_is_no_answer() -> None:
    kept: list[Answer] = []
    list(remembering(iter([Refused(Refusal("no"), 0.1)]), kept.append))
    assert kept == []
