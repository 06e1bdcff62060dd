"""Choose the columns of a new index, in their order."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dsql_tui.results.text import make_visible
from dsql_tui.sql.catalog import ColumnInfo, Relation
from dsql_tui.sql.schema_changes import write_index
from dsql_tui.ui.dialogs.dialog import Dialog
from dsql_tui.ui.option_list import OptionList


class IndexDialog(Dialog[str | None]):
    """Returns the statement that builds the index, or `None`."""

    DEFAULT_CSS = """
    IndexDialog > .frame { width: 70; max-width: 90%; max-height: 80%; }
    IndexDialog OptionList, IndexDialog OptionList:focus {
        height: auto;
        max-height: 1fr;
        border: none;
        padding: 0;
        background: $surface;
    }
    IndexDialog Static { padding: 1 1 0 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "choose",
            "Choose",
            tooltip="Add the column to the index, or remove it.",
            id="schema_index.choose",
        ),
        Binding(
            "u",
            "unique",
            "Toggle unique",
            tooltip="Build a unique index, or one that allows equal values.",
            id="schema_index.unique",
        ),
        Binding("escape", "dismiss(None)", "Cancel", tooltip="Cancel.", id="schema_index.leave"),
    ]

    def __init__(self, relation: Relation, column: str = "") -> None:
        """Create the dialog; a column may be chosen at first."""
        super().__init__()
        self.relation = relation
        self.chosen = [column] if column else []
        """The columns of the index, in the order in which they were chosen."""
        self.unique = False
        self.list = OptionList(*map(self._label_column, relation.columns), markup=False)
        names = [each.name for each in relation.columns]
        self.list.highlighted = names.index(column) if column in names else 0
        self.preview = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Create the child widgets."""
        with Vertical(classes="frame") as frame:
            frame.border_title = "Columns of the index"
            frame.border_subtitle = "Space chooses · u unique · Enter writes it · Esc cancels"
            yield self.list
            yield self.preview

    def on_mount(self) -> None:
        """Show the statement."""
        self._show_choice()

    def action_choose(self) -> None:
        """Add the highlighted column to the index, or remove it."""
        if self.list.highlighted is None:
            return
        name = self.relation.columns[self.list.highlighted].name
        if name in self.chosen:
            self.chosen.remove(name)
        else:
            self.chosen.append(name)
        self._show_choice()

    def action_unique(self) -> None:
        """Change between a unique index and one that allows equal values."""
        self.unique = not self.unique
        self._show_choice()

    @on(OptionList.OptionSelected)
    def accept(self) -> None:
        """Close with the statement; without a choice, choose the highlighted column."""
        if not self.chosen:
            self.action_choose()
        if self.chosen:
            self.dismiss(self._statement)

    @property
    def _statement(self) -> str:
        return write_index(self.relation, self.chosen, self.unique)

    def _show_choice(self) -> None:
        for number, column in enumerate(self.relation.columns):
            self.list.replace_option_prompt_at_index(number, self._label_column(column))
        text = self._statement if self.chosen else "Choose at least one column."
        self.preview.update(make_visible(text))

    def _label_column(self, column: ColumnInfo) -> Text:
        at = str(self.chosen.index(column.name) + 1) if column.name in self.chosen else ""
        return Text.assemble(
            (f"{at:>2} ", "bold"),
            (make_visible(column.name), "bold" if at else ""),
            (f"  {make_visible(column.type)}", "dim"),
        )
