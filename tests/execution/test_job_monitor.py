"""Watching jobs in a session of its own."""

from __future__ import annotations

import asyncio
import threading

from dsql_tui.db.session import Session
from dsql_tui.execution.job_monitor import JobMonitor
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access


class SlowAccess(Access):
    """An access whose sessions open when the test says so."""

    may_open = threading.Event()
    opening = threading.Event()
    opened: Session | None = None

    def open(self) -> Session:
        """Wait, then open a session."""
        SlowAccess.opening.set()
        SlowAccess.may_open.wait(30)
        SlowAccess.opened = super().open()
        return SlowAccess.opened


async def test_closing_does_not_wait_for_a_server_that_does_not_answer(aws: Ready) -> None:
    access = build_access(aws)
    slow = SlowAccess(access.identity, access.endpoint, access.role, access.route)
    monitor = JobMonitor(slow)
    reading = asyncio.create_task(monitor.read())
    while not SlowAccess.opening.is_set():
        await asyncio.sleep(0.01)
    await asyncio.wait_for(monitor.close(), 10)
    assert SlowAccess.opened is None
    SlowAccess.may_open.set()
    await reading
    session = SlowAccess.opened
    assert session is not None
    assert session.lost


async def test_a_lost_session_is_replaced(aws: Ready) -> None:
    monitor = JobMonitor(build_access(aws))
    await monitor.read()
    session = monitor._session
    assert session is not None
    session.cut()
    session.close()
    await monitor.read()
    assert monitor._session is not session
    await monitor.release()
    assert monitor._session is None
    await monitor.close()
