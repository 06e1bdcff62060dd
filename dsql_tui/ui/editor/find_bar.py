"""The bar below the editor that finds and replaces."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.document._document import Selection
from textual.widgets import Button, Input, Static

from dsql_tui.results.text import make_visible
from dsql_tui.sql.find import MAX_MATCHES, Search, SearchError, find_matches, replace_matches
from dsql_tui.ui.editor.sql_area import SqlArea
from dsql_tui.ui.toggles import Checkbox


class FindBar(Horizontal):
    """Moves its editor from match to match, and replaces one match or all."""

    DEFAULT_CSS = """
    FindBar { height: 1; background: $panel; display: none; }
    FindBar.-open { display: block; }
    FindBar Input { width: 1fr; min-width: 8; background: $surface; }
    FindBar Checkbox { width: auto; background: $panel; }
    FindBar Static { width: auto; max-width: 40%; padding: 0 1; color: $text-muted; }
    FindBar Button { min-width: 5; width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", tooltip="Return to the text.", id="finder.close"),
        Binding(
            "down,ctrl+j", "step(1)", "Next", tooltip="Go to the next match.", id="finder.next"
        ),
        Binding(
            "up", "step(-1)", "Previous", tooltip="Go to the previous match.", id="finder.previous"
        ),
    ]

    def __init__(self, editor: SqlArea) -> None:
        super().__init__()
        self.editor = editor
        self.pattern_input = Input(placeholder="find", compact=True)
        self.replacement = Input(placeholder="replace with", compact=True)
        self.use_regex = Checkbox(".*", compact=True, tooltip="Use a regular expression")
        self.match_case = Checkbox("Aa", compact=True, tooltip="Match case")
        self.count = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self.pattern_input
        yield self.replacement
        yield self.use_regex
        yield self.match_case
        yield Button("Replace all", compact=True, tooltip="Replace every match")
        yield self.count

    def begin(self) -> None:
        """Search for the selection, or for the last pattern."""
        selected = self.editor.selected_text
        if selected and "\n" not in selected:
            self.pattern_input.value = selected
        self.pattern_input.focus()
        self.pattern_input.select_all()

    def action_step(self, step: int) -> None:
        """Select the next or previous match from the cursor; wrap around."""
        found = self._find()
        if not found:
            return
        document = self.editor.document
        left, right = (document.offset(place) for place in sorted(self.editor.selection))
        starts = [start for start, _ in found]
        if step > 0:
            number = next((n for n, start in enumerate(starts) if start >= right), 0)
        else:
            earlier = [n for n, start in enumerate(starts) if start < left]
            number = earlier[-1] if earlier else len(found) - 1
        self._select(found, number)

    def action_close(self) -> None:
        """Close the bar; the match stays selected."""
        self.remove_class("-open")
        self.editor.focus()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.pattern_input:
            self.action_step(1)
        else:
            self._replace_one()

    @on(Input.Changed)
    @on(Checkbox.Changed)
    def _search(self, event: Input.Changed | Checkbox.Changed) -> None:
        """Go to the nearest match when the pattern changes."""
        event.stop()
        if isinstance(event, Input.Changed) and event.input is self.replacement:
            return
        found = self._find()
        if found:
            here = self.editor.document.offset(min(self.editor.selection))
            number = next((n for n, (start, _) in enumerate(found) if start >= here), 0)
            self._select(found, number)

    @on(Button.Pressed)
    def _replace_all(self, event: Button.Pressed) -> None:
        """Replace all matches in one edit, so that one undo restores them."""
        event.stop()
        editor = self.editor
        try:
            text, times = replace_matches(self._query, editor.text, self.replacement.value)
        except SearchError as problem:
            self._say(str(problem))
            return
        if times:
            place = editor.cursor_location
            editor.replace(text, (0, 0), editor.document.end)
            editor.move_cursor(place)
        self._say(f"{times:,} replaced")

    def _replace_one(self) -> None:
        """Replace the selected match and go to the next."""
        editor = self.editor
        start, end = sorted(editor.selection)
        try:
            text, times = replace_matches(self._query, editor.selected_text, self.replacement.value)
        except SearchError as problem:
            self._say(str(problem))
            return
        span = (editor.document.offset(start), editor.document.offset(end))
        if times and span in self._find():
            editor.replace(text, start, end, maintain_selection_offset=False)
        self.action_step(1)

    def _select(self, found: list[tuple[int, int]], number: int) -> None:
        document = self.editor.document
        start, end = (document.location(offset) for offset in found[number])
        self.editor.selection = Selection(start, end)
        self.editor.scroll_cursor_visible(center=True)
        more = "+" if len(found) == MAX_MATCHES else ""
        self._say(f"{number + 1:,} of {len(found):,}{more}")

    def _find(self) -> list[tuple[int, int]]:
        """Return every match; report when there is none."""
        if not self.pattern_input.value:
            self._say("")
            return []
        try:
            found = find_matches(self._query, self.editor.text)
        except SearchError as problem:
            self._say(str(problem))
            return []
        if not found:
            self._say("not found")
        return found

    @property
    def _query(self) -> Search:
        return Search(self.pattern_input.value, self.use_regex.value, self.match_case.value)

    def _say(self, words: str) -> None:
        self.count.update(make_visible(words))

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed here from other widgets."""
        if event.is_printable:
            event.stop()
