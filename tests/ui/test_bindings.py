"""Keys have one style of names: in the key bar, in messages and in the documentation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.bindings import name_key
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.results.edit_view import EditView
from dsql_tui.ui.results.grid import Grid
from dsql_tui.ui.results.results import Results
from dsql_tui.ui.results.rows_view import RowsView
from dsql_tui.ui.start import Start
from tests.ui.driving import wait_for_picker, wait_until

PACKAGE = Path(__file__).parent.parent.parent / "dsql_tui"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+o", "Ctrl+O"),
        ("ctrl+shift+up", "Ctrl+Shift+↑"),
        ("enter", "Enter"),
        ("escape", "Esc"),
        ("f1", "F1"),
        ("y", "y"),
        ("S", "S"),
        ("slash", "/"),
        ("pagedown", "Page down"),
    ],
)
def test_a_key_is_named_as_in_the_documentation(key: str, name: str) -> None:
    assert name_key(Binding(key, "run")) == name


async def test_the_key_bar_shows_these_names(start: Start) -> None:
    async with DsqlTui(start).run_test() as pilot:
        await wait_for_picker(pilot)
        await wait_until(pilot, lambda: bool(pilot.app.screen.query(KeyBar)))
        bar = pilot.app.screen.query_one(KeyBar)
        await wait_until(
            pilot, lambda: {"Ctrl+O", "Ctrl+R", "Ctrl+Q"} <= {key.display for key in bar.keys}
        )


@pytest.mark.parametrize("file", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda file: file.stem)
def test_no_text_names_a_key_with_a_caret(file: Path) -> None:
    assert not re.findall(r"\^[A-Za-z/@]\w*", file.read_text(encoding="utf-8"))


def test_no_key_of_the_rows_hides_a_key_of_the_results() -> None:
    def find_keys(*kinds: type[DOMNode]) -> set[str]:
        made = (Binding.make_bindings(kind.BINDINGS) for kind in kinds)
        return {binding.key for bindings in made for binding in bindings}

    assert find_keys(Grid, RowsView, EditView) & find_keys(Results) == set()
