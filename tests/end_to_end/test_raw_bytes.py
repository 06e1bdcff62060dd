"""Hostile text in every argument, file, name and answer of the commands, at a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.cli import COMMANDS
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal

HOSTILE = "x\x1b]0;title\x07\x1b[2J\u009b31m\u009d0;t\u009c\x0e\x08\u202e\u2066\u200b\u2028\ufeffy"
"""ESC, OSC, CSI, their forms in C1, shift out, backspace, bidirectional and invisible text."""
SQL = f"'{HOSTILE}'"
NAME = f'"{HOSTILE}"'
OWN = re.compile(rb"\r\x1b\[K|\x1b\[\d{0,2}m|\x1b\[\?1006\$p|\x1b\[\?u|\x1b\[c")
"""What the commands themselves send: colours, and `doctor`'s questions to the terminal."""
RAW = re.compile(
    "[^\t\n\r\x20-\x7e\u00a0-\u200a\u2010-\u2027\u2030-\u205f\u2070-\ufefe\uff00-\ufff8\ufffd]"
)

EXEC = [
    ["-c", f"select {SQL} as {NAME}"],
    ["-c", f"select {SQL} as {NAME} \\gx"],
    *(["-c", f"select {SQL} as {NAME}", "--format", each] for each in ("csv", "json", "markdown")),
    ["-c", f"select {SQL} as {NAME}", "--format", "insert", "--table", NAME],
    ["-c", f"copy (select {SQL}) to stdout"],
    ["-c", f"copy (select 1) to {SQL}"],
    ["-c", f"select {SQL}::int"],
    ["-c", f"select {NAME} from t"],
    ["-c", HOSTILE],
    ["-c", f"set search_path = {NAME}; set timezone = {SQL}"],
    ["-c", f"create table if not exists {NAME} ({NAME} int)", "-c", f"drop table if exists {NAME}"],
    ["-c", f"drop table if exists {NAME}"],
    ["-c", f"drop schema if exists {NAME} cascade", "--yes"],
    ["-c", f"\\echo {HOSTILE}"],
    ["-c", f"\\warn {HOSTILE}"],
    ["-c", f"\\qecho {HOSTILE}"],
    ["-c", f"\\d {NAME}"],
    ["-c", f"\\i {HOSTILE}"],
    ["-c", f"\\copy t from {SQL}"],
    ["-c", f"\\o /proc/{HOSTILE}"],
    ["-c", f"\\set {HOSTILE} {SQL}", "-c", "\\set"],
    ["-c", f"\\pset {HOSTILE}"],
    ["-c", f"\\{HOSTILE}"],
    ["-c", f"select 1 \\g /proc/{HOSTILE}"],
    ["-c", "select 1", "-o", f"/proc/{HOSTILE}.csv"],
    ["-c", "select 1", "--format", HOSTILE],
    ["-c", "select 1", "--timeout", HOSTILE],
    ["-c", "select :'a', :'b' as :\"a\"", "-v", f"a={HOSTILE}", "-v", f"b={HOSTILE}"],
    ["-c", "select 1", "-v", HOSTILE],
    ["-f", HOSTILE],
    ["-f", "script.sql"],
    ["-c", "copy nowhere from stdin", "--retry-conflicts", HOSTILE],
    ["-c", f"create table {NAME} ({NAME} int); insert into {NAME} values (1), (1)"],
    ["--cost", "-c", f"explain analyze verbose select {SQL} as {NAME}"],
    ["--wait-jobs", "-c", f"create unique index async {NAME} on {NAME} ({NAME})"],
]
WITHOUT_SERVER = [
    [HOSTILE],
    ["apply", HOSTILE, HOSTILE],
    ["--region", HOSTILE],
    [HOSTILE, "-U", HOSTILE],
    ["access", HOSTILE],
    ["clusters", "--region", HOSTILE],
    ["clusters", "--aws-profile", HOSTILE],
    ["compare", HOSTILE, HOSTILE],
    ["completion", HOSTILE],
    ["completion", "--words", "exec", ""],
    ["ddl", HOSTILE],
    ["demo", HOSTILE],
    ["demo", "--release", HOSTILE],
    ["doctor", HOSTILE],
    ["doctor", "--aws-profile", HOSTILE],
    ["dump", HOSTILE],
    ["dump", HOSTILE, "--table", HOSTILE],
    ["exec", HOSTILE, "-c", "select 1"],
    ["exec", "weird", "-c", "select 1"],
    ["help", HOSTILE],
    ["import", HOSTILE, HOSTILE, "--into", HOSTILE],
    ["keys", HOSTILE],
    ["limits", HOSTILE],
    ["metrics", HOSTILE],
    ["migrate", HOSTILE, HOSTILE, "--dry-run"],
    ["migrate", "weird", "script.sql", "--dry-run"],
    ["profiles"],
    ["profiles", "show", HOSTILE],
    ["profiles", "show", "weird"],
    ["profiles", "add", HOSTILE, HOSTILE],
    ["profiles", "add", "other", HOSTILE],
    ["profiles", "remove", HOSTILE],
    ["profiles", "copy", "weird", HOSTILE],
    ["profiles", "import", HOSTILE],
    ["profiles", "import", f"postgresql://u@{HOSTILE}/d"],
    ["recipe", HOSTILE],
    ["recipe", HOSTILE, HOSTILE],
    ["sandbox", HOSTILE],
    ["sandbox", "--port", HOSTILE],
    ["sandbox", "--data", f"/proc/{HOSTILE}"],
    ["statements", HOSTILE],
    ["statements", HOSTILE, "--history"],
    ["streams", HOSTILE],
    ["streams", HOSTILE, "--follow", HOSTILE],
    ["token", HOSTILE],
    ["version", HOSTILE],
    ["token", "weird", "--aws-profile", HOSTILE],
]
PROFILES = f"""
[weird]
target = "nowhere"
"{HOSTILE.encode("unicode_escape").decode().replace(chr(92) + "x", chr(92) + "u00")}" = 1
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """Run a sandbox whose clusters have hostile names."""
    with SandboxProcess(command=(sys.executable, "-m", "tests.sandbox.hostile_sandbox")) as process:
        yield process


def run(folder: Path, environment: dict[str, str], words: list[str]) -> bytes:
    """Return what a terminal gets from a command."""
    config = folder / "dsql-tui" / "profiles.toml"
    config.parent.mkdir(exist_ok=True)
    config.write_text(PROFILES)
    (folder / "script.sql").write_text(f"\\echo one\nselect {NAME};")
    (folder / f"{HOSTILE}.csv").write_text(f"{HOSTILE}\n{HOSTILE}\n")
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = [sys.executable, "-m", "dsql_tui", *words]
    with Terminal(command, environment={**environment, **homes}, folder=str(folder)) as terminal:
        terminal.finish(60)
        return terminal.drawn


def check(drawn: bytes) -> None:
    """Check that nothing in the output controls the terminal."""
    assert drawn
    text = OWN.sub(b"", drawn).decode()
    assert not RAW.findall(text), drawn
    assert "Traceback" not in text


def way_to(ready: Ready) -> list[str]:
    """Return the target with its options."""
    way = [ready.clusters[0].endpoint, "--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    return [*way, "--sslrootcert", ready.sslrootcert]


@pytest.mark.parametrize("arguments", EXEC, ids=range(len(EXEC)))
def test_exec_sends_no_control_characters(
    ready: Ready, tmp_path: Path, arguments: list[str]
) -> None:
    words = ["exec", *way_to(ready), "--no-pager", *arguments]
    check(run(tmp_path, ready.env, words))


@pytest.mark.parametrize("words", WITHOUT_SERVER, ids=range(len(WITHOUT_SERVER)))
def test_commands_send_no_control_characters(
    ready: Ready, tmp_path: Path, words: list[str]
) -> None:
    check(run(tmp_path, ready.env, words))


@pytest.mark.parametrize(
    "words",
    [
        *(["clusters", "--format", each] for each in ("table", "json", "jsonl", "csv")),
        ["apply", "TARGET", "script.sql"],
        ["apply", "TARGET", "script.sql", "--dry-run", "--ledger-schema", HOSTILE],
        ["import", "TARGET", f"{HOSTILE}.csv", "--into", NAME],
        ["import", "TARGET", "script.sql", "--into", NAME, "--format", "csv"],
        ["compare", "TARGET", "xenqz6t6lodhofg566ocpfzuxo", "--schema", HOSTILE],
        ["ddl", "TARGET", "--schema", HOSTILE],
        ["dump", "TARGET", "--schema", HOSTILE],
        ["dump", "TARGET", "--table", NAME],
        ["dump", "TARGET", "-o", f"/proc/{HOSTILE}"],
        ["doctor", "TARGET"],
        ["recipe", "TARGET", "psql", "-U", HOSTILE, "--schema", HOSTILE],
        ["recipe", "TARGET", "--save", f"/proc/{HOSTILE}"],
    ],
)
def test_commands_with_a_hostile_cluster_send_none(
    ready: Ready, tmp_path: Path, words: list[str]
) -> None:
    at = words.index("TARGET") if "TARGET" in words else len(words)
    way = way_to(ready) if at < len(words) else ["--region", ready.clusters[0].region]
    check(run(tmp_path, ready.env, [*words[:at], *way, *words[at + 1 :]]))


def test_ddl_of_hostile_names_and_comments_sends_none(ready: Ready, tmp_path: Path) -> None:
    create = f"create table shop.{NAME} (id int primary key, {NAME} text default {SQL})"
    comment = f"comment on table shop.{NAME} is {SQL}"
    insert = f"insert into shop.{NAME} values (1)"
    words = ["-c", create, "-c", comment, "-c", insert]
    check(run(tmp_path, ready.env, ["exec", *way_to(ready), *words]))
    other = next(each.identifier for each in ready.clusters[1:] if each.identifier)
    compare = run(tmp_path, ready.env, ["compare", other, *way_to(ready)])
    assert b"CREATE TABLE" in compare
    check(compare)
    for words in (["ddl", "--schema", "shop"], ["dump", "--table", f"shop.{NAME}"]):
        drawn = run(tmp_path, ready.env, [words[0], *way_to(ready), *words[1:]])
        assert b"COMMENT ON TABLE" in drawn
        check(drawn)


def test_limits_of_a_hostile_table_send_none(ready: Ready, tmp_path: Path) -> None:
    columns = ", ".join(f"c{number} int" for number in range(40))
    create = f'create table public."wide{HOSTILE}" ({columns})'
    check(run(tmp_path, ready.env, ["exec", *way_to(ready), "-c", create]))
    drawn = run(tmp_path, ready.env, ["limits", *way_to(ready)])
    assert b"public.wide" in drawn
    check(drawn)


def test_every_command_is_tried() -> None:
    tried = {words[0] for words in WITHOUT_SERVER}
    assert set(COMMANDS) <= tried
