"""The user's keys as Textual's keymap and for entries of the menu, with presets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from dsql_tui.store.keymap import KeymapEntry, KeymapFile
from dsql_tui.ui.bindings import name_key
from dsql_tui.ui.key_names import parse_key, types_text

FILE = "keymap.toml"

FIXED = MappingProxyType(
    {
        "app.help": "f1",
        "app.quit": "ctrl+q",
        "picker.menu": "ctrl+o",
        "workbench.cancel": "ctrl+c",
        "workbench.menu": "ctrl+o",
    }
)
"""Actions that keep these keys beside the user's, because messages name them."""

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "default": {},
        "datagrip": {
            "app.palette": ("Ctrl+Shift+A", "Ctrl+P"),
            "console.history": ("Ctrl+Alt+E", "Ctrl+R"),
            "editor.line_down": ("Alt+Shift+Down", "Ctrl+Down"),
            "editor.line_up": ("Alt+Shift+Up", "Ctrl+Up"),
            "menu.format": ("Ctrl+Alt+L",),
            "menu.new_console": ("Ctrl+Shift+Q",),
            "menu.settings_and_theme": ("Ctrl+Alt+S",),
            "panes.maximize": ("Ctrl+Shift+F12", "F9"),
            "workbench.cancel": ("Ctrl+F2",),
            "workbench.results": ("Alt+4", "F3"),
            "workbench.run": ("Ctrl+Enter", "Ctrl+J", "F5"),
            "workbench.schema": ("Alt+1", "F4"),
        },
        "vscode": {
            "app.palette": ("Ctrl+Shift+P", "Ctrl+P"),
            "editor.duplicate": ("Alt+Shift+Down", "Ctrl+D"),
            "editor.line_down": ("Alt+Down", "Ctrl+Down"),
            "editor.line_up": ("Alt+Up", "Ctrl+Up"),
            "menu.format": ("Alt+Shift+F",),
            "menu.left_pane_on_or_off": ("Ctrl+B",),
            "menu.open_a_file": ("Ctrl+Alt+O",),
            "menu.problems": ("Ctrl+Shift+M",),
            "menu.save_as": ("Ctrl+Shift+S",),
            "menu.settings_and_theme": ("Ctrl+,",),
            "workbench.run": ("Ctrl+Shift+E", "Ctrl+Enter", "Ctrl+J", "F5"),
        },
    }
)
"""Sets of keys to begin with, like those of other programs, by action."""

_WITH_EDITOR = ("app.", "console.", "consoles.", "editor.", "menu.", "panes.", "picker.")
_WORKBENCH, _OUTSIDE_EDITOR = "workbench.", ("workbench.space", "workbench.help")
"""Actions that can be run while a text is edited, so that no key that types can be theirs."""


@dataclass(frozen=True, slots=True)
class UserKeys:
    """The user's keys, in Textual's names."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys of actions with a binding, with commas between them."""
    menu: Mapping[str, str] = field(default_factory=dict)
    """The entry of the menu that a key runs."""
    problems: tuple[str, ...] = ()
    """The problems with the keys, a sentence for each; such keys are not used."""

    def list_keys(self, action: str) -> list[str]:
        """Return the names of the user's keys of an action, as on screen."""
        found = [key for key, entry in self.menu.items() if entry == action]
        found += self.keys[action].split(",") if action in self.keys else []
        return [name_key(Binding(key, "")) for key in found]


def show_key(node: DOMNode, action: str, default: str) -> str:
    """Return the name of the key of an action: the user's first one, or the default."""
    user: UserKeys = getattr(node.app, "user_keys", UserKeys())
    return next(iter(user.list_keys(action)), default)


def list_changed_keys(screen: Screen[Any]) -> dict[str, str]:
    """Return the keys that the user has changed, by the action of a binding that is active now."""
    user: UserKeys = getattr(screen.app, "user_keys", UserKeys())
    bindings = [active.binding for active in screen.active_bindings.values()]
    return {
        each.action: user.list_keys(each.id)[0]
        for each in bindings
        if each.id and each.id in user.keys
    }


def build_keymap(file: KeymapFile) -> UserKeys:
    """Return the keys of the preset, changed by those of the user."""
    problems = [*file.problems]
    if file.preset and file.preset not in PRESETS:
        known = ", ".join(f"“{name}”" for name in PRESETS)
        problems.append(
            f"{FILE}, line {file.preset_line}: there is no preset “{file.preset}”. "
            f"Choose one of: {known}."
        )
    chosen = {
        action: [key for text in texts for key in parse_key(text)]
        for action, texts in PRESETS.get(file.preset, {}).items()
    }
    for entry in file.entries:
        keys, problem = _parse_entry(entry)
        if problem:
            problems.append(f"{FILE}, line {entry.line}: {problem}")
        else:
            chosen[entry.action] = keys
    menu = {
        key: action for action, keys in chosen.items() if action.startswith("menu.") for key in keys
    }
    bound = {
        action: ",".join(dict.fromkeys([*keys, *filter(None, [FIXED.get(action)])]))
        for action, keys in chosen.items()
        if not action.startswith("menu.")
    }
    return UserKeys(bound, menu, tuple(problems))


def _parse_entry(entry: KeymapEntry) -> tuple[list[str], str]:
    """Return the keys of an entry, or the problem with them."""
    try:
        return list(_parse_keys(entry.action, entry.keys)), ""
    except ValueError as error:
        return [], str(error)


def _parse_keys(action: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the keys of an action.

    Raises:
        ValueError: One of them is not valid for it.
    """
    if not texts:
        raise ValueError(f"“{action}” has no key. Remove the line to use the default key.")
    edits = action.startswith(_WITH_EDITOR) or (
        action.startswith(_WORKBENCH) and action not in _OUTSIDE_EDITOR
    )
    for text in texts:
        for key in parse_key(text):
            if edits and types_text(key):
                raise ValueError(
                    f"“{text}” types a character, so it cannot be the key of “{action}”. "
                    "Use a key with Ctrl or Alt, or a function key."
                )
            yield key
