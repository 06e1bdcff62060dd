"""The statements of a script that is being edited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter

from dsql_tui.sql.meta.words import ends_statement, is_go
from dsql_tui.sql.statements import Piece, Statement, choose, find_pieces, make_statement


class Script:
    """A text under edit, scanned no further than needed.

    An edit leaves what is before it as it is, so a key in a long script costs no more than the
    statement it falls in.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self._known: list[Piece] = []

    def change(self, text: str, offset: int) -> None:
        """Replace the text by one that differs from `offset` on."""
        self.text = text
        while self._known and self._known[-1].reach >= offset:
            self._known.pop()

    def statement_at(self, offset: int) -> Statement | None:
        """Return the statement that a cursor means, as `statements.statement_at` does."""
        return choose(self.text, self._pieces(offset), offset)

    def statements_at(self, offset: int) -> list[Statement]:
        r"""Return the statements to run for a cursor: the one that it means, as a rule.

        What a backslash command ends or interrupts comes with the command and, if the cursor is
        behind it, with what goes on there: for psql all of that is one statement. A `\g` comes
        with the statement before it.
        """
        if self.statement_at(offset) is None:
            return []
        known, last = self._known, self._first(offset)
        first = self._find_beginning(last)
        ahead = list(islice(self._pieces(known[last].lead), 2))
        pieces = known[first : last + 1]
        if pieces[-1].terminator == "\\":
            pieces.append(ahead[1])
        return [make_statement(self.text, piece) for piece in pieces]

    def _find_beginning(self, index: int) -> int:
        """Return the index of the piece in which the statement of a piece begins."""
        known, before = self._known, index - 1
        if self._is_command(known[index]):
            sent = before >= 0 and is_go(self._text_of(known[index]))
            return before if sent and known[before].terminator == "\\" else index
        while before >= 0 and self._is_command(known[before]):
            if ends_statement(self._text_of(known[before])):
                return index
            before -= 1
        if index - before < 2 or before < 0 or known[before].terminator != "\\":
            return index
        return self._find_beginning(before)

    def _is_command(self, piece: Piece) -> bool:
        return self.text[piece.start] == "\\"

    def _text_of(self, piece: Piece) -> str:
        return self.text[piece.start : piece.end]

    def find_piece_at(self, offset: int) -> tuple[int, int]:
        """Return the start and end of the piece that is being written at an offset.

        In inline data that is nothing: the offset itself, twice.
        """
        first = self._first(offset)
        start = self._known[first - 1].after if first > 0 else 0
        for piece in self._pieces(offset):
            if piece.data and piece.data.start <= offset < piece.data.after:
                return offset, offset
            if piece.after > offset or not self._ends(piece):
                return start, min(piece.after, piece.data.start if piece.data else piece.after)
            start = piece.after
        return start, len(self.text)

    def _ends(self, piece: Piece) -> bool:
        """Return True if the text behind a piece does not belong to it."""
        if piece.data:
            return piece.data.closed
        return self.text[piece.after - 1 : piece.after] == ";"

    def _first(self, offset: int) -> int:
        """Return the index of the last known piece to begin at or before an offset, or 0."""
        return max(0, bisect_right(self._known, offset, key=attrgetter("lead")) - 1)

    def _pieces(self, offset: int) -> Iterator[Piece]:
        """Yield the pieces from the one that may be meant on, and remember new ones."""
        known = self._known
        for number in range(self._first(offset), len(known)):  # an iterator would walk up to there
            yield known[number]
        last = known[-1] if known else None
        for piece in find_pieces(self.text, *((last.after, last.skipped) if last else (0, None))):
            known.append(piece)
            yield piece
