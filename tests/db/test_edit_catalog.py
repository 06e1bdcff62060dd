"""The table behind a result, and statements that change exactly one row of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.db.edit_catalog import read_tables
from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.events import Column, Described
from dsql_tui.results.table import Table
from dsql_tui.results.text import decode_cell
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.edits.base_table import BaseTable, NotEditable, find_base_table
from dsql_tui.sql.edits.pending import PendingChanges, RowChange
from dsql_tui.sql.edits.statements import check_query, read_again_queries, write_statement
from dsql_tui.sql.edits.values import Value
from tests.access import build_access

SETUP = [
    "create schema if not exists edits",
    "create table edits.plain (id int primary key, name text, n numeric)",
    'create table edits."Odd "" Name" ("select" text, "B b" int, "é""" text, '
    'primary key ("select", "B b"))',
    "create table edits.keyless (a int, b text)",
    "create table edits.by_unique (a int not null unique, b text)",
    "create table edits.by_null (a int unique, b text)",
    "create table edits.made (id bigint generated always as identity (cache 1) primary key, a int, "
    "twice int generated always as (a * 2) stored)",
    "create view edits.few as select id as number, upper(name) as loud, name from edits.plain",
    "create view edits.fewer as select f.number, f.name as word from edits.few f where number > 0",
    "create view edits.pairs as select a.id, b.name from edits.plain a "
    "join edits.plain b using (id)",
]


