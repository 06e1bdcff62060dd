"""`dsql-tui recipe` prints and saves recipes, with a token only on request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.recipes import RECIPES, search_recipes
from dsql_tui.sandbox.ready import Ready
from tests.recipes.contexts import ENDPOINT

HOST = ENDPOINT.host


def test_without_a_client_it_lists_all_clients(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST]) == 0
    output = capsys.readouterr().out
    assert all(f"  {recipe.name} " in output for recipe in RECIPES)


def test_the_list_is_available_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in listed] == [recipe.name for recipe in RECIPES]
    assert {entry["tested"] for entry in listed} <= {"sandbox", "static"}


def test_it_prints_a_recipe_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "psycopg", "--role", "app"]) == 0
    output = capsys.readouterr().out
    for shown in (HOST, '"app"', "## Install", "## connect.py", "## Run", "max_lifetime=3300"):
        assert shown in output


def test_it_prints_a_recipe_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "psycopg", "--format", "json"]) == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields["files"][0]["path"] == "connect.py"
    assert HOST in fields["files"][0]["text"]
    assert fields["holds_token"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["psykopg"], "no recipe “psykopg”"),
        (["asyncp"], "Did you mean: asyncpg"),
        (["psql", "--libpq", "13"], "libpq 13 cannot connect"),
        (["psql", "--schema", "a\nb"], "control characters"),
        (["psycopg", "--with-token"], "signs its own tokens"),
        (["psql", "--with-token", "--save", "."], "must not be saved"),
    ],
)
def test_wrong_arguments_are_explained(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["recipe", HOST, *arguments]) == 2
    assert words in capsys.readouterr().err


def test_it_adds_a_token_on_request_and_prints_its_lifetime(
    aws: Ready, capsys: pytest.CaptureFixture[str]
) -> None:
    host = aws.clusters[0].endpoint
    assert run(["recipe", host, "psql"]) == 0
    assert "X-Amz-Signature" not in capsys.readouterr().out
    assert run(["recipe", host, "psql", "--with-token", "--expires-in", "60"]) == 0
    result = capsys.readouterr()
    assert "X-Amz-Signature" in result.out
    assert "60 seconds" in result.err


def test_it_saves_files_and_overwrites_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["recipe", HOST, "psycopg", "--save", str(tmp_path / "recipe")]
    assert run(arguments) == 0
    paths = capsys.readouterr().out.split()
    assert [Path(path).name for path in paths] == ["connect.py", "install.sh", "run.sh"]
    (tmp_path / "recipe" / "connect.py").write_text("mine")
    assert run(arguments) == 2
    assert (tmp_path / "recipe" / "connect.py").read_text() == "mine"


def test_a_search_finds_recipes_with_all_words() -> None:
    assert [recipe.name for recipe in search_recipes("python token asyncpg")] == ["asyncpg-token"]
    assert search_recipes("") == list(RECIPES)
