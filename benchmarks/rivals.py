"""The editors of other programs, for comparison in the same terminal and on the same computer.

`python -m benchmarks --rivals FOLDER` uses them. The folder has a virtual environment for each of
`harlequin` (with its postgres adapter), `sqlit` (sqlit-tui with psycopg2-binary) and `pgcli`; those
that are missing are left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from dsql_tui.sandbox.store.postgres import PORT
from dsql_tui.sandbox.store.superuser import SUPERUSER
from tests.terminal import Terminal

TABLES = 990
"""With the existing tables, the maximum for a cluster."""
DEFINITION = "create table public.table_{} (id bigint primary key, title text, made timestamptz)"
_BATCH = 500
"""The tables that a transaction creates; each takes locks."""
TYPED = "select * from table_"


class Rival(NamedTuple):
    """Another program, and the keys that control it."""

    name: str
    command: Sequence[str]
    """Its arguments; `{sockets}` is the folder of PostgreSQL's socket, and `{superuser}` its
    user."""
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
        "pgcli",
        ("host={sockets} user={superuser} dbname=postgres",),
        "postgres>",
        clear=("\x03",),
    ),
)


def create_tables(sockets: Path, tables: int) -> None:
    """Create many tables in a sandbox's PostgreSQL, which has its socket in a folder.

    The rivals connect to PostgreSQL as its superuser, without the gateway.
    """
    definition = DEFINITION.format("%s")
    with psycopg.connect(
        host=str(sockets), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        # As in a replica, the sandbox's limit of tables is not checked.
        connection.execute("set session_replication_role = replica")
        for first in range(0, tables, _BATCH):
            loop = f"for n in {first}..{min(first + _BATCH, tables) - 1} loop"
            body = f"begin {loop} execute format('{definition}', n); end loop; end"
            connection.execute(f"do $do$ {body} $do$".encode())


@contextmanager
def run_rival(rival: Rival, program: Path, sockets: Path) -> Iterator[Terminal]:
    """Run a rival, connected, with the cursor in its empty editor."""
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


def time_lists(terminal: Terminal, clear: Sequence[str], times: int = 10) -> list[float]:
    """Return the seconds, each time, from a key to the list of matching tables.

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
    return took


def clear_editor(terminal: Terminal, clear: Sequence[str]) -> None:
    """Empty the editor; wait between keys, so that an Escape does not start a sequence."""
    for keys in clear:
        terminal.rest(0.4)
        terminal.press(keys)
    terminal.rest(0.5)
