"""The bar of keys at the bottom of a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.screen import Screen
from textual.widget import Widget

_EDGE = "▏"


@dataclass(frozen=True)
class ShownKey:
    """A key in the bar, and the cell at which it begins."""

    key: str
    display: str
    description: str
    tooltip: str
    enabled: bool
    docked: bool = False
    start: int = 0

    @property
    def width(self) -> int:
        """The cells of the key with its padding; the one at the right has an edge too."""
        return cell_len(self.display) + cell_len(self.description) + (5 if self.docked else 3)


class KeyBar(Widget):
    """The active keys, as far as they fit, with the key of the command palette at the right.

    It is one widget: Textual's footer creates and lays out a widget for each key whenever the
    focus moves, which took a third of the time until the console is there.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "key-bar--key",
        "key-bar--description",
        "key-bar--hover",
        "key-bar--edge",
    }
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom;
        width: 100%;
        height: 1;
        text-wrap: nowrap;
        color: $footer-foreground;
        background: $footer-background;
        .key-bar--key { color: $text-primary; text-style: bold; }
        .key-bar--description { color: $footer-description-foreground; }
        .key-bar--hover { background: $block-hover-background; }
        .key-bar--edge { color: $foreground 20%; }
        &:hover { pointer: pointer; }
    }
    """

    def __init__(self, state: Callable[[], object] = lambda: None, palette: bool = True) -> None:
        """Create the bar.

        Args:
            state: Returns what the active keys depend on, beside the focus.
            palette: Whether to show the key of the command palette.
        """
        super().__init__()
        self.keys: tuple[ShownKey, ...] = ()
        self._palette = palette
        self._state = state
        self._shown_state: object = None
        self._hovered: ShownKey | None = None

    def update(self) -> None:
        """Show the active keys if the state has changed; to find them takes a while."""
        if self._shown_state != self._state():
            self._shown_state = self._state()  # the keys may be found later
            self.screen.refresh_bindings()

    def on_mount(self) -> None:
        """Follow the active keys of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._note_change)
        self.call_after_refresh(self._find_keys)

    def on_resize(self) -> None:
        """Show the keys that fit into the new width."""
        self._find_keys()

    def render(self) -> Text:
        """Return the keys as a line."""
        text = Text(no_wrap=True, end="")
        for key in self.keys:
            text.truncate(key.start, pad=True)
            text.append_text(self._render_key(key))
        return text

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Highlight the key under the pointer, and explain it."""
        self._hover(self._find_key(event.x))

    def on_leave(self) -> None:
        """Highlight no key any more."""
        self._hover(None)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Do what the key under the pointer does."""
        key = self._find_key(event.x)
        if key is None:
            return
        if key.enabled:
            self.app.simulate_key(key.key)
        else:
            self.app.bell()

    def _note_change(self, screen: Screen[object]) -> None:
        if screen.app.app_focus:  # a terminal without the focus shows what it would do with it
            self.call_after_refresh(self._find_keys)

    def _find_keys(self) -> None:
        if not self.is_attached:
            return  # The screen was closed meanwhile.
        self._shown_state = self._state()
        keys = _choose_fitting(self._list_keys(), self.app.size.width)
        if keys != self.keys:
            self.keys = keys
            self._hover(None)
            self.refresh()

    def _list_keys(self) -> list[ShownKey]:
        active = self.screen.active_bindings
        keys: dict[str, ShownKey] = {}
        for _node, binding, enabled, tooltip in active.values():
            docked = binding.action == "command_palette"
            if self._palette if docked else binding.show:
                display = self.app.get_key_display(binding)
                tooltip = tooltip or (binding.description if docked else "")
                shown = ShownKey(
                    binding.key, display, binding.description, tooltip, enabled, docked
                )
                keys.setdefault(binding.action, shown)
        return list(keys.values())

    def _render_key(self, key: ShownKey) -> Text:
        style = self.get_component_rich_style
        text = Text.assemble(
            (f" {key.display} ", style("key-bar--key", partial=True)),
            (f"{key.description} ", style("key-bar--description", partial=True)),
        )
        if not key.enabled:
            text.stylize("dim")
        if key == self._hovered:
            text.stylize_before(style("key-bar--hover"))
        if key.docked:
            text = Text.assemble((_EDGE, style("key-bar--edge")), text, " ")
        return text

    def _find_key(self, x: int) -> ShownKey | None:
        return next((key for key in self.keys if key.start <= x < key.start + key.width), None)

    def _hover(self, key: ShownKey | None) -> None:
        if key != self._hovered:
            self._hovered = key
            self.tooltip = (key.tooltip if key else "") or None
            self.refresh()


def _choose_fitting(keys: Iterable[ShownKey], width: int) -> tuple[ShownKey, ...]:
    """Return the keys that fit into the width, the docked one first of all, with their places."""
    chosen, docked, start = [], [], 0
    room = width
    for key in sorted(keys, key=lambda key: not key.docked):
        if key.docked:
            room -= key.width
            docked.append(replace(key, start=room))
        elif start + key.width - 1 <= room:  # the last cell of a key is blank
            chosen.append(replace(key, start=start))
            start += key.width
    return (*chosen, *docked)
