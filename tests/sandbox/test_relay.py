"""Other clients: pipelines, prepared statements, malformed bytes, and many at once."""

from __future__ import annotations

import contextlib
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect, endpoint, parameters, plain_socket, tls_socket, token
from tests.sandbox.protocols import answer, outcome

SYNC = b"S"


@pytest.fixture
def pipeline(ready: Ready) -> Iterator[PGconn]:
    with connect(ready) as session:
        session.pgconn.enter_pipeline_mode()
        yield session.pgconn


def send(pgconn: PGconn, *statements: bytes) -> list[str]:
    """Send statements and Syncs at once; return tags, SQLSTATEs, `-` if aborted, `|` for a Sync."""
    for statement in statements:
        if statement == SYNC:
            pgconn.pipeline_sync()
        else:
            pgconn.send_query_params(statement, [])
    pgconn.flush()
    told_: list[str] = []
    for statement in statements:
        result = pgconn.get_result()
        assert result is not None
        if statement == SYNC:
            assert result.status == ExecStatus.PIPELINE_SYNC
            told_.append("|")
            continue
        aborted = result.status == ExecStatus.PIPELINE_ABORTED
        told_.append("-" if aborted else outcome(answer(result)))
        assert pgconn.get_result() is None
    return told_


PIPELINES: list[tuple[list[bytes], str]] = [
    ([b"select 1", b"select 2", SYNC], "SELECT 1,SELECT 1,|"),
    ([b"select 1", b"vacuum", b"select 2", SYNC, b"select 3", SYNC],
     "SELECT 1,0A000,-,|,SELECT 1,|"),
    ([b"begin", b"vacuum", SYNC, b"select 1", SYNC, b"commit", SYNC],
     "BEGIN,0A000,|,25P02,|,ROLLBACK,|"),
    ([b"begin", b"create table a_ (i int)", b"create table b_ (i int)", b"select 1", SYNC],
     "BEGIN,CREATE TABLE,0A000,-,|"),
    ([b"select 1", b"", b"select 2", SYNC], "SELECT 1,,SELECT 1,|"),
    ([SYNC, SYNC, b"select 1", SYNC], "|,|,SELECT 1,|"),
    ([b"selec", b"select 1", SYNC, b"select 1", SYNC], "42601,-,|,SELECT 1,|"),
    ([b"select 1; select 2", SYNC], "42601,|"),
    ([b"begin", b"rollback", b"begin", b"commit", SYNC], "BEGIN,ROLLBACK,BEGIN,COMMIT,|"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "expected"), PIPELINES)
def test_a_pipeline_is_skipped_up_to_its_sync(
    pipeline: PGconn, statements: list[bytes], expected: str
) -> None:
    assert ",".join(send(pipeline, *statements)) == expected
    assert send(pipeline, b"rollback", SYNC, b"select 1", SYNC)[2:] == ["SELECT 1", "|"]


def test_a_flush_brings_what_is_done(ready: Ready) -> None:
    with connect(ready) as session:
        pgconn = session.pgconn
        pgconn.enter_pipeline_mode()
        pgconn.send_query_params(b"select 1", [])
        pgconn.send_flush_request()
        pgconn.flush()
        result = pgconn.get_result()
        assert result is not None
        assert result.command_status == b"SELECT 1"
        assert pgconn.get_result() is None
        assert send(pgconn, SYNC) == ["|"]


def test_prepared_statements_are_run_again_and_judged_each_time(ready: Ready) -> None:
    with connect(ready) as session:
        session.execute("create table public.prepared_here (id int)")
        pgconn = session.pgconn
        insert = b"insert into public.prepared_here select generate_series(1, $1::int)"
        assert answer(pgconn.prepare(b"many", insert)).sqlstate == ""
        assert answer(pgconn.prepare(b"many", b"select 1")).sqlstate == "42P05"
        assert answer(pgconn.prepare(b"never", b"vacuum")).sqlstate == "0A000"
        assert answer(pgconn.exec_prepared(b"never", [])).sqlstate == "26000"
        assert answer(pgconn.prepare(b"begin", b"begin")).sqlstate == ""
        for count, expected in (
            (b"3000", "INSERT 0 3000"),
            (b"3001", "54000"),
            (b"1", "INSERT 0 1"),
        ):
            assert outcome(answer(pgconn.exec_prepared(b"many", [count]))) == expected
        assert outcome(answer(pgconn.exec_prepared(b"begin", []))) == "BEGIN"
        assert outcome(answer(pgconn.exec_prepared(b"many", [b"2000"]))) == "INSERT 0 2000"
        assert outcome(answer(pgconn.exec_prepared(b"many", [b"1001"]))) == "54000"
        assert outcome(answer(pgconn.exec_prepared(b"many", [b"1"]))) == "25P02"
        session.execute("rollback")
        session.execute("deallocate all")
        assert answer(pgconn.prepare(b"many", b"select 1")).sqlstate == ""
        assert outcome(answer(pgconn.exec_prepared(b"many", []))) == "SELECT 1"
        session.execute("drop table public.prepared_here")


