"""Facts about Aurora DSQL with a public source each, expected from the sandbox too.

`facts.json` names the sources. The steps of a fact run in order, and the last one is judged. `{p}`
is a prefix of the test's own. A step that is a list does something else than send a statement.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.pq import ConnStatus, ExecStatus

from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.conftest import FAST_COMMAND
from tests.sandbox.clients import arm, boto, connect, endpoint
from tests.sandbox.protocols import Answer, answer

FACTS = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))["facts"]

PROTOCOLS = ("simple", "extended", "prepared")

Session = psycopg.Connection[tuple[Any, ...]]

_numbers = count(1)


class Replay:
    """The sessions of one fact, and the answers to its steps."""

    def __init__(self, ready: Ready, at: Endpoint, protocol: str, prefix: str) -> None:
        self.stack = ExitStack()
        self._ready = ready
        self._at = at
        self._protocol = protocol
        self._prefix = prefix
        self._job = ""
        self._sessions: dict[str, Session] = {}

    def step(self, step: str | list[Any]) -> Answer:
        """Run a step and return its answer."""
        try:
            got = self._step(step)
        except psycopg.OperationalError:
            return Answer(sqlstate="EOF")
        if self._session("").pgconn.status != ConnStatus.OK:
            return Answer(sqlstate="EOF")
        if got.tag in ("CREATE INDEX", "ALTER TABLE") and got.rows:
            self._job = got.rows[0][0] or ""
        return got

    def _step(self, step: str | list[Any]) -> Answer:
        if isinstance(step, str):
            return self._send("", step)
        kind, *arguments = step
        actions: dict[str, Callable[..., Answer]] = {
            "wait": self._wait,
            "many": self._many,
            "cols": self._columns,
            "job": lambda sql: self._send("", sql),
            "on": self._send,
            "as": self._send_as,
            "err": self._fail,
            "deep": lambda: self._send("", "SELECT 1" + " + 1" * 30_000),
            "big": lambda: self._send("", f"SELECT '{'x' * 11 * 2**20}'"),
            "schemas": self._fill_schemas,
        }
        return actions[kind](*arguments)

    def _session(self, name: str, **parameters: Any) -> Session:
        if name not in self._sessions:
            opened = connect(self._ready, self._at, **parameters)
            self._sessions[name] = self.stack.enter_context(opened)
        return self._sessions[name]

    def _send(self, name: str, sql: str, **values: object) -> Answer:
        session = self._session(name)
        text = self._fill(sql, **values).encode()
        if self._protocol == "simple":
            return answer(session.pgconn.exec_(text))
        if self._protocol == "extended":
            return answer(session.pgconn.exec_params(text, []))
        prepared = session.pgconn.prepare(f"s{next(_numbers)}".encode(), text)
        if prepared.status == ExecStatus.FATAL_ERROR:
            return answer(prepared)
        name_ = f"s{next(_numbers)}".encode()
        session.pgconn.prepare(name_, text)
        return answer(session.pgconn.exec_prepared(name_, []))

    def _fill(self, sql: str, **values: object) -> str:
        for name, value in {"p": self._prefix, "job": self._job, **values}.items():
            sql = sql.replace(f"{{{name}}}", str(value))
        return sql

    def _wait(self) -> Answer:
        pending = "SELECT count(*) FROM sys.jobs WHERE status IN ('submitted', 'processing')"
        deadline = time.monotonic() + 20
        while self._session("jobs").execute(pending).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return Answer()

    def _many(self, times: int, sql: str) -> Answer:
        last = Answer()
        for number in range(times):
            last = self._send("", sql, n=number)
        return last

    def _columns(self, number: int, sql: str) -> Answer:
        return self._send("", sql, cols=", ".join(f"c{i} int" for i in range(number)))

    def _send_as(self, role: str, sql: str) -> Answer:
        role = self._fill(role)
        self._session(role, user=role)
        return self._send(role, sql)

    def _fail(self, sql: str) -> Answer:
        failed = self._send("", sql)
        assert failed.sqlstate
        return failed

    def _fill_schemas(self) -> Answer:
        for number in range(12):
            self._send("", f"CREATE SCHEMA {self._prefix}_{number}")
        return Answer()


@pytest.fixture(scope="module")
def fast() -> Iterator[Ready]:
    """A sandbox of the release that the facts are about."""
    with SandboxProcess(release="2026-09-30", command=FAST_COMMAND) as process:
        yield process.ready


@pytest.fixture(scope="module")
def at(fast: Ready) -> Endpoint:
    """A cluster without sample data."""
    client = boto(fast)
    made = client.create_cluster(deletionProtectionEnabled=False)
    quick = {"Delay": 0.2, "MaxAttempts": 100}
    client.get_waiter("cluster_active").wait(identifier=made["identifier"], WaiterConfig=quick)
    found = client.get_cluster(identifier=made["identifier"])
    return Endpoint(made["identifier"], endpoint(fast).region, found["endpoint"])


@pytest.fixture
def replay(fast: Ready, at: Endpoint, request: pytest.FixtureRequest) -> Iterator[Replay]:
    """Sessions of a new schema; it is dropped afterwards, with other traces of the fact."""
    prefix = f"f{next(_numbers)}_"
    protocol = request.getfixturevalue("protocol")
    playing = Replay(fast, at, protocol, prefix)
    yield playing
    playing.stack.close()
    clean_up(fast, at, prefix)


def clean_up(fast: Ready, at: Endpoint, prefix: str) -> None:
    """Drop what a fact has created."""
    with connect(fast, at) as session:
        kinds = {"r": "TABLE", "v": "VIEW", "S": "SEQUENCE"}
        for name, kind in session.execute(
            "SELECT relname, relkind FROM pg_class WHERE relname LIKE %s AND relkind IN"
            " ('r', 'v', 'S') ORDER BY relkind DESC",
            (f"{prefix}%",),
        ).fetchall():
            drop(session, f"DROP {kinds[kind]} IF EXISTS {name} CASCADE")
        for (name,) in session.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", (f"{prefix}%",)
        ).fetchall():
            drop(session, f"DROP SCHEMA {name} CASCADE")


def drop(session: Session, statement: str) -> None:
    try:
        session.execute(statement.encode())
    except psycopg.Error:
        session.rollback()


@pytest.fixture(autouse=True)
def no_catch_up(fast: Ready) -> None:
    """Sessions that learn of no change of the schema, however slow this machine is."""
    arm(fast, catch_up=60)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_a_fact_holds(replay: Replay, fact: dict[str, Any], protocol: str) -> None:
    *steps, last = fact["steps"]
    for step in steps:
        replay.step(step)
    check(replay, fact, replay.step(last))


def check(replay: Replay, fact: dict[str, Any], got: Answer) -> None:
    """Compare an answer with what is known of a cluster's."""
    want = fact["want"]
    if want.get("ok"):
        assert not got.sqlstate, got
    if "err" in want:
        assert got.sqlstate == want["err"], got
    if "msg" in want:
        assert got.message == replay._fill(want["msg"]), got
    if "tag" in want:
        assert got.tag == want["tag"]
    if "rows" in want:
        rows = [[cell and replay._fill(cell) for cell in row] for row in want["rows"]]
        assert [list(row) for row in got.rows] == rows
