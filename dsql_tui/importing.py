"""A file into a table: in batches, and so that it can be gone on with wherever it stopped.

How far it is stands in a file of its own, written before and after each transaction. What was
under way when the link or the computer went may all be in the table, or none of it. Where a key
would refuse the rows a second time it is sent again, and those that are then duplicates were there
already; where none would, whoever imports has to look.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal

from dsql_tui.db.loading import (
    UNIQUE,
    Goal,
    LoadRefused,
    Rejected,
    Sending,
    Settled,
    batches,
    is_keyed,
    load,
    together,
)
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Missing
from dsql_tui.results.records import Layout, Record, read
from dsql_tui.sql.meta.words import literal
from dsql_tui.sql.names import quoted
from dsql_tui.store import places
from dsql_tui.store.files import PRIVATE, write_whole

_LOOKED = 100
"""Characters of a value that is asked for, to see whether a row is there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an import is; what is counted are records of the file."""

    size: int
    """Bytes of the file, by which another one of its name is told apart."""
    done: int = 0
    sending: int = 0
    """How many were on their way when this was written."""
    rejected: int = 0
    there: int = 0
    """How many of a batch that was sent twice were in the table already."""
    share: float = 0.0
    """How much of the file has been read, from 0 to 1."""

    @property
    def told(self) -> str:
        """It in a line."""
        text = f"{self.done - self.rejected - self.there:,} rows imported"
        if self.there:
            text += f", {self.there:,} were there already"
        return text + (f", {self.rejected:,} not taken" if self.rejected else "")


def rejects_of(path: Path) -> Path:
    """Where rows go that are not taken, unless somebody names another file."""
    return path.with_name(f"{path.name}.rejected.jsonl")


class TooManyRejected(Exception):
    """So many rows are not taken that there is no sense in going on."""


class OutcomeUnknown(Exception):
    """Rows may be in the table or not, and nothing in it would refuse them a second time."""

    def __init__(self, goal: Goal, records: Sequence[Record], words: str = "") -> None:
        lines = f"lines {records[0].line:,} to {records[-1].line:,}"
        said = f"{words.rstrip('.')}. " if words else ""
        super().__init__(
            f"{said}Outcome unknown: the {len(records):,} rows of {lines} are all in {goal.table}, "
            "or none of them. No unique key is among the columns, so sending them again could "
            f"bring them twice. The first of them is there if this finds it: {_look(goal, records)}"
        )


Word = Literal["", "after", "from"]
"""What whoever imports says of rows whose outcome is unknown: nothing; they are in the table, so go
on after them; they are not, so go on from them."""


@dataclass(frozen=True, slots=True)
class Import:
    """One file that is to go into one table."""

    access: Access
    table: str
    """As SQL writes it."""
    path: Path
    layout: Layout
    rejects: Path
    """Where rows go that are not taken, each a line of JSON with its reason."""
    most: int = 1000
    """How many of those there may be."""

    @property
    def mark_file(self) -> Path:
        """Where it is written down how far it is."""
        named = (self.access.endpoint.host, self.table, str(self.path.resolve()))
        return places.data() / "imports" / f"{sha256(repr(named).encode()).hexdigest()[:24]}.json"

    def mark(self) -> Mark | None:
        """How far it came the last time, if it did not come to its end and the file is the same."""
        with suppress(OSError, ValueError, TypeError):
            mark = Mark(**json.loads(self.mark_file.read_bytes()))
            if mark.size == self.path.stat().st_size:
                return mark
        return None

    def run(self, mark: Mark | None = None, word: Word = "") -> Iterator[Mark]:
        """Bring the rows in, from the beginning or from where it came; tells so after each batch.

        Raises:
            ValueError: the file cannot be read as it was said to be, with a sentence for the user.
            OSError: it cannot be read at all, or nothing can be written down.
            Missing: a library for unpacking it is not installed.
            LoadRefused: a batch was refused for a reason that lies in none of its rows.
            OutcomeUnknown: somebody has to look, and say which `word` is true.
            TooManyRejected: it stops, and can be gone on with.
            AwsError, OpeningRefused, CatalogRefused: there is no session.
        """
        size = self.path.stat().st_size
        mark = mark or Mark(size)
        if not mark.done:
            self.rejects.unlink(missing_ok=True)
        with _opened(self.path) as (lines, position):
            columns, records = read(lines, self.layout)
            going = _Going(self, Goal(self.table, tuple(columns)), mark)
            try:
                for batch, again in going.portions(records, word):
                    going.bring(batch, again)
                    yield going.at(min(position.tell() / max(size, 1), 1.0))
                    if going.mark.rejected > self.most:
                        raise TooManyRejected(f"More than {self.most:,} rows are not taken.")
                    going.renew_if_due()
            except LoadRefused as error:
                # Nothing has begun where a name is wrong or a permission missing.
                if not going.mark.done and (error.refusal.sqlstate or "").startswith("42"):
                    self.mark_file.unlink()
                raise
            finally:
                going.session.close()
        self.mark_file.unlink(missing_ok=True)

    def write(self, mark: Mark) -> None:
        """Write down how far it is; on the disk when this returns."""
        write_whole(self.mark_file, json.dumps(asdict(mark)).encode())

    def note(self, rejected: Sequence[Rejected]) -> None:
        """Write down what is not taken; on the disk when this returns."""
        if not rejected:
            return
        file = os.open(self.rejects, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE)
        with os.fdopen(file, "ab") as stream:
            for each in rejected:
                line = {
                    "line": each.record.line,
                    "reason": each.reason,
                    "sqlstate": each.sqlstate,
                    "text": each.record.text,
                }
                stream.write(json.dumps(line).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())


class _Going:
    """An import under way: its session, and how far it is."""

    def __init__(self, plan: Import, goal: Goal, mark: Mark) -> None:
        self.session = plan.access.open()
        self.mark = mark
        self._plan = plan
        self._goal = goal
        self._keyed = is_keyed(self.session, goal)

    def portions(
        self, records: Iterator[Record], word: Word
    ) -> Iterator[tuple[list[Record], bool]]:
        """What is left, in batches; is it possible that one is in the table already?

        Raises:
            OutcomeUnknown: it is, of one that could come in twice, and nobody has looked.
        """
        left = islice(records, self.mark.done, None)
        sent = list(islice(left, self.mark.sending))
        if sent and word == "after":
            wrong = [Rejected(record, record.wrong) for record in sent if record.wrong]
            self._settle(Settled(len(sent), wrong), again=False)
            yield [], False  # so that it is told, also where nothing follows
        elif sent and not (self._keyed or word == "from"):
            raise OutcomeUnknown(self._goal, sent)
        elif sent:
            yield sent, self._keyed
        for batch in batches(left):
            yield batch, False

    def bring(self, batch: Sequence[Record], again: bool) -> None:
        """Put a batch into the table; `again` where that may have been done before."""
        before = self.mark.done
        steps = load(self.session, self._goal, batch)
        try:
            for step in together(steps, len(batch)) if self._keyed else steps:
                match step:
                    case Sending(count):
                        self._write(replace(self.mark, sending=count))
                    case Settled():
                        self._settle(step, again)
        except LoadRefused as error:
            if self._keyed:
                raise
            if error.unclear:
                first = self.mark.done - before
                unknown = batch[first : first + self.mark.sending]
                raise OutcomeUnknown(self._goal, unknown, str(error)) from None
            self._write(replace(self.mark, sending=0))
            raise

    def at(self, share: float) -> Mark:
        """How far it is, now that so much of the file has been read."""
        self._write(replace(self.mark, share=share))
        return self.mark

    def renew_if_due(self) -> None:
        """Go on in another session, where this one is near its end."""
        if self.session.clock.due(steady()) and self.session.state is State.IDLE:
            self.session, _ = self._plan.access.renew(self.session)

    def _settle(self, settled: Settled, again: bool) -> None:
        there = [each for each in settled.rejected if again and each.sqlstate == UNIQUE]
        rejected = [each for each in settled.rejected if each not in there]
        self._plan.note(rejected)
        mark = self.mark
        self._write(
            replace(
                mark,
                done=mark.done + settled.count,
                sending=0,
                rejected=mark.rejected + len(rejected),
                there=mark.there + len(there),
            )
        )

    def _write(self, mark: Mark) -> None:
        self.mark = mark
        self._plan.write(mark)


def _look(goal: Goal, records: Sequence[Record]) -> str:
    """A query that finds the first record that can be in the table."""
    first = next((record for record in records if not record.wrong), records[0])
    cells = zip(goal.columns, first.cells, strict=False)
    known = [(name, cell) for name, cell in cells if cell and len(cell) <= _LOOKED]
    parts = [f"{quoted(name)} = {literal(cell)}" for name, cell in known]
    return f"select count(*) from {goal.table} where {' and '.join(parts) or 'true'}"


@contextmanager
def _opened(path: Path) -> Iterator[tuple[TextIOWrapper, BinaryIO]]:
    """The lines of a file, unpacked if its name says so, and the file that they come from."""
    with path.open("rb") as file:
        unpacked = _unpacked(path, file)
        # Line ends stay as they are, since they may stand inside values.
        yield TextIOWrapper(unpacked, "utf-8-sig", "surrogateescape", newline=""), file


def _unpacked(path: Path, file: BinaryIO) -> BinaryIO:
    if path.suffix == ".gz":
        return gzip.GzipFile(fileobj=file)  # type: ignore[return-value]
    if path.suffix != ".zst":
        return file
    try:
        from zstandard import ZstdDecompressor
    except ImportError:
        raise Missing("zstd", "zstd") from None
    return ZstdDecompressor().stream_reader(file)
