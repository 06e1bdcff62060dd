"""The vim mode in the editor: modes, undo, the clipboard, selections and the status."""

from __future__ import annotations

import time

import pytest
from textual import constants, events
from textual.pilot import Pilot
from textual.widgets.text_area import Selection

from dsql_tui.sql.highlight import highlight_line
from dsql_tui.sql.line_states import LineStates
from tests.ui.editor.test_editor import Edited

SPECIAL = {"<Esc>": "escape", "<CR>": "enter", "<BS>": "backspace", "<C-r>": "ctrl+r"}


class Vim(Edited):
    """An editor with the vim mode on."""

    def on_mount(self) -> None:
        self.editor.use_vim(True)
        self.editor.focus()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys: characters, and names as vim writes them."""
    await pilot.press(*(SPECIAL.get(key, key) for key in keys))
    await pilot.pause()


async def test_the_mode_is_off_at_first_and_keys_type() -> None:
    app = Edited("a")
    async with app.run_test() as pilot:
        await pilot.press("d", "d", "x")
        assert app.editor.text == "ddxa"
        assert app.editor.vim_status == ""


async def test_the_status_shows_the_mode_and_the_keys_so_far() -> None:
    app = Vim("select 1")
    async with app.run_test() as pilot:
        assert app.editor.vim_status == "NORMAL"
        seen = []
        for key in ('"', "a", "2", "d", "<Esc>", "i", "<Esc>", "v", "V", "<Esc>", "R", "<Esc>"):
            await press(pilot, key)
            seen.append(app.editor.vim_status)
        assert seen == [
            'NORMAL "',
            'NORMAL "a',
            'NORMAL "a2',
            'NORMAL "a2d',
            "NORMAL",
            "INSERT",
            "NORMAL",
            "VISUAL",
            "V-LINE",
            "NORMAL",
            "REPLACE",
            "NORMAL",
        ]
        await press(pilot, ":", "s", "e")
        assert app.editor.vim_status == "NORMAL :se"
        await press(pilot, "t", " ", "n", "u", "?", "<CR>")
        assert app.editor.vim_status == "NORMAL number"


async def test_an_insertion_is_one_undo_step_and_is_repeated_by_a_dot() -> None:
    app = Vim("one two")
    async with app.run_test() as pilot:
        await press(pilot, *"ciw", *"select", " ", "1", "<BS>", "2", "<Esc>")
        assert app.editor.text == "select 2 two"
        assert app.editor.cursor_location == (0, 7)
        await press(pilot, "w", ".")
        assert app.editor.text == "select 2 select 2"
        await press(pilot, "u")
        assert app.editor.text == "select 2 two"
        await press(pilot, "u")
        assert app.editor.text == "one two"
        await press(pilot, "<C-r>", "<C-r>")
        assert app.editor.text == "select 2 select 2"
        await pilot.press("ctrl+z")
        assert app.editor.text == "select 2 two"


async def test_moving_in_an_insertion_begins_another_one() -> None:
    app = Vim("ab\ncd")
    async with app.run_test() as pilot:
        await press(pilot, "i", "x", "left", "y", "<Esc>")
        assert app.editor.text == "yxab\ncd"
        await press(pilot, "j", ".")
        assert app.editor.text == "yxab\nycd"
        await press(pilot, "u", "u")
        assert app.editor.text == "xab\ncd"
        await press(pilot, "u")
        assert app.editor.text == "ab\ncd"


async def test_ctrl_j_runs_in_every_mode_and_what_is_selected_exactly() -> None:
    app = Vim("select 1;\nselect 2;")
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+j")
        await press(pilot, "j", "i", "ctrl+j", "<Esc>", "k", "0", *"ve", "ctrl+j")
        await press(pilot, "<Esc>", "V", "j", "ctrl+j", "<Esc>")
        await press(pilot, "g", "g", "w", "v", "ctrl+j")
        await pilot.pause()
        assert app.ran == ["select 1", "select 2", "select", "select 1", "select 2", "1"]
        assert app.editor.text == "select 1;\nselect 2;"


async def test_a_selection_is_the_editors_own() -> None:
    app = Vim("abc\ndef\nghi")
    async with app.run_test() as pilot:
        await press(pilot, "l", "v", "l")
        assert app.editor.selected_text == "bc"
        await press(pilot, "h", "h")
        assert app.editor.selected_text == "ab"
        await press(pilot, "V", "j")
        assert app.editor.selected_text == "abc\ndef"
        app.editor.selection = Selection((1, 0), (1, 2))
        await press(pilot, "d")
        assert app.editor.text == "abc\nf\nghi"


async def test_registers_reach_the_clipboard_and_come_back() -> None:
    app = Vim("one\ntwo")
    async with app.run_test() as pilot:
        await press(pilot, *'"+yiw')
        await app.workers.wait_for_complete()
        assert app.clipboard == "one"
        await press(pilot, "j", "$", *'"*p')
        assert app.editor.text == "one\ntwoone"
        app.copy_to_clipboard("newer\n")
        await press(pilot, *'"+P')
        assert app.editor.text == "one\nnewer\ntwoone"


async def test_a_paste_in_normal_mode_is_text_and_pasted_keys_run_nothing() -> None:
    app = Vim("ab")
    async with app.run_test() as pilot:
        app.post_message(events.Paste("dd\nx"))
        await pilot.pause()
        assert app.editor.text == "dd\nxab"
        await press(pilot, "u")
        assert app.editor.text == "ab"
        app.editor.burst = 60.0
        await press(pilot, "j", "ctrl+j")
        await pilot.pause()
        assert app.ran == []


async def test_a_change_from_elsewhere_keeps_marks_and_the_cursor_on_text() -> None:
    app = Vim("one\ntwo\nthree")
    async with app.run_test() as pilot:
        await press(pilot, "G", "m", "a", "g", "g")
        app.editor.insert("zero\n", (0, 0))
        await press(pilot, "'", "a")
        assert app.editor.cursor_location == (3, 0)
        app.editor.text = "x"
        await press(pilot, "k", "$", "x")
        assert app.editor.text == ""


async def test_escape_and_a_key_right_behind_it_are_two_keys() -> None:
    app = Vim("one\ntwo")
    async with app.run_test() as pilot:
        assert constants.ESCAPE_DELAY < 0.05
        await press(pilot, "A", "x")
        app.post_message(events.Key("alt+shift+o", "O"))
        await pilot.pause()
        assert app.editor.vim_status == "INSERT"
        await press(pilot, "y", "<Esc>")
        assert app.editor.text == "y\nonex\ntwo"
        app.editor.use_vim(False)
        assert constants.ESCAPE_DELAY >= 0.1


async def test_turning_the_mode_off_in_an_insertion_leaves_the_editor_as_it_was() -> None:
    app = Vim("ab")
    async with app.run_test() as pilot:
        await press(pilot, "i", "x")
        app.editor.use_vim(False)
        await pilot.press("d", "d")
        assert app.editor.text == "xddab"


async def test_an_undo_step_in_a_row_of_commands_is_what_vim_undoes() -> None:
    app = Vim("a b c")
    async with app.run_test() as pilot:
        await press(pilot, "x", "x", "x")
        assert app.editor.text == "c"[:0] + " c"
        await press(pilot, "u")
        assert app.editor.text == "b c"
        await press(pilot, "3", "i", "z", "<Esc>", "u")
        assert app.editor.text == "b c"


@pytest.mark.parametrize("text", ["", "\t日本\té", "👍🏽 e\u0301x", "\n\n"])
async def test_every_simple_key_is_safe_on_odd_texts(text: str) -> None:
    app = Vim(text)
    async with app.run_test() as pilot:
        for key in "lhjkwbeWBEG0$^xu~pPJ%{}()HLMnN*#;,+-_|":
            await press(pilot, key)
            row, column = app.editor.cursor_location
            assert column <= len(app.editor.document.get_line(row))
        await press(pilot, *"vlld", "V", "p", "u", "o", "x", "<Esc>", ".", "g", "g", *">>", *"gUU")
        assert app.editor.render_line(0).text


async def test_colours_follow_the_edits_of_the_mode() -> None:
    app = Vim("select 1; -- x\nselect 'a'\nfrom t")
    async with app.run_test() as pilot:
        await press(pilot, *"jdd", "p", *"ggJ", *"o/* x", "<Esc>", "u", *":%s/e/E/g", "<CR>")
        document = app.editor.document
        states = LineStates(document.lines)
        for row, line in enumerate(document.lines):
            assert document.spans(row) == highlight_line(line, states.at(row))


async def test_50_000_lines_are_edited_at_once() -> None:
    app = Vim("\n".join(f"select {number};" for number in range(50_000)))
    async with app.run_test() as pilot:
        start = time.perf_counter()
        await press(pilot, *":%s/select/SELECT/", "<CR>")
        await press(pilot, *"ggVG>", *"25000Gdd", *"/49999", "<CR>")
        assert app.editor.cursor_location == (49_998, 11)
        await press(pilot, "u", "u", "u")
        assert time.perf_counter() - start < 30
        assert app.editor.document.line_count == 50_000
        assert app.editor.document.get_line(49_999) == "select 49999;"


async def test_the_cursor_of_a_selection_is_drawn_on_its_character() -> None:
    app = Vim("abcdef")
    async with app.run_test() as pilot:
        await press(pilot, "l", "v", "l", "l")
        strip = app.editor.render_line(0)
        cursor = app.editor.get_component_rich_style("text-area--cursor")
        drawn = [s.text for s in strip if s.style and s.style.bgcolor == cursor.bgcolor]
        assert "d" in drawn
