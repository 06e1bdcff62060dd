"""Every recipe does what Aurora DSQL asks, for every kind of place; and the check bites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.dsql.token import Token
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.check import problems
from dsql_tui.recipes.place import Place
from dsql_tui.recipes.psql import PSQL
from dsql_tui.recipes.recipe import File, Recipe
from dsql_tui.recipes.render import render, takes_token
from tests.recipes.places import ADMINS, CUSTOMS, ENDPOINT, PLACES

TOKEN = Token(f"{ENDPOINT.host}/?Action=DbConnectAdmin&X-Amz-Signature=a%2Fb", 900)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_there_is_nothing_wrong_with(recipe: Recipe, place: Place) -> None:
    assert problems(render(recipe, place)) == []


@pytest.mark.parametrize("recipe", [*filter(takes_token, RECIPES)], ids=lambda recipe: recipe.name)
def test_there_is_nothing_wrong_with_a_token_in(recipe: Recipe) -> None:
    rendered = render(recipe, ADMINS, TOKEN)
    assert rendered.secret
    assert problems(rendered) == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_says_where_it_is_from_and_how_it_was_tested(recipe: Recipe) -> None:
    assert recipe.source.startswith("https://")
    assert (recipe.tested == "static") == bool(recipe.why)
    assert recipe.title
    assert recipe.how


def test_names_are_unique() -> None:
    names = [recipe.name for recipe in RECIPES]
    assert len(set(names)) == len(names)


WRONG = [
    ("psql postgres://admin@h/postgres?password=h/?Action=x&X-Amz-Signature=y", "in a URL"),
    ("export PGPASSWORD='h/?Action=DbConnect&X-Amz-Signature=y'", "none was asked for"),
    ("psql sslmode=require", "does not verify"),
    ("ssl: { rejectUnauthorized: false }", "does not verify"),
    ("psql -c 'SET statement_timeout = 5'", "sets statement_timeout"),
    ("PGOPTIONS='-c lock_timeout=5'", "sets lock_timeout"),
    ("signer.getDbConnectAuthToken()", "wrong action"),
    ("aws dsql generate-db-connect-auth-token", "wrong action"),
    ("", "nothing in it"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG, ids=[problem for _, problem in WRONG])
def test_the_check_finds(text: str, problem: str) -> None:
    recipe = replace(PSQL, run=text)
    assert any(problem in sentence for sentence in problems(render(recipe, ADMINS)))


def test_the_check_finds_system_where_it_is_taken_for_a_file() -> None:
    recipe = replace(PSQL, trust="file", run="psql sslmode=verify-full sslrootcert=system")
    assert "takes for a file" in problems(render(recipe, ADMINS))[0]
    old = replace(recipe, trust="libpq")
    assert "libpq 15" in problems(render(old, replace(ADMINS, libpq=15)))[0]


def test_the_check_finds_direct_tls_before_libpq_17() -> None:
    recipe = replace(PSQL, run="export PGSSLNEGOTIATION=direct")
    assert "direct TLS" in problems(render(recipe, replace(ADMINS, libpq=16)))[0]


def test_the_check_finds_a_pool_without_a_lifetime_and_a_schema_that_is_not_looked_in() -> None:
    recipe = replace(PSQL, run="psql", lifetime="3300")
    assert len(problems(render(recipe, CUSTOMS))) == 2


def test_a_file_counts_as_much_as_a_command() -> None:
    file = File("a.js", "javascript", "ssl: { rejectUnauthorized: false }")
    assert problems(render(replace(PSQL, files=(file,)), ADMINS))
