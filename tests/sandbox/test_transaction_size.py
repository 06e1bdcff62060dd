"""The 10 MiB of a transaction: rows that it has written, and keys that it has locked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect
from tests.sandbox.protocols import ask, outcome

Session = psycopg.Connection[tuple[Any, ...]]

TOO_BIG = "transaction size limit 10mb exceeded"


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    with connect(ready) as opened:
        opened.execute("CREATE TABLE wide (id text PRIMARY KEY, word text)")
        opened.execute("CREATE TABLE narrow (id int PRIMARY KEY, word text)")
        for begin in range(0, 12_000, 3000):
            rows = f"generate_series({begin + 1}, {begin + 3000}) AS n"
            opened.execute(f"INSERT INTO wide SELECT n || repeat('x', 900), 'w' FROM {rows}")
            opened.execute(f"INSERT INTO narrow SELECT n, 'w' FROM {rows}")
        yield opened
        opened.execute("ROLLBACK")
        opened.execute("DROP TABLE wide")
        opened.execute("DROP TABLE narrow")


@pytest.mark.parametrize(
    ("table", "locks", "message"),
    [
        ("wide", "FOR UPDATE", TOO_BIG),
        ("wide", "FOR KEY SHARE", TOO_BIG),
        ("narrow", "FOR UPDATE", ""),
        ("wide", "", ""),
    ],
)
def test_locked_keys_count(session: Session, table: str, locks: str, message: str) -> None:
    session.execute("BEGIN")
    session.execute(f"SELECT 1 FROM {table} WHERE word = 'w' {locks}")
    assert ask(session, "COMMIT").message == message


def test_keys_that_are_locked_in_turn_add_up(session: Session) -> None:
    session.execute("BEGIN")
    for digit in range(1, 10):
        session.execute(f"SELECT 1 FROM wide WHERE id LIKE '{digit}%' FOR UPDATE")
    answer = ask(session, "COMMIT")
    assert (answer.sqlstate, answer.message) == ("54000", TOO_BIG)


def test_what_others_write_does_not_count(session: Session, ready: Ready) -> None:
    def write(number: int) -> str:
        with connect(ready) as other:
            other.execute("BEGIN")
            for row in range(5):
                other.execute(
                    "INSERT INTO narrow SELECT %s, string_agg(md5(n::text || %s), '')"
                    " FROM generate_series(1, 30000) AS n",
                    (20_000 + number * 10 + row, str(row)),
                )
            return outcome(ask(other, "COMMIT"))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(4))) == ["COMMIT"] * 4


def test_rows_of_several_tables_and_indexes_add_up(session: Session) -> None:
    session.execute("BEGIN")
    for table, key in (("wide", "'key' || n"), ("narrow", "50000 + n")):
        session.execute(
            f"INSERT INTO {table} SELECT {key}, ("
            "SELECT string_agg(md5(n::text || m), '') FROM generate_series(1, 32000) AS m"
            ") FROM generate_series(1, 6) AS n"
        )
    assert ask(session, "COMMIT").message == TOO_BIG
