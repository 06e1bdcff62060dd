"""Whatever a terminal sends, the program stays, runs nothing by mistake, and ends at once."""

from __future__ import annotations

import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal

ALTERNATE_SCREEN_LEFT = b"\x1b[?1049l"
SECONDS = 2
"""Within which a program ends."""


@pytest.fixture
def console(ready: Ready, tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the program at the picker, or with a target at the workbench."""
    environment = {**ready.env, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    opened: list[Terminal] = []

    def start(*target: str) -> Terminal:
        way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
        command = [sys.executable, "-m", "dsql_tui", *target, *way]
        command += ["--sslrootcert", ready.sslrootcert]
        opened.append(Terminal(command, environment=environment))
        opened[-1].wait("session 59:" if target else "shop")
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.__exit__(None, None, None)


def test_a_byte_that_is_not_utf_8_is_shown(console: Callable[..., Terminal], ready: Ready) -> None:
    terminal = console(ready.clusters[0].endpoint)
    terminal.send(b"select '\xe9' as kept\xff\xfe \x1b[99999999u \x1b[:u")
    terminal.wait("select '�' as kept")
    terminal.press("\x11")
    assert terminal.finish() == 0


def test_no_key_in_a_paste_runs_sql(console: Callable[..., Terminal], ready: Ready) -> None:
    terminal = console(ready.clusters[0].endpoint)
    paste = "select 'pasted' as a;\x1b\n\x1bOP\x1b[15~\n\x0fa\x11"
    terminal.send(f"\x1b[200~{paste}\x1b[201~".encode())
    terminal.wait("pasted")
    terminal.send(b" -- still here")
    text = terminal.wait("still here")
    assert "1 row" not in text
    assert "Press a key" not in text


@pytest.mark.parametrize("leave", ["\x1bOR", "\x1bOS", "\x1b[<0;5;3M\x1b[<0;5;3m"])
def test_keys_in_one_packet_go_to_the_new_focus(
    console: Callable[..., Terminal], ready: Ready, leave: str
) -> None:
    terminal = console(ready.clusters[0].endpoint)
    terminal.press("select 1;")
    terminal.wait("select 1;")
    terminal.press(f"{leave}zz\x1bOQ-- back")  # F3, F4 or a click, then F2
    assert "select 1;-- back" in terminal.wait("-- back")


@pytest.mark.parametrize("at_workbench", [False, True], ids=["picker", "workbench"])
@pytest.mark.parametrize("hang_up", [False, True], ids=["SIGTERM", "closed"])
def test_a_flood_of_keys_does_not_hold_up_the_end(
    console: Callable[..., Terminal], ready: Ready, at_workbench: bool, hang_up: bool
) -> None:
    terminal = console(*([ready.clusters[0].endpoint] if at_workbench else []))
    keys = b"abcdefghijklmnopqrstuvwxyz ;()'\t\x08\x1b[AB\xc3\xa9\xff"
    terminal.send(bytes(random.Random(1).choices(keys, k=20_000)))
    began = monotonic()
    if hang_up:
        assert terminal.hang_up() == 128 + signal.SIGHUP
    else:
        terminal.signal(signal.SIGTERM)
        assert terminal.finish() == 128 + signal.SIGTERM
        assert ALTERNATE_SCREEN_LEFT in terminal.drawn
    assert monotonic() - began < SECONDS
