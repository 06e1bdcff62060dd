"""What a terminal is sent, when values, names and words from outside try to control it."""

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
"""What Textual sends: control sequences, and the shape of the pointer; no titles, no clipboard."""
SHOWN = "␛]0;title␇�987m�[/b]"
"""What is to be seen of the clusters' name."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """Its clusters have hostile names."""
    with SandboxProcess(command=(sys.executable, "-m", "tests.sandbox.hostile_sandbox")) as process:
        yield process


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Where nobody has been before."""
    return {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}


def command(ready: Ready, *target: str) -> list[str]:
    """The program, with the way to the sandbox."""
    return [
        *(sys.executable, "-m", "dsql_tui", *target),
        *("--hostaddr", ready.hostaddr, "--port", str(ready.port)),
        *("--sslrootcert", ready.sslrootcert),
    ]


@pytest.fixture
def console(ready: Ready, home: dict[str, str]) -> Iterator[Terminal]:
    """The console at the workbench."""
    words = command(ready, ready.clusters[0].endpoint)
    with Terminal(words, environment={**ready.env, **home}) as terminal:
        terminal.wait("shop")
        yield terminal


def chosen(terminal: Terminal, letter: str) -> None:
    """Choose from the menu."""
    terminal.press(MENU)
    terminal.wait("a letter does it")
    terminal.press(letter)
    terminal.wait(lambda text: "a letter does it" not in text)


def ran(terminal: Terminal, statement: str, shown: str) -> None:
    """Run a statement in a fresh console, and wait for what is to be seen of it."""
    chosen(terminal, "t")
    terminal.wait(lambda text: "━" in text and not re.search("select|table", text))
    chosen(terminal, "e")
    terminal.press(PASTE.format(statement))
    terminal.wait(statement[:8])
    chosen(terminal, "a")
    terminal.wait(shown)


def test_no_byte_of_data_controls_the_terminal(console: Terminal) -> None:
    hostile = r"e'\x1b]0;{}\x07\u009b987m\u202e[/b]'"
    name = r'U&"\001b]0;{}\0007"'
    ran(console, f"select {hostile.format('cell')} as {name.format('head')}", "␛]0;cell␇�987m�[/b]")
    assert "␛]0;head␇" in console.text
    console.press(RESULTS)
    console.wait("Cell in full")
    console.press("x")
    console.wait("─[ 1 ]")
    for key, shown in [(ENTER, "characters"), ("o", "1 of 1")]:
        console.press(key)
        console.wait(shown)
        console.press("q")
        console.wait(lambda text, shown=shown: shown not in text)  # type: ignore[misc]
    chosen(console, "C")
    console.wait(lambda text: "bar · rows by ␛]0;head␇" in text and "␛]0;cell␇" in text)
    console.press("q")
    console.wait("/ Filter")
    console.press("f")
    console.wait("Find")
    console.press(PASTE.format("\u009btoast"))
    console.wait("�toast")
    console.press(ENTER)
    console.wait("“�toast” is not in these rows")
    ran(console, f"select {hostile.format('error')}::int", "␛]0;error␇")
    ran(console, f"drop table if exists {name.format('notice')}", "␛]0;notice␇")
    ran(console, f"create table shop.{name.format('tree')} (id int primary key)", "CREATE TABLE")
    console.wait("␛]0;tree␇")
    ran(console, "select '\u009d0;past\u009c'", "�0;past�")
    ran(console, f"drop table shop.{name.format('tree')}", "DROP TABLE")
    console.press(HISTORY)
    console.wait(lambda text: "�0;past�" in text and "drop table" in text)
    assert_ours(console.drawn)


def test_no_byte_of_a_cluster_s_name_controls_the_terminal(
    ready: Ready, home: dict[str, str]
) -> None:
    with Terminal(command(ready), environment={**ready.env, **home}) as terminal:
        terminal.wait(SHOWN)
        terminal.press(ready.clusters[0].identifier)
        terminal.wait(ready.clusters[0].identifier)
        terminal.press(ENTER)
        terminal.wait(lambda text: "shop" in text and SHOWN in text)
        assert_ours(terminal.drawn)


def assert_ours(drawn: bytes) -> None:
    """Nothing that a terminal obeys was written but by ourselves."""
    whole = drawn[: drawn.rindex(b"\x1b")]  # of the last sequence a part may be read
    left = OUR_ESCAPES.sub(b"", whole)
    assert b"\x1b" not in left
    assert b"\x07" not in left
    assert not re.search("[\x80-\x9f\u202e]", left.decode(errors="replace"))
    assert b"\x1b[987m" not in drawn
