"""The whole program in a real terminal."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.terminal import Terminal

DSQL_TUI = [sys.executable, "-m", "dsql_tui"]
RUN, QUIT, ENTER, MENU, END_OF_SCRIPT = "\n", "\x11", "\r", "\x0f", "\x1b[1;5F"
ALTERNATE_SCREEN_ENTERED, ALTERNATE_SCREEN_LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start `dsql-tui demo` in a home directory of its own."""
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    opened: list[Terminal] = []

    def start(*options: str, columns: int = 120, rows: int = 40) -> Terminal:
        command = [*DSQL_TUI, "demo", *options]
        opened.append(Terminal(command, columns, rows, home))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.__exit__(None, None, None)


def descendants(pid: int) -> set[int]:
    """Every process below `pid`, told from /proc."""
    found: set[int] = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                child = int(entry.name)
                found |= {child} | descendants(child)
    return found


def are_all_absent(pids: set[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def at_the_workbench(terminal: Terminal) -> None:
    terminal.wait("shop")
    terminal.press(ENTER)
    terminal.wait("session 59:")


def at_the_screen_again(terminal: Terminal) -> None:
    """Wait until the program has drawn after another one had the terminal: keys are read again."""

    def redraw(_: str) -> bool:
        screens = bytes(terminal.drawn).split(ALTERNATE_SCREEN_ENTERED)[2:]
        return any(b"session" in screen for screen in screens)

    terminal.wait(redraw)


def await_exit(pids: set[int]) -> None:
    import time

    for _ in range(100):
        if are_all_absent(pids):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {pids}")


def test_from_the_demo_to_rows_and_a_clean_exit(demo: Callable[..., Terminal]) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    processes = descendants(terminal.pid)
    assert processes
    terminal.press(RUN)
    terminal.wait("rows")
    terminal.press(QUIT)
    assert terminal.finish() == 0
    assert ALTERNATE_SCREEN_LEFT in terminal.drawn
    await_exit(processes)


def test_killing_the_console_ends_all_processes(demo: Callable[..., Terminal]) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    processes = descendants(terminal.pid)
    terminal.signal(signal.SIGKILL)
    assert terminal.finish() == -signal.SIGKILL
    await_exit(processes)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_query_restores_the_terminal(
    demo: Callable[..., Terminal], number: signal.Signals
) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    processes = descendants(terminal.pid)
    terminal.press(END_OF_SCRIPT)
    terminal.wait("pg_sleep")
    terminal.press(RUN)
    terminal.wait("running")
    terminal.signal(number)
    assert terminal.finish() == 128 + number
    assert ALTERNATE_SCREEN_LEFT in terminal.drawn
    assert f"Ended by {number.name}".encode() in terminal.drawn
    await_exit(processes)


def test_a_closed_terminal_ends_all_processes(demo: Callable[..., Terminal]) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    processes = descendants(terminal.pid)
    assert processes
    assert terminal.hang_up() == 128 + signal.SIGHUP
    await_exit(processes)


def test_a_terminal_closed_while_rows_arrive_ends_all_processes(
    demo: Callable[..., Terminal],
) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    processes = descendants(terminal.pid)
    terminal.press(f"{END_OF_SCRIPT}\rselect generate_series(1, 99999999);")
    terminal.wait("99999999)")  # right behind the text it would be a pasted line break
    terminal.press(RUN)
    terminal.wait("rows")
    assert terminal.hang_up() == 128 + signal.SIGHUP
    await_exit(processes)


def test_a_second_demo_names_the_first(demo: Callable[..., Terminal]) -> None:
    first = demo()
    first.wait("shop")
    second = demo()
    assert second.finish() == 3
    assert b"dsql-tui: " in second.drawn
    assert b"Traceback" not in second.drawn


def test_a_shortened_session_counts_down_and_ends(demo: Callable[..., Terminal]) -> None:
    terminal = demo("--session-limit", "5")
    terminal.wait("shop")
    terminal.press(ENTER)
    terminal.wait("session 0:0")
    terminal.wait("session ended", 20)
    terminal.press(RUN)
    terminal.wait("rows")
    terminal.press(QUIT)
    assert terminal.finish() == 0


def test_a_tiny_terminal_gets_a_sentence(demo: Callable[..., Terminal]) -> None:
    terminal = demo(columns=20, rows=5)
    terminal.wait("Too small")
    terminal.press(QUIT)
    assert terminal.finish() == 0


def test_a_sign_in_has_the_screen_for_itself_and_gives_it_back(
    ready: Ready, tmp_path: Path
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "aws").write_text(
        '#!/bin/sh\necho "called: $*"; read line; echo "$line" > "$0.done"\n'
    )
    (tools / "aws").chmod(0o755)
    (tmp_path / "config").write_text(
        "[profile p]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n"
        "[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/x\n"
    )
    environment = {
        **ready.env,
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "configuration"),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_PROFILE": "p",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
    }
    way = ["--hostaddr", ready.hostaddr, "--port", str(ready.port)]
    trust = ["--sslrootcert", ready.sslrootcert]
    command = [*DSQL_TUI, ready.clusters[0].endpoint, *way, *trust]
    with Terminal(command, environment=environment) as terminal:
        terminal.wait("session 59:")
        terminal.press("select 1 as kept")
        terminal.wait("select 1 as kept")
        terminal.press(MENU)
        terminal.wait("Press a key")
        terminal.press("W")
        terminal.wait("called: sso login --profile p")
        terminal.press(f"done{ENTER}")
        terminal.wait(lambda text: "Signed in again" in text and "select 1 as kept" in text)
        assert (tools / "aws.done").read_text() == "done\n"
        terminal.press(QUIT)
        assert terminal.finish() == 0


@pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")
def test_psql_takes_over_and_gives_back(demo: Callable[..., Terminal]) -> None:
    terminal = demo()
    at_the_workbench(terminal)
    terminal.press(MENU)
    terminal.wait("run psql")
    terminal.press("!")
    terminal.wait("postgres=>")
    terminal.press("select current_user, 40 + 2 as answer;\r")
    terminal.wait("admin        |     42")
    terminal.press("\x03")
    terminal.press("\\conninfo\r")
    terminal.wait("SSL connection")
    terminal.press("\\q\r")
    at_the_screen_again(terminal)
    terminal.press(QUIT)
    assert terminal.finish() == 0


def test_another_client_takes_over_with_a_token_in_its_environment(
    demo: Callable[..., Terminal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "case $PGPASSWORD in *X-Amz-Signature*) echo signed for $PGUSER;; esac; cat; exit 3"
    client = tmp_path / "client"
    client.write_text(f"#!/bin/sh\n{script}\n")
    client.chmod(0o755)
    monkeypatch.setenv("PGCLIENT", str(client))
    terminal = demo()
    at_the_workbench(terminal)
    terminal.press(MENU)
    terminal.wait("run psql")
    terminal.press("!")
    terminal.wait("signed for admin")
    terminal.press("\x04")
    terminal.wait("ended with exit code 3")
    terminal.press(QUIT)
    assert terminal.finish() == 0
