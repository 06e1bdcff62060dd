"""The bar of keys at the bottom of a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_PADDING, _DOCKED_PADDING = 3, 5
"""Cells of a key besides its name and description; the one at the right has a border too."""


class KeyBar(Footer):
    """Textual's footer, with whole keys only, which forgets the keys that it showed before.

    Textual 8.2 keeps each key as a watcher of `compact`, and drops closed ones only when that
    changes: each statement would cost tens of kilobytes for good.
    """

    DEFAULT_CSS = """
    KeyBar FooterKey .footer-key--key { color: $text-primary; }
    """

    def __init__(self, state: Callable[[], object] = lambda: None, palette: bool = True) -> None:
        """Create the bar.

        Args:
            state: Returns what the active keys depend on, beside the focus.
            palette: Whether to show the key of the command palette.
        """
        super().__init__(show_command_palette=palette)
        self._state = state
        self._shown_state: object = None
        self._shown_width = 0

    def compose(self) -> ComposeResult:
        """Create the keys that fit."""
        self._shown_state, self._shown_width = self._state(), self.app.size.width
        yield from _choose_fitting(list(super().compose()), self._shown_width)

    def on_resize(self, event: events.Resize) -> None:
        """Show the keys that fit into the new width."""
        if event.size.width != self._shown_width:
            self.call_after_refresh(self.recompose)

    def update(self) -> None:
        """Show the active keys if the state has changed; redrawing them takes a while."""
        if self._shown_state != self._state():
            self._shown_state = self._state()
            self.screen.refresh_bindings()

    async def recompose(self) -> None:
        """Replace the keys."""
        await super().recompose()
        self.mutate_reactive(Footer.compact)


def _choose_fitting(keys: Iterable[Widget], width: int) -> Iterator[Widget]:
    """Yield the keys that fit into the width, the one at the right first of all."""
    measured = [(key, _measure(key)) for key in keys if isinstance(key, FooterKey)]
    room = width - sum(cells for key, cells in measured if _is_docked(key))
    for key, cells in measured:
        if _is_docked(key):
            yield key
        elif cells - 1 <= room:  # the last cell of a key is blank
            room -= cells
            yield key


def _is_docked(key: FooterKey) -> bool:
    return key.has_class("-command-palette")


def _measure(key: FooterKey) -> int:
    padding = _DOCKED_PADDING if _is_docked(key) else _PADDING
    return cell_len(key.key_display) + cell_len(key.description) + padding
