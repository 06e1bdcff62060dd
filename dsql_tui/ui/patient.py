"""Opening a session where the cluster asks for patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.dsql.patience import WAITS, passes
from dsql_tui.opening import Access
from dsql_tui.results.text import visible
from dsql_tui.ui.threads import in_thread


async def opened(access: Access, say: Callable[[str], object]) -> Session:
    """Open a session; where it is refused for now, count down in sight and try again.

    Raises:
        AwsError, OpeningRefused: as `Access.open` does, at once or after the last try.
    """
    for wait in WAITS:
        try:
            return await in_thread(access.open, unwanted=Session.close)
        except OpeningRefused as opening:
            if not passes(opening.refusal):
                raise
            words = visible(opening.refusal.message).rstrip(".")
        for left in range(wait, 0, -1):
            say(f"{words}. Trying again in {left} s.")
            await asyncio.sleep(1)
    return await in_thread(access.open, unwanted=Session.close)
