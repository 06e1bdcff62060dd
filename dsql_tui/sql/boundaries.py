"""The boundaries of statements, and the data that follow COPY … FROM STDIN in a script.

The rules are psql's (`src/fe_utils/psqlscan.l`, `src/bin/psql/copy.c`), with one addition: psql
takes every END in a BEGIN ATOMIC body for its end, also where it is the name of a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from dsql_tui.sql.scan import SPACE, read_tokens

Phase = Literal["", "copy", "from", "stdin", "create", "routine", "other"]
"""How far a statement is: at its start, in a COPY before FROM, behind FROM, or behind STDIN; in
CREATE before the kind of object, or in CREATE FUNCTION or PROCEDURE; in any other statement."""

_DECISIVE = frozenset(("semicolon", "bracket", "escape", "meta"))
"""Kinds of tokens that matter for where any statement ends."""
_BETWEEN = ("comment", "separator")
_LONGEST = len("procedure")
"""Characters of the longest word that matters for boundaries."""
_STANDARD_INPUT = ("stdin", "stdout")
"""PostgreSQL takes COPY … FROM STDOUT for FROM STDIN."""
_END_MARK = re.compile(r"^\\\.\r?(?:\n|\Z)", re.MULTILINE)
_GO = re.compile(r"\\gx?(?![^\s\\])", re.ASCII)
"""psql's commands that send a statement as a semicolon does."""


class InlineData(NamedTuple):
    r"""The rows behind a COPY … FROM STDIN, up to a line `\.` or the end of the script."""

    start: int
    end: int
    """The rows are `script[start:end]`."""
    after: int
    r"""The offset behind the line `\.`."""

    @property
    def closed(self) -> bool:
        r"""True if a line `\.` ends the rows."""
        return self.after > self.end


class SkippedData(NamedTuple):
    """Inline data to skip at the end of the current line."""

    start: int
    end: int


Step = tuple[str, int, int, str, InlineData | None, SkippedData | None]
"""A token of a script: its kind, start and end, what is open behind it, the data of the statement
that ends here, and the data ahead, at the end of the line. A plain tuple, for speed.

Kinds: those of `scan`, `data` (inline data), and `end` for a semicolon that ends a statement.
"""


class StatementState(NamedTuple):
    """The facts about the tokens so far that decide where the statement ends."""

    phase: Phase = ""
    brackets: int = 0
    body: bool = False
    """True inside BEGIN ATOMIC."""
    before: str = ""
    """The token before, in lower case."""
    copied: int = 0
    r"""The number of COPY … FROM STDIN before a `\;`; each has its own data."""

    @property
    def blocks(self) -> int:
        """The number of blocks of inline data that follow the statement."""
        return self.copied + (self.phase == "stdin")

    def enter(self, kind: str, word: str) -> StatementState | None:
        """Return the state behind a token, or `None` where the token ends the statement.

        Args:
            kind: The token's kind.
            word: The token in lower case, or `""` in place of a long one.
        """
        phase, brackets, body, before, copied = self
        if kind == "semicolon":
            if not (brackets or body):
                return None
            return self._replace(before=";") if phase == "routine" else self
        if kind == "bracket":
            brackets = brackets + 1 if word == "(" else max(0, brackets - 1)
            word = ""
        elif kind == "escape":  # `\;` begins another statement in the same message
            return StatementState("", brackets, copied=self.blocks) if word == "\\;" else self
        elif phase == "other":
            return self
        if body:
            body = not (word == "end" and before in (";", "atomic"))
        elif phase == "routine":
            body = word == "atomic" and before == "begin" and not brackets
        elif phase == "" or not brackets:
            phase = _next_phase(phase, word)
        return StatementState(phase, brackets, body, word if phase == "routine" else "", copied)

    def enter_token(self, text: str, kind: str, start: int, end: int) -> StatementState | None:
        """Return the state behind any token of a text, or `None` where the statement ends."""
        if kind in _BETWEEN:
            return self
        if kind == "meta":
            return None
        return self.enter(kind, text[start:end].lower() if end - start <= _LONGEST else "")


