"""Where the tokens and the statements of a script lie: the one scanner of SQL.

The rules are those of PostgreSQL's scanner (`src/backend/parser/scan.l`) and, for where statements
end, of psql's (`src/fe_utils/psqlscan.l`). What is not closed reaches to the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Whatever is beyond ASCII is a letter. The classes say what is none: to compile one that reaches
# to the last character takes longer than most statements run.
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
_DIGIT_TOO = r"[^\x00-/:-@\[-^`{-\x7f]"
_DOLLAR_TOO = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
_NAME = rf"{_LETTER}{_DIGIT_TOO}*"
_DOLLAR = rf"\$(?:{_NAME})?\$"
_TOKEN = re.compile(
    rf"""
    \s* (?:
      (?P<opener>    /\* | [eE]' | (?:[bBxXnN]|[uU]&)?' | (?:[uU]&)?" | {_DOLLAR} )
    | (?P<word>      {_LETTER}{_DOLLAR_TOO}* )
    | (?P<comment>   --[^\r\n]* )
    | (?P<number>    0[xX][\da-fA-F_]+ | \d[\d_.]*(?:[eE][-+]?\d+)? )
    | (?P<semicolon> ; )
    | (?P<bracket>   [()] )
    | (?P<parameter> \$\d+ | (?<![\w$\]:]) : (?: {_NAME} | '{_NAME}' ) )
    | (?P<meta>      \\[^\r\n]* )
    | (?P<other>     :: | \S )
    )
    """,
    re.VERBOSE | re.ASCII,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_INSIDE = {
    "'": re.compile(r"[^']*(?:''[^']*)*('?)"),
    '"': re.compile(r'[^"]*(?:""[^"]*)*("?)'),
    # A string that goes on after a line break goes on with its escapes.
    "e": re.compile(r"[^'\\]*(?:(?:''|\\.|'[ \t\f\v]*[\r\n]\s*')[^'\\]*)*('?)", re.DOTALL),
}
_GO = re.compile(r"\\gx?(?!\S)")
"""psql's commands that may also end a statement on its own line."""
_KIND = {"'": "string", "e": "string", '"': "quoted", "/": "comment", "$": "dollar"}
_LONGEST = len("atomic")
"""Characters of the longest word that matters for where statements end."""
_BLANKS = " \t\n\r\f\v"
_LEAD = re.compile(r"[ \t\n\r\f\v]*(?:--[^\r\n]*[ \t\n\r\f\v]*)*")
_COMMENT = re.compile(r"--[^\r\n]*")
_STRING = re.compile(r"'[^']*'")
_SIMPLE = re.compile(r"[^;'\"$\\/-]*(?:(?:'[^'\\]*'|-(?!-)|/(?!\*))[^;'\"$\\/-]*)*;")
"""A statement that ends at its first semicolon, if its brackets are closed there."""
_CLOSED = re.compile(
    r"""[^'"$\\/\r-]*(?:(?:'[^'\\]*'|"[^"]*"|-(?!-)|/(?!\*))[^'"$\\/\r-]*)*(?:--[^\r]*)?"""
)
"""A line that leaves nothing open, as nearly all of them."""


class Token(NamedTuple):
    """A lexical unit, and where it lies in the text.

    Kinds: space, comment, string, quoted (identifier), dollar (-quoted string), word, number,
    parameter (`$1`, and `:name` as psql has it, though not in a slice), semicolon, bracket (round),
    meta (psql's backslash commands), other.
    """

    kind: str
    start: int
    end: int


class Statement(NamedTuple):
    """One piece of a script, without its semicolon and the comments around it.

    `script[start:end] == text`, so the server's position `p`, counted from 1, is at
    `start + p - 1` in the script.
    """

    text: str
    start: int
    end: int
    file: str = ""
    """Where a COPY's data are on this computer, if they are in a file (`sql.meta.Copy`)."""


class Piece(NamedTuple):
    """The part of a script that a statement is alone in."""

    lead: int
    """Where the comments begin that stand before the statement, on lines of their own."""
    start: int
    end: int
    after: int
    """Where the next piece begins."""


def scan(text: str, state: str = "") -> Iterator[Token]:
    """Every token of a text, in order; together they cover it without gaps.

    `state` is what is open where the text begins, as `state_after` tells it.
    """
    covered = 0
    for kind, start, end, _ in steps(text, 0, state):
        if covered < start:
            yield Token("space", covered, start)
        yield Token(kind, start, end)
        covered = end
    if covered < len(text):
        yield Token("space", covered, len(text))


def state_after(line: str, state: str = "") -> str:
    """What is still open at the end of a line, given what was open at its start.

    Nothing, a quote (`'`, `"`, or `e` for a string with escapes), a dollar quote (its tag), or
    a comment (a slash for each level).
    """
    if not state and _CLOSED.fullmatch(line):
        return ""
    for *_, left_open in steps(line, 0, state):
        state = left_open
    return state


def split(script: str) -> list[Statement]:
    """The statements of a script, in order; empty ones are left out."""
    return [
        Statement(script[piece.start : piece.end], piece.start, piece.end)
        for piece in pieces(script)
    ]


def joint(script: str) -> str:
    """What has to stand behind a script so that another statement can follow it."""
    *_, last = [None, *pieces(script)]
    if last is None:
        return "\n\n" if script.strip() else ""
    behind = [token.kind for token in scan(script[last.end :])]
    if "semicolon" in behind or script[last.start] == "\\":
        return "\n\n"
    return "\n;\n\n" if "comment" in behind else ";\n\n"


