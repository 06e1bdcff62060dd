"""The clipboard, as the registers + and * of the vim mode use it."""

from __future__ import annotations

from textual.widget import Widget

from dsql_tui.ui.terminal.clipboard import copy_text


class VimClipboard:
    """Copies through the terminal or a program, and pastes what was copied here."""

    def __init__(self, widget: Widget) -> None:
        self.widget = widget
        self._copied: str | None = None
        self._earlier = ""
        """The text that the app had copied before; a newer copy of the app wins."""

    def copy(self, text: str) -> None:
        """Copy a text."""
        self._copied, self._earlier = text, self.widget.app.clipboard
        self.widget.run_worker(self._copy(text), group="vim-copy", exclusive=True)

    async def _copy(self, text: str) -> None:
        try:
            await copy_text(self.widget.app, text.encode("utf-8", "replace"))
        except OSError as error:
            message = f"The text could not be copied: {error.strerror}."
            self.widget.notify(message, severity="warning", markup=False)

    def paste(self) -> str:
        """Return the text that was copied last, here or elsewhere in the program."""
        clipboard = self.widget.app.clipboard
        if self._copied is None or clipboard not in (self._earlier, self._copied):
            return clipboard
        return self._copied
