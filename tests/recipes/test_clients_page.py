"""docs/clients.md is up to date."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.clients_page import build_page

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"


def test_the_page_is_up_to_date() -> None:
    command = "python -m dsql_tui.recipes.clients_page > docs/clients.md"
    assert PAGE.read_text() == build_page(), f"Run: {command}"


def test_every_recipe_has_a_row() -> None:
    page = build_page()
    assert all(f"| `{recipe.name}` |" in page for recipe in RECIPES)


def test_each_group_has_one_table() -> None:
    headings = [line for line in build_page().splitlines() if line.startswith("## ")]
    assert len(set(headings)) == len(headings)
