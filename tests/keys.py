"""The page of keys, made from the bindings and menus: `python -m tests.keys > docs/keys.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from textual.binding import Binding
from textual.dom import DOMNode

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.menu import GROUPS, Entry
from dsql_tui.ui.key_places import PLACES
from dsql_tui.ui.keymap import PRESETS
from tests.ui.dialogs.test_menu import PICKER, entries

OTHERS = {
    "Editor": (
        "| `Tab`, `Shift+Tab` | Insert the chosen completion, or indent and unindent lines | |\n",
    ),
}
"""The lines of keys that have no binding of the program's own."""

NAMES = {
    "slash": "/",
    "question_mark": "?",
    "underscore": "_",
    "plus": "+",
    "asterisk": "*",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "colon": ":",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "@": "Space",
    "comma": ",",
    "full_stop": ".",
    "pageup": "Page up",
    "pagedown": "Page down",
}


_HEAD = """\
# Keys

Generated from the program's bindings by `python -m tests.keys > docs/keys.md`.

## Your own keys

Write your keys into `keymap.toml` beside `settings.toml`, as `action = "key"` or a list of keys.
The names of the actions are in the tables below; actions that begin with `menu.` run an entry of
the Ctrl+O menu. Your keys replace the default keys, but Ctrl+O, Ctrl+C, Ctrl+Q and F1 always keep
their actions. You cannot change the keys of dialogs.

```toml
preset = "vscode"                  # the keys to start from
workbench.run = ["Ctrl+Enter", "F5"]
menu.commit = "Alt+C"
rows.sort = "S"
```

When it starts, dsql-tui reports each line with an unknown action, a key that does not exist, or a
key that another action has in the same place. F1 and the key bar show your keys. Not every terminal
sends every key: `dsql-tui keys` shows what yours sends. A terminal without the Kitty keyboard
protocol sends no Ctrl+Enter and no Ctrl+Shift with a letter.

"""


def build_page() -> str:
    """Return the page in Markdown."""
    parts = [_HEAD + _presets()]
    everywhere: tuple[str, tuple[type[DOMNode], ...]] = ("Everywhere", (DsqlTui,))
    for title, nodes in (everywhere, *PLACES):
        bound = (line for node in nodes for line in _lines(node))
        lines = list(dict.fromkeys([*bound, *OTHERS.get(title, ())]))
        parts.append(f"## {title}\n\n| key | does | action |\n|---|---|---|\n" + "".join(lines))
    heading = "| group | key | does | action |\n|---|---|---|---|\n"
    parts.append(f"## Ctrl+O and a letter\n\nIn the workbench.\n\n{heading}{_menu()}")
    return "\n".join(parts)


def _lines(node: type[DOMNode]) -> Iterator[str]:
    ours = [kind for kind in node.__mro__ if kind.__module__.startswith("dsql_tui")]
    for kind in ours:
        bindings = Binding.make_bindings(vars(kind).get("BINDINGS", ()))
        for _, group in groupby(bindings, key=lambda binding: binding.action):
            same = list(group)
            if same[0].tooltip:
                keys = ", ".join(_key(binding.key) for binding in same)
                action = "" if issubclass(node, Dialog) else f"`{same[0].id}`"
                yield f"| {keys} | {same[0].tooltip.rstrip('.')} | {action} |\n"


def _key(key: str) -> str:
    *held, last = key.split("+")
    last = NAMES.get(last, last)
    last = last.capitalize() if len(last) > 1 else (last.upper() if held else last)
    return "`" + "+".join([*(word.capitalize() for word in held), last]) + "`"


def _menu() -> str:
    found = {entry for name, menu in entries().items() if name not in PICKER for entry in menu}

    def rank(entry: Entry) -> tuple[int, str, str]:
        return GROUPS.index(entry.group), entry.letter.lower(), entry.letter

    return "".join(
        f"| {e.group} | `{e.keys}` | {e.label} | `{e.identity}` |\n"
        for e in sorted(found, key=rank)
    )


def _presets() -> str:
    lines = ["| preset | key | action |\n|---|---|---|\n"]
    for preset, actions in PRESETS.items():
        for action, keys in sorted(actions.items()):
            lines.append(f"| {preset} | {', '.join(f'`{key}`' for key in keys)} | `{action}` |\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(build_page())
