"""An area whose keys can be vim's."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.strip import Strip

from dsql_tui.ui.editor.vim_host import VimHost
from dsql_tui.ui.terminal.escape_delay import shorten_escape_delay

if TYPE_CHECKING:
    from dsql_tui.ui.editor.vim_mode import VimMode


class VimArea(VimHost):
    """Has a vim mode, which is off at first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sql--found"}
    """The matches of the last search."""
    DEFAULT_CSS = """
    VimArea .sql--found { background: $warning 40%; }
    """

    vim: VimMode | None = None
    """The vim mode, if it is on."""

    def use_vim(self, on: bool) -> None:
        """Turn the vim mode on or off."""
        if on and self.vim is None:
            # Imported here, because most users do without it.
            from dsql_tui.ui.editor.vim_mode import VimMode

            self.vim = VimMode(self)
        elif not on and self.vim is not None:
            self.vim.end()
            self.vim = None
        else:
            return
        shorten_escape_delay(on)
        self.draw_all()
        self.post_message(self.ModeChanged(self))

    @property
    def completes(self) -> bool:
        """Whether typing adds anything; it does not in vim's insert mode."""
        return self.vim is None

    @property
    def vim_status(self) -> str:
        """The mode and the pending keys, for the status bar; empty while vim mode is off."""
        return self.vim.status if self.vim else ""

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit, and let the vim mode follow it."""
        result = super().edit(edit)
        if self.vim is not None:
            self.vim.note_edit(edit, result)
        return result

    def get_line(self, line_index: int) -> Text:
        """Return a highlighted line, with the matches of the last search marked."""
        line = super().get_line(line_index)
        if self.vim is not None:
            for start, end in self.vim.find_in_row(line_index):
                line.stylize(self._style("found"), start, end)
        return line

    def render_line(self, y: int) -> Strip:
        """Return a line, with the cursor of a selection of the vim mode."""
        strip = super().render_line(y)
        return strip if self.vim is None else self.vim.draw_cursor(strip, self.scroll_offset.y + y)

    def watch_soft_wrap(self) -> None:
        """Let `:set wrap` know whether lines are wrapped."""
        if self.vim is not None:
            self.vim.engine.state.options.wrap = self.soft_wrap

    @property
    def _draw_cursor(self) -> bool:
        """Whether Textual draws the cursor, at the end of the selection."""
        return super()._draw_cursor and not (self.vim is not None and self.vim.selecting)

    async def _on_mouse_down(self, event: events.MouseDown) -> None:
        if self.vim is not None:
            self.vim.note_click()

    async def _on_mouse_up(self, event: events.MouseUp) -> None:
        if self.vim is not None:
            self.call_after_refresh(self.vim.follow_change)
