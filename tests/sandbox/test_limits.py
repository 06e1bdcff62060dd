"""Limits that only the store can check."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, endpoint

MIB = 1024 * 1024
RANDOM = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 40000) AS i)"
"""More than a mebibyte that cannot be compressed."""

COLUMN = "datatype limit greater than 1048576 bytes not supported for {}"

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def opened(ready: Ready) -> Iterator[Session]:
    """A session in a cluster without sample data."""
    with connect(ready, endpoint(ready, "archive")) as session:
        session.execute(
            "CREATE TABLE sizes (id text PRIMARY KEY, a text, b bytea, j jsonb, k text)"
        )
        yield session
        for number in range(10):
            session.execute(f"DROP SCHEMA IF EXISTS number_{number}")


@pytest.fixture
def session(opened: Session) -> Iterator[Session]:
    """A session with an empty table."""
    yield opened
    opened.execute("DELETE FROM sizes")


def get_error(session: Session, statement: str, *values: object) -> tuple[str | None, str | None]:
    with pytest.raises(psycopg.Error) as refused:
        session.execute(statement, values)
    return refused.value.sqlstate, refused.value.diag.message_primary


@pytest.mark.parametrize(
    ("column", "value"),
    [("a", f"left({RANDOM}, {{}})"), ("b", "decode(repeat('00', {}), 'hex')")],
)
def test_a_value_may_have_a_mebibyte(session: Session, column: str, value: str) -> None:
    insert = f"INSERT INTO sizes (id, {column}) VALUES ('1', {value})"
    session.execute(insert.format(MIB))
    kind = {"a": "text", "b": "bytea"}[column]
    assert get_error(session, insert.format(MIB + 1)) == ("54000", COLUMN.format(kind))
    update = f"UPDATE sizes SET {column} = {value.format(MIB + 1)}"
    assert get_error(session, update) == ("54000", COLUMN.format(kind))


def test_a_value_that_a_client_sends_is_no_exception(session: Session) -> None:
    insert = "INSERT INTO sizes (id, a) VALUES ('1', %s)"
    assert get_error(session, insert, os.urandom(MIB).hex()[: MIB + 1]) == (
        "54000",
        COLUMN.format("text"),
    )


def test_a_row_may_have_two_mebibytes(session: Session) -> None:
    value = f"left({RANDOM}, {{0}})"
    insert = f"INSERT INTO sizes (id, a, k) VALUES ('1', {value}, {value})"
    session.execute(insert.format(MIB - 100))
    assert get_error(session, insert.format(MIB)) == ("54000", "maximum row size exceeded")


def test_a_key_may_have_so_many_bytes(session: Session) -> None:
    insert = "INSERT INTO sizes (id) VALUES (repeat('x', {}))"
    session.execute(insert.format(1981))
    assert get_error(session, insert.format(1982)) == ("54000", "key size too large")
    session.execute("INSERT INTO sizes (id, a) VALUES ('short', repeat('x', 5000))")


MADE = [
    (
        "CREATE TABLE made (id varchar(2001) PRIMARY KEY)",
        "54000",
        "key size greater than 2000 bytes not supported",
    ),
    (
        f"CREATE TABLE made ({', '.join(f'c{i} int UNIQUE' for i in range(25))})",
        "54000",
        "more than 24 indexes per table are not allowed",
    ),
    (
        f"CREATE TABLE made ({', '.join(f'c{i} int' for i in range(257))})",
        "54011",
        "tables can have at most 255 columns",
    ),
]


@pytest.mark.parametrize(("statement", "sqlstate", "words"), MADE)
def test_a_table_beyond_the_limits_is_not_made(
    session: Session, statement: str, sqlstate: str, words: str
) -> None:
    assert get_error(session, statement) == (sqlstate, words)
    assert session.execute("SELECT to_regclass('made')").fetchone() == (None,)


def test_no_column_is_added_beyond_the_limit(session: Session) -> None:
    session.execute(f"CREATE TABLE wide ({', '.join(f'c{i} int' for i in range(256))})")
    words = "tables can have at most 255 columns"
    assert get_error(session, "ALTER TABLE wide ADD COLUMN more int") == ("54011", words)


@pytest.mark.parametrize("form", ["CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS"])
def test_there_are_ten_schemas_at_most(session: Session, form: str) -> None:
    for number in range(10):
        session.execute(f"CREATE SCHEMA IF NOT EXISTS number_{number}")
    assert get_error(session, f"{form} number_ten") == ("54000", "more than 10 schemas not allowed")
    session.execute("CREATE SCHEMA IF NOT EXISTS number_0")


def test_what_watches_the_sizes_is_not_seen(session: Session) -> None:
    triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    assert session.execute(triggers).fetchall() == []
    assert session.execute("SELECT * FROM information_schema.triggers").fetchall() == []
    session.execute("ALTER TABLE sizes DISABLE TRIGGER ALL")
    session.execute("ALTER TABLE sizes ENABLE TRIGGER ALL")


def test_compressible_values_may_be_larger(session: Session) -> None:
    session.execute("INSERT INTO sizes (id, a) VALUES ('a', repeat('x', 9000000))")
    session.execute("INSERT INTO sizes (id, j) VALUES ('j', to_jsonb(repeat('abc ', 1000000)))")
    session.execute(
        "INSERT INTO sizes (id, j) SELECT 'k', jsonb_agg(jsonb_build_object('name', 'Widget',"
        " 'price', 12)) FROM generate_series(1, 60000)"
    )
    ((rows,),) = session.execute("SELECT count(*) FROM sizes").fetchall()
    assert rows == 3
    assert get_error(session, f"INSERT INTO sizes (id, a) VALUES ('b', {RANDOM})") == (
        "54000",
        COLUMN.format("text"),
    )
    assert get_error(session, f"UPDATE sizes SET j = to_jsonb({RANDOM}) WHERE id = 'j'") == (
        "54000",
        COLUMN.format("jsonb"),
    )


TEXTS = ", ".join(f"'{{0}}{number:06}' AS c{number}" for number in range(100))
VIEWS = [
    ("SELECT " + TEXTS.format("x" * 4000), None),
    ("SELECT " + ", ".join(f"'{os.urandom(3200).hex()}' AS c{i}" for i in range(100)), "54000"),
    ("SELECT 1 AS a WHERE " + " OR ".join(f"1 = {i}" for i in range(2000)), None),
    ("SELECT id FROM sizes WHERE id IN (" + ",".join(f"'{i}'" for i in range(6000)) + ")", None),
]


@pytest.mark.parametrize(("query", "sqlstate"), VIEWS)
def test_the_definition_of_a_view_has_a_limit(
    session: Session, query: str, sqlstate: str | None
) -> None:
    statement = f"CREATE OR REPLACE VIEW wide_view AS {query}"
    if sqlstate:
        assert get_error(session, statement) == (sqlstate, "view definition too large")
    else:
        session.execute(statement.encode())
        session.execute("DROP VIEW wide_view")


@pytest.mark.parametrize("key", ["", ", PRIMARY KEY (c0)"])
def test_the_words_for_too_many_columns_depend_on_the_key(session: Session, key: str) -> None:
    columns = ", ".join(f"c{number} int" for number in range(256))
    session.execute(f"CREATE TABLE columns_256 ({columns}{key})".encode())
    words = "cannot use more than 256 columns in an index" if key else "tables can have at most 255"
    state, message = get_error(session, "ALTER TABLE columns_256 ADD COLUMN c256 int")
    session.execute("DROP TABLE columns_256")
    assert state == "54011"
    assert str(message).startswith(words)


def test_the_primary_key_counts_in_the_key_of_an_index(session: Session) -> None:
    session.execute("CREATE TABLE keys (id text PRIMARY KEY, a text)")
    session.execute("CREATE INDEX ASYNC ON keys (a)")
    session.execute("INSERT INTO keys VALUES (repeat('i', 500), repeat('a', 1474))")
    too_large = "INSERT INTO keys VALUES (repeat('j', 500), repeat('a', 1475))"
    assert get_error(session, too_large) == ("54000", "key size too large")
    session.execute("DROP TABLE keys")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("SELECT to_tsvector('The cat')", "42704"),
        ("SELECT to_tsvector('english', 'cat')", "42704"),
        ("SELECT websearch_to_tsquery('german', 'cat')", "42704"),
        ("SELECT to_tsvector('simple', 'The cat')", None),
        ("SELECT 'cat'::tsvector @@ plainto_tsquery('simple', 'cat')", None),
    ],
)
def test_the_only_text_search_configuration_is_simple(
    session: Session, query: str, answer: str | None
) -> None:
    if answer is None:
        session.execute(query)
    else:
        state, message = get_error(session, query)
        assert state == answer
        assert str(message).startswith("text search configuration")
