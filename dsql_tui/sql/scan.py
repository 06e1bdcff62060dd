"""The scanner of SQL: the tokens of a text, and what a text leaves open.

The rules are those of PostgreSQL's scanner (`src/backend/parser/scan.l`), plus psql's backslash
commands (`src/fe_utils/psqlscan.l`). A token without its closing delimiter reaches to the end.
Every function here takes time proportional to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Every character beyond ASCII is a letter. The classes exclude what is not a letter: a class that
# lists the letters up to the last code point takes longer to compile than most statements to run.
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
_LETTER_OR_DIGIT = r"[^\x00-/:-@\[-^`{-\x7f]"
_IDENTIFIER_REST = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
_NAME = rf"{_LETTER}{_LETTER_OR_DIGIT}*"
_DOLLAR = rf"\$(?:{_NAME})?\$"
_ARGUMENTS = r"""(?: '(?:[^'\\\r\n]|\\[^\r\n])*'? | "[^"\r\n]*"? | `[^`\r\n]*`? | [^'"`\\\r\n] )*"""
_TOKEN = re.compile(
    rf"""
    \s* (?:
      (?P<opener>    /\* | [eE]' | (?:[bBxXnN]|[uU]&)?' | (?:[uU]&)?" | {_DOLLAR} )
    | (?P<word>      {_LETTER}{_IDENTIFIER_REST}* )
    | (?P<comment>   --[^\r\n]* )
    | (?P<number>    0[xX][\da-fA-F_]+ | \d[\d_.]*(?:[eE][-+]?\d+)? )
    | (?P<semicolon> ; )
    | (?P<bracket>   [()] )
    | (?P<parameter> \$\d+ | (?<![\w$\]:]) : (?: {_NAME} | '{_NAME}' ) )
    | (?P<escape>    \\[;:] )
    | (?P<separator> \\\\ )
    | (?P<meta>      \\ (?: (?: copy | ! | h | help | e[fv]\+? | s[fv]\+? )(?![^\s\\])[^\r\n]*
                        | [^\s\\]* (?: [ \t\f\v]*\|[^\r\n]* | {_ARGUMENTS} ) ) )
    | (?P<other>     :: | \S )
    )
    """,
    re.VERBOSE | re.ASCII,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_GAP = r"(?:[ \t\f\v]|--[^\r\n]*(?=[\r\n]))*[\r\n](?:\s|--[^\r\n]*(?=[\r\n]))*"
"""The space and comments between the two parts of a string that continues on another line."""
_INSIDE = {
    "'": re.compile(r"[^']*(?:''[^']*)*('?)"),
    '"': re.compile(r'[^"]*(?:""[^"]*)*("?)'),
    # The next line of a string with escapes has escapes too.
    "e": re.compile(rf"[^'\\]*(?:(?:''|\\.|'{_GAP}')[^'\\]*)*('?)", re.DOTALL | re.ASCII),
}
_IN_SUBSCRIPT = frozenset(("bracket", "parameter"))
_SUBSCRIPTED = frozenset(("word", "quoted", "parameter"))
"""Kinds of tokens that a subscript can follow, besides closing brackets."""
_KIND = {"'": "string", "e": "string", '"': "quoted", "/": "comment", "$": "dollar"}


SPACE = " \t\n\r\f\v"
"""The characters that PostgreSQL takes for space; a no-break space is a letter."""


class Token(NamedTuple):
    r"""A lexical unit, and its place in the text.

    Kinds: space, comment, string, quoted (identifier), dollar (-quoted string), word, number,
    parameter (`$1`, and psql's `:name`, but not in a slice), semicolon, bracket (round), meta
    (psql's backslash commands), separator (psql's `\\` behind a command), escape (psql's `\;`
    and `\:`), other.
    """

    kind: str
    start: int
    end: int


def scan(text: str, state: str = "") -> Iterator[Token]:
    """Yield every token of a text, in order; together they cover it without gaps.

    `state` is what is open where the text begins, as `state_after` returns it.
    """
    covered = 0
    for kind, start, end, _ in read_tokens(text, 0, state):
        if covered < start:
            yield Token("space", covered, start)
        yield Token(kind, start, end)
        covered = end
    if covered < len(text):
        yield Token("space", covered, len(text))


def state_after(line: str, state: str = "") -> str:
    """Return what is still open at the end of a line, given what was open at its start.

    Nothing, a quote (`'`, `"`, or `e` for a string with escapes), a dollar quote (its tag), or
    a comment (a slash for each level).
    """
    for *_, left_open in read_tokens(line, 0, state):
        state = left_open
    return state


def read_tokens(
    text: str, position: int, state: str = "", end: int | None = None, commands: bool = True
) -> Iterator[tuple[str, int, int, str]]:
    """Yield the kind, start and end of each token but space, and what is open behind it.

    Plain tuples, for speed. Only the last token can leave something open. Without `commands`,
    a backslash is a character like any other, as it is for the server.
    """
    limit = len(text) if end is None else end
    if state:
        kind = _KIND[state[0]]
        close, state = _find_close(text, position, state, limit)
        yield kind, position, close, state
        position = close
    match = _TOKEN.match
    subscripts: list[bool] = []
    """The open brackets from the first square one on: True for those of a subscript."""
    before, kind, start = "", "", position
    while found := match(text, position, limit):
        before, kind, start_before = kind, found.lastgroup or "other", start
        start, close = found.span(kind)
        if kind == "opener":
            state = _state(found["opener"])
            kind = _KIND[state[0]]
            close, state = _find_close(text, close, state, limit)
        elif not commands and text[start] == "\\":
            kind, close = "other", start + 1
        elif kind == "other" or (subscripts and kind in _IN_SUBSCRIPT):
            if kind == "parameter" and subscripts[-1] and text[start] == ":":
                kind, close = "other", start + 1  # the colon of a slice
            elif text[start] in "[(":
                follows = before in _SUBSCRIPTED or text[position - 1 : position] in ("]", ")")
                array = text[start_before:position].lower() == "array"
                subscripts.append(text[start] == "[" and follows and not array)
            elif text[start] in "])" and subscripts:
                subscripts.pop()
        yield kind, start, close, state
        position = close


def _state(opener: str) -> str:
    """Return the state that an opening delimiter leads to."""
    if opener[0] in "eE":
        return "e"
    if opener == "/*":
        return "/"
    return opener if opener[0] == "$" else opener[-1]


def _find_close(text: str, position: int, state: str, end: int) -> tuple[int, str]:
    """Return the end of the open token, and what is open there: nothing, if it is closed."""
    if state[0] == "$":
        found = text.find(state, position, end)
        return (end, state) if found < 0 else (found + len(state), "")
    if state[0] == "/":
        return _find_comment_close(text, position, len(state), end)
    match = _INSIDE[state].match(text, position, end)
    return (match.end(), "") if match and match[1] else (end, state)


def _find_comment_close(text: str, position: int, depth: int, end: int) -> tuple[int, str]:
    for edge in _COMMENT_EDGE.finditer(text, position, end):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end(), ""
    return end, "/" * depth
