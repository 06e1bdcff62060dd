"""The steps that the interpreter yields and the caller carries out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from dsql_tui.execution.source import Source
from dsql_tui.sql.statements import Statement

Row = Sequence[str | None]

STANDARD_INPUT = "/dev/stdin"
"""The path that means standard input of this process, from its current position."""


class Place(NamedTuple):
    """A place in a script."""

    source: Source
    start: int

    @property
    def words(self) -> str:
        """The place as text, such as `setup.sql, line 3`."""
        line = f"line {self.source.line(self.start)}"
        return f"{self.source.name}, {line}" if self.source.name else line


class Set(NamedTuple):
    """Change a setting; the reply has the reason in `message` if that is not possible.

    Settings of the output: `expanded`, `timing`, `output`, `null`, `format`, `tuples_only` and
    `separator`. Others: `continue_on_error`, `manual_commit`, `echo`, and `folder`, the folder of
    relative file names.
    """

    name: str
    value: str


class Execute(NamedTuple):
    """Run a statement."""

    statement: Statement
    place: Place
    written: str
    """The text in the script: the statement, or a backslash command that runs it."""
    data: str | None = None
    """The rows after a COPY FROM STDIN."""
    settings: tuple[Set, ...] = ()
    """The output settings for this result alone."""
    output: str | None = None
    """The file for the result; `None` for the usual place."""
    collect: bool = False
    """True to return the rows in the reply instead of showing them."""
    internal: bool = False
    """True for a catalog query of a backslash command."""


class Show(NamedTuple):
    """Show rows that a backslash command computed."""

    columns: Sequence[str]
    rows: Sequence[Row]
    written: str
    place: Place


class Print(NamedTuple):
    """Print a text."""

    text: str
    target: Literal["output", "result", "error"]
    """Standard output, the place of results, or standard error."""
    end: str = "\n"


class Sleep(NamedTuple):
    """Wait between two repetitions of a statement."""

    seconds: float


class Fail(NamedTuple):
    """Report a failed backslash command; the script stops unless it continues on error."""

    sentence: str
    place: Place
    written: str


class Load(NamedTuple):
    """Read a script; the reply has its source, or the reason in `message`."""

    path: Path


class Write(NamedTuple):
    """Write a text to a file; the reply has the reason in `message` if that fails."""

    path: Path
    text: str


class Prompt(NamedTuple):
    """Ask the user for a line; the reply has it, or the reason in `message`."""

    text: str


class EditScript(NamedTuple):
    """Open the script in an external editor, which only the console can."""


Step = Execute | Show | Print | Set | Sleep | Fail | Load | Write | Prompt | EditScript


class Reply(NamedTuple):
    """The answer to a step."""

    failed: bool = False
    columns: Sequence[str] = ()
    types: Sequence[int] = ()
    rows: Sequence[Row] = ()
    affected: int = 0
    """The number of rows returned or changed."""
    source: Source | None = None
    sqlstate: str = ""
    message: str = ""
    line: str = ""
    """The line that the user entered."""
