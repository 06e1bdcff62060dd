"""The editor colours, marks and submits statements, and runs nothing by accident."""

from __future__ import annotations

import random

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.app import App, ComposeResult

from dsql_tui.sql.highlight import Span, highlight_line
from dsql_tui.sql.line_states import LineStates
from dsql_tui.sql.statements import statement_at
from dsql_tui.ui.editor.characters import render_text
from dsql_tui.ui.editor.document import SqlDocument
from dsql_tui.ui.editor.editor import SqlEditor

SCRIPT = "select 1;\n\n-- two\nselect\n  2;\nselect 3"


class Edited(App[None]):
    """An editor and nothing else."""

    def __init__(self, text: str = "", burst: float = -1.0) -> None:
        super().__init__()
        self.first = text
        self.burst = burst
        self.ran: list[str] = []

    def compose(self) -> ComposeResult:
        yield SqlEditor(self.first, burst=self.burst)

    def on_sql_editor_submitted(self, message: SqlEditor.Submitted) -> None:
        for text, start, end, *_ in message.statements:
            assert self.editor.text[start:end] == text
            self.ran.append(text)

    @property
    def editor(self) -> SqlEditor:
        return self.query_one(SqlEditor)

    def read_styles(self, row: int) -> dict[str, Style]:
        """Return the style of each segment of a line."""
        strip = self.editor.render_line(row)
        return {segment.text.strip(): segment.style or Style() for segment in strip}


async def test_the_key_runs_the_statement_at_the_cursor() -> None:
    app = Edited(SCRIPT)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+j", "down", "ctrl+j", "down", "ctrl+j", "f5", "ctrl+enter")
        await pilot.pause()
        assert app.ran == ["select 1", "select 1", *["select\n  2"] * 3]
        assert app.editor.text == SCRIPT


async def test_the_key_runs_each_statement_that_is_selected() -> None:
    app = Edited(SCRIPT)
    async with app.run_test() as pilot:
        app.editor.selection = app.editor.selection._replace(start=(0, 7), end=(4, 3))
        await pilot.press("ctrl+j")
        await pilot.pause()
        assert app.ran == ["1", "select\n  2"]


async def test_an_empty_editor_runs_no_statement() -> None:
    app = Edited("-- nothing\n;")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+j", "f7", "ctrl+j")
        await pilot.pause()
        assert app.ran == []


async def test_a_line_break_in_a_burst_of_text_is_pasted() -> None:
    app = Edited(burst=60.0)
    async with app.run_test() as pilot:
        await pilot.press("a", ";", "ctrl+j", "ctrl+j", "b", "enter", "tab", "ctrl+j", "c")
        await pilot.pause()
        assert app.editor.text == "a;\n\nb\n    \nc"
        assert app.ran == []
        app.editor.burst = 0.0
        await pilot.press("ctrl+j")
        await pilot.pause()
        assert app.ran == ["b\n    \nc"]


