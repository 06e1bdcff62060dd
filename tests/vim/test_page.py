"""The page on the vim mode lists what the engine has."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.vim.commands import ALIASES, HANDLERS
from dsql_tui.vim.names import COMMANDS, OPERATORS, VISUAL_COMMANDS
from dsql_tui.vim.visual import LINE_OPERATORS
from dsql_tui.vim.visual import OPERATORS as VISUAL_OPERATORS
from tests.vim.page import build_page

PAGE = Path(__file__).parent.parent.parent / "docs" / "vim.md"
ENGINE = {"q", "@", ":", "&", ".", "<Esc>"}
"""The commands that the engine itself handles."""


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == build_page(), "python -m tests.vim.page > docs/vim.md"


def test_the_commands_on_the_page_are_those_of_the_engine() -> None:
    assert set(COMMANDS) == {*HANDLERS, *ALIASES, *ENGINE}


def test_the_commands_on_a_selection_are_those_of_the_engine() -> None:
    known = {*VISUAL_OPERATORS, *LINE_OPERATORS, "J", "gJ", "r", "p", "P", "o", "O", "v", "V"}
    known |= {"gv", ":", "<Esc>"}
    listed = {key for keys in VISUAL_COMMANDS for key in keys.split()}
    assert listed == known - set(OPERATORS) | {"d", "c", "y", ">", "<", "="}
