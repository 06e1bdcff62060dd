"""Ask what to copy and in which format."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from dsql_tui.results.formats import FORMATS
from dsql_tui.results.formats.format import Format
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.option_list import OptionList

COPY_FORMATS = tuple(each for each in FORMATS if not each.binary and each.name != "table")
"""The formats for a clipboard."""


class Choice(NamedTuple):
    """The user's choice."""

    extent: str
    """One of the offered extents."""
    form: Format
    header: bool


class CopyDialog(Dialog[Choice | None]):
    """Asks which cells to copy and in which format."""

    DEFAULT_CSS = """
    CopyDialog > .frame { width: 46; }
    CopyDialog OptionList { height: auto; background: $surface; margin-top: 1; }
    CopyDialog OptionList, CopyDialog OptionList:focus { border: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab,right",
            "turn(1)",
            "Change cells",
            id="copy.extent",
            tooltip="Copy the selection, the row, the column, or all.",
        ),
        Binding(
            "left",
            "turn(-1)",
            "Change cells",
            id="copy.extent_back",
            show=False,
            tooltip="Copy the selection, the row, the column, or all.",
        ),
        Binding(
            "h",
            "header",
            "Toggle header",
            tooltip="Include or omit the column names.",
            id="copy.header",
        ),
        Binding("escape,q", "dismiss(None)", "Cancel", tooltip="Copy nothing.", id="copy.leave"),
        *(
            Binding(
                str(number),
                f"take({number - 1})",
                form.title,
                show=False,
                tooltip=f"Copy as {form.title}.",
                id=f"copy.{form.name}",
            )
            for number, form in enumerate(COPY_FORMATS, 1)
        ),
    ]

    def __init__(self, extents: dict[str, str]) -> None:
        """Take the extents to choose from, with their labels."""
        super().__init__()
        self.extents = extents
        self.extent = next(iter(extents))
        self.header = True
        self.summary = Static(markup=False)

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame") as box:
            box.border_title = Content("Copy")
            box.border_subtitle = "Enter copies · Esc cancels"
            yield self.summary
            yield OptionList(
                *(Option(f"{number}  {form.title}") for number, form in enumerate(COPY_FORMATS, 1)),
                markup=False,
            )

    def on_mount(self) -> None:
        self._say()

    def action_turn(self, step: int) -> None:
        """Choose the next or previous extent."""
        names = list(self.extents)
        self.extent = names[(names.index(self.extent) + step) % len(names)]
        self._say()

    def action_header(self) -> None:
        """Include or omit the column names."""
        self.header = not self.header
        self._say()

    def action_take(self, number: int) -> None:
        """Copy in a format."""
        self.dismiss(Choice(self.extent, COPY_FORMATS[number], self.header))

    @on(OptionList.OptionSelected)
    def _select(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take(event.option_index)

    def on_click(self) -> None:
        """Choose the next extent on a click on the line above the formats."""
        if self.summary.mouse_hover:
            self.action_turn(1)

    def _say(self) -> None:
        names = "with" if self.header else "without"
        self.summary.update(f"Tab  {self.extents[self.extent]}\nh    {names} column names")
