"""What to copy, and in which format."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.format import Format
from dsql_tui.ui.screens.dialog import Dialog

COPIED = tuple(each for each in FORMATS if not each.binary and each.name != "table")
"""The formats that a clipboard is given."""


class Choice(NamedTuple):
    """What the user wants on the clipboard."""

    extent: str
    """One of those that were offered."""
    form: Format
    header: bool


class CopyAs(Dialog[Choice | None]):
    """Asks which cells and which format; the letters say it all at once."""

    DEFAULT_CSS = """
    CopyAs { align: center middle; background: $background 60%; }
    CopyAs > Vertical {
        width: 46;
        height: auto;
        padding: 0 1;
        border: round $primary;
        background: $surface;
    }
    CopyAs OptionList { height: auto; background: $surface; margin-top: 1; }
    CopyAs OptionList, CopyAs OptionList:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,right",
            "turn(1)",
            "More or fewer cells",
            id="copy.extent",
            tooltip="Copy the selection, the row, the column, or all.",
        ),
        Binding(
            "left",
            "turn(-1)",
            "More or fewer cells",
            id="copy.extent_back",
            show=False,
            tooltip="Copy the selection, the row, the column, or all.",
        ),
        Binding("h", "header", "Header", tooltip="With or without names.", id="copy.header"),
        Binding("escape,q", "dismiss(None)", "Leave it", tooltip="Copy nothing.", id="copy.leave"),
        *(
            Binding(
                str(number),
                f"take({number - 1})",
                form.title,
                show=False,
                tooltip=f"Copy as {form.title}.",
                id=f"copy.{form.name}",
            )
            for number, form in enumerate(COPIED, 1)
        ),
    ]

    def __init__(self, extents: dict[str, str]) -> None:
        """`extents` are the cells there are to choose from, each with how it is called."""
        super().__init__()
        self.extents = extents
        self.extent = next(iter(extents))
        self.header = True
        self.said = Static(markup=False)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content("Copy")
            yield self.said
            yield OptionList(
                *(Option(f"{number}  {form.title}") for number, form in enumerate(COPIED, 1)),
                markup=False,
            )

    def on_mount(self) -> None:
        self._say()

    def action_turn(self, step: int) -> None:
        """Choose other cells."""
        names = list(self.extents)
        self.extent = names[(names.index(self.extent) + step) % len(names)]
        self._say()

    def action_header(self) -> None:
        """With or without the names of the columns."""
        self.header = not self.header
        self._say()

    def action_take(self, number: int) -> None:
        """Copy in that format."""
        self.dismiss(Choice(self.extent, COPIED[number], self.header))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take(event.option_index)

    def on_click(self) -> None:
        """A click on the line above the formats chooses other cells."""
        if self.said.mouse_hover:
            self.action_turn(1)

    def _say(self) -> None:
        names = "with" if self.header else "without"
        self.said.update(f"{self.extents[self.extent]}  (tab)\n{names} the columns' names  (h)")