START = StatementState()
"""The state between two statements."""


def _next_phase(phase: Phase, word: str) -> Phase:
    match phase, word:
        case "", "copy" | "create":
            return "copy" if word == "copy" else "create"
        case "copy", "from":
            return "from"
        case "copy" | "stdin", _:
            return phase
        case "from", _ if word in _STANDARD_INPUT:
            return "stdin"
        case "create", "or" | "replace":
            return "create"
        case "create", "function" | "procedure":
            return "routine"
    return "other"


def find_data(script: str, position: int) -> InlineData:
    """Return the data that begin at the start of a line."""
    found = _END_MARK.search(script, position)
    if found is None:
        return InlineData(position, len(script), len(script))
    return InlineData(position, found.start(), found.end())


def read_script(
    script: str, position: int = 0, skipped: SkippedData | None = None, server: bool = False
) -> Iterator[Step]:
    """Yield the tokens of a script, from a place where a statement begins.

    A token that goes on behind data, as a string may that begins on the line of a COPY, is yielded
    in parts.

    Args:
        script: The whole script.
        position: Where to begin.
        skipped: What the last step of the statement before had.
        server: True for a message to the server, which knows no commands and no inline data.
    """
    statement, open_ = START, ""
    position = position or skip_byte_order_mark(script)
    while True:
        limit = skipped.start if skipped else len(script)
        for step in read_tokens(script, position, open_, limit, not server):
            kind, left, right, open_ = step
            if kind not in _DECISIVE and statement.phase == "other":
                yield kind, left, right, open_, None, skipped
                continue
            data, before = None, skipped
            after = statement.enter_token(script, kind, left, right)
            if after is None and not server:
                blocks = count_blocks(statement, script, kind, left, right)
                if blocks:
                    data, skipped = _take_data(script, right, skipped, blocks)
            kind = "end" if kind == "semicolon" and after is None else kind
            statement = after or START
            yield kind, left, right, open_, data, skipped
            if skipped is not before:
                position = right
                break
        else:
            if skipped is None:
                return
            yield "data", skipped.start, skipped.end, open_, None, None
            position, skipped = skipped.end, None


def skip_byte_order_mark(script: str) -> int:
    """Return where a script begins: behind the byte order mark, if it has one, as in psql."""
    return int(script.startswith("\ufeff"))


def count_blocks(statement: StatementState, text: str, kind: str, start: int, end: int) -> int:
    r"""Return the number of blocks of inline data behind the token that ends a statement.

    They belong to the statement if the token sends it, or to the token if it is a `\copy`.
    """
    if kind == "semicolon":
        return statement.blocks
    if text.startswith("\\copy", start, end):
        return _count_copy_blocks(text, start, end)
    return statement.blocks if statement.blocks and _GO.match(text, start) else 0


def _count_copy_blocks(text: str, start: int, end: int) -> int:
    r"""Return 1 for a `\copy … from stdin`, and 0 for other commands."""
    statement = START
    for kind, left, right, _ in read_tokens(text, start + 1, "", end, commands=False):
        after = statement.enter_token(text, kind, left, right)
        if after is None:
            break
        statement = after
    return statement.blocks


def _take_data(
    script: str, position: int, skipped: SkippedData | None, blocks: int
) -> tuple[InlineData | None, SkippedData]:
    """Return the data of a COPY that ends at an offset, and the data to skip."""
    begin, start = (skipped.end, skipped.start) if skipped else (_next_line(script, position),) * 2
    data = find_data(script, begin)
    if not data.closed and not script[begin:].strip(SPACE):
        return None, SkippedData(start, len(script))
    for _ in range(blocks - 1):
        following = find_data(script, data.after)
        data = InlineData(begin, following.end, following.after)
    return data, SkippedData(start, data.after)


def _next_line(script: str, position: int) -> int:
    return script.find("\n", position) + 1 or len(script)
