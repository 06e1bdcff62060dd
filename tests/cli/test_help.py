"""`help`, `version`, and the manual page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dsql_tui import __version__
from dsql_tui.cli import COMMANDS, run
from dsql_tui.cli.command_specs import load_specs

PAGE = Path(__file__).parents[2] / "docs" / "dsql-tui.1"


def read_output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what a command prints before it ends well."""
    try:
        code: object = run(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["exec"], ["profiles", "add"], []])
def test_help_is_that_of_the_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = read_output(capsys, "help", *arguments)
    assert asked.startswith("usage: dsql-tui")
    assert asked == read_output(capsys, *arguments, "--help")


def test_help_for_an_unknown_command_names_a_similar_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["help", "exek"]) == 2
    words = "dsql-tui: There is no command “exek”. Did you mean “exec”?\n"
    assert capsys.readouterr().err == words


def test_version_is_a_command_and_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_output(capsys, "version") == f"dsql-tui {__version__}\n"
    assert read_output(capsys, "--version") == f"dsql-tui {__version__}\n"


def test_the_manual_page_has_every_option() -> None:
    page = PAGE.read_text(encoding="utf-8")
    plain = re.sub(r"\\f[BIR]", "", page).replace("\\-", "-")
    specs = load_specs()
    assert [spec.name for spec in specs] == ["", *COMMANDS]
    for spec in specs:
        names = [name for option in spec.options for name in option.names]
        assert [name for name in names if name not in plain] == []
    assert not [line for line in page.split("\n") if line.startswith("'")]


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_the_page_without_warnings() -> None:
    done = subprocess.run(
        ["man", "--warnings", "-l", str(PAGE)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "EXIT STATUS" in done.stdout
