"""Problems on the screen: marked, listed, explained, and fixed by a key."""

from __future__ import annotations

from textual.pilot import Pilot

from dsql_tui.linting import MAX_LENGTH
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.editor.fix_dialog import FixDialog, render_difference
from dsql_tui.ui.start import Start
from dsql_tui.ui.workbench.panes.problems import Problems
from dsql_tui.ui.workbench.workbench import Workbench
from tests.ui.driving import open_workbench, wait_until

SIZE = (120, 40)
SCRIPT = "select 1;\ncreate index by_name on shop.customers (name);\ntruncate shop.orders;\nselec"


async def test_problems_are_marked_listed_and_fixed(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        console = screen.console
        editor, line = console.editor, console.problems
        editor.text = SCRIPT
        editor.move_cursor(editor.document.end)
        editor.focus()
        await wait_until(pilot, lambda: len(line.linter.shown) == 2)
        assert sorted(editor.problems) == [1, 2], "what is being typed is no problem yet"
        assert str(line.content) == "2 problems"

        await pilot.press("ctrl+o", "l")
        await wait_until(pilot, lambda: isinstance(screen.side.shown, Problems))
        pane = screen.side.shown
        assert isinstance(pane, Problems)
        await wait_until(pilot, lambda: len(pane.problems or ()) == 3)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: editor.has_focus)
        assert editor.cursor_location == (2, 0)
        assert "TRUNCATE is not supported" in str(line.content)
        await pilot.press("up")
        await wait_until(pilot, lambda: "Ctrl+L fixes: CREATE INDEX" in str(line.content))

        before = editor.text
        await pilot.press("ctrl+l")
        fixing = await wait_for_dialog(pilot)
        assert any("NOT ready" in warning for warning in fixing.fix.warnings)
        await pilot.press("n")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        assert editor.text == before
        await pilot.press("ctrl+l")
        await wait_for_dialog(pilot)
        await pilot.press("y")
        await wait_until(pilot, lambda: editor.text != before)
        assert editor.text == before.replace(
            "create index by_name on shop.customers (name)",
            "CREATE INDEX ASYNC by_name ON shop.customers(name)",
        )
        await pilot.press("ctrl+z")
        assert editor.text == before
        await fix_all_from_the_pane(pilot, screen)
        editor.text = "select 1"
        await wait_until(pilot, lambda: not line.linter.shown)
        assert not line.has_class("-shown")


async def fix_all_from_the_pane(pilot: Pilot[None], screen: Workbench) -> None:
    """Read the advice in the pane, and apply every fix in one step."""
    editor, pane = screen.console.editor, screen.side.shown
    assert isinstance(pane, Problems)
    script = "create index i on t (a);\nselect 1;\ncreate table u (id serial, m money);\n" * 3
    editor.text = script
    await wait_until(pilot, lambda: len(pane.problems or ()) == 9)
    await pilot.press("ctrl+o", "l")
    await wait_until(pilot, lambda: pane.list.has_focus)
    await pilot.press("home", "down", "down")
    await wait_until(pilot, lambda: "Store it as text" in str(pane.advice.content))
    option = pane.list.get_option_at_index(2)
    assert "no columns of type money" in str(option.prompt)
    await pilot.press("up")
    await wait_until(pilot, lambda: "IDENTITY" in str(pane.advice.content))
    assert "nextval" in str(pane.advice.content), "the fix warns in full"
    for _ in range(7):
        await pilot.press("down")
        await pilot.pause()
        _, line = pane.list._lines[int(pane.list.scroll_y)]
        assert line == 0 or pane.list.scroll_y == pane.list.max_scroll_y
    await pilot.press("X")
    fixing = await wait_for_dialog(pilot)
    assert len(fixing.fix.warnings) == len(set(fixing.fix.warnings))
    await pilot.press("y")
    await wait_until(pilot, lambda: editor.text != script)
    assert editor.text.count("ASYNC") == editor.text.count("IDENTITY") == 3
    assert editor.text.count("select 1;") == 3
    editor.undo()
    assert editor.text == script


async def test_the_pane_names_what_is_not_checked(start: Start) -> None:
    async with DsqlTui(start).run_test(size=SIZE) as pilot:
        screen = await open_workbench(pilot)
        await pilot.press("ctrl+o", "l")
        await wait_until(pilot, lambda: isinstance(screen.side.shown, Problems))
        pane = screen.side.shown
        assert isinstance(pane, Problems)
        await wait_until(pilot, lambda: "No problems found." in str(pane.note.content))
        screen.console.editor.text = "select 1;\n" * (MAX_LENGTH // 5)
        await wait_until(pilot, lambda: "Not checked from line 20,000 on" in str(pane.note.content))
        screen.console.editor.text = "select 1"
        await wait_until(pilot, lambda: "No problems found." in str(pane.note.content))


async def wait_for_dialog(pilot: Pilot[None]) -> FixDialog:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, FixDialog))
    assert isinstance(pilot.app.screen, FixDialog)
    return pilot.app.screen


def test_a_difference_is_shown_line_by_line() -> None:
    assert render_difference("a\nb", "a\nc").plain == "  a\n- b\n+ c\n"
