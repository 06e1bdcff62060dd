"""A role whose name has the special characters of all languages connects like any other."""

from __future__ import annotations

import pytest

from dsql_tui.dsql.role import ADMIN
from dsql_tui.recipes.clients.psql import ROLE
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.statements import split
from tests.clients.conftest import build_context, require_toolchain
from tests.clients.recipe_runner import CACHE, RecipeRunner
from tests.clients.test_recipes import CONNECTING, INPUT, mark
from tests.sandbox.clients import connect

NAME = """a'b "c";sslmode=disable $(touch pwned) `touch pwned` \\ #{1} |&"""
UNQUOTED = {"liquibase"}
"""Clients that write the name of the schema into SQL without quotes."""
CASES = [
    (recipe, role) for recipe, role in CONNECTING if role != ADMIN and recipe.name not in UNQUOTED
]


@pytest.fixture(scope="module")
def role(ready: Ready) -> str:
    """A role with a hostile name, created by the recipe for roles."""
    text = render(ROLE, build_context(ready, ROLE, NAME)).files[0].text
    with connect(ready) as admin:
        for statement in split(text):
            admin.execute(statement.text)
    return NAME


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "_role"), mark(CASES))
def test_a_hostile_role_creates_writes_reads_and_drops_a_table(
    runner: RecipeRunner, ready: Ready, role: str, recipe: Recipe, _role: str
) -> None:
    require_toolchain(recipe)
    assert "2 rows" in runner.run(render(recipe, build_context(ready, recipe, role)), INPUT)
    assert not list(CACHE.glob("*/pwned"))
