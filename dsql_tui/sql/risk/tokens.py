"""The tokens of a statement with its names folded, which the classifier reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dsql_tui.sql.names import fold_case
from dsql_tui.sql.scan import read_tokens


class Token(NamedTuple):
    """A token that is neither space nor comment."""

    kind: str
    """`word`, `name` (a quoted identifier), `string`, `open` (a quote or comment that is never
    closed), `meta` (a backslash command), or `sign` for everything else."""
    text: str
    """A word in lower case, a name without its quotes, a sign; empty for a string."""


_ESCAPE = re.compile(r"\\(?:\\|\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))")
_STRINGS = frozenset({"string", "dollar"})
_NAME_BYTES = 63
"""Bytes of a name; the server cuts longer ones."""
UNREADABLE = ""
"""The name of a quoted identifier whose escapes cannot be decoded. No real name is empty."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a statement; runs in time linear in its length."""
    name: Token | None = None
    for kind, start, end, state in read_tokens(text, 0):
        if kind == "comment" and not state:
            continue
        token = Token("open", "") if state else _read_token(kind, text[start:end])
        if name is not None:  # U&"…" takes its escape character from the word behind it
            yield Token("name", UNREADABLE) if token == ("word", "uescape") else name
            name = None
        if token.kind == "name":
            name = token
        else:
            yield token
    if name is not None:
        yield name


def _read_token(kind: str, written: str) -> Token:
    if kind == "word":
        return Token("word", _cut(fold_case(written)))
    if kind in _STRINGS:
        return Token("string", "")
    if kind == "quoted":
        opening = written.index('"') + 1
        name = written[opening:-1].replace('""', '"')
        return Token("name", _cut(_unescape(name) if opening > 1 else name))
    return Token("meta" if kind == "meta" else "sign", written)


def _cut(name: str) -> str:
    if len(name) * 4 <= _NAME_BYTES:
        return name
    return name.encode(errors="replace")[:_NAME_BYTES].decode(errors="ignore")


def _unescape(name: str) -> str:
    if "\\" in _ESCAPE.sub("", name):
        return UNREADABLE
    try:
        return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2] or "5c", 16)), name)
    except ValueError:
        return UNREADABLE
