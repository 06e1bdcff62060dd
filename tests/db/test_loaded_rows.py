"""Rows of a file are found in a table, whatever their types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.db.loaded_rows import find_rows, find_unique_key, read_column_types
from dsql_tui.db.loading import BatchSettled, CopyTarget, Loaded, load_batch
from dsql_tui.db.session import Session
from dsql_tui.results.readers import Record
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access

VALUES = [
    ("smallint", ["-7", "007", " 3"]),
    ("bigint", ["9223372036854775807"]),
    ("numeric", ["1.5", "1.12345678901", "1e3", "NaN"]),
    ("numeric(5,2)", ["1.005", "-3"]),
    ("real", ["0.1", "1e-30", "NaN", "-0"]),
    ("double precision", ["0.1", "Infinity"]),
    ("text", ["", "a\tb\\c\n'd'", "é漢"]),
    ("varchar(5)", ["abcde", "  x"]),
    ("char(4)", ["ab", "abcd"]),
    ("boolean", ["t", "false", "yes", "0"]),
    ("date", ["2021/1/6", "infinity", "0044-03-15 BC"]),
    ("time", ["04:05", "04:05:06.789"]),
    ("timestamp", ["2021-01-06 04:05:06.1234567", "epoch"]),
    ("timestamptz", ["2021-01-06 04:05:06+02", "2021-01-06"]),
    ("interval", ["1 day", "P1DT2H"]),
    ("uuid", ["A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "{b0eebc999c0b4ef8bb6d6bb9bd380a11}"]),
    ("bytea", ["\\x00ff", "abc\\\\d"]),
    ("json", ['{"a":  1}', "null"]),
    ("jsonb", ['{"a":  1, "a": 2}', '"x"']),
]


@pytest.fixture
def session(aws: Ready) -> Iterator[Session]:
    session = build_access(aws).open()
    yield session
    session.close()


def run(session: Session, sql: str) -> None:
    for _ in session.run(sql):
        pass


@pytest.mark.parametrize(("kind", "values"), VALUES)
def test_loaded_rows_are_found_equal_and_others_are_not(
    session: Session, kind: str, values: list[str]
) -> None:
    run(session, "drop table if exists found")
    run(session, f'create table found (a int, "B b" int, v {kind}, primary key (a, "B b"))')
    target = CopyTarget("found", ("v", "B b", "a"))
    cells: list[str | None] = [*values, None]
    records = [Record(n, "", (value, "1", str(n))) for n, value in enumerate(cells)]
    _, settled = load_batch(session, target.send, records)
    assert settled == BatchSettled(len(records), [], Loaded(len(records)))
    key, types = find_unique_key(session, target), read_column_types(session, "found")
    assert set(key) == {"a", "B b"}
    found = find_rows(session, target, key, types, records)
    assert found.by_key == found.equal == frozenset(range(len(records)))
    others = [Record(n, "", (cells[n - 1], "1", str(n))) for n in range(len(cells))]
    found = find_rows(session, target, key, types, others)
    assert found.by_key == frozenset(range(len(records)))
    assert not found.equal
    missing = [Record(0, "", (cells[0], "2", "0")), Record(0, "", (cells[0], None, "0"))]
    assert not find_rows(session, target, key, types, missing).by_key


def test_rows_that_the_server_cannot_read_are_not_found(session: Session) -> None:
    run(session, "create table unreadable (id int primary key, t text)")
    run(session, "insert into unreadable values (1, 'x')")
    target = CopyTarget("unreadable", ("id", "t"))
    types = read_column_types(session, "unreadable")
    for wrong in ("x", "\udc80", "1\0", "99999999999999"):
        records = [Record(1, "", ("1", "x")), Record(2, "", (wrong, "y"))]
        assert len(find_rows(session, target, ("id",), types, records).by_key) < 2
