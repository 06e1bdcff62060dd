"""`exec -v name=value`: psql's variables, set on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.cli.options import DONE, FAILED, USAGE
from tests.cli.conftest import Command


def test_a_variable_is_text_a_string_or_a_name(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "script.sql"
    script.write_text(
        "select :n + 1 as :\"col\", :'text' as t, ':n' as \"o\", :{?n} as s;\n\\echo :n\n"
    )
    values = ("-v", "n=41", "--set", 'col=a "b" = c', "--variable=text=it's \\ :n")
    done = command("exec", "-f", str(script), "--format", "json", *values)
    assert done.code == DONE
    assert (
        done.data == '[\n{"a \\"b\\" = c": 42, "t": "it\'s \\\\ :n", "o": ":n", "s": true}\n]\n41\n'
    )


def test_the_last_value_holds_and_an_empty_one_is_a_value(command: Command) -> None:
    given = ("-v", "a=1", "-v", "a=", "-c", "select :'a' as a, ':b' as b", "--format", "csv")
    assert command("exec", *given).data.split() == ["a,b", '"",:b']


def test_special_variables_change_settings(command: Command) -> None:
    script = ("-c", "select 1/0;\nselect 2 as a", "--format", "tsv")
    assert command("exec", *script, "-v", "ON_ERROR_STOP=0").data == "a\n2\n"
    stopped = command("exec", *script, "--keep-going", "-v", "ON_ERROR_STOP=1")
    assert (stopped.code, stopped.data) == (FAILED, "")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("name", "“name” has no value. Write it as NAME=VALUE"),
        ("=x", "“” is not the name of a variable"),
        ("a-b=x", "“a-b” is not the name of a variable"),
        ("ECHO=loud", "ECHO is one of"),
        ("AUTOCOMMIT=off", "AUTOCOMMIT cannot be turned off in exec"),
    ],
)
def test_a_wrong_form_is_wrong_usage(command: Command, value: str, words: str) -> None:
    done = command("exec", "-c", "select 1", "-v", value)
    assert (done.code, done.data) == (USAGE, "")
    assert words in done.talk
