"""A cursor over the lexemes of a statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dsql_tui.sql.lexemes import read_lexemes
from dsql_tui.sql.names import fold_case, fold_name, quote_name

OPENING, CLOSING = "([", ")]"


class Name(NamedTuple):
    """The name of an object, as the server folds it."""

    schema: str
    """Empty if it is not written."""
    name: str

    @property
    def sql(self) -> str:
        """The name as SQL writes it; `public` is left out."""
        parts = [self.schema] if self.schema not in ("", "public") else []
        return ".".join(map(quote_name, [*parts, self.name]))

    @property
    def key(self) -> str:
        """The name by which it is found, with its schema."""
        return f"{self.schema or 'public'}.{self.name}"


class Word(NamedTuple):
    """A lexeme of a statement."""

    kind: str
    text: str
    low: str
    """Its text as keywords are compared; a quoted name is never a keyword."""
    start: int
    end: int


class SyntaxProblem(ValueError):
    """A statement that cannot be read; the message says where."""


class Cursor:
    """Reads a statement from its start."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [
            Word(
                each.kind,
                text[each.start : each.end],
                fold_case(text[each.start : each.end]),
                each.start,
                each.end,
            )
            for each in read_lexemes(text)
            if each.kind != "comment"
        ]
        self.at = 0

    @property
    def done(self) -> bool:
        """True behind the last lexeme."""
        return self.at >= len(self.words)

    def peek(self, ahead: int = 0) -> str:
        """Return a lexeme as keywords are compared; empty behind the end."""
        at = self.at + ahead
        return self.words[at].low if at < len(self.words) else ""

    def accept(self, *phrase: str) -> bool:
        """Move behind a phrase if it is next, and return whether it was."""
        if all(self.peek(number) == word for number, word in enumerate(phrase)):
            self.at += len(phrase)
            return True
        return False

    def accept_any(self, *words: str) -> str:
        """Move behind one of some words; return it, or nothing."""
        if (found := self.peek()) in words and found:
            self.at += 1
            return found
        return ""

    def expect(self, *phrase: str) -> None:
        """Move behind a phrase.

        Raises:
            SyntaxProblem: Another one is there.
        """
        if not self.accept(*phrase):
            raise SyntaxProblem(f"“{' '.join(phrase)}” is expected at “{self.peek()}”")

    def read_part(self) -> str:
        """Read one identifier and return it folded.

        Raises:
            SyntaxProblem: There is none.
        """
        if self.done or self.words[self.at].kind not in ("word", "quoted"):
            raise SyntaxProblem(f"a name is expected at “{self.peek()}”")
        self.at += 1
        return fold_name(self.words[self.at - 1].text)

    def read_name(self) -> Name:
        """Read a name with an optional schema.

        Raises:
            SyntaxProblem: There is none.
        """
        parts = [self.read_part()]
        while self.accept("."):
            parts.append(self.read_part())
        return Name(parts[-2] if len(parts) > 1 else "", parts[-1])

    def read_names(self) -> tuple[str, ...]:
        """Read identifiers in parentheses.

        Raises:
            SyntaxProblem: They are not there.
        """
        self.expect("(")
        names = [self.read_part()]
        while self.accept(","):
            names.append(self.read_part())
        self.expect(")")
        return tuple(names)

    def read_group(self) -> str:
        """Read a group in parentheses; return the text inside.

        Raises:
            SyntaxProblem: There is none.
        """
        self.expect("(")
        first = self.at
        self.skip(lambda word: False)
        inside = self.slice(first, self.at)
        self.expect(")")
        return inside

    def skip(self, stops: Callable[[Word], bool]) -> str:
        """Move to a lexeme outside nested brackets that stops; return the text before it.

        A closing bracket on this level always stops.
        """
        first, depth = self.at, 0
        while not self.done:
            word = self.words[self.at]
            if depth == 0 and (word.low in CLOSING or stops(word)):
                break
            depth += (word.low in OPENING) - (word.low in CLOSING)
            self.at += 1
        return self.slice(first, self.at)

    def read_list(self) -> list[str]:
        """Read the items between parentheses, divided by commas.

        Raises:
            SyntaxProblem: There is none.
        """
        self.expect("(")
        items = [self.skip(lambda word: word.low == ",")]
        while self.accept(","):
            items.append(self.skip(lambda word: word.low == ","))
        self.expect(")")
        return [item for item in items if item]

    def slice(self, first: int, last: int) -> str:
        """Return the text of some lexemes."""
        if first >= last:
            return ""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def rest(self) -> str:
        """Move to the end; return the text there."""
        first, self.at = self.at, len(self.words)
        return self.slice(first, self.at)
