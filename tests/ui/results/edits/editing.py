"""Steps of tests that edit rows in the grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from textual.pilot import Pilot

from dsql_tui.db.queries import fetch_rows
from dsql_tui.db.session import Session
from dsql_tui.execution.edits.edited_table import EditedTable
from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.results.edit_dialog import EditDialog
from dsql_tui.ui.results.edit_review import EditReview
from dsql_tui.ui.results.edit_view import EditView
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_access
from tests.ui.driving import WAIT_TIMEOUT, run_sql, wait_for_screen, wait_until

SIZE = (120, 40)


@contextmanager
def other_session(ready: Ready) -> Iterator[Callable[[str], list[tuple[str | None, ...]]]]:
    """Yield a function that runs a statement in another session."""
    session: Session = build_access(ready).open()
    try:
        yield lambda sql: fetch_rows(session.run(sql))
    finally:
        session.close()


def get_view(screen: Workbench) -> EditView:
    """Return the view of the rows."""
    return screen.console.result.rows


def get_edits(screen: Workbench) -> EditedTable:
    """Return the rows with pending changes."""
    edits = get_view(screen).edits
    assert edits is not None
    return edits


async def query(pilot: Pilot[None], screen: Workbench, sql: str) -> EditView:
    """Run a query and focus its rows."""
    await run_sql(pilot, screen, sql)
    view = get_view(screen)
    view.shown.focus()
    await pilot.pause()
    return view


async def go(pilot: Pilot[None], screen: Workbench, row: int, column: int) -> None:
    """Move the cursor to a cell."""
    get_view(screen).grid.go(row, column)
    await pilot.pause()


async def press(pilot: Pilot[None], screen: Workbench, *keys: str) -> None:
    """Press keys, and wait until the console is idle."""
    await pilot.press(*keys)
    await wait_until(pilot, lambda: not screen.console.busy)
    await pilot.pause()


async def type_value(
    pilot: Pilot[None], screen: Workbench, text: str, key: str = "e", end: str = "ctrl+s"
) -> None:
    """Edit the cell at the cursor, and put a text in place of its value."""
    await pilot.press(key)
    dialog = await wait_for_screen(pilot, EditDialog)
    dialog.area.replace(text, (0, 0), dialog.area.document.end)
    await pilot.pause()
    await pilot.press(end)
    await wait_until(pilot, lambda: pilot.app.screen is screen)
    await pilot.pause()


async def write(pilot: Pilot[None], screen: Workbench, timeout: float = WAIT_TIMEOUT) -> str:
    """Write the pending changes; return the statements that the review showed."""
    await pilot.press("w")
    review = await wait_for_screen(pilot, EditReview)
    text = review.text
    await pilot.press("y")
    await wait_until(pilot, lambda: not screen.console.busy, timeout)
    await pilot.pause()
    return text


def messages(pilot: Pilot[None]) -> str:
    """Return all toasts."""
    app = pilot.app
    assert isinstance(app, DsqlTui)
    return "\n".join(each.message for each in app._notifications)


def read_rows(screen: Workbench) -> list[tuple[str | None, ...]]:
    """Return the rows as they are shown."""
    sheet = get_view(screen).grid.state.sheet
    columns = range(len(sheet.visible_columns))
    values = sheet.values(range(len(sheet)), columns)
    return [tuple(None if cell is None else cell.decode() for cell in row) for row in values]
