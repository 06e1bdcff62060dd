"""Steps of UI tests: wait for a state, open a screen, run a statement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.workbench.panes.schema_tree import SchemaTree
from dsql_tui.ui.workbench.workbench import Workbench

WAIT_TIMEOUT = 20.0
"""Seconds to wait for a state."""

MAX_DELAY = 0.5
"""Seconds of CPU time for which a key may wait."""

S = TypeVar("S", bound=Screen[Any])
T = TypeVar("T")


async def wait_until(
    pilot: Pilot[None], condition: Callable[[], bool], timeout: float = WAIT_TIMEOUT
) -> None:
    """Let the app run until a condition is true.

    Raises:
        TimeoutError: It is still false after `timeout` seconds.
    """

    async def wait() -> None:
        while not condition():
            await asyncio.sleep(0.01)

    if not condition():
        await asyncio.wait_for(wait(), timeout)
        await pilot.pause(0)


async def wait_until_equal(pilot: Pilot[None], read: Callable[[], T], expected: T) -> None:
    """Let the app run until a value equals the expected one.

    Raises:
        TimeoutError: It still differs after `WAIT_TIMEOUT`.
    """
    await wait_until(pilot, lambda: read() == expected)


async def wait_for_screen(pilot: Pilot[None], kind: type[S]) -> S:
    """Wait until a screen of a class is active, and return it.

    Raises:
        TimeoutError: Another screen is active after `WAIT_TIMEOUT`.
    """
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))
    screen = pilot.app.screen
    assert isinstance(screen, kind)
    return screen


async def wait_for_picker(pilot: Pilot[None]) -> Picker:
    """Wait until every region has answered, and return the picker."""
    picker = pilot.app.screen
    assert isinstance(picker, Picker)
    await wait_until(pilot, lambda: picker.identity is not None and not picker.pending)
    return picker


async def open_workbench(pilot: Pilot[None]) -> Workbench:
    """Open the sample shop, wait for its schema, and return the workbench."""
    await wait_for_picker(pilot)
    await pilot.press(*"shop", "enter")
    screen = await wait_for_screen(pilot, Workbench)
    await wait_until(
        pilot, lambda: bool(screen.query(SchemaTree)) and bool(schema_tree(screen).root.children)
    )
    return screen


def read_screen(screen: Screen[Any]) -> str:
    """Return the characters on screen, a line for each row."""
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def schema_tree(screen: Workbench) -> SchemaTree:
    """Return the tree of the schema pane."""
    return screen.query_one(SchemaTree)


async def run_sql(pilot: Pilot[None], screen: Workbench, script: str) -> None:
    """Put a script into the editor, run the statement at its end, and wait until it has ended."""
    screen.console.editor.text = script
    screen.console.editor.move_cursor(screen.console.editor.document.end)
    screen.console.editor.focus()
    await pilot.press("ctrl+j")
    await wait_until(pilot, lambda: not screen.console.busy)