def statement_at(script: str, offset: int) -> Statement | None:
    """The statement that a cursor means, or `None` in a script without any.

    It is the last one to begin at or before the cursor: the one around it, the one whose end it
    stands behind, or on blank lines the one above. Comments on lines of their own belong to the
    statement below them. Before the first statement, it is the first.
    """
    return choose(script, pieces(script), offset)


def choose(script: str, candidates: Iterator[Piece], offset: int) -> Statement | None:
    """What `statement_at` says, taking no more pieces than it needs."""
    found = None
    for piece in candidates:
        if found and piece.lead > offset:
            break
        found = piece
    return found and Statement(script[found.start : found.end], found.start, found.end)


def pieces(script: str, position: int = 0) -> Iterator[Piece]:
    """The pieces of a script, found as they are asked for; `position` is where one begins.

    A semicolon ends a statement, except between parentheses (CREATE RULE) and in a body between
    BEGIN ATOMIC and its END. A meta-command is a statement by itself, and ends the one before.
    """
    while found := _simple_piece(script, position) or next(scanned_pieces(script, position), None):
        yield found
        position = found.after


def _simple_piece(script: str, after: int) -> Piece | None:
    """The next piece, if it is of the usual kind that needs no scanning; many times as quick."""
    start = _LEAD.match(script, after).end()  # type: ignore[union-attr]
    found = _SIMPLE.match(script, start)
    if found is None:
        return None
    code = found[0][:-1].rstrip(_BLANKS)
    if not code or "atomic" in code.lower():
        return None
    bare = _STRING.sub("", code) if "(" in code and "'" in code else code
    if bare.count("(") > bare.count(")"):
        return None
    return Piece(_lead(script, after, start), start, start + len(code), found.end())


def _lead(script: str, after: int, start: int) -> int:
    """Where the comments begin, on lines of their own, that stand between two pieces."""
    for comment in _COMMENT.finditer(script, after, start):
        if after == 0 or "\n" in script[after : comment.start()]:
            return comment.start()
    return start


def scanned_pieces(script: str, position: int = 0) -> Iterator[Piece]:
    """What `pieces` says, token by token."""
    lead = start = -1
    end = after = position
    nesting = _Nesting()
    for kind, left, right, _ in steps(script, position):
        if kind == "comment":
            if lead < 0 and (after == 0 or "\n" in script[after:left]):
                lead = left
            continue
        if kind == "meta" or (kind == "semicolon" and not nesting):
            if start >= 0:
                yield Piece(lead, start, end, left if kind == "meta" else right)
            if kind == "meta":
                yield Piece(left, left, right, right)
            lead, start, after, nesting = -1, -1, right, _Nesting()
            continue
        if start < 0:
            start, lead = left, left if lead < 0 else lead
        end = right
        nesting.enter(script[left:right].lower() if right - left <= _LONGEST else "")
    if start >= 0:
        yield Piece(lead, start, end, len(script))


class _Nesting:
    """Whether a semicolon is inside something, told by the tokens before it."""

    __slots__ = ("_before", "_body", "_brackets")

    def __init__(self) -> None:
        self._brackets = 0
        self._body = 0
        """BEGIN ATOMIC, and each CASE in it: all that waits for an END."""
        self._before = ""

    def __bool__(self) -> bool:
        return self._brackets > 0 or self._body > 0

    def enter(self, token: str) -> None:
        """Take in a token in lower case, or nothing in place of a long one."""
        if token == "(":
            self._brackets += 1
        elif token == ")":
            self._brackets -= 1
        elif token == "end":
            self._body -= self._body > 0
        elif (token == "case" and self._body) or (token == "atomic" and self._before == "begin"):
            self._body += 1
        self._before = token


def steps(text: str, position: int, state: str = "") -> Iterator[tuple[str, int, int, str]]:
    """Kind, start and end of each token that is not space, and what is open behind it.

    The quick way through a text: plain tuples. Only the last can leave something open.
    """
    if state:
        kind = _KIND[state[0]]
        end, state = _leave(text, position, state)
        yield kind, position, end, state
        position = end
    match = _TOKEN.match
    while found := match(text, position):
        kind = found.lastgroup or "other"
        start, end = found.span(kind)
        if kind == "opener":
            state = _state(found["opener"])
            kind = _KIND[state[0]]
            end, state = _leave(text, end, state)
        elif kind == "meta" and not _may_command(text, start):
            kind, end = "other", start + 1
        yield kind, start, end, state
        position = end


def _state(opener: str) -> str:
    """What an opener opens."""
    if opener[0] in "eE":
        return "e"
    if opener == "/*":
        return "/"
    return opener if opener[0] == "$" else opener[-1]


def _leave(text: str, position: int, state: str) -> tuple[int, str]:
    """Where that which is open ends, and what is open there: nothing, or the text has ended."""
    if state[0] == "$":
        found = text.find(state, position)
        return (len(text), state) if found < 0 else (found + len(state), "")
    if state[0] == "/":
        return _leave_comment(text, position, len(state))
    match = _INSIDE[state].match(text, position)
    return (match.end(), "") if match and match[1] else (len(text), state)


def _leave_comment(text: str, position: int, depth: int) -> tuple[int, str]:
    for edge in _COMMENT_EDGE.finditer(text, position):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end(), ""
    return len(text), "/" * depth


def _may_command(text: str, backslash: int) -> bool:
    """Does a meta-command begin here: first on its line, behind a semicolon, or \\g?"""
    line = text[text.rfind("\n", 0, backslash) + 1 : backslash].rstrip()
    return not line or line.endswith(";") or bool(_GO.match(text, backslash))
