"""What pages share: the columns of their tables."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from dsql_tui.ui.page import add_columns, show_rows
from tests.ui.driving import read_screen, wait_until


class OneTable(App[None]):
    """An app with a table."""

    def compose(self) -> ComposeResult:
        yield DataTable[Text]()


async def test_rows_drawn_before_their_columns_are_measured_are_drawn_again() -> None:
    app = OneTable()
    async with app.run_test(size=(40, 5)) as pilot:
        table = app.query_one(DataTable)
        add_columns(table, ("A", "B"))
        await pilot.pause()
        show_rows(table, [(Text("a long cell"), Text("another"))])
        assert "a long cell" not in "".join(segment.text for segment in table.render_line(1))
        await wait_until(pilot, lambda: "a long cell  another" in read_screen(app.screen))
