"""No recipe has a problem in any context, and the check finds those that we plant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.dsql.token import Token
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.check import find_problems
from dsql_tui.recipes.clients.psql import PSQL
from dsql_tui.recipes.context import RecipeContext
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Part, render, takes_token
from tests.recipes.contexts import ADMIN_CONTEXT, CONTEXTS, CUSTOM_CONTEXT, ENDPOINT

TOKEN = Token(f"{ENDPOINT.host}/?Action=DbConnectAdmin&X-Amz-Signature=a%2Fb", 900)
EVERY_RECIPE = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@EVERY_RECIPE
def test_a_recipe_has_no_problem(recipe: Recipe, context: RecipeContext) -> None:
    assert find_problems(render(recipe, context)) == []


@pytest.mark.parametrize("recipe", [*filter(takes_token, RECIPES)], ids=lambda recipe: recipe.name)
def test_a_recipe_with_a_token_has_no_problem(recipe: Recipe) -> None:
    rendered = render(recipe, ADMIN_CONTEXT, TOKEN)
    assert rendered.has_token
    assert find_problems(rendered) == []


@EVERY_RECIPE
def test_a_recipe_has_a_source_and_says_how_it_was_tested(recipe: Recipe) -> None:
    assert recipe.source.startswith("https://")
    assert (recipe.tested == "static") == bool(recipe.static_reason)
    assert recipe.title
    assert recipe.summary


def test_names_are_unique() -> None:
    names = [recipe.name for recipe in RECIPES]
    assert len(set(names)) == len(names)


def find_in(text: str, context: RecipeContext = ADMIN_CONTEXT, **changes: object) -> list[str]:
    """Find problems in the psql recipe with another script and changed fields."""
    recipe = replace(PSQL, **changes)  # type: ignore[arg-type]
    return find_problems(replace(render(PSQL, context), recipe=recipe, run=text))


PROBLEMS = [
    ("psql postgres://admin@h/postgres?password=h/?Action=x&X-Amz-Signature=y", "in a URL"),
    ("export PGPASSWORD='h/?Action=DbConnect&X-Amz-Signature=y'", "not requested"),
    ("export PGUSER=«role»", "not filled in"),
    ("psql sslmode=require", "does not verify"),
    ("ssl: { rejectUnauthorized: false }", "does not verify"),
    ("psql -c 'SET statement_timeout = 5'", "sets statement_timeout"),
    ("PGOPTIONS='-c lock_timeout=5'", "sets lock_timeout"),
    ("signer.getDbConnectAuthToken()", "wrong action"),
    ("aws dsql generate-db-connect-auth-token", "wrong action"),
    ("", "is empty"),
]


@pytest.mark.parametrize(("text", "problem"), PROBLEMS, ids=[text for text, _ in PROBLEMS])
def test_the_check_finds_a_planted_problem(text: str, problem: str) -> None:
    assert any(problem in sentence for sentence in find_in(text))


def test_the_check_finds_system_roots_that_a_client_reads_as_a_file() -> None:
    text = "psql sslmode=verify-full sslrootcert=system"
    assert "as a file name" in find_in(text, trust="file")[0]
    assert "libpq 15" in find_in(text, replace(ADMIN_CONTEXT, libpq=15))[0]


def test_the_check_finds_direct_tls_before_libpq_17() -> None:
    text = "export PGSSLNEGOTIATION=direct"
    assert "direct TLS" in find_in(text, replace(ADMIN_CONTEXT, libpq=16))[0]


def test_the_check_finds_a_missing_lifetime_and_a_missing_schema() -> None:
    assert len(find_in("psql", CUSTOM_CONTEXT, lifetime_setting="3300")) == 2


def test_the_check_reads_files_and_scripts() -> None:
    part = Part("a.js", "javascript", "ssl: { rejectUnauthorized: false }", "a.js")
    assert find_problems(replace(render(PSQL, ADMIN_CONTEXT), files=(part,)))
