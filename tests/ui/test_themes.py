"""Themes: chosen, kept, and right for terminals of few colours or none."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from rich.style import Style
from rich.text import Text
from textual.app import App, ComposeResult
from textual.color import Color
from textual.screen import Screen
from textual.widgets import DataTable, Static

from dsql_tui.store.settings import Settings, read_settings
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.editor.editor import SqlEditor
from dsql_tui.ui.start import Start
from dsql_tui.ui.themes import THEMES, choose_theme
from dsql_tui.ui.workbench.leave_dialog import LeaveDialog
from tests.ui.driving import open_workbench, wait_until

NAMED = {"red": "text-error", "green": "text-success", "yellow": "text-warning"}
"""The colours that pages name, and the variables of the theme that they stand for."""
SCRIPT = "select 'a' -- b\nfrom t where x = 1"


class Coloured(App[None]):
    """An editor in a theme."""

    def compose(self) -> ComposeResult:
        yield SqlEditor(SCRIPT)

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)


def reversed_texts(app: App[None]) -> list[str]:
    """Return the texts that the screen shows in reverse video."""
    segments = (each for strip in app.screen._compositor.render_strips() for each in strip)
    return [each.text.strip() for each in segments if each.style and each.style.reverse]


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21 (https://www.w3.org/TR/WCAG21/)."""

    def light(colour: Color) -> float:
        parts = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour.normalized
        )
        return sum(
            part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True)
        )

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", *(t.name for t in THEMES)])
async def test_every_kind_of_text_is_readable_and_distinct(theme: str) -> None:
    app = Coloured()
    async with app.run_test() as pilot:
        app.theme = theme
        app.query_one(SqlEditor).move_cursor((1, 0))
        await pilot.pause()
        drawn = {
            segment.text.strip(): segment.style
            for segment in app.query_one(SqlEditor).render_line(0)
            if segment.style is not None
        }
        styles = [drawn[text] for text in ("select", "'a'", "-- b")]
        for style in styles:
            text, ground = (Color.from_rich_color(each) for each in (style.color, style.bgcolor))
            assert contrast(text, ground) >= (2.5 if style.italic else 3)
        for one, other in combinations(styles, 2):
            assert one.color != other.color


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", *(t.name for t in THEMES)])
@pytest.mark.parametrize("kind", [ConfirmDialog, LeaveDialog])
async def test_the_words_in_the_frame_of_a_question_are_readable(
    theme: str, kind: type[ConfirmDialog | LeaveDialog]
) -> None:
    app, dialog = Coloured(), kind("Go on?")
    async with app.run_test(size=(60, 12)) as pilot:
        app.theme = theme
        await app.push_screen(dialog)
        await pilot.pause()
        frame = dialog.query_one(".frame")
        for word in (frame.border_title, frame.border_subtitle):
            assert word
            styles = find_styles(app, word.strip())
            assert styles
            for style in styles:
                ground = Color.from_rich_color(style.bgcolor)
                assert contrast(Color.from_rich_color(style.color), ground) >= 4.5


def find_styles(app: App[None], text: str) -> list[Style]:
    """Return the styles in which a text is on the screen."""
    segments = (each for strip in app.screen._compositor.render_strips() for each in strip)
    return [each.style for each in segments if text in each.text and each.style]


class NamedColours(Screen[None]):
    """A screen with the name of each colour in that colour."""

    def compose(self) -> ComposeResult:
        yield Static(Text.assemble(*((f"in {name}", name) for name in NAMED)))
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("first", "second")
        table.add_row("at the cursor", "")
        table.add_row(*(Text(f"in {name}", name) for name in ("red", "green")))


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", *(t.name for t in THEMES)])
async def test_named_colours_are_those_of_the_theme(start: Start, theme: str) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        app.theme = theme
        await app.push_screen(NamedColours())
        await pilot.pause()
        for name, variable in NAMED.items():
            styles = find_styles(app, f"in {name}")
            assert len(styles) == (1 if name == "yellow" else 2)
            for style in styles:
                drawn = Color.from_rich_color(style.color)
                assert drawn == Color.parse(app.theme_variables[variable])
                assert contrast(drawn, Color.from_rich_color(style.bgcolor)) >= 3


async def test_sixteen_colours_are_the_terminals_own() -> None:
    app = Coloured()
    async with app.run_test() as pilot:
        app.theme = choose_theme("", "standard")
        await pilot.pause()
        editor = app.query_one(SqlEditor)
        colours = {segment.style.color for segment in editor.render_line(0) if segment.style}
        assert len(colours) >= 3


def test_a_configured_theme_overrides_the_choice_by_colours() -> None:
    assert choose_theme("nord", "standard") == "nord"
    assert choose_theme("", "truecolor") == "textual-dark"


async def test_without_colours_nothing_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Coloured()
    async with app.run_test() as pilot:
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        for strip in strips:
            for segment in strip:
                assert segment.style is not None
                for colour in (segment.style.color, segment.style.bgcolor):
                    if colour is not None and colour.triplet is not None:
                        red, green, blue = colour.triplet
                        assert red == green == blue


async def test_without_colours_what_stands_out_is_reversed_in_the_terminals_own(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = DsqlTui(replace(start, settings=Settings(theme="ansi-dark"), script="select 12345"))
    async with app.run_test(size=(100, 30)) as pilot:
        await open_workbench(pilot)
        await pilot.press("ctrl+j")
        await wait_until(pilot, lambda: "12345" in reversed_texts(app))
        assert "admin" in reversed_texts(app)


async def test_the_theme_of_a_terminal_of_few_colours_is_not_kept_for_others(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr("dsql_tui.ui.themed_app.write_setting", lambda _, value: kept.append(value))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM", raising=False)
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.theme == "ansi-dark")
        await pilot.pause()
        app.theme = "nord"
        await wait_until(pilot, lambda: "nord" in kept)
        app.theme = "ansi-dark"
        await wait_until(pilot, lambda: kept == ["nord", "ansi-dark"])


async def test_a_theme_that_is_chosen_is_there_the_next_time(start: Start) -> None:
    app = DsqlTui(start)
    async with app.run_test() as pilot:
        app.theme = "colour-blind-light"
        await wait_until(pilot, lambda: read_settings()[0].theme == "colour-blind-light")
    again = DsqlTui(replace(start, settings=read_settings()[0]))
    async with again.run_test():
        assert again.theme == "colour-blind-light"


async def test_a_theme_that_there_is_not_says_which_there_are(start: Start) -> None:
    app = DsqlTui(replace(start, settings=Settings(theme="drakula")))
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: bool(app._notifications))
        assert app.theme == "textual-dark"
