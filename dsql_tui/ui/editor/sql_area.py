"""An area of highlighted SQL, with the statement at the cursor marked in the gutter.

It depends on internals of Textual's `TextArea` (8.2), which offers no other way:
`_set_document` chooses the document, `_build_highlight_map` is called after each edit, and
`_line_cache` holds drawn rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.document._document import EditResult, Location
from textual.document._edit import Edit
from textual.geometry import Region
from textual.strip import Strip

from dsql_tui.sql.brackets import BRACKETS, find_partner
from dsql_tui.sql.highlight import KINDS
from dsql_tui.ui.editor.document import SqlDocument
from dsql_tui.ui.editor.row_area import RowArea
from dsql_tui.ui.editor.wrapped_document import CharacterNavigator, SqlWrappedDocument
from dsql_tui.ui.text_style import text_style

if TYPE_CHECKING:
    from typing_extensions import Self

_BAR = "▎"
_MAX_SINGLE_LINES = 20
"""Changed lines up to which only those lines are drawn again."""
_WORD = re.compile(r"\w+|.", re.DOTALL)


class SqlArea(RowArea):
    """Draws a script; its keys are defined in subclasses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sql--statement",
        "sql--error",
        "sql--problem",
        *(f"sql--{kind}" for kind in KINDS),
    }
    """The bar beside the statement at the cursor, the position of an error, problems, and a color
    for each kind of text."""

    DEFAULT_CSS = """
    SqlArea {
        border: none;
        padding: 0;

        &:focus { border: none; }

        & .sql--statement { color: $primary; }
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
        & .sql--data { color: $text-success; text-style: dim; }
    }
    """

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
        """The rows that look different after the last edit; `None` for all."""
        self.holding = self.held = False
        """Whether refreshes are held back, and whether there was one."""
        self.error: tuple[Location, Location] | None = None
        """The range of text that is underlined as the error."""
        self.problems: dict[int, list[tuple[int, int]]] = {}
        """The columns of problems, by row."""
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
        """Underline an error in the script until the next edit.

        Without a length, underline the word at the offset; at the end of the script, its last
        character.
        """
        offset = max(0, min(offset, len(self.text) - 1))
        if length is None:
            found = _WORD.match(self.text, offset)
            length = len(found[0]) if found else 1
        self.error = self.document.location(offset), self.document.location(offset + length)
        self._redraw()

    def reveal(self, offset: int) -> None:
        """Scroll so that the character at an offset is visible; the cursor stays."""
        location = self.document.location(max(0, min(offset, len(self.text))))
        row = self.wrapped_document.location_to_offset(location).y
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= row < top + height:
            self.scroll_to(y=max(0, row - height // 2), animate=False)

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit; if it stays on its line, draw only that line again.

        (Textual draws all lines, which makes every key slow in a long script.)
        """
        before, row = self._outline(), self.cursor_location[0]
        self.holding, self.held = True, False
        try:
            result = super().edit(edit)
            if self.soft_wrap:  # the cursor may be in another row without having moved
                self.scroll_cursor_visible()
        finally:
            self.holding = False
        if self.changed is None or self._outline() != before:
            self.refresh()
        elif self.held:
            for each in {row, self.cursor_location[0], *self.changed}:
                self.refresh_line(each)
        return result

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Refresh, unless an edit is in progress."""
        if self.holding and not (regions or layout or recompose):
            self.held = True
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _outline(self) -> tuple[object, ...]:
        """Return what else the rendering of lines depends on."""
        (top, _), (bottom, _) = self.selection
        return (
            self.document.line_count,
            self.wrapped_document.height,
            self.scroll_offset,
            self.marked,
            self._matching_bracket_location,
            bottom - top,
        )

    def clear_error(self) -> None:
        """Remove the underline of an error."""
        if self.error:
            self.error = None
            self._redraw()

    def mark_problems(self, places: Sequence[tuple[int, int]]) -> None:
        """Mark problems, given as start and end offsets, until the next edit.

        Each problem is marked on its first line only.
        """
        problems: dict[int, list[tuple[int, int]]] = {}
        for start, end in places:
            row, column = self.document.location(start)
            problems.setdefault(row, []).append((column, column + end - start))
        if problems != self.problems:
            self.problems = problems
            self._redraw()

    def get_line(self, line_index: int) -> Text:
        """Return the drawn row of a highlighted line, with its control characters visible."""
        line = self.draw_row(line_index)
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
        """Return a line, with a bar in the gutter if it belongs to the statement at the cursor."""
        strip = super().render_line(y)
        if self.line_at(y) not in self.marked:
            return strip
        left = self.gutter_width - 1
        number, _, rest = strip.divide([left, left + 1, strip.cell_length])
        bar = Strip([Segment(_BAR, self._bar_style(strip))], 1)
        return Strip.join([number, bar, rest])

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """Return the matching bracket in the same statement; Textual would look into strings."""
        if not bracket or bracket not in BRACKETS:
            return None  # before the statement is looked for: it may be the last one of 50,000
        start, end = self.document.find_piece_at(search_from)
        here = self.document.offset(search_from) - start
        found = find_partner(self.document.text[start:end], here)
        return None if found is None else self.document.location(start + found)

    def watch_selection(self) -> None:
        """Mark the statement at the cursor."""
        self._mark_statement()

    def _bar_style(self, strip: Strip) -> Style:
        """Return the color of the bar on the background of its line."""
        gutter = next(iter(strip)).style or Style()
        return gutter + self._style("statement")

    def _style(self, part: str) -> Style:
        return text_style(self, f"sql--{part}")

    def get_component_rich_style(
        self, *names: str, partial: bool = False, default: Style | None = None
    ) -> Style:
        """Return Textual's style, except that the line of the cursor keeps its text colors."""
        style = super().get_component_rich_style(*names, partial=partial, default=default)
        return style.background_style if names == ("text-area--cursor-line",) else style

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self.document = SqlDocument(text)
        self.wrapped_document = SqlWrappedDocument(self.document, tab_width=self.indent_width)
        self.navigator = CharacterNavigator(self.wrapped_document)
        self.move_cursor((0, 0))
        self._build_highlight_map()
        self._rewrap_and_refresh_virtual_size()

    def _build_highlight_map(self) -> None:
        """Discard the cached lines that look different after a change of the text."""
        changed = self.document.take_changes()
        if self.error or changed is None or len(changed) > _MAX_SINGLE_LINES:
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
