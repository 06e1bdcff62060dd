"""The line in which one finds and replaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.document._document import Selection
from textual.widgets import Button, Checkbox, Input, Static

from dsql_tui.results.text import visible
from dsql_tui.sql.find import MOST, Unsearchable, Wanted, matches, replaced

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.editor import SqlEditor


class Finder(Horizontal):
    """Leads its editor from match to match, and replaces them one by one or all at once."""

    DEFAULT_CSS = """
    Finder { height: 1; background: $panel; }
    Finder Input { width: 1fr; min-width: 8; background: $surface; }
    Finder Checkbox { width: auto; background: $panel; }
    Finder Static { width: auto; max-width: 40%; padding: 0 1; color: $text-muted; }
    Finder Button { min-width: 5; width: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", tooltip="Back to the text.", id="finder.close"),
        Binding("down,ctrl+j", "step(1)", "Next", tooltip="The next match.", id="finder.next"),
        Binding("up", "step(-1)", "Previous", tooltip="The one before.", id="finder.previous"),
    ]

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__()
        self.editor = editor
        self.wanted = Input(placeholder="find", compact=True)
        self.replacement = Input(placeholder="replace by", compact=True)
        self.pattern = Checkbox(".*", compact=True, tooltip="A regular expression")
        self.case = Checkbox("Aa", compact=True, tooltip="Tell capital letters from small ones")
        self.count = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self.wanted
        yield self.replacement
        yield self.pattern
        yield self.case
        yield Button("all", compact=True, tooltip="Replace every match")
        yield self.count

    def begin(self) -> None:
        """Look for what is selected, or for what was looked for last."""
        selected = self.editor.selected_text
        if selected and "\n" not in selected:
            self.wanted.value = selected
        self.wanted.focus()
        self.wanted.select_all()

    def action_step(self, step: int) -> None:
        """Select the next match behind the cursor, or the one before it, round and round."""
        found = self._found()
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
        """Put the line away; the match stays selected."""
        self.display = False
        self.editor.focus()

    @on(Input.Submitted)
    def _enter(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self.wanted:
            self.action_step(1)
        else:
            self._replace_one()

    @on(Input.Changed)
    @on(Checkbox.Changed)
    def _look(self, event: Input.Changed | Checkbox.Changed) -> None:
        """Another thing to look for: go to the nearest, from where the selection begins."""
        event.stop()
        if isinstance(event, Input.Changed) and event.input is self.replacement:
            return
        found = self._found()
        if found:
            here = self.editor.document.offset(min(self.editor.selection))
            number = next((n for n, (start, _) in enumerate(found) if start >= here), 0)
            self._select(found, number)

    @on(Button.Pressed)
    def _replace_all(self, event: Button.Pressed) -> None:
        """One edit for all of them, so that one undo takes it back."""
        event.stop()
        editor = self.editor
        try:
            text, times = replaced(self._asked, editor.text, self.replacement.value)
        except Unsearchable as problem:
            self._say(str(problem))
            return
        if times:
            place = editor.cursor_location
            editor.replace(text, (0, 0), editor.document.end)
            editor.move_cursor(place)
        self._say(f"{times:,} replaced")

    def _replace_one(self) -> None:
        """Replace the match that is selected, and go to the next."""
        editor = self.editor
        start, end = sorted(editor.selection)
        try:
            text, times = replaced(self._asked, editor.selected_text, self.replacement.value)
        except Unsearchable as problem:
            self._say(str(problem))
            return
        span = (editor.document.offset(start), editor.document.offset(end))
        if times and span in self._found():
            editor.replace(text, start, end, maintain_selection_offset=False)
        self.action_step(1)

    def _select(self, found: list[tuple[int, int]], number: int) -> None:
        document = self.editor.document
        start, end = (document.location(offset) for offset in found[number])
        self.editor.selection = Selection(start, end)
        self.editor.scroll_cursor_visible(center=True)
        more = "+" if len(found) == MOST else ""
        self._say(f"{number + 1:,} of {len(found):,}{more}")

    def _found(self) -> list[tuple[int, int]]:
        """Every match; where there is none, says so."""
        if not self.wanted.value:
            self._say("")
            return []
        try:
            found = matches(self._asked, self.editor.text)
        except Unsearchable as problem:
            self._say(str(problem))
            return []
        if not found:
            self._say("not found")
        return found

    @property
    def _asked(self) -> Wanted:
        return Wanted(self.wanted.value, self.pattern.value, self.case.value)

    def _say(self, words: str) -> None:
        self.count.update(visible(words))

    def on_key(self, event: events.Key) -> None:
        """What is typed here is for nobody else."""
        if event.is_printable:
            event.stop()
