"""Opening a session without blocking the UI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dsql_tui.db.session import Session
from dsql_tui.execution.session_retry import Delay, SessionOpening
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access


async def open_session(access: Access, say: Callable[[str], object]) -> Session:
    """Open a session; retry after transient errors, counting down through `say`.

    Raises:
        AwsError, ConnectError: As `Access.open` raises them, at once or after the last try.
    """
    opening = SessionOpening(access)
    while isinstance(answer := await in_thread(opening.attempt, unwanted=_drop), Delay):
        for left in range(answer.seconds, 0, -1):
            say(f"{answer.words}. Trying again in {left} s.")
            await asyncio.sleep(1)
    return answer


def _drop(answer: Session | Delay) -> None:
    if isinstance(answer, Session):
        answer.close()