def test_a_portal_is_fetched_in_parts(ready: Ready) -> None:
    with opened(ready) as client:
        bound = extended.parse(b"select generate_series(1, 5)") + extended.bind()
        client.sendall(bound + wire.message(b"E", b"\0\0\0\0\x02") * 2 + extended.FLUSH)
        assert kinds(client, b"s", 2) == "12DDsDDs"
        client.sendall(extended.execute() + extended.SYNC)
        assert kinds(client, b"Z") == "DCZ"


def test_plans_and_their_costs(ready: Ready) -> None:
    with connect(ready) as session:
        plan = session.execute("explain analyze verbose select * from shop.customers limit 3")
        lines = [str(row[0]) for row in plan]
        assert "Statement DPU Estimate:" in lines
        assert plan.statusmessage == "EXPLAIN"
        assert "Full Scan" in "".join(lines) or "Index Only Scan" in "".join(lines)


@contextlib.contextmanager
def opened(ready: Ready) -> Iterator[ssl.SSLSocket]:
    """Open a session that is driven by hand."""
    at = endpoint(ready)
    with tls_socket(ready, "postgresql", at.host) as client:
        client.sendall(wire.startup_packet({"user": "admin", "database": "postgres"}))
        client.sendall(wire.message(b"p", token(ready, at).encode() + b"\0"))
        kinds(client, b"Z")
        yield client


def kinds(client: ssl.SSLSocket, last: bytes, times: int = 1) -> str:
    """Return the kinds of messages up to one of them."""
    found = ""
    data = client.makefile("rb")
    while times:
        head = data.read(5)
        if len(head) < 5:
            return found
        data.read(int.from_bytes(head[1:], "big") - 4)
        found += chr(head[0])
        times -= head[:1] == last
    return found


STRANGE = [
    ("a length of a gigabyte", b"Q\x3f\xff\xff\xff" + b"x" * 1000),
    ("a length of three", b"Q\0\0\0\x03select 1\0"),
    ("an unknown kind", wire.message(b"!", b"what")),
    ("a message in two halves, of which one comes", b"Q\0\0\x10\0select"),
    ("a Parse without its end", wire.message(b"P", b"name")),
    ("a Bind without its end", wire.message(b"B", b"portal")),
    ("an Execute without its end", wire.message(b"E", b"")),
    ("a Query without its end", wire.message(b"Q", b"select 1")),
    ("a Query of no characters", wire.message(b"Q", b"")),
    ("a Query that is no text", wire.message(b"Q", b"\xff\xfe\xfd\0")),
    ("a Close of nothing", wire.message(b"C", b"")),
    ("data without a COPY", wire.message(b"d", b"1\n") + wire.message(b"c", b"")),
    ("noise", random.Random(3).randbytes(100_000)),
]


@pytest.mark.parametrize(("name", "data"), STRANGE, ids=[name for name, _ in STRANGE])
def test_malformed_messages_do_no_harm(ready: Ready, name: str, data: bytes) -> None:
    with connect(ready) as session, opened(ready) as client:
        client.settimeout(1)
        with contextlib.suppress(OSError):
            client.sendall(data + extended.SYNC)
            while client.recv(10_000):
                pass
        assert session.execute("select 1").fetchone() == (1,)


