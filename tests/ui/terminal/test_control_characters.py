"""Data is not markup: every kind of widget, and what keeps outside text in it harmless."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsql_tui
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.start import Start

UI = Path(dsql_tui.__file__).parent / "ui"
FILES = sorted(UI.rglob("*.py"))

WIDGETS = {
    "Button": "its labels are ours",
    "Checkbox": "its labels are ours",
    "ContentSwitcher": "shows widgets",
    "DataTable": "its cells are Text, made of what `visible` gives",
    "Footer": "its descriptions are ours",
    "Header": "its titles are ours",
    "Input": "parses no markup, and the line filter makes control characters visible",
    "Label": "needs markup=False",
    "LoadingIndicator": "shows no text",
    "OptionList": "needs markup=False",
    "ProgressBar": "shows no text from outside",
    "RadioButton": "its labels are ours, or Content made of what `visible` gives",
    "RadioSet": "shows widgets",
    "Select": "its prompts are ours",
    "Static": "needs markup=False",
    "Switch": "shows no text",
    "Tab": "its labels are ours",
    "Tabs": "shows tabs",
    "TextArea": "parses no markup, and draws what `pictured` gives",
    "Tree": "its labels are Text, made of what `visible` gives",
}
"""Every kind of widget of Textual's that may be used here. A new one says how it is harmless."""
PARSING = {"Static", "Label", "OptionList", "notify"}
"""The widgets that parse markup by default."""


def calls(file: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls in a file, with the last part of the name that is called."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call):
            name = node.func
            yield (name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")), node


def constant(value: ast.expr) -> bool:
    """Is it a text of ours, with nothing put into it?"""
    if isinstance(value, ast.IfExp):
        return constant(value.body) and constant(value.orelse)
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id.isupper())


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(UI)))
def test_no_kind_of_widget_is_used_that_is_not_known_to_be_harmless(file: Path) -> None:
    used = {
        alias.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets"
        for alias in node.names
    }
    assert used <= set(WIDGETS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(UI)))
def test_widgets_with_composed_text_parse_no_markup(file: Path) -> None:
    for name, call in calls(file):
        if name in PARSING and call.args and not all(map(constant, call.args)):
            told = {word.arg: word.value for word in call.keywords}
            markup = told.get("markup")
            safe = isinstance(markup, ast.Constant) and markup.value is False
            assert safe, f"{file.name}, line {call.lineno}: {name} needs markup=False"


def test_the_same_filters_are_given_each_time() -> None:
    """Textual keeps a line under the filter that it went through: a new one each time is a leak."""
    app = DsqlTui(Start())
    for one, other in zip(app.get_line_filters(), app.get_line_filters(), strict=True):
        assert one is other
