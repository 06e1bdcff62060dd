"""How the editors of other programs feel, in the same terminal and on the same computer.

Used by `python -m benchmarks.editing KEYS FOLDER`, where the folder has a virtual environment each
for `harlequin` (with its postgres adapter), `sqlit` (sqlit-tui) and `pgcli`.
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
from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER
from tests.terminal import Terminal

TABLES = 990
"""With those that are there, as many as a cluster may have."""
DEFINITION = "create table public.table_{} (id bigint primary key, title text, made timestamptz)"
TYPED = "select * from table_"


class Rival(NamedTuple):
    """Another program, and how it is driven."""

    name: str
    command: Sequence[str]
    """Its arguments; `{sockets}` is where PostgreSQL listens, and for whom."""
    ready: str
    """What its screen shows once it is connected."""
    enter: str = ""
    """Keys that lead into its editor."""
    clear: Sequence[str] = ("\x1b", "\x01\x7f")
    """Keys that empty the editor: no list any more; select all, and delete."""


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


def tables(ready: Ready) -> Path:
    """Make many tables in the sandbox's PostgreSQL; the folder that it listens in.

    The rivals are connected to it as its superuser, past all that makes it look like a cluster.
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
def running(rival: Rival, folder: Path, sockets: Path) -> Iterator[Terminal]:
    """A rival, connected, with the cursor in its empty editor."""
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


def listed(terminal: Terminal, clear: Sequence[str], times: int = 10) -> float:
    """Seconds from a key to the list of tables that it leaves, at the median.

    Nothing but the list says `table_50`: what is typed says no more than `table_5`.
    """
    took = []
    for _ in range(times):
        for key in TYPED:
            terminal.press(key)
            terminal.rest(0.03)
        terminal.rest(0.5)
        took.append(terminal.echo("5", b"table_50"))
        empty(terminal, clear)
    return median(took)


def empty(terminal: Terminal, clear: Sequence[str]) -> None:
    """Empty the editor, key by key: an escape that is followed at once begins a sequence."""
    for keys in clear:
        terminal.rest(0.4)
        terminal.press(keys)
    terminal.rest(0.5)
