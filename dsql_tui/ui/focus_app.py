"""An app that keeps the focus while the terminal is too small."""

from __future__ import annotations

from textual.app import App
from textual.events import Event, Resize
from textual.screen import Screen
from textual.widget import Widget

from dsql_tui.ui.size_classes import is_too_small

_MAX_REFRESHES = 10
"""Refreshes after which a widget is given up that is not shown again."""


class FocusApp(App[None]):
    """Restores the focus, which Textual takes from widgets that are hidden."""

    _focused: tuple[tuple[Screen[object], Widget], ...] = ()
    """The focused widget of each screen before the terminal became too small."""

    async def on_event(self, event: Event) -> None:
        """Handle an event."""
        if isinstance(event, Resize):
            if is_too_small(event.size):
                self._focused = self._focused or tuple(
                    (screen, screen.focused) for screen in self.screen_stack if screen.focused
                )
            elif self._focused:
                for screen, widget in self._focused:
                    self._restore_focus(screen, widget)
                self._focused = ()
        await super().on_event(event)

    def _restore_focus(
        self, screen: Screen[object], widget: Widget, refreshes: int = _MAX_REFRESHES
    ) -> None:
        if not (widget.is_attached and screen in self.screen_stack and not screen.focused):
            return
        if widget.focusable:
            screen.set_focus(widget)
        elif refreshes:
            self.call_after_refresh(self._restore_focus, screen, widget, refreshes - 1)
