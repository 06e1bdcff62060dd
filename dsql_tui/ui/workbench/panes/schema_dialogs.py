"""The dialogs about an object of the schema: its new name, the end of it, and its uses."""

from __future__ import annotations

from collections.abc import Sequence

from dsql_tui.results.text import make_visible
from dsql_tui.sql.schema_changes import Target, check_new_name
from dsql_tui.sql.usages import Usage
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option


def make_rename_dialog(target: Target) -> AskDialog:
    """Return a dialog that asks for the new name of an object."""
    question = f"New name of {target.title}; Enter writes the statement:"
    return AskDialog(question, target.name, lambda name: check_new_name(target, name))


def make_drop_dialog(target: Target) -> AskDialog:
    """Return a dialog that accepts only the name of the object to drop."""
    name = target.name
    question = f"To drop {target.title}, type its name; Enter writes the statement:"

    def check(text: str) -> str:
        return "" if text in (name, make_visible(name)) else f"Type {name} to go on."

    return AskDialog(question, check=check)


def make_usages_dialog(title: str, found: Sequence[Usage]) -> ChoiceDialog:
    """Return a list of uses, which answers with the number of one."""
    options = [
        Option(str(number), f"{use.schema}.{use.name}", _describe(use))
        for number, use in enumerate(found)
    ]
    return ChoiceDialog(make_visible(f"Uses of {title}"), options)


def _describe(use: Usage) -> str:
    return f"{use.kind} ({', '.join(use.columns)})" if use.columns else use.kind
