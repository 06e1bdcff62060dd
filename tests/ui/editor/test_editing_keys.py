"""Keys that edit: lines, undo by words, brackets, find and replace, go to line, format."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.document._document import Selection
from textual.pilot import Pilot

from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.editor.find_bar import FindBar
from tests.ui.driving import wait_until


class Editing(App[None]):
    """An editor and nothing else."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.editor = SqlEditor(text, burst=-1.0)

    def compose(self) -> ComposeResult:
        yield self.editor


def mark_selection(editor: SqlEditor) -> str:
    """Return the text with a bar at the cursor, and one at the start of a selection."""
    start, end = sorted(editor.document.offset(place) for place in editor.selection)
    text = editor.text[:end] + "|" + editor.text[end:]
    return text if start == end else text[:start] + "|" + text[start:]


def set_marked_text(app: Editing, text: str) -> None:
    """Put a marked text into the editor."""
    first, *last = (n - k for k, n in enumerate(n for n, each in enumerate(text) if each == "|"))
    app.editor.text = text.replace("|", "")
    locate = app.editor.document.location
    app.editor.selection = Selection(locate(first), locate(last[0] if last else first))


KEYS = [
    ("a|b\nc", "ctrl+underscore", "-- a|b\nc"),
    ("-- a|b\nc", "ctrl+underscore", "a|b\nc"),
    ("a\n|b\nc|\nd", "ctrl+underscore", "a\n|-- b\n-- c|\nd"),
    ("|a\nb\n|c", "ctrl+underscore", "|-- a\n-- b\n|c"),
    ("a|b\nc", "ctrl+d", "ab\na|b\nc"),
    ("x|ab|y", "ctrl+d", "xab|ab|y"),
    ("a\nb|c\nd", "ctrl+up", "b|c\na\nd"),
    ("a\nb|c\nd", "ctrl+down", "a\nd\nb|c"),
    ("a|b", "ctrl+up", "a|b"),
    ("a|b", "ctrl+down", "a|b"),
    ("x\n|a\nb|\ny", "alt+down", "x\ny\n|a\nb|"),
    ("x\n|a\nb|\ny", "alt+up", "|a\nb|\nx\ny"),
    ("x\n|a\nb|\ny", "tab", "x\n|    a\n    b|\ny"),
    ("x\n|    a\n  b|\ny", "shift+tab", "x\n|a\nb|\ny"),
]


async def test_line_keys_edit_as_documented_in_one_undo_step() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        for before, key, after in KEYS:
            set_marked_text(app, before)
            await pilot.press(key)
            assert mark_selection(app.editor).replace("|", "") == after.replace("|", ""), (
                before,
                key,
            )
            if "|" in after and key not in ("tab", "shift+tab", "ctrl+underscore"):
                assert mark_selection(app.editor) == after, (before, key)
            if before != after:
                app.editor.undo()
                assert app.editor.text == before.replace("|", ""), (before, key)


async def test_undo_goes_back_word_by_word() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        await pilot.press(*"select", "space", *"a1", "comma", *"b_c")
        texts = []
        for _ in range(4):
            await pilot.press("ctrl+z")
            texts.append(app.editor.text)
        assert texts == ["select a1,", "select ", "", ""]
        await pilot.press("ctrl+y", "ctrl+y")
        assert app.editor.text == "select a1,"


async def test_the_bracket_that_belongs_to_the_one_at_the_cursor_is_found() -> None:
    app = Editing("select ')'; select f(')', (1))")
    async with app.run_test() as pilot:
        app.editor.move_cursor((0, 20))
        await pilot.pause()
        assert app.editor.matching_bracket_location == (0, 29)


async def open_finder(pilot: Pilot[None], app: Editing, *keys: str) -> FindBar:
    """Open the finder and press some keys there."""
    app.editor.focus()
    await pilot.press("ctrl+f")
    await wait_until(pilot, lambda: app.focused is app.editor.finder.pattern_input)
    await pilot.press(*keys)
    await pilot.pause()
    return app.editor.finder


