"""Placeholders are filled in, and lines without a value are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.dsql.route import Route
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.context import RecipeContext, collect_values
from dsql_tui.recipes.literals import Code
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.recipes.template import fill_template
from tests.recipes.contexts import AWKWARD_CONTEXT, ENDPOINT

VALUES = {
    "role": "admin",
    "name": "my role",
    "port": None,
    "action": "DbConnectAdmin",
    "command": Code("aws 'x y'"),
}
CASES = [
    ("user = «role»", 'user = "admin"\n'),
    ("user = «role:plain»", "user = admin\n"),
    ("user = «name:identifier»", 'user = "my role"\n'),
    ("run «command:code»", "run aws 'x y'\n"),
    ("a\nport = «port»\nb", "a\nb\n"),
    ("port = «port|5432»", "port = 5432\n"),
    ("«?port»port\n«!port»none", "none\n"),
    ("«?role»role", "role\n"),
    ("generate_«action:snake»_auth_token", "generate_db_connect_admin_auth_token\n"),
    ("generate-«action:kebab»-auth-token", "generate-db-connect-admin-auth-token\n"),
    ("port = «port»", ""),
]


@pytest.mark.parametrize(("template", "text"), CASES, ids=[template for template, _ in CASES])
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert fill_template(template, VALUES, "python") == text


@pytest.mark.parametrize("template", ["«rôle»", "«role:raw»"])
def test_a_value_or_form_that_does_not_exist_raises_an_error(template: str) -> None:
    with pytest.raises(KeyError):
        fill_template(template, VALUES, "python")


def test_only_plain_values_and_code_go_in_without_quotes() -> None:
    with pytest.raises(ValueError, match="cannot contain"):
        fill_template("«name:plain»", VALUES, "python")
    with pytest.raises(TypeError, match="is not code"):
        fill_template("«name:code»", VALUES, "python")


def test_a_value_that_looks_like_a_placeholder_is_not_filled_in() -> None:
    assert fill_template("«a» «b»", {"a": "«b»", "b": "c"}, "python") == '"«b»" "c"\n'


def test_spaces_in_a_search_path_are_escaped_for_the_startup_packet() -> None:
    assert collect_values(AWKWARD_CONTEXT)["options"] == '-c search_path="my\\ schema"'


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_the_sandbox_only_adds_lines_for_port_address_and_certificate(recipe: Recipe) -> None:
    plain = RecipeContext(ENDPOINT, "app", libpq=16)
    sandbox = replace(plain, route=Route("127.0.0.1", 15432, sslrootcert="/tmp/ca.pem"))
    lines = "\n".join(part.text for part in render(recipe, plain).parts).splitlines()
    added = [
        line
        for part in render(recipe, sandbox).parts
        for line in part.text.splitlines()
        if line not in lines
    ]
    assert all("15432" in line or "127.0.0.1" in line or "/tmp/ca.pem" in line for line in added)
