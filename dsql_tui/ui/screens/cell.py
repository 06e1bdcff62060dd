"""One value in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from dsql_tui.events import Column
from dsql_tui.results.document import document
from dsql_tui.results.text import decoded, sized, visible
from dsql_tui.results.types import DOCUMENTS, type_name
from dsql_tui.results.wrap import Dump, wrapped
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.dialog import Dialog
from dsql_tui.ui.widgets.json_tree import JsonTree
from dsql_tui.ui.widgets.lines import Lines

_BYTEA = 17
_MARK = "\\x"


class Cell(Dialog[None]):
    """Shows a value as the server sent it: JSON as a tree, bytes in hexadecimal, any as text."""

    DEFAULT_CSS = """
    Cell { align: center middle; background: $background 60%; }
    Cell > Vertical {
        width: 90%;
        height: 80%;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    Cell .null { color: $text-muted; text-style: italic; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", tooltip="Back to the rows.", id="cell.close"),
        Binding(
            "tab", "turn", "Tree, bytes or text", tooltip="Show it another way.", id="cell.turn"
        ),
        Binding("slash,ctrl+f", "find", "Find", tooltip="Find a text in it.", id="cell.find"),
        Binding("n", "next(True)", "Next", tooltip="Go to the next match.", id="cell.next"),
        Binding("N", "next(False)", "Before", tooltip="Go to the match before.", id="cell.before"),
    ]

    def __init__(self, column: Column, raw: bytes | None) -> None:
        super().__init__()
        self.column = column
        self.raw = raw
        self.value = decoded(raw)
        self.text = Lines(self._wrapped)
        self.ways: list[Widget] = [*self._readings(), self.text]
        """How it can be shown, the most telling way first."""
        for number, way in enumerate(self.ways):
            way.id = f"way-{number}"

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(f"{visible(self.column.name)} {type_name(self.column.oid)}")
            if self.raw is None:
                yield Static("NULL", classes="null", markup=False)
                return
            characters = f"{len(self.value or ''):,} characters"
            box.border_subtitle = Content(f"{characters} · {sized(len(self.raw))}")
            yield ContentSwitcher(*self.ways, initial=self.ways[0].id)

    def on_mount(self) -> None:
        if self.raw is not None:
            self.ways[0].focus()

    def action_turn(self) -> None:
        """Show it the next way there is."""
        if self.raw is not None:
            self._show(self.ways[(self.ways.index(self._shown) + 1) % len(self.ways)])

    @work(group="ask", exclusive=True)
    async def action_find(self) -> None:
        """Ask for a text and go to where it is; a tree gives way to the text."""
        if self.raw is not None and (
            wanted := await self.app.push_screen_wait(Ask("Find", self._lines.sought))
        ):
            self._show(self._lines)
            self._seek(wanted, True)

    def action_next(self, forward: bool) -> None:
        """Go to the next match, or the one before."""
        if self.raw is not None and self._lines.sought:
            self._seek(self._lines.sought, forward)

    @property
    def _shown(self) -> Widget:
        current = self.query_one(ContentSwitcher).current
        return next(way for way in self.ways if way.id == current)

    @property
    def _lines(self) -> Lines:
        """The lines in sight, or the text where a tree is."""
        return self._shown if isinstance(self._shown, Lines) else self.text

    def _show(self, way: Widget) -> None:
        self.query_one(ContentSwitcher).current = way.id
        way.focus()
        if isinstance(way, Lines):
            way.lay_out()

    def _seek(self, wanted: str, forward: bool) -> None:
        if not self._lines.seek(wanted, forward):
            self.notify(f"“{visible(wanted)}” is not in it.", markup=False)

    def _readings(self) -> Iterator[Widget]:
        """The ways to show it that say more than its text does."""
        value, oid = self.value or "", self.column.oid
        if oid == _BYTEA and value.startswith(_MARK):
            yield Lines(self._dumped)
        elif oid in DOCUMENTS or value[:1] in ("{", "["):
            try:
                yield JsonTree(document(value))
            except ValueError:
                return

    def _wrapped(self, width: int) -> Sequence[str]:
        return list(wrapped(self.value or "", width, cell_len))

    def _dumped(self, width: int) -> Sequence[str]:
        return Dump(bytes.fromhex((self.value or "").removeprefix(_MARK)))
