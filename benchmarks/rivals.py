"""The editors of other programs, for comparison in the same terminal and on the same computer.

`python -m benchmarks.editing KEYS FOLDER` uses them. The folder has a virtual environment for each
of `harlequin` (with its postgres adapter), `sqlit` (sqlit-tui) and `pgcli`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psycopg

from dsql_tui.sandbox.ready import Ready
from dsql_tui.sandbox.store.postgres import PORT
from dsql_tui.sandbox.store.superuser import SUPERUSER
from tests.terminal import Terminal

TABLES = 990
"""With the existing tables, the maximum for a cluster."""
DEFINITION = "create table public.table_{} (id bigint primary key, title text, made timestamptz)"
TYPED = "select * from table_"


class Rival(NamedTuple):
    """Another program, and the keys that control it."""

    name: str
    command: Sequence[str]
    """Its arguments; `{sockets}` is the folder of PostgreSQL's socket, `{superuser}` its user."""
    ready: str
    """The text on its screen when it is connected."""
    enter: str = ""
    """The keys that open its editor."""
    clear: Sequence[str] = ("\x1b", "\x01\x7f")
    """The keys that close the list and empty the editor."""


RIVALS = (
    Rival(
        "harlequin",
        ("-a", "postgres", "postgresql://{superuser}@/postgres?host={sockets}"),
        "postgres db",
    ),
    Rival(
        "sqlit",
        (
            *("--db-type", "postgresql", "--server={sockets}", "--port", str(PORT)),
            *("--database", "postgres", "--username", "{superuser}", "--password", "x"),
        ),
        "Connected to",
        "qi",
        ("\x7f" * 40,),
    ),
    Rival(
        "pgcli", ("host={sockets} user={superuser} dbname=postgres",), "postgres>", clear=("\x03",)
    ),
)


def create_tables(ready: Ready) -> Path:
    """Create many tables in the sandbox's PostgreSQL; return the folder of its socket.

    The rivals connect to PostgreSQL as its superuser, without the gateway.
    """
    runtime = Path(ready.sslrootcert).parents[2]
    sockets = next(runtime.glob(f"*/.s.PGSQL.{PORT}")).parent
    with psycopg.connect(
        host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        for number in range(TABLES):
            connection.execute(DEFINITION.format(number).encode())
    return sockets


@contextmanager
def run_rival(rival: Rival, folder: Path, sockets: Path) -> Iterator[Terminal]:
    """Run a rival, connected, with the cursor in its empty editor."""
    program = folder / rival.name / "bin" / rival.name
    arguments = [part.format(sockets=sockets, superuser=SUPERUSER) for part in rival.command]
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "XDG_CONFIG_HOME": home, "PROMPT_TOOLKIT_NO_CPR": "1"}
        with Terminal([str(program), *arguments], environment=environment) as terminal:
            terminal.wait(rival.ready, 60)
            terminal.rest(3)
            for key in rival.enter:
                terminal.press(key)
                terminal.rest(0.3)
            yield terminal


def time_list(terminal: Terminal, clear: Sequence[str], times: int = 10) -> float:
    """Return the median seconds from a key to the list of matching tables.

    Only the list contains `table_50`: the typed text is `table_5`.
    """
    took = []
    for _ in range(times):
        for key in TYPED:
            terminal.press(key)
            terminal.rest(0.03)
        terminal.rest(0.5)
        took.append(terminal.echo("5", b"table_50"))
        clear_editor(terminal, clear)
    return median(took)


def clear_editor(terminal: Terminal, clear: Sequence[str]) -> None:
    """Empty the editor; wait between keys, so that an Escape does not start a sequence."""
    for keys in clear:
        terminal.rest(0.4)
        terminal.press(keys)
    terminal.rest(0.5)
