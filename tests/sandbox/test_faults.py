"""Armed faults are taken once, in order."""

from __future__ import annotations

import asyncio
import threading

from dsql_tui.sandbox.protocol.errors import too_many_sessions_error
from dsql_tui.sandbox.state.faults import Faults


class Open:
    """A session that records its end."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self.heard = b""
        self.silent: float | None = None

    def end(self, words: bytes = b"") -> None:
        self.heard = words
        self.over.set()

    def cut_network(self, seconds: float) -> None:
        self.silent = seconds
        self.over.set()


def test_nothing_is_armed_to_begin_with() -> None:
    faults = Faults()
    assert (faults.take_drop(), faults.take_conflict(), faults.take_opening_error()) == (
        None,
        None,
        None,
    )
    assert not any(faults.state().values())


def test_what_is_armed_is_taken_once_and_in_order() -> None:
    faults = Faults()
    faults.arm_drops(["before", "after"])
    faults.arm_conflicts(["OC001"])
    faults.arm_opening_errors([too_many_sessions_error()] * 2)
    assert [faults.take_drop() for _ in range(3)] == ["before", "after", None]
    assert [faults.take_conflict() for _ in range(2)] == ["OC001", None]
    assert [
        taken and taken.sqlstate for taken in (faults.take_opening_error() for _ in range(3))
    ] == [
        "53300",
        "53300",
        None,
    ]


def test_disarmed_faults_do_nothing() -> None:
    faults = Faults()
    faults.arm_drops(["before"])
    faults.arm_opening_errors([too_many_sessions_error()])
    faults.ignore_cancel, faults.delay = True, 2.0
    faults.session_limit, faults.token_clock = 1.0, 60.0
    faults.restart(60)
    faults.disarm()
    assert not any(faults.state().values())


async def test_sessions_are_dropped_from_another_thread_the_newest_first() -> None:
    faults, sessions = Faults(), [Open(), Open(), Open()]
    for session in sessions:
        faults.sessions.add(session)
    faults.sessions.remove(sessions[0])
    faults.sessions.remove(sessions[0])
    threading.Thread(target=faults.sessions.drop_newest, args=(1,)).start()
    await asyncio.wait_for(sessions[2].over.wait(), 5)
    assert not sessions[1].over.is_set()
    assert faults.sessions.drop_all() == 1
    await asyncio.wait_for(sessions[1].over.wait(), 5)
    assert not sessions[0].over.is_set()
    assert faults.sessions.drop_all() == 0


async def test_a_restart_ends_each_session_with_an_error_and_rejects_openings() -> None:
    faults, session = Faults(), Open()
    faults.sessions.add(session)
    faults.restart(60)
    await asyncio.wait_for(session.over.wait(), 5)
    assert b"57P01" in session.heard
    refused = [faults.take_opening_error() for _ in range(2)]
    assert [each and each.sqlstate for each in refused] == ["XX000", "XX000"]
    assert faults.state()["restart"]


async def test_all_sessions_lose_the_network() -> None:
    faults, sessions = Faults(), [Open(), Open()]
    for session in sessions:
        faults.sessions.add(session)
    assert faults.sessions.cut_all_networks(30) == 2
    for session in sessions:
        await asyncio.wait_for(session.over.wait(), 5)
        assert session.silent == 30
