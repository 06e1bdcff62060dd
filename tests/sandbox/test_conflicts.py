"""Two sessions that conflict: neither waits, and the first to commit wins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import arm, connect
from tests.sandbox.protocols import PROTOCOLS, Session, ask, outcome

DATA = ("40001", "change conflicts with another transaction (OC000)")
SCHEMA = ("40001", "schema has been updated by another transaction (OC001)")
OPTIONS = "-c search_path=contested"


@pytest.fixture(autouse=True)
def no_catch_up(ready: Ready) -> None:
    """Sessions that learn of no change, however slow this machine is."""
    arm(ready, catch_up=60)


@pytest.fixture
def pair(ready: Ready) -> Iterator[tuple[Session, Session]]:
    with connect(ready, options=OPTIONS) as one, connect(ready, options=OPTIONS) as two:
        one.execute("CREATE SCHEMA contested")
        one.execute("CREATE TABLE rows (id int PRIMARY KEY, word text)")
        one.execute("INSERT INTO rows VALUES (1, 'old'), (2, 'old'), (3, 'old')")
        yield one, two
        for session in (one, two):
            session.execute("ROLLBACK")
        one.execute("DROP SCHEMA contested CASCADE")


def play(pair: tuple[Session, Session], script: list[tuple[int, str, str]], protocol: str) -> None:
    """Run the steps in order and compare the answers.

    A step that waited for a lock would wait forever, because the other session's next step comes
    after it; a deadlock would be answered with another SQLSTATE.
    """
    for number, sql, expected in script:
        answer = ask(pair[number - 1], sql, protocol)
        values = [value for row in answer.rows for value in row]
        assert expected in (outcome(answer), answer.message[-6:-1], *values), (number, sql, answer)


ONE = "UPDATE rows SET word = 'one' WHERE id = 1"
TWO = "UPDATE rows SET word = 'two' WHERE id = 1"
READ = "SELECT word FROM rows WHERE id = 1"
BEGUN = [(1, "BEGIN", "BEGIN"), (2, "BEGIN", "BEGIN")]
SCRIPTS: dict[str, list[tuple[int, str, str]]] = {
    "the first writer commits first": [
        *BEGUN,
        (1, ONE, "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "OC000"),
        (2, READ, "one"),
    ],
    "the second writer commits first": [
        *BEGUN,
        (1, ONE, "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (2, "COMMIT", "COMMIT"),
        (1, "COMMIT", "OC000"),
        (1, READ, "two"),
    ],
    "each sees its own": [
        *BEGUN,
        (1, ONE, "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, READ, "one"),
        (2, READ, "two"),
        (1, READ, "one"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "OC000"),
    ],
    "one gives up": [
        *BEGUN,
        (1, ONE, "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (2, "ROLLBACK", "ROLLBACK"),
        (1, "COMMIT", "COMMIT"),
        (1, READ, "one"),
    ],
    "the row has changed since the snapshot": [
        *BEGUN,
        (1, READ, "old"),
        (2, TWO, "UPDATE 1"),
        (2, "COMMIT", "COMMIT"),
        (1, f"{ONE} RETURNING id", "UPDATE 1"),
        (1, "SELECT 1", "SELECT 1"),
        (1, "COMMIT", "OC000"),
        (1, READ, "two"),
    ],
    "the row is gone since the snapshot": [
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (2, "DELETE FROM rows WHERE id = 1", "DELETE 1"),
        (1, "DELETE FROM rows WHERE id = 1", "DELETE 1"),
        (1, "COMMIT", "OC000"),
    ],
    "a row is locked that has changed": [
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (2, TWO, "UPDATE 1"),
        (1, f"{READ} FOR UPDATE", "old"),
        (1, "COMMIT", "OC000"),
    ],
    "autocommit wins over what is not committed": [
        (1, "BEGIN", "BEGIN"),
        (1, ONE, "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, "COMMIT", "OC000"),
        (1, READ, "two"),
    ],
    "rows that cross": [
        *BEGUN,
        (1, ONE, "UPDATE 1"),
        (2, "UPDATE rows SET word = 'two' WHERE id = 2", "UPDATE 1"),
        (1, "UPDATE rows SET word = 'one' WHERE id = 2", "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "OC000"),
        (2, "SELECT string_agg(DISTINCT word, '') FROM rows WHERE id < 3", "one"),
    ],
    "the same key twice": [
        *BEGUN,
        (1, "INSERT INTO rows VALUES (9, 'one')", "INSERT 0 1"),
        (2, "INSERT INTO rows VALUES (9, 'two')", "INSERT 0 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "OC000"),
    ],
    "the snapshot is that of BEGIN": [
        (1, "BEGIN", "BEGIN"),
        (2, TWO, "UPDATE 1"),
        (1, READ, "old"),
        (1, "COMMIT", "COMMIT"),
        (1, READ, "two"),
    ],
    "the snapshot of BEGIN decides about writers": [
        (1, "START TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION"),
        (2, TWO, "UPDATE 1"),
        (1, ONE, "UPDATE 1"),
        (1, "COMMIT", "OC000"),
        (1, READ, "two"),
    ],
    "a key that was committed since": [
        (1, "BEGIN", "BEGIN"),
        (2, "INSERT INTO rows VALUES (9, 'two')", "INSERT 0 1"),
        (1, "INSERT INTO rows VALUES (9, 'one')", "INSERT 0 1"),
        (1, "COMMIT", "OC000"),
        (1, "SELECT word FROM rows WHERE id = 9", "two"),
    ],
    "a key that is its own": [
        (1, "BEGIN", "BEGIN"),
        (1, "INSERT INTO rows VALUES (9, 'one')", "INSERT 0 1"),
        (2, TWO, "UPDATE 1"),
        (1, "INSERT INTO rows VALUES (9, 'one')", "23505"),
        (1, READ, "25P02"),
        (1, "COMMIT", "ROLLBACK"),
    ],
    "write skew is let pass": [
        *BEGUN,
        (1, READ, "old"),
        (2, "SELECT word FROM rows WHERE id = 2", "old"),
        (1, "UPDATE rows SET word = 'one' WHERE id = 2", "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "COMMIT"),
    ],
    "reading for update forbids it": [
        *BEGUN,
        (1, f"{READ} FOR UPDATE", "old"),
        (2, "SELECT word FROM rows WHERE id = 2 FOR UPDATE", "old"),
        (1, "UPDATE rows SET word = 'one' WHERE id = 2", "UPDATE 1"),
        (2, TWO, "UPDATE 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "COMMIT", "OC000"),
    ],
    "a reader is nobody's rival": [
        *BEGUN,
        (1, READ, "old"),
        (2, TWO, "UPDATE 1"),
        (2, "COMMIT", "COMMIT"),
        (1, READ, "old"),
        (1, "COMMIT", "COMMIT"),
    ],
    "the schema changes under a transaction": [
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (2, "ALTER TABLE rows ADD COLUMN more int", "ALTER TABLE"),
        (1, READ, "OC001"),
        (1, "COMMIT", "ROLLBACK"),
        (1, READ, "old"),
    ],
    "the schema changes under a writer": [
        (1, "BEGIN", "BEGIN"),
        (1, ONE, "UPDATE 1"),
        (2, "ALTER TABLE rows ADD COLUMN more int", "ALTER TABLE"),
        (1, "COMMIT", "OC001"),
        (1, READ, "old"),
    ],
    "a grant changes the schema too": [
        (1, READ, "old"),
        (2, "GRANT SELECT ON rows TO PUBLIC", "GRANT"),
        (1, "SELECT 1", "SELECT 1"),
        (1, READ, "OC001"),
        (1, READ, "old"),
        (2, READ, "old"),
    ],
    "a table that is new to a session is no surprise": [
        (1, READ, "old"),
        (2, "CREATE TABLE others (id int)", "CREATE TABLE"),
        (1, READ, "old"),
        (2, "ALTER TABLE others ADD COLUMN more int", "ALTER TABLE"),
        (1, "SELECT count(*) FROM others", "0"),
    ],
    "a dropped table is created again": [
        (1, READ, "old"),
        (2, "DROP TABLE rows", "DROP TABLE"),
        (1, "CREATE TABLE rows (id int PRIMARY KEY, word text)", "CREATE TABLE"),
        (1, "INSERT INTO rows VALUES (1, 'new')", "INSERT 0 1"),
        (2, READ, "new"),
    ],
    "uncommitted DDL blocks nobody": [
        (1, "BEGIN", "BEGIN"),
        (1, "ALTER TABLE rows ADD COLUMN more int", "ALTER TABLE"),
        (2, READ, "old"),
        (1, "COMMIT", "COMMIT"),
        (2, READ, "OC001"),
        (2, "SELECT more FROM rows WHERE id = 1", "SELECT 1"),
    ],
    "code that changes the schema waits for nobody either": [
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (1, ONE, "UPDATE 1"),
        (2, "DO $$ BEGIN EXECUTE 'ALTER TABLE rows ADD COLUMN more int'; END $$", "DO"),
        (1, "COMMIT", "OC001"),
        (2, READ, "old"),
    ],
    "a failed transaction gives up its locks and stays failed": [
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (1, ONE, "UPDATE 1"),
        (1, "SELECT 1 / 0", "22012"),
        (2, "ALTER TABLE rows ADD COLUMN more int", "ALTER TABLE"),
        (1, "COMMIT", "ROLLBACK"),
        (2, READ, "old"),
    ],
}


CHILD = "INSERT INTO children VALUES (1, 1)"
DELETE = "DELETE FROM rows WHERE id = 1"
KEYS: dict[str, list[tuple[int, str, str]]] = {
    "a child that was committed since": [
        (1, "BEGIN", "BEGIN"),
        (2, CHILD, "INSERT 0 1"),
        (1, DELETE, "DELETE 1"),
        (1, "SELECT 1", "SELECT 1"),
        (1, "COMMIT", "OC000"),
        (1, READ, "old"),
    ],
    "a child that was committed since, and a new key": [
        (1, "BEGIN", "BEGIN"),
        (2, CHILD, "INSERT 0 1"),
        (1, "UPDATE rows SET id = 7 WHERE id = 1", "UPDATE 1"),
        (1, "COMMIT", "OC000"),
    ],
    "a child that was there before": [
        (2, CHILD, "INSERT 0 1"),
        (1, "BEGIN", "BEGIN"),
        (1, "UPDATE rows SET word = 'one' WHERE id = 2", "UPDATE 1"),
        (1, DELETE, "23503"),
        (1, READ, "25P02"),
        (1, "COMMIT", "ROLLBACK"),
        (1, "SELECT word FROM rows WHERE id = 2", "old"),
    ],
    "a child of its own": [
        (1, "BEGIN", "BEGIN"),
        (1, CHILD, "INSERT 0 1"),
        (1, DELETE, "23503"),
        (1, "ROLLBACK", "ROLLBACK"),
    ],
    "a child of its own, removed again": [
        (1, "BEGIN", "BEGIN"),
        (1, CHILD, "INSERT 0 1"),
        (1, "DELETE FROM children", "DELETE 1"),
        (1, DELETE, "DELETE 1"),
        (1, "COMMIT", "COMMIT"),
    ],
    "a parent that was committed since": [
        (1, "BEGIN", "BEGIN"),
        (2, "INSERT INTO rows VALUES (9, 'two')", "INSERT 0 1"),
        (1, "INSERT INTO children VALUES (9, 9)", "23503"),
        (1, "ROLLBACK", "ROLLBACK"),
    ],
    "a parent that has gone since": [
        (1, "BEGIN", "BEGIN"),
        (2, DELETE, "DELETE 1"),
        (1, CHILD, "INSERT 0 1"),
        (1, "COMMIT", "OC000"),
    ],
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", KEYS)
def test_foreign_keys_are_checked_in_the_snapshot(
    pair: tuple[Session, Session], name: str, protocol: str
) -> None:
    pair[0].execute("CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES rows)")
    play(pair, KEYS[name], protocol)


DEFERRED: dict[str, list[tuple[int, str, str]]] = {
    "a child that was committed since": [
        (1, "BEGIN", "BEGIN"),
        (2, CHILD, "INSERT 0 1"),
        (1, DELETE, "DELETE 1"),
        (1, "COMMIT", "OC000"),
        (1, READ, "old"),
    ],
    "a child that was there before": [
        (2, CHILD, "INSERT 0 1"),
        (1, "BEGIN", "BEGIN"),
        (1, DELETE, "DELETE 1"),
        (1, "COMMIT", "23503"),
        (1, READ, "old"),
    ],
    "a child that gets its parent later": [
        (1, "BEGIN", "BEGIN"),
        (1, "INSERT INTO children VALUES (9, 9)", "INSERT 0 1"),
        (1, "INSERT INTO rows VALUES (9, 'one')", "INSERT 0 1"),
        (1, "COMMIT", "COMMIT"),
        (2, "SELECT word FROM rows WHERE id = 9", "one"),
    ],
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", DEFERRED)
def test_deferred_foreign_keys_are_checked_in_the_snapshot(
    pair: tuple[Session, Session], name: str, protocol: str
) -> None:
    pair[0].execute(
        "CREATE TABLE children (id int PRIMARY KEY,"
        " parent int REFERENCES rows DEFERRABLE INITIALLY DEFERRED)"
    )
    play(pair, DEFERRED[name], protocol)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_idle_session_catches_up_with_the_schema(
    pair: tuple[Session, Session], ready: Ready, protocol: str
) -> None:
    arm(ready, catch_up=0)
    steps = [
        (1, READ, "old"),
        (2, "ALTER TABLE rows ADD COLUMN more int", "ALTER TABLE"),
        (1, READ, "old"),
        (1, "BEGIN", "BEGIN"),
        (1, READ, "old"),
        (2, "ALTER TABLE rows ADD COLUMN others int", "ALTER TABLE"),
        (1, READ, "OC001"),
        (1, "ROLLBACK", "ROLLBACK"),
        (1, READ, "old"),
    ]
    play(pair, steps, protocol)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", SCRIPTS)
def test_two_sessions(pair: tuple[Session, Session], name: str, protocol: str) -> None:
    play(pair, SCRIPTS[name], protocol)


def test_parameters_are_kept_for_what_must_be_done_again(pair: tuple[Session, Session]) -> None:
    one, two = pair
    update = "UPDATE rows SET word = %s WHERE id = %s"
    for session in pair:
        session.execute("BEGIN")
    one.execute(update, ["eins", 1], prepare=True)
    two.execute(update, ["zwei", 1], prepare=True, binary=True)
    one.execute(update, ["drei", 2], prepare=True)
    assert outcome(ask(one, "COMMIT")) == "COMMIT"
    assert two.execute("SELECT 1").fetchall() == [(1,)]
    assert outcome(ask(two, "COMMIT")) == "40001"
    assert [row[0] for row in one.execute("SELECT word FROM rows ORDER BY id")] == [
        *("eins", "drei", "old")
    ]


def test_an_answer_that_is_pretended_has_parameters_too(pair: tuple[Session, Session]) -> None:
    one, two = pair
    one.execute("BEGIN")
    one.execute("SELECT 1 FROM rows")
    two.execute("UPDATE rows SET word = 'two'")
    cursor = one.execute(
        "UPDATE rows SET word = %s WHERE id > %s RETURNING id, word", ["one", 1], binary=True
    )
    assert (cursor.statusmessage, cursor.fetchall()) == ("UPDATE 2", [(2, "old"), (3, "old")])
    assert outcome(ask(one, "COMMIT")) == "40001"
