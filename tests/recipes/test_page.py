"""docs/clients.md says what the recipes say."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.page import page

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page(), "python -m dsql_tui.recipes.page > docs/clients.md"


def test_every_recipe_has_a_line() -> None:
    assert all(f"| `{recipe.name}` |" in page() for recipe in RECIPES)


def test_groups_stand_together() -> None:
    headings = [line for line in page().splitlines() if line.startswith("## ")]
    assert len(set(headings)) == len(headings)
