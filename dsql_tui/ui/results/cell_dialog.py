"""Show one whole value."""

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
from dsql_tui.results.json_document import parse_json
from dsql_tui.results.text import decode_cell, make_visible
from dsql_tui.results.types import JSON_TYPES, type_name
from dsql_tui.results.wrap import HexDump, wrap_text
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.results.copy import copy_value
from dsql_tui.ui.results.json_tree import JsonTree
from dsql_tui.ui.results.save_cell import save_value
from dsql_tui.ui.results.text_pager import TextPager

_BYTEA = 17
_HEX_PREFIX = "\\x"


class CellDialog(Dialog[None]):
    """Shows a value as the server sent it: JSON as a tree, bytes as a hex dump, all as text."""

    DEFAULT_CSS = """
    CellDialog > .frame { max-width: 100%; height: 80%; }
    CellDialog .null { color: $text-muted; text-style: italic; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Close", tooltip="Return to the rows.", id="cell.close"),
        Binding(
            "tab",
            "turn",
            "Change view",
            tooltip="Switch between tree, hex dump and text.",
            id="cell.turn",
        ),
        Binding("slash,ctrl+f", "find", "Find", tooltip="Find text in the value.", id="cell.find"),
        Binding("y,ctrl+c", "copy", "Copy", tooltip="Copy the value.", id="cell.copy"),
        Binding("s", "save", "Save", tooltip="Save the value to a file.", id="cell.save"),
        Binding("w", "wrap", "Wrap", tooltip="Wrap long lines, or scroll them.", id="cell.wrap"),
        Binding("n", "next(True)", "Next", tooltip="Go to the next match.", id="cell.next"),
        Binding(
            "N", "next(False)", "Previous", tooltip="Go to the previous match.", id="cell.before"
        ),
    ]

    def __init__(self, column: Column, raw: bytes | None) -> None:
        super().__init__()
        self.column = column
        self.raw = raw
        self.value = decode_cell(raw)
        self.text = TextPager(self._wrap)
        self._hex = TextPager(self._dump)
        self.views: list[Widget] = [*self._make_views(), self.text]
        """The views of the value, the most useful one first."""
        for number, view in enumerate(self.views):
            view.id = f"view-{number}"

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = "Esc closes"
            if self.raw is None:
                yield Static("NULL", classes="null", markup=False)
                return
            yield ContentSwitcher(*self.views, initial=self.views[0].id)

    def on_mount(self) -> None:
        if self.raw is not None:
            self._describe(self.views[0])
            self.views[0].focus()

    @property
    def _heading(self) -> str:
        return f"{make_visible(self.column.name)} {type_name(self.column.oid)}"

    @property
    def data(self) -> bytes:
        """The value: the bytes of a bytea, or else the text as the server sent it."""
        value = self.value or ""
        if self.column.oid == _BYTEA and value.startswith(_HEX_PREFIX):
            return bytes.fromhex(value.removeprefix(_HEX_PREFIX))
        return self.raw or b""

    @work(group="ask", exclusive=True)
    async def action_copy(self) -> None:
        """Copy the value as the server sent it."""
        if self.raw is not None:
            await copy_value(self, self.raw)

    @work(group="ask", exclusive=True)
    async def action_save(self) -> None:
        """Ask for a file and save the value."""
        if self.raw is not None:
            await save_value(self, self.data, self.column.name)

    def action_wrap(self) -> None:
        """Wrap long lines, or scroll them; a tree changes to the text."""
        if self.raw is not None:
            self._show(self._lines)
            self._lines.toggle_wrap()

    def action_turn(self) -> None:
        """Show the next view."""
        if self.raw is not None:
            self._show(self.views[(self.views.index(self._shown) + 1) % len(self.views)])

    @work(group="ask", exclusive=True)
    async def action_find(self) -> None:
        """Ask for a text and go to its first match; a tree changes to the text."""
        if self.raw is not None and (
            text := await self.app.push_screen_wait(AskDialog("Find", self._lines.pattern))
        ):
            self._show(self._lines)
            self._seek(text, True)

    def action_next(self, forward: bool) -> None:
        """Go to the next or the previous match."""
        if self.raw is not None and self._lines.pattern:
            self._seek(self._lines.pattern, forward)

    @property
    def _shown(self) -> Widget:
        current = self.query_one(ContentSwitcher).current
        return next(view for view in self.views if view.id == current)

    @property
    def _lines(self) -> TextPager:
        """The visible lines, or the text if a tree is visible."""
        return self._shown if isinstance(self._shown, TextPager) else self.text

    def _show(self, view: Widget) -> None:
        self.query_one(ContentSwitcher).current = view.id
        view.focus()
        self._describe(view)
        if isinstance(view, TextPager):
            view.lay_out()

    def _describe(self, view: Widget) -> None:
        """Show the size of the value, which view of it is visible, and the keys."""
        number = f"{len(self.data):,} bytes"
        if self.column.oid != _BYTEA:
            number = f"{len(self.value or ''):,} characters · {number}"
        name = "tree" if isinstance(view, JsonTree) else "hex" if view is self._hex else "text"
        several = len(self.views) > 1
        frame = self.query_one(".frame")
        frame.border_title = Content(
            " · ".join([self._heading, *([name] if several else []), number])
        )
        turn = "Tab changes view · " if several else ""
        frame.border_subtitle = f"{turn}/ finds · y copies · s saves · Esc closes"

    def _seek(self, text: str, forward: bool) -> None:
        if not self._lines.seek(text, forward):
            self.notify(f"“{make_visible(text)}” was not found.", markup=False)

    def _make_views(self) -> Iterator[Widget]:
        """Yield the views that show more than the text."""
        value, oid = self.value or "", self.column.oid
        if oid == _BYTEA and value.startswith(_HEX_PREFIX):
            yield self._hex
        elif oid in JSON_TYPES or value[:1] in ("{", "["):
            try:
                yield JsonTree(parse_json(value))
            except ValueError:
                return

    def _wrap(self, width: int) -> Sequence[str]:
        return list(wrap_text(self.value or "", width, cell_len))

    def _dump(self, width: int) -> Sequence[str]:
        return HexDump(self.data)
