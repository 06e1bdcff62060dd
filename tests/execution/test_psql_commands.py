r"""Every command of psql works as `\?` says, or is named before anything behind it runs."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.script_state import Abilities
from dsql_tui.execution.source import Source
from dsql_tui.execution.steps import Execute, Fail, Load, Reply, Step
from dsql_tui.sql.meta import COMMANDS, REFUSED

PSQL = shutil.which("psql") or ""
NAME = re.compile(r"^  (\\\S+)", re.MULTILINE)
LIST = re.compile(r"\[|\]|\+|S\b")
ARGUMENTS = {
    "\\elif": "true",
    "\\if": "true\n\\endif",
    "\\copy": "t to 'out.csv'",
    "\\i": "f.sql",
    "\\ir": "f.sql",
    "\\set": "a b",
    "\\unset": "a",
    "\\getenv": "a HOME",
    "\\prompt": "a",
    "\\w": "last.sql",
    "\\f": ",",
    "\\pset": "null -",
    "\\watch": "c=1",
}
PAIRED = {"\\elif": "\\if false\n{}\n\\endif", "\\else": "\\if false\n{}\n\\endif"}
ROWS = Reply(columns=("a", "b", "c"), types=(25, 25, 25), rows=(("1", "2", "3"),), affected=1)


def run(script: str) -> tuple[list[Step], Fail | None]:
    """Return the steps of a script in the console, and how it failed."""
    steps = Interpreter({}, Abilities(console=True)).run(Source(script))
    found: list[Step] = []
    reply = None
    while True:
        try:
            step = next(steps) if reply is None else steps.send(reply)
        except StopIteration:
            return found, None
        if isinstance(step, Fail):
            return found, step
        found.append(step)
        reply = ROWS if isinstance(step, Execute) else Reply()
        reply = Reply(source=Source("")) if isinstance(step, Load) else reply


def make_script(name: str) -> str:
    written = f"{name} {ARGUMENTS.get(name, '')}".strip()
    if name == "\\endif":
        written = "\\if true\n\\endif"
    return "select 1;\n" + PAIRED.get(name, "{}").format(written) + "\nselect 2;"


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_command_of_the_help_works(name: str) -> None:
    _, failed = run(make_script(name))
    assert failed is None


def list_psql_commands() -> list[str]:
    """Return the commands in psql's own help."""
    if not PSQL:
        return []
    shown = subprocess.run([PSQL, "-X", "-c", "\\?"], capture_output=True, text=True, check=False)
    text = (
        shown.stdout
        or subprocess.run(
            [PSQL, "--help=commands"], capture_output=True, text=True, check=True
        ).stdout
    )
    names = {LIST.sub("", name) for name in NAME.findall(text)}
    return sorted(name for name in names if name != "\\")


@pytest.mark.skipif(not PSQL, reason="psql is not installed")
@pytest.mark.parametrize("name", list_psql_commands())
def test_every_command_of_psql_works_or_is_named(name: str) -> None:
    steps, failed = run(make_script(name))
    works = name in {command.name for command in COMMANDS}
    if works or failed is None:
        return
    assert failed.place.words == "line 2"
    assert name in failed.sentence or name in REFUSED
    assert [s.statement.text for s in steps if isinstance(s, Execute)] == ["select 1"]
