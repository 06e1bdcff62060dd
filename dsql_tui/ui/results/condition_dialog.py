"""Ask for a condition on a column."""

from __future__ import annotations

from dsql_tui.events import Column
from dsql_tui.results.filter import CONDITION_HELP, parse_condition
from dsql_tui.ui.dialogs.ask import AskDialog


def make_condition_dialog(column: Column) -> AskDialog:
    """Return a dialog that accepts only a condition that the column's type can meet."""

    def check(typed: str) -> str:
        try:
            parse_condition(typed).predicate(column.oid)
        except ValueError as error:
            return str(error)
        return "" if typed else "Enter a condition."

    return AskDialog(f"Filter “{column.name}”: {CONDITION_HELP}", check=check)
