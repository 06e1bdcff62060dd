"""A dialog to choose one of several options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from dsql_tui.results.text import make_visible
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.option_list import OptionList


class Option(NamedTuple):
    """An option, with a remark behind its label."""

    value: str
    label: str
    remark: str = ""
    loud: bool = False


class ChoiceDialog(Dialog[str | None]):
    """Returns the value of the chosen option, or `None`."""

    DEFAULT_CSS = """
    ChoiceDialog > .frame, ChoiceDialog > .frame:focus {
        width: 70;
        max-width: 90%;
        max-height: 80%;
        padding: 0 1;
        border: round $primary;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Choose nothing.", id="choice.leave"),
    ]

    def __init__(self, title: str, options: Sequence[Option], chosen: str | None = None) -> None:
        super().__init__()
        self.options = options
        self.list = OptionList(*map(_render, options), classes="frame", markup=False)
        self.list.border_title = title
        self.list.border_subtitle = "Enter chooses · Esc cancels"
        values = [option.value for option in options]
        self.list.highlighted = values.index(chosen) if chosen in values else 0

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        yield self.list

    @on(OptionList.OptionSelected)
    def choose(self, message: OptionList.OptionSelected) -> None:
        """Close with the chosen value."""
        self.dismiss(self.options[message.option_index].value)


def _render(option: Option) -> Text:
    style = "bold yellow" if option.loud else "bold"
    return Text.assemble(
        (make_visible(option.label), style), "  ", (make_visible(option.remark), "dim")
    )
