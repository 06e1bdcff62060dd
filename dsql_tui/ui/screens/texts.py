"""The earlier texts of a console, and the last ones of consoles that were closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dsql_tui.results.text import visible
from dsql_tui.store.journal import Draft, Log, Shelf, Version, versions
from dsql_tui.ui.threads import in_thread

_SHOWN = 200
"""Lines of a text that the preview lays out."""


class Moment(NamedTuple):
    """A text that can be had again, and how it is told from its neighbours."""

    draft: Draft
    label: str


class Texts(ModalScreen[Draft | None]):
    """Shows each text beside when it was there; gives back the one to go on with."""

    DEFAULT_CSS = """
    Texts { align: center middle; background: $background 60%; }
    Texts > Horizontal {
        width: 90%;
        height: 80%;
        border: round $primary;
        background: $surface;
    }
    Texts OptionList { width: 2fr; height: 1fr; border: none; padding: 0; }
    Texts VerticalScroll { width: 3fr; padding: 0 1; border-left: vkey $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Back", tooltip="Leave the text as it is.", id="texts.back"),
    ]

    def __init__(self, journal: Log | None, shelf: Shelf) -> None:
        super().__init__()
        self.journal = journal
        self.shelf = shelf
        self.moments: Sequence[Moment] = ()
        self.list = OptionList(markup=False)
        self.preview = Static(markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal() as box:
            box.border_title = "earlier texts"
            box.border_subtitle = Content("enter goes on with it, escape leaves")
            yield self.list
            with VerticalScroll(can_focus=False):
                yield self.preview

    def on_mount(self) -> None:
        self.read()

    @work(exclusive=True)
    async def read(self) -> None:
        """Read the journal, which may be long, and show what is in it."""
        self.moments = await in_thread(self._moments)
        self.list.add_options(Option(Text(moment.label)) for moment in self.moments)
        if self.moments:
            self.list.highlighted = 0
        else:
            self.preview.update("Nothing has been written down yet.")

    @on(OptionList.OptionHighlighted)
    def show(self, event: OptionList.OptionHighlighted) -> None:
        """Show the text that the cursor is at."""
        lines = self.moments[event.option_index].draft.lines
        more = len(lines) - _SHOWN
        shown = "\n".join(map(visible, lines[:_SHOWN]))
        self.preview.update(f"{shown}\n… and {more:,} lines more" if more > 0 else shown)

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Go on with the text that the cursor is at."""
        self.dismiss(self.moments[event.option_index].draft)

    def _moments(self) -> list[Moment]:
        try:
            own = list(versions(self.journal.path)) if self.journal else []
            return moments(own, self.shelf.closed())
        except OSError as error:
            return [Moment(Draft(), f"The journal cannot be read: {error.strerror}.")]


def moments(own: Sequence[Version], closed: Sequence[Version]) -> list[Moment]:
    """What to choose from, the newest first: every text of this console, then closed ones."""
    first = [Version(0, Draft(())), *own]
    steps = [
        Moment(new.draft, f"{_when(new.at)}  {_changed(old.draft.lines, new.draft.lines)}")
        for old, new in pairwise(first)
        if old.draft.lines != new.draft.lines
    ]
    past = [
        Moment(each.draft, f"{_when(each.at)}  closed: {_gist(each.draft.lines)}")
        for each in closed
    ]
    return [*reversed(steps), *past]


def _when(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%d %b %H:%M:%S}"


def _changed(old: Sequence[str], new: Sequence[str]) -> str:
    """The first line that is another, which is where the eye looks for it."""
    row = next((row for row, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if row is None:
        row = min(len(old), len(new) - 1)
    return f"{row + 1}: {visible(new[row].strip())}"


def _gist(lines: Sequence[str]) -> str:
    """The first line that says anything."""
    return visible(next((line.strip() for line in lines if line.strip()), ""))
