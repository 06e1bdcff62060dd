"""Typing: every character, whole visible characters, pairs, indentation, selections."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot

from dsql_tui.ui.editor.characters import (
    find_column,
    next_column,
    previous_column,
    render_text,
    start_of_character,
)
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.terminal.paste_parser import PasteParser
from dsql_tui.ui.terminal.typed_text import correct_key
from tests.sql.test_format import KEPT
from tests.ui.editor.test_editing_keys import Editing, mark_selection, set_marked_text

INVISIBLE = "\u200d\u200c\u00a0\u00ad\u3000\u2009\ufeff\u200b\ue000\u2028"
FAMILY, HEART, FLAGS, COMBINED = "👨‍👩‍👧", "❤️", "🇩🇪🇫🇷", "e\u0301"


async def type_in_terminal(pilot: Pilot[None], sent: str) -> None:
    """Send what a terminal sends, without marks of a paste."""
    for event in PasteParser().feed(sent):
        pilot.app.post_message(event)
    await pilot.pause()


async def test_every_typed_character_arrives() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        await type_in_terminal(pilot, INVISIBLE + "x")
        assert app.editor.text == INVISIBLE + "x"
        app.editor.text = ""
        await type_in_terminal(pilot, "\x1ba\x1b(\x1b'é")
        assert app.editor.text == "é"
        app.editor.use_vim(True)
        await type_in_terminal(pilot, "i" + INVISIBLE)
        assert app.editor.text == INVISIBLE + "é"


def test_other_fields_get_the_text_of_a_key_too() -> None:
    typed = correct_key(events.Key("no_break_space", "\u00a0"))
    assert isinstance(typed, events.Paste)
    assert typed.text == "\u00a0"
    alt = correct_key(events.Key("alt+a", "a"))
    assert isinstance(alt, events.Key)
    assert not alt.is_printable
    for key in (events.Key("a", "a"), events.Key("ctrl+a", "\x01"), events.Key("up", None)):
        assert correct_key(key) is key


CHARACTERS = [
    *(
        "a",
        "é",
        COMBINED,
        HEART,
        FAMILY,
        "🇩🇪",
        "👍🏽",
        "1️⃣",
        "한",
        "क्ष",
        "\u00a0",
        "\u00ad",
        "\u200c",
    ),
    *("\t", "中", "�", "\u200b", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
]


def test_a_step_is_one_visible_character() -> None:
    rng = random.Random(7)
    for _ in range(300):
        parts = rng.choices(CHARACTERS, k=rng.randint(1, 12))
        line = "".join(part + "-" if part == "🇩🇪" else part for part in parts)
        steps, column = [0], 0
        while column < len(line):
            column = next_column(line, column)
            steps.append(column)
        for before, after in pairwise(steps):
            assert previous_column(line, after) == before, (line, after)
            assert all(start_of_character(line, at) == before for at in range(before, after))
        assert len(steps) - 1 == len(parts) + parts.count("🇩🇪"), parts
    assert next_column("a" * 5, 9) == 5
    assert previous_column("", 0) == 0


async def test_keys_and_clicks_take_whole_characters() -> None:
    app = Editing()
    async with app.run_test(size=(40, 5)) as pilot:
        for each in (COMBINED, HEART, FAMILY, "🇩🇪", "👍🏽"):
            app.editor.text = f"a{each}b"
            await pilot.press("right", "right")
            assert app.editor.cursor_location == (0, 1 + len(each)), each
            await pilot.press("left", "shift+right")
            assert app.editor.selected_text == each
            cursor = [segment for segment in app.editor.render_line(0) if "b" not in segment.text]
            assert "".join(part.text for part in cursor).strip().endswith(each)
            await pilot.press("right", "backspace")
            assert app.editor.text == "ab"
            app.editor.text = f"{each}b"
            await pilot.press("delete")
            assert app.editor.text == "b"
        app.editor.text = f"{FAMILY}b\nabcdefghijk"
        for column, above in ((1, 0), (2, len(FAMILY)), (3, len(FAMILY) + 1)):
            app.editor.move_cursor((1, column))
            await pilot.press("up")
            assert app.editor.cursor_location == (0, above)
        left = app.editor.gutter_width
        await pilot.click(SqlEditor, offset=(left + 1, 0))
        assert app.editor.cursor_location == (0, 0)
        await pilot.click(SqlEditor, offset=(left + 2, 0))
        assert app.editor.cursor_location == (0, len(FAMILY))


@pytest.mark.parametrize("before", ["", "a\t", "\u200b", "\x1b"])
def test_a_mark_without_a_letter_takes_a_cell(before: str) -> None:
    line = f"{before}\u0301x"
    assert cell_len(render_text(line)[len(before) :]) == 2
    assert len(render_text(line)) == len(line)
    assert find_column(line, cell_len(render_text(before).expandtabs(4)), 4) == len(before)


async def test_the_cursor_is_drawn_on_the_whole_character() -> None:
    app = Editing(f"a{HEART}b")
    async with app.run_test() as pilot:
        await pilot.press("right")
        app.editor._cursor_visible = True
        await pilot.pause()
        assert HEART in [segment.text for segment in app.editor.render_line(0)]


async def test_emoji_are_drawn_whole_and_what_follows_is_in_its_column() -> None:
    app = Editing()
    async with app.run_test(size=(40, 5)) as pilot:
        for each in (FAMILY, HEART, "🇩🇪", "👍🏽", "1️⃣", "🏳️\u200d🌈"):
            app.editor.text = f"-- a{each}b"
            app.editor.move_cursor((0, 4))
            left = app.editor.gutter_width
            for cell, column in ((4, 4), (6, 4 + len(each)), (7, 5 + len(each))):
                assert app.editor.cursor_location == (0, column), each
                assert app.editor.cursor_screen_offset.x == left + cell, each
                app.editor._cursor_visible = True
                line = app.editor.render_line(0)
                assert line.text.rstrip().endswith(f"a{each}b"), each
                assert line.cell_length == cell_len(line.text) == 40, each
                cursor = next(s for s in line.crop(left + cell, 40) if s.text)
                assert cursor.text == {4: each, 6: "b", 7: " "}[cell], each
                await pilot.press("right")


async def test_the_cursor_of_a_selection_in_vim_covers_a_whole_emoji() -> None:
    app = Editing(f"a{HEART}b")
    async with app.run_test() as pilot:
        app.editor.use_vim(True)
        await pilot.press("l", "v")
        await pilot.pause()
        assert HEART in [segment.text for segment in app.editor.render_line(0)]


# What is typed, with a bar at the cursor before and after.
TYPED = [
    ("|", "f(", "f(|)"),
    ("|", "f(a)", "f(a)|"),
    ("|", "f(g(a))b", "f(g(a))b|"),
    ("|", "a = 'x'", "a = 'x'|"),
    ("|", "a = 'it''s'", "a = 'it''s'|"),
    ("|", "e'x'", "e'x'|"),
    ("|", '"A b"', '"A b"|'),
    ("|", "-- it's (", "-- it's (|"),
    ("|", "a[1]", "a[1]|"),
    ("|", "('a')", "('a')|"),
    ("f(|)", ")", "f()|)"),
    ("|x", "(", "(|x"),
    ("'a |'", "(", "'a (|'"),
    ("a |b c| d", "(", "a (|b c|) d"),
    ("a |b c| d", "'", "a '|b c|' d"),
    ("'a |b c| d'", "(", "'a (|b c|) d'"),
    ("'a |b c| d'", "'", "'a '| d'"),
    ("a |b c| d", "x", "a x| d"),
]
PRESSED = [
    ("f(|)", "backspace", "f|"),
    ("a = '|'", "backspace", "a = |"),
    ("'it'|'s'", "backspace", "'it|'s'"),
    ("  a|", "enter", "  a\n  |"),
    ("  in (|)", "enter", "  in (\n      |\n  )"),
    ("'  a|", "enter", "'  a\n|"),
    ("a\n        |", "backspace", "a\n    |"),
    ("a\n      |", "backspace", "a\n    |"),
    ("ab c|d", "ctrl+shift+home", "|ab c|d"),
    ("ab c|d\ne", "ctrl+shift+end", "ab c|d\ne|"),
    ("ab\nc|d", "ctrl+a", "|ab\ncd|"),
]


WHOLE = [
    *(text for text in KEPT if "\n" not in text),
    "select f('a', (select max(x) from t where y in (1, 2)), \"A b\"[1]) -- it's (",
    "insert into t values ('it''s', '', '''', E'\\'', $$a(b$$, 'x(y')",
    "select 'a\nb', f(1,\n2)\nfrom t",
    "create function f() returns int language sql as $$ select f('x') $$",
    "copy t from stdin;\n(a\t'b\n\\.\nselect (1)",
]
"""Texts that are typed to their end, so that nothing of what was added is left."""


async def test_pairs_indentation_and_selections() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        for before, typed, after in TYPED:
            set_marked_text(app, before)
            app.editor._closers = ()
            for character in typed:
                app.editor.type_text(character)
            assert mark_selection(app.editor) == after, (before, typed)
        for before, key, after in PRESSED:
            set_marked_text(app, before)
            await pilot.press(key)
            assert mark_selection(app.editor) == after, (before, key)
        for text in WHOLE:
            app.editor.text = ""
            for character in text:
                app.editor.type_text(character)
            assert app.editor.text == text
        set_marked_text(app, "|")
        await pilot.press(*"f(a", "ctrl+z", "ctrl+z")
        assert app.editor.text == "f"
        app.editor.pairs = False
        set_marked_text(app, "|")
        await pilot.press(*"f('")
        assert app.editor.text == "f('"
        await pilot.press("(", ")", "left", "backspace")
        assert app.editor.text == "f(')"


async def test_pasted_keys_are_typed_as_they_are() -> None:
    app = Editing()
    async with app.run_test() as pilot:
        await pilot.press("(")
        assert app.editor.text == "()"
        app.editor.burst = 60.0
        await pilot.press("a", "enter", *"  ('", "enter", *"b[")
        assert app.editor.text == "(a\n  ('\nb["


async def test_a_double_click_selects_a_word_and_a_third_one_the_line() -> None:
    app = Editing("select customer_id  from t\nx")
    async with app.run_test() as pilot:
        left = app.editor.gutter_width
        await pilot.click(SqlEditor, offset=(left + 9, 0), times=2)
        assert app.editor.selected_text == "customer_id"
        await pilot.click(SqlEditor, offset=(left + 9, 0), times=3)
        assert app.editor.selected_text == "select customer_id  from t"


@pytest.mark.parametrize("line", ["ab", "a" * 2000, FAMILY * 500, "中" * 5000])
def test_a_step_in_a_long_line_looks_only_at_what_is_near(line: str) -> None:
    middle = len(line) // 2
    assert previous_column(line, next_column(line, middle)) <= middle