@pytest.fixture(scope="module")
def tables(ready: Ready) -> Ready:
    """The sandbox with tables of many kinds."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ready.env.items():
            patch.setenv(name, value)
        session = build_access(ready).open()
        for statement in SETUP:
            fetch_rows(session.run(statement))
        session.close()
    return ready


@pytest.fixture
def session(aws: Ready, tables: Ready) -> Iterator[Session]:
    session = build_access(aws).open()
    yield session
    session.close()


def describe(session: Session, query: str) -> tuple[Column, ...]:
    found = [event.columns for event in session.run(query) if isinstance(event, Described)]
    assert found, query
    return found[0]


def trace(session: Session, query: str) -> BaseTable:
    columns = describe(session, query)
    return find_base_table(columns, read_tables(session, columns), query)


@pytest.mark.parametrize(
    ("query", "table", "key", "editable"),
    [
        ("select * from edits.plain", "plain", "id", [1, 1, 1]),
        ("select name as x, id as y, 1 as one from edits.plain p", "plain", "id", [1, 1, 0]),
        ("select id, upper(name), name from edits.plain", "plain", "id", [1, 0, 1]),
        ("select id, name, count(*) from edits.plain group by 1, 2", "plain", "id", [1, 1, 0]),
        ("select distinct id, name from edits.plain", "plain", "id", [1, 1]),
        (
            "select p.id, u.b from edits.plain p join edits.by_unique u on u.a = p.id",
            "plain", "id", [1, 0],
        ),
        (
            "with x as (select * from edits.plain) select x.name, x.id from x left join "
            "edits.keyless k on k.a = x.id", "plain", "id", [1, 1],
        ),
        ("select * from edits.by_unique", "by_unique", "a", [1, 1]),
        ("select * from edits.made", "made", "id", [0, 1, 0]),
        ("select * from edits.few", "plain", "id", [1, 0, 1]),
        ("select f.word, f.number from edits.fewer f", "plain", "id", [1, 1]),
        ('select * from edits."Odd "" Name"', 'Odd " Name', "select,B b", [1, 1, 1]),
    ],
)  # fmt: skip
def test_rows_are_traced_to_the_table_whose_key_they_have(
    session: Session, query: str, table: str, key: str, editable: list[int]
) -> None:
    base = trace(session, query)
    assert base.table.name == table
    assert ",".join(base.column(number).name for number in base.key) == key
    assert [not reason for reason in base.reasons] == [bool(each) for each in editable]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select 1", "No column"),
        ("values (1), (2)", "No column"),
        ("select id from edits.plain union select 1", "No column"),
        ("select name from edits.plain", "id of edits.plain"),
        ("select sum(n), name from edits.plain group by name", "id of edits.plain"),
        ("select * from edits.keyless", "no primary key"),
        ("select * from edits.by_null", r"no primary key, and its unique key \(a\) may be NULL"),
        ("select u.b, k.* from edits.by_null u, edits.keyless k", r"edits.by_null .* \(a\) may"),
        ('select "select" from edits."Odd "" Name"', "select, B b"),
        ("select a.id, b.name from edits.plain a join edits.plain b on true", "more than once"),
        ("select * from edits.pairs", "more than once"),
        ("select p.id, u.a from edits.plain p, edits.by_unique u", "edits.plain and edits.by_un"),
        ("select oid, relname from pg_class", "belongs to the server"),
    ],
)
def test_rows_that_cannot_be_traced_say_why(session: Session, query: str, words: str) -> None:
    with pytest.raises(NotEditable, match=words):
        trace(session, query)


TYPES: list[tuple[str, list[str]]] = [
    ("smallint", ["-7", "0"]),
    ("integer", ["2147483647"]),
    ("bigint", ["-9223372036854775808"]),
    ("numeric", ["NaN", "1.500000", "0.00"]),
    ("numeric(1000,2)", ["9" * 998 + ".99", "-0.01"]),
    ("real", ["NaN", "Infinity", "-0", "0", "1e-45", "3.4028235e+38", "0.1"]),
    ("double precision", ["NaN", "-Infinity", "-0", "0", "5e-324", "0.30000000000000004"]),
    ("boolean", ["t", "f"]),
    ("text", ["", " ", "'", "\\", "a\nb\r\n\tc", "\x01\x1b[31m\x7f\x85"]),
    ("varchar", ["é漢🙂", "👩\u200d👧\u202e", "$1 :x", "NULL", "\u00ad\ufeff\u2028"]),
    ("varchar(9)", ["", "ab  ", "漢字"]),
    ("char(4)", ["", "ab", "漢"]),
    ("bpchar", ["", "ab  ", "x"]),
    ("bytea", ["\\x", "\\x00ff5c27"]),
    ("date", ["infinity", "-infinity", "0044-03-15 BC", "2024-02-29"]),
    ("time", ["24:00:00", "00:00:00.000001"]),
    ("timetz", ["04:05:06.789+15:59"]),
    ("timestamp", ["infinity", "0001-01-01 00:00:00 BC", "294276-12-31 23:59:59.999999"]),
    ("timestamptz", ["-infinity", "2024-06-30 23:59:59.5+00"]),
    ("interval", ["1 mon", "30 days", "-1 years +2 days -03:04:05.6", "00:00:00"]),
    ("uuid", ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]),
    ("json", ['{"b": 1, "a":  2,\n "b": 3}', "null", '"\\u0000"', "1E400"]),
    ("jsonb", ['{"a": 1.10, "b": [null]}', "null", '""']),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "texts"), TYPES, ids=[kind for kind, _ in TYPES])
def test_each_value_is_found_and_written_exactly(
    session: Session, kind: str, texts: list[str]
) -> None:
    name = f'edits."v {kind[:20]}"'
    fetch_rows(session.run(f"create table {name} (id int primary key, v {kind})"))
    values: list[str | None] = [*texts, None]
    for place, value in enumerate(values):
        fetch_rows(
            session.run(f"insert into {name} values ($1::int, $2::{kind})", (str(place), value))
        )
    query = f"select * from {name} order by id"
    base = trace(session, query)
    before = fetch_rows(session.run(query))
    for number, old in before:
        for new in values:
            assert change_value(session, base, (number, old), new) == 1, (old, new)
            (now,) = fetch_rows(session.run(f"{query.replace('order by', 'where')} = {number}"))
            expected = dict(zip(values, [row[1] for row in before], strict=True))[new]
            assert now[1] == expected
            if expected != old:
                assert change_value(session, base, (number, old), new) == 0
            fetch_rows(session.run(f"update {name} set v = $1 where id = {number}", (old,)))


def change_value(
    session: Session, base: BaseTable, row: tuple[str | None, str | None], new: Value
) -> int:
    """Run the statement for a change of the second column; return the number of rows changed."""
    read = {n: None if v is None else v.encode() for n, v in zip((1, 2), row, strict=True)}
    statement = write_statement(base, (read[1],), RowChange("update", read, {2: new}))
    *_, ending = session.run(statement.text)
    tag = getattr(ending, "tag", None)
    assert tag is not None, ending
    return int(tag.split()[1])


def test_rows_are_read_again_by_a_key_of_several_columns(session: Session) -> None:
    name = 'edits."Odd "" Name"'
    fetch_rows(session.run(f"""insert into {name} values ('a''\\', 1, 'x'), ('', -2, null)"""))
    base = trace(session, f"select * from {name}")
    keys = [(b"a'\\", b"1"), (b"", b"-2"), (b"gone", b"3")]
    (query,) = read_again_queries(base, keys)
    assert sorted(fetch_rows(session.run(query))) == [("", "-2", None), ("a'\\", "1", "x")]


def test_the_check_finds_rows_before_and_after_a_change(session: Session) -> None:
    base = trace(session, "select * from edits.plain")
    pending = PendingChanges(base)
    fetch_rows(session.run("insert into edits.plain values (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)"))
    pending.edit([((b"1",), {1: b"1", 2: b"a", 3: b"1"}, 1)], "10")
    pending.delete([((b"2",), {1: b"2", 2: b"b", 3: b"2"})])
    pending.add({1: "3"})
    pending.add({2: "none", 3: "5"})
    query = check_query(base, pending.changes)
    assert len(fetch_rows(session.run(query))) == 3
    fetch_rows(session.run("update edits.plain set id = 10 where id = 1"))
    assert len(fetch_rows(session.run(query))) == 3
    fetch_rows(session.run("delete from edits.plain"))


def test_a_value_that_is_not_utf8_is_refused(session: Session) -> None:
    base = trace(session, "select * from edits.plain")
    read = {1: b"1", 2: b"\xe9", 3: None}
    with pytest.raises(NotEditable, match="UTF-8"):
        write_statement(base, (b"1",), RowChange("update", read, {2: "x"}))
    assert decode_cell(b"\xe9") == "\ufffd"


def test_a_table_that_is_gone_has_no_columns(session: Session) -> None:
    fetch_rows(session.run("create table edits.gone (id int primary key)"))
    columns = describe(session, "select * from edits.gone")
    fetch_rows(session.run("drop table edits.gone"))
    with pytest.raises(NotEditable):
        find_base_table(columns, read_tables(session, columns), "select * from edits.gone")


def test_a_changed_table_shares_the_other_rows() -> None:
    from tests.results.chunks import Rows

    table = Table([Column("n", 23), Column("t", 25)])
    table.append(Rows([(b"1", b"a"), (b"2", b"b")]))
    table.append(Rows([(b"3", b"c"), (b"4", b"d"), (b"5", None)]))
    new = table.with_changes({1: (b"20", b"B"), 2: None, 4: None}, [(b"6", b"f")])
    rows = [(new.value(row, 0), new.value(row, 1)) for row in range(len(new))]
    assert rows == [(b"1", b"a"), (b"20", b"B"), (b"4", b"d"), (b"6", b"f")]
    assert len(table) == 5
    again = new.with_changes({0: None})
    assert [again.value(row, 0) for row in range(len(again))] == [b"20", b"4", b"6"]
