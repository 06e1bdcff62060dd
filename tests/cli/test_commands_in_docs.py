"""Every command on the pages for users runs: as it stands, in the order of the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.sandbox.ready import Ready
from tests.cli.conftest import way_to

DOCS = Path(__file__).parent.parent.parent / "docs"


def read_commands(page: str) -> list[list[str]]:
    """Return the arguments of each `dsql-tui` line in the code blocks of a page."""
    blocks = re.findall(r"^```\n(.*?)^```", (DOCS / page).read_text(), re.DOTALL | re.MULTILINE)
    lines = "".join(blocks).splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("dsql-tui ")]


def test_a_newcomer_can_follow_the_commands_of_the_page(
    aws: Ready,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = read_commands("getting-started.md")
    assert len(commands) >= 9
    endpoint, *way = way_to(aws)
    for words in commands:
        target = [endpoint, *way] if words[0] == "profiles" else [endpoint]
        given = [each for word in words for each in (target if word == "ENDPOINT" else [word])]
        assert run(given) == 0, (words, capsys.readouterr())
    capsys.readouterr()
    assert run(["exec", "prod", "-c", "select count(*) > 100 from shop.prices"]) == 0
    assert "t" in capsys.readouterr().out.split()
    assert "CREATE TABLE shop.prices" in Path("shop.sql").read_text()
