"""The tokens of a statement, as rules see them: lower-case words, with quoted text replaced.

A rule matches a line such as `create table "2" ( id int default '7' )`, where a number in quotes is
the index of a token. So no literal, identifier or comment can look like SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dsql_tui.sql.scan import read_tokens

_HIDDEN = {"string": "'{}'", "dollar": "'{}'", "quoted": '"{}"'}


class Line(NamedTuple):
    """Some tokens of a statement as one text, with a space between them."""

    text: str
    tokens: Sequence[int]

    def token(self, offset: int) -> int:
        """Return the index of the token at an offset of the text."""
        return self.tokens[self.text.count(" ", 0, offset)]


class Shape:
    """The tokens of one statement."""

    def __init__(self, source: str, start: int, end: int) -> None:
        """Read `source[start:end]`, which begins and ends with a token."""
        self.source = source
        self.start, self.end = start, end
        self.words: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.depths: list[int] = []
        """The number of brackets around each token; a bracket is outside its own pair."""
        self._top: Line | None = None
        self._read()

    def _read(self) -> None:
        words, spans, depths, depth = self.words, self.spans, self.depths, 0
        for kind, left, right, _ in read_tokens(self.source, self.start, commands=False):
            if left >= self.end:
                break
            if kind == "comment":
                continue
            hidden = _HIDDEN.get(kind)
            word = hidden.format(len(words)) if hidden else self.source[left:right].lower()
            depth -= word == ")"
            words.append(word)
            spans.append((left, right))
            depths.append(depth)
            depth += word == "("

    @property
    def top(self) -> Line:
        """The tokens outside all brackets; of these only `( )` is left."""
        if self._top is None:
            self._top = self.line(0, len(self.words))
        return self._top

    def line(self, first: int, last: int) -> Line:
        """Return the tokens of a range that are no deeper than its first one."""
        if first >= last:
            return Line("", ())
        least = self.depths[first]
        found = [i for i in range(first, last) if self.depths[i] <= least]
        return Line(" ".join([self.words[i] for i in found]), found)

    def after(self, first: int) -> Shape:
        """Return the statement that begins at a token, as within EXPLAIN."""
        start = self.spans[first][0] if first < len(self.spans) else self.end
        return Shape(self.source, start, self.end)

    def name(self, token: int) -> str:
        """Return the identifier at a token."""
        left, right = self.spans[token]
        text = self.source[left:right]
        return text[1:-1].replace('""', '"') if text[0] == '"' else text.lower()

    def string(self, token: int) -> str | None:
        """Return the value of a plain string; `None` for one with escapes, and for other tokens."""
        left, right = self.spans[token]
        text = self.source[left:right]
        return text[1:-1].replace("''", "'") if text[0] == "'" else None

    def source_text(self, first: int, last: int) -> str:
        """Return a range of tokens as the client wrote it."""
        return self.source[self.spans[first][0] : self.spans[last - 1][1]]

    def closing(self, opening: int) -> int:
        """Return the bracket that closes one, or the end of the statement."""
        depth = self.depths[opening]
        for token in range(opening + 1, len(self.words)):
            if self.depths[token] == depth and self.words[token] == ")":
                return token
        return len(self.words)

    def items(self, opening: int) -> Iterator[tuple[int, int]]:
        """Return the ranges between the commas in a pair of brackets."""
        yield from self.parts(opening + 1, self.closing(opening))

    def parts(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Return the ranges between the commas in a range; none is empty."""
        if first >= last:
            return
        depth, start = self.depths[first], first
        for token in range(first, last):
            if self.words[token] == "," and self.depths[token] == depth:
                if start < token:
                    yield start, token
                start = token + 1
        if start < last:
            yield start, last

    def apply_edits(self, edits: Sequence[Edit]) -> str:
        """Return the statement with edits, which do not overlap."""
        text, done = [], self.start
        for edit in sorted(edits):
            text += [self.source[done : edit.start], edit.text]
            done = edit.end
        return "".join(text) + self.source[done : self.end]

    def blank_out(self, token: int) -> Edit:
        """Return the edit that blanks a token, so that all positions stay the same."""
        left, right = self.spans[token]
        return Edit(left, right, " " * (right - left))


class Edit(NamedTuple):
    """A replacement of part of the source."""

    start: int
    end: int
    text: str


def quote_literal(text: str) -> str:
    """Return a text as an SQL string, whatever `standard_conforming_strings` is."""
    quoted = text.replace("'", "''")
    return f" E'{quoted}'".replace("\\", "\\\\") if "\\" in text else f"'{quoted}'"
