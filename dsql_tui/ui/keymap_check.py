"""Check the user's keys against all actions: unknown names, and keys that two actions have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode

from dsql_tui.store.keymap import KeymapEntry, KeymapFile
from dsql_tui.store.toml_table import nearest
from dsql_tui.ui.bindings import name_key
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.dialogs.menu import Entry
from dsql_tui.ui.key_names import parse_key
from dsql_tui.ui.key_places import MENUS, PLACES
from dsql_tui.ui.keymap import FILE, UserKeys

_IN_WORKBENCH = ("Editor", "Results", "Schema")
"""The places in which the keys of the workbench are active too."""


class _BoundKey(NamedTuple):
    """An action with a key of it, in the order in which the classes of a place get a key."""

    action: str
    key: str
    own: bool
    """Whether it is an action of dsql-tui, not of a widget of Textual."""


def check_keymap(file: KeymapFile, user: UserKeys, app: type[DOMNode]) -> list[str]:
    """Return what is wrong with the actions and keys in the file, a sentence for each."""
    known = list_actions(app)
    problems = []
    for entry in file.entries:
        where = f"{FILE}, line {entry.line}: "
        if entry.action not in known:
            like = nearest(entry.action, known)
            problems.append(f"{where}there is no action “{entry.action}”. Did you mean “{like}”?")
        else:
            clashes = dict.fromkeys(_find_clashes(entry, user, app))
            problems += [f"{where}{clash}" for clash in clashes]
    return problems


def list_actions(app: type[DOMNode]) -> dict[str, str]:
    """Return the actions that can have other keys, with the titles of their places."""
    places = [("Everywhere", (app,)), *PLACES]
    actions = {
        bound.action: title
        for title, kinds in places
        for kind in kinds
        if not issubclass(kind, Dialog)
        for bound in _list_bindings(kind, {})
        if bound.own
    }
    return actions | {entry.identity: "Menu" for entry in list_entries()}


def list_entries() -> list[Entry]:
    """Return the entries of the menus of the picker and the workbench."""
    bases = (*(kind for _, kinds in PLACES for kind in kinds), *MENUS)
    kinds = [kind for base in bases for kind in base.__mro__]
    return [entry for kind in dict.fromkeys(kinds) for entry in vars(kind).get("MENU", ())]


def _find_clashes(entry: KeymapEntry, user: UserKeys, app: type[DOMNode]) -> Iterator[str]:
    """Yield a sentence for each other action that has a key of this entry in the same place."""
    keys = {key for text in entry.keys for key in _parse(text)}
    for title, bound in _list_places(user, app):
        ours = [each for each in bound if each.action == entry.action and each.key in keys]
        for our in ours:
            for other in bound:
                if other.key != our.key or other.action == our.action:
                    continue
                name = name_key(Binding(our.key, ""))
                if other.own:
                    yield f"“{name}” is also the key of “{other.action}” ({title})."
                elif bound.index(other) < bound.index(our):
                    yield f"“{name}” edits text there, so it does not run “{our.action}” ({title})."


def _list_places(user: UserKeys, app: type[DOMNode]) -> Iterator[tuple[str, list[_BoundKey]]]:
    """Yield the places with what is bound in them, innermost first; the menu comes first of all."""
    outer = dict(PLACES)["Workbench"]
    for title, kinds in PLACES:
        chain = (*kinds, *(outer if title in _IN_WORKBENCH else ()), app)
        bound = [each for kind in chain for each in _list_bindings(kind, user.keys)]
        if title == "Workbench" or title in _IN_WORKBENCH:
            bound = [*(_BoundKey(entry, key, True) for key, entry in user.menu.items()), *bound]
        yield title, bound


def _list_bindings(kind: type[DOMNode], keys: Mapping[str, str]) -> list[_BoundKey]:
    """Return the actions of a class, with the user's keys in place of its own."""
    found: dict[tuple[str, str], _BoundKey] = {}
    for base in kind.__mro__:
        ours = base.__module__.startswith("dsql_tui")
        for binding in Binding.make_bindings(vars(base).get("BINDINGS", ())):
            name = binding.id if ours and binding.id else ""
            changed: Sequence[str] = keys[name].split(",") if name in keys else [binding.key]
            for key in changed:
                action = name or binding.action
                found.setdefault((action, key), _BoundKey(action, key, bool(name)))
    return list(found.values())


def _parse(text: str) -> tuple[str, ...]:
    try:
        return parse_key(text)
    except ValueError:
        return ()  # as was said
