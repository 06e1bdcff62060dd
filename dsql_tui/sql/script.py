"""Which statement the cursor is in, while the script around it is being edited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from dsql_tui.sql.scan import Piece, Statement, choose, pieces


class Script:
    """A text under edit, scanned no further than it is asked about.

    What stands before an edit is not scanned again, so a key in a long script costs the
    statement it falls in.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self._known: list[Piece] = []

    def change(self, text: str, offset: int) -> None:
        """The text is another one now, from `offset` on."""
        self.text = text
        while self._known and self._known[-1].after >= offset:
            self._known.pop()

    def statement_at(self, offset: int) -> Statement | None:
        """The statement that a cursor means, as `scan.statement_at` has it."""
        return choose(self.text, self._pieces(offset), offset)

    def around(self, offset: int) -> tuple[int, int]:
        """From where to where the piece goes that is being written at `offset`."""
        first = self._first(offset)
        start = self._known[first - 1].after if first > 0 else 0
        for piece in self._pieces(offset):
            ended = self.text[piece.after - 1 : piece.after] == ";"
            if piece.after > offset or not ended:
                return start, piece.after
            start = piece.after
        return start, len(self.text)

    def _first(self, offset: int) -> int:
        """Which known piece is the last to begin at or before an offset; the first, if none."""
        return max(0, bisect_right(self._known, offset, key=attrgetter("lead")) - 1)

    def _pieces(self, offset: int) -> Iterator[Piece]:
        """Every piece from the one that may be meant on; new ones are noted."""
        known = self._known
        for number in range(self._first(offset), len(known)):  # an iterator would walk up to there
            yield known[number]
        for piece in pieces(self.text, known[-1].after if known else 0):
            known.append(piece)
            yield piece
