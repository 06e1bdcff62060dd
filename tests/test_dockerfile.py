"""The recipe for an image: what it copies exists, and its commands are the program's."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import tomlkit

from dsql_tui.cli import sandbox
from dsql_tui.sandbox import serve

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
INSTRUCTIONS: list[tuple[str, str]] = re.findall(r"^([A-Z]+) (.*)$", TEXT, re.MULTILINE)
COPIED = [name for kind, rest in INSTRUCTIONS if kind == "COPY" for name in rest.split()[:-1]]
PAGE = (ROOT / "docs" / "testing.md").read_text()
DOCUMENTED = re.findall(r"^docker run .* dsql-sandbox(.*)$", PAGE, re.MULTILINE)


def find(kind: str) -> str:
    (found,) = [rest for name, rest in INSTRUCTIONS if name == kind]
    return found


def test_what_a_build_needs_is_copied() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert [line[1:] for line in ignored if line.startswith("!")] == COPIED
    assert all((ROOT / name).exists() for name in COPIED)
    project = tomlkit.parse((ROOT / "pyproject.toml").read_text()).unwrap()["project"]
    assert {"pyproject.toml", project["readme"], *project["license-files"]} <= set(COPIED)


def test_the_image_does_not_run_as_root() -> None:
    user = find("USER")
    assert f"useradd --uid 1000 --create-home {user}" in find("RUN")
    assert f"--owner {user}" in find("RUN")
    assert find("WORKDIR") == f"/home/{user}"
    assert "belong to the user 1000" in PAGE


@pytest.mark.parametrize("arguments", [None, *DOCUMENTED])
def test_the_commands_are_the_program_s(
    monkeypatch: pytest.MonkeyPatch, arguments: str | None
) -> None:
    program, command, *fixed = json.loads(find("ENTRYPOINT"))
    assert (program, command) == ("dsql-tui", "sandbox")
    given = json.loads(find("CMD")) if arguments is None else shlex.split(arguments, comments=True)
    served: list[serve.Options] = []

    def note(options: serve.Options) -> int:
        served.append(options)
        return 0

    monkeypatch.setattr(serve, "serve", note)
    assert sandbox.run([*fixed, *given]) == 0
    assert (served[0].port, served[0].data) == (5432, Path("/data"))
    assert "docker cp dsql:/data/certificates/ca.pem" in PAGE