def memory(process: int) -> int:
    """Return the memory of a process in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


@pytest.fixture(scope="module")
def alone() -> Iterator[SandboxProcess]:
    """A sandbox for memory measurements, which no other test uses."""
    with SandboxProcess() as process:
        yield process


def test_noise_is_survived(alone: SandboxProcess) -> None:
    noise = random.Random(4)
    for _ in range(50):
        with opened(alone.ready) as client, contextlib.suppress(OSError):
            client.sendall(noise.randbytes(noise.randrange(1, 3000)))
    with connect(alone.ready) as session:
        assert session.execute("select 1").fetchone() == (1,)


def test_many_half_open_handshakes_cost_little(alone: SandboxProcess) -> None:
    before = memory(alone.pid)
    with contextlib.ExitStack() as open_:
        for number in range(400):
            client = open_.enter_context(plain_socket(alone.ready))
            if number % 2:
                client.sendall(b"\0\0\0\x08\x04\xd2\x16\x2f")
        with connect(alone.ready) as session:
            assert session.execute("select 1").fetchone() == (1,)
        assert memory(alone.pid) - before < 100


def test_a_client_that_takes_nothing_costs_little(alone: SandboxProcess) -> None:
    before = memory(alone.pid)
    with opened(alone.ready) as client:
        client.sendall(
            wire.message(b"Q", b"select repeat('x', 1000) from generate_series(1, 200000)\0")
        )
        threading.Event().wait(0.5)
        assert memory(alone.pid) - before < 50


def test_a_client_that_asks_without_end_costs_little(alone: SandboxProcess) -> None:
    before = memory(alone.pid)
    question = wire.message(b"Q", b"select '" + b"x" * 100_000 + b"' from pg_sleep(0.01)\0")
    with opened(alone.ready) as client:
        client.setblocking(False)
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            with contextlib.suppress(ssl.SSLWantWriteError, ssl.SSLWantReadError, OSError):
                client.send(question * 10)
        assert memory(alone.pid) - before < 50


def test_memory_of_closed_connections_is_given_back(alone: SandboxProcess) -> None:
    before = memory(alone.pid)
    with contextlib.ExitStack() as open_:
        for _ in range(300):
            open_.enter_context(opened(alone.ready))
        assert memory(alone.pid) - before > 40
    deadline = time.monotonic() + 30
    while memory(alone.pid) - before > 20:
        assert time.monotonic() < deadline, memory(alone.pid)
        time.sleep(0.1)


def test_two_hundred_sessions_at_once(alone: SandboxProcess) -> None:
    given = parameters(alone.ready)
    with contextlib.ExitStack() as open_, ThreadPoolExecutor(20) as threads:
        begin = time.monotonic()
        opening = [threads.submit(psycopg.connect, **given) for _ in range(200)]
        sessions = [open_.enter_context(each.result()) for each in opening]
        assert {session.execute("select 1").fetchone() for session in sessions} == {(1,)}
        answers = threads.map(lambda session: session.execute("select 2").fetchone(), sessions)
        assert set(answers) == {(2,)}
        assert time.monotonic() - begin < 20


def test_memory_is_given_back_after_many_connections() -> None:
    with SandboxProcess() as sandbox:
        before = memory(sandbox.pid)
        with contextlib.ExitStack() as open_:
            for _ in range(250):
                host = endpoint(sandbox.ready).host
                open_.enter_context(tls_socket(sandbox.ready, "postgresql", host))
            assert memory(sandbox.pid) - before > 50
        deadline = time.monotonic() + 10
        while memory(sandbox.pid) - before > 30 and time.monotonic() < deadline:
            threading.Event().wait(0.1)
        assert memory(sandbox.pid) - before <= 30


def test_sessions_leave_nothing_behind(alone: SandboxProcess) -> None:
    given = parameters(alone.ready)

    def come_and_go(_: int) -> None:
        with contextlib.closing(psycopg.connect(**given)) as session:
            session.execute("begin")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(come_and_go, range(200)))
        before = memory(alone.pid)
        list(threads.map(come_and_go, range(400)))
    assert memory(alone.pid) - before < 15
    files = Path(f"/proc/{alone.pid}/fd")
    deadline = time.monotonic() + 10
    while len(list(files.iterdir())) > 60 and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert len(list(files.iterdir())) <= 60


def test_hundreds_of_megabytes_pass_and_nothing_stays(alone: SandboxProcess) -> None:
    with connect(alone.ready) as session:
        copy = session.cursor().copy(
            "copy (select repeat('x', 1000) from generate_series(1, 200000)) to stdout"
        )
        with copy as data:
            assert sum(len(block) for block in data) == 200_000 * 1001
        assert memory(alone.pid) < 200
        assert session.info.transaction_status == TransactionStatus.IDLE


def test_a_socket_may_be_shut_at_any_time(alone: SandboxProcess) -> None:
    for number in range(20):
        with opened(alone.ready) as client:
            client.sendall(wire.message(b"Q", b"select pg_sleep(5)\0") + b"Q\0\0"[: number % 4])
            client.shutdown(socket.SHUT_RDWR)
    with connect(alone.ready) as session:
        assert session.execute("select 1").fetchone() == (1,)
