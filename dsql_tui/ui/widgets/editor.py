"""The SQL editor: coloured text, the statement at the cursor, and when to run it.

It rests on some of the insides of Textual's `TextArea` (8.2), which offers no other way:
`_set_document` chooses the document, `_build_highlight_map` is called after each edit, and
`_line_cache` holds drawn lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from dsql_tui.sql.highlight import KINDS
from dsql_tui.sql.scan import Statement, split
from dsql_tui.ui.widgets.document import SqlDocument, UnwrappedDocument, shown
from dsql_tui.ui.widgets.ink import ink

BURST = 0.010
"""Seconds. Keys closer together than this come from a paste, not from fingers."""

_BAR = "▎"
_WORD = re.compile(r"\w+|.", re.DOTALL)


class SqlEditor(TextArea):
    """Edits a script, marks the statement at the cursor, and says when one should run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+j,ctrl+enter,f5",
            "run",
            "Run",
            tooltip="Run the statement at the cursor, or what is selected",
            id="editor.run",
        ),
        Binding("ctrl+home", "ends('top')", "Top", show=False, id="editor.top"),
        Binding("ctrl+end", "ends('bottom')", "Bottom", show=False, id="editor.bottom"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sql-editor--statement",
        "sql-editor--error",
        *(f"sql-editor--{kind}" for kind in KINDS),
    }
    """The bar beside the statement at the cursor, the place that a refusal points at, and a
    colour for each kind of text."""

    DEFAULT_CSS = """
    SqlEditor {
        border: none;
        padding: 0;

        &:focus { border: none; }

        & .sql-editor--statement { color: $accent; }
        & .sql-editor--error { color: $text-error; text-style: bold underline; }
        & .sql-editor--keyword { color: $text-primary; text-style: bold; }
        & .sql-editor--type { color: $text-accent; }
        & .sql-editor--number, & .sql-editor--string { color: $text-success; }
        & .sql-editor--quoted { color: $foreground; }
        & .sql-editor--comment { color: $foreground-muted; text-style: italic; }
        & .sql-editor--parameter { color: $text-warning; text-style: bold; }
        & .sql-editor--meta { color: $text-accent; text-style: bold; }
    }
    """

    document: SqlDocument

    @dataclass
    class Submitted(Message):
        """The user wants statements to run, one after the other; there is at least one."""

        editor: SqlEditor
        statements: list[Statement]

        @property
        def control(self) -> SqlEditor:
            """The editor that it is in."""
            return self.editor

    def __init__(
        self,
        text: str = "",
        *,
        burst: float = BURST,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        self.burst = burst
        self.marked: range = range(0)
        """The rows of the statement at the cursor."""
        self.error: tuple[Location, Location] | None = None
        """From where to where the text is underlined."""
        self.last_typed = float("-inf")
        """When the last key came that typed something."""
        super().__init__(
            text,
            soft_wrap=False,
            show_line_numbers=True,
            tab_behavior="indent",
            name=name,
            id=id,
            classes=classes,
        )

    @property
    def statements(self) -> list[Statement]:
        """What would run: the statements that are selected, or else the one at the cursor."""
        if self.selection.is_empty:
            found = self.document.statement_at(self.cursor_location)
            return [found] if found else []
        offset = self.document.offset(min(self.selection))
        return [
            Statement(text, offset + start, offset + end)
            for text, start, end in split(self.selected_text)
        ]

    def mark_error(self, offset: int, length: int | None = None) -> None:
        """Underline the place in the script that a refusal points at, until the next edit.

        Without a length: the word that stands there. At the end of the script: its last
        character.
        """
        offset = max(0, min(offset, len(self.text) - 1))
        if length is None:
            found = _WORD.match(self.text, offset)
            length = len(found[0]) if found else 1
        self.error = self.document.location(offset), self.document.location(offset + length)
        self._redraw()

    def clear_error(self) -> None:
        """Underline nothing."""
        if self.error:
            self.error = None
            self._redraw()

    def action_run(self) -> None:
        """Post what would run."""
        if statements := self.statements:
            self.post_message(self.Submitted(self, statements))

    def action_ends(self, where: str) -> None:
        """Go to the first or the last place in the script."""
        self.move_cursor((0, 0) if where == "top" else self.document.end)

    def get_line(self, line_index: int) -> Text:
        """A line with its colours, and its control characters made visible."""
        line = Text(shown(self.document.get_line(line_index)), end="", no_wrap=True)
        for start, end, kind in self.document.spans(line_index):
            line.stylize(self._style(kind), start, end)
        if self.error:
            (top, left), (bottom, right) = self.error
            if top <= line_index <= bottom:
                start = left if line_index == top else 0
                line.stylize(self._style("error"), start, right if line_index == bottom else None)
        return line

    def render_line(self, y: int) -> Strip:
        """A line, with a bar in its gutter if the statement at the cursor has a part of it."""
        strip = super().render_line(y)
        if self.scroll_offset.y + y not in self.marked:
            return strip
        left = self.gutter_width - 1
        number, _, rest = strip.divide([left, left + 1, strip.cell_length])
        bar = Strip([Segment(_BAR, self._bar_style(strip))], 1)
        return Strip.join([number, bar, rest])

    def watch_selection(self) -> None:
        """The cursor may have come to another statement."""
        self._mark_statement()

    def _bar_style(self, strip: Strip) -> Style:
        """The bar's colour, on the background of its line."""
        gutter = next(iter(strip)).style or Style()
        return gutter + self._style("statement")

    def _style(self, part: str) -> Style:
        return ink(self, f"sql-editor--{part}")

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """As Textual has it, except that the cursor's line keeps the colours of its text."""
        style = super().get_component_rich_style(*names, partial=partial, default=default)
        return style.background_style if names == ("text-area--cursor-line",) else style

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self.document = SqlDocument(text)
        self.wrapped_document = UnwrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._build_highlight_map()
        self._rewrap_and_refresh_virtual_size()

    def _build_highlight_map(self) -> None:
        """The text has changed."""
        self.error = None
        self._line_cache.clear()
        self._mark_statement()

    def _mark_statement(self) -> None:
        found = self.document.statement_at(self.cursor_location)
        marked = range(0)
        if found:
            top, _ = self.document.location(found.start)
            bottom, _ = self.document.location(found.end)
            marked = range(top, bottom + 1)
        if marked != self.marked:
            self.marked = marked
            self.refresh()

    def _redraw(self) -> None:
        self._line_cache.clear()
        self.refresh()

    async def _on_key(self, event: events.Key) -> None:
        """Tell a pasted line break from the key that runs: they are the same character.

        A terminal without bracketed paste sends a pasted text as keys, faster than anyone types.
        """
        typed = event.is_printable or event.key in ("enter", "tab")
        if event.key == "ctrl+j" and event.time - self.last_typed < self.burst:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
            typed = True
        if typed:
            self.last_typed = event.time

    async def _on_paste(self, event: events.Paste) -> None:
        """Many terminals paste a line break as the carriage return that Enter sends."""
        event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
