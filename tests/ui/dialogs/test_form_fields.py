"""The fields of forms."""

from __future__ import annotations

from textual.app import App, ComposeResult

from dsql_tui.ui.dialogs.form_fields import TextField


class Form(App[None]):
    """A form with one field."""

    def compose(self) -> ComposeResult:
        yield TextField("text", "Text")


async def test_undo_of_many_lines_moves_the_cursor() -> None:
    async with Form().run_test(size=(60, 20)) as pilot:
        field = pilot.app.query_one(TextField)
        field.focus()
        field.insert("\n" * 30)
        await pilot.pause()
        assert field.show_vertical_scrollbar
        await pilot.press("ctrl+z")
        assert field.text == ""
        assert field.cursor_location == (0, 0)
        await pilot.press("ctrl+y")
        assert field.cursor_location == (30, 0)
