"""Completion in the editor: when it opens, and the keys while its list is open."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widget import Widget

from dsql_tui.execution.completion_catalog import CompletionCatalog
from dsql_tui.sql.complete import Candidate, Completion, complete, find_signature
from dsql_tui.sql.search_path import SearchPath
from dsql_tui.ui.editor.completion_popup import CompletionPopup
from dsql_tui.ui.editor.signature_hint import SignatureHint
from dsql_tui.ui.editor.snippet_gaps import SnippetGaps
from dsql_tui.ui.editor.sql_area import SqlArea
from dsql_tui.ui.terminal.typed_text import typed_text


class Completer:
    """Completes what is typed in one editor.

    It starts after a typed letter is drawn, and only for the latest letter, so no key waits for it.
    """

    def __init__(self, editor: SqlArea) -> None:
        self.editor = editor
        self.completion = CompletionCatalog()
        """The names to offer; the console replaces it with the shared catalog."""
        self.search_path = SearchPath()
        """The search path of the console's session."""
        self.popup = CompletionPopup(self.accept)
        self.hint = SignatureHint()
        self.gaps = SnippetGaps(editor)
        self.typed = False
        """Whether a key just changed the text and the selection has not followed yet."""
        self._found: Completion | None = None
        self._asked = 0

    @property
    def open(self) -> bool:
        """Whether the list is visible."""
        return self._found is not None

    def key(self, event: events.Key, quick: bool) -> bool:
        """Handle a key if it is for the list; return whether it was.

        A `quick` key comes from a paste, which completion ignores.
        """
        narrows = self.open and event.key == "backspace"
        self.typed = not quick and (bool(typed_text(event)) or narrows)
        handler = self._keys().get(event.key) if self.open else None
        if handler is None or (event.key == "enter" and not self.popup.moved):
            if not self.typed:
                self.close()
            if event.key == "escape":
                self.gaps.close()
            return event.key == "tab" and not quick and self.gaps.go_to_next()
        handler()
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
        """Look for candidates after the next refresh of the screen."""
        self._asked += 1
        number = self._asked
        self.editor.call_after_refresh(lambda: self._show(forced) if number == self._asked else 0)

    def close(self) -> None:
        """Close the list and forget a pending request."""
        self._asked += 1
        self.hint.display = False
        self._close_popup()

    def _close_popup(self) -> None:
        if self._found is not None:
            self._found = None
            self.popup.display = False

    def accept(self, candidate: Candidate | None = None) -> None:
        """Insert a candidate into the script; by default the selected one."""
        found, chosen = self._found, candidate or self.popup.chosen
        self.close()
        if found is None or chosen is None:
            return
        editor = self.editor
        top, _ = editor.document.find_piece_at(editor.cursor_location)
        editor.history.checkpoint()
        if chosen.kind == "snippet":
            self.gaps.insert(chosen.text, top + found.start, top + found.end)
            return
        start, end = (editor.document.location(top + at) for at in (found.start, found.end))
        editor.replace(chosen.text, start, end, maintain_selection_offset=False)
        if chosen.text.endswith((".", "(")):
            self.ask()

    def _show(self, forced: bool) -> None:
        """Find candidates for the cursor position and show them."""
        editor = self.editor
        if not editor.is_attached or not editor.selection.is_empty:
            return
        start, end = editor.document.find_piece_at(editor.cursor_location)
        cursor = editor.document.offset(editor.cursor_location) - start
        text = editor.document.text[start:end]
        catalog = self.completion.catalog.with_search_path(self.search_path.schemas)
        completion = self.completion
        found = complete(text, cursor, catalog, completion.usage, completion.snippets)
        parent = editor.parent
        if self.popup.parent is None and isinstance(parent, Widget):
            parent.mount(self.popup, self.hint)
        self.hint.offer(find_signature(text, cursor, catalog), editor.cursor_screen_offset)
        if found is None or not (forced or found.wanted):
            self._close_popup()
        else:
            self._offer(found, cursor)

    def _offer(self, found: Completion, cursor: int) -> None:
        self._found = found
        self.popup.offer(found.candidates, self.editor.cursor_screen_offset, cursor - found.start)
