"""How templates are filled in, and that nothing in a name gets out of its quotes."""

from __future__ import annotations

import ast
import json
import subprocess

import pytest

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.literals import LITERALS, conninfo, identifier
from dsql_tui.recipes.place import Place, values
from dsql_tui.recipes.psql import PSQL
from dsql_tui.recipes.python import PSYCOPG
from dsql_tui.recipes.render import render
from dsql_tui.recipes.template import filled
from tests.recipes.places import AWKWARD, ENDPOINT

VALUES = {"role": "admin", "port": None, "action": "DbConnectAdmin"}
FILLED = [
    ("user = «role»", 'user = "admin"\n'),
    ("user = «role:raw»", "user = admin\n"),
    ("a\nport = «port»\nb", "a\nb\n"),
    ("port = «port|5432»", "port = 5432\n"),
    ("«?port»port\n«!port»none", "none\n"),
    ("«?role»role", "role\n"),
    ("generate_«action:snake»_auth_token", "generate_db_connect_admin_auth_token\n"),
    ("generate-«action:kebab»-auth-token", "generate-db-connect-admin-auth-token\n"),
    ("port = «port»", ""),
]


@pytest.mark.parametrize(("template", "text"), FILLED, ids=[template for template, _ in FILLED])
def test_filled(template: str, text: str) -> None:
    assert filled(template, VALUES, "python") == text


def test_a_field_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(KeyError):
        filled("«rôle»", VALUES, "python")


NASTY = AWKWARD.role


def test_a_shell_literal_is_one_word() -> None:
    script = f"printf %s {LITERALS['bash'](NASTY)}"
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == NASTY


def test_a_python_literal_is_one_text() -> None:
    assert ast.literal_eval(LITERALS["python"](NASTY)) == NASTY


def test_a_json_literal_is_one_text() -> None:
    assert json.loads(LITERALS["json"](NASTY)) == NASTY


def test_no_shell_command_hides_in_a_name() -> None:
    script = render(PSQL, AWKWARD).run.replace("\npsql\n", '\nprintf "%s" "$PGUSER"\n')
    script = script.replace("export PGPASSWORD=", "# ")
    said = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True)
    assert said.stdout == NASTY


def test_python_with_an_awkward_name_still_parses() -> None:
    tree = ast.parse(render(PSYCOPG, AWKWARD).files[0].text)
    assert NASTY in {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_control_characters_have_no_place_in_a_name() -> None:
    with pytest.raises(ValueError, match="control characters"):
        Place(ENDPOINT, "a\nb")


def test_names_and_conninfo_are_quoted_where_they_must_be() -> None:
    assert identifier("app") == "app"
    assert identifier('My "app"') == '"My ""app"""'
    assert conninfo({"user": "o'mal", "port": None, "host": "h"}) == r"user='o\'mal' host=h"


def test_blanks_in_a_search_path_survive_libpqs_options() -> None:
    assert values(AWKWARD)["options"] == '-c search_path="my\\ schema"'


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_only_lines_for_port_address_and_certificate_are_added_in_a_sandbox(recipe: object) -> None:
    from dataclasses import replace

    from dsql_tui.dsql.route import Route
    from dsql_tui.recipes.recipe import Recipe

    assert isinstance(recipe, Recipe)
    plain = Place(ENDPOINT, "app", libpq=16)
    there = replace(plain, route=Route("127.0.0.1", 15432, sslrootcert="/tmp/ca.pem"))
    lines = "\n".join(part.text for part in render(recipe, plain).parts).splitlines()
    added = [
        line
        for part in render(recipe, there).parts
        for line in part.text.splitlines()
        if line not in lines
    ]
    assert all("15432" in line or "127.0.0.1" in line or "/tmp/ca.pem" in line for line in added)
