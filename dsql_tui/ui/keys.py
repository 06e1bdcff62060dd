"""What a terminal sent, as Textual reads it, and what a key does in the console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import sleep

from textual import events
from textual._xterm_parser import XTermParser  # the one that the console itself reads with
from textual.binding import Binding
from textual.constants import ESCAPE_DELAY
from textual.dom import DOMNode

from dsql_tui.results.text import visible


def heard(sent: str) -> Iterator[tuple[str, str]]:
    """What a burst of input is read as: each piece that was sent, and Textual's name for it."""
    parser = XTermParser()
    piece = ""
    for character in sent:
        piece += character
        if messages := list(parser.feed(character)):
            yield piece, _named(messages)
            piece = ""
    if piece:
        sleep(ESCAPE_DELAY)  # what a lone Escape is told apart by
        yield piece, _named(list(parser.tick()))


def doings(key: str) -> list[str]:
    """What a key does, and where: `Run (Workbench)`."""
    return list(dict.fromkeys(_doings(key)))


def _named(messages: Sequence[object]) -> str:
    names = []
    for message in messages:
        if isinstance(message, events.Key):
            names.append(message.key)
        elif isinstance(message, events.Paste):
            names.append(f"a paste of {len(message.text):,} characters")
        elif isinstance(message, events.MouseEvent):
            names.append(f"mouse, {type(message).__name__}")
    return " ".join(names) or "nothing"


def _doings(key: str) -> Iterator[str]:
    for node in _nodes():
        for binding in Binding.make_bindings(node.BINDINGS):
            if binding.key == key and binding.description:
                yield f"{visible(binding.description)} ({node.__name__})"


def _nodes() -> tuple[type[DOMNode], ...]:
    """Whose keys are looked through."""
    # Lazily, because these load boto3 and psycopg, which a first line need not wait for.
    from dsql_tui.ui.app import DsqlTui
    from dsql_tui.ui.screens.clusters import Clusters
    from dsql_tui.ui.screens.picker import Picker
    from dsql_tui.ui.screens.workbench import Workbench
    from dsql_tui.ui.widgets.editor import SqlEditor
    from dsql_tui.ui.widgets.grid import Grid
    from dsql_tui.ui.widgets.results import Results

    return DsqlTui, Workbench, SqlEditor, Results, Grid, Picker, Clusters
