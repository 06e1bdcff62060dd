"""How big and how many things may be, where only the store can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, endpoint

MIB = 1024 * 1024
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
        for number in range(9):
            session.execute(f"DROP SCHEMA IF EXISTS number_{number}")


@pytest.fixture
def session(opened: Session) -> Iterator[Session]:
    """The same, without what another test has put into its table."""
    yield opened
    opened.execute("DELETE FROM sizes")


def refusal(session: Session, statement: str, *values: object) -> tuple[str | None, str | None]:
    with pytest.raises(psycopg.Error) as refused:
        session.execute(statement, values)
    return refused.value.sqlstate, refused.value.diag.message_primary


@pytest.mark.parametrize(
    ("column", "value"),
    [("a", "repeat('x', {})"), ("b", "decode(repeat('00', {}), 'hex')")],
)
def test_a_value_may_have_a_mebibyte(session: Session, column: str, value: str) -> None:
    insert = f"INSERT INTO sizes (id, {column}) VALUES ('1', {value})"
    session.execute(insert.format(MIB))
    kind = {"a": "text", "b": "bytea"}[column]
    assert refusal(session, insert.format(MIB + 1)) == ("54000", COLUMN.format(kind))
    update = f"UPDATE sizes SET {column} = {value.format(MIB + 1)}"
    assert refusal(session, update) == ("54000", COLUMN.format(kind))


def test_a_value_that_a_client_sends_is_no_exception(session: Session) -> None:
    insert = "INSERT INTO sizes (id, a) VALUES ('1', %s)"
    assert refusal(session, insert, "x" * (MIB + 1)) == ("54000", COLUMN.format("text"))


def test_a_row_may_have_two_mebibytes(session: Session) -> None:
    insert = "INSERT INTO sizes (id, a, k) VALUES ('1', repeat('x', {0}), repeat('y', {0}))"
    session.execute(insert.format(MIB - 100))
    assert refusal(session, insert.format(MIB)) == ("54000", "maximum row size exceeded")


def test_a_key_may_have_so_many_bytes(session: Session) -> None:
    insert = "INSERT INTO sizes (id) VALUES (repeat('x', {}))"
    session.execute(insert.format(1981))
    assert refusal(session, insert.format(1982)) == ("54000", "key size too large")
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
    assert refusal(session, statement) == (sqlstate, words)
    assert session.execute("SELECT to_regclass('made')").fetchone() == (None,)


def test_no_column_is_added_beyond_the_limit(session: Session) -> None:
    session.execute(f"CREATE TABLE wide ({', '.join(f'c{i} int' for i in range(256))})")
    words = "tables can have at most 255 columns"
    assert refusal(session, "ALTER TABLE wide ADD COLUMN more int") == ("54011", words)


@pytest.mark.parametrize("form", ["CREATE SCHEMA", "CREATE SCHEMA IF NOT EXISTS"])
def test_there_are_ten_schemas_at_most(session: Session, form: str) -> None:
    for number in range(9):
        session.execute(f"CREATE SCHEMA IF NOT EXISTS number_{number}")
    assert refusal(session, f"{form} number_ten") == ("54000", "more than 10 schemas not allowed")
    session.execute("CREATE SCHEMA IF NOT EXISTS number_0")


def test_what_watches_the_sizes_is_not_seen(session: Session) -> None:
    triggers = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    assert session.execute(triggers).fetchall() == []
    assert session.execute("SELECT * FROM information_schema.triggers").fetchall() == []
    session.execute("ALTER TABLE sizes DISABLE TRIGGER ALL")
    session.execute("ALTER TABLE sizes ENABLE TRIGGER ALL")
