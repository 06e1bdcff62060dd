"""Problems on the screen: marked, listed, explained, and fixed by a key."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.panes.problems import Problems
from dsql_tui.ui.screens.fix import Fixing, difference
from dsql_tui.ui.start import Start
from tests.ui.driving import until, workbench

SIZE = (120, 40)
SCRIPT = "select 1;\ncreate index by_name on shop.customers (name);\ntruncate shop.orders;\nselec"


async def test_problems_are_marked_listed_and_fixed(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await workbench(pilot)
        console = screen.console
        editor, line = console.editor, console.problems
        editor.text = SCRIPT
        editor.move_cursor(editor.document.end)
        editor.focus()
        await until(pilot, lambda: len(line.linter.shown) == 2)
        assert sorted(editor.problems) == [1, 2], "what is being typed is no problem yet"
        assert str(line.content) == "2 problems"

        await pilot.press("ctrl+o", "l")
        await until(pilot, lambda: isinstance(screen.side.shown, Problems))
        pane = screen.side.shown
        assert isinstance(pane, Problems)
        await until(pilot, lambda: len(pane.problems or ()) == 3)
        await pilot.press("down", "enter")
        await until(pilot, lambda: editor.has_focus)
        assert editor.cursor_location == (2, 0)
        assert "TRUNCATE is not supported" in str(line.content)
        await pilot.press("up")
        await until(pilot, lambda: "^L fixes: CREATE INDEX" in str(line.content))

        before = editor.text
        await pilot.press("ctrl+l")
        fixing = await shown(pilot)
        assert any("NOT ready" in warning for warning in fixing.fix.warnings)
        await pilot.press("n")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert editor.text == before
        await pilot.press("ctrl+l")
        await shown(pilot)
        await pilot.press("y")
        await until(pilot, lambda: editor.text != before)
        assert editor.text == before.replace(
            "create index by_name on shop.customers (name)",
            "CREATE INDEX ASYNC by_name ON shop.customers(name)",
        )
        await pilot.press("ctrl+z")
        assert editor.text == before
        editor.text = "select 1"
        await until(pilot, lambda: not line.linter.shown)
        assert not line.has_class("-said")


async def shown(pilot: Pilot[None]) -> Fixing:
    await until(pilot, lambda: isinstance(pilot.app.screen, Fixing))
    assert isinstance(pilot.app.screen, Fixing)
    return pilot.app.screen


def test_a_difference_is_told_line_by_line() -> None:
    assert difference("a\nb", "a\nc").plain == "  a\n- b\n+ c\n"
