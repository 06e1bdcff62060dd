"""A script as the steps that Aurora DSQL can run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal, NamedTuple

from dsql_tui.sql.risk import Kind

LEDGER_NAME = "dsql_tui_ledger"
"""The table that says what has been applied; it does not belong to the schema of the user."""

StepKind = Literal["setting", "rows", "schema"]
"""`setting` is for the session; `rows` fits into a transaction with the ledger; `schema` does not,
because Aurora DSQL refuses DDL beside changes of rows."""


class ScriptError(Exception):
    """A script cannot be applied; the message is a sentence for the user."""


class ScriptStatement(NamedTuple):
    """A statement of a script."""

    number: int
    """Its number in the script, from 1."""
    line: int
    """The line of the file on which it begins, from 1."""
    text: str
    kind: Kind
    data: str | None = None
    """The rows of a COPY FROM STDIN."""


@dataclass(frozen=True)
class Step:
    """One transaction of a script, or a setting of the session."""

    kind: StepKind
    statements: tuple[ScriptStatement, ...]
    """The statements that do the work, in order."""
    settings: tuple[ScriptStatement, ...] = ()
    """Settings of the transaction, which run before its statements."""
    divided: bool = False
    """True if it is a part of a transaction of the script that Aurora DSQL would refuse."""
    begun: bool = False
    """True if the script has written BEGIN."""

    @property
    def number(self) -> int:
        """The number of its first statement."""
        return self.statements[0].number

    @property
    def line(self) -> int:
        """The line of its first statement."""
        return self.statements[0].line

    @property
    def starts_job(self) -> bool:
        """True if it starts an asynchronous job."""
        words = self.statements[0].text[:60].lower().split()
        return self.kind == "schema" and "async" in words[1:4]

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 of its statements in hexadecimal, without line ends and comments between."""
        return _digest(_list_parts((*self.settings, *self.statements)))


@dataclass(frozen=True)
class Script:
    """A script to apply."""

    name: str
    """Its name in the ledger."""
    steps: tuple[Step, ...]
    repeatable: bool = False
    """True if it is applied again after it has changed."""
    version: tuple[int, ...] = ()
    """The version in the name of its file; empty if there is none."""

    @property
    def applied(self) -> Sequence[Step]:
        """The steps that the ledger records: all but settings."""
        return [step for step in self.steps if step.kind != "setting"]

    @cached_property
    def checksum(self) -> str:
        """The SHA-256 of its steps, in hexadecimal."""
        return _digest(step.checksum for step in self.steps)


def _list_parts(statements: Sequence[ScriptStatement]) -> Iterator[str]:
    for each in statements:
        yield each.text.replace("\r\n", "\n")
        if each.data is not None:
            yield each.data.replace("\r\n", "\n")


def _digest(parts: Iterator[str]) -> str:
    digest = sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()