async def test_keys_in_one_packet_act_in_order() -> None:
    app = Edited("two\nthree")
    async with app.run_test() as pilot:
        for key in ("o", "backspace", "x", "down", "end", "!", "ctrl+home", "y"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        assert app.editor.text == "yxtwo\nthree!"


async def test_a_paste_keeps_its_text_and_breaks_lines_only_where_lines_end() -> None:
    app = Edited()
    pasted = "a\r\nb\rc\nd\x0b\x0c\x1b\x85\u2028e"
    async with app.run_test() as pilot:
        app.post_message(events.Paste(pasted))
        await pilot.pause()
        assert app.editor.text == "a\nb\nc\nd\x0b\x0c\x1b\x85\u2028e"
        assert app.editor.document.line_count == 4
        shown = app.editor.render_line(3).text
        assert "d␋␌␛��e" in shown
        assert shown.isprintable()


async def test_a_pasted_tab_is_a_tab_and_the_tab_key_types_spaces() -> None:
    app = Edited("\tselect")
    async with app.run_test() as pilot:
        assert "    select" in app.editor.render_line(0).text
        await pilot.press("end", "tab", "x")
        assert app.editor.text == "\tselect  x"


async def test_escape_clears_the_selection_before_typing() -> None:
    app = Edited("select 1")
    async with app.run_test() as pilot:
        await pilot.press("shift+end", "escape", "x")
        assert app.editor.text == "select 1x"


async def test_shift_tab_leaves_the_editor() -> None:
    class Two(Edited):
        def compose(self) -> ComposeResult:
            yield SqlEditor(id="before")
            yield SqlEditor()

    app = Two()
    async with app.run_test() as pilot:
        app.query(SqlEditor).last().focus()
        await pilot.press("shift+tab")
        assert app.focused is not None
        assert app.focused.id == "before"


async def test_the_statement_at_the_cursor_has_a_bar_beside_it() -> None:
    app = Edited(SCRIPT)
    async with app.run_test() as pilot:
        barred = []
        for _ in range(6):
            barred.append([row for row in range(6) if "▎" in app.editor.render_line(row).text])
            await pilot.press("down")
        assert barred == [[0], [0], [3, 4], [3, 4], [3, 4], [5]]
        await pilot.press("end", ";", "enter", "x")
        assert list(app.editor.marked) == [6]


async def test_colours_follow_the_text_and_the_theme() -> None:
    app = Edited("\nselect 'a' -- b")
    async with app.run_test() as pilot:
        dark = app.read_styles(1)
        assert len({dark[text].color for text in ("select", "'a'", "-- b")}) == 3
        app.theme = "textual-light"
        await pilot.pause()
        assert app.read_styles(1)["select"].color != dark["select"].color
        app.theme = "textual-dark"
        await pilot.press("/", "*")
        assert "select" not in app.read_styles(1)


async def test_the_cursors_line_keeps_its_colours() -> None:
    app = Edited("select 'a' -- b")
    async with app.run_test() as pilot:
        await pilot.press("end")
        drawn = app.read_styles(0)
        assert len({drawn[text].color for text in ("select", "'a'", "-- b")}) == 3
        assert len({drawn[text].bgcolor for text in ("select", "'a'", "-- b")}) == 1


async def test_a_refusal_is_underlined_where_it_points_and_an_edit_clears_it() -> None:
    app = Edited("\nselect 1;\nselec 2")
    async with app.run_test() as pilot:
        app.editor.mark_error(11)
        assert app.read_styles(2)["selec"].underline
        assert not app.read_styles(1)["select"].underline
        assert app.editor.cursor_location == (0, 0)
        app.editor.mark_error(8, 8)
        assert app.read_styles(1)["1"].underline
        assert app.read_styles(2)["selec"].underline
        app.editor.mark_error(99)
        assert app.read_styles(2)["2"].underline
        await pilot.press("x")
        assert not app.read_styles(2)["2"].underline


async def test_the_error_of_an_empty_script_has_no_position() -> None:
    app = Edited()
    async with app.run_test():
        app.editor.mark_error(0)
        app.editor.render_line(0)
        app.editor.clear_error()
        assert app.editor.error is None


async def test_undo_brings_text_states_and_statements_back() -> None:
    app = Edited("select 1;\nselect 2;")
    async with app.run_test() as pilot:
        app.editor.insert("/* '", (0, 0))
        assert app.editor.document.spans(1)[0].kind == "comment"
        await pilot.press("ctrl+z")
        assert app.editor.text == "select 1;\nselect 2;"
        assert app.editor.document.spans(1)[0].kind == "keyword"
        app.editor.move_cursor((1, 3))
        await pilot.press("ctrl+j")
        await pilot.pause()
        assert app.ran == ["select 2"]


PIECES = [
    "'",
    '"',
    "/*",
    "*/",
    "--",
    "$b$",
    "$$",
    "x;",
    "\n",
    "a\nb",
    "E'\\'",
    "\n\n\n",
    "",
    ";\r\n",
    "漢",
]


@pytest.mark.parametrize("windows", [False, True])
def test_a_document_after_any_edits_is_one_made_of_its_text(windows: bool) -> None:
    rng = random.Random(5)
    document = SqlDocument("select 'a;b' -- c\r\n" * 20 if windows else "select 'a;b' -- c\n" * 20)
    for _ in range(3000):
        rows = document.line_count
        row = rng.randrange(rows)
        last = min(rows - 1, row + rng.choice((0, 0, 1, 2, 6 if rows > 60 else 0)))
        start = (row, rng.randint(0, len(document[row])))
        end = (last, rng.randint(0, len(document[last])))
        before = document.text
        left, right = sorted((document.offset(start), document.offset(end)))
        piece = rng.choice(PIECES)
        expected = piece.replace("\r\n", "\n").replace("\n", "\r\n") if windows else piece
        result = document.replace_range(start, end, piece)
        assert document.text == before[:left] + expected + before[right:]
        assert result.replaced_text == before[left:right]
        assert document.offset(result.end_location) == left + len(expected)
        assert [document.spans(n) for n in range(document.line_count)] == fresh(document)
        offset = rng.randint(0, len(document.text))
        assert document.offset(document.location(offset)) in (offset, offset - windows)
        place = document.location(offset)
        found = document.statement_at(place)
        assert found == statement_at(document.text, document.offset(place))
        widths = [cell_len(render_text(line)) for line in document.lines]
        assert document.get_size(4) == (max(widths), len(widths))


def fresh(document: SqlDocument) -> list[tuple[Span, ...]]:
    """Return the highlighted ranges of each line, computed from scratch."""
    states = LineStates(document.lines)
    return [highlight_line(line, states.at(row)) for row, line in enumerate(document.lines)]


async def test_another_text_may_be_shorter_than_where_the_cursor_was() -> None:
    app = Edited(SCRIPT)
    async with app.run_test() as pilot:
        app.editor.move_cursor((5, 3))
        app.editor.text = "select 9"
        await pilot.press("ctrl+j")
        await pilot.pause()
        assert app.ran == ["select 9"]
        app.editor.insert("!", (7, 7))
        assert app.editor.text == "select 9!"


def test_line_ends_are_kept() -> None:
    for text in ("a\r\nb\r\n", "a\nb", "a\r\nb\nc\r\n", "a\rb", "", "\n"):
        assert SqlDocument(text).text == text
    windows = SqlDocument("a\r\nb")
    windows.replace_range((0, 1), (0, 1), "\nc")
    assert windows.text == "a\r\nc\r\nb"
    mixed = SqlDocument("a\r\nb\nc")
    taken = mixed.replace_range((0, 1), (1, 0), "")
    mixed.replace_range((0, 1), (0, 1), taken.replaced_text)
    assert mixed.text == "a\r\nb\nc"


KEYS = ["a", ";", "'", "slash", "asterisk", "(", ")", "enter", "backspace", "delete", "up", "down"]
KEYS += ["left", "home", "shift+left", "shift+up", "ctrl+z", "ctrl+y", "ctrl+underscore", "tab"]


async def test_partial_redraws_show_the_same_as_a_full_redraw() -> None:
    rng = random.Random(4)
    app = Edited("select 1;\n\nselect 'a'\n  from t;\n-- x\nselect (2);\n" * 3)
    async with app.run_test(size=(40, 12)) as pilot:
        app.editor.cursor_blink = False
        app.editor.move_cursor((6, 2))
        for _ in range(25):
            await pilot.press(*rng.choices(KEYS, k=4))
            await pilot.pause()
            drawn = app.export_screenshot(simplify=True)
            app.editor._line_cache.clear()
            app.editor.refresh()
            await pilot.pause()
            assert app.export_screenshot(simplify=True) == drawn


async def test_the_cursor_stays_visible_when_a_scroll_bar_appears() -> None:
    app = Edited()
    async with app.run_test(size=(40, 12)) as pilot:
        app.post_message(events.Paste("select 1;\n" * 40 + "x" * 60 + "\n"))
        await pilot.pause()
        await pilot.press("y")
        assert app.editor.content_region.contains_point(app.editor.cursor_screen_offset)
        assert (
            "y"
            in app.editor.render_line(app.editor.cursor_screen_offset.y - app.editor.region.y).text
        )
