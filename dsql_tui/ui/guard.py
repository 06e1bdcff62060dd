"""What is asked before statements run where that matters: in prod, and where nothing may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App

from dsql_tui.opening import Access
from dsql_tui.results.text import visible
from dsql_tui.sql.changes import changing, summary
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.screens.confirm import Confirm


async def guarded(
    app: App[Any], access: Access, title: str, statements: Sequence[Statement]
) -> Sequence[Statement]:
    """The statements, if they may run; else none, and the user is told why or has said so."""
    found = changing(statements)
    agreed = not found or await agreed_to(app, access, title, summary(found))
    return statements if agreed else ()


async def agreed_to(app: App[Any], access: Access, title: str, change: str) -> bool:
    """May a change be made? Asks in prod, in a worker; says so where nothing may change."""
    if access.read_only:
        words = f"{title} is read-only by its profile: nothing was sent."
        app.notify(visible(words), severity="warning", markup=False)
        return False
    if access.environment != "prod":
        return True
    question = f"{visible(title)} is prod, and this changes it:\n{visible(change)}\n\nRun it?"
    return await app.push_screen_wait(Confirm(question))


async def handing_over(app: App[Any], access: Access, title: str, client: str) -> bool:
    """May another client take over, which knows nothing of what is asked here?"""
    if access.read_only:
        words = f"{title} is read-only by its profile, and {client} would not keep to that."
        app.notify(visible(words), severity="warning", markup=False)
        return False
    if access.environment != "prod":
        return True
    words = f"{title} is prod, and {client} asks nothing before a change."
    return await app.push_screen_wait(Confirm(f"{visible(words)}\n\nGo there?"))
