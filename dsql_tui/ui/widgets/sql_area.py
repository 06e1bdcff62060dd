"""Coloured SQL that can be edited, with the statement at the cursor marked in the gutter.

It rests on some of the insides of Textual's `TextArea` (8.2), which offers no other way:
`_set_document` chooses the document, `_build_highlight_map` is called after each edit, and
`_line_cache` holds drawn lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.document._document import EditResult, Location
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import TextArea

from dsql_tui.sql.brackets import partner
from dsql_tui.sql.highlight import KINDS
from dsql_tui.ui.widgets.document import SqlDocument, UnwrappedDocument, shown
from dsql_tui.ui.widgets.ink import ink

if TYPE_CHECKING:
    from typing_extensions import Self

_BAR = "▎"
_STEP = 40
"""Cells by which the width of a text grows that is wider than its place."""
_FEW = 20
"""Lines that are drawn anew by themselves; more of them are drawn with the others."""
_WORD = re.compile(r"\w+|.", re.DOTALL)


class SqlArea(TextArea):
    """Draws a script; knows nothing of what its keys do."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sql--statement",
        "sql--error",
        "sql--problem",
        *(f"sql--{kind}" for kind in KINDS),
    }
    """The bar beside the statement at the cursor, the place that a refusal points at, what
    is known to be wrong, and a colour for each kind of text."""

    DEFAULT_CSS = """
    SqlArea {
        border: none;
        padding: 0;

        &:focus { border: none; }

        & .sql--statement { color: $accent; }
        & .sql--error { color: $text-error; text-style: bold underline; }
        & .sql--problem { color: $text-warning; text-style: underline; }
        & .sql--keyword { color: $text-primary; text-style: bold; }
        & .sql--type { color: $text-accent; }
        & .sql--function { color: $text-secondary; }
        & .sql--number, & .sql--string { color: $text-success; }
        & .sql--quoted { color: $foreground; }
        & .sql--comment { color: $foreground-muted; text-style: italic; }
        & .sql--parameter { color: $text-warning; text-style: bold; }
        & .sql--meta { color: $text-accent; text-style: bold; }
    }
    """

    document: SqlDocument

    def __init__(
        self,
        text: str = "",
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        self.marked: range = range(0)
        """The rows of the statement at the cursor."""
        self.changed: set[int] | None = None
        """The rows that the last edit made look different; `None` for all."""
        self.holding = self.held = False
        """Are refreshes held back, and has there been one?"""
        self.error: tuple[Location, Location] | None = None
        """From where to where the text is underlined."""
        self.problems: dict[int, list[tuple[int, int]]] = {}
        """From where to where the lines are marked that something is wrong with, by their rows."""
        super().__init__(
            text,
            soft_wrap=False,
            show_line_numbers=True,
            tab_behavior="indent",
            name=name,
            id=id,
            classes=classes,
        )

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

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit; one that stays on its line draws no other line anew.

        (Textual draws all of them, and that is what a key in a long script waits for.)
        """
        before, row = self._outline(), self.cursor_location[0]
        self.holding, self.held = True, False
        try:
            result = super().edit(edit)
        finally:
            self.holding = False
        if self.changed is None or self._outline() != before:
            self.refresh()
        elif self.held:
            for each in {row, self.cursor_location[0], *self.changed}:
                self.refresh_lines(each)
        return result

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Draw anew, unless an edit is yet to say what."""
        if self.holding and not (regions or layout or recompose):
            self.held = True
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _refresh_size(self) -> None:
        """Say how large the text is, roughly: each new size lays the whole screen out anew."""
        width, height = self.document.get_size(self.indent_width)
        needed = width + self.gutter_width + 1
        room = self.scrollable_content_region.width - 2  # of these one may go to a scroll bar
        self.virtual_size = Size(room if needed <= room else needed + -needed % _STEP, height)
        self._refresh_scrollbars()

    def watch_show_horizontal_scrollbar(self) -> None:
        """A bar that comes takes a line, which may be the cursor's."""
        if self.is_mounted:
            self.call_after_refresh(self.scroll_cursor_visible)

    def _outline(self) -> tuple[object, ...]:
        """What else the look of lines depends on."""
        (top, _), (bottom, _) = self.selection
        return (
            self.document.line_count,
            self.scroll_offset,
            self.marked,
            self._matching_bracket_location,
            bottom - top,
        )

    def clear_error(self) -> None:
        """Underline nothing."""
        if self.error:
            self.error = None
            self._redraw()

    def mark_problems(self, places: Sequence[tuple[int, int]]) -> None:
        """Mark what is known to be wrong, from and to which offset, until the next edit.

        Each is marked on its first line only.
        """
        problems: dict[int, list[tuple[int, int]]] = {}
        for start, end in places:
            row, column = self.document.location(start)
            problems.setdefault(row, []).append((column, column + end - start))
        if problems != self.problems:
            self.problems = problems
            self._redraw()

    def get_line(self, line_index: int) -> Text:
        """A line with its colours, and its control characters made visible."""
        line = Text(shown(self.document.get_line(line_index)), end="", no_wrap=True)
        for start, end, kind in self.document.spans(line_index):
            line.stylize(self._style(kind), start, end)
        for start, end in self.problems.get(line_index, ()):
            line.stylize(self._style("problem"), start, end)
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

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """The bracket that belongs to one, in the same statement; strings and comments have none.

        (Textual's own looks through the whole text, strings included.)
        """
        start, end = self.document.around(search_from)
        here = self.document.offset(search_from) - start
        found = partner(self.document.text[start:end], here)
        return None if found is None else self.document.location(start + found)

    def watch_selection(self) -> None:
        """The cursor may have come to another statement."""
        self._mark_statement()

    def _bar_style(self, strip: Strip) -> Style:
        """The bar's colour, on the background of its line."""
        gutter = next(iter(strip)).style or Style()
        return gutter + self._style("statement")

    def _style(self, part: str) -> Style:
        return ink(self, f"sql--{part}")

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
        """The text has changed: forget the lines that look different now."""
        changed = self.document.take_changed()
        if self.error or changed is None or len(changed) > _FEW:
            self.changed = None
            self._line_cache.clear()
        else:
            self.changed = {*changed, *self.problems}
            for key in list(self._line_cache.keys()):
                if key[2] in self.changed:
                    self._line_cache.discard(key)
        self.error = None
        self.problems = {}
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
