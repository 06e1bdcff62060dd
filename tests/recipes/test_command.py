"""`dsql-tui recipe`: what it prints, what it writes, and that no token gets in unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.recipes import RECIPES, matching
from dsql_tui.sandbox.ready import Ready
from tests.recipes.places import ENDPOINT

HOST = ENDPOINT.host


def test_without_a_client_every_client_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST]) == 0
    said = capsys.readouterr().out
    assert all(f"  {recipe.name} " in said for recipe in RECIPES)


def test_the_list_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in listed] == [recipe.name for recipe in RECIPES]
    assert {entry["tested"] for entry in listed} <= {"sandbox", "static"}


def test_a_recipe_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "psycopg", "--role", "app"]) == 0
    said = capsys.readouterr().out
    for shown in (HOST, '"app"', "## Install", "## connect.py", "## Run", "max_lifetime=3300"):
        assert shown in said


def test_a_recipe_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recipe", HOST, "psycopg", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["path"] == "connect.py"
    assert HOST in told["files"][0]["text"]
    assert told["holds_token"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["psykopg"], "no recipe “psykopg”"),
        (["asyncp"], "Perhaps: asyncpg"),
        (["psql", "--libpq", "13"], "libpq 13 cannot connect"),
        (["psql", "--schema", "a\nb"], "control characters"),
        (["psycopg", "--with-token"], "no place for a token"),
        (["psql", "--with-token", "--save", "."], "goes into no file"),
    ],
)
def test_what_cannot_be_followed(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(["recipe", HOST, *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_token_is_in_it_only_when_asked_for_and_says_how_long_it_lasts(
    aws: Ready, capsys: pytest.CaptureFixture[str]
) -> None:
    host = aws.clusters[0].endpoint
    assert run(["recipe", host, "psql"]) == 0
    assert "X-Amz-Signature" not in capsys.readouterr().out
    assert run(["recipe", host, "psql", "--with-token", "--expires-in", "60"]) == 0
    said = capsys.readouterr()
    assert "X-Amz-Signature" in said.out
    assert "60 seconds" in said.err


def test_its_files_are_written_and_nothing_is_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["recipe", HOST, "psycopg", "--save", str(tmp_path / "made")]
    assert run(arguments) == 0
    written = capsys.readouterr().out.split()
    assert [Path(path).name for path in written] == ["connect.py", "install.sh", "run.sh"]
    (tmp_path / "made" / "connect.py").write_text("mine")
    assert run(arguments) == 2
    assert (tmp_path / "made" / "connect.py").read_text() == "mine"


def test_words_narrow_the_list_down() -> None:
    assert [recipe.name for recipe in matching("python token asyncpg")] == ["asyncpg-token"]
    assert matching("") == list(RECIPES)
