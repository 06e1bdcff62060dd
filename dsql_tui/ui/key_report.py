"""The key report: what a terminal sends for a key, and what the key does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import sleep

from textual import events
from textual.binding import Binding
from textual.constants import ESCAPE_DELAY
from textual.dom import DOMNode

from dsql_tui.results.text import make_visible
from dsql_tui.ui.terminal.paste_parser import PasteParser


def parse_keys(data: str) -> Iterator[tuple[str, str]]:
    """Yield each piece of a terminal's input, and Textual's name for it."""
    parser = PasteParser()
    piece = ""
    for character in data:
        piece += character
        if messages := list(parser.feed(character)):
            yield piece, _name(messages)
            piece = ""
    if piece:
        sleep(ESCAPE_DELAY)  # a lone escape character is the Escape key
        yield piece, _name(list(parser.tick()))


def list_actions(key: str) -> list[str]:
    """Return what a key does, and where, such as `Run (Workbench)`."""
    return list(dict.fromkeys(_find_actions(key)))


def _name(messages: Sequence[object]) -> str:
    names = []
    for message in messages:
        if isinstance(message, events.Key):
            names.append(message.key)
        elif isinstance(message, events.Paste):
            names.append(f"a paste of {len(message.text):,} characters")
        elif isinstance(message, events.MouseEvent):
            names.append(f"mouse, {type(message).__name__}")
    return " ".join(names) or "nothing"


def _find_actions(key: str) -> Iterator[str]:
    for node in _nodes():
        for binding in Binding.make_bindings(node.BINDINGS):
            if binding.key == key and binding.description:
                yield f"{make_visible(binding.description)} ({node.__name__})"


def _nodes() -> tuple[type[DOMNode], ...]:
    # Imported here, because these load boto3 and psycopg, which the first line does without.
    from dsql_tui.ui.app import DsqlTui
    from dsql_tui.ui.clusters.clusters import Clusters
    from dsql_tui.ui.editor.editor import SqlEditor
    from dsql_tui.ui.picker.picker import Picker
    from dsql_tui.ui.results.grid import Grid
    from dsql_tui.ui.results.results import Results
    from dsql_tui.ui.workbench.pane_layout import PaneLayout
    from dsql_tui.ui.workbench.workbench import Workbench

    return DsqlTui, Workbench, PaneLayout, SqlEditor, Results, Grid, Picker, Clusters
