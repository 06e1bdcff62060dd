"""Put whole scripts and statements into the editor; undo restores what was there."""

from __future__ import annotations

from dsql_tui.sql.insertion import insert_statement
from dsql_tui.sql.statements import choose_separator
from dsql_tui.store.settings import Settings
from dsql_tui.ui.editor.vim_area import VimArea


class ScriptArea(VimArea):
    """Changes the script for other parts of the program."""

    _loading = False
    """True while a script is loaded: its end, where the cursor is then, is not shown."""

    def use_settings(self, settings: Settings) -> None:
        """Use the settings for the editor."""
        self.pairs, self.soft_wrap = settings.pairs, settings.wrap
        self.use_vim(settings.vim)

    def load(self, text: str) -> None:
        """Replace the script by another one, with its line ends."""
        self.history.checkpoint()
        self.document.use_newline_of(text)
        self._loading = True
        try:
            self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        finally:
            self._loading = False
        self.move_cursor((0, 0))
        self._mark_statement()

    def _mark_statement(self) -> None:
        if not self._loading:
            super()._mark_statement()

    def append(self, statement: str) -> None:
        """Add a statement at the end of the script and move the cursor there."""
        self.insert(f"{choose_separator(self.text)}{statement}", self.document.end)
        self.move_cursor(self.document.end)

    def insert_statement(self, statement: str) -> None:
        """Insert a statement on a line of its own, behind the one at the cursor."""
        found, document = self.document.statement_at(self.cursor_location), self.document
        row = self.cursor_location[0]
        if found and found.start <= document.offset(self.cursor_location):
            blank = not document.get_line(row).strip()
            last = document.location(found.end)[0]
            row = row if blank and last < row else max(row, last)
        while row + 1 < document.line_count and document.state(row + 1).data:
            row += 1
        start = document.offset((row, 0))
        end = start + len(document.get_line(row))
        found_place = insert_statement(document.text, start, end, statement)
        places = map(document.location, found_place[:2])
        self.history.checkpoint()
        result = self.replace(found_place.text, *places, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
