"""psql's backslash commands without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path
from time import sleep

from dsql_tui.backslash_copy import STANDARD_INPUT
from dsql_tui.cli.guard import Permit
from dsql_tui.cli.options import Usage
from dsql_tui.opening import Access
from dsql_tui.sql.meta import Act, Ask, Copy, Said, Say, connection, is_meta, read
from dsql_tui.sql.scan import Statement, split
from dsql_tui.sql.verb import copies

_NESTED = 16
"""Files that may include one another."""


class Backslash:
    """Puts statements in the place of backslash commands, one at a time, as they are to run."""

    def __init__(self, access: Access, timing: bool, fed: bool, permit: Permit) -> None:
        self.timing = timing
        """Is it said how long each statement takes?"""
        self.expanded: bool | None = None
        """Are rows lists of their columns (`Options`)?"""
        self._fed = fed
        self._access = access
        self._permit = permit

    def unfolded(self, statements: Sequence[Statement], depth: int = 0) -> Iterator[Statement]:
        """What is to run; ends where a script says quit.

        Raises:
            Usage: a command that is unknown here, a file that cannot be read, or a change that may
                not be made.
        """
        self._permit([each for each in statements if not is_meta(each.text)])
        before = None
        for statement, after in zip(statements, [*statements[1:], None], strict=True):
            if not is_meta(statement.text):
                before = statement
                with self._shown_as(after):
                    yield self._feeding(statement) if _reads(statement.text) else statement
                continue
            said = read(statement.text)
            if isinstance(said, Act) and said.name == "quit":
                return
            yield from self._meant(said, statement, before, depth)

    def _meant(
        self, said: Said, statement: Statement, before: Statement | None, depth: int
    ) -> Iterator[Statement]:
        """What is to run in the place of one command; `before` is the statement before it."""
        match said:
            case Ask(sql):
                yield statement._replace(text=sql)
            case Say(sentence):
                raise Usage(sentence)
            case Copy(sql, out, file):
                copy = statement._replace(text=sql, file=file)
                self._permit([copy])
                yield copy if out or file else self._feeding(copy)
            case Act("timing" | "expanded" as name, arguments):
                self._switch(name, "".join(arguments).lower())
            case Act("go") if before:
                pass  # it ended the statement before it, which has been run
            case Act("conninfo"):
                yield statement._replace(text=connection(self._access.facts).sql)
            case Act("watch", [seconds]):
                yield from _paced(before, float(seconds))
            case Act("include", [name]):
                yield from self.unfolded(_included(name, statement, depth), depth + 1)
            case Act():
                raise Usage(f"{statement.text.split()[0]} needs the console.")

    def _switch(self, name: str, to: str) -> None:
        if name == "timing":
            self.timing = _SWITCH.get(to, not self.timing)
        else:
            self.expanded = _MODES.get(to, not self.expanded)

    @contextmanager
    def _shown_as(self, after: Statement | None) -> Iterator[None]:
        """Rows of a statement are lists where `\\gx` stands behind it."""
        expanded = self.expanded
        if after is not None and read(after.text) == Act("go", ["expanded"]):
            self.expanded = True
        yield
        self.expanded = expanded

    def _feeding(self, copy: Statement) -> Statement:
        """A COPY that reads standard input."""
        if not self._fed:
            raise Usage("COPY has nothing to read: the script came from standard input.")
        return copy._replace(file=STANDARD_INPUT)


_SWITCH = {"on": True, "off": False}
_MODES = {"on": True, "off": False, "auto": None}


def _reads(text: str) -> bool:
    """Is it a COPY FROM STDIN, as SQL has it?"""
    return copies(text) and bool(re.search(r"\sfrom\s+stdin\b", text, re.IGNORECASE))


def _paced(statement: Statement | None, seconds: float) -> Iterator[Statement]:
    if statement is None:
        raise Usage("\\watch repeats a statement that stands before it.")
    for each in repeat(statement):
        sleep(seconds)
        yield each


def _included(name: str, at: Statement, depth: int) -> list[Statement]:
    """The statements of a file; where they stand is where the file is asked for."""
    if depth == _NESTED:
        raise Usage(f"{name} is included by a file that it includes itself.")
    try:
        script = Path(name).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise Usage(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Usage(f"{name} is not text in UTF-8.") from None
    return [each._replace(start=at.start, end=at.end) for each in split(script)]
