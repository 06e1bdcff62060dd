"""The statements of a script: where each begins and ends, and which one the cursor is in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.sql.boundaries import InlineData, SkippedData, read_script, skip_byte_order_mark
from dsql_tui.sql.scan import SPACE, Token, scan

_LEAD = re.compile(r"[ \t\n\r\f\v]*(?:--[^\r\n]*[ \t\n\r\f\v]*)*")
_COMMENT = re.compile(r"--[^\r\n]*")
_STRING = re.compile(r"'[^']*'")
_BRACKET = re.compile("[()]")
_BALANCED = re.compile(r"[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*")
"""A text with closed parentheses, at most two within one another, as most have."""
_SIMPLE = re.compile(r"[^;'\"$\\/-]*(?:(?:'[^'\\]*'|-(?!-)|/(?!\*))[^;'\"$\\/-]*)*;")
"""A statement that ends at its first semicolon, if its brackets are closed there."""
_REST = re.compile(r"\s*(?:--[^\r\n]*\s*)?", re.ASCII)
_SILENT = ("comment", "separator", "data")
_SPECIAL = frozenset((*_SILENT, "escape"))


class Statement(NamedTuple):
    r"""A statement of a script, without its semicolon and the comments around it.

    `script[start:end] == text`, so the server's position `p`, counted from 1, is at
    `start + p - 1` in the script. The exceptions: psql's `\;` and `\:` lose their backslash in
    `text`, and so does a statement lose the inline data that lie within it.
    """

    text: str
    start: int
    end: int
    file: str = ""
    """The local file of a COPY's data (`sql.meta.Copy`)."""
    data: InlineData | None = None
    """The rows behind a COPY … FROM STDIN, as offsets in the script."""
    terminator: str = ""
    """`;`, or a backslash where one of psql's commands follows; empty at the end of the script."""

    def shift(self, offset: int) -> Statement:
        """Return the statement as a part of a script that begins at an offset of another one."""
        data = self.data and InlineData(*(offset + each for each in self.data))
        return self._replace(start=offset + self.start, end=offset + self.end, data=data)


class Piece(NamedTuple):
    """The part of a script that holds one statement."""

    lead: int
    """The offset of the comments on lines of their own before the statement."""
    start: int
    end: int
    after: int
    """The offset of the next piece; behind inline data, unless a statement precedes them."""
    reach: int
    """The offset up to which the script determines the piece."""
    terminator: str
    data: InlineData | None = None
    skipped: SkippedData | None = None
    """Inline data that the next pieces have to skip at the end of their line."""
    cuts: tuple[tuple[int, int], ...] = ()
    """The spans that do not belong to the text of the statement."""


def split(script: str) -> list[Statement]:
    """Return the statements of a script, in order, without empty ones."""
    return [make_statement(script, piece) for piece in find_pieces(script)]


def find_open_token(script: str) -> Token | None:
    """Return the comment, string or quoted name that a script opens and does not close.

    Its start is where it opens; nothing behind that is a statement.
    """
    start: tuple[int, SkippedData | None] = (0, None)
    after = start
    for piece in find_pieces(script):
        start, after = after, (piece.after, piece.skipped)
    found: Token | None = None
    for kind, opened, _, open_, *_ in read_script(script, *start):
        if not open_:
            found = None
        elif found is None:
            found = Token(kind, opened, len(script))
    return found


def choose_separator(script: str) -> str:
    """Return the text to put behind a script so that another statement can follow."""
    *_, last = [None, *find_pieces(script)]
    if last is None:
        return "\n\n" if script.strip(SPACE) else ""
    if last.data and not last.data.closed:
        return "\\.\n\n" if script.endswith("\n") else "\n\\.\n\n"
    behind = [token.kind for token in scan(script[last.end :])] if not last.data else ["semicolon"]
    if "semicolon" in behind or script[last.start] == "\\":
        return "\n\n"
    return "\n;\n\n" if "comment" in behind else ";\n\n"


def statement_at(script: str, offset: int) -> Statement | None:
    """Return the statement that a cursor means, or `None` in a script without statements.

    That is the last one to begin at or before the cursor: the one around it, the one that ends
    at it, or on blank lines the one above. Inline data belong to their COPY, and comments on lines
    of their own to the statement below. Before the first statement, it is the first.
    """
    return choose(script, find_pieces(script), offset)


def choose(script: str, candidates: Iterator[Piece], offset: int) -> Statement | None:
    """Return the same as `statement_at`, taking no more pieces than needed."""
    found = None
    for piece in candidates:
        if found and piece.lead > offset:
            break
        found = piece
    return found and make_statement(script, found)


def find_pieces(
    script: str, position: int = 0, skipped: SkippedData | None = None
) -> Iterator[Piece]:
    """Yield the pieces of a script, from the end of the piece before and the data that it skips.

    A semicolon ends a statement, except between parentheses (CREATE RULE) and in a body between
    BEGIN ATOMIC and its END. A backslash command is a piece, and ends the one before it.
    """
    position = position or skip_byte_order_mark(script)
    while True:
        found = None if skipped else _simple_piece(script, position)
        found = found or next(scan_pieces(script, position, skipped), None)
        if found is None:
            return
        yield found
        position, skipped = found.after, found.skipped


