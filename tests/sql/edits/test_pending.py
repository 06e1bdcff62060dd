"""Pending changes: each action is one step back, and nothing is counted wrong."""

from __future__ import annotations

import random

import pytest

from dsql_tui.events import Column
from dsql_tui.sql.edits.base_table import BaseTable, NotEditable, find_base_table
from dsql_tui.sql.edits.pending import NewRow, PendingChanges, Problem, Read, RowId
from dsql_tui.sql.edits.statements import split_batches, write_statements
from dsql_tui.sql.edits.table import TableColumn, TableInfo
from dsql_tui.sql.edits.values import DEFAULT, Value

COLUMNS = {
    1: TableColumn("id", "integer", nullable=False),
    2: TableColumn("name", "text"),
    3: TableColumn("n", "numeric", filled=True),
    4: TableColumn("sum", "integer", fixed="generated"),
}
TABLE = TableInfo("shop", "fruit", COLUMNS, ((1,),))
OIDS = {1: 23, 2: 25, 3: 1700, 4: 23}
RESULT = [Column(column.name, OIDS[n], -1, 7, n) for n, column in COLUMNS.items()]


def make_base_table() -> BaseTable:
    return find_base_table(RESULT, {7: TABLE}, "select * from fruit")


def read(number: int) -> Read:
    return {1: b"%d" % number, 2: b"apple", 3: None, 4: b"0"}


def key(number: int) -> RowId:
    return (b"%d" % number,)


def cell(number: int, column: int) -> tuple[RowId, Read, int]:
    return key(number), read(number), column


def test_an_edit_is_kept_until_it_is_what_was_read() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], "pear")
    assert pending.value(key(1), 2) == "pear"
    pending.edit([cell(1, 2)], "apple")
    assert not pending.changes


def test_null_and_the_empty_text_differ() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], None)
    assert pending.value(key(1), 2) is None
    pending.edit([cell(1, 2)], "")
    assert pending.value(key(1), 2) == ""
    pending.edit([cell(1, 3)], None)  # it was NULL
    assert 3 not in pending.changes[key(1)].values


def test_what_cannot_be_edited_is_refused() -> None:
    pending = PendingChanges(make_base_table())
    with pytest.raises(NotEditable, match="sum"):
        pending.edit([cell(1, 4)], "5")
    pending.delete([(key(1), read(1))])
    with pytest.raises(NotEditable, match="deletion"):
        pending.edit([cell(1, 2)], "x")


def test_deleting_marked_rows_again_keeps_them_and_drops_new_ones() -> None:
    pending = PendingChanges(make_base_table())
    pending.delete([(key(1), read(1)), (key(2), read(2))])
    pending.delete([(key(1), read(1)), (key(2), read(2)), (key(3), read(3))])
    assert pending.totals.deletes == 3
    pending.delete([(key(1), read(1))])
    assert pending.totals.deletes == 2
    row = pending.add({2: "new"})
    pending.delete([(row, {})])
    assert pending.new_rows == []


def test_many_random_actions_undo_one_by_one() -> None:
    chance = random.Random(17)
    for _ in range(200):
        pending = PendingChanges(make_base_table())
        states = [dict(pending.changes)]
        for _ in range(20):
            act(pending, chance)
            if pending.changes != states[-1]:
                states.append(dict(pending.changes))
        while len(states) > 1:
            states.pop()
            assert pending.undo()
            assert pending.changes == states[-1]
            assert pending.totals.rows == len(pending.changes)
        assert pending.undo() == ()


def act(pending: PendingChanges, chance: random.Random) -> None:
    """Do one random action."""
    numbers = chance.sample(range(5), chance.randint(1, 3))
    value: Value = chance.choice(["x", "", None, DEFAULT, "apple"])
    match chance.randrange(6):
        case 0:
            pending.add({2: value} if value is not DEFAULT else {})
        case 1:
            pending.delete([(key(n), read(n)) for n in numbers])
        case 2:
            pending.revert(None if chance.random() < 0.2 else [key(n) for n in numbers])
        case 3 if pending.new_rows:
            pending.edit([(chance.choice(pending.new_rows), {}, 2)], value)
        case _:
            cells = [cell(n, chance.choice((2, 3))) for n in numbers]
            if all(
                pending.changes.get(row) is None or pending.changes[row].kind != "delete"
                for row, _, _ in cells
            ):
                pending.edit(cells, value)


def test_all_is_undone_in_one_step_and_comes_back() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], "a")
    pending.add({})
    before = dict(pending.changes)
    pending.revert()
    assert not pending.changes
    pending.undo()
    assert pending.changes == before


def test_sent_changes_are_not_undone() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], "a")
    pending.edit([cell(2, 2)], "b")
    pending.edit([cell(1, 2), cell(2, 2)], "c")
    pending.settle([key(1)])
    assert list(pending.changes) == [key(2)]
    pending.undo()
    assert pending.value(key(2), 2) == "b"
    pending.undo()
    assert not pending.changes
    assert pending.undo() == ()


def test_an_edit_after_the_user_was_told_starts_from_the_new_row() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], "mine")
    pending.mark({key(1): Problem("changed", frozenset({2}), stale=True)})
    now: Read = {**read(1), 2: b"theirs"}
    pending.edit([(key(1), now, 2)], "mine again")
    assert pending.changes[key(1)].read[2] == b"theirs"
    assert pending.changes[key(1)].problem is None


def test_changes_are_counted_and_split_at_the_limits() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(n, 2) for n in range(3000)], "x")
    assert pending.totals.fits
    pending.edit([cell(3000, 2)], "x")
    assert pending.totals.rows == 3001
    assert not pending.totals.fits
    statements = write_statements(pending.base, pending.changes)
    assert [len(each) for each in split_batches(statements, pending.changes)] == [3000, 1]


def test_bytes_are_counted_and_split_at_the_limit() -> None:
    pending = PendingChanges(make_base_table())
    for _ in range(11):
        pending.add({2: "é" * 500_000})
    assert pending.totals.size == 11_000_000
    statements = write_statements(pending.base, pending.changes)
    assert [len(each) for each in split_batches(statements, pending.changes)] == [10, 1]


def test_new_rows_keep_their_order_when_one_comes_back() -> None:
    pending = PendingChanges(make_base_table())
    first, second = pending.add({}), pending.add({})
    pending.delete([(first, {})])
    pending.undo()
    assert pending.new_rows == [first, second]
    assert isinstance(first, NewRow)


def test_statements_check_what_was_read() -> None:
    pending = PendingChanges(make_base_table())
    pending.edit([cell(1, 2)], "it's")
    pending.edit([cell(1, 3)], DEFAULT)
    pending.delete([(key(2), read(2))])
    pending.add({1: "3", 2: None})
    texts = [each.text for each in write_statements(pending.base, pending.changes)]
    assert texts == [
        "delete from shop.fruit\nwhere id = '2' and name = 'apple' and n is null and sum = '0'",
        "update shop.fruit\nset name = 'it''s', n = default\n"
        "where id = '1' and name = 'apple' and n is null",
        "insert into shop.fruit (id, name)\nvalues ('3', null)\nreturning id",
    ]
