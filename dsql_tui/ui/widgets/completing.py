"""When completion is asked for, and what the keys mean while its list is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.widget import Widget

from dsql_tui.sql.complete import Candidate, Completion, complete
from dsql_tui.ui.known import Known
from dsql_tui.ui.widgets.popup import Popup

if TYPE_CHECKING:
    from dsql_tui.ui.widgets.editor import SqlEditor


class Completing:
    """Completion in one editor.

    It is asked for when the typed letter has been drawn, and only for the last one that came, so
    no key ever waits for it.
    """

    def __init__(self, editor: SqlEditor) -> None:
        self.editor = editor
        self.known = Known()
        """What the database offers; whoever makes the editor puts another here."""
        self.popup = Popup(self.accept)
        self.typed = False
        """Has a key just changed the text, and the selection is yet to follow?"""
        self._found: Completion | None = None
        self._asked = 0

    @property
    def open(self) -> bool:
        """Is the list in sight?"""
        return self._found is not None

    def key(self, event: events.Key, quick: bool) -> bool:
        """Take a key if it is meant for the list; was it?

        A `quick` one comes from a paste, which completion does not follow.
        """
        again = self.open and event.key == "backspace"
        self.typed = not quick and (event.is_printable or again)
        taken = self._keys().get(event.key) if self.open else None
        if taken is None or (event.key == "enter" and not self.popup.moved):
            if not self.typed:
                self.close()
            return False
        taken()
        return True

    def _keys(self) -> dict[str, Callable[[], object]]:
        return {
            "tab": self.accept,
            "enter": self.accept,
            "escape": self.close,
            "down": lambda: self.popup.move(1),
            "up": lambda: self.popup.move(-1),
        }

    def ask(self, forced: bool = False) -> None:
        """Ask as soon as what is on its way to the screen has arrived there."""
        self._asked += 1
        number = self._asked
        self.editor.call_after_refresh(lambda: self._show(forced) if number == self._asked else 0)

    def close(self) -> None:
        """Put the list away, and whatever was asked for."""
        self._asked += 1
        if self._found is not None:
            self._found = None
            self.popup.display = False

    def accept(self, candidate: Candidate | None = None) -> None:
        """Put a candidate into the script, the chosen one if none is named."""
        found, chosen = self._found, candidate or self.popup.chosen
        self.close()
        if found is None or chosen is None:
            return
        editor = self.editor
        top, _ = editor.document.around(editor.cursor_location)
        start, end = (editor.document.location(top + at) for at in (found.start, found.end))
        editor.history.checkpoint()
        editor.replace(chosen.text, start, end, maintain_selection_offset=False)
        if chosen.text.endswith("."):
            self.ask()

    def _show(self, forced: bool) -> None:
        """Find candidates for where the cursor is now, and show them."""
        editor = self.editor
        if not editor.is_attached or not editor.selection.is_empty:
            return
        start, end = editor.document.around(editor.cursor_location)
        cursor = editor.document.offset(editor.cursor_location) - start
        text = editor.document.text[start:end]
        found = complete(text, cursor, self.known.catalog, self.known.use)
        if found is None or not (forced or found.wanted):
            self.close()
            return
        parent = editor.parent
        if self.popup.parent is None and isinstance(parent, Widget):
            parent.mount(self.popup)
        self._offer(found, cursor)

    def _offer(self, found: Completion, cursor: int) -> None:
        self._found = found
        self.popup.offer(found.candidates, self.editor.cursor_screen_offset, cursor - found.start)