def find_server_pieces(message: str) -> Iterator[Piece]:
    """Yield the statements of a message as the server splits it.

    The server knows neither backslash commands nor inline data.
    """
    position = 0
    while found := (
        _simple_piece(message, position) or next(scan_pieces(message, position, server=True), None)
    ):
        yield found
        position = found.after


def make_statement(script: str, piece: Piece) -> Statement:
    """Return the statement of a piece of a script."""
    parts, position = [], piece.start
    for start, end in piece.cuts:
        parts.append(script[position:start])
        position = end
    text = "".join([*parts, script[position : piece.end]])
    return Statement(text, piece.start, piece.end, "", piece.data, piece.terminator)


def _simple_piece(script: str, after: int) -> Piece | None:
    """Return the next piece if it needs no scanning, as most do; many times as fast."""
    start = _LEAD.match(script, after).end()  # type: ignore[union-attr]
    found = _SIMPLE.match(script, start)
    if found is None:
        return None
    code = found[0][:-1].rstrip(SPACE)
    lower = code.lower()
    if not code or lower.startswith("copy") or "atomic" in lower:
        return None
    if "(" in code and _opens(_STRING.sub("", code) if "'" in code else code):
        return None
    return Piece(
        _find_leading_comment(script, after, start),
        start,
        start + len(code),
        found.end(),
        found.end(),
        ";",
    )


def _opens(code: str) -> bool:
    """Return True if a parenthesis is open at the end."""
    if _BALANCED.fullmatch(code):
        return False
    depth = 0
    for bracket in _BRACKET.findall(code):
        depth = depth + 1 if bracket == "(" else max(0, depth - 1)
    return depth > 0


def _find_leading_comment(script: str, after: int, start: int) -> int:
    """Return the offset of the first comment on a line of its own between two pieces."""
    for comment in _COMMENT.finditer(script, after, start):
        if _begins_line(script, after) or "\n" in script[after : comment.start()]:
            return comment.start()
    return start


def _begins_line(script: str, offset: int) -> bool:
    return offset <= skip_byte_order_mark(script) or script[offset - 1] == "\n"


def scan_pieces(
    script: str, position: int = 0, skipped: SkippedData | None = None, *, server: bool = False
) -> Iterator[Piece]:
    """Yield the same as `pieces`, or as `server_pieces`, token by token."""
    draft = _Draft(script, position)
    for step in read_script(script, position, skipped, server):
        before, (kind, left, right, _, data, skipped) = skipped, step
        if kind not in ("meta", "end"):
            if kind in _SPECIAL or not draft.begun:
                draft.add(kind, left, right)
            else:
                draft.end = right
            continue
        after, left_ahead = _find_next_start(script, right, skipped)
        reach = max(after, skipped.end if skipped else 0)
        if kind == "end" and draft.begun:
            yield draft.finish(after, reach, ";", data, left_ahead)
        own = data if kind == "meta" and script.startswith("\\copy", left) else None
        if kind == "meta" and draft.begun:
            yield draft.finish(left, reach, "\\", *((None, before) if own else (data, skipped)))
        if kind == "meta":
            end = left + len(script[left:right].rstrip(SPACE))
            yield Piece(left, left, end, after, reach, "", own, left_ahead)
        draft = _Draft(script, after)
    if draft.begun:
        yield draft.finish(len(script), len(script), "")


class _Draft:
    """A piece whose end is yet to come."""

    __slots__ = ("_cuts", "_fresh", "_lead", "_script", "_seen", "begun", "end", "start")

    def __init__(self, script: str, position: int) -> None:
        self._script = script
        self._lead = -1
        self.start = self.end = self._seen = position
        self.begun = False
        """True if there is more than comments."""
        self._fresh = _begins_line(script, position)
        """True if a comment that begins here is on lines of its own."""
        self._cuts: list[tuple[int, int]] = []

    def add(self, kind: str, left: int, right: int) -> None:
        """Add a token, or inline data."""
        if left < self._seen:
            return  # it is on the line of a COPY, before its data
        if self._lead < 0:
            self._fresh = self._fresh or self._script.find("\n", self._seen, left) >= 0
            self._seen = left
            if kind not in _SILENT or (kind == "comment" and self._fresh):
                self._lead = left
        if kind == "escape" or (kind == "data" and self.begun):
            self._cuts.append((left, right if kind == "data" else left + 1))
        if kind not in _SILENT:
            self.start = self.start if self.begun else left
            self.begun, self.end = True, right

    def finish(
        self,
        after: int,
        reach: int,
        terminator: str,
        data: InlineData | None = None,
        skipped: SkippedData | None = None,
    ) -> Piece:
        """Return the piece."""
        lead, start, end, cuts = self._lead, self.start, self.end, tuple(self._cuts)
        return Piece(lead, start, end, after, reach, terminator, data, skipped, cuts)


def _find_next_start(
    script: str, position: int, skipped: SkippedData | None
) -> tuple[int, SkippedData | None]:
    """Return where the next piece begins: behind the skipped data, if nothing precedes them."""
    if skipped and _REST.match(script, position, skipped.start).end() == skipped.start:  # type: ignore[union-attr]
        return skipped.end, None
    return position, skipped
