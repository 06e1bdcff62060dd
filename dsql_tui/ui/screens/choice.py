"""One out of several, each with what there is to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from dsql_tui.results.text import visible
from dsql_tui.ui.screens.dialog import Dialog


class Option(NamedTuple):
    """Something to choose, and what is said of it."""

    value: str
    label: str
    remark: str = ""
    loud: bool = False


class Choice(Dialog[str | None]):
    """Gives back the value that was chosen, or nothing."""

    DEFAULT_CSS = """
    Choice { align: center middle; background: $background 60%; }
    Choice > OptionList, Choice > OptionList:focus {
        width: 70;
        max-width: 90%;
        height: auto;
        max-height: 80%;
        border: round $primary;
        background: $surface;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave", tooltip="Choose nothing.", id="choice.leave"),
    ]

    def __init__(self, title: str, options: Sequence[Option], chosen: str | None = None) -> None:
        super().__init__()
        self.options = options
        self.list = OptionList(*map(_line, options), markup=False)
        self.list.border_title = title
        self.list.border_subtitle = "Enter chooses · Escape leaves"
        values = [option.value for option in options]
        self.list.highlighted = values.index(chosen) if chosen in values else 0

    def compose(self) -> ComposeResult:
        yield self.list

    @on(OptionList.OptionSelected)
    def choose(self, message: OptionList.OptionSelected) -> None:
        """Give it back."""
        self.dismiss(self.options[message.option_index].value)


def _line(option: Option) -> Text:
    style = "bold yellow" if option.loud else "bold"
    line = Text.assemble((visible(option.label), style), "  ", (visible(option.remark), "dim"))
    line.no_wrap, line.overflow = True, "ellipsis"
    return line
