"""What is asked before statements run where that matters: in prod, and where nothing may change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App

from dsql_tui.opening import Access
from dsql_tui.results.text import visible
from dsql_tui.sql.changes import changes
from dsql_tui.sql.scan import Statement
from dsql_tui.ui.screens.confirm import Confirm

_SHOWN = 60
"""Characters of a statement in a question."""


async def guarded(
    app: App[Any], access: Access, title: str, statements: Sequence[Statement]
) -> Sequence[Statement]:
    """The statements, if they may run; else none, and the user is told why or has said so."""
    changing = [statement for statement in statements if changes(statement.text)]
    if not changing:
        return statements
    if access.read_only:
        words = f"{title} is read-only by its profile: nothing was sent."
        app.notify(visible(words), severity="warning", markup=False)
        return ()
    if access.environment != "prod":
        return statements
    shown = visible(" ".join(changing[0].text.split())[:_SHOWN])
    more = f"\nand {len(changing) - 1} more" if len(changing) > 1 else ""
    question = f"{visible(title)} is prod, and this changes it:\n{shown}{more}\n\nRun it?"
    return statements if await app.push_screen_wait(Confirm(question)) else ()