async def test_finding_goes_from_match_to_match_and_back() -> None:
    app = Editing("ab x\nAB\nab")
    async with app.run_test() as pilot:
        finder = await open_finder(pilot, app, *"ab")
        assert app.editor.selection == Selection((0, 0), (0, 2))
        assert "1 of 3" in str(finder.count.render())
        await pilot.press("enter")
        assert app.editor.selection == Selection((1, 0), (1, 2))
        await pilot.press("down", "down")
        assert app.editor.selection == Selection((0, 0), (0, 2))
        await pilot.press("up")
        assert app.editor.selection == Selection((2, 0), (2, 2))
        finder.match_case.focus()
        await pilot.pause()
        assert str(finder.match_case.render()) == "[ ] Aa "
        await pilot.press("space")
        await pilot.pause()
        assert str(finder.match_case.render()) == "[x] Aa "
        assert "of 2" in str(finder.count.render())
        await pilot.press("escape")
        assert app.focused is app.editor
        assert app.editor.selected_text == "ab"
        await open_finder(pilot, app)
        assert finder.pattern_input.value == "ab"


async def test_replacing_one_by_one_and_all_at_once_by_groups() -> None:
    app = Editing("a1 a2 a3")
    async with app.run_test() as pilot:
        finder = await open_finder(pilot, app, "a")
        finder.replacement.value = "b"
        finder.replacement.focus()
        await pilot.press("enter")
        assert app.editor.text == "b1 a2 a3"
        assert app.editor.selection == Selection((0, 3), (0, 4))
        finder.use_regex.value = True
        finder.pattern_input.value, finder.replacement.value = r"a(\d)", r"\1a"
        await pilot.pause()
        await pilot.click("FindBar Button")
        assert app.editor.text == "b1 2a 3a"
        assert "2 replaced" in str(finder.count.render())
        app.editor.undo()
        assert app.editor.text == "b1 a2 a3"


@pytest.mark.parametrize(
    ("pattern", "said"), [("(", "Not a valid regular expression"), ("zz", "not found")]
)
async def test_what_cannot_be_found_says_why(pattern: str, said: str) -> None:
    app = Editing("a")
    async with app.run_test() as pilot:
        finder = await open_finder(pilot, app)
        finder.use_regex.value = True
        finder.pattern_input.value = pattern
        await pilot.pause()
        assert said in str(finder.count.render())


async def test_go_to_line_moves_the_cursor() -> None:
    app = Editing("a\nbcd\ne")
    async with app.run_test() as pilot:
        for typed, place in (("2", (1, 0)), ("2:3", (1, 2)), ("99", (2, 0)), ("0", (0, 0))):
            await pilot.press("ctrl+g")
            await wait_until(pilot, lambda: isinstance(app.screen, AskDialog))
            await pilot.press(*("colon" if each == ":" else each for each in typed), "enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, AskDialog))
            assert app.editor.cursor_location == place


async def test_format_changes_the_statement_at_the_cursor_and_reports_skipped_text() -> None:
    app = Editing("select 1;\nselect a from t;\ncreate table x (a int);")
    async with app.run_test() as pilot:
        app.editor.move_cursor((1, 3))
        app.editor.action_format()
        await wait_until(pilot, lambda: app.editor.document.line_count == 4)
        assert app.editor.text == "select 1;\nselect a\nfrom t;\ncreate table x (a int);"
        app.editor.move_cursor((3, 0))
        app.editor.action_format()
        await wait_until(pilot, lambda: bool(app._notifications))
        assert app.editor.document.line_count == 4


async def test_undo_that_hides_a_scroll_bar_keeps_the_cursor_in_the_text() -> None:
    app = Editing()
    async with app.run_test(size=(40, 10)) as pilot:
        for lines in (9, 10, 11, 50):
            app.editor.text = "a\nb"
            app.editor.insert("\n" * lines, (1, 1))
            await pilot.pause()
            app.editor.move_cursor(app.editor.document.end)
            await pilot.press("ctrl+z")
            assert app.editor.text == "a\nb"
            await pilot.press("ctrl+y", "ctrl+z")
            assert app.editor.text == "a\nb"
            assert app.editor.cursor_location <= app.editor.document.end
