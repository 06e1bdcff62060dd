"""Every action has a key that a browser and tmux do not take for themselves."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.key_places import PLACES

TAKEN = {
    # New window, new tab, close tab, switch tabs, full screen; xterm.js sends no key for others.
    "browser": r"ctrl\+[ntw]|ctrl\+shift\+[a-z]|ctrl\+(shift\+)?tab|ctrl\+page(up|down)|f11"
    r"|(ctrl|shift)\+enter|ctrl\+\d",
    "tmux": r"ctrl\+b|(ctrl|shift)\+enter|ctrl\+shift\+[a-z]",
}
"""The keys that never arrive, as a pattern."""


def keys_of_actions(node: type[DOMNode]) -> dict[str, list[str]]:
    """Return the keys of each action of a widget or screen."""
    found: dict[str, list[str]] = {}
    for kind in node.__mro__:
        if kind.__module__.startswith("dsql_tui"):
            for binding in Binding.make_bindings(vars(kind).get("BINDINGS", ())):
                found.setdefault(binding.action, []).append(binding.key)
    return found


@pytest.mark.parametrize("terminal", TAKEN)
def test_every_action_has_a_key_that_arrives(terminal: str) -> None:
    nodes: list[type[DOMNode]] = [DsqlTui, *(node for _, nodes in PLACES for node in nodes)]
    lost = [
        (node.__name__, action, keys)
        for node in nodes
        for action, keys in keys_of_actions(node).items()
        if all(re.fullmatch(TAKEN[terminal], key) for key in keys)
    ]
    assert lost == []
