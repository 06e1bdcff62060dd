"""Snippets in the editor: Tab expands one, and goes from gap to gap."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dsql_tui.sql.complete.snippets import Snippet
from tests.ui.driving import wait_until
from tests.ui.editor.test_completion import Writing, type_text

WORDS = (
    Snippet("pair", "${a} = ${b}, ${a}", own=True),
    Snippet("wide", "'🇩🇪' ${é漢} ${}!", own=True),
)


async def expand_word(pilot: Pilot[None], app: Writing, word: str) -> None:
    """Type a word at the cursor, and expand it."""
    app.editor.completer.completion.snippets = (*WORDS, *app.editor.completer.completion.snippets)
    await type_text(pilot, word)
    await wait_until(pilot, lambda: word in app.offered)
    await pilot.press("tab")


@pytest.mark.parametrize("vim", [False, True])
async def test_tab_goes_from_gap_to_gap_and_fills_those_of_one_name(vim: bool) -> None:
    app = Writing()
    async with app.run_test() as pilot:
        app.editor.use_vim(vim)
        await pilot.press(*"i" * vim)
        await expand_word(pilot, app, "upsert")
        assert app.editor.selected_text == "table"
        await pilot.press(*"t1", "tab")
        assert app.editor.selected_text == "key"
        await pilot.press(*"k9", "tab", *"c9", "tab")
        assert app.editor.selected_text == "values"
        await pilot.press(*"12", "tab")
        assert app.editor.text == (
            "insert into t1 (k9, c9)\nvalues (12)\non conflict (k9) do update set c9 = excluded.c9;"
        )
        assert app.editor.cursor_location == app.editor.document.end
        await pilot.press("tab")
        assert app.editor.text.rstrip(" ").endswith("excluded.c9;")
        assert app.editor.text.endswith(" ")


async def test_gaps_have_their_places_among_wide_characters_and_windows_line_ends() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        app.editor.load("select 1;\r\n  -- é\r\n  ")
        app.editor.move_cursor(app.editor.document.end)
        await expand_word(pilot, app, "wide")
        assert app.editor.selected_text == "é漢"
        await pilot.press("tab")
        assert app.editor.cursor_location == (2, len("  '🇩🇪' é漢 "))
        app.editor.load("a;\r\n")
        app.editor.move_cursor(app.editor.document.end)
        await expand_word(pilot, app, "sel")
        assert app.editor.text == "a;\r\nselect *\r\nfrom table\r\nwhere condition;"
        await pilot.press("tab", "tab")
        assert app.editor.selected_text == "condition"


async def test_gaps_end_when_the_cursor_leaves_or_the_text_changes() -> None:
    app = Writing()
    async with app.run_test() as pilot:
        await expand_word(pilot, app, "pair")
        assert app.editor.selected_text == "a"
        app.editor.text = "other"
        app.editor.move_cursor((0, 0))
        await pilot.press("tab")
        assert app.editor.text.strip() == "other"
        assert app.editor.selection.is_empty
        app.editor.text = ""
        await expand_word(pilot, app, "pair")
        await pilot.press("escape", "end", "tab")
        assert app.editor.text.startswith("a = b, a ")
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.editor.text == "pair"
