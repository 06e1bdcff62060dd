"""A file into a table: in batches, and so that it can be gone on with wherever it stopped.

How far it is stands in a file of its own, written before and after each batch. A batch that was
under way when the link or the computer went may be in the table or not: it is sent again, and those
of its rows that are then duplicates were there already.
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
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from dsql_tui.db.loading import UNIQUE, Goal, LoadRefused, Rejected, batches, load
from dsql_tui.db.session import Session
from dsql_tui.dsql.clock import steady
from dsql_tui.dsql.state import State
from dsql_tui.opening import Access
from dsql_tui.results.formats.format import Missing
from dsql_tui.results.records import Layout, Record, read
from dsql_tui.store import places
from dsql_tui.store.files import PRIVATE, write_whole


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

    def run(self, mark: Mark | None = None) -> Iterator[Mark]:
        """Bring the rows in, from the beginning or from where it came; tells so after each batch.

        Raises:
            ValueError: the file cannot be read as it was said to be, with a sentence for the user.
            OSError: it cannot be read at all, or nothing can be written down.
            Missing: a library for unpacking it is not installed.
            LoadRefused: a batch was refused for a reason that lies in none of its rows.
            TooManyRejected: it stops, and can be gone on with.
            AwsError, OpeningRefused, CatalogRefused: there is no session.
        """
        size = self.path.stat().st_size
        mark = mark or Mark(size)
        if not mark.done:
            self.rejects.unlink(missing_ok=True)
        with _opened(self.path) as (lines, position):
            columns, records = read(lines, self.layout)
            goal = Goal(self.table, tuple(columns))
            session = self.access.open()
            try:
                for batch, unknown in _portions(records, mark):
                    self._write(replace(mark, sending=len(batch)))
                    mark = self._brought(session, goal, batch, unknown, mark)
                    mark = replace(mark, share=min(position.tell() / max(size, 1), 1.0))
                    self._write(mark)
                    yield mark
                    if mark.rejected > self.most:
                        raise TooManyRejected(f"More than {self.most:,} rows are not taken.")
                    if session.clock.due(steady()) and session.state is State.IDLE:
                        session, _ = self.access.renew(session)
            except LoadRefused as error:
                # Nothing has begun where a name is wrong or a permission missing.
                if not mark.done and (error.refusal.sqlstate or "").startswith("42"):
                    self.mark_file.unlink()
                raise
            finally:
                session.close()
        self.mark_file.unlink(missing_ok=True)

    def _brought(
        self, session: Session, goal: Goal, batch: Sequence[Record], unknown: bool, mark: Mark
    ) -> Mark:
        rejected = [Rejected(record, record.wrong) for record in batch if record.wrong]
        rejected += load(session, goal, [record for record in batch if not record.wrong])
        there = [each for each in rejected if unknown and each.sqlstate == UNIQUE]
        rejected = [each for each in rejected if each not in there]
        self._note(rejected)
        return replace(
            mark,
            done=mark.done + len(batch),
            sending=0,
            rejected=mark.rejected + len(rejected),
            there=mark.there + len(there),
        )

    def _write(self, mark: Mark) -> None:
        write_whole(self.mark_file, json.dumps(asdict(mark)).encode())

    def _note(self, rejected: Sequence[Rejected]) -> None:
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


def _portions(records: Iterator[Record], mark: Mark) -> Iterator[tuple[list[Record], bool]]:
    """What is left, in batches; first what was on its way, as it was, and that it was."""
    left = islice(records, mark.done, None)
    sent = list(islice(left, mark.sending))
    return chain([(sent, True)] if sent else [], ((batch, False) for batch in batches(left)))


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
