"""Waiting for what a screen comes to, and never for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.pilot import Pilot

from dsql_tui.ui.screens.picker import Picker
from dsql_tui.ui.screens.workbench import Workbench
from dsql_tui.ui.widgets.schema_tree import SchemaTree


async def until(pilot: Pilot[None], condition: Callable[[], bool], timeout: float = 20) -> None:
    """Let the app go on until `condition` holds.

    Raises:
        TimeoutError: it never did.
    """

    async def wait() -> None:
        while not condition():
            await pilot.pause(0.01)

    await asyncio.wait_for(wait(), timeout)


async def picker_listed(pilot: Pilot[None]) -> Picker:
    """The picker, once every region has answered."""
    picker = pilot.app.screen
    assert isinstance(picker, Picker)
    await until(pilot, lambda: picker.identity is not None and not picker.pending)
    return picker


async def workbench(pilot: Pilot[None]) -> Workbench:
    """The workbench on the sample shop, once its schema is there."""
    await picker_listed(pilot)
    await pilot.press(*"shop", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, Workbench))
    screen = pilot.app.screen
    assert isinstance(screen, Workbench)
    await until(pilot, lambda: bool(screen.query(SchemaTree)) and bool(tree(screen).root.children))
    return screen


def tree(screen: Workbench) -> SchemaTree:
    """The schema on the left."""
    return screen.query_one(SchemaTree)


async def ran(pilot: Pilot[None], screen: Workbench, script: str) -> None:
    """Put a script into the editor, run the statement at its end, and wait for the end of it."""
    screen.console.editor.text = script
    screen.console.editor.move_cursor(screen.console.editor.document.end)
    screen.console.editor.focus()
    await pilot.press("ctrl+j")
    await until(pilot, lambda: not screen.console.busy)
