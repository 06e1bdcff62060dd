"""Hostile values, names and texts from outside, and the bytes that a terminal gets."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal

RUN, MENU, HISTORY, RESULTS, ENTER = "\n", "\x0f", "\x12", "\x1bOR", "\r"
PASTE = "\x1b[200~{}\x1b[201~"
OUR_ESCAPES = re.compile(rb"\x1b(\[[\d;?<>=]*[ $]?[@-~]|[=>78HM]|\(B|\]22;[a-z-]*\x07)")
"""Sequences that Textual sends: control sequences and the shape of the pointer."""
SHOWN = "␛]0;title␇‹U+009B›987m‹RLO›[/b]"
"""The clusters' name as it is shown."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """Run a sandbox whose clusters have hostile names."""
    with SandboxProcess(command=(sys.executable, "-m", "tests.sandbox.hostile_sandbox")) as process:
        yield process


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Return an environment with an empty home directory."""
    return {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}


def command(ready: Ready, *target: str) -> list[str]:
    """Return the command with the options for the sandbox."""
    return [
        *(sys.executable, "-m", "dsql_tui", *target),
        *("--hostaddr", ready.hostaddr, "--port", str(ready.port)),
        *("--sslrootcert", ready.sslrootcert),
    ]


@pytest.fixture
def console(ready: Ready, home: dict[str, str]) -> Iterator[Terminal]:
    """Run the console up to the workbench."""
    words = command(ready, ready.clusters[0].endpoint)
    with Terminal(words, environment={**ready.env, **home}) as terminal:
        terminal.wait("shop")
        yield terminal


def choose(terminal: Terminal, letter: str) -> None:
    """Choose from the menu."""
    terminal.press(MENU)
    terminal.wait("Press a key")
    terminal.press(letter)
    terminal.wait(lambda text: "Press a key" not in text)


def run_sql(terminal: Terminal, statement: str, shown: str) -> None:
    """Run a statement in a new console, and wait for its result."""
    choose(terminal, "t")
    terminal.wait(lambda text: "━" in text and not re.search("select|table", text))
    choose(terminal, "e")
    terminal.press(PASTE.format(statement))
    terminal.wait(statement[:8])
    choose(terminal, "a")
    terminal.wait(shown)


def test_data_does_not_control_the_terminal(console: Terminal) -> None:
    hostile = r"e'\x1b]0;{}\x07\u009b987m\u202e[/b]'"
    name = r'U&"\001b]0;{}\0007"'
    run_sql(
        console,
        f"select {hostile.format('cell')} as {name.format('head')}",
        "␛]0;cell␇‹U+009B›987m‹RLO›[/b]",
    )
    assert "␛]0;head␇" in console.text
    console.press(RESULTS)
    console.wait("Open cell")
    console.press("x")
    console.wait("─[ 1 ]")
    for key, shown in [(ENTER, "characters"), ("o", "1 of 1")]:
        console.press(key)
        console.wait(shown)
        console.press("q")
        console.wait(lambda text, shown=shown: shown not in text)  # type: ignore[misc]
    choose(console, "C")
    console.wait(lambda text: "bar · rows by ␛]0;head␇" in text and "␛]0;cell␇" in text)
    console.press("q")
    console.wait("/ Filter")
    console.press("f")
    console.wait("Find")
    console.press(PASTE.format("\u009btoast"))
    console.wait("�toast")
    console.press(ENTER)
    console.wait("“‹U+009B›toast” was not found in these rows")
    run_sql(console, f"select {hostile.format('error')}::int", "␛]0;error␇")
    run_sql(console, f"drop table if exists {name.format('notice')}", "␛]0;notice␇")
    run_sql(
        console, f"create table shop.{name.format('tree')} (id int primary key)", "CREATE TABLE"
    )
    console.wait("␛]0;tree␇")
    run_sql(console, "select '\u009d0;past\u009c'", "‹U+009D›0;past‹U+009C›")
    run_sql(console, f"drop table shop.{name.format('tree')}", "DROP TABLE")
    console.press(HISTORY)
    console.wait(lambda text: "‹U+009D›0;past‹U+009C›" in text and "drop table" in text)
    check_sequences(console.drawn)


def test_emoji_keep_columns_in_place_and_the_server_gets_them_whole(console: Terminal) -> None:
    family = "👩\u200d👩\u200d👧"
    code_points = " || ".join(f"chr({ord(character)})" for character in family)
    run_sql(
        console,
        f"select v, '┃' as rule,\n  v = {code_points} as same\n"
        f"from (values ('{family}'), ('❤️'), ('🇩🇪'), ('ab')) t(v)",
        "4 rows",
    )
    # As pyte draws them; a flag may be letters where the menu was, as the rest is not drawn again.
    shown = [("👩", "t"), ("❤", "f"), ("🇩", "f"), ("ab", "f")]
    console.wait(
        lambda text: re.findall(r"\d  (\S+) +┃ +([tf]) ", text.replace("  DE ", "  🇩 ")) == shown
    )
    rows = [number for number, line in enumerate(console.text.splitlines()) if "┃ " in line]
    cells = [console.screen.buffer[row] for row in rows]
    assert len({column for row in cells for column in row if row[column].data == "┃"}) == 1
    check_sequences(console.drawn)


def test_cluster_names_do_not_control_the_terminal(ready: Ready, home: dict[str, str]) -> None:
    with Terminal(command(ready), environment={**ready.env, **home}) as terminal:
        terminal.wait(SHOWN)
        terminal.press(ready.clusters[0].identifier)
        terminal.wait(ready.clusters[0].identifier)
        terminal.press(ENTER)
        terminal.wait(lambda text: "shop" in text and SHOWN in text)
        check_sequences(terminal.drawn)


def check_sequences(drawn: bytes) -> None:
    """Check that the terminal got only the program's own control sequences."""
    whole = drawn[: drawn.rindex(b"\x1b")]  # of the last sequence a part may be read
    left = OUR_ESCAPES.sub(b"", whole)
    assert b"\x1b" not in left
    assert b"\x07" not in left
    assert not re.search("[\x80-\x9f\u202e]", left.decode(errors="replace"))
    assert b"\x1b[987m" not in drawn
