"""Every option of every command with odd values: an exit code, and never an exception."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import fields
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import pytest

from dsql_tui.cli import COMMANDS, run
from dsql_tui.cli.options import Parser
from dsql_tui.dsql.profile import Profile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths

VALUES = (
    "",
    " ",
    "-",
    "--",
    "=",
    "\0",
    "a\0b",
    "\n",
    "\t\r\x1b[31m\x9b0m",
    "\u202e\u2028\ufeff",
    "\udcff",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "9" * 5000,
    "١٢",
    "1e9",
    "nan",
    "0x10",
    "x" * 100_000,
    "'; drop table t; --",
    '"',
    "%s%n{}",
    "~nobody/x",
    "/dev/null",
    "/dev/full",
    "/nonexistent/folder/x",
    ".",
    "é" * 300,
    "a,b,,c",
    "[::1]",
    "postgresql://[",
    "file:///etc/passwd",
)
CODES = {0, 1, 2, 3, 4, 5, 6, 130}
NAMES = {"import": "import_"}


class _Stop(Exception):
    """The parser is known."""


def parsers(command: str) -> Iterator[tuple[list[str], argparse.ArgumentParser]]:
    """Yield the parser of a command and those of its actions, each with its words."""
    found: list[Parser] = []

    def stop(self: Parser, *arguments: Any, **options: Any) -> NoReturn:
        found.append(self)
        raise _Stop

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parser, "parse_args", stop)
        patch.setattr(Parser, "parse_intermixed_args", stop)
        with pytest.raises(_Stop):
            import_module(f"dsql_tui.cli.{NAMES.get(command, command)}").run([])
    words = [] if command == "console" else [command]
    yield words, found[0]
    for action in found[0]._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, parser in action.choices.items():
                yield [*words, name], parser


def odd_arguments(parser: argparse.ArgumentParser, good: Sequence[str]) -> Iterator[list[str]]:
    """Yield arguments with one odd value: in each option, and in place of each argument."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        if action.nargs == 0:
            for option in action.option_strings:
                yield [*good, option]
                yield [*good, f"{option}=x"]
            continue
        for option in action.option_strings[-1:]:
            yield from ([*good, f"{option}={value}"] for value in VALUES)
            yield [*good, option]
    for place, argument in enumerate(good):
        if not argument.startswith("-"):
            yield from ([*good[:place], value, *good[place + 1 :]] for value in VALUES)
    yield from ([*good, value] for value in VALUES)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A working directory for the files that odd values name, and no server that stays."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("dsql_tui.sandbox.serve.serve", lambda options: 0)
    monkeypatch.setattr("dsql_tui.cli.demo.show_console", lambda start: 0)
    Path("rows.csv").write_text("a,b\n1,2\n")


def good_arguments(words: Sequence[str], ready: Ready) -> list[str]:
    """Return arguments of a command that are in order."""
    target = ready.clusters[0].endpoint
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    way += ["--sslrootcert", ready.sslrootcert]
    return {
        "exec": [target, *way, "-c", "select 1"],
        "import": [target, "rows.csv", "--into", "nothing", *way, "--fresh"],
        "clusters": ["--region", "us-east-1"],
        "recipe": [target, "psql", "--libpq", "170000", "--signer", "dsql-tui"],
        "token": [target],
        "profiles add": ["name", target],
        "profiles edit": ["name"],
        "profiles copy": ["name", "other"],
        "profiles show": ["name"],
        "profiles remove": ["name"],
        "profiles move": ["name", "up"],
        "profiles import": [f"postgresql://{target}/postgres", "other"],
        "": [target],
    }.get(" ".join(words), [])


@pytest.mark.parametrize("command", ["console", *COMMANDS])
def test_odd_option_values_raise_no_exception(
    command: str, aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    for words, parser in parsers(command):
        good = good_arguments(words, aws)
        for arguments in chain([good], odd_arguments(parser, good)):
            shown = [argument[:60] for argument in (*words, *arguments)]
            try:
                code = run([*words, *arguments])
            except SystemExit as ended:  # It is --help.
                code = int(ended.code or 0)
            except Exception as error:
                raise AssertionError(f"{shown} ended in {error!r}") from error
            assert code in CODES, shown
            said = "".join(capfd.readouterr())
            assert "Traceback" not in said, shown
            named = any(line.startswith("dsql-tui: ") for line in said.splitlines())
            assert code != 2 or named, shown


EXEC = ["exec", "mine", "-c", "select 1"]
TOML_VALUES = (
    "''",
    "' '",
    "'x'",
    "'-'",
    "'\\u0000'",
    '"\\u0000\\u001b[31m\\u009b"',
    '"\\n"',
    "0",
    "-1",
    "99999999999999999999",
    "nan",
    "inf",
    "1.5",
    "true",
    "1979-05-27T07:32:00Z",
    "[]",
    "['', 1, []]",
    "{}",
    "{a = 1}",
    f"'{'x' * 100_000}'",
    "",
)


@pytest.mark.parametrize("key", [*(each.name for each in fields(Profile)), "unknown", '""'])
def test_odd_value_in_a_profile_is_no_exception(
    key: str, aws: Ready, capfd: pytest.CaptureFixture[str]
) -> None:
    good = {
        "target": f"'{aws.clusters[0].endpoint}'",
        "hostaddr": f"'{aws.hostaddr}'",
        "port": str(aws.port),
        "sslrootcert": f"'{aws.sslrootcert}'",
    }
    path = paths.profiles_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    for value in TOML_VALUES:
        lines = [f"{name} = {text}" for name, text in {**good, key: value}.items()]
        path.write_text("[mine]\n" + "\n".join(lines) + "\n")
        for arguments in (["profiles"], ["profiles", "show", "mine"], EXEC):
            code = run(arguments)
            said = "".join(capfd.readouterr())
            assert code in CODES, (arguments, value[:60])
            assert "Traceback" not in said, (arguments, value[:60])
